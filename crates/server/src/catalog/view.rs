//! A flow as people see it.

use domain::{
    catalog::{AspectRatio, Flow, Model, Preference},
    generation::request::STYLE_AUTO,
    limits::{PROMPT_CHARACTERS_MAX, SEED_MAX},
    money::Ratio,
    plan::Plan,
    pricing::{self, Complexity, PriceBook, PriceRequest, Quality},
};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::{NotOffered, Offers};
use crate::flow::CustomFlowView;

/// A named workflow a user can run.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FlowView {
    /// e.g. `text-to-image`.
    pub id: String,
    /// On screen.
    pub name: String,
    /// One line.
    pub summary: String,
    /// One paragraph.
    pub description: String,
    /// `picture`, `video`, `voice`, `lip-sync` or `tools`; `yours` for flows of your own.
    pub category: String,
    /// What its step does, e.g. `text_to_image`.
    pub operation: String,
    /// The cheapest plan that includes it.
    pub minimum_plan: String,
    /// Whether it can be run here and now.
    pub available: bool,
    /// Why not.
    pub unavailable_reason: Option<String>,
    /// The cheapest run, in credits.
    pub credits_from: i64,
    /// The dearest run of one result, in credits.
    pub credits_to: i64,
    /// How long a simple run usually takes, in milliseconds.
    pub expected_ms: i64,
    /// The picture on its tile; empty for a custom flow.
    pub cover: String,
    /// Prompts to start from.
    pub sample_prompts: Vec<SamplePromptView>,
    /// Whether files may come with the words (`inputAssets`).
    pub takes_files: bool,
    /// What it takes, as JSON Schema 2020-12.
    #[schema(value_type = std::collections::HashMap<String, Value>)]
    pub input_schema: Value,
    /// The choices, with names for people.
    pub options: OptionsView,
    /// What a custom flow has; null for the flows that ship.
    pub custom: Option<CustomFlowView>,
}

/// A prompt to start from.
#[derive(Debug, Serialize, ToSchema)]
pub struct SamplePromptView {
    /// The words.
    pub prompt: String,
    /// The picture they made.
    pub cover: String,
}

/// The choices of a flow.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OptionsView {
    /// Shapes; the first is the default.
    pub aspect_ratios: Vec<AspectRatioView>,
    /// Styles; the first is the default and lets the words decide.
    pub styles: Vec<StyleView>,
    /// Qualities; the first is the default.
    pub qualities: Vec<QualityView>,
    /// Models that can be chosen or compared; the first is the one that runs by itself.
    pub models: Vec<ModelOptionView>,
}

/// A model that can be chosen.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ModelOptionView {
    /// e.g. `local-studio-scene`.
    pub id: String,
    /// e.g. `Local studio`.
    pub name: String,
    /// Who runs it, e.g. `local`.
    pub provider: String,
    /// What its cheapest result costs, in credits.
    pub credits_from: i64,
    /// Whether it works with a key of the workspace, for the platform fee.
    pub own_key: bool,
    /// How long a simple result usually takes, in milliseconds.
    pub expected_ms: i64,
    /// The styles it knows by name, besides `auto`.
    pub styles: Vec<String>,
    /// The orders in which it is the first: `quality`, `speed`, `cost`.
    pub first_by: Vec<String>,
}

/// A shape.
#[derive(Debug, Serialize, ToSchema)]
pub struct AspectRatioView {
    /// e.g. `16:9`.
    pub id: String,
    /// On screen.
    pub label: String,
}

/// A style.
#[derive(Debug, Serialize, ToSchema)]
pub struct StyleView {
    /// e.g. `oil-painting`.
    pub id: String,
    /// On screen.
    pub label: String,
    /// Whether a small neural network paints it.
    pub neural: bool,
    /// Whether it costs more than the plain styles.
    pub extra: bool,
}

/// A quality.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct QualityView {
    /// `standard`, `high` or `ultra`.
    pub id: String,
    /// On screen.
    pub label: String,
    /// Pixels of a side of the square picture.
    pub width1x1: u32,
}

pub(super) fn flow(offers: &Offers<'_>, flow: &Flow) -> Option<FlowView> {
    let chain = offers.catalog.chain_of(flow);
    // Where nobody can do it now, it is shown as the first in line would do it.
    let model = *chain.iter().find(|model| offers.has(model)).or(chain.first())?;
    let why_not = offers.why_not(model);
    let models = model_options(offers, flow);
    let price = |complexity, quality| {
        let request = PriceRequest {
            operation: flow.operation,
            complexity,
            model_cost: typical_cost(model, complexity, quality),
            quality,
            results: 1,
            tier: Plan::Free.tier(),
            peak: false,
            own_key_fee: offers.own_key_fee(model),
        };
        pricing::price(&PriceBook::default(), &request).credits.0
    };
    Some(FlowView {
        id: flow.id.clone(),
        name: flow.name.clone(),
        summary: flow.summary.clone(),
        description: flow.description.clone(),
        category: flow.category.clone(),
        operation: flow.operation.id().to_owned(),
        minimum_plan: flow.minimum_plan.id().to_owned(),
        available: why_not.is_none(),
        unavailable_reason: why_not.map(|reason| unavailable(reason, model)),
        credits_from: price(Complexity::Simple, Quality::Standard),
        credits_to: price(Complexity::Complex, Quality::Ultra),
        expected_ms: model.expected_ms,
        cover: flow.cover.clone(),
        sample_prompts: flow
            .sample_prompts
            .iter()
            .map(|sample| SamplePromptView { prompt: sample.prompt.clone(), cover: sample.cover.clone() })
            .collect(),
        input_schema: input_schema(model, &models),
        options: OptionsView { models, ..options(model) },
        takes_files: false,
        custom: None,
    })
}

