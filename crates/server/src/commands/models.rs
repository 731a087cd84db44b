//! `marty models`: who does what, at which cost, and whether the keys work.

use std::fmt::Write;

use clap::Subcommand;
use domain::{
    catalog::{Model, Operation, Preference},
    pricing::{Complexity, PriceBook, Quality},
};
use providers::Checked;

use crate::{
    app::App,
    catalog::{Offers, concerns, typical_cost},
    config::Config,
    env::Env,
};

/// What to do.
#[derive(Clone, Copy, Debug, Subcommand)]
pub(super) enum ModelsCommand {
    /// Print every model: what it does, whether it is offered or why not, what it costs, how long it takes.
    List,
    /// Ask every provider, once with each key, by a call that makes nothing and costs nothing.
    Check,
}

pub(super) async fn models(mut config: Config, command: ModelsCommand) -> Result<(), String> {
    // Nothing is drawn; one thread is enough to say that the studio is there.
    config.local_studio.threads = 1;
    let app = App::open(config, Env::system()).map_err(|error| error.to_string())?;
    match command {
        ModelsCommand::List => {
            print!("{}", table(&Offers::of(&app)));
            Ok(())
        }
        ModelsCommand::Check => check(&app).await,
    }
}

async fn check(app: &App) -> Result<(), String> {
    let mut failed = 0;
    for (name, provider) in app.providers.iter() {
        for check in provider.check().await {
            let said = match check.outcome {
                Checked::Works(how) => format!("works ({how})"),
                Checked::NotAsked(why) => format!("not asked ({why})"),
                Checked::Fails(fault) => {
                    failed += 1;
                    format!("DOES NOT WORK: {}", fault.message)
                }
            };
            println!("{name:<14} {:<10} {said}", check.key);
        }
    }
    match failed {
        0 => Ok(()),
        1 => Err("one key does not work".into()),
        many => Err(format!("{many} keys do not work")),
    }
}

/// Every model in a table, by operation, in the order in which they are asked; then the operations that nobody
/// does, and what an operator should look at.
fn table(offers: &Offers<'_>) -> String {
    let mut text = line("operation", "model", "provider", "credits", "typical", "cost");
    let mut missing = Vec::new();
    for operation in Operation::ALL {
        let chain = offers.catalog.chain_by(operation, Preference::default());
        if !chain.iter().any(|model| offers.has(model)) {
            missing.push(operation.id());
        }
        for model in chain {
            text.push_str(&row(offers, model));
        }
    }
    if !missing.is_empty() {
        let _ = writeln!(text, "\nNobody here does: {}.", missing.join(", "));
    }
    for model in &offers.catalog.models {
        for concern in concerns(offers, model) {
            let _ = writeln!(text, "Look at {} ({}): {concern}.", model.id, model.operation.id());
        }
    }
    text
}

fn row(offers: &Offers<'_>, model: &Model) -> String {
    let typical = format!("{} s", model.expected_ms.div_euclid(1_000).max(1));
    let cost = match &model.cost {
        Some(cost) if model.cost_verified || cost.is_free() => cost.to_string(),
        Some(cost) => format!("{cost} (not verified)"),
        None if model.cost_unknown.is_empty() => "not known: nobody has said why".to_owned(),
        None => format!("not known: {}", model.cost_unknown),
    };
    let price = match offers.why_not(model) {
        Some(_) => "–".to_owned(),
        None => {
            let cost = typical_cost(model, Complexity::Simple, Quality::Standard);
            PriceBook::default().base(model.operation, Complexity::Simple, cost).to_string()
        }
    };
    let why = offers.why_not(model).map(|reason| format!("; not offered: {}", reason.sentence(model)));
    let cost = cost + why.as_deref().unwrap_or_default();
    line(model.operation.id(), &model.id, &model.provider, &price, &typical, &cost)
}

fn line(operation: &str, model: &str, provider: &str, credits: &str, typical: &str, cost: &str) -> String {
    format!("{operation:<19} {model:<31} {provider:<11} {credits:>7}  {typical:>7}  {cost}\n")
}

#[cfg(test)]
mod tests {
    use domain::time::Day;

    use super::*;

    #[test]
    fn the_table_names_every_model_and_why_it_cannot_be_had() {
        let catalog = crate::catalog::load("").unwrap();
        let providers = providers::Providers::default();
        let now = Day::parse("2026-11-23").unwrap().starts();
        let text = table(&Offers { catalog: &catalog, providers: &providers, now, own: None });
        for model in &catalog.models {
            let named = |line: &&str| {
                line.starts_with(model.operation.id()) && line.contains(&format!(" {} ", model.id))
            };
            let line = text.lines().find(named).unwrap_or_else(|| panic!("{} is not named", model.id));
            assert!(line.contains("not offered"), "{line}");
            assert_eq!(line.contains("not known: "), model.cost.is_none(), "{line}");
        }
        assert!(text.contains("fal is not set up."));
        assert!(text.contains("What it costs is not known"));
        assert!(text.contains("Nobody here does: text_to_image, "));
    }
}
