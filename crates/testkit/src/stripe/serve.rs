//! Stripe's HTTP: keys, versions, idempotency, lists, and the troubles of a script.

use std::sync::Arc;

use axum::{
    body::Body,
    http::{Request, Response},
};
use hyper::body::Incoming;
use serde_json::{Value, json};

use super::{API_VERSION, Books, SECRET_KEY, State, api, checks, dispute, form, model, page};
use crate::{
    exchange::{Asked, Reply, whole},
    server::Cut,
};

pub(super) async fn answer(state: Arc<State>, request: Request<Incoming>) -> Result<Response<Body>, Cut> {
    let asked = Asked::read(request).await?;
    let path = asked.path.trim_matches('/').to_owned();
    let parts: Vec<&str> = path.split('/').collect();
    let Some(("v1", parts)) = parts.split_first().map(|(first, rest)| (*first, rest)) else {
        return Ok(whole(page::answer(&state, &asked, &parts)));
    };
    let kind = parts.first().copied().unwrap_or_default();
    state.meet(kind, &asked, || reply(&state, &asked, parts)).await
}

fn reply(state: &State, asked: &Asked, parts: &[&str]) -> Reply {
    let finish = |status, body: &Value| {
        Reply::json(status, body).with("request-id", "req_Fake1").with("stripe-version", API_VERSION)
    };
    if asked.header("authorization") != format!("Bearer {SECRET_KEY}") {
        let told = checks::refusal(401, "invalid_request_error", "", "Invalid API Key provided", None);
        return finish(told.0, &told.1);
    }
    if asked.header("stripe-version") != API_VERSION {
        let told = checks::invalid("", "Invalid Stripe API version", None);
        return finish(told.0, &told.1);
    }
    let body = String::from_utf8_lossy(&asked.body).into_owned();
    let key = asked.header("idempotency-key").to_owned();
    let used = format!("{} {}\n{body}", asked.method, asked.path);
    state.change(|state, books| {
        let counts = asked.method == "POST" && !key.is_empty();
        if let Some((earlier, status, answer)) = books.keys.get(&key).filter(|_| counts) {
            if *earlier != used {
                let message = "Keys for idempotent requests can only be used with the same parameters they were first \
                               used with.";
                let told = checks::refusal(400, "idempotency_error", "", message, None);
                return finish(told.0, &told.1);
            }
            return finish(*status, answer).with("idempotent-replayed", "true");
        }
        let answered = match asked.method.as_str() {
            "POST" => api::create(state, books, parts, &form::read(&body)),
            "DELETE" => match parts {
                ["subscriptions", id] => {
                    let given = if body.is_empty() { &asked.query } else { &body };
                    api::cancel(state, books, id, &form::read(given))
                }
                _ => Err(api::missing_url(parts)),
            },
            _ => read(books, parts, &asked.query),
        };
        match answered {
            Ok(made) => {
                let made =
                    expanded(books, &made, &form::read(if body.is_empty() { &asked.query } else { &body }));
                if counts {
                    books.keys.insert(key, (used, 200, made.clone()));
                }
                finish(200, &made)
            }
            Err((status, told)) => finish(status, &told),
        }
    })
}

