//! The ledger against money: payments, refunds, periods of subscriptions, invoices.

use std::collections::{HashMap, HashSet};

use super::{Finding, store};
use crate::{
    billing::{self, Payment},
    invoice,
    platform::db::{DbError, Reader},
};

/// Findings of one kind that are kept: more say nothing new.
const FINDINGS_MAX: usize = 100;
/// Payments that are looked up at once.
const ROWS_AT_ONCE: u32 = 1_000;

/// Calls `look` with every payment that money came for.
fn each_paid(
    reader: &Reader<'_>,
    mut look: impl FnMut(&Payment) -> Result<(), DbError>,
) -> Result<(), DbError> {
    let mut after = String::new();
    loop {
        let page = billing::paid(reader, &after, ROWS_AT_ONCE)?;
        let Some(last) = page.last() else { return Ok(()) };
        after = last.id.to_string();
        page.iter().try_for_each(&mut look)?;
    }
}

/// Every payment gave exactly the credits that it brings, and nothing was given for a payment that did not come.
pub(super) fn grants(reader: &Reader<'_>) -> Result<Vec<Finding>, DbError> {
    let mut given: HashMap<String, (String, i64)> = store::purchases(reader)?
        .into_iter()
        .map(|(cause, workspace, credits)| (cause, (workspace, credits)))
        .collect();
    let mut findings = Vec::new();
    each_paid(reader, |payment| {
        let found = given.remove(&billing::purchase_cause(payment));
        let wanted = (payment.credits > 0).then(|| (payment.workspace.to_string(), payment.credits));
        if found != wanted {
            let got = found.map_or(0, |(_, credits)| credits);
            let detail = format!("{} brings {} credits, the ledger gave {got}.", payment.id, payment.credits);
            findings.push(Finding::new("payments", detail));
        }
        Ok(())
    })?;
    let orphan = |(cause, (_, credits)): (String, (String, i64))| {
        Finding::new("payments", format!("{credits} credits were given for {cause}, which was not paid."))
    };
    findings.extend(given.into_iter().map(orphan));
    findings.truncate(FINDINGS_MAX);
    Ok(findings)
}

/// What went back of a payment took its share of the credits back, or they are owed, and never more; a payment that went
/// back whole took something, unless all of it had expired; and nothing was taken back for what did not go back.
pub(super) fn refunds(reader: &Reader<'_>) -> Result<Vec<Finding>, DbError> {
    let mut taken: HashMap<String, i64> = store::refunds(reader)?.into_iter().collect();
    let expired: HashSet<String> = store::expired_purchases(reader)?.into_iter().collect();
    let mut findings = Vec::new();
    each_paid(reader, |payment| {
        let cause = billing::purchase_cause(payment);
        let found = taken.remove(&cause).unwrap_or(0);
        let share = i128::from(payment.credits) * i128::from(payment.refunded_minor)
            / i128::from(payment.amount.minor.max(1));
        let whole = payment.refunded_minor == payment.amount.minor && payment.credits > 0;
        let missing = whole && found == 0 && !expired.contains(&cause);
        if i128::from(found) > share || missing {
            let detail = format!(
                "{}: {} of {} went back, which is {share} credits; the ledger took or is owed {found}.",
                payment.id, payment.refunded_minor, payment.amount.minor
            );
            findings.push(Finding::new("refunds", detail));
        }
        Ok(())
    })?;
    let orphan = |cause: &String| {
        Finding::new("refunds", format!("Credits were taken back for {cause}, which was not paid."))
    };
    findings.extend(taken.keys().filter(|cause| cause.starts_with("payment:")).map(orphan));
    findings.truncate(FINDINGS_MAX);
    Ok(findings)
}

/// Every paid period of a subscription ended the one before it in the ledger, once, and no other did.
pub(super) fn periods(reader: &Reader<'_>) -> Result<Vec<Finding>, DbError> {
    let ended = store::period_ends(reader)?;
    let mut known: HashSet<String> = HashSet::new();
    let mut findings = Vec::new();
    each_paid(reader, |payment| {
        if let Some(cause) = billing::period_cause(payment) {
            known.insert(cause);
            if payment.period.is_none_or(|period| period.end <= period.start) {
                let detail = format!("{} pays for a period of a subscription and has none.", payment.id);
                findings.push(Finding::new("periods", detail));
            }
        }
        Ok(())
    })?;
    // A charge that came after the end of its subscription brings its credits and ends no period: not every payment
    // has one. Every end has a payment.
    let orphan = |cause: &String| {
        Finding::new("periods", format!("{cause} ended the credits of a plan and was not paid."))
    };
    findings.extend(
        ended.iter().filter(|cause| cause.starts_with("period:") && !known.contains(*cause)).map(orphan),
    );
    for (subscription, charges, paid) in billing::charges_counted(reader)? {
        if charges != paid {
            let detail = format!("{subscription} counts {charges} charges and has {paid} payments.");
            findings.push(Finding::new("periods", detail));
        }
    }
    findings.truncate(FINDINGS_MAX);
    Ok(findings)
}

/// Every payment has its invoice over exactly what was paid, and what went back its credit notes.
pub(super) fn invoices(reader: &Reader<'_>) -> Result<Vec<Finding>, DbError> {
    let mut findings = Vec::new();
    let mut written: HashMap<String, (i64, i64)> = invoice::totals(reader)?
        .into_iter()
        .map(|(payment, invoiced, credited)| (payment, (invoiced, credited)))
        .collect();
    each_paid(reader, |payment| {
        let found = written.remove(&payment.id.to_string()).unwrap_or_default();
        let wanted = (payment.amount.minor, payment.refunded_minor);
        if found != wanted {
            let detail = format!(
                "{} was paid with {} and {} went back; invoices say {} and credit notes {}.",
                payment.id, wanted.0, wanted.1, found.0, found.1
            );
            findings.push(Finding::new("invoices", detail));
        }
        Ok(())
    })?;
    let orphan = |payment: String| {
        Finding::new("invoices", format!("There is an invoice for {payment}, which was not paid."))
    };
    findings.extend(written.into_keys().map(orphan));
    findings.truncate(FINDINGS_MAX);
    Ok(findings)
}
