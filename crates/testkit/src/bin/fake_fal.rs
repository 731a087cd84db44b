//! The fake fal as a process of its own, for tests that are not written in Rust.
//!
//! `fake_fal [--catalog DIR [--beside-openai]]` writes a catalog with models of fal into DIR, where asked, then prints
//! `listening on http://…` and does what its standard input says, one command a line, each answered with
//! `ok` once it holds. It ends when the input does. With `--beside-openai` a fake OpenAI stands beside it, which comes
//! after the first of fal's two picture models in the catalog, and a second line says where it listens.
//!
//! - `refuse N`: the next N submits are refused for their content (422).
//! - `pass N`: the next N submits are taken; before a `refuse`, to let something be made first.
//! - `overloaded N`: the next N submits are answered with 503.
//! - `lose N`: the next N submits are taken and their answers lost.
//! - `revoke KEY`: fal does not know this key any more.
//! - `deaf N`: the next N wishes to stop are not heard.
//! - `down`, `up`: cuts every connection and refuses new ones; listens again.
//! - `stuck on`, `stuck off`: requests submitted from now on never end; those that are stuck, and all
//!   later ones, end.

use std::{error::Error, fs, path::Path};

use serde_json::json;
use testkit::{
    direct::{FakeVendor, Name},
    fal::{FakeFal, Phase, Plan, Trouble},
    fal_catalog::{self, CatalogModel},
};

/// How long a step may take, in milliseconds, before it is given up.
const DEADLINE_MS: i64 = 60_000;
/// OpenAI's pictures come between the two models of fal that make pictures.
const OPENAI: CatalogModel<'_> =
    CatalogModel { id: "openai-gpt-image-2", operation: "text_to_image", rank: 25 };

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let beside = match arguments[..] {
        [] => false,
        ["--catalog", directory] => write_catalog(directory).map(|()| false)?,
        ["--catalog", directory, "--beside-openai"] => {
            write_catalog(directory)?;
            fal_catalog::add(directory, &[OPENAI], DEADLINE_MS);
            true
        }
        _ => return Err("usage: fake_fal [--catalog DIR [--beside-openai]]".into()),
    };
    let fal = FakeFal::start().await;
    println!("listening on {}", fal.address);
    let openai = if beside { Some(FakeVendor::start(Name::OpenAi).await) } else { None };
    if let Some(openai) = &openai {
        println!("OpenAI is listening on {}", openai.base_url());
    }
    // Waiting here blocks this thread alone; the fake is served by the runtime's own.
    for line in std::io::stdin().lines() {
        match obey(&fal, &line?).await {
            Ok(()) => println!("ok"),
            Err(reason) => println!("not done: {reason}"),
        }
    }
    Ok(())
}

fn write_catalog(directory: &str) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(directory)?;
    // What an earlier call wrote is replaced.
    fs::write(Path::new(directory).join("fal.toml"), "")?;
    fal_catalog::add(directory, fal_catalog::MODELS, DEADLINE_MS);
    Ok(())
}

async fn obey(fal: &FakeFal, line: &str) -> Result<(), String> {
    let words: Vec<&str> = line.split_whitespace().collect();
    match words[..] {
        ["refuse", count] => script(fal, Phase::Submit, count, &refusal())?,
        ["pass", count] => script(fal, Phase::Submit, count, &Trouble::None)?,
        ["overloaded", count] => script(fal, Phase::Submit, count, &overload())?,
        ["lose", count] => script(fal, Phase::Submit, count, &Trouble::LoseAnswer)?,
        ["deaf", count] => script(fal, Phase::Cancel, count, &overload())?,
        ["revoke", key] => fal.revoke(key),
        ["down"] => fal.go_down().await,
        ["up"] => fal.come_back().await,
        ["stuck", "on"] => fal.plan(Plan { stuck: true, ..Plan::default() }),
        ["stuck", "off"] => {
            fal.plan(Plan::default());
            fal.submits().iter().for_each(|submit| fal.finish(&submit.request_id));
        }
        _ => return Err(format!("there is no command {line:?}")),
    }
    Ok(())
}

fn script(fal: &FakeFal, phase: Phase, count: &str, trouble: &Trouble) -> Result<(), String> {
    let count: usize = count.parse().map_err(|_| format!("{count:?} is not a count"))?;
    fal.script(phase, std::iter::repeat_n(trouble.clone(), count));
    Ok(())
}

fn refusal() -> Trouble {
    let detail = json!([{"loc": ["body", "prompt"], "msg": "refused", "type": "content_policy_violation"}]);
    Trouble::answer(422, &json!({ "detail": detail }))
}

fn overload() -> Trouble {
    Trouble::Answer { status: 503, retry_after: None, body: "overloaded".into() }
}
