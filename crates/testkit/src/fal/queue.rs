//! The queue: submit, status, result, cancel.

use std::{sync::Arc, time::Instant};

use bytes::Bytes;
use serde_json::{Value, json};

use super::{Ending, Phase, Plan, State, Submit, endpoints, webhook};
use crate::exchange::{Asked, Reply};

/// A request in the queue.
pub(super) struct Request {
    endpoint: String,
    input: Value,
    key: String,
    pub(super) plan: Plan,
    pub(super) cancelled: bool,
    since: Instant,
    questions: u32,
}

/// A call about a request.
pub(super) struct Call {
    request_id: String,
    /// `owner/app`, with the namespace where there is one.
    application: String,
    what: What,
}

enum What {
    Status,
    Stream,
    Result,
    Cancel,
}

impl Call {
    pub(super) fn parse(method: &str, parts: &[&str]) -> Option<Call> {
        let at = parts.iter().position(|part| *part == "requests")?;
        let (application, request_id) = (parts[..at].join("/"), (*parts.get(at + 1)?).to_owned());
        let what = match (method, &parts[at + 2..]) {
            ("GET", []) => What::Result,
            ("GET", ["status"]) => What::Status,
            ("GET", ["status", "stream"]) => What::Stream,
            ("PUT", ["cancel"]) => What::Cancel,
            _ => return None,
        };
        Some(Call { request_id, application, what })
    }

    pub(super) fn phase(&self) -> Phase {
        match self.what {
            What::Status | What::Stream => Phase::Status,
            What::Result => Phase::Result,
            What::Cancel => Phase::Cancel,
        }
    }
}

/// `owner/app` of an endpoint: the queue drops its sub-path.
fn application(endpoint: &str) -> String {
    endpoint.split('/').take(2).collect::<Vec<_>>().join("/")
}

/// Whose key it is; the fake's way of saying no.
pub(super) fn key(state: &State, asked: &Asked) -> Result<String, Reply> {
    let Some(key) = asked.header("authorization").strip_prefix("Key ").filter(|key| !key.is_empty()) else {
        return Err(Reply::detail(401, "Authentication is required to access this application."));
    };
    if state.revoked.lock().contains(key) {
        return Err(Reply::detail(401, "Invalid API key"));
    }
    Ok(key.to_owned())
}

/// Writes a submit down.
pub(super) fn record(state: &State, asked: &Asked, request_id: String, taken: bool, answered: bool) {
    let input = serde_json::from_slice(&asked.body).unwrap_or(Value::Null);
    let key = asked.header("authorization").trim_start_matches("Key ").to_owned();
    let endpoint = asked.path.trim_matches('/').to_owned();
    let mut submits = state.submits.lock();
    submits.push(Submit { request_id, endpoint, input, key, taken, answered });
    state.submit_count.send_replace(submits.len());
}

/// Puts a request into the queue.
pub(super) fn submit(state: &Arc<State>, asked: &Asked, answered: bool) -> Reply {
    let endpoint = asked.path.trim_matches('/');
    let refusal = |reply: Reply| {
        record(state, asked, String::new(), false, answered);
        reply
    };
    let key = match key(state, asked) {
        Ok(key) => key,
        Err(reply) => return refusal(reply),
    };
    if state.exhausted.lock().contains(&key) {
        let sentence =
            "User is locked. Reason: Exhausted balance. Top up your balance at fal.ai/dashboard/billing.";
        return refusal(Reply::detail(403, sentence));
    }
    if endpoints::gives(endpoint).is_none() {
        return refusal(Reply::detail(404, &format!("Application '{endpoint}' not found")));
    }
    let Ok(input) = serde_json::from_slice::<Value>(&asked.body) else {
        let mistake = json!({"loc": ["body", 0], "msg": "JSON decode error", "type": "json_invalid"});
        return refusal(Reply::json(422, &json!({"detail": [mistake]})));
    };
    let mistakes = endpoints::mistakes(endpoint, &input);
    if !mistakes.is_empty() {
        return refusal(Reply::json(422, &json!({"detail": mistakes})));
    }
    let request_id = uuid::Uuid::now_v7().to_string();
    record(state, asked, request_id.clone(), true, answered);
    let plan = state.plan.lock().clone();
    let receiver = webhook_of(&asked.query);
    if let Some(receiver) = receiver.filter(|_| plan.webhook_copies > 0 && !plan.stuck) {
        announce_later(state, &request_id, receiver, &plan);
    }
    let (endpoint, since) = (endpoint.to_owned(), Instant::now());
    let urls = urls(state, &application(&endpoint), &request_id);
    let request = Request { endpoint, input, key, plan, cancelled: false, since, questions: 0 };
    state.requests.lock().insert(request_id.clone(), request);
    let mut body = json!({"status": "IN_QUEUE", "request_id": request_id, "gateway_request_id": request_id,
        "queue_position": 0});
    merge(&mut body, urls);
    Reply::json(200, &body).with("x-fal-request-id", &request_id)
}

