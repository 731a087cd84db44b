//! What the models of the fake take and give.
//!
//! Stricter than the vendor: an input field that the typed SDK does not know is refused, so that a
//! misspelt parameter is found here and not in production, where it would be ignored.
//!
//! Source: endpoint types of @fal-ai/client 1.10.1 (npm), read 2026-11-22.

use serde_json::{Map, Value, json};

/// What a model delivers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gives {
    /// `images: [...]` with seed and safety flags.
    Images,
    /// `image: {...}`.
    Image,
    /// `video: {...}`.
    Video,
    /// `audio: {...}`.
    Audio,
    /// `output: "..."`.
    Words,
}

struct Endpoint {
    id: &'static str,
    /// Space-separated; required ones end with `!`.
    fields: &'static str,
    gives: Gives,
}

const FLUX: &str = "prompt! image_size num_inference_steps guidance_scale num_images seed output_format \
                    enable_safety_checker sync_mode acceleration";
const BANANA: &str = "prompt! aspect_ratio resolution num_images output_format safety_tolerance seed \
                      enable_web_search limit_generations sync_mode thinking_level";

const ENDPOINTS: &[Endpoint] = &[
    Endpoint { id: "fal-ai/flux/schnell", fields: FLUX, gives: Gives::Images },
    Endpoint { id: "fal-ai/flux/dev", fields: FLUX, gives: Gives::Images },
    Endpoint {
        id: "fal-ai/flux/dev/image-to-image",
        fields: "prompt! image_url! strength num_inference_steps guidance_scale num_images seed output_format \
                 enable_safety_checker sync_mode acceleration",
        gives: Gives::Images,
    },
    Endpoint { id: "fal-ai/nano-banana-2", fields: BANANA, gives: Gives::Images },
    Endpoint {
        id: "fal-ai/nano-banana-2/edit",
        fields: "image_urls! prompt! aspect_ratio resolution num_images output_format safety_tolerance seed \
                 enable_web_search limit_generations sync_mode thinking_level",
        gives: Gives::Images,
    },
    Endpoint {
        id: "fal-ai/moondream3-preview/query",
        fields: "image_url! prompt! reasoning temperature top_p",
        gives: Gives::Words,
    },
    Endpoint {
        id: "fal-ai/kling-video/v2.5-turbo/pro/text-to-video",
        fields: "prompt! aspect_ratio cfg_scale duration negative_prompt",
        gives: Gives::Video,
    },
    Endpoint {
        id: "fal-ai/kling-video/v2.5-turbo/pro/image-to-video",
        fields: "prompt! image_url! tail_image_url cfg_scale duration negative_prompt",
        gives: Gives::Video,
    },
    Endpoint {
        id: "fal-ai/wan/v2.7/text-to-video",
        fields: "prompt! duration resolution negative_prompt seed audio_url enable_prompt_expansion \
                 enable_safety_checker aspect_ratio",
        gives: Gives::Video,
    },
    Endpoint {
        id: "fal-ai/wan/v2.7/image-to-video",
        fields: "prompt image_url end_image_url video_url duration resolution negative_prompt seed audio_url \
                 enable_prompt_expansion enable_safety_checker",
        gives: Gives::Video,
    },
    Endpoint {
        id: "fal-ai/elevenlabs/tts/multilingual-v2",
        fields: "text! voice stability similarity_boost style speed timestamps language_code previous_text \
                 next_text apply_text_normalization",
        gives: Gives::Audio,
    },
    Endpoint { id: "fal-ai/kokoro/american-english", fields: "prompt voice speed", gives: Gives::Audio },
    Endpoint { id: "fal-ai/kokoro/hindi", fields: "prompt! voice! speed", gives: Gives::Audio },
    Endpoint {
        id: "fal-ai/sync-lipsync/v2",
        fields: "video_url! audio_url! sync_mode model",
        gives: Gives::Video,
    },
    Endpoint {
        id: "fal-ai/sync-lipsync/v2/pro",
        fields: "video_url! audio_url! sync_mode",
        gives: Gives::Video,
    },
    Endpoint { id: "veed/fabric-1.0", fields: "image_url! audio_url! resolution!", gives: Gives::Video },
    Endpoint {
        id: "veed/fabric-1.0/text",
        fields: "image_url! text! resolution! voice_description",
        gives: Gives::Video,
    },
    Endpoint {
        id: "fal-ai/birefnet/v2",
        fields: "image_url! model operating_resolution output_format refine_foreground output_mask mask_only \
                 sync_mode",
        gives: Gives::Image,
    },
    Endpoint {
        id: "fal-ai/bria/background/replace",
        fields: "image_url! prompt ref_image_url refine_prompt negative_prompt fast num_images seed sync_mode",
        gives: Gives::Images,
    },
    Endpoint {
        id: "fal-ai/esrgan",
        fields: "image_url! scale model face tile output_format",
        gives: Gives::Image,
    },
    Endpoint {
        id: "fal-ai/clarity-upscaler",
        fields: "image_url! upscale_factor prompt negative_prompt creativity resemblance guidance_scale \
                 num_inference_steps seed enable_safety_checker",
        gives: Gives::Image,
    },
    Endpoint {
        id: "fal-ai/image-editing/style-transfer",
        fields: "image_url! prompt guidance_scale num_inference_steps aspect_ratio safety_tolerance seed \
                 output_format sync_mode",
        gives: Gives::Images,
    },
    Endpoint {
        id: "fal-ai/codeformer",
        fields: "image_url! fidelity upscale_factor face_upscale only_center_face aligned seed",
        gives: Gives::Image,
    },
];

