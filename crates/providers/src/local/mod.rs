//! The local studio as a provider.
//!
//! Pictures are painted on a thread pool of their own whose threads yield to everything else
//! (niceness), so a render never delays a request. A fixed number is painted at once, the others wait
//! here; what takes less than a second or so (looking at a picture, cutting people out, changing its light)
//! has a thread of its own and does not wait behind them. The work is named by its attempt: submitting the same attempt twice finds the work that is
//! already there, and after a restart the same words, size, style and seed give the same bytes, so a
//! repeated submit is always safe.

mod clips;
mod edits;
mod painter;
mod task;

use std::{
    collections::HashMap,
    sync::{Arc, mpsc},
    time::Duration,
};

use painter::StudioPainter;
pub use painter::{Job, Painter};
use parking_lot::Mutex;
pub use studio::{PictureRequest, StudioError, Watch, speech::listing::ListedVoice, vision::nudity::Judge};
use studio::{SpeechRequest, Studio, Style, StyleChoice};
use task::Task;
pub use weights::Folder;

use crate::{Fault, FaultClass, Found, PictureWork, SpeechWork, Status, Submission, SubmitError, Work};

/// How the local studio uses the machine.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Threads that draw; 0 takes one per core.
    pub threads: usize,
    /// 0 to 19: how much drawing yields to everything else.
    pub niceness: u8,
    /// Pictures painted at the same time.
    pub pictures_at_once: usize,
    /// Where model files lie that were fetched; need not exist.
    pub packs: Option<Folder>,
}

/// The local studio. Clones share it; its threads end with the last clone.
#[derive(Clone)]
pub struct Local {
    tasks: Arc<Mutex<HashMap<String, Arc<Task>>>>,
    painter: Arc<dyn Painter>,
    heavy: mpsc::Sender<Arc<Task>>,
    light: mpsc::Sender<Arc<Task>>,
}

impl Local {
    /// Starts the painters.
    ///
    /// # Errors
    /// A sentence when the machine gives no threads.
    pub fn start(settings: Settings) -> Result<Local, String> {
        let threads = match settings.threads {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            threads => threads,
        };
        let on_start = yielding(settings.niceness);
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .thread_name(|index| format!("studio-{index}"))
            .start_handler(move |_| on_start())
            .build()
            .map_err(|error| error.to_string())?;
        let mut studio = Studio::with_threads(threads, on_start).map_err(|error| error.to_string())?;
        if let Some(packs) = settings.packs.clone() {
            studio = studio.with_packs(packs);
        }
        Local::with_painter(settings, Arc::new(StudioPainter { studio, pool: Arc::new(pool) }))
    }

    /// The same with another painter.
    ///
    /// # Errors
    /// A sentence when the machine gives no threads.
    pub fn with_painter(settings: Settings, painter: Arc<dyn Painter>) -> Result<Local, String> {
        let heavy = painters(&settings, "studio-painter", settings.pictures_at_once.max(1), &painter)?;
        let light = painters(&settings, "studio-light", 1, &painter)?;
        Ok(Local { tasks: Arc::default(), painter, heavy, light })
    }

    pub(crate) fn submit(&self, submission: Submission) -> Result<String, SubmitError> {
        let job = job(&submission).map_err(SubmitError::NotTaken)?;
        let mut tasks = self.tasks.lock();
        if !tasks.contains_key(&submission.attempt_id) {
            let queue =
                if job.is_heavy(self.painter.cuts_out_anything()) { &self.heavy } else { &self.light };
            let task = Arc::new(Task::new(job));
            let closed = |_| {
                SubmitError::NotTaken(Fault {
                    class: FaultClass::Unavailable,
                    message: "The local studio is stopping.".into(),
                })
            };
            queue.send(task.clone()).map_err(closed)?;
            tasks.insert(submission.attempt_id.clone(), task);
        }
        Ok(submission.attempt_id)
    }

    pub(crate) fn find(&self, attempt_id: &str) -> Found {
        match self.tasks.lock().contains_key(attempt_id) {
            true => Found::Yes(attempt_id.to_owned()),
            false => Found::No,
        }
    }

