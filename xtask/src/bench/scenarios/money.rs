//! The ledger with five million entries: what people wait for must not follow its size. Measured inside the binary
//! (`marty measure-ledger`), because no request shows the ledger alone.

use serde_json::Value;

use super::super::report::{Measure, Target};
use super::super::server::Scratch;
use crate::workspace::{self, root};
use crate::{Outcome, process};

/// The rules alone, the balance with its newest lines, and a statement of 100,000 lines.
pub fn measure() -> Outcome<Vec<Measure>> {
    let scratch = Scratch::new("money")?;
    let data = scratch.path().to_string_lossy();
    let arguments = ["measure-ledger", "--data-dir", &data, "--entries", "5000000", "--workspaces", "25"];
    let text = process::read(process::command(workspace::measured_binary(), &arguments, root()))?;
    let figures: Value =
        serde_json::from_str(&text).map_err(|error| format!("the figures are no JSON ({error})."))?;
    let figure = |what: &str| -> Outcome<f64> {
        figures.pointer(what).and_then(Value::as_f64).ok_or(format!("the figures lack {what}."))
    };
    Ok(vec![
        Measure::new(
            "money.pure",
            "holds and charges of the rules and the fold alone",
            figure("/purePerSecond")?,
            "/s",
            Target::AtLeast(10_000.0),
        ),
        Measure::new(
            "money.balance",
            "balance with lots and the 20 newest lines, 5 million entries, p99",
            figure("/balanceAndLatest/p99Us")? / 1e3,
            "ms",
            Target::Below(5.0),
        ),
        Measure::new(
            "money.fold",
            "folding 100,000 lines for the first time",
            figure("/firstFoldMs")?,
            "ms",
            Target::None,
        ),
        Measure::new(
            "money.statement",
            "a statement of 100,000 lines as CSV",
            figure("/statementMs")? / 1e3,
            "s",
            Target::Below(2.0),
        ),
        Measure::new(
            "money.statement.memory",
            "… resident memory while it was written, above what it was before",
            figure("/statementGrewKib")? / 1024.0,
            "MiB",
            Target::Below(8.0),
        ),
        Measure::new(
            "money.statement.first_memory",
            "… of the first one after the start: the database's page cache fills meanwhile",
            figure("/firstStatementGrewKib")? / 1024.0,
            "MiB",
            Target::None,
        ),
        Measure::new(
            "money.invoice",
            "an invoice as PDF, p99 of 200",
            figure("/invoice/p99Us")? / 1e3,
            "ms",
            Target::Below(150.0),
        ),
    ])
}