/// What a result of the price table's column costs; nothing where nobody knows.
pub(crate) fn typical_cost(model: &Model, complexity: Complexity, quality: Quality) -> Ratio {
    let cost = model.cost.as_ref().map(|cost| cost.usd_micros(&model.typical(complexity, quality)));
    cost.unwrap_or(Ratio::whole(0))
}

/// The models of a flow's operation that can be had. A workflow is done by nobody else.
fn model_options(offers: &Offers<'_>, flow: &Flow) -> Vec<ModelOptionView> {
    if offers.catalog.workflow_of(flow).is_some() {
        return Vec::new();
    }
    let firsts = Preference::ALL.map(|preference| {
        (preference, offers.chain(flow.operation, preference).first().map(|first| &first.id))
    });
    let option = |model: &&Model| {
        let cost = typical_cost(model, Complexity::Simple, Quality::Standard);
        let own_key_fee = offers.own_key_fee(model);
        let usual = PriceBook::default().base(flow.operation, Complexity::Simple, cost);
        let is_first = |(preference, first): &(Preference, Option<&String>)| {
            (*first == Some(&model.id)).then(|| preference.id().to_owned())
        };
        ModelOptionView {
            id: model.id.clone(),
            name: model.name.clone(),
            provider: model.provider.clone(),
            credits_from: own_key_fee.unwrap_or(usual).0,
            own_key: own_key_fee.is_some(),
            expected_ms: model.expected_ms,
            styles: model.styles.iter().map(|style| style.id.clone()).collect(),
            first_by: firsts.iter().filter_map(is_first).collect(),
        }
    };
    offers.chain(flow.operation, Preference::default()).iter().map(option).collect()
}

fn unavailable(reason: NotOffered, model: &Model) -> String {
    match reason {
        NotOffered::ProviderOff => format!("{} is switched off on this installation.", model.name),
        _ => format!("{} cannot be used: {}", model.name, reason.sentence(model)),
    }
}

fn options(model: &Model) -> OptionsView {
    let ratio_label = |ratio| match ratio {
        AspectRatio::Square => "Square",
        AspectRatio::Tall => "Tall",
        AspectRatio::Wide => "Wide",
        AspectRatio::Classic => "Classic",
    };
    let quality_label = |quality| match quality {
        Quality::Standard => "Standard",
        Quality::High => "High",
        Quality::Ultra => "Ultra",
    };
    let extra = |complexity| complexity == Complexity::Complex;
    OptionsView {
        aspect_ratios: AspectRatio::ALL
            .map(|ratio| AspectRatioView { id: ratio.id().into(), label: ratio_label(ratio).into() })
            .into(),
        styles: std::iter::once(StyleView {
            id: STYLE_AUTO.into(),
            label: "Best fit".into(),
            neural: false,
            extra: false,
        })
        .chain(model.styles.iter().map(|style| StyleView {
            id: style.id.clone(),
            label: style.label.clone(),
            neural: extra(style.complexity),
            extra: extra(style.complexity),
        }))
        .collect(),
        qualities: Quality::ALL
            .map(|quality| QualityView {
                id: quality.id().into(),
                label: quality_label(quality).into(),
                width1x1: model.size(AspectRatio::Square, quality).map_or(0, |size| size.width),
            })
            .into(),
        models: Vec::new(),
    }
}

fn input_schema(model: &Model, models: &[ModelOptionView]) -> Value {
    let styles: Vec<_> =
        std::iter::once(STYLE_AUTO).chain(model.styles.iter().map(|style| style.id.as_str())).collect();
    let named = models.iter().map(|model| model.id.as_str());
    let choices: Vec<_> =
        std::iter::once("auto").chain(Preference::ALL.map(Preference::id)).chain(named).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "additionalProperties": false,
        "required": ["prompt"],
        "properties": {
            "prompt": {"type": "string", "minLength": 1, "maxLength": PROMPT_CHARACTERS_MAX},
            "aspectRatio": {"enum": AspectRatio::ALL.map(AspectRatio::id), "default": AspectRatio::default().id()},
            "style": {"enum": styles, "default": STYLE_AUTO},
            "quality": {"enum": Quality::ALL.map(Quality::id), "default": Quality::default().id()},
            "seed": {"type": "integer", "minimum": 0, "maximum": SEED_MAX},
            "model": {"enum": choices, "default": "auto"},
        },
    })
}
