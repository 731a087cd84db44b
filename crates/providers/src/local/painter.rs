//! Who holds the brush.

use std::sync::Arc;

use rayon::ThreadPool;
use studio::{PictureRequest, Studio, StudioError, Watch};

use crate::Output;

/// Makes one picture, on the thread that asks. The local studio is one; a load test that wants to measure
/// everything around the drawing brings another.
pub trait Painter: Send + Sync {
    /// Makes the picture, telling `watch` how it goes and stopping when it was cancelled.
    ///
    /// # Errors
    /// [`StudioError`].
    fn paint(&self, request: &PictureRequest, watch: &dyn Watch) -> Result<Output, StudioError>;
}

/// The local studio, drawing on a pool of its own.
pub(super) struct StudioPainter {
    pub(super) studio: Studio,
    pub(super) pool: Arc<ThreadPool>,
}

impl Painter for StudioPainter {
    fn paint(&self, request: &PictureRequest, watch: &dyn Watch) -> Result<Output, StudioError> {
        self.pool.install(|| {
            let picture = self.studio.make_picture(request, watch)?;
            let bytes = picture.encode_png()?;
            let provenance = serde_json::json!({
                "scene": picture.scene,
                "style": picture.style.id(),
                "seed": request.seed,
                "width": picture.width,
                "height": picture.height,
            });
            Ok(Output {
                content: bytes.into(),
                media_type: "image/png".into(),
                description: picture.description,
                warnings: picture.warnings,
                made_by: picture.made_by,
                provenance,
            })
        })
    }
}
