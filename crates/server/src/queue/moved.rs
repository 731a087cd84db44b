//! Tells people when their place in line has moved.
//!
//! A place changes with every service of anybody, so it is not told at every change: every two seconds
//! one look ahead serves all workspaces that somebody listens to and that have runs in line, and only
//! those are told whose numbers differ from what they were told last.

use std::{collections::HashMap, sync::Arc, time::Duration};

use domain::{id::WorkspaceId, time::SECOND_MS};
use parking_lot::Mutex;

use super::{
    PLACES_MAX,
    view::{PositionView, PositionsView},
};
use crate::{
    app::App,
    platform::{
        db::DbError,
        events::{self, EventKind},
        jobs::{JobKind, Outlook},
    },
};

/// How often places are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// An expected start that moved by less is not news.
const NEWS_MS: i64 = 5 * SECOND_MS;
/// Workspaces told in one transaction: other writes get their turn in between.
const WORKSPACES_PER_WRITE: usize = 50;

/// The places that this process last saw, as JSON, for the streams that tell them. Places are worked out
/// anew every two seconds, so nothing is lost with them.
#[derive(Clone, Default)]
pub struct Places {
    texts: Arc<Mutex<HashMap<WorkspaceId, String>>>,
}

impl Places {
    /// The places of a workspace's waiting runs; nothing when none waits.
    #[must_use]
    pub fn of(&self, workspace: WorkspaceId) -> Option<String> {
        self.texts.lock().get(&workspace).cloned()
    }

    fn note(&self, workspace: WorkspaceId, view: &PositionsView) {
        if let Ok(text) = serde_json::to_string(view) {
            self.texts.lock().insert(workspace, text);
        }
    }

    fn forget(&self, workspace: WorkspaceId) {
        self.texts.lock().remove(&workspace);
    }
}

/// What each workspace was told last.
type Told = HashMap<WorkspaceId, Vec<PositionView>>;

/// Tells places until the process stops.
pub async fn watch(app: App) {
    let mut told = Told::new();
    let mut tick = tokio::time::interval(LOOK_EVERY);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = app.stopping.cancelled() => return,
            _ = tick.tick() => {}
        }
        if let Err(error) = look(&app, &mut told).await {
            tracing::error!(%error, "places in line could not be told; they will be at the next look");
        }
    }
}

async fn look(app: &App, told: &mut Told) -> Result<(), DbError> {
    let listened = app.hub.listened();
    told.retain(|workspace, _| listened.contains(workspace));
    app.places.texts.lock().retain(|workspace, _| listened.contains(workspace));
    let (workers, now) = (app.config.workers.count, app.env.now());
    let places = app.db.read(|reader| {
        let mut waiting = Vec::new();
        for workspace in listened {
            let subjects = Outlook::waiting_of(reader, workspace, JobKind::Generation, PLACES_MAX)?;
            waiting.push((workspace, subjects));
        }
        let outlook = match waiting.iter().any(|(_, subjects)| !subjects.is_empty()) {
            true => Some(Outlook::load(reader, workers, now)?),
            false => None,
        };
        let mut places = Vec::with_capacity(waiting.len());
        for (workspace, subjects) in waiting {
            let mut items = Vec::with_capacity(subjects.len());
            for id in subjects {
                let Some(outlook) = &outlook else { continue };
                let place = outlook.place(reader, workspace, JobKind::Generation, &id)?;
                items.extend(place.map(|place| PositionView::new(id, place)));
            }
            places.push((workspace, items));
        }
        Ok::<_, DbError>(places)
    });
    let mut news = Vec::new();
    for (workspace, items) in places.await? {
        if items.is_empty() {
            // Their runs have started or ended, which they were told as such.
            told.remove(&workspace);
            app.places.forget(workspace);
        } else if told.get(&workspace).is_none_or(|before| is_news(before, &items)) {
            told.insert(workspace, items.clone());
            app.places.note(workspace, &PositionsView { items });
            news.push(workspace);
        }
    }
    while !news.is_empty() {
        let rest = news.split_off(news.len().min(WORKSPACES_PER_WRITE));
        let batch = std::mem::replace(&mut news, rest);
        app.db
            .write(move |tx| {
                for workspace in &batch {
                    events::announce(tx, *workspace, EventKind::QueueMoved, workspace, now);
                }
                Ok::<_, DbError>(())
            })
            .await?;
    }
    Ok(())
}

fn is_news(before: &[PositionView], now: &[PositionView]) -> bool {
    let same = |(before, now): (&PositionView, &PositionView)| {
        let moved_ms = match (before.expected_start_ms, now.expected_start_ms) {
            (Some(before), Some(now)) => (now - before).abs(),
            (None, None) => 0,
            _ => i64::MAX,
        };
        before.id == now.id && before.position == now.position && moved_ms < NEWS_MS
    };
    before.len() != now.len() || !before.iter().zip(now).all(same)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_change_that_a_person_sees_is_news() {
        let place = |position, expected_start_ms| PositionView {
            id: "gen_a".into(),
            position,
            exact: true,
            expected_start_ms,
        };
        let before = [place(3, Some(10_000))];
        assert!(!is_news(&before, &[place(3, Some(11_000))]));
        assert!(is_news(&before, &[place(2, Some(10_000))]));
        assert!(is_news(&before, &[place(3, Some(20_000))]));
        assert!(is_news(&before, &[place(3, None)]));
        assert!(is_news(&before, &[]));
    }
}