fn urls(state: &State, application: &str, request_id: &str) -> Value {
    let base = format!("{}/{application}/requests/{request_id}", state.address);
    json!({"response_url": base, "status_url": format!("{base}/status"), "cancel_url": format!("{base}/cancel"),
        "request_id": request_id})
}

fn merge(body: &mut Value, more: Value) {
    if let (Value::Object(body), Value::Object(more)) = (body, more) {
        body.extend(more);
    }
}

/// The receiver of a webhook named in a query.
fn webhook_of(query: &str) -> Option<String> {
    let url = reqwest::Url::parse(&format!("http://fake/?{query}")).ok()?;
    url.query_pairs().find(|(name, _)| name == "fal_webhook").map(|(_, value)| value.into_owned())
}

fn announce_later(state: &Arc<State>, request_id: &str, receiver: String, plan: &Plan) {
    let (state, request_id, plan) = (state.clone(), request_id.to_owned(), plan.clone());
    tokio::spawn(async move {
        tokio::time::sleep(plan.takes).await;
        let Some(body) = webhook_body(&state, &request_id) else { return };
        for _ in 0..plan.webhook_copies {
            // Nobody may listen: a webhook is a courtesy.
            let _ = webhook::deliver(&state.client, &state.signer, &receiver, &request_id, &body).await;
        }
    });
}

/// The body of a request's webhook.
pub(super) fn webhook_body(state: &State, request_id: &str) -> Option<Bytes> {
    let requests = state.requests.lock();
    let request = requests.get(request_id)?;
    let (status, payload) = outcome(state, request_id, request);
    let mut body = json!({"request_id": request_id, "gateway_request_id": request_id, "status": "OK",
        "payload": payload});
    if status != 200 {
        body["status"] = "ERROR".into();
        body["error"] = format!("Invalid status code: {status}").into();
    }
    Some(body.to_string().into())
}

/// What a request came to: status and body of its result.
fn outcome(state: &State, request_id: &str, request: &Request) -> (u16, Value) {
    if request.cancelled {
        let body = json!({"detail": "Request was cancelled", "error_type": "client_cancelled"});
        return (499, body);
    }
    let files = format!("{}/files/{request_id}", state.address);
    let output = |withheld| endpoints::output(&request.endpoint, &files, &request.input, withheld);
    match &request.plan.ending {
        Ending::Output => (200, output(false)),
        Ending::Withheld => (200, output(true)),
        Ending::Error { status, kind } => {
            let message = format!("The model says: {kind}");
            let detail = json!({"loc": ["body", "prompt"], "msg": message, "type": kind,
                "url": format!("https://docs.fal.ai/errors#{kind}"), "input": request.input["prompt"]});
            (*status, json!({"detail": [detail]}))
        }
    }
}

/// Answers a call about a request.
pub(super) async fn look(state: &Arc<State>, asked: &Asked, call: &Call) -> Reply {
    let key = match key(state, asked) {
        Ok(key) => key,
        Err(reply) => return reply,
    };
    let is_here = |state: &State| {
        let requests = state.requests.lock();
        let request = requests.get(&call.request_id);
        request
            .is_some_and(|request| request.key == key && application(&request.endpoint) == call.application)
    };
    if !is_here(state) {
        return match call.what {
            What::Cancel => Reply::json(404, &json!({"status": "NOT_FOUND"})),
            _ => Reply::detail(404, "Request not found"),
        };
    }
    let wants_logs = asked.query.split('&').any(|pair| matches!(pair, "logs=1" | "logs=true"));
    match call.what {
        What::Status => status(state, call, wants_logs),
        What::Stream => stream(state, call, wants_logs).await,
        What::Result => result(state, call),
        What::Cancel => cancel(state, call),
    }
}

