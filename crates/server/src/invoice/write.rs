//! Puts the page together: every text as it is printed.

use documents::{Fact, Invoice, Line, Party, Tax};
use domain::{
    calendar::{Date, INDIA_OFFSET_MS},
    payment::Amount,
    tax::{Split, State, Supply, in_words},
    time::Millis,
};

use super::{Record, percent};
use crate::{
    app::App,
    billing::{Payment, Profile},
};

/// What a page is about.
pub(super) struct Page<'a> {
    pub(super) number: &'a str,
    pub(super) at: Millis,
    pub(super) payment: &'a Payment,
    pub(super) total: Amount,
    pub(super) split: Split,
    pub(super) rate: u32,
    pub(super) supply: Supply,
    pub(super) place: Option<State>,
    pub(super) profile: Option<&'a Profile>,
    /// The invoice that a credit note corrects: its buyer stays.
    pub(super) corrects: Option<&'a Record>,
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// e.g. `23 November 2026`, by India's day.
#[must_use]
pub fn day(at: Millis) -> String {
    let date = Date::of(at, INDIA_OFFSET_MS);
    let month = usize::try_from(date.month - 1).ok().and_then(|index| MONTHS.get(index)).unwrap_or(&"");
    format!("{} {month} {}", date.day, date.year)
}

/// Everything that stands on the page.
pub(super) fn document(app: &App, page: &Page<'_>) -> Invoice {
    let seller = &app.config.seller;
    let registered = !seller.gstin.is_empty();
    let title = match (page.corrects, registered) {
        (Some(_), _) => "Credit note",
        (None, true) => "Tax invoice",
        (None, false) => "Invoice",
    };
    let amount = |minor| Amount { minor, ..page.total }.to_string();
    Invoice {
        title: title.to_owned(),
        number: page.number.to_owned(),
        date: day(page.at),
        seller: Party {
            name: seller.name.clone(),
            lines: seller.address.clone(),
            gstin: registered.then(|| seller.gstin.clone()),
        },
        buyer: match page.corrects {
            Some(original) => original.document.buyer.clone(),
            None => buyer(page.profile),
        },
        facts: facts(page, registered),
        line: Line {
            description: page.payment.description.clone(),
            detail: detail(page.payment),
            sac: seller.sac.clone(),
            taxable: amount(page.split.taxable),
        },
        taxes: taxes(page),
        total: page.total.to_string(),
        words: in_words(page.total),
        payment: paid(page),
        notes: notes(app, page),
    }
}

fn buyer(profile: Option<&Profile>) -> Party {
    let Some(profile) = profile else {
        return Party { name: "Unregistered customer".to_owned(), lines: Vec::new(), gstin: None };
    };
    let city = [profile.city.as_str(), profile.postal_code.as_str()];
    let region = match profile.state() {
        Some(state) => format!("{}, India", state.name),
        None => profile.country.clone(),
    };
    let city = city.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" ");
    Party {
        name: profile.name.clone(),
        lines: vec![profile.address.clone(), city, region],
        gstin: profile.gstin.clone(),
    }
}

fn fact(name: &str, value: impl Into<String>) -> Fact {
    Fact { name: name.to_owned(), value: value.into() }
}

fn facts(page: &Page<'_>, registered: bool) -> Vec<Fact> {
    let mut facts = Vec::new();
    if let Some(original) = page.corrects {
        facts.push(fact("Corrects invoice", format!("{} of {}", original.number, original.document.date)));
    }
    facts.push(match page.place {
        Some(state) => fact("Place of supply", format!("{} ({})", state.name, state.code)),
        None => fact("Place of supply", "Outside India"),
    });
    if registered {
        facts.push(fact("Reverse charge", "No"));
    }
    facts
}

fn detail(payment: &Payment) -> Option<String> {
    let credits = (payment.credits > 0).then(|| format!("{} credits", payment.credits));
    let period = payment.period.map(|period| {
        // The last day is the one before the next period's first.
        format!("{} to {}", day(period.start), day(period.end.plus_ms(-domain::time::DAY_MS)))
    });
    match (period, credits) {
        (Some(period), Some(credits)) => Some(format!("{period} · {credits}")),
        // A pack's credits are its name.
        (period, _) => period,
    }
}

fn taxes(page: &Page<'_>) -> Vec<Tax> {
    let amount = |minor| Amount { minor, ..page.total }.to_string();
    let tax = |name: &str, rate: u32, minor| Tax {
        name: format!("{name} {} %", percent(rate)),
        amount: amount(minor),
    };
    match (page.supply, page.rate) {
        (_, 0) | (Supply::Export, _) => Vec::new(),
        (Supply::BetweenStates, rate) => vec![tax("IGST", rate, page.split.integrated)],
        (supply, rate) => {
            let second = if supply == Supply::WithinTerritory { "UTGST" } else { "SGST" };
            vec![tax("CGST", rate / 2, page.split.centre), tax(second, rate / 2, page.split.state)]
        }
    }
}

fn paid(page: &Page<'_>) -> Vec<Fact> {
    let payment = page.payment;
    let gateway = match payment.gateway {
        domain::payment::Gateway::Razorpay => "Razorpay",
        domain::payment::Gateway::Stripe => "Stripe",
    };
    let with = match &payment.method {
        Some(method) => format!("{}, {gateway}", method.to_uppercase()),
        None => gateway.to_owned(),
    };
    let when = if page.corrects.is_some() { "Given back on" } else { "Paid on" };
    let mut facts = vec![fact(when, day(page.at)), fact("Paid with", with)];
    if let Some(id) = &payment.gateway_payment_id {
        facts.push(fact("Payment", id.clone()));
    }
    facts
}

fn notes(app: &App, page: &Page<'_>) -> Vec<String> {
    let seller = &app.config.seller;
    let mut notes = Vec::new();
    if page.supply == Supply::Export && !seller.gstin.is_empty() {
        notes.push(seller.undertaking.clone());
    }
    if !seller.email.is_empty() {
        notes.push(format!("Questions about this document: {}", seller.email));
    }
    notes.push("Made by computer; it is valid without a signature.".to_owned());
    notes
}
