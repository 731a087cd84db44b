//! Invites friends, and gives credits to both sides when the friend has paid for the first time.
//!
//! An account alone brings nothing. What is compared is decided in `domain::subscription::referral`; where both are one
//! person the inviter is told why nothing came. A first payment that is given back takes back what is left of it.

use std::net::IpAddr;

use domain::{
    calendar::{Date, INDIA_OFFSET_MS},
    id::{UserId, WorkspaceId},
    ledger::{Actor, NewLot, lot::LotSource},
    money::Credits,
    subscription::{
        referral::{self, Facts, Refused},
        trial::person,
    },
    time::Millis,
};

use super::{key, store};
use crate::{
    account,
    app::App,
    billing::{self, Payment},
    ledger::{self, PostError},
    notice::{self, NewNotice, Tone},
    platform::db::{DbError, Reader, Tx},
};

/// Workspaces that are looked at for one way to pay.
const PAYERS_MAX: u32 = 50;

/// How an account came by an invitation, as it is signed up.
#[derive(Clone, Debug)]
pub struct Invited {
    /// The code of the link.
    pub code: String,
    /// Where they are, as [`address_key`] says it.
    pub address_key: Option<String>,
}

/// A hash of a network address for comparing; none for loopback and private networks, where everybody looks alike to
/// a server behind a proxy.
#[must_use]
pub fn address_key(address: IpAddr) -> Option<String> {
    let says_nothing = match address {
        IpAddr::V4(v4) => v4.is_loopback() || v4.is_private() || v4.is_unspecified() || v4.is_link_local(),
        IpAddr::V6(v6) => {
            let first = v6.segments()[0];
            v6.is_loopback() || v6.is_unspecified() || first & 0xfe00 == 0xfc00 || first & 0xffc0 == 0xfe80
        }
    };
    (!says_nothing).then(|| key("address", &address.to_string()))
}

/// Writes down who invited a new account. A code that nobody has is no mistake: links get cut.
///
/// # Errors
/// [`DbError`].
pub fn invited(
    tx: &mut Tx<'_>,
    invited: &Invited,
    friend: (UserId, WorkspaceId),
    now: Millis,
) -> Result<(), DbError> {
    let Some(code) = store::code(tx, &invited.code.trim().to_uppercase())? else { return Ok(()) };
    store::insert_referral(tx, &code, friend, invited.address_key.as_deref(), now)
}

/// A payment came: where it is the first of somebody who was invited, both are given credits, or it is said why not.
///
/// # Errors
/// [`DbError`].
pub fn first_paid(tx: &mut Tx<'_>, app: &App, payment: &Payment, now: Millis) -> Result<(), DbError> {
    let Some(one) = store::waiting(tx, payment.workspace)? else { return Ok(()) };
    let rule = referral::find(&app.config.billing.referrals, now);
    let facts = facts(tx, &one, payment, now)?;
    match referral::judge(rule, facts) {
        Ok(credits) => {
            let paid = payment.id.to_string();
            store::decide(tx, &one, ("granted", None), (credits, Some(&paid)), now)?;
            give(
                tx,
                one.friend,
                one.friend_user,
                (&one, credits, "Welcome: you came by an invitation"),
                now,
            )?;
            give(tx, one.workspace, one.user, (&one, credits, "A friend you invited has paid"), now)?;
            tell(tx, one.workspace, &one, granted("A friend you invited has paid", credits), now)?;
            tell(tx, one.friend, &one, granted("You came by an invitation", credits), now)
        }
        Err(reason) => {
            store::decide(tx, &one, ("refused", Some(reason.id())), (0, None), now)?;
            let words = (
                Tone::Info,
                "No credits for an invitation".to_owned(),
                format!("A friend you invited has paid. {reason} Nothing was given for it."),
            );
            tell(tx, one.workspace, &one, words, now)
        }
    }
}