    pub(crate) async fn poll(&self, remote_id: &str, revision: u64, wait: Duration) -> Status {
        let task = self.tasks.lock().get(remote_id).cloned();
        match task {
            None => Status::Forgotten,
            Some(task) => task.status_after(revision, wait).await,
        }
    }

    pub(crate) fn cancel(&self, remote_id: &str) {
        if let Some(task) = self.tasks.lock().remove(remote_id) {
            task.cancel();
        }
    }

    pub(crate) fn forget(&self, remote_id: &str) {
        self.tasks.lock().remove(remote_id);
    }
}

/// What judges pictures, with the network of a folder of packs; it yields to everything else as drawing does.
#[must_use]
pub fn judge(packs: Folder, niceness: u8) -> Judge {
    Judge::new(Some(packs), 1, yielding(niceness))
}

/// The voices that are there now. Runs a program; not on a runtime.
///
/// # Errors
/// [`StudioError::Engine`] when the system's program is there and cannot be run.
pub fn voices(packs: &Folder) -> Result<Vec<ListedVoice>, StudioError> {
    studio::speech::listing::voices(Some(packs))
}

/// The style that the words of a prompt ask for. Pure and quick, so a price can depend on it.
#[must_use]
pub fn style_of(prompt: &str) -> &'static str {
    studio::scene::understand(prompt, StyleChoice::Auto).style.id()
}

/// Threads that take tasks from the queue that is answered with. They end when it is dropped.
fn painters(
    settings: &Settings,
    name: &str,
    count: usize,
    painter: &Arc<dyn Painter>,
) -> Result<mpsc::Sender<Arc<Task>>, String> {
    let on_start = yielding(settings.niceness);
    let (queue, waiting) = mpsc::channel::<Arc<Task>>();
    let waiting = Arc::new(Mutex::new(waiting));
    for index in 0..count {
        let (painter, waiting) = (painter.clone(), waiting.clone());
        std::thread::Builder::new()
            .name(format!("{name}-{index}"))
            .spawn(move || {
                on_start();
                loop {
                    // The lock is held only while waiting for the next task.
                    let next = waiting.lock().recv();
                    let Ok(task) = next else { return };
                    task.paint(&*painter);
                }
            })
            .map_err(|error| error.to_string())?;
    }
    Ok(queue)
}

fn job(submission: &Submission) -> Result<Job, Fault> {
    match &submission.work {
        Work::Picture(work) => picture_request(work).map(Job::Picture),
        Work::Speech(work) => Ok(Job::Speech(speech(work))),
        Work::Lipsync(work) => clips::lipsync(submission, work).map(Job::Talk),
        Work::Video(work) => clips::request(submission, work).map(Job::Clip),
        _ => edits::request(submission).map(Job::Edit),
    }
}

fn speech(work: &SpeechWork) -> SpeechRequest {
    let (text, voice, language) = (work.text.clone(), work.voice.clone(), work.language.clone());
    SpeechRequest { text, voice, language, speed: work.speed as f32 }
}

fn picture_request(work: &PictureWork) -> Result<PictureRequest, Fault> {
    let style = match work.style.as_str() {
        domain::generation::request::STYLE_AUTO => StyleChoice::Auto,
        id => StyleChoice::Named(Style::parse(id).ok_or_else(|| Fault {
            class: FaultClass::Invalid,
            message: format!("The local studio knows no style called {id}."),
        })?),
    };
    let (prompt, width, height) = (work.prompt.clone(), work.width, work.height);
    Ok(PictureRequest { prompt, width, height, style, seed: work.seed })
}

