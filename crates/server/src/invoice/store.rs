//! The SQL of invoices.

use domain::{
    id::{InvoiceId, WorkspaceId},
    payment::{Amount, Currency},
    tax::{Split, Supply},
};

use super::Record;
use crate::{
    params,
    platform::db::{DbError, Reader, Row, Tx},
};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, workspace_id, kind, number, financial_year, payment_id, cause, corrects_id, issued_at, month, \
             currency, total_minor, taxable_minor, cgst_minor, sgst_minor, igst_minor, rate_basis_points, supply, \
             place_of_supply, buyer_gstin, document FROM invoices ",
            $rest
        )
    };
}

const WRITTEN: &str = "SELECT 1 FROM invoices WHERE cause = $1";
// Reading and writing are one statement of one writer, inside the transaction that keeps the invoice.
const NEXT: &str = "INSERT INTO invoice_series (series, financial_year, last_number) VALUES ($1, $2, 1) \
     ON CONFLICT (series, financial_year) DO UPDATE SET last_number = last_number + 1";
const LAST: &str = "SELECT last_number FROM invoice_series WHERE series = $1 AND financial_year = $2";
const INSERT: &str = "INSERT INTO invoices (id, workspace_id, kind, number, financial_year, payment_id, cause, corrects_id, \
     issued_at, month, currency, total_minor, taxable_minor, cgst_minor, sgst_minor, igst_minor, rate_basis_points, \
     supply, place_of_supply, buyer_gstin, document) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)";
const BY_ID: &str = select!("WHERE id = $1");
const OF_PAYMENT: &str = select!("WHERE payment_id = $1 AND kind = 'invoice'");
const PAGE: &str = select!("WHERE workspace_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3");
const MONTH: &str = select!("WHERE month = $1 AND id > $2 ORDER BY id LIMIT $3");
const OWN_MONTH: &str = select!("WHERE workspace_id = $1 AND month = $2 ORDER BY id LIMIT $3");

const INVOICE: &str = "invoice";
const CREDIT_NOTE: &str = "credit_note";

fn record(row: &Row<'_>) -> Result<Record, DbError> {
    let expected = |column| DbError::Column { column, expected: "a name of ours" };
    let currency = Currency::parse(&row.get::<String>(10)?).ok_or(expected(10))?;
    let document: String = row.get(20)?;
    Ok(Record {
        id: row.get(0)?,
        workspace: row.get(1)?,
        is_credit_note: row.get::<String>(2)? == CREDIT_NOTE,
        number: row.get(3)?,
        financial_year: row.get(4)?,
        payment: row.get(5)?,
        cause: row.get(6)?,
        corrects: row.get(7)?,
        issued_at: row.get(8)?,
        month: row.get(9)?,
        total: Amount { minor: row.get(11)?, currency },
        split: Split {
            taxable: row.get(12)?,
            centre: row.get(13)?,
            state: row.get(14)?,
            integrated: row.get(15)?,
        },
        rate_basis_points: row.get(16)?,
        supply: Supply::parse(&row.get::<String>(17)?).ok_or(expected(17))?,
        place_of_supply: row.get(18)?,
        buyer_gstin: row.get(19)?,
        document: serde_json::from_str(&document)
            .map_err(|_| DbError::Column { column: 20, expected: "a document" })?,
    })
}

const TOTALS: &str = "SELECT payment_id, \
     CAST(sum(CASE WHEN kind = 'invoice' THEN total_minor ELSE 0 END) AS BIGINT), \
     CAST(sum(CASE WHEN kind = 'invoice' THEN 0 ELSE total_minor END) AS BIGINT) FROM invoices GROUP BY payment_id";

pub(super) fn totals(reader: &Reader<'_>) -> Result<Vec<(String, i64, i64)>, DbError> {
    reader.query(TOTALS, params![], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}

pub(super) fn is_written(reader: &Reader<'_>, cause: &str) -> Result<bool, DbError> {
    Ok(reader.query_opt(WRITTEN, params![cause], |row| row.get::<i64>(0))?.is_some())
}

/// Takes the next number of a series; it is given back when the transaction is not kept.
pub(super) fn next_number(tx: &mut Tx<'_>, series: &str, year: &str) -> Result<i64, DbError> {
    tx.execute(NEXT, params![series, year])?;
    tx.query_one(LAST, params![series, year], |row| row.get(0))
}

pub(super) fn insert(tx: &mut Tx<'_>, new: &Record) -> Result<(), DbError> {
    let document =
        serde_json::to_string(&new.document).map_err(|error| DbError::Engine(error.to_string()))?;
    let values = params![
        new.id,
        new.workspace,
        if new.is_credit_note { CREDIT_NOTE } else { INVOICE },
        &new.number,
        &new.financial_year,
        &new.payment,
        &new.cause,
        new.corrects,
        new.issued_at,
        &new.month,
        new.total.currency.id(),
        new.total.minor,
        new.split.taxable,
        new.split.centre,
        new.split.state,
        new.split.integrated,
        new.rate_basis_points,
        new.supply.id(),
        new.place_of_supply.as_deref(),
        new.buyer_gstin.as_deref(),
        document
    ];
    tx.execute(INSERT, values).map(|_| ())
}

pub(super) fn by_id(reader: &Reader<'_>, id: InvoiceId) -> Result<Option<Record>, DbError> {
    reader.query_opt(BY_ID, params![id], record)
}

pub(super) fn of_payment(reader: &Reader<'_>, payment: &str) -> Result<Option<Record>, DbError> {
    reader.query_opt(OF_PAYMENT, params![payment], record)
}

pub(super) fn page(
    reader: &Reader<'_>,
    workspace: WorkspaceId,
    before: &str,
    rows: u32,
) -> Result<Vec<Record>, DbError> {
    reader.query(PAGE, params![workspace, before, rows], record)
}

/// Invoices and credit notes of a month after `after`, over all workspaces.
pub(super) fn of_month(
    reader: &Reader<'_>,
    month: &str,
    after: &str,
    rows: u32,
) -> Result<Vec<Record>, DbError> {
    reader.query(MONTH, params![month, after, rows], record)
}

/// Those of one workspace.
pub(super) fn own_of_month(
    reader: &Reader<'_>,
    workspace: WorkspaceId,
    month: &str,
    rows: u32,
) -> Result<Vec<Record>, DbError> {
    reader.query(OWN_MONTH, params![workspace, month, rows], record)
}
