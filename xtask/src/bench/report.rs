//! What was measured, in two forms: `benches/last.json` for programs and a table in
//! `benches/README.md` for people, both with the machine and the day.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::workspace::{hash_bytes, root};
use crate::{Outcome, process};

/// What a figure should be.
#[derive(Clone, Copy)]
pub enum Target {
    AtLeast(f64),
    Below(f64),
    /// A figure to compare others with.
    None,
}

/// One figure.
pub struct Measure {
    /// Stable name, for programs.
    key: &'static str,
    /// What was measured, for people.
    says: &'static str,
    value: f64,
    unit: &'static str,
    target: Target,
}

impl Measure {
    pub fn new(
        key: &'static str,
        says: &'static str,
        value: f64,
        unit: &'static str,
        target: Target,
    ) -> Measure {
        Measure { key, says, value, unit, target }
    }

    /// Whether the target is met; nothing where there is none. Not a number never meets one.
    fn met(&self) -> Option<bool> {
        match self.target {
            Target::AtLeast(least) => Some(self.value >= least),
            Target::Below(limit) => Some(self.value < limit),
            Target::None => None,
        }
    }

    fn target_text(&self) -> String {
        match self.target {
            Target::AtLeast(least) => format!("≥ {}", number(least)),
            Target::Below(limit) => format!("< {}", number(limit)),
            Target::None => String::new(),
        }
    }

    /// One line for the terminal.
    pub fn line(&self) -> String {
        let verdict = match self.met() {
            Some(true) => "met",
            Some(false) => "MISSED",
            None => "",
        };
        let (value, target) = (number(self.value), self.target_text());
        format!("  {:<58} {value:>10} {:<5} {target:<9} {verdict}", self.says, self.unit)
    }

    fn json(&self) -> Value {
        let target = Some(self.target_text()).filter(|text| !text.is_empty());
        json!({ "key": self.key, "says": self.says, "value": self.value, "unit": self.unit, "target": target, "met": self.met() })
    }
}

/// Three significant digits, or whole when large.
fn number(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

/// The machine figures were taken on.
struct Machine {
    processor: String,
    cores: usize,
    memory_gib: f64,
    kernel: String,
    date: String,
}

impl Machine {
    fn this() -> Machine {
        let file = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
        let field = |text: &str, name: &str| {
            let line = text.lines().find(|line| line.starts_with(name));
            line.and_then(|line| Some(line.split_once(':')?.1.trim().to_owned())).unwrap_or_default()
        };
        let memory = field(&file("/proc/meminfo"), "MemTotal");
        let memory_kib: f64 =
            memory.split_whitespace().next().and_then(|text| text.parse().ok()).unwrap_or_default();
        Machine {
            processor: field(&file("/proc/cpuinfo"), "model name"),
            cores: std::thread::available_parallelism().map_or(0, usize::from),
            memory_gib: memory_kib / 1024.0 / 1024.0,
            kernel: file("/proc/sys/kernel/osrelease").trim().to_owned(),
            date: process::read(date()).unwrap_or_default().trim().to_owned(),
        }
    }

    fn sentence(&self) -> String {
        let Machine { processor, cores, memory_gib, kernel, date } = self;
        format!(
            "{date}, {processor}, {cores} cores, {memory_gib:.0} GiB, Linux {kernel}, load generator on the same machine."
        )
    }
}

fn date() -> Command {
    process::command("date", &["-u", "+%Y-%m-%d"], root())
}

/// Writes both files. A run of only some scenarios replaces only their figures.
pub fn write(measures: &[Measure]) -> Outcome {
    let folder = root().join("benches");
    let machine = Machine::this();
    let rows = merged(&read_rows(&folder.join("last.json")), measures);
    let document = json!({
        "machine": { "processor": machine.processor, "cores": machine.cores, "memoryGib": machine.memory_gib.round(), "kernel": machine.kernel },
        "date": machine.date,
        "binary": binary_fingerprint(),
        "results": rows,
    });
    let text = serde_json::to_string_pretty(&document).map_err(|error| format!("{error}."))? + "\n";
    save(&folder.join("last.json"), &text)?;
    let path = folder.join("README.md");
    let readme = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}.", path.display()))?;
    save(&path, &with_table(&readme, &format!("{}\n\n{}", machine.sentence(), table(&rows)))?)
}

