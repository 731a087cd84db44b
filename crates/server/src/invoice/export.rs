//! What accountants file: the month's invoices and credit notes as CSV or JSON, and all of their PDFs in one archive.
//!
//! The columns are those that GSTR-1 asks for, one row a document; credit notes are negative. Texts that people typed
//! cannot become formulas in a spreadsheet.

use std::io::{Cursor, Write};

use domain::tax::{State, Supply};
use serde::Serialize;
use utoipa::ToSchema;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::Record;

/// A document of the month.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Row {
    /// `B2B`, `B2C`, `EXP`, `CDNR` or `CDNUR`: the table of the return.
    table: &'static str,
    /// The serial number.
    number: String,
    /// By India's day.
    date: String,
    /// For a credit note the invoice it corrects.
    corrects: String,
    /// The registered buyer's number.
    gstin: String,
    /// As it stands on the document.
    buyer: String,
    /// e.g. `29-Karnataka`.
    place_of_supply: String,
    /// The service's accounting code.
    sac: String,
    /// In percent.
    rate: String,
    /// `INR` or `USD`.
    currency: String,
    /// Before taxes, in paise or cents.
    taxable_minor: i64,
    /// Integrated tax.
    igst_minor: i64,
    /// The centre's.
    cgst_minor: i64,
    /// The State's or territory's.
    sgst_minor: i64,
    /// With taxes.
    total_minor: i64,
}

impl Row {
    pub(super) fn new(record: &Record, corrected: Option<&str>) -> Row {
        let sign = if record.is_credit_note { -1 } else { 1 };
        let registered = record.buyer_gstin.is_some();
        let place = record.place_of_supply.as_deref().and_then(State::parse);
        Row {
            table: match (record.is_credit_note, registered, record.supply) {
                (true, true, _) => "CDNR",
                (true, false, _) => "CDNUR",
                (false, _, Supply::Export) => "EXP",
                (false, true, _) => "B2B",
                (false, false, _) => "B2C",
            },
            number: record.number.clone(),
            date: record.document.date.clone(),
            corrects: corrected.unwrap_or_default().to_owned(),
            gstin: record.buyer_gstin.clone().unwrap_or_default(),
            buyer: record.document.buyer.name.clone(),
            place_of_supply: place.map_or_else(
                || "96-Foreign Country".to_owned(),
                |state| format!("{}-{}", state.code, state.name),
            ),
            sac: record.document.line.sac.clone(),
            rate: super::percent(record.rate_basis_points),
            currency: record.total.currency.id().to_owned(),
            taxable_minor: sign * record.split.taxable,
            igst_minor: sign * record.split.integrated,
            cgst_minor: sign * record.split.centre,
            sgst_minor: sign * record.split.state,
            total_minor: sign * record.total.minor,
        }
    }
}

/// The rows as CSV, amounts in rupees or dollars.
pub(super) fn csv(rows: &[Row]) -> Result<Vec<u8>, String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let head = [
        "Table",
        "Number",
        "Date",
        "Corrects",
        "GSTIN",
        "Buyer",
        "Place of supply",
        "SAC",
        "Rate",
        "Currency",
        "Taxable value",
        "IGST",
        "CGST",
        "SGST/UTGST",
        "Total",
    ];
    writer.write_record(head).map_err(|error| error.to_string())?;
    for row in rows {
        let texts = [
            row.table,
            &row.number,
            &row.date,
            &row.corrects,
            &row.gstin,
            &row.buyer,
            &row.place_of_supply,
            &row.sac,
            &row.rate,
            &row.currency,
        ];
        let amounts =
            [row.taxable_minor, row.igst_minor, row.cgst_minor, row.sgst_minor, row.total_minor].map(decimal);
        let cells = texts.iter().map(|text| harmless(text)).chain(amounts);
        writer.write_record(cells).map_err(|error| error.to_string())?;
    }
    writer.into_inner().map_err(|error| error.to_string())
}

fn decimal(minor: i64) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", minor.unsigned_abs() / 100, minor.unsigned_abs() % 100)
}

/// A text that no spreadsheet reads as a formula.
fn harmless(text: &str) -> String {
    match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') => format!("'{text}"),
        _ => text.to_owned(),
    }
}

/// The PDFs in one archive, each named by its number.
pub(super) fn archive(records: &[Record]) -> Result<Vec<u8>, String> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for record in records {
        let pdf = documents::render(&record.document).map_err(|error| error.to_string())?;
        let name = format!("{}.pdf", record.number.replace('/', "-"));
        zip.start_file(name, options).map_err(|error| error.to_string())?;
        zip.write_all(&pdf).map_err(|error| error.to_string())?;
    }
    Ok(zip.finish().map_err(|error| error.to_string())?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_decimal_and_texts_are_no_formulas() {
        assert_eq!(
            [0, 5, -7, 149_900, -42_288].map(decimal),
            ["0.00", "0.05", "-0.07", "1499.00", "-422.88"]
        );
        assert_eq!(harmless("=HYPERLINK(1)"), "'=HYPERLINK(1)");
        assert_eq!(harmless("Asha"), "Asha");
    }
}
