//! What a customer is told about a dispute: what happened to the payment and to the credits.

use domain::payment::{Amount, dispute::Status};

use crate::{
    billing::record::{Dispute, Payment},
    notice::{NewNotice, Tone},
};

/// The notice of where a dispute stands now; nothing for an inquiry, which changes nothing for the customer, and for what
/// ended before the customer heard of it.
pub(super) fn notice(one: &Dispute, payment: &Payment, before: Option<Status>) -> Option<NewNotice> {
    let of = format!("your payment of {} ({})", payment.amount, payment.description);
    let (tone, title, detail) = match one.status {
        Status::Inquiry => return None,
        // It had gone back before: nothing happens to the customer.
        Status::Lost if one.taken_minor == 0 => return None,
        Status::Open => (
            Tone::Bad,
            "Your bank disputes a payment",
            format!(
                "Your bank asks for {} of {of} back. Until it decides, {}. If you did not mean to dispute it, tell your \
                 bank; then everything is as it was.",
                one.amount,
                aside(one.frozen)
            ),
        ),
        Status::Won | Status::Closed if before != Some(Status::Open) => return None,
        Status::Won | Status::Closed => (
            Tone::Ok,
            "The dispute of a payment is over",
            format!(
                "Your bank asks no more for {of}. The credits that were set aside for it are yours again."
            ),
        ),
        Status::Lost => {
            let taken = Amount { minor: one.taken_minor, ..one.amount };
            (
                Tone::Bad,
                "Your bank took a payment back",
                format!(
                    "{taken} of {of} went back to you. {} A credit note is with your invoices.",
                    gone(one.credits.0, one.credits.1)
                ),
            )
        }
    };
    Some(NewNotice {
        cause: format!("dispute:{}:{}", one.id, one.status.id()),
        kind: "dispute",
        tone,
        title: title.to_owned(),
        detail,
        link: Some("/billing"),
    })
}

/// `1 credit`, `2 credits`.
fn credits(count: i64) -> String {
    if count == 1 { "1 credit".to_owned() } else { format!("{count} credits") }
}

fn aside(frozen: i64) -> String {
    match frozen {
        0 => "nothing of your balance is set aside, because nothing is left of what it brought".to_owned(),
        frozen => format!("{} that it brought are set aside and cannot be spent", credits(frozen)),
    }
}

fn gone(taken: i64, owed: i64) -> String {
    match (taken, owed) {
        (0, 0) => "It took no credits with it.".to_owned(),
        (taken, 0) => format!("{} that it brought went with it.", credits(taken)),
        (0, owed) => {
            format!("The {} that you used of it are owed and taken from your next purchase.", credits(owed))
        }
        (taken, owed) => format!(
            "{} that it brought went with it; {} that you used are owed and taken from your next purchase.",
            credits(taken),
            credits(owed)
        ),
    }
}
