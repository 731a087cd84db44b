//! What the adapters of providers cost: a call, many polls at once, a large file. Measured by the server's example
//! `provider_speed` against the fakes, in one process.

use std::collections::HashMap;

use super::super::report::{Measure, Target};
use crate::workspace::root;
use crate::{Outcome, process};

/// Adapters, key and words of the slower of their two calls, submit and poll.
const CALLS: [(&str, &str, &str); 8] = [
    (
        "fal",
        "providers.call.fal",
        "a call through an adapter over loopback, the fake's own time taken off, p99: fal",
    ),
    ("runway", "providers.call.runway", "… Runway"),
    ("comfyui", "providers.call.comfyui", "… ComfyUI"),
    ("automatic1111", "providers.call.automatic1111", "… AUTOMATIC1111"),
    ("n8n", "providers.call.n8n", "… n8n, its fake included"),
    ("openai", "providers.call.openai", "… OpenAI, its spool in memory"),
    ("elevenlabs", "providers.call.elevenlabs", "… ElevenLabs, its spool in memory"),
    ("gemini", "providers.call.gemini", "… Gemini, its spool in memory"),
];

/// Figures of the adapters.
pub fn measure() -> Outcome<Vec<Measure>> {
    let run =
        ["run", "--release", "--locked", "--quiet", "--package", "server", "--example", "provider_speed"];
    let printed = process::read(process::command("cargo", &run, root()))?;
    let figures = read(&printed);
    let figure = |name: &str| {
        figures.get(name).copied().ok_or_else(|| format!("there is no figure `{name}`: {printed}"))
    };
    let mut measures = Vec::new();
    for (adapter, key, says) in CALLS {
        let submit = figure(&format!("call.{adapter}.submit"))?;
        let slower = submit.max(figure(&format!("call.{adapter}.poll"))?);
        measures.push(Measure::new(key, says, slower * 1_000.0, "ms", Target::Below(2.0)));
    }
    let grown = figure("polls.resident_kib.late")? - figure("polls.resident_kib.early")?;
    let more = |key, says, value, unit, target| Measure::new(key, says, value, unit, target);
    measures.extend([
        more("providers.polls", "polls, 200 at once", figure("polls.a_second")?, "/s", Target::None),
        more(
            "providers.polls.connections",
            "… connections after 5,000 of them",
            figure("polls.connections.early")?,
            "",
            Target::None,
        ),
        more(
            "providers.polls.connections_late",
            "… more of them after 100,000",
            figure("polls.connections.late")? - figure("polls.connections.early")?,
            "",
            Target::Below(1.0),
        ),
        more(
            "providers.polls.grown",
            "… resident memory more than after 5,000",
            grown / 1024.0,
            "MiB",
            Target::Below(4.0),
        ),
        more(
            "providers.clip",
            "a clip of 200 MB from a vendor to the storage",
            figure("clip.mb_a_second")?,
            "MB/s",
            Target::None,
        ),
        more(
            "providers.clip.plain",
            "… a plain copy of it from loopback to the disk",
            figure("clip.plain_mb_a_second")?,
            "MB/s",
            Target::None,
        ),
        more(
            "providers.clip.added",
            "… resident memory more, at the peak",
            figure("clip.added_kib")? / 1024.0,
            "MiB",
            Target::Below(16.0),
        ),
    ]);
    Ok(measures)
}

fn read(printed: &str) -> HashMap<&str, f64> {
    let figure = |line: &'_ str| -> Option<(usize, f64)> {
        let (name, value) = line.split_once(' ')?;
        Some((name.len(), value.parse().ok()?))
    };
    printed.lines().filter_map(|line| figure(line).map(|(end, value)| (&line[..end], value))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read_by_name_and_other_lines_are_none() {
        let read = read("clip.mb_a_second 801.5\nbuilding\ncall.fal.poll 0.0003\nnot a-figure\n");
        assert_eq!(read.len(), 2);
        assert_eq!((read["clip.mb_a_second"], read["call.fal.poll"]), (801.5, 0.0003));
    }
}
