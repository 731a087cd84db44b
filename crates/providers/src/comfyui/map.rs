//! ComfyUI's answers → ours.

use serde_json::Value;

use crate::{Fault, FaultClass, Progress};

/// Pictures of one result that are fetched.
const FILES_MAX: usize = 8;
/// Characters of an explanation that are passed on.
const EXPLANATION_CHARACTERS_MAX: usize = 300;

/// A picture in ComfyUI's folders.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Picture {
    pub(super) filename: String,
    pub(super) subfolder: String,
    pub(super) kind: String,
}

/// The id under which a prompt was taken.
pub(super) fn prompt_id(body: &[u8]) -> Option<String> {
    let answer: Value = serde_json::from_slice(body).ok()?;
    answer["prompt_id"].as_str().filter(|id| super::is_plain(id)).map(str::to_owned)
}

/// Why a graph was not taken: the first node's reason, else the whole's.
pub(super) fn refusal(body: &[u8]) -> Fault {
    let answer: Value = serde_json::from_slice(body).unwrap_or_default();
    let nodes = answer["node_errors"].as_object();
    let node = nodes.and_then(|nodes| nodes.iter().next());
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let of_node = node.and_then(|(id, node)| {
        let error = &node["errors"][0];
        let what =
            text(&error["details"]).filter(|text| !text.is_empty()).or_else(|| text(&error["message"]))?;
        Some(format!("node {id}: {what}"))
    });
    let whole = text(&answer["error"]["message"]).or_else(|| text(&answer["error"]));
    let said = of_node.or(whole).unwrap_or_else(|| "it does not say why".into());
    Fault {
        class: FaultClass::Invalid,
        message: format!("ComfyUI could not use the workflow ({}).", plain(&said)),
    }
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(EXPLANATION_CHARACTERS_MAX).collect()
}

/// The place of a prompt in the queue: 0 runs, 1 is next.
pub(super) fn in_queue(queue: &Value, id: &str) -> Option<usize> {
    let list = |name: &str| queue[name].as_array().map(Vec::as_slice).unwrap_or_default();
    if list("queue_running").iter().any(|entry| entry[1] == id) {
        return Some(0);
    }
    // Entries are `[number, id, …]`, and lower numbers go first.
    let number = |entry: &Value| entry[0].as_f64().unwrap_or(f64::MAX);
    let own = list("queue_pending").iter().find(|entry| entry[1] == id).map(number)?;
    Some(1 + list("queue_pending").iter().filter(|entry| number(entry) < own).count())
}

/// A sign of life from the queue. The place only gets smaller.
pub(super) fn waiting(before: usize) -> Progress {
    let sentence = match before {
        0 => "Next at ComfyUI".to_owned(),
        before => format!("Waiting at ComfyUI behind {before} others"),
    };
    let revision = 1_000_u64.saturating_sub(before as u64).max(1);
    Progress { revision, percent: 0, sentence, preview: None }
}

pub(super) fn running() -> Progress {
    Progress { revision: 1_001, percent: 30, sentence: "ComfyUI is working on it".into(), preview: None }
}

/// The pictures of an ended prompt.
///
/// # Errors
/// Why there are none.
pub(super) fn pictures(history: &Value) -> Result<Vec<Picture>, Fault> {
    let status = &history["status"];
    if status["status_str"] == "error" {
        return Err(Fault { class: FaultClass::Broken, message: execution_error(&status["messages"]) });
    }
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut found = Vec::new();
    for node in history["outputs"].as_object().into_iter().flat_map(|nodes| nodes.values()) {
        for image in node["images"].as_array().into_iter().flatten() {
            let picture = Picture {
                filename: text(&image["filename"]),
                subfolder: text(&image["subfolder"]),
                kind: text(&image["type"]),
            };
            if !picture.filename.is_empty() {
                found.push(picture);
            }
        }
    }
    // What a preview node shows is temporary; it counts only where nothing is saved.
    if found.iter().any(|picture| picture.kind == "output") {
        found.retain(|picture| picture.kind == "output");
    }
    found.truncate(FILES_MAX);
    if found.is_empty() {
        let message = "ComfyUI says it is done, but the workflow saved no picture.".to_owned();
        return Err(Fault { class: FaultClass::Broken, message });
    }
    Ok(found)
}

fn execution_error(messages: &Value) -> String {
    let entries = messages.as_array().map(Vec::as_slice).unwrap_or_default();
    let error = entries.iter().find(|entry| entry[0] == "execution_error").map(|entry| &entry[1]);
    let said = error.and_then(|error| error["exception_message"].as_str()).unwrap_or_default();
    match said.is_empty() {
        true => "The workflow failed in ComfyUI.".to_owned(),
        false => format!("The workflow failed in ComfyUI ({}).", plain(said.trim())),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn places_in_the_queue_follow_the_numbers() {
        let queue = json!({"queue_running": [[1, "a", {}]], "queue_pending": [[5, "c"], [3, "b"], [9, "d"]]});
        let places = ["a", "b", "c", "d", "x"].map(|id| in_queue(&queue, id));
        assert_eq!(places, [Some(0), Some(1), Some(2), Some(3), None]);
        assert!(waiting(3).revision < waiting(0).revision && waiting(0).revision < running().revision);
    }

    #[test]
    fn saved_pictures_count_before_previews() {
        let image = |name: &str, kind: &str| json!({"filename": name, "subfolder": "", "type": kind});
        let history = json!({"status": {"status_str": "success"},
            "outputs": {"8": {"images": [image("p.png", "temp")]}, "9": {"images": [image("o.png", "output")]}}});
        assert_eq!(pictures(&history).unwrap()[0].filename, "o.png");
        assert_eq!(pictures(&json!({"outputs": {}})).unwrap_err().class, FaultClass::Broken);
        let failed = json!({"status": {"status_str": "error", "messages": [["execution_start", {}],
            ["execution_error", {"exception_message": "CUDA out of memory\n"}]]}});
        assert_eq!(
            pictures(&failed).unwrap_err().message,
            "The workflow failed in ComfyUI (CUDA out of memory)."
        );
    }

    #[test]
    fn refusals_name_the_node() {
        let body = json!({"error": {"message": "Prompt outputs failed validation"},
            "node_errors": {"4": {"errors": [{"message": "Value not in list", "details": "ckpt_name: 'x' not in []"}]}}});
        let message = refusal(body.to_string().as_bytes()).message;
        assert_eq!(message, "ComfyUI could not use the workflow (node 4: ckpt_name: 'x' not in []).");
        assert!(refusal(br#"{"error":"no prompt","node_errors":[]}"#).message.contains("no prompt"));
    }
}
