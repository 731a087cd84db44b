//! The adapters against the fakes, over real HTTP on loopback.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails, also in what tests share")]

mod automatic1111;
mod comfyui;
mod direct;
mod elevenlabs;
mod fal;
mod gemini;
mod http;
mod language;
mod openai;
mod runway;
mod vendor_sdk;
