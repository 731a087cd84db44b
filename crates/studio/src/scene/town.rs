//! A city street.
use super::canvas::View;
use super::compose::Composition;
use super::light::Light;
use super::spec::SceneSpec;
use crate::StudioError;
pub fn paint(_view: &mut View, _spec: &SceneSpec, _comp: &Composition, _light: &Light, _seed: u64, _stop: &(dyn Fn() -> bool + Sync)) {}
pub fn people(_view: &mut View, _spec: &SceneSpec, _comp: &Composition, _light: &Light, _seed: u64) -> Result<(), StudioError> { Ok(()) }
