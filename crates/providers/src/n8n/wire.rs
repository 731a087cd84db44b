//! What a workflow is sent.

use reqwest::Url;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{Ticket, Workflow};
use crate::{LipsyncSpeech, Size, SpeechWork, Submission, Work};

/// The body of a webhook call. docs/guides/n8n.md explains it field by field.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Order<'a> {
    generation_id: &'a str,
    attempt_id: &'a str,
    operation: &'static str,
    inputs: Map<String, Value>,
    files: Vec<FileLink<'a>>,
    callback_url: String,
    callback_token: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FileLink<'a> {
    url: String,
    media_type: &'a str,
    filename: &'a str,
}

/// The order for a submission. Fails with a sentence when an address cannot be made.
pub(super) fn order<'a>(
    submission: &'a Submission,
    workflow: &Workflow,
    ticket: &Ticket,
    callback: &Url,
) -> Result<Order<'a>, String> {
    let address =
        |path: &str| callback.join(path).map_err(|_| "The address of callbacks is not one.".to_owned());
    let mut files = Vec::with_capacity(submission.inputs.len());
    for (index, file) in submission.inputs.iter().enumerate() {
        let mut url = address(&format!("api/n8n-inputs/{}/{index}", submission.attempt_id))?;
        url.query_pairs_mut().append_pair("key", ticket.files_key.reveal());
        files.push(FileLink { url: url.into(), media_type: &file.media_type, filename: &file.filename });
    }
    let mut inputs = inputs(&submission.work);
    inputs.retain(|name, _| {
        workflow.fields.is_empty() || !is_choosable(name) || workflow.fields.iter().any(|field| field == name)
    });
    Ok(Order {
        generation_id: &submission.generation_id,
        attempt_id: &submission.attempt_id,
        operation: submission.work.operation(),
        inputs,
        files,
        callback_url: address("api/n8n-callback")?.into(),
        callback_token: ticket.token.reveal().to_owned(),
    })
}

/// Whether the operator may leave it out; what only some operations have always goes along.
fn is_choosable(name: &str) -> bool {
    domain::catalog::WORKFLOW_FIELDS.contains(&name)
}

/// The work in the words of the guide.
fn inputs(work: &Work) -> Map<String, Value> {
    let sized = |value: &mut Value, size: Option<Size>| {
        if let Some(Size { width, height }) = size {
            value["width"] = width.into();
            value["height"] = height.into();
            value["aspectRatio"] = ratio(width, height).into();
        }
    };
    let mut size = None;
    let mut value = match work {
        Work::Picture(picture) => {
            size = Some(Size { width: picture.width, height: picture.height });
            json!({"prompt": picture.prompt, "style": picture.style, "seed": picture.seed})
        }
        Work::Edit(edit) => {
            size = edit.size;
            json!({"prompt": edit.prompt, "strength": edit.strength, "seed": edit.seed})
        }
        Work::Compose(compose) => {
            size = compose.size;
            json!({"prompt": compose.prompt, "seed": compose.seed})
        }
        Work::Describe(describe) => json!({"prompt": describe.question}),
        Work::Video(video) => {
            size = video.size;
            json!({"prompt": video.prompt, "durationMs": video.duration_ms,
                "motionStrength": video.motion_strength, "seed": video.seed})
        }
        Work::Speech(speech) => spoken(speech),
        Work::Lipsync(lipsync) => match &lipsync.speech {
            LipsyncSpeech::Audio => json!({"advanced": lipsync.advanced}),
            LipsyncSpeech::Text(speech) => spoken(speech),
        },
        Work::BackgroundReplace(replace) => match &replace.background {
            crate::Background::Prompt(prompt) => json!({"prompt": prompt, "seed": replace.seed}),
            crate::Background::Colour(colour) => json!({"colour": colour}),
        },
        Work::Upscale(upscale) => json!({"factor": upscale.factor}),
        Work::StyleTransfer(transfer) => {
            json!({"prompt": transfer.prompt, "style": transfer.style, "strength": transfer.strength})
        }
        Work::FaceRestore(restore) => json!({"strength": restore.strength}),
        Work::BackgroundRemove => json!({}),
    };
    sized(&mut value, size);
    match value {
        Value::Object(fields) => fields.into_iter().filter(|(_, value)| !value.is_null()).collect(),
        _ => Map::new(),
    }
}

fn spoken(speech: &SpeechWork) -> Value {
    json!({"prompt": speech.text, "voice": speech.voice, "language": speech.language, "speed": speech.speed})
}

/// The shape that a size stands for.
fn ratio(width: u32, height: u32) -> &'static str {
    let has = f64::from(width) / f64::from(height.max(1));
    let shapes = [(1.0, "1:1"), (16.0 / 9.0, "16:9"), (9.0 / 16.0, "9:16"), (4.0 / 3.0, "4:3")];
    let nearest =
        |one: &&(f64, &str), other: &&(f64, &str)| (one.0 - has).abs().total_cmp(&(other.0 - has).abs());
    shapes.iter().min_by(nearest).map_or("1:1", |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{InputFile, PictureWork, http::Secret};

    fn sent(fields: &[&str]) -> Value {
        let work = Work::Picture(PictureWork {
            prompt: "a fox".into(),
            width: 1344,
            height: 756,
            style: "auto".into(),
            seed: 7,
        });
        let file = InputFile::new("image/png", "a b.png", b"x".to_vec());
        let submission = Submission {
            generation_id: "gen_1".into(),
            attempt_id: "stp_1-1".into(),
            model_id: "n8n-a".into(),
            work,
            inputs: vec![file],
            key_owner: None,
        };
        let fields = fields.iter().map(|field| (*field).to_owned()).collect();
        let workflow = Workflow { name: "A".into(), webhook: "a".into(), fields };
        let ticket = Ticket { token: Secret::new("token"), files_key: Secret::new("k+y") };
        let callback = Url::parse("https://studio.example/").unwrap();
        serde_json::to_value(order(&submission, &workflow, &ticket, &callback).unwrap()).unwrap()
    }

    #[test]
    fn a_workflow_is_sent_what_it_needs_to_answer() {
        let order = sent(&[]);
        assert_eq!(order["callbackUrl"], "https://studio.example/api/n8n-callback");
        assert_eq!((&order["callbackToken"], &order["generationId"]), (&json!("token"), &json!("gen_1")));
        assert_eq!(order["files"][0]["url"], "https://studio.example/api/n8n-inputs/stp_1-1/0?key=k%2By");
        assert_eq!(order["inputs"]["aspectRatio"], "16:9");
        assert_eq!(order["inputs"]["seed"], 7);
    }

    #[test]
    fn fields_that_were_not_asked_for_stay_here() {
        let inputs = sent(&["prompt"])["inputs"].clone();
        assert_eq!(inputs, json!({"prompt": "a fox", "width": 1344, "height": 756}));
    }
}
