//! The statement as CSV, written while it is sent: a page of lines in memory, however many there are.

use std::io::{self, Write};

use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use domain::{
    id::WorkspaceId,
    time::{Day, HOUR_MS, MINUTE_MS, Millis, SECOND_MS},
};
use tokio::runtime::Handle;

use super::store::{self, Filter, Line};
use crate::{
    app::App,
    generation,
    platform::{
        db::{DbError, Reader},
        http::written::written_body,
    },
};

/// Lines that are read at once.
const LINES_AT_ONCE: u32 = 500;
/// Bytes that are sent at once.
const PIECE_BYTES: usize = 64 * 1024;
const HEADER: [&str; 10] =
    ["time", "kind", "change", "moved", "balance after", "reason", "operations", "models", "run", "batch"];

/// The statement as a file to download.
pub(super) fn download(app: &App, workspace: WorkspaceId, filter: Filter, before: i64) -> Response {
    let (app, handle) = (app.clone(), Handle::current());
    let body = written_body(format!("the statement of {workspace}"), move |pieces| {
        let out = io::BufWriter::with_capacity(PIECE_BYTES, pieces);
        let out = write_lines(&app, &handle, workspace, filter, before, out)?;
        out.into_inner().map_err(io::IntoInnerError::into_error).map(drop)
    });
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"statement.csv\""),
    ];
    (headers, body).into_response()
}

/// Writes the whole statement of a workspace as CSV. Not for a thread that runs tasks: it waits for reads.
///
/// # Errors
/// When a read or `out` fails.
pub fn write_statement<W: Write>(
    app: &App,
    handle: &Handle,
    workspace: WorkspaceId,
    out: W,
) -> io::Result<W> {
    write_lines(app, handle, workspace, Filter::default(), i64::MAX, out)
}

fn write_lines<W: Write>(
    app: &App,
    handle: &Handle,
    workspace: WorkspaceId,
    filter: Filter,
    before: i64,
    out: W,
) -> io::Result<W> {
    write(out, filter, before, |before| {
        let look = |reader: &Reader<'_>| page(reader, workspace, filter, before);
        handle.block_on(app.db.read(look)).map_err(|error: DbError| io::Error::other(error.to_string()))
    })
}

/// A page with what was done for each line.
type Explained = Vec<(Line, String, String)>;

fn write<W: Write>(
    out: W,
    filter: Filter,
    mut before: i64,
    lines_before: impl Fn(i64) -> io::Result<Explained>,
) -> io::Result<W> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(HEADER)?;
    loop {
        let lines = lines_before(before)?;
        let Some((last, _, _)) = lines.last() else { break };
        before = last.sequence;
        for (line, operations, models) in &lines {
            table.write_record(record(line, operations, models))?;
        }
        // A run has few lines, and they came at once.
        if filter.generation.is_some() {
            break;
        }
    }
    table.into_inner().map_err(|error| error.into_error())
}

fn page(
    reader: &Reader<'_>,
    workspace: WorkspaceId,
    filter: Filter,
    before: i64,
) -> Result<Explained, DbError> {
    let lines = store::page(reader, workspace, filter, before, LINES_AT_ONCE)?;
    let mut known: Option<(domain::id::GenerationId, String, String)> = None;
    let explain = |line: Line| {
        let Some(id) = line.generation else { return Ok((line, String::new(), String::new())) };
        // The lines of a run often follow each other.
        if known.as_ref().is_none_or(|(other, _, _)| *other != id) {
            let steps = generation::bill::work(reader, id)?;
            let list = |of: fn(&generation::bill::StepWork) -> &str| {
                steps.iter().map(of).collect::<Vec<_>>().join(" + ")
            };
            known = Some((id, list(|step| &step.operation), list(|step| &step.model)));
        }
        let (_, operations, models) = known.clone().unwrap_or_else(|| (id, String::new(), String::new()));
        Ok((line, operations, models))
    };
    lines.into_iter().map(explain).collect()
}

fn record(line: &Line, operations: &str, models: &str) -> [String; 10] {
    [
        instant(line.at),
        line.kind.id().to_owned(),
        line.change.to_string(),
        line.moved.to_string(),
        line.available_after.to_string(),
        cell(&line.reason),
        cell(operations),
        cell(models),
        line.generation.map(|id| id.to_string()).unwrap_or_default(),
        line.batch.map(|id| id.to_string()).unwrap_or_default(),
    ]
}

/// Text that a spreadsheet does not take for a formula (OWASP, "CSV Injection"): what begins like one gets an
/// apostrophe in front.
fn cell(text: &str) -> String {
    match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n') => format!("'{text}"),
        _ => text.to_owned(),
    }
}

/// RFC 3339 in UTC, to the second.
fn instant(at: Millis) -> String {
    let day = Day::at(at, 0);
    let of_day = at.since_ms(day.starts());
    let (hours, minutes) = (of_day / HOUR_MS, of_day % HOUR_MS / MINUTE_MS);
    format!("{day}T{hours:02}:{minutes:02}:{:02}Z", of_day % MINUTE_MS / SECOND_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_table_is_a_formula() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(cell(text), format!("'{text}"));
        }
        assert_eq!(cell("Set aside for a run"), "Set aside for a run");
    }

    #[test]
    fn instants_are_written_as_everybody_reads_them() {
        // GNU date: 2026-11-22T18:30:05Z is 1795372205.
        assert_eq!(instant(Millis(1_795_372_205_000)), "2026-11-22T18:30:05Z");
    }
}