fn facts(
    reader: &Reader<'_>,
    one: &store::Referral,
    payment: &Payment,
    now: Millis,
) -> Result<Facts, DbError> {
    let email =
        |user: UserId| account::user(reader, &user).map(|found| found.map(|user| person(&user.email)));
    let month = Date { day: 1, ..Date::of(now, INDIA_OFFSET_MS) }.starts(INDIA_OFFSET_MS);
    let friends = store::friends(reader, one.workspace)?;
    let others: Vec<WorkspaceId> = friends
        .iter()
        .filter(|other| other.friend != one.friend && other.is_granted)
        .map(|other| other.friend)
        .chain([one.workspace])
        .collect();
    let payers = match &payment.payer_key {
        Some(payer) => billing::payer_used_by(reader, payer, PAYERS_MAX)?,
        None => Vec::new(),
    };
    let earlier_addresses = friends
        .iter()
        .filter(|other| other.friend != one.friend && other.is_granted)
        .filter_map(|other| other.address_key.clone());
    let known: Vec<String> = store::code_of(reader, one.workspace)?
        .and_then(|own| own.address_key)
        .into_iter()
        .chain(earlier_addresses)
        .collect();
    Ok(Facts {
        same_person: email(one.user)? == email(one.friend_user)?,
        same_address: one.address_key.as_ref().is_some_and(|address| known.contains(address)),
        same_payer: payers.iter().any(|payer| others.contains(payer)),
        this_month: store::granted_since(reader, one.workspace, month)?,
    })
}

fn give(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    user: UserId,
    (one, credits, reason): (&store::Referral, i64, &str),
    now: Millis,
) -> Result<(), DbError> {
    let lot = NewLot {
        source: LotSource::Bonus,
        credits: Credits(credits),
        expires_at: None,
        cause: gift(one.friend, workspace),
        reason: reason.to_owned(),
    };
    ledger::grant_lot(tx, workspace, &lot, Actor::User(user), now).map(drop).map_err(rule)
}

/// The name under which the ledger knows what a side was given.
fn gift(friend: WorkspaceId, side: WorkspaceId) -> String {
    if friend == side { format!("referral:{friend}") } else { format!("referral-by:{friend}") }
}

fn granted(title: &str, credits: i64) -> (Tone, String, String) {
    let detail = format!("{credits} credits are in your balance. They do not expire.");
    (Tone::Ok, title.to_owned(), detail)
}

fn tell(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    one: &store::Referral,
    (tone, title, detail): (Tone, String, String),
    now: Millis,
) -> Result<(), DbError> {
    let cause = format!("referral:{}", one.friend);
    let told = NewNotice { cause, kind: "referral", tone, title, detail, link: Some("/account") };
    notice::post(tx, workspace, &told, now).map(drop)
}

/// The payment that credits were given for was given back: what is left of them goes on both sides.
///
/// # Errors
/// [`DbError`].
pub fn payment_refunded(tx: &mut Tx<'_>, payment: &Payment, now: Millis) -> Result<(), DbError> {
    let Some(one) = store::granted_for(tx, payment.workspace, &payment.id.to_string())? else {
        return Ok(());
    };
    store::take_back(tx, &one, now)?;
    for side in [one.friend, one.workspace] {
        let (given, cause) = (gift(one.friend, side), format!("referral-refund:{}:{side}", one.friend));
        let reason = "Taken back: the first payment of the invited friend was given back";
        ledger::withdraw_gift(tx, side, &given, (&cause, reason), now).map_err(rule)?;
    }
    Ok(())
}

fn rule(error: PostError) -> DbError {
    match error {
        PostError::Db(error) => error,
        PostError::Rule(rule) => DbError::Engine(format!("the ledger refuses a gift: {rule}")),
    }
}

impl super::view::ReferralView {
    /// Why nothing came of a friend, in words.
    pub(super) fn reason(id: Option<&str>) -> Option<String> {
        id.and_then(Refused::parse).map(|reason| reason.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::address_key;

    #[test]
    fn addresses_that_say_nothing_are_not_compared() {
        for text in ["127.0.0.1", "10.1.2.3", "192.168.0.9", "0.0.0.0", "::1", "fd00::1", "fe80::1"] {
            assert_eq!(address_key(text.parse().unwrap()), None, "{text}");
        }
        let of = |text: &str| address_key(text.parse().unwrap());
        assert!(of("203.0.113.7").is_some() && of("203.0.113.7") != of("203.0.113.8"));
        assert!(of("2001:db8::").is_some());
    }
}
