//! The endpoints of customers: prices, packs, payments. Subscriptions have a file of their own.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode},
};
use domain::{
    generation::request::FieldError,
    id::{PaymentId, SubscriptionId},
    limits::IDEMPOTENCY_KEY_CHARACTERS_MAX,
    payment::{Amount, Currency},
    problem::ProblemCode,
    subscription::{
        campaign::Goods,
        price::{self, Pack},
    },
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    buy, coupon, method,
    price_view::{CheckedPriceView, PriceListView},
    profile::Profile,
    reconcile, store, subscription_http,
    view::PaymentView,
    webhook,
};
use crate::{
    app::App,
    auth::{Caller, SecurityEvent, SecurityRecord},
    platform::{
        db::Reader,
        http::{
            extract::{ApiJson, ApiPath, ApiQuery},
            page::{Page, PageQuery},
            problem::{Problem, ProblemBody},
        },
    },
};

const NO_SUCH_PACK: &str = "Packs have 100, 500, 1,000 or 5,000 credits.";
/// Sorts after every identifier.
const NEWEST: &str = "~";

/// The routes of this capability.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(plans))
        .routes(routes!(check_price))
        .routes(routes!(read_profile, write_profile))
        .routes(routes!(purchase))
        .routes(routes!(confirm))
        .routes(routes!(read_payment))
        .routes(routes!(history))
        .merge(subscription_http::routes())
        .merge(method::routes())
        .merge(webhook::routes())
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct CurrencyQuery {
    /// `INR` or `USD`; without it the one of the caller's country, or `INR`.
    #[serde(default)]
    currency: Option<String>,
}

pub(super) fn currency(named: Option<&str>, profile: Option<&Profile>) -> Result<Currency, Problem> {
    match named {
        Some(id) => Currency::parse(id)
            .ok_or_else(|| Problem::new(ProblemCode::InvalidParameter, "currency: INR or USD.")),
        None if profile.is_some_and(|profile| profile.country != "IN") => Ok(Currency::Usd),
        None => Ok(Currency::Inr),
    }
}

/// What plans and packs cost.
#[utoipa::path(
    get, path = "/api/plans", operation_id = "list_plans", tag = "payments", params(CurrencyQuery), security(()),
    responses(
        (status = 200, description = "Every plan and pack, with tax.", body = PriceListView),
        (status = 400, description = "There is no such currency.", body = ProblemBody),
    )
)]
async fn plans(
    state: State<App>,
    caller: Option<Caller>,
    query: ApiQuery<CurrencyQuery>,
) -> Result<Json<PriceListView>, Problem> {
    let profile = match caller {
        Some(caller) => state.db.read(|reader| store::profile(reader, caller.workspace_id)).await?,
        None => None,
    };
    let currency = currency(query.0.currency.as_deref(), profile.as_ref())?;
    Ok(Json(PriceListView::new(&state.0, currency)))
}

/// Name and address on invoices.
#[utoipa::path(
    get, path = "/api/billing/profile", operation_id = "read_billing_profile", tag = "payments",
    responses(
        (status = 200, description = "As it was given; null before.", body = Option<Profile>),
        (status = 401, description = "Not signed in.", body = ProblemBody),
    )
)]
async fn read_profile(state: State<App>, caller: Caller) -> Result<Json<Option<Profile>>, Problem> {
    Ok(Json(state.db.read(|reader| store::profile(reader, caller.workspace_id)).await?))
}

