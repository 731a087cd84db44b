//! What is measured. Each scenario starts its own server on an empty data folder, sets its scene
//! up through the public interface, measures, and leaves nothing behind.

pub mod accept;
pub mod edits;
pub mod engine;
pub mod floor;
pub mod latency;
pub mod list;
pub mod listeners;
pub mod money;
pub mod motion;
pub mod picture;
pub mod providers;
pub mod queue;
pub mod rendering;
pub mod start;

use serde_json::{Value, json};

use super::http::{Client, User, request};
use crate::Outcome;

/// Kept connections of every load.
const CONNECTIONS: usize = 64;

/// The body that orders a picture.
fn order(number: u64) -> Value {
    json!({
        "flowId": "text-to-image",
        "inputData": { "prompt": format!("A red fox in deep snow at dawn, number {number}"), "aspectRatio": "1:1", "quality": "standard", "seed": number },
    })
}

/// Orders a picture and returns the accepted generation.
fn trigger(client: &mut Client, user: &User, number: u64) -> Outcome<Value> {
    let key = format!("bench-{}-{number}", user.email);
    let [cookie, csrf] = user.headers();
    let headers = [cookie, csrf, ("idempotency-key", key.as_str())];
    let response = client.ask("POST", "/api/trigger-workflow", &headers, &order(number).to_string())?;
    let text = String::from_utf8_lossy(&response.body).into_owned();
    if response.status != 202 {
        return Err(format!("a picture was not accepted: {} {text}", response.status));
    }
    serde_json::from_str(&text).map_err(|error| format!("an accepted picture is no JSON ({error}): {text}"))
}

/// The bytes of an order with a key of its own.
fn order_bytes(user: &User, number: u64) -> Vec<u8> {
    let key = format!("bench-{number}");
    let [cookie, csrf] = user.headers();
    let headers = [cookie, csrf, ("idempotency-key", key.as_str())];
    request("POST", "/api/trigger-workflow", &headers, &order(number).to_string())
}
