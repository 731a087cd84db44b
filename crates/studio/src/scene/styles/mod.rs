//! Drawn styles.
use super::{Painted, Steps, Style};
use crate::StudioError;
pub fn draw(painted: Painted, _style: Style, _seed: u64, steps: &Steps<'_>) -> Result<Vec<u8>, StudioError> { steps.check()?; Ok(painted.rgb) }
