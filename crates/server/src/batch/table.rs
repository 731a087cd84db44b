//! Reads a table of prompts (CSV) into rows of input.
//!
//! The first row names the columns: `prompt` and, where wanted, `aspect_ratio`, `style`, `quality` and
//! `seed`. Separators may be commas, semicolons or tabs, whichever the first row has most of; a byte order
//! mark, either kind of line end, quoted cells with line breaks and empty lines are taken as they come.
//! Every mistake is told with its line and column, and no row is left out silently.

use domain::batch::ITEMS_MAX;
use serde_json::{Map, Value};

/// The columns a table may have, with the field each fills.
const COLUMNS: [(&str, &str); 5] = [
    ("prompt", "prompt"),
    ("aspect_ratio", "aspectRatio"),
    ("style", "style"),
    ("quality", "quality"),
    ("seed", "seed"),
];

/// A mistake in a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mistake {
    /// The line of the text it is in, from 1.
    pub line: u64,
    /// The column's name; empty for the row as a whole.
    pub column: String,
    /// A stable name.
    pub code: &'static str,
    /// A sentence for the person.
    pub message: String,
}

impl Mistake {
    pub(super) fn new(line: u64, column: &str, code: &'static str, message: impl Into<String>) -> Mistake {
        Mistake { line, column: column.to_owned(), code, message: message.into() }
    }
}

/// A row of a table as the input of a run, not yet checked.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    /// The line of the text it begins in, from 1.
    pub line: u64,
    /// `inputData`.
    pub input: Value,
}

/// What a text holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Table {
    pub rows: Vec<Row>,
    pub mistakes: Vec<Mistake>,
}

/// The column that fills the field of this path, e.g. `aspect_ratio` for `inputData.aspectRatio`.
pub(super) fn column_of(path: &str) -> &str {
    let field = path.strip_prefix("inputData.").unwrap_or(path);
    COLUMNS.iter().find(|(_, name)| *name == field).map_or(field, |(column, _)| column)
}

/// Reads a table. Rows with mistakes of their own are left out of `rows` and named in `mistakes`.
pub(super) fn read(text: &str) -> Table {
    // One kind of line end, so that lines are counted as people count them.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n").replace('\r', "\n");
    let text = text.as_str();
    let mut table = Table::default();
    if text.contains('\u{fffd}') {
        let message =
            "The file is not UTF-8: some letters could not be read. Save it as UTF-8 and try again.";
        table.mistakes.push(Mistake::new(1, "", "not_utf8", message));
        return table;
    }
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator(text))
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut records = reader.records().enumerate();
    let columns = match records.next() {
        Some((_, Ok(header))) => header_columns(&header, &mut table.mistakes),
        _ => {
            let message = "The table is empty. The first row names the columns; one is `prompt`.";
            table.mistakes.push(Mistake::new(1, "", "empty", message));
            return table;
        }
    };
    if !columns.contains(&Some("prompt")) {
        let message = "There is no column `prompt`. The first row names the columns.";
        table.mistakes.push(Mistake::new(1, "prompt", "missing_column", message));
        return table;
    }
    let (mut count, mut lines) = (0usize, Lines { text, byte: 0, line: 1 });
    for (index, record) in records {
        match record {
            Ok(record) if record.iter().all(|cell| cell.trim().is_empty()) => {}
            Ok(record) => {
                count += 1;
                // Rows beyond the limit are counted and not kept.
                if count <= ITEMS_MAX {
                    let line = record.position().map_or(0, |position| lines.at(position.byte()));
                    read_row(line, &record, &columns, &mut table);
                }
            }
            Err(error) => {
                let line = error.position().map_or(index as u64 + 1, csv::Position::line);
                table.mistakes.push(Mistake::new(line, "", "unreadable", "This row cannot be read."));
            }
        }
    }
    if count > ITEMS_MAX {
        let message = format!("{count} rows are too many; a batch has at most {ITEMS_MAX}.");
        table.mistakes.insert(0, Mistake::new(1, "", "too_many_rows", message));
    } else if count == 0 {
        table.mistakes.push(Mistake::new(1, "", "empty", "There is no row below the names of the columns."));
    }
    table
}

/// Counts lines as the rows go by. A row begins behind the empty lines before it.
struct Lines<'a> {
    text: &'a str,
    byte: usize,
    line: u64,
}

impl Lines<'_> {
    fn at(&mut self, byte: u64) -> u64 {
        let to = usize::try_from(byte).unwrap_or(usize::MAX).min(self.text.len()).max(self.byte);
        let bytes = self.text.as_bytes();
        let empty = bytes[to..].iter().take_while(|byte| **byte == b'\n').count();
        let passed = bytes[self.byte..to + empty].iter().filter(|byte| **byte == b'\n').count();
        self.line += passed as u64;
        self.byte = to + empty;
        self.line
    }
}

/// Which of the usual separators the first row has most of, outside quotes.
fn separator(text: &str) -> u8 {
    let (mut quoted, mut counts) = (false, [(b',', 0), (b';', 0), (b'\t', 0)]);
    for byte in text.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            _ if !quoted => {
                if let Some((_, count)) = counts.iter_mut().find(|(separator, _)| *separator == byte) {
                    *count += 1;
                }
            }
            _ => {}
        }
    }
    // The first of equals wins: a comma where there is one column only.
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(separator, _)| separator)
}

