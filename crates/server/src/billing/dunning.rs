//! What customers are told while a charge keeps failing: on the days that `domain::subscription::dunning` names, in the
//! app and by letter, each once; and when the plan has ended with it.

use domain::{subscription::dunning, time::DAY_MS};

use super::{
    record::Subscription,
    store::{self, Case},
    words,
};
use crate::{
    app::App,
    mail::{self, Letter},
    notice::{self, NewNotice, Tone},
    platform::db::{DbError, Tx},
};

/// Cases that are looked at in one go.
const AT_ONCE: u32 = 100;
/// How often a customer counts as told whose plan has ended.
const TOLD_OF_END: i64 = 100;
/// How long after the end it is still told, where nobody could before.
const END_TOLD_MS: i64 = 30 * DAY_MS;

/// Tells everybody what is due to be told.
///
/// # Errors
/// [`DbError`].
pub(super) async fn tell(app: &App) -> Result<(), DbError> {
    let (now, mut after) = (app.env.now(), String::new());
    loop {
        let cases = app.db.read(|reader| store::open_cases(reader, &after, AT_ONCE)).await?;
        let Some(last) = cases.last() else { break };
        after = last.subscription.to_string();
        for case in cases {
            let stands = dunning::at(case.since, app.config.billing.grace_days, now);
            let times = i64::try_from(stands.notices).unwrap_or(case.told);
            if times > case.told && !stands.is_over {
                let inner = app.clone();
                app.db.write(move |tx| failed(tx, &inner, &case, times, stands.days_left)).await?;
            }
        }
    }
    let since = now.plus_ms(-END_TOLD_MS);
    let ended = app.db.read(|reader| store::lost_untold(reader, since, TOLD_OF_END, AT_ONCE)).await?;
    for case in ended {
        let inner = app.clone();
        app.db.write(move |tx| plan_ended(tx, &inner, &case)).await?;
    }
    Ok(())
}

fn failed(tx: &mut Tx<'_>, app: &App, case: &Case, times: i64, days_left: i64) -> Result<(), DbError> {
    let Some(one) = store::subscription_by_id(tx, case.subscription)? else { return Ok(()) };
    if !store::told(tx, case, times)? {
        return Ok(());
    }
    let (plan, amount) = (words::plan(one.terms.plan).to_owned(), one.terms.price.to_string());
    let days = if days_left == 1 { "one more day".to_owned() } else { format!("{days_left} more days") };
    let told = (
        format!("A charge of {amount} failed"),
        format!("Your {plan} plan stays for {days}. The bank is asked again; to be sure, pay now."),
    );
    let subscription = one.id.to_string();
    let letter = Letter::ChargeFailed { subscription, plan, amount, days_left };
    say(tx, app, case, &one, (times, told, &letter))
}

fn plan_ended(tx: &mut Tx<'_>, app: &App, case: &Case) -> Result<(), DbError> {
    let Some(one) = store::subscription_by_id(tx, case.subscription)? else { return Ok(()) };
    if !store::told(tx, case, TOLD_OF_END)? {
        return Ok(());
    }
    let (plan, amount) = (words::plan(one.terms.plan).to_owned(), one.terms.price.to_string());
    let told = (
        format!("Your {plan} plan has ended"),
        "No charge went through. Your files and credits are still there; one payment brings the plan back."
            .into(),
    );
    let letter = Letter::PlanEnded { subscription: one.id.to_string(), plan, amount };
    say(tx, app, case, &one, (TOLD_OF_END, told, &letter))
}

fn say(
    tx: &mut Tx<'_>,
    app: &App,
    case: &Case,
    one: &Subscription,
    (times, (title, detail), letter): (i64, (String, String), &Letter),
) -> Result<(), DbError> {
    let now = app.env.now();
    let cause = format!("dunning:{}:{}:{times}", one.id, case.since.0);
    mail::write(tx, app, &cause, one.user, letter, now)?;
    let told = NewNotice { cause, kind: "dunning", tone: Tone::Bad, title, detail, link: Some("/billing") };
    notice::post(tx, case.workspace, &told, now).map(drop)
}