/// A function that makes the calling thread yield, for use at thread start. Linux applies niceness to
/// single threads; elsewhere the whole process would be slowed, so nothing is done there.
fn yielding(niceness: u8) -> fn() {
    fn lower(niceness: i32) {
        #[cfg(target_os = "linux")]
        if let Err(error) = rustix::process::setpriority_process(Some(rustix::thread::gettid()), niceness) {
            tracing::warn!(%error, "drawing threads could not be made to yield");
        }
        #[cfg(not(target_os = "linux"))]
        let _ = niceness;
    }
    macro_rules! levels {
        ($($level:literal)*) => { match niceness { $($level => || lower($level),)* _ => || lower(19) } };
    }
    match niceness {
        0 => || {},
        _ => levels!(1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn submission(attempt: &str, seed: u64) -> Submission {
        let work = PictureWork {
            prompt: "a lighthouse at dusk".into(),
            width: 96,
            height: 64,
            style: "auto".into(),
            seed,
        };
        Submission {
            generation_id: "gen_1".into(),
            attempt_id: attempt.into(),
            model_id: "local-studio-scene".into(),
            work: Work::Picture(work),
            inputs: Vec::new(),
            key_owner: None,
        }
    }

    fn local() -> Local {
        Local::start(Settings { threads: 1, niceness: 5, pictures_at_once: 1, packs: None }).unwrap()
    }

    async fn outcome(local: &Local, remote_id: &str) -> Status {
        let mut revision = 0;
        loop {
            match local.poll(remote_id, revision, Duration::from_secs(60)).await {
                Status::Running(progress) => revision = progress.revision,
                status => return status,
            }
        }
    }

    #[tokio::test]
    async fn paints_and_repeats_to_the_byte() {
        let local = local();
        let mut files = Vec::new();
        for attempt in ["one", "two"] {
            let remote = local.submit(submission(attempt, 7)).unwrap();
            let Status::Finished(outputs) = outcome(&local, &remote).await else { panic!("not finished") };
            assert!(outputs[0].description.contains("lighthouse"), "{}", outputs[0].description);
            files.push(outputs[0].content.bytes().await.unwrap());
            local.forget(&remote);
            assert!(matches!(local.poll(&remote, 0, Duration::ZERO).await, Status::Forgotten));
        }
        assert_eq!(files[0], files[1]);
    }

    #[tokio::test]
    async fn the_same_attempt_is_painted_once() {
        let local = local();
        local.submit(submission("same", 1)).unwrap();
        local.submit(submission("same", 1)).unwrap();
        assert_eq!(local.tasks.lock().len(), 1);
        assert!(matches!(outcome(&local, "same").await, Status::Finished(_)));
    }

    #[tokio::test]
    async fn cancelled_work_is_forgotten_and_the_next_is_painted() {
        let local = local();
        local.submit(submission("gone", 1)).unwrap();
        local.cancel("gone");
        local.submit(submission("kept", 2)).unwrap();
        assert!(matches!(local.poll("gone", 0, Duration::ZERO).await, Status::Forgotten));
        assert!(matches!(outcome(&local, "kept").await, Status::Finished(_)));
    }

    /// Says when it has begun, then works until it is let go, and looks at nothing meanwhile: as a network
    /// does that is in the middle of a tile.
    struct Stubborn {
        begun: mpsc::Sender<()>,
        let_go: Mutex<mpsc::Receiver<()>>,
    }

    impl Painter for Stubborn {
        fn paint(&self, _: &Job, watch: &dyn Watch) -> Result<crate::Output, StudioError> {
            self.begun.send(()).unwrap();
            self.let_go.lock().recv().unwrap();
            assert!(watch.cancelled());
            Err(StudioError::Cancelled)
        }
    }

    #[tokio::test]
    async fn a_cancel_is_answered_before_the_work_has_stopped() {
        let (begun, has_begun) = mpsc::channel();
        let (let_go, released) = mpsc::channel();
        let painter = Stubborn { begun, let_go: Mutex::new(released) };
        let settings = Settings { threads: 1, niceness: 0, pictures_at_once: 1, packs: None };
        let local = Local::with_painter(settings, Arc::new(painter)).unwrap();
        local.submit(submission("working", 1)).unwrap();
        has_begun.recv().unwrap();
        local.cancel("working");
        // The painter still holds its thread, and nobody waits for it.
        assert!(matches!(local.poll("working", 0, Duration::from_secs(60)).await, Status::Forgotten));
        let_go.send(()).unwrap();
    }

    #[test]
    fn the_words_choose_the_style() {
        assert_eq!(style_of("a lighthouse at dusk, oil painting"), "oil-painting");
        assert_eq!(style_of("a lighthouse at dusk"), "natural");
    }

    #[test]
    fn an_unknown_style_is_not_taken() {
        let mut wrong = submission("wrong", 1);
        let Work::Picture(picture) = &mut wrong.work else { panic!("a picture") };
        picture.style = "cubist".into();
        assert!(matches!(local().submit(wrong), Err(SubmitError::NotTaken(_))));
    }
}
