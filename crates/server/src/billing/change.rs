//! Another plan: what it costs, exactly, and what happens when it is paid.
//!
//! No mandate in India lets its plan be changed (UPI, domestic cards), so a change is always the same three things: the
//! difference is paid once, what was paid for is covered by the new plan, and a new subscription that starts when the
//! paid period ends waits for the customer's agreement. Without that agreement the old subscription renews at its old
//! price, and nobody pays twice.

use domain::{
    id::WorkspaceId,
    payment::{Gateway, Status as PaymentStatus},
    plan::Plan,
    subscription::{
        price::{self, Interval},
        proration::{self, Change, NoChange, Terms, When},
        state::Status,
    },
    time::{MINUTE_MS, Millis},
};

use super::{
    open,
    record::{CancelWish, Payment, Purpose, Role, Subscription},
    settle::{self, Fresh},
    store, words,
};
use crate::{
    account,
    app::App,
    auth::Caller,
    platform::db::{DbError, Reader, Tx},
};

/// How long a shown difference holds.
const PREVIEW_MS: i64 = 30 * MINUTE_MS;

/// Why a plan is not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// There is nothing to change.
    #[error("There is no subscription to change.")]
    NoSubscription,
    /// It is no change, or none that can be made.
    #[error(transparent)]
    NoChange(#[from] NoChange),
    /// Nothing was paid yet that a difference could be worked out from.
    #[error(
        "You are trying this plan. Cancel the trial to choose another one, or change after the first charge."
    )]
    Tried,
    /// Several periods were paid together.
    #[error(
        "Your first months were paid together at a lower price. The plan can be changed when they are over."
    )]
    FirstPeriods,
    /// The difference was shown too long ago.
    #[error("The difference was worked out too long ago.")]
    PreviewExpired,
    /// The gateway did not do its part.
    #[error(transparent)]
    Open(#[from] open::OpenError),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// The present subscription and what another plan costs at `at`.
///
/// # Errors
/// [`ChangeError`].
pub(super) fn preview(
    reader: &Reader<'_>,
    workspace: WorkspaceId,
    to: (Plan, Interval),
    at: Millis,
) -> Result<(Subscription, Terms, Change), ChangeError> {
    let current = store::subscription_of(reader, workspace, Role::Current)?;
    let current = current.filter(|one| matches!(one.status, Status::Active | Status::PastDue));
    let current = current.ok_or(ChangeError::NoSubscription)?;
    let period = current.period.ok_or(ChangeError::NoSubscription)?;
    if current.is_tried() {
        return Err(ChangeError::Tried);
    }
    let price = price::plan(to.0, to.1, current.terms.price.currency).ok_or(NoChange::Free)?;
    let new = Terms { plan: to.0, interval: to.1, price };
    // What was paid for the present period may be another plan than is charged next.
    let covered = current.covered_plan.unwrap_or(current.terms.plan);
    let mut paid =
        price::plan(covered, current.terms.interval, price.currency).unwrap_or(current.terms.price);
    if let Some(upfront) =
        current.upfront_minor.filter(|_| current.charges == 1 && covered == current.terms.plan)
    {
        if current.upfront_periods > 1 {
            return Err(ChangeError::FirstPeriods);
        }
        // A first period at a lower price: what was not used of it is worth what was paid for it.
        paid.minor = upfront;
    }
    let old = Terms { plan: covered, price: paid, ..current.terms };
    let change = match proration::change(old, new, period, at) {
        // What was to follow is taken back: the plan that is paid for now is charged on.
        Err(NoChange::Same) if current.terms.plan != new.plan => proration::stay(period, price.currency),
        other => other?,
    };
    Ok((current, new, change))
}

/// Changes the plan as it was shown at `shown_at`. Answers the payment of the difference, or nothing where none is due,
/// and the subscription that waits for agreement, where it waits already.
///
/// # Errors
/// [`ChangeError`].
pub(super) async fn change(
    app: &App,
    caller: Caller,
    to: (Plan, Interval),
    shown_at: Millis,
) -> Result<(Option<Payment>, Option<Subscription>), ChangeError> {
    let now = app.env.now();
    if shown_at > now || now.since_ms(shown_at) > PREVIEW_MS {
        return Err(ChangeError::PreviewExpired);
    }
    let fresh = Fresh::draw(&app.env);
    let written = app
        .db
        .write(move |tx| {
            let (current, new, change) = preview(tx, caller.workspace_id, to, shown_at)?;
            if change.due.minor > 0 {
                let payment = difference(&current, new, change, caller, fresh, now);
                store::insert_payment(tx, &payment)?;
                return Ok((Some(payment), None));
            }
            if change.when == When::Now {
                // What no gateway takes is waived; the change holds all the same.
                cover(tx, &current, new.plan, change.period, now)?;
            }
            let next = follow_up(tx, &current, new, Some(change.period.end), fresh, now)?;
            Ok::<_, ChangeError>((None, Some(next)))
        })
        .await?;
    match written {
        (Some(payment), _) => Ok((Some(open::payment(app, payment).await?), None)),
        (None, Some(next)) => {
            let next = open::subscription(app, next).await?;
            // Where the present one was changed, nothing waits to be agreed to.
            Ok((None, Some(next).filter(|next| next.role == Role::Next)))
        }
        (None, None) => Ok((None, None)),
    }
}

fn difference(
    current: &Subscription,
    new: Terms,
    change: Change,
    caller: Caller,
    fresh: Fresh,
    now: Millis,
) -> Payment {
    Payment {
        id: fresh.payment,
        workspace: current.workspace,
        user: caller.user_id,
        gateway: Gateway::order(change.due.currency)[0],
        purpose: Purpose::Change,
        subscription: Some(current.id),
        credits: change.credits.0,
        plan: Some(new.plan),
        interval: Some(new.interval),
        period: Some(change.period),
        coupon: None,
        description: format!("Change to {}", words::plan_period(new.plan, new.interval)),
        amount: change.due,
        status: PaymentStatus::Open,
        refunded_minor: 0,
        charged_back_minor: 0,
        opened_id: None,
        checkout_url: None,
        gateway_payment_id: None,
        gateway_charge_id: None,
        method: None,
        payer_key: None,
        regular_minor: Some(new.price.minor),
        failure: None,
        failure_text: None,
        created_at: now,
        paid_at: None,
    }
}

/// The difference was paid: the new plan holds until the end of the paid period, and what follows waits for agreement.
///
/// # Errors
/// [`DbError`].
pub(super) fn fulfil(
    tx: &mut Tx<'_>,
    app: &App,
    payment: &Payment,
    fresh: Fresh,
    now: Millis,
) -> Result<(), DbError> {
    settle::give_plan(tx, app, payment, now)?;
    let (Some(plan), Some(interval), Some(period)) = (payment.plan, payment.interval, payment.period) else {
        return Err(DbError::Engine(format!("{} changes to no plan", payment.id)));
    };
    // A bank may say yes days later: what is over is not covered any more, the credits are there.
    if period.end <= now {
        return Ok(());
    }
    // It may have been replaced while the customer paid: the plan that was paid for holds for whatever is current.
    let Some(current) = store::subscription_of(tx, payment.workspace, Role::Current)? else { return Ok(()) };
    cover(tx, &current, plan, period, now)?;
    if current.status.has_ended() {
        return Ok(());
    }
    let Some(price) = price::plan(plan, interval, payment.amount.currency) else { return Ok(()) };
    follow_up(tx, &current, Terms { plan, interval, price }, Some(period.end), fresh, now).map(|_| ())
}

fn cover(
    tx: &mut Tx<'_>,
    current: &Subscription,
    plan: Plan,
    period: proration::Period,
    now: Millis,
) -> Result<(), DbError> {
    account::set_plan(tx, current.workspace, plan)?;
    let covered = Subscription { covered_plan: Some(plan), period: Some(period), ..current.clone() };
    store::write_subscription(tx, &covered, now)
}

/// What follows the present subscription when its paid period ends; an earlier one that was not agreed to is dropped.
pub(super) fn follow_up(
    tx: &mut Tx<'_>,
    current: &Subscription,
    terms: Terms,
    starts_at: Option<Millis>,
    fresh: Fresh,
    now: Millis,
) -> Result<Subscription, DbError> {
    drop_next(tx, current.workspace, now)?;
    let next = Subscription {
        id: fresh.subscription,
        terms,
        role: Role::Next,
        status: Status::Pending,
        replaces: Some(current.id),
        starts_at,
        gateway_id: None,
        opened_id: None,
        checkout_url: None,
        upfront_minor: None,
        upfront_periods: 1,
        trial: None,
        coupon: None,
        covered_plan: None,
        period: None,
        next_charge_at: None,
        charges: 0,
        charges_left: None,
        method: None,
        past_due_since: None,
        cancel_wish: None,
        cancel_told: false,
        news_at: None,
        created_at: now,
        ..current.clone()
    };
    store::insert_subscription(tx, &next)?;
    Ok(next)
}

/// Drops what waits to be agreed to, and wishes its end at the gateway.
pub(super) fn drop_next(tx: &mut Tx<'_>, workspace: WorkspaceId, now: Millis) -> Result<(), DbError> {
    let Some(mut next) = store::subscription_of(tx, workspace, Role::Next)? else { return Ok(()) };
    next.role = Role::Past;
    next.status = Status::Expired;
    if next.opened_id.is_some() {
        (next.cancel_wish, next.cancel_told) = (Some(CancelWish::AtOnce), false);
    }
    store::write_subscription(tx, &next, now)
}
