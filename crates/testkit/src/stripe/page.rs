//! Pages that stand in for the hosted ones: a checkout to pay, to be refused at and to close, and the portal.

use bytes::Bytes;
use serde_json::Value;

use super::{Books, State, model, serve};
use crate::exchange::{Asked, Reply};

pub(super) fn answer(state: &State, asked: &Asked, parts: &[&str]) -> Reply {
    match parts {
        ["fake", act] => serve::control(state, asked, act),
        ["c", "pay", id] => checkout(state, id, None),
        ["c", "pay", id, act] => state
            .change(|state, books| act_on_checkout(state, books, id, act))
            .unwrap_or_else(|sentence| checkout(state, id, Some(sentence))),
        ["p", "session", id] => portal(state, id),
        ["p", "session", id, "card"] => {
            state.change(|_, books| another_card(books, id));
            go_to(&format!("/p/session/{id}"))
        }
        _ => html(404, "Not found", "<p>There is no such page.</p>"),
    }
}

fn act_on_checkout(state: &State, books: &mut Books, id: &str, act: &str) -> Result<Reply, &'static str> {
    let session = books.get(id).clone();
    let address = |name: &str| session[name].as_str().unwrap_or("/").replace("{CHECKOUT_SESSION_ID}", id);
    match act {
        _ if session["status"] != "open" && act != "close" => Err("This page was used already."),
        "pay" => {
            let _ = model::pay(state, books, id, true);
            Ok(go_to(&address("success_url")))
        }
        "later" => {
            let _ = model::pay(state, books, id, false);
            Ok(go_to(&address("success_url")))
        }
        "close" => Ok(go_to(&address("cancel_url"))),
        _ => Err("Your card was declined. Try another one."),
    }
}

fn checkout(state: &State, id: &str, told: Option<&str>) -> Reply {
    let session = state.books.lock().get(id).clone();
    if session["object"] != "checkout.session" {
        return html(404, "Not found", "<p>There is no such page.</p>");
    }
    let minor = session["amount_total"].as_i64().unwrap_or_default();
    let currency = session["currency"].as_str().unwrap_or_default().to_uppercase();
    let told = told.map(|sentence| format!("<p role=alert>{sentence}</p>")).unwrap_or_default();
    let button = |act: &str, words: &str| {
        format!("<form method=post action=\"/c/pay/{id}/{act}\"><button>{words}</button></form>")
    };
    let body = format!(
        "<p>{currency} {}.{:02}</p>{told}{}{}{}{}",
        minor / 100,
        minor % 100,
        button("pay", "Pay"),
        button("later", "Pay with a slow method"),
        button("fail", "Let the bank refuse"),
        button("close", "Close"),
    );
    html(200, "Stripe Checkout (stand-in)", &body)
}

fn portal(state: &State, id: &str) -> Reply {
    let books = state.books.lock();
    let session = books.get(id);
    let Some(customer) = session["customer"].as_str() else {
        return html(404, "Not found", "<p>There is no such page.</p>");
    };
    let card = |method: &Value| {
        let card = &books.get(method.as_str().unwrap_or_default())["card"];
        format!(
            "{} •••• {}",
            card["brand"].as_str().unwrap_or("no card"),
            card["last4"].as_str().unwrap_or_default()
        )
    };
    let of = books.all("subscription").find(|one| one["customer"] == customer);
    let text = of.map_or_else(|| "no subscription".to_owned(), |one| card(&one["default_payment_method"]));
    let back = session["return_url"].as_str().unwrap_or("/");
    let body = format!(
        "<p>Paid with {text}</p><form method=post action=\"/p/session/{id}/card\"><button>Use another card</button>\
         </form><p><a href=\"{back}\">Return</a></p>"
    );
    html(200, "Stripe portal (stand-in)", &body)
}

fn another_card(books: &mut Books, id: &str) {
    let Some(customer) = books.get(id)["customer"].as_str().map(str::to_owned) else { return };
    let card = model::card(books, &customer, "mastercard", "4444");
    let of = books.all("subscription").find(|one| one["customer"] == customer.as_str());
    let Some(subscription) = of.and_then(|one| one["id"].as_str()).map(str::to_owned) else { return };
    books.set(&subscription, &[("default_payment_method", Value::from(card))]);
}

fn go_to(address: &str) -> Reply {
    let headers = vec![("location", address.to_owned())];
    Reply { status: 303, media_type: "text/plain", headers, body: Bytes::new() }
}

fn html(status: u16, title: &str, body: &str) -> Reply {
    let text = format!(
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content=\"width=device-width\">\
         <link rel=icon href=\"data:,\"><title>{title}</title><main><h1>{title}</h1><p>A stand-in: no money moves.</p>{body}</main></html>"
    );
    Reply { status, media_type: "text/html", headers: Vec::new(), body: Bytes::from(text) }
}