impl Request {
    /// How far it is after this many questions.
    fn state(&self, questions: u32) -> &'static str {
        if self.cancelled {
            "COMPLETED"
        } else if questions < self.plan.queued_for {
            "IN_QUEUE"
        } else if questions < self.plan.queued_for + self.plan.running_for
            || self.plan.stuck
            || self.since.elapsed() < self.plan.takes
        {
            "IN_PROGRESS"
        } else {
            "COMPLETED"
        }
    }
}

fn status(state: &State, call: &Call, wants_logs: bool) -> Reply {
    let mut requests = state.requests.lock();
    let request = requests.get_mut(&call.request_id).expect("looked up before");
    let word = request.state(request.questions);
    let mut body = urls(state, &call.application, &call.request_id);
    body["status"] = word.into();
    let log = |percent: u32| {
        json!({"message": format!("{percent:3}%|{} | {percent}/100", "#".repeat(percent as usize / 10)),
            "level": "INFO", "source": "USER", "timestamp": "2026-11-22T00:00:00.000000+00:00"})
    };
    let total = request.plan.running_for.max(1);
    let ran = request.questions.saturating_sub(request.plan.queued_for).min(total);
    match word {
        "IN_QUEUE" => body["queue_position"] = (request.plan.queued_for - request.questions - 1).into(),
        _ if wants_logs => {
            body["logs"] = (0..=ran).map(|step| log(100 * step / (total + 1))).collect();
        }
        _ => body["logs"] = Value::Null,
    }
    if word == "COMPLETED" {
        body["metrics"] = json!({"inference_time": request.since.elapsed().as_secs_f64()});
        if request.cancelled {
            body["error"] = "Request was cancelled".into();
            body["error_type"] = "client_cancelled".into();
        }
    }
    request.questions = request.questions.saturating_add(1);
    let code = if word == "COMPLETED" { 200 } else { 202 };
    Reply::json(code, &body).with("x-fal-request-id", &call.request_id)
}

/// All status events up to the last, as server-sent events. Sent at once: a request's way is a matter of
/// questions asked, and whoever streams asks all of them.
async fn stream(state: &State, call: &Call, wants_logs: bool) -> Reply {
    let mut events = String::new();
    loop {
        let reply = status(state, call, wants_logs);
        events.push_str(&format!("data: {}\n\n", String::from_utf8_lossy(&reply.body)));
        if reply.status == 200 {
            let headers = vec![("x-fal-request-id", call.request_id.clone())];
            let media_type = "text/event-stream; charset=utf-8";
            return Reply { status: 200, media_type, headers, body: events.into() };
        }
        tokio::task::yield_now().await;
    }
}

fn result(state: &State, call: &Call) -> Reply {
    let requests = state.requests.lock();
    let request = requests.get(&call.request_id).expect("looked up before");
    if request.state(request.questions) != "COMPLETED" {
        return Reply::detail(400, "Request is still in progress").with("x-fal-request-id", &call.request_id);
    }
    let (status, body) = outcome(state, &call.request_id, request);
    let retryable = if (500..600).contains(&status) { "true" } else { "false" };
    let mut reply = Reply::json(status, &body).with("x-fal-request-id", &call.request_id);
    if status != 200 {
        reply = reply.with("x-fal-retryable", retryable);
    }
    reply
}

fn cancel(state: &State, call: &Call) -> Reply {
    let mut requests = state.requests.lock();
    let request = requests.get_mut(&call.request_id).expect("looked up before");
    if request.state(request.questions) == "COMPLETED" {
        return Reply::json(400, &json!({"status": "ALREADY_COMPLETED"}));
    }
    request.cancelled = true;
    Reply::json(202, &json!({"status": "CANCELLATION_REQUESTED"}))
}