/// Fields that a model takes as one of a few strings.
const CHOICES: &[(&str, &str, &[&str])] = &[
    ("fal-ai/kling-video", "duration", &["5", "10"]),
    ("fal-ai/wan", "duration", &["2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15"]),
    ("fal-ai/wan", "resolution", &["720p", "1080p"]),
    ("veed/fabric", "resolution", &["720p", "480p"]),
    ("fal-ai/nano-banana-2", "resolution", &["0.5K", "1K", "2K", "4K"]),
    ("fal-ai/sync-lipsync", "sync_mode", &["cut_off", "loop", "bounce", "silence", "remap"]),
];

/// Whether there is a model at this endpoint, and what it gives.
pub(super) fn gives(id: &str) -> Option<Gives> {
    ENDPOINTS.iter().find(|endpoint| endpoint.id == id).map(|endpoint| endpoint.gives)
}

/// Checks an input as FastAPI would: the `detail` of a 422, empty when it is fine.
pub(super) fn mistakes(id: &str, input: &Value) -> Vec<Value> {
    let Some(endpoint) = ENDPOINTS.iter().find(|endpoint| endpoint.id == id) else { return Vec::new() };
    let empty = Map::new();
    let given = input.as_object().unwrap_or(&empty);
    let mistake = |field: &str, message: &str, kind: &str| json!({"loc": ["body", field], "msg": message, "type": kind, "input": given.get(field)});
    let known = || endpoint.fields.split_whitespace();
    let missing = known().filter_map(|field| field.strip_suffix('!'));
    let missing = missing.filter(|field| !given.contains_key(*field));
    let mut found: Vec<Value> = missing.map(|field| mistake(field, "Field required", "missing")).collect();
    for (name, value) in given {
        if !known().any(|field| field.trim_end_matches('!') == name) {
            found.push(mistake(name, "Extra inputs are not permitted", "extra_forbidden"));
        }
        let is_address = |value: &Value| {
            let text = value.as_str().unwrap_or_default();
            ["http://", "https://", "data:"].iter().any(|start| text.starts_with(start))
        };
        if name.ends_with("_url") && !is_address(value)
            || name.ends_with("_urls") && !value.as_array().is_some_and(|list| list.iter().all(is_address))
        {
            found.push(mistake(name, "Input should be a valid URL", "url_parsing"));
        }
        if matches!(name.as_str(), "prompt" | "text") && value.as_str().is_none_or(str::is_empty) {
            found.push(mistake(name, "String should have at least 1 character", "string_too_short"));
        }
        let choice = CHOICES.iter().find(|(start, field, _)| id.starts_with(start) && field == name);
        if let Some((.., choices)) = choice
            && !choices.iter().any(|choice| value == choice)
        {
            found.push(mistake(name, &format!("Input should be one of {choices:?}"), "literal_error"));
        }
    }
    found
}

/// The output of a model, with its files below `files`.
pub(super) fn output(id: &str, files: &str, input: &Value, withheld: bool) -> Value {
    let seed = input["seed"].as_u64().unwrap_or(42);
    let file = |name: &str, media_type: &str| {
        json!({"url": format!("{files}/{name}"), "content_type": media_type, "file_name": name,
            "file_size": null})
    };
    let image = || {
        let mut image = file("output.png", "image/png");
        image["width"] = super::storage::PICTURE_SIDE.into();
        image["height"] = super::storage::PICTURE_SIDE.into();
        image
    };
    match gives(id) {
        Some(Gives::Image) => json!({"image": image(), "seed": seed}),
        Some(Gives::Video) => json!({"video": file("output.mp4", "video/mp4"), "seed": seed}),
        Some(Gives::Audio) => json!({"audio": file("output.wav", "audio/wav"), "timestamps": null}),
        Some(Gives::Words) => json!({"output": "A small picture with a gradient.", "finish_reason": "stop",
            "usage_info": {"input_tokens": 740, "output_tokens": 9}}),
        Some(Gives::Images) | None => json!({"images": [image()], "seed": seed, "prompt": input["prompt"],
            "has_nsfw_concepts": [withheld], "timings": {"inference": 0.01}}),
    }
}
