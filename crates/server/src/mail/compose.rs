//! Puts letters into words: one page, as plain text and to be looked at.
//!
//! Programs that show mail know tables and inline styles and little else. Nothing is loaded from anywhere, so that
//! opening a letter tells nobody.

use super::Letter;
use crate::config::Config;

/// A letter in words.
pub(super) struct Words {
    pub(super) subject: String,
    pub(super) text: String,
    pub(super) html: String,
}

/// What stands on the page.
struct Page {
    subject: String,
    greeting: String,
    paragraphs: Vec<String>,
    /// Label and figure.
    facts: Vec<(&'static str, String)>,
    /// Label and address.
    action: (&'static str, String),
    foot: String,
}

pub(super) fn compose(letter: &Letter, name: &str, config: &Config) -> Words {
    let own = config.own_address();
    let checkout = |subscription: &str| format!("{own}/checkout?id={subscription}");
    let page = |subject: String, paragraphs: Vec<String>, facts, action| Page {
        subject,
        greeting: format!("Hello {name},"),
        paragraphs,
        facts,
        action,
        foot: format!(
            "{} · {own}. You have this letter because it is about your account there.",
            config.seller.name
        ),
    };
    let page = match letter {
        Letter::Receipt { description, amount, credits, .. } => {
            let mut facts = vec![("For", description.clone()), ("Paid", amount.clone())];
            if *credits > 0 {
                facts.push(("Credits", format!("+{credits}")));
            }
            let paragraphs = vec!["Your payment came. The invoice is attached.".to_owned()];
            page(
                format!("Receipt: {amount}"),
                paragraphs,
                facts,
                ("See your billing page", format!("{own}/billing")),
            )
        }
        Letter::ChargeFailed { subscription, plan, amount, days_left } => {
            let days =
                if *days_left == 1 { "one more day".to_owned() } else { format!("{days_left} more days") };
            let paragraphs = vec![
                format!("The charge of {amount} for your {plan} plan did not go through. Nothing was taken."),
                format!(
                    "Your plan stays for {days}. The bank is asked again by itself; to be sure, pay now or with \
                         something else."
                ),
            ];
            let facts = vec![("Plan", plan.clone()), ("Open", amount.clone()), ("Plan stays for", days)];
            page(
                format!("A charge of {amount} failed"),
                paragraphs,
                facts,
                ("Pay now", checkout(subscription)),
            )
        }
        Letter::PlanEnded { subscription, plan, amount } => {
            let paragraphs = vec![
                format!(
                    "No charge for your {plan} plan went through, so it has ended and you are on the free plan."
                ),
                "Your files and your credits are still there. One payment brings the plan back.".to_owned(),
            ];
            let facts = vec![("Plan", plan.clone()), ("Open", amount.clone())];
            page(
                format!("Your {plan} plan has ended"),
                paragraphs,
                facts,
                ("Take it up again", checkout(subscription)),
            )
        }
    };
    Words { text: text(&page), html: html(&page), subject: page.subject }
}

fn text(page: &Page) -> String {
    let mut out = format!("{}\n\n{}\n\n", page.greeting, page.paragraphs.join("\n\n"));
    for (label, figure) in &page.facts {
        out.push_str(&format!("{label}: {figure}\n"));
    }
    let (label, address) = &page.action;
    out.push_str(&format!("\n{label}:\n{address}\n\n-- \n{}\n", page.foot));
    out
}

const FONT: &str = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

fn html(page: &Page) -> String {
    let paragraph = |words: &String| {
        format!(
            "<p style=\"margin:0 0 16px;font-size:16px;line-height:24px;color:#334155\">{}</p>",
            escaped(words)
        )
    };
    let fact = |(label, figure): &(&str, String)| {
        format!(
            "<tr><td style=\"padding:8px 0;border-top:1px solid #e2e8f0;font-size:14px;color:#64748b\">{label}</td>\
             <td align=\"right\" style=\"padding:8px 0;border-top:1px solid #e2e8f0;font-size:14px;color:#0f172a\">{}</td></tr>",
            escaped(figure)
        )
    };
    let facts: String = page.facts.iter().map(fact).collect();
    let paragraphs: String = page.paragraphs.iter().map(paragraph).collect();
    let (label, address) = &page.action;
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{subject}</title></head>\
         <body style=\"margin:0;background:#f1f5f9;{FONT}\">\
         <table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" style=\"background:#f1f5f9\">\
         <tr><td align=\"center\" style=\"padding:32px 16px\">\
         <table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" \
         style=\"max-width:520px;background:#ffffff;border-radius:16px\"><tr><td style=\"padding:32px\">\
         <h1 style=\"margin:0 0 24px;font-size:24px;line-height:32px;font-weight:500;color:#0f172a\">{subject}</h1>\
         {greeting}{paragraphs}\
         <table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" \
         style=\"margin:8px 0 24px\">{facts}</table>\
         <a href=\"{address}\" style=\"display:inline-block;padding:12px 20px;border-radius:8px;background:#7c3aed;\
         color:#ffffff;font-size:14px;font-weight:600;text-decoration:none\">{label}</a>\
         </td></tr></table>\
         <p style=\"max-width:520px;margin:20px auto 0;font-size:12px;line-height:16px;color:#64748b\">{foot}</p>\
         </td></tr></table></body></html>",
        subject = escaped(&page.subject),
        greeting = paragraph(&page.greeting),
        address = escaped(address),
        foot = escaped(&page.foot),
    )
}

/// Text that people typed is never markup.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config() -> Config {
        let mut config = Config::load(None, std::iter::empty()).unwrap();
        config.server.public_url = "https://studio.example/".into();
        config
    }

    #[test]
    fn a_letter_says_the_same_in_text_and_to_be_looked_at() {
        let letter = Letter::ChargeFailed {
            subscription: "sbn_1".into(),
            plan: "Creator".into(),
            amount: "₹1,499.00".into(),
            days_left: 1,
        };
        let words = compose(&letter, "Asha", &config());
        assert_eq!(words.subject, "A charge of ₹1,499.00 failed");
        for part in
            ["Hello Asha,", "one more day", "https://studio.example/checkout?id=sbn_1", "Nothing was taken"]
        {
            assert!(words.text.contains(part) && words.html.contains(part), "{part}");
        }
        assert!(!words.html.contains("src=") && !words.html.contains("url("), "nothing is loaded");
    }

    #[test]
    fn a_name_is_never_markup() {
        let letter = Letter::Receipt {
            payment: "pmt_1".into(),
            description: "500 credits".into(),
            amount: "₹399.00".into(),
            credits: 500,
        };
        let words = compose(&letter, "<img src=x onerror=\"1\">", &config());
        assert!(
            words.html.contains("&lt;img src=x onerror=&quot;1&quot;&gt;") && !words.html.contains("<img")
        );
        assert!(words.text.contains("Credits: +500"));
    }
}
