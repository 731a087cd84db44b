//! Who holds the brush.

use std::sync::Arc;

use rayon::ThreadPool;
use studio::{EditRequest, EditResult, PictureRequest, Studio, StudioError, Watch};

use crate::Output;

/// What is to be made.
#[derive(Clone, Debug)]
pub enum Job {
    /// A picture from words.
    Picture(PictureRequest),
    /// A picture that is there, changed or looked at.
    Edit(EditRequest),
}

impl Job {
    /// Whether it takes the whole machine for seconds. What does not is done beside it.
    pub(super) fn is_heavy(&self) -> bool {
        match self {
            Job::Picture(_) => true,
            Job::Edit(request) => request.change.is_heavy(),
        }
    }
}

/// Makes one result, on the thread that asks. The local studio is one; a load test that wants to measure
/// everything around the drawing brings another.
pub trait Painter: Send + Sync {
    /// Makes the result, telling `watch` how it goes and stopping when it was cancelled.
    ///
    /// # Errors
    /// [`StudioError`].
    fn paint(&self, job: &Job, watch: &dyn Watch) -> Result<Output, StudioError>;
}

/// The local studio, drawing on a pool of its own.
pub(super) struct StudioPainter {
    pub(super) studio: Studio,
    pub(super) pool: Arc<ThreadPool>,
}

impl Painter for StudioPainter {
    fn paint(&self, job: &Job, watch: &dyn Watch) -> Result<Output, StudioError> {
        self.pool.install(|| match job {
            Job::Picture(request) => self.picture(request, watch),
            Job::Edit(request) => self.edit(request, watch),
        })
    }
}

impl StudioPainter {
    fn picture(&self, request: &PictureRequest, watch: &dyn Watch) -> Result<Output, StudioError> {
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
    }

    fn edit(&self, request: &EditRequest, watch: &dyn Watch) -> Result<Output, StudioError> {
        let edited = self.studio.edit(request, watch)?;
        let (content, media_type) = match edited.result {
            EditResult::Words(words) => (words.into_bytes(), "text/plain"),
            EditResult::Picture(photo) => {
                (photo.encode_png(&edited.made_by, &edited.description)?, "image/png")
            }
        };
        Ok(Output {
            content: content.into(),
            media_type: media_type.into(),
            description: edited.description,
            warnings: edited.warnings,
            made_by: edited.made_by,
            provenance: edited.provenance,
        })
    }
}
