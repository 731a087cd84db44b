//! Pictures on their way to ComfyUI and back.

use std::sync::Arc;

use reqwest::Url;
use serde_json::{Value, json};

use super::{ComfyUi, failed, invalid, map, unreachable_fault};
use crate::{
    Fault, FaultClass, InputFile, Output, Status,
    body::{Body, Part},
    http::{Download, DownloadError},
};

/// Bytes of one picture.
const PICTURE_BYTES_MAX: u64 = 64 * 1024 * 1024;

impl ComfyUi {
    /// Puts a picture into ComfyUI's input folder under a name of the attempt, and answers the name it got there.
    pub(super) async fn upload(&self, id: &str, index: usize, input: &InputFile) -> Result<String, Fault> {
        let ending = match input.media_type.as_str() {
            "image/png" => "png",
            "image/jpeg" => "jpg",
            "image/webp" => "webp",
            _ => return Err(invalid("A ComfyUI workflow takes pictures, nothing else.")),
        };
        let named = InputFile { filename: format!("marty-{id}-{index}.{ending}"), ..input.clone() };
        let field = |name: &'static str, value: &str| Part::Text(name.into(), value.to_owned());
        let body =
            Body::Form(vec![field("overwrite", "true"), field("type", "input"), Part::File("image", named)]);
        let url = self.shared.settings.base.join("upload/image");
        let url = url.map_err(|_| invalid("The address of ComfyUI is not one."))?;
        let answer = self.shared.client.post_form(url, body).await;
        let answer = answer.map_err(|error| unreachable_fault(&error.to_string()))?;
        let taken: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        match (
            answer.status.is_success(),
            taken["name"].as_str(),
            taken["subfolder"].as_str().unwrap_or_default(),
        ) {
            (true, Some(name), "") => Ok(name.to_owned()),
            (true, Some(name), folder) => Ok(format!("{folder}/{name}")),
            _ => Err(unreachable_fault("a picture was not taken")),
        }
    }

    /// Fetches what an ended prompt saved. `None` when it has to be tried again.
    pub(super) async fn collect(&self, id: &str, history: &Value) -> Option<Status> {
        let pictures = match map::pictures(history) {
            Ok(pictures) => pictures,
            Err(fault) => return Some(Status::Failed(fault)),
        };
        let mut outputs = Vec::with_capacity(pictures.len());
        for picture in pictures {
            let mut url = self.shared.settings.base.join("view").ok()?;
            let query =
                [("filename", &picture.filename), ("subfolder", &picture.subfolder), ("type", &picture.kind)];
            url.query_pairs_mut().extend_pairs(query);
            match self.fetch(url).await {
                Ok((file, media_type)) => outputs.push(output(id, file, media_type)),
                Err(status) => return status,
            }
        }
        Some(Status::Finished(Arc::new(outputs)))
    }

    async fn fetch(&self, url: Url) -> Result<(Download, &'static str), Option<Status>> {
        let broken = |message: &str| Some(failed(FaultClass::Broken, message));
        let file = self.shared.client.download(url, PICTURE_BYTES_MAX).await.map_err(|error| {
            tracing::warn!(%error, "a picture could not be fetched");
            match error {
                DownloadError::Gone(_) => broken("The picture is not in ComfyUI's folder any more."),
                DownloadError::Interrupted(_) | DownloadError::Disk(_) => None,
                DownloadError::Forbidden(_) => {
                    broken("ComfyUI is at an address that is not allowed: comfyui.allow_private_addresses.")
                }
                DownloadError::TooLarge(_) => broken("The picture is larger than this installation takes."),
            }
        })?;
        match file.media_type.filter(|media_type| media_type.starts_with("image/")) {
            Some(media_type) => Ok((file, media_type)),
            None => Err(broken("What ComfyUI delivered is no picture.")),
        }
    }
}

fn output(id: &str, file: Download, media_type: &str) -> Output {
    Output {
        provenance: json!({"provider": "comfyui", "requestId": id, "sha256": file.sha256}),
        content: file.content,
        poster: None,
        media_type: media_type.to_owned(),
        description: String::new(),
        warnings: Vec::new(),
        made_by: "a ComfyUI workflow".into(),
    }
}
