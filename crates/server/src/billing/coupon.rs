//! What something costs with a coupon: the same answer before it is bought and when it is.

use domain::{
    payment::Amount,
    subscription::campaign::{self, Audience, Buyer, Goods, Refused},
    time::Millis,
};

use super::{buy::BuyError, store};
use crate::{account, app::App, auth::Caller, offer, platform::db::Reader};

/// What is paid today.
#[derive(Clone, Debug)]
pub(super) struct Discounted {
    /// For all of `periods`.
    pub(super) amount: Amount,
    /// Periods of a subscription that are paid with it.
    pub(super) periods: i64,
    /// The code as it is written; none without one.
    pub(super) coupon: Option<String>,
    /// What it is called.
    pub(super) title: Option<String>,
}

/// The price of one period or pack with a coupon, for somebody who may not be signed in.
///
/// # Errors
/// [`BuyError::Coupon`] with the reason.
pub(super) fn price(
    reader: &Reader<'_>,
    app: &App,
    caller: Option<Caller>,
    (price, goods): (Amount, Goods),
    code: Option<&str>,
    now: Millis,
) -> Result<Discounted, BuyError> {
    let Some(code) = code.filter(|code| !code.trim().is_empty()) else {
        return Ok(Discounted { amount: price, periods: 1, coupon: None, title: None });
    };
    let campaign = campaign::find(&app.config.billing.campaigns, code).ok_or(Refused::Unknown)?;
    let (mut uses, mut email, mut was_shown) = (campaign::Uses::default(), None, false);
    match caller {
        Some(caller) => {
            uses = store::coupon_uses(reader, &campaign.code, Some(caller.workspace_id))?;
            if !campaign.email_domains.is_empty() {
                email = account::user(reader, &caller.user_id)?.map(|user| user.email);
            }
            if campaign.audience == Audience::Returning {
                was_shown = offer::was_shown(reader, caller.workspace_id, &campaign.code)?;
            }
        }
        None => uses.all = store::coupon_uses(reader, &campaign.code, None)?.all,
    }
    let buyer = Buyer { email: email.as_deref(), was_shown };
    let amount = campaign.price(price, goods, buyer, uses, now)?;
    Ok(Discounted {
        amount,
        periods: i64::from(campaign.periods_of(goods)),
        coupon: Some(campaign.code.clone()),
        title: Some(campaign.title.clone()),
    })
}
