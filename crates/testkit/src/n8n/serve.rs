//! The addresses of the fake.

use std::{collections::HashMap, sync::Arc};

use axum::{
    Json, Router,
    body::Body,
    extract::{Path, Query, State as Shared},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::{Answer, Order, State};

pub(super) async fn serve(listener: TcpListener, state: Arc<State>) {
    let router = Router::new()
        .route("/webhook/{*path}", post(webhook))
        .route("/api/v1/executions", get(executions))
        .route("/api/v1/executions/{id}/stop", post(stop))
        .route("/files/picture.png", get(picture))
        .with_state(state);
    // Ends when the fake is dropped.
    let _ = axum::serve(listener, router).await;
}

pub(super) fn picture_address(state: &State) -> String {
    format!("{}/files/picture.png", state.address)
}

async fn picture() -> Response {
    ([(header::CONTENT_TYPE, "image/png")], crate::media::picture(16, 3)).into_response()
}

/// A production webhook of a published workflow.
async fn webhook(
    Shared(state): Shared<Arc<State>>,
    Path(path): Path<String>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    let asks_for = state.published.lock().get(&path).cloned();
    let Some(asks_for) = asks_for else {
        let message = format!("The requested webhook \"POST {path}\" is not registered.");
        let hint = "The workflow must be active for a production URL to run successfully.";
        let body = json!({"code": 404, "message": message, "hint": hint});
        return (StatusCode::NOT_FOUND, Json(body)).into_response();
    };
    if let Some((name, value)) = asks_for
        && headers.get(&name).and_then(|sent| sent.to_str().ok()) != Some(value.as_str())
    {
        let realm = [(header::WWW_AUTHENTICATE, "Basic realm=\"Webhook\"")];
        return (StatusCode::FORBIDDEN, realm, "Authorization data is wrong!").into_response();
    }
    let plan = state.plan.lock().clone();
    if let Answer::Status(status) = plan.answer {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        return (status, Json(json!({"message": "Error in workflow"}))).into_response();
    }
    if plan.answer != Answer::NotStarted {
        let mut orders = state.orders.lock();
        let order = Order { path, body, execution_id: (orders.len() + 1000).to_string() };
        orders.push(order.clone());
        state.order_count.send_replace(orders.len());
        drop(orders);
        tokio::spawn(run(state.clone(), order, plan.reports));
    }
    match plan.answer {
        Answer::Started => Json(json!({"message": "Workflow was started"})).into_response(),
        _ => {
            let cut = std::io::Error::other("cut");
            let pieces = [Ok(bytes::Bytes::from_static(b"{\"mess")), Err(cut)];
            Response::new(Body::from_stream(tokio_stream::iter(pieces)))
        }
    }
}

async fn run(state: Arc<State>, order: Order, reports: Vec<Value>) {
    let token = order.body["callbackToken"].as_str().unwrap_or_default().to_owned();
    for sent in reports {
        // A workflow whose report is refused goes on with its next node.
        let _ = report(&state, &order, &token, sent).await;
    }
}

/// Sends a report as the HTTP Request node does.
pub(super) async fn report(
    state: &State,
    order: &Order,
    token: &str,
    mut report: Value,
) -> Option<(u16, Value)> {
    let text = report.to_string().replace("\"$picture\"", &format!("\"{}\"", picture_address(state)));
    report = serde_json::from_str(&text).ok()?;
    for (name, value) in
        [("generationId", &order.body["generationId"]), ("executionId", &json!(order.execution_id))]
    {
        if report.get(name).is_none() {
            report[name] = value.clone();
        }
    }
    let url = order.body["callbackUrl"].as_str()?;
    let request = state.client.post(url).bearer_auth(token).json(&report);
    let answer = request.send().await.ok()?;
    let status = answer.status().as_u16();
    Some((status, answer.json().await.unwrap_or(Value::Null)))
}

fn refuse_api(state: &State, headers: &HeaderMap) -> Option<Response> {
    let key = state.api_key.lock().clone();
    let sent = headers.get("x-n8n-api-key").and_then(|key| key.to_str().ok());
    match (sent, key) {
        (Some(sent), Some(key)) if sent == key => None,
        (None, _) => Some(
            (StatusCode::UNAUTHORIZED, Json(json!({"message": "'X-N8N-API-KEY' header required"})))
                .into_response(),
        ),
        _ => Some((StatusCode::UNAUTHORIZED, Json(json!({"message": "unauthorized"}))).into_response()),
    }
}

async fn executions(
    Shared(state): Shared<Arc<State>>,
    headers: HeaderMap,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    if let Some(refusal) = refuse_api(&state, &headers) {
        return refusal;
    }
    let with_data = query.get("includeData").is_some_and(|value| value == "true");
    let stopped = state.stopped.lock().clone();
    let orders = state.orders.lock().clone();
    let running = orders.iter().filter(|order| !stopped.contains(&order.execution_id));
    let data: Vec<Value> = running
        .map(|order| {
            let mut execution = json!({"id": order.execution_id, "finished": false, "mode": "webhook",
                "status": "running", "startedAt": "2026-11-22T00:00:00.000Z", "stoppedAt": null,
                "workflowId": "martyPicture0001", "waitTill": null});
            if with_data {
                execution["data"] = json!({"resultData": {"runData": {"Webhook": [{"data": {"main":
                    [[{"json": {"body": order.body}}]]}}]}}});
            }
            execution
        })
        .collect();
    Json(json!({"data": data, "nextCursor": null})).into_response()
}

async fn stop(Shared(state): Shared<Arc<State>>, headers: HeaderMap, Path(id): Path<String>) -> Response {
    if let Some(refusal) = refuse_api(&state, &headers) {
        return refusal;
    }
    if !state.orders.lock().iter().any(|order| order.execution_id == id) {
        return (StatusCode::NOT_FOUND, Json(json!({"message": "Not Found"}))).into_response();
    }
    let mut stopped = state.stopped.lock();
    stopped.push(id);
    state.stop_count.send_replace(stopped.len());
    let body = json!({"mode": "webhook", "startedAt": "2026-11-22T00:00:00.000Z",
        "stoppedAt": "2026-11-22T00:00:01.000Z", "finished": false, "status": "canceled"});
    Json(body).into_response()
}
