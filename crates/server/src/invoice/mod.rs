//! Invoices: one for every payment, one credit note for every refund, numbered without gaps.
//!
//! Owns `invoice_series` and `invoices`. An invoice is written in the transaction that takes its payment in, with the
//! next number of its series and financial year, so a number is taken exactly when its invoice is kept. It keeps
//! everything that stands on the page: the PDF is drawn from that when somebody wants it, and stays the same when the
//! buyer moves or the settings change. `domain::tax` says which taxes; the crate `documents` draws.
//!
//! | file | what it does |
//! |---|---|
//! | [`write`] | puts the page together |
//! | [`export`] | what accountants file: CSV, JSON, all PDFs of a month |

mod export;
mod http;
mod store;
mod write;

use domain::{
    calendar::{Date, FinancialYear, INDIA_OFFSET_MS},
    id::InvoiceId,
    payment::Amount,
    tax::{self, State, Supply},
    time::Millis,
};
pub use http::{admin_routes, routes};
pub use write::day;

use crate::{
    app::App,
    billing::{self, Payment},
    platform::db::{DbError, Reader, Tx},
};

/// A percentage as it is written: `18`, `2.5`, `0.25`.
#[must_use]
pub fn percent(basis_points: u32) -> String {
    let (whole, part) = (basis_points / 100, basis_points % 100);
    match part {
        0 => whole.to_string(),
        part if part % 10 == 0 => format!("{whole}.{}", part / 10),
        part => format!("{whole}.{part:02}"),
    }
}

/// An invoice or a credit note, as a row has it.
#[derive(Clone, Debug)]
struct Record {
    id: InvoiceId,
    workspace: domain::id::WorkspaceId,
    is_credit_note: bool,
    number: String,
    financial_year: String,
    payment: String,
    cause: String,
    corrects: Option<InvoiceId>,
    issued_at: Millis,
    month: String,
    total: Amount,
    split: tax::Split,
    rate_basis_points: u32,
    supply: Supply,
    /// Two digits; none abroad.
    place_of_supply: Option<String>,
    buyer_gstin: Option<String>,
    document: documents::Invoice,
}

/// The invoice of a payment as a file: its number and what [`documents::render`] draws. Nothing where there is none.
///
/// # Errors
/// [`DbError`].
pub fn page_of(reader: &Reader<'_>, payment: &str) -> Result<Option<(String, documents::Invoice)>, DbError> {
    Ok(store::of_payment(reader, payment)?.map(|record| (record.number, record.document)))
}

/// For every payment with documents: what its invoices and what its credit notes come to.
///
/// # Errors
/// [`DbError`].
pub fn totals(reader: &Reader<'_>) -> Result<Vec<(String, i64, i64)>, DbError> {
    store::totals(reader)
}

/// Writes the invoice of a payment that came. A second time changes nothing.
///
/// # Errors
/// [`DbError`].
pub fn issue(
    tx: &mut Tx<'_>,
    app: &App,
    payment: &Payment,
    id: InvoiceId,
    now: Millis,
) -> Result<(), DbError> {
    let cause = format!("invoice:{}", payment.id);
    if store::is_written(tx, &cause)? {
        return Ok(());
    }
    let profile = billing::profile_of(tx, payment.workspace)?;
    let seller = &app.config.seller;
    let home = State::parse(&seller.state_code)
        .ok_or_else(|| DbError::Engine("the seller is in no State".into()))?;
    let country = profile.as_ref().map_or("IN", |profile| profile.country.as_str());
    let state = profile.as_ref().and_then(billing::Profile::state);
    let supply = tax::supply(home, country, state);
    // Who is not registered charges no tax and calls it no tax invoice.
    let rate = if seller.gstin.is_empty() { 0 } else { seller.tax_basis_points };
    let split = tax::split(payment.amount, rate, supply);
    let place = (supply != Supply::Export).then(|| state.unwrap_or(home));
    let year = FinancialYear::of(now).to_string();
    let number = next_number(tx, &seller.invoice_series, &year)?;
    let page = write::Page {
        number: &number,
        at: now,
        payment,
        total: payment.amount,
        split,
        rate,
        supply,
        place,
        profile: profile.as_ref(),
        corrects: None,
    };
    let document = write::document(app, &page);
    let record = Record {
        id,
        workspace: payment.workspace,
        is_credit_note: false,
        number,
        financial_year: year,
        payment: payment.id.to_string(),
        cause,
        corrects: None,
        issued_at: now,
        month: Date::of(now, INDIA_OFFSET_MS).month_text(),
        total: payment.amount,
        split,
        rate_basis_points: rate,
        supply,
        place_of_supply: place.map(|state| state.code.to_owned()),
        buyer_gstin: profile.and_then(|profile| profile.gstin),
        document,
    };
    store::insert(tx, &record)
}

/// Writes the credit note for `minor` that went back of a payment, with the taxes of its invoice. A second time for the
/// same sum changes nothing.
///
/// # Errors
/// [`DbError`].
pub fn credit(
    tx: &mut Tx<'_>,
    app: &App,
    payment: &Payment,
    minor: i64,
    id: InvoiceId,
    now: Millis,
) -> Result<(), DbError> {
    let cause = format!("credit:{}:{}", payment.id, payment.refunded_minor);
    if store::is_written(tx, &cause)? {
        return Ok(());
    }
    let original = store::of_payment(tx, &payment.id.to_string())?.ok_or(DbError::NoRow)?;
    let total = Amount { minor, ..payment.amount };
    let split = tax::split(total, original.rate_basis_points, original.supply);
    let year = FinancialYear::of(now).to_string();
    let number = next_number(tx, &app.config.seller.credit_note_series, &year)?;
    let place = original.place_of_supply.as_deref().and_then(State::parse);
    let page = write::Page {
        number: &number,
        at: now,
        payment,
        total,
        split,
        rate: original.rate_basis_points,
        supply: original.supply,
        place,
        profile: None,
        corrects: Some(&original),
    };
    let document = write::document(app, &page);
    let record = Record {
        id,
        is_credit_note: true,
        number,
        financial_year: year,
        cause,
        corrects: Some(original.id),
        issued_at: now,
        month: Date::of(now, INDIA_OFFSET_MS).month_text(),
        total,
        split,
        document,
        ..original
    };
    store::insert(tx, &record)
}

/// e.g. `MM/26-27/000042`: at most 16 characters, as CGST Rule 46(b) asks.
fn next_number(tx: &mut Tx<'_>, series: &str, year: &str) -> Result<String, DbError> {
    let number = store::next_number(tx, series, year)?;
    Ok(format!("{series}/{year}/{number:06}"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn percentages_are_written_short() {
        for (points, text) in
            [(1_800, "18"), (900, "9"), (250, "2.5"), (25, "0.25"), (0, "0"), (10_000, "100")]
        {
            assert_eq!(super::percent(points), text);
        }
    }
}