/// Changes them; invoices that are written stay as they are.
#[utoipa::path(
    put, path = "/api/billing/profile", operation_id = "write_billing_profile", tag = "payments", request_body = Profile,
    responses(
        (status = 200, description = "As it is kept.", body = Profile),
        (status = 400, description = "The body is not valid JSON.", body = ProblemBody),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 403, description = "The page is out of date.", body = ProblemBody),
        (status = 422, description = "A field needs a change.", body = ProblemBody),
    )
)]
async fn write_profile(
    state: State<App>,
    caller: Caller,
    body: ApiJson<Profile>,
) -> Result<Json<Profile>, Problem> {
    let profile = body.0.check().map_err(Problem::invalid)?;
    let (kept, now) = (profile.clone(), state.env.now());
    state.db.write(move |tx| store::keep_profile(tx, caller.workspace_id, &kept, now)).await?;
    Ok(Json(profile))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct PriceQuery {
    /// A pack: 100, 500, 1000 or 5000; or a plan.
    #[serde(default)]
    credits: Option<i64>,
    /// `starter`, `creator` or `studio`.
    #[serde(default)]
    plan: Option<String>,
    /// `monthly` or `annual`.
    #[serde(default)]
    interval: Option<String>,
    /// `INR` or `USD`.
    #[serde(default)]
    currency: Option<String>,
    /// A code.
    #[param(max_length = 64)]
    #[serde(default)]
    coupon: Option<String>,
}

/// What a pack or plan costs today with a code, to the paisa, before anything is bought.
///
/// Also for somebody who is not signed in: whether the code was used by them, or is for their address, is then said
/// when they buy.
#[utoipa::path(
    get, path = "/api/payments/price", operation_id = "check_price", tag = "payments", params(PriceQuery), security(()),
    responses(
        (status = 200, description = "Exactly what is paid.", body = CheckedPriceView),
        (status = 400, description = "A parameter is wrong.", body = ProblemBody),
        (status = 422, description = "There is no such pack or plan, or the code is not taken; the reason is said.", body = ProblemBody),
    )
)]
async fn check_price(
    state: State<App>,
    caller: Option<Caller>,
    query: ApiQuery<PriceQuery>,
) -> Result<Json<CheckedPriceView>, Problem> {
    let (app, query) = (state.0, query.0);
    let profile = match caller {
        Some(caller) => app.db.read(|reader| store::profile(reader, caller.workspace_id)).await?,
        None => None,
    };
    let currency = currency(query.currency.as_deref(), profile.as_ref())?;
    let wanted = match (query.credits, &query.plan) {
        (Some(credits), None) => {
            let unknown = vec![FieldError::new("credits", "unknown", NO_SUCH_PACK)];
            let pack = Pack::of(credits).ok_or_else(|| Problem::invalid(unknown))?;
            (pack.price(currency), Goods::Pack(credits), credits)
        }
        (None, Some(plan)) => {
            let (plan, interval) = subscription_http::terms(plan, query.interval.as_deref())?;
            let price = buy::plan_price(plan, interval, currency).ok_or_else(Problem::not_found)?;
            (price, Goods::Subscription(plan, interval), price::plan_credits(plan, interval).0)
        }
        _ => {
            let sentence = "credits or plan: one of both.";
            return Err(Problem::new(ProblemCode::InvalidParameter, sentence));
        }
    };
    let ((price, goods, credits), now) = (wanted, app.env.now());
    let code = query.coupon.as_deref();
    let look = |reader: &Reader<'_>| coupon::price(reader, &app, caller, (price, goods), code, now);
    let paid = app.db.read(look).await?;
    Ok(Json(CheckedPriceView {
        regular: Amount { minor: price.minor * paid.periods, ..price }.into(),
        due: paid.amount.into(),
        credits: credits * paid.periods,
        coupon: paid.coupon,
        title: paid.title,
        periods: paid.periods,
        then: matches!(goods, Goods::Subscription(..)).then(|| price.into()),
    }))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PurchaseBody {
    /// The pack: 100, 500, 1000 or 5000.
    credits: i64,
    /// `INR` or `USD`.
    #[serde(default)]
    currency: Option<String>,
    /// A code.
    #[serde(default)]
    coupon: Option<String>,
}

/// Buys credits once.
///
/// Send an `Idempotency-Key`: the same key answers the same payment and is never paid twice.
#[utoipa::path(
    post, path = "/api/credits/purchase", operation_id = "purchase_credits", tag = "payments",
    request_body = PurchaseBody,
    responses(
        (status = 201, description = "To be paid as `checkout` says.", body = PaymentView),
        (status = 400, description = "The body is not valid JSON.", body = ProblemBody),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 403, description = "The page is out of date.", body = ProblemBody),
        (status = 409, description = "The key was used for another purchase.", body = ProblemBody),
        (status = 422, description = "No such pack or code, or the billing address is missing.", body = ProblemBody),
        (status = 502, description = "The gateway refused.", body = ProblemBody),
        (status = 503, description = "No gateway answers.", body = ProblemBody),
    )
)]
async fn purchase(
    state: State<App>,
    caller: Caller,
    headers: HeaderMap,
    body: ApiJson<PurchaseBody>,
) -> Result<(StatusCode, Json<PaymentView>), Problem> {
    let body = body.0;
    let unknown = || vec![FieldError::new("credits", "unknown", NO_SUCH_PACK)];
    let pack = Pack::of(body.credits).ok_or_else(|| Problem::invalid(unknown()))?;
    let profile = state.db.read(|reader| store::profile(reader, caller.workspace_id)).await?;
    let currency = currency(body.currency.as_deref(), profile.as_ref())?;
    let key = idempotency_key(&state.0, &headers)?;
    let payment = buy::pack(&state.0, caller, pack, currency, body.coupon, key).await?;
    Ok((StatusCode::CREATED, Json(PaymentView::new(&state.0, &payment))))
}

