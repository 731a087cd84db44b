//! Letters: receipts with their invoice, and what is said while a charge fails, against a stand-in for a mail server.

use testkit::smtp::{FakeSmtp, SmtpTrouble};

use super::*;

async fn shop_with_mail(smtp: &FakeSmtp) -> Shop {
    let port = smtp.port;
    smtp.asks_for("marty", "secret");
    Shop::open_with(move |config| {
        config.mail.smtp_host = "127.0.0.1".into();
        config.mail.smtp_port = port;
        config.mail.security = server::config::MailSecurity::None;
        config.mail.username = "marty".into();
        config.mail.password = providers::http::Secret::new("secret");
        config.mail.from = "Marty Martin <billing@studio.example>".into();
        config.mail.look_seconds = 1_000_000;
        config.server.public_url = "https://studio.example".into();
    })
    .await
}

impl Shop {
    async fn send_letters(&self) {
        server::mail::send_due(&self.app.app).await.unwrap();
    }
}

/// Lines that were folded or encoded are put together again.
fn subject(data: &str) -> String {
    let start = data.find("Subject: ").unwrap() + "Subject: ".len();
    let rest = &data[start..];
    rest[..rest.find("\nM").or(rest.find("\nD")).unwrap_or(rest.len())].to_owned()
}

#[tokio::test]
async fn a_receipt_is_sent_once_with_its_invoice() {
    let smtp = FakeSmtp::start().await;
    let shop = shop_with_mail(&smtp).await;
    let asha = shop.customer("asha").await;
    let (_, order) = shop.order(&asha, 500).await;
    let _ = shop.fake.pay(&order);
    shop.announce().await;
    shop.look().await;
    shop.send_letters().await;
    shop.send_letters().await;
    let [letter] = &smtp.received()[..] else { panic!("{:?}", smtp.received().len()) };
    assert_eq!(
        (letter.from.as_str(), &letter.to),
        ("billing@studio.example", &vec!["asha@example.test".to_owned()])
    );
    for part in
        ["multipart/mixed", "multipart/alternative", "text/html", "application/pdf", "MM-26-27-000001.pdf"]
    {
        assert!(letter.data.contains(part), "{part}");
    }
    assert!(subject(&letter.data).contains("Receipt") || letter.data.contains("=?utf-8?"));
}

#[tokio::test]
async fn a_failing_charge_is_told_on_its_days_and_when_the_plan_ends() {
    let smtp = FakeSmtp::start().await;
    let shop = shop_with_mail(&smtp).await;
    let mut asha = shop.customer("asha").await;
    let name = shop.subscribe(&asha, "creator", "monthly").await;
    shop.days(30, &mut asha).await;
    let _ = shop.fake.charge(&name, false);
    shop.announce().await;
    shop.send_letters().await;
    let receipts = smtp.received().len();
    assert_eq!(receipts, 1);
    let mut told = Vec::new();
    for day in 0..8 {
        shop.look().await;
        shop.look().await;
        shop.send_letters().await;
        let page = asha.get("/api/notices").await.expect(200);
        told.push((day, page["items"].as_array().unwrap().len(), smtp.received().len() - receipts));
        if day == 0 {
            let notice = &page["items"][0];
            assert_eq!((&notice["kind"], &notice["link"]), (&json!("dunning"), &json!("/billing")));
            assert!(notice["detail"].as_str().unwrap().contains("7 more days"), "{notice}");
            assert!(subscription(&asha).await["current"]["checkout"]["subscriptionId"].is_string());
        }
        shop.days(1, &mut asha).await;
    }
    let expected = [(0, 1, 1), (1, 2, 2), (2, 2, 2), (3, 3, 3), (4, 3, 3), (5, 3, 3), (6, 4, 4), (7, 5, 5)];
    assert_eq!(told, expected);
    assert_eq!(plan_of(&asha).await, "free");
    let page = asha.get("/api/notices").await.expect(200);
    assert_eq!(page["items"][0]["title"], "Your Creator plan has ended");
    // One payment brings it back, and the operator sees that it was recovered.
    let _ = shop.fake.charge(&name, true);
    shop.announce().await;
    assert_eq!(plan_of(&asha).await, "creator");
    let admin = shop.app.administrator().await;
    let revenue = admin.get("/api/admin/revenue?months=3").await.expect(200);
    let failed: Vec<&Value> =
        revenue["months"].as_array().unwrap().iter().filter(|month| month["chargesFailed"] == 1).collect();
    assert_eq!(failed.len(), 1);
    assert_eq!((&failed[0]["recovered"], &failed[0]["lost"]), (&json!(1), &json!(0)));
}

#[tokio::test]
async fn what_a_mail_server_does_not_take_is_tried_again_or_given_up() {
    let smtp = FakeSmtp::start().await;
    let shop = shop_with_mail(&smtp).await;
    let asha = shop.customer("asha").await;
    let buy = async || {
        let (_, order) = shop.order(&asha, 100).await;
        let _ = shop.fake.pay(&order);
        shop.announce().await;
    };
    let later = |minutes: i64| shop.app.clock.as_ref().unwrap().advance_ms(minutes * 60_000);
    // Later, then busy, then taken.
    buy().await;
    smtp.script([SmtpTrouble::Greylist, SmtpTrouble::Busy]);
    shop.send_letters().await;
    shop.send_letters().await;
    assert_eq!(smtp.received().len(), 0, "not before a minute");
    later(1);
    shop.send_letters().await;
    later(1);
    shop.send_letters().await;
    assert_eq!(smtp.received().len(), 0, "not before two more");
    later(1);
    shop.send_letters().await;
    assert_eq!(smtp.received().len(), 1);
    // Never.
    buy().await;
    smtp.script([SmtpTrouble::NoSuchUser]);
    shop.send_letters().await;
    later(60);
    shop.send_letters().await;
    assert_eq!(smtp.received().len(), 1, "what is refused is given up");
    // Taken, and the answer lost: sent again, known as the same.
    buy().await;
    smtp.script([SmtpTrouble::CutAfterData]);
    shop.send_letters().await;
    later(1);
    shop.send_letters().await;
    let received = smtp.received();
    assert_eq!(received.len(), 3);
    let id =
        |at: usize| received[at].data.lines().find(|line| line.starts_with("Message-ID")).map(str::to_owned);
    assert!(id(1).is_some() && id(1) == id(2) && id(0) != id(1));
    shop.audit().await;
}

#[tokio::test]
async fn without_a_mail_server_nothing_is_written_down() {
    let shop = Shop::open().await;
    let asha = shop.customer("asha").await;
    let (_, order) = shop.order(&asha, 100).await;
    let _ = shop.fake.pay(&order);
    shop.announce().await;
    shop.send_letters().await;
    assert_eq!(asha.balance().await, (150, 0));
}