/// A name, or a list.
fn read(books: &Books, parts: &[&str], query: &str) -> Result<Value, checks::Refusal> {
    let asked = form::read(query);
    let kind = match parts.first() {
        Some(&"checkout") => "checkout.session",
        Some(&"events") => "event",
        Some(name) => name.trim_end_matches('s'),
        None => "",
    };
    match parts {
        ["checkout", "sessions"] | [_] => {
            let fits = |one: &&Value| {
                ["subscription", "customer", "status", "payment_intent", "invoice", "type"].iter().all(
                    |name| {
                        let wanted = asked[*name].as_str();
                        let is = match *name {
                            "subscription" => &one["parent"]["subscription_details"]["subscription"],
                            name => &one[name],
                        };
                        wanted.is_none_or(|wanted| is == wanted)
                    },
                )
            };
            let limit = checks::whole(&asked, "limit")?.unwrap_or(10);
            let wanted = usize::try_from(limit).unwrap_or_default();
            let after = asked["starting_after"].as_str();
            let mut all = books.all(kind).peekable();
            if let Some(after) = after {
                if !books.all(kind).any(|one| one["id"] == after) {
                    return Err(checks::missing(kind, after));
                }
                while all.next_if(|one| one["id"] != after).is_some() {}
                all.next();
            }
            let found: Vec<&Value> = all.filter(fits).collect();
            Ok(
                json!({"object": "list", "url": format!("/v1/{}", parts.join("/")), "has_more": found.len() > wanted,
                "data": found.into_iter().take(wanted).collect::<Vec<_>>()}),
            )
        }
        ["checkout", "sessions", id] | [_, id] => match books.get(id) {
            object if object["object"] == kind => Ok(object.clone()),
            _ => Err(checks::missing(kind, id)),
        },
        _ => Err(api::missing_url(parts)),
    }
}

/// Relations that were asked for, in the place of their names; what is ours alone is left out.
fn expanded(books: &Books, made: &Value, asked: &Value) -> Value {
    let mut made = made.clone();
    let wanted = asked["expand"].as_array().cloned().unwrap_or_default();
    let wanted: Vec<&str> = wanted.iter().filter_map(Value::as_str).collect();
    if made["object"] == "list" {
        let inner: Vec<&str> = wanted.iter().filter_map(|name| name.strip_prefix("data.")).collect();
        made["data"].as_array_mut().into_iter().flatten().for_each(|one| expand(books, one, &inner));
    } else {
        expand(books, &mut made, &wanted);
    }
    made
}

fn expand(books: &Books, one: &mut Value, names: &[&str]) {
    for name in names {
        if *name == "payments" && one["object"] == "invoice" {
            let id = one["id"].clone();
            let paid: Vec<&Value> = books.all("invoice_payment").filter(|row| row["invoice"] == id).collect();
            one["payments"] = json!({"object": "list", "has_more": false, "data": paid});
        } else if let Some(related) =
            one[*name].as_str().map(|id| books.get(id)).filter(|found| !found.is_null())
        {
            one[*name] = related.clone();
        }
    }
    if let Some(fields) = one.as_object_mut() {
        fields.retain(|name, _| !name.starts_with("fake_"));
    }
}

/// The subscription that a browser's control speaks of: the newest, where it names none.
pub(super) fn newest_subscription(books: &Books) -> String {
    let newest = books.all("subscription").next();
    newest.and_then(|one| one["id"].as_str()).unwrap_or_default().to_owned()
}

/// What a test does behind the pages, by HTTP.
pub(super) fn control(state: &State, asked: &Asked, act: &str) -> Reply {
    let body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
    let told = state.change(|state, books| {
        let named = body["subscription"].as_str().map(str::to_owned);
        let subscription = named.unwrap_or_else(|| newest_subscription(books));
        match act {
            "renew" => {
                json!({"invoice": model::renew(state, books, &subscription, body["succeeds"] != false)})
            }
            "dispute" => {
                let newest = books.all("charge").find(|one| one["paid"] == true).cloned().unwrap_or_default();
                let amount = newest["amount"].as_i64().unwrap_or_default();
                let intent = newest["payment_intent"].as_str().unwrap_or_default();
                json!({"dispute": dispute::open(state, books, intent, amount, false)})
            }
            "decide" => {
                let newest =
                    books.all("dispute").next().and_then(|one| one["id"].as_str()).map(str::to_owned);
                let newest = newest.unwrap_or_default();
                dispute::decide(state, books, &newest, body["status"].as_str().unwrap_or_default());
                json!({"dispute": newest})
            }
            "subscriptions" => json!(books.all("subscription").collect::<Vec<_>>()),
            _ => json!({}),
        }
    });
    Reply::json(200, &told)
}
