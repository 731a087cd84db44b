//! The endpoints of offers.

use axum::{Json, extract::State, http::StatusCode};
use domain::{
    calendar::{Date, INDIA_OFFSET_MS},
    subscription::{
        campaign::{Audience, Campaign},
        referral,
    },
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    address_key, show,
    store::{self, Code},
    view::{InvitationsView, OfferView, OffersView, ReferralView},
};
use crate::{
    app::App,
    auth::Caller,
    platform::{
        db::{DbError, Reader},
        http::{
            client_address::ClientAddress,
            extract::ApiJson,
            problem::{Problem, ProblemBody},
        },
    },
};

/// Letters and digits of codes: none that is taken for another.
const LETTERS: &[u8; 31] = b"ABCDEFGHJKMNPQRSTUVWXYZ23456789";

/// The routes of this capability.
#[must_use]
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(invitations))
        .routes(routes!(offers))
        .routes(routes!(shown))
        .routes(routes!(stay))
}

/// The caller's link for friends, and what came of it.
#[utoipa::path(
    get, path = "/api/account/invitations", operation_id = "read_invitations", tag = "accounts",
    responses(
        (status = 200, description = "The link, the rules and the newest friends.", body = InvitationsView),
        (status = 401, description = "Not signed in.", body = ProblemBody),
    )
)]
async fn invitations(
    state: State<App>,
    caller: Caller,
    address: ClientAddress,
) -> Result<Json<InvitationsView>, Problem> {
    let app = state.0;
    let now = app.env.now();
    let fresh = Code {
        workspace: caller.workspace_id,
        user: caller.user_id,
        code: app
            .env
            .random_bytes::<8>()
            .iter()
            .map(|byte| LETTERS[usize::from(*byte) % LETTERS.len()] as char)
            .collect(),
        address_key: address_key(address.network()),
    };
    // Written only where something is new: most looks find the code and the address as they were.
    let known = app.db.read(|reader| store::code_of(reader, caller.workspace_id)).await?;
    if known
        .as_ref()
        .is_none_or(|known| fresh.address_key.is_some() && known.address_key != fresh.address_key)
    {
        app.db.write(move |tx| store::keep_code(tx, &fresh, now)).await?;
    }
    let month = Date { day: 1, ..Date::of(now, INDIA_OFFSET_MS) }.starts(INDIA_OFFSET_MS);
    let look = |reader: &Reader<'_>| {
        let code = store::code_of(reader, caller.workspace_id)?.ok_or(DbError::NoRow)?;
        let friends = store::friends(reader, caller.workspace_id)?;
        Ok::<_, DbError>((code.code, friends, store::granted_since(reader, caller.workspace_id, month)?))
    };
    let (code, friends, this_month) = app.db.read(look).await?;
    let rule = referral::find(&app.config.billing.referrals, now).filter(|_| app.gateways.any());
    let own = app.config.server.public_url.trim_end_matches('/');
    Ok(Json(InvitationsView {
        holds: rule.is_some(),
        link: format!("{own}/sign-up?friend={code}"),
        code,
        credits: rule.map_or(0, |rule| rule.credits),
        per_month: rule.map_or(0, |rule| rule.per_month),
        this_month,
        friends: friends.into_iter().map(ReferralView::from).collect(),
    }))
}

impl From<&Campaign> for OfferView {
    fn from(campaign: &Campaign) -> OfferView {
        OfferView {
            code: campaign.code.clone(),
            title: campaign.title.clone(),
            credits: campaign.credits,
            percent_off: campaign.percent_off,
            plans: campaign.plans.iter().map(|plan| plan.id().to_owned()).collect(),
            until: campaign.until.starts().0,
        }
    }
}

/// What is offered to the caller for staying or for coming back. Say that it was shown when it was.
#[utoipa::path(
    get, path = "/api/billing/offers", operation_id = "read_offers", tag = "payments",
    responses(
        (status = 200, description = "At most one of each.", body = OffersView),
        (status = 401, description = "Not signed in.", body = ProblemBody),
    )
)]
async fn offers(state: State<App>, caller: Caller) -> Result<Json<OffersView>, Problem> {
    let now = state.env.now();
    let look = |reader: &Reader<'_>| {
        let of = |audience| {
            let found = show::find(reader, &state.0, caller.workspace_id, audience, now)?;
            Ok::<_, DbError>(found.map(OfferView::from))
        };
        Ok::<_, DbError>(OffersView { leaving: of(Audience::Leaving)?, returning: of(Audience::Returning)? })
    };
    Ok(Json(state.db.read(look).await?))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct OfferBody {
    /// The offer's code.
    code: String,
}

/// An offer was shown. Only what is offered to the caller is marked; a second time changes nothing.
#[utoipa::path(
    post, path = "/api/billing/offers/shown", operation_id = "mark_offer_shown", tag = "payments", request_body = OfferBody,
    responses(
        (status = 204, description = "It is marked."),
        (status = 400, description = "The body is not valid JSON.", body = ProblemBody),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 403, description = "The page is out of date.", body = ProblemBody),
        (status = 404, description = "It is not offered to the caller.", body = ProblemBody),
    )
)]
async fn shown(state: State<App>, caller: Caller, body: ApiJson<OfferBody>) -> Result<StatusCode, Problem> {
    let (app, now, code) = (state.0.clone(), state.env.now(), body.0.code);
    let marked = state.db.write(move |tx| {
        for audience in [Audience::Leaving, Audience::Returning] {
            let found = show::find(tx, &app, caller.workspace_id, audience, now)?;
            if found.is_some_and(|found| found.code == code) {
                show::show(tx, caller.workspace_id, &code, now)?;
                return Ok::<_, DbError>(true);
            }
        }
        Ok(false)
    });
    if marked.await? { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::not_found()) }
}

/// What was given for staying.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct StayedView {
    /// Credits that are in the balance now.
    credits: i64,
}

/// Takes what is given for staying: once, and only while the subscription goes on.
#[utoipa::path(
    post, path = "/api/billing/offers/stay", operation_id = "take_offer_to_stay", tag = "payments", request_body = OfferBody,
    responses(
        (status = 200, description = "It is in the balance.", body = StayedView),
        (status = 400, description = "The body is not valid JSON.", body = ProblemBody),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 403, description = "The page is out of date.", body = ProblemBody),
        (status = 404, description = "It is not offered to the caller, or was taken.", body = ProblemBody),
    )
)]
async fn stay(
    state: State<App>,
    caller: Caller,
    body: ApiJson<OfferBody>,
) -> Result<Json<StayedView>, Problem> {
    let (app, now, code) = (state.0.clone(), state.env.now(), body.0.code);
    let given = state.db.write(move |tx| show::stay(tx, &app, caller, &code, now));
    let credits = given.await?.ok_or_else(Problem::not_found)?;
    Ok(Json(StayedView { credits }))
}