fn save(path: &Path, text: &str) -> Outcome {
    std::fs::write(path, text).map_err(|error| format!("{}: {error}.", path.display()))
}

/// Tells two runs of the same binary from runs of two.
fn binary_fingerprint() -> String {
    let bytes = std::fs::read(crate::workspace::measured_binary()).unwrap_or_default();
    format!("{:016x}", hash_bytes(crate::workspace::HASH_START, &bytes))
}

fn read_rows(path: &Path) -> Vec<Value> {
    let document =
        std::fs::read_to_string(path).ok().and_then(|text| serde_json::from_str::<Value>(&text).ok());
    document.and_then(|document| document["results"].as_array().cloned()).unwrap_or_default()
}

fn merged(old: &[Value], new: &[Measure]) -> Vec<Value> {
    let mut rows = old.to_vec();
    for measure in new {
        match rows.iter_mut().find(|row| row["key"] == measure.key) {
            Some(row) => *row = measure.json(),
            None => rows.push(measure.json()),
        }
    }
    rows
}

fn table(rows: &[Value]) -> String {
    let mut text = String::from("| what | figure | target | |\n|---|---|---|---|\n");
    for row in rows {
        let word = |key: &str| row[key].as_str().unwrap_or_default();
        let value = row["value"].as_f64().map_or_else(|| "none".to_owned(), number);
        let verdict = match row["met"].as_bool() {
            Some(true) => "met",
            Some(false) => "missed",
            None => "",
        };
        text.push_str(&format!(
            "| {} | {value} {} | {} | {verdict} |\n",
            word("says"),
            word("unit"),
            word("target")
        ));
    }
    text
}

const BEGIN: &str = "<!-- figures: written by cargo xtask bench -->";
const END: &str = "<!-- end of figures -->";

/// The document with what stands between the marks replaced.
fn with_table(readme: &str, figures: &str) -> Outcome<String> {
    let parts = readme.split_once(BEGIN).and_then(|(before, rest)| Some((before, rest.split_once(END)?.1)));
    let (before, after) =
        parts.ok_or("benches/README.md has lost the marks between which the figures stand.")?;
    Ok(format!("{before}{BEGIN}\n\n{figures}\n{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measure(value: f64, target: Target) -> Measure {
        Measure::new("accept", "accepted", value, "/s", target)
    }

    #[test]
    fn targets_are_judged_and_nothing_measured_is_a_miss() {
        assert_eq!(measure(4000.0, Target::AtLeast(4000.0)).met(), Some(true));
        assert_eq!(measure(20.0, Target::Below(20.0)).met(), Some(false));
        assert_eq!(measure(f64::NAN, Target::Below(20.0)).met(), Some(false));
        assert_eq!(measure(1.0, Target::None).met(), None);
    }

    #[test]
    fn a_partial_run_replaces_only_its_own_figures() {
        let old = [json!({ "key": "accept", "value": 1.0 }), json!({ "key": "list", "value": 2.0 })];
        let rows = merged(&old, &[measure(9.0, Target::None)]);
        assert_eq!((rows[0]["value"].as_f64(), rows[1]["value"].as_f64()), (Some(9.0), Some(2.0)));
    }

    #[test]
    fn the_table_goes_between_the_marks() {
        let readme = format!("before\n{BEGIN}\nold\n{END}\nafter\n");
        let text = with_table(&readme, "new").unwrap();
        assert!(
            text.starts_with("before\n")
                && text.ends_with("\nafter\n")
                && text.contains("new")
                && !text.contains("old")
        );
        assert!(with_table("no marks", "new").is_err());
        assert!(
            table(&[measure(12.34, Target::Below(20.0)).json()])
                .contains("| accepted | 12.3 /s | < 20.0 | met |")
        );
    }
}