/// The field that each column fills; a column that means nothing here is a mistake.
fn header_columns(header: &csv::StringRecord, mistakes: &mut Vec<Mistake>) -> Vec<Option<&'static str>> {
    let mut columns = Vec::with_capacity(header.len());
    for cell in header {
        let plain: String = cell.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
        let known = COLUMNS.iter().find(|(name, _)| name.replace('_', "") == plain);
        match known {
            Some((_, field)) if !columns.contains(&Some(*field)) => columns.push(Some(*field)),
            Some((name, _)) => {
                mistakes.push(Mistake::new(1, name, "twice", "This column is there twice."));
                columns.push(None);
            }
            None if cell.trim().is_empty() => columns.push(None),
            None => {
                let names = COLUMNS.map(|(name, _)| name).join(", ");
                let message = format!("There is no such column. The columns are {names}.");
                let shown: String = cell.trim().chars().take(40).collect();
                mistakes.push(Mistake::new(1, &shown, "unknown_column", message));
                columns.push(None);
            }
        }
    }
    columns
}

fn read_row(line: u64, record: &csv::StringRecord, columns: &[Option<&'static str>], table: &mut Table) {
    let before = table.mistakes.len();
    let mut input = Map::new();
    for (place, cell) in record.iter().enumerate() {
        let cell = cell.trim();
        if cell.is_empty() {
            continue;
        }
        match columns.get(place) {
            Some(Some("seed")) => match cell.parse::<i64>() {
                Ok(seed) => drop(input.insert("seed".into(), seed.into())),
                Err(_) => {
                    let message = "A seed is a whole number.";
                    table.mistakes.push(Mistake::new(line, "seed", "out_of_range", message));
                }
            },
            Some(Some(field)) => drop(input.insert((*field).to_owned(), cell.into())),
            // The column was named as a mistake already, or has no name.
            Some(None) => {}
            None => {
                let message =
                    "This row has more cells than there are columns. Put a text with separators in quotes.";
                table.mistakes.push(Mistake::new(line, "", "too_many_cells", message));
                break;
            }
        }
    }
    if table.mistakes.len() == before {
        table.rows.push(Row { line, input: Value::Object(input) });
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn inputs(text: &str) -> Vec<Value> {
        let table = read(text);
        assert_eq!(table.mistakes, [], "{text:?}");
        table.rows.into_iter().map(|row| row.input).collect()
    }

    fn codes(text: &str) -> Vec<(u64, String, &'static str)> {
        read(text).mistakes.into_iter().map(|found| (found.line, found.column, found.code)).collect()
    }

    #[test]
    fn the_same_table_in_every_dress() {
        let expected = [
            json!({"prompt": "a fox, \"red\"", "aspectRatio": "16:9", "seed": 7}),
            json!({"prompt": "two\nlines"}),
        ];
        for text in [
            "prompt,aspect_ratio,seed\n\"a fox, \"\"red\"\"\",16:9,7\n\"two\nlines\",,\n",
            "\u{feff}Prompt,Aspect Ratio,SEED\r\n\"a fox, \"\"red\"\"\",16:9,7\r\n\r\n\"two\nlines\"\r\n",
            "prompt;aspectRatio;seed\n\"a fox, \"\"red\"\"\";16:9;7\n;;\n\"two\nlines\";;",
            "prompt\taspect-ratio\tseed\n\"a fox, \"\"red\"\"\"\t16:9\t7\n\n\"two\nlines\"\t\t\n",
        ] {
            assert_eq!(inputs(text), expected, "{text:?}");
        }
    }

    #[test]
    fn every_mistake_has_its_line_and_column() {
        let text = "prompt,colour,seed,seed\na fox,,x,\na hen,,1,,5\n";
        assert_eq!(
            codes(text),
            [
                (1, "colour".into(), "unknown_column"),
                (1, "seed".into(), "twice"),
                (2, "seed".into(), "out_of_range"),
                (3, String::new(), "too_many_cells"),
            ]
        );
        assert_eq!(
            codes("words\na fox\n"),
            [(1, "words".into(), "unknown_column"), (1, "prompt".into(), "missing_column")]
        );
        assert_eq!(codes(""), [(1, String::new(), "empty")]);
        assert_eq!(codes("prompt\n\n\n"), [(1, String::new(), "empty")]);
        assert_eq!(codes("prompt\ncaf\u{fffd}\n"), [(1, String::new(), "not_utf8")]);
    }

    #[test]
    fn lines_are_counted_as_people_count_them() {
        for end in ["\n", "\r\n", "\r"] {
            let text =
                ["prompt,seed", "", "a fox,7", "\"a", "hen\",8", "", "", "an owl,x", "a crow,9"].join(end);
            let table = read(&text);
            assert_eq!(table.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [3, 4, 9], "{end:?}");
            assert_eq!(table.mistakes[0].line, 8, "{end:?}");
        }
    }

    #[test]
    fn five_hundred_rows_and_no_more() {
        let table = |rows: usize| format!("prompt\n{}", "a fox\n".repeat(rows));
        assert_eq!(inputs(&table(500)).len(), 500);
        let over = read(&table(501));
        assert_eq!(over.mistakes[0].code, "too_many_rows");
        assert!(over.mistakes[0].message.contains("501"));
    }

    #[test]
    fn a_cell_that_is_far_too_long_is_read_so_that_its_row_can_be_named() {
        let text = format!("prompt\na fox\n{}\na hen\n", "x".repeat(100 * 1024));
        let table = read(&text);
        assert_eq!(table.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 3, 4]);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic_and_no_row_is_lost(text in "(prompt|seed|style)?[,;\\t]?[ -~\\n\\r\"é]{0,200}") {
            let table = read(&text);
            prop_assert!(!table.rows.is_empty() || !table.mistakes.is_empty());
        }
    }
}
