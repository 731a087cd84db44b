//! The adapters against the fakes, over real HTTP on loopback.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails, also in what tests share")]

mod comfyui;
mod fal;
mod http;
mod language;
mod runway;
mod vendor_sdk;
