//! Scores of the pages people meet first, by Lighthouse in the installed Chromium.
//!
//! The chat is behind a sign-in, so Lighthouse is given the session's cookie. Desktop preset: the
//! server and the browser share one machine, and a simulated slow phone would measure the
//! simulation.

use serde_json::{Value, json};

use super::report::{Measure, Target};
use super::server::{Scratch, Server};
use crate::setup::packages;
use crate::workspace::web;
use crate::{Outcome, process};

/// A page, with the name and the sentence of each of its figures.
struct Page {
    path: &'static str,
    performance: (&'static str, &'static str),
    accessibility: (&'static str, &'static str),
    best_practices: (&'static str, &'static str),
}

const PAGES: [Page; 3] = [
    Page {
        path: "/",
        performance: ("lighthouse.landing", "Lighthouse performance, landing"),
        accessibility: ("lighthouse.landing-a11y", "Lighthouse accessibility, landing"),
        best_practices: ("lighthouse.landing-best", "Lighthouse best practices, landing"),
    },
    Page {
        path: "/sign-in",
        performance: ("lighthouse.sign-in", "Lighthouse performance, sign-in"),
        accessibility: ("lighthouse.sign-in-a11y", "Lighthouse accessibility, sign-in"),
        best_practices: ("lighthouse.sign-in-best", "Lighthouse best practices, sign-in"),
    },
    Page {
        path: "/flow/producer-agent-beta",
        performance: ("lighthouse.chat", "Lighthouse performance, chat"),
        accessibility: ("lighthouse.chat-a11y", "Lighthouse accessibility, chat"),
        best_practices: ("lighthouse.chat-best", "Lighthouse best practices, chat"),
    },
];

/// The scores of each page, of 100.
pub fn measure() -> Outcome<Vec<Measure>> {
    let scratch = Scratch::new("lighthouse")?;
    let server = Server::start(scratch.path(), 1)?;
    let user = server.client()?.sign_up("bench@example.com")?;
    let headers = scratch.path().join("headers.json");
    std::fs::write(&headers, json!({ "Cookie": user.cookie }).to_string())
        .map_err(|error| format!("{}: {error}.", headers.display()))?;
    let mut measures = Vec::new();
    for Page { path, performance, accessibility, best_practices } in PAGES {
        let signed_in = path.starts_with("/flow/");
        let address = format!("http://{}{path}", server.address);
        let extra = format!("--extra-headers={}", headers.display());
        let output = scratch.path().join("report.json");
        let output_flag = format!("--output-path={}", output.display());
        let mut arguments = vec![
            "--no-install",
            "lighthouse",
            &address,
            "--preset=desktop",
            "--quiet",
            "--output=json",
            &output_flag,
            "--only-categories=performance,accessibility,best-practices",
            "--chrome-flags=--headless --no-sandbox --disable-gpu --disable-background-networking",
        ];
        if signed_in {
            arguments.push(&extra);
        }
        let mut command = process::command("npx", &arguments, &web());
        command.env("CHROME_PATH", packages::chromium()?);
        process::check(command)?;
        let text =
            std::fs::read_to_string(&output).map_err(|error| format!("{}: {error}.", output.display()))?;
        let report: Value = serde_json::from_str(&text).map_err(|error| format!("no report: {error}."))?;
        let categories = [
            (performance, "performance"),
            (accessibility, "accessibility"),
            (best_practices, "best-practices"),
        ];
        for ((key, says), category) in categories {
            let score = report["categories"][category]["score"].as_f64().unwrap_or(f64::NAN) * 100.0;
            measures.push(Measure::new(key, says, score, "", Target::AtLeast(95.0)));
        }
    }
    server.stop();
    Ok(measures)
}