fn idempotency_key(app: &App, headers: &HeaderMap) -> Result<String, Problem> {
    let Some(value) = headers.get("idempotency-key") else {
        return Ok(format!("buy-{}", crate::platform::hex(&app.env.random_bytes::<16>())));
    };
    let text = value.to_str().ok().filter(|text| (1..=IDEMPOTENCY_KEY_CHARACTERS_MAX).contains(&text.len()));
    let wrong = || Problem::new(ProblemCode::InvalidParameter, "Idempotency-Key: a short text.");
    Ok(format!("buy-{}", text.ok_or_else(wrong)?))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ConfirmBody {
    /// What was paid or agreed to: `pmt_…` or `sbn_…`.
    id: String,
    /// What the gateway's window told.
    #[serde(default)]
    gateway_payment_id: Option<String>,
    /// Its proof.
    #[serde(default)]
    signature: Option<String>,
}

/// The browser says that something was paid or agreed to.
///
/// A proof is checked, and then the gateway is asked: only what it says counts. Nothing is lost by not calling this.
#[utoipa::path(
    post, path = "/api/payments/confirm", operation_id = "confirm_payment", tag = "payments", request_body = ConfirmBody,
    responses(
        (status = 204, description = "The gateway was asked; read the payment or subscription."),
        (status = 400, description = "The body is not valid JSON.", body = ProblemBody),
        (status = 401, description = "Not signed in, or the proof is not the gateway's.", body = ProblemBody),
        (status = 403, description = "The page is out of date.", body = ProblemBody),
        (status = 404, description = "There is no such payment, or it is not yours.", body = ProblemBody),
    )
)]
async fn confirm(
    state: State<App>,
    caller: Caller,
    body: ApiJson<ConfirmBody>,
) -> Result<StatusCode, Problem> {
    let (app, body) = (state.0, body.0);
    if let Ok(id) = body.id.parse::<PaymentId>() {
        let found = app.db.read(|reader| store::payment_by_id(reader, id)).await?;
        let found =
            found.filter(|one| one.workspace == caller.workspace_id).ok_or_else(Problem::not_found)?;
        prove(&app, caller, &body, found.gateway, found.opened_id.as_deref(), true).await?;
        reconcile::payment(&app, &found).await?;
        return Ok(StatusCode::NO_CONTENT);
    }
    let id = body.id.parse::<SubscriptionId>().map_err(|_| Problem::not_found())?;
    let found = app.db.read(|reader| store::subscription_by_id(reader, id)).await?;
    let found = found.filter(|one| one.workspace == caller.workspace_id).ok_or_else(Problem::not_found)?;
    prove(&app, caller, &body, found.gateway, found.opened_id.as_deref(), false).await?;
    reconcile::subscription(&app, &found).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Refuses a proof that is not the gateway's; without one, the gateway alone decides.
async fn prove(
    app: &App,
    caller: Caller,
    body: &ConfirmBody,
    gateway: domain::payment::Gateway,
    opened: Option<&str>,
    is_order: bool,
) -> Result<(), Problem> {
    let (Some(payment), Some(proof)) = (&body.gateway_payment_id, &body.signature) else { return Ok(()) };
    let Some(payments::Gateway::Razorpay(razorpay)) = app.gateways.get(gateway) else { return Ok(()) };
    let opened = opened.unwrap_or_default();
    let proves = match is_order {
        true => razorpay.proves_payment(opened, payment, proof),
        false => razorpay.proves_subscription(opened, payment, proof),
    };
    if proves {
        return Ok(());
    }
    let record = SecurityRecord::new(&app.env, SecurityEvent::PaymentUnproven, Some(caller.user_id));
    let (detail, now) = (body.id.clone(), app.env.now());
    app.db.write(move |tx| record.write(tx, &detail, now)).await?;
    Err(Problem::new(
        ProblemCode::SenderUnknown,
        "The proof of this payment is not the payment service's. If money left your account, it will appear here.",
    ))
}

/// A payment.
#[utoipa::path(
    get, path = "/api/payments/{id}", operation_id = "read_payment", tag = "payments",
    params(("id" = String, Path, description = "`pmt_…`")),
    responses(
        (status = 200, description = "As it is now.", body = PaymentView),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 404, description = "There is no such payment, or it is not yours.", body = ProblemBody),
    )
)]
async fn read_payment(
    state: State<App>,
    caller: Caller,
    id: ApiPath<PaymentId>,
) -> Result<Json<PaymentView>, Problem> {
    let found = state.db.read(|reader| store::payment_by_id(reader, id.0)).await?;
    let found = found.filter(|one| one.workspace == caller.workspace_id).ok_or_else(Problem::not_found)?;
    Ok(Json(PaymentView::new(&state.0, &found)))
}

/// Payments of the workspace, the newest first.
#[utoipa::path(
    get, path = "/api/billing/history", operation_id = "list_payments", tag = "payments", params(PageQuery),
    responses(
        (status = 200, description = "A page of payments.", body = Page<PaymentView>),
        (status = 400, description = "A parameter is wrong.", body = ProblemBody),
        (status = 401, description = "Not signed in.", body = ProblemBody),
    )
)]
async fn history(
    state: State<App>,
    caller: Caller,
    query: ApiQuery<PageQuery>,
) -> Result<Json<Page<PaymentView>>, Problem> {
    let rows = query.0.rows()?;
    let before = query.0.cursor.as_deref().unwrap_or(NEWEST);
    let look =
        |reader: &Reader<'_>| store::payments_page(reader, Some(caller.workspace_id), before, rows + 1);
    let found = state.db.read(look).await?;
    let views = found.iter().map(|one| PaymentView::new(&state.0, one)).collect();
    Ok(Json(Page::cut(views, rows, |view: &PaymentView| view.id.clone())))
}
