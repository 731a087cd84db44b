//! The agent that reads the words: a language model where one is set up, the router otherwise.

use agents::{
    AgentRequest, Attachment, Context, Decision, MediaKind, Options, Routed, Source, StyleName,
    brain::Session,
};
use domain::{
    catalog::{AspectRatio, MediaType, Operation},
    generation::request::{PictureRequest, STYLE_AUTO},
    id::AssetId,
    pricing::Quality,
};
use serde::Serialize;

use super::{Asker, PlanningError, Surroundings, brain::Account, spending};
use crate::{app::App, catalog::Offers};

/// What the agent is given, owned, so that a request can be made of it as often as it is wanted.
struct Given<'a> {
    text: &'a str,
    attachments: Vec<Attachment>,
    surroundings: &'a Surroundings,
    options: Options,
    styles: Vec<StyleName>,
}

impl<'a> Given<'a> {
    fn new(offers: &Offers<'_>, request: &'a PictureRequest, surroundings: &'a Surroundings) -> Given<'a> {
        let attached = surroundings.attached.iter();
        let attachment =
            |file: &super::Attached| Attachment { kind: kind(file.media_type), name: file.filename.clone() };
        // What the composer shows before anybody chose is not a choice: there the words decide.
        let options = Options {
            aspect_ratio: (request.aspect_ratio != AspectRatio::default()).then_some(request.aspect_ratio),
            style: (request.style != STYLE_AUTO).then(|| request.style.clone()),
            quality: (request.quality != Quality::default()).then_some(request.quality),
            seed: request.seed,
            ..Options::default()
        };
        Given {
            text: request.prompt.as_str(),
            attachments: attached.map(attachment).collect(),
            surroundings,
            options,
            styles: style_names(offers),
        }
    }

    fn request(&self) -> AgentRequest<'_> {
        AgentRequest {
            text: self.text,
            attachments: &self.attachments,
            context: Context { results: &self.surroundings.results },
            options: self.options.clone(),
            styles: &self.styles,
        }
    }
}

/// What an agent decided, and how.
pub(super) struct Decided {
    /// Which tools are called.
    pub(super) plan: agents::Plan,
    /// What was considered, as JSON.
    pub(super) transcript: String,
    /// Whether a language model decided it.
    pub(super) by_model: bool,
}

#[derive(Serialize)]
struct Transcript<'a> {
    agent: agents::Agent,
    turns: &'a [agents::Turn],
    /// What asking a language model took, where one was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<&'a Account>,
}

/// Has the words read, by a language model on behalf of `asker` where there are both.
pub(super) async fn decide(
    app: &App,
    asker: Asker,
    request: &PictureRequest,
    surroundings: &Surroundings,
) -> Result<Decided, PlanningError> {
    let given = Given::new(&Offers::of_workspace(app, asker.workspace), request, surroundings);
    let (routed, account) = match app.brain.as_ref().filter(|_| asker.may_ask_model) {
        Some(brain) if app.limits.may_ask_model(asker.workspace) => {
            let session = Session::new(&given.request(), brain.limits());
            match ask_model(app, session).await {
                Some((routed, account)) => (routed, Some(account)),
                None => (agents::route(&given.request()), None),
            }
        }
        _ => (agents::route(&given.request()), None),
    };
    let transcript = Transcript { agent: routed.agent, turns: &routed.transcript, model: account.as_ref() };
    let transcript = serde_json::to_string(&transcript).unwrap_or_default();
    let by_model = account.is_some_and(|account| account.fell_back.is_none());
    match routed.decision {
        Decision::Plan(plan) => Ok(Decided { plan, transcript, by_model }),
        Decision::Clarify { question } => Err(PlanningError::NeedsAnswer(question)),
        Decision::Refuse { reason, .. } => Err(PlanningError::Refused(reason)),
    }
}

/// Asks in a task of its own: a person who goes on typing gives up the request, but what it cost is spent and is
/// written down. `None` only when that task broke.
async fn ask_model(app: &App, session: Session) -> Option<(Routed, Account)> {
    let asking = app.clone();
    let task = app.tasks.spawn(async move {
        let brain = asking.brain.as_ref()?;
        let (routed, account) = brain.decide(session).await;
        // A refusal that needed no model cost nothing.
        if account.questions > 0 {
            spending::add(&asking, account.clone()).await;
        }
        Some((routed, account))
    });
    task.await.ok().flatten()
}

/// What the router makes of the words here and now, with the files it means. It answers the same to the same, so
/// two readings tell whether a conversation has changed what words mean.
pub(super) fn reading(offers: &Offers<'_>, request: &PictureRequest, surroundings: &Surroundings) -> String {
    let given = Given::new(offers, request, surroundings);
    let decision = agents::route(&given.request()).decision;
    let mut files: Vec<Option<AssetId>> = Vec::new();
    if let Decision::Plan(plan) = &decision {
        for source in plan.calls.iter().flat_map(|call| &call.inputs) {
            if let Source::Earlier(index) = source {
                files.push(surroundings.assets.get(*index).copied());
            }
        }
    }
    serde_json::to_string(&(decision, files)).unwrap_or_default()
}

fn style_names(offers: &Offers<'_>) -> Vec<StyleName> {
    let model = offers.best(Operation::TextToImage);
    let styles = model.map(|model| model.styles.as_slice()).unwrap_or_default();
    styles.iter().map(|style| StyleName { id: style.id.clone(), label: style.label.clone() }).collect()
}

fn kind(media_type: MediaType) -> MediaKind {
    match media_type {
        MediaType::Image => MediaKind::Image,
        MediaType::Video => MediaKind::Video,
        MediaType::Audio => MediaKind::Audio,
        MediaType::Text => MediaKind::Text,
    }
}
