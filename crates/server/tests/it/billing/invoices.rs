//! Invoices: numbered without gaps, one for every payment, as PDF and for the tax return.

use serde_json::json;

use super::*;

async fn bytes(person: &Person, path: &str) -> (u16, String, Vec<u8>) {
    let response = person.request(reqwest::Method::GET, path).send().await.unwrap();
    let status = response.status().as_u16();
    let kind = response.headers()["content-type"].to_str().unwrap().to_owned();
    (status, kind, response.bytes().await.unwrap().to_vec())
}

#[tokio::test]
async fn numbers_follow_each_other_within_the_financial_year_of_india() {
    let shop = Shop::open().await;
    let mut asha = shop.customer("asha").await;
    let mut numbers = Vec::new();
    // 22 November, and then on both sides of the midnight of 31 March in India (18:30 UTC).
    let day_ms = domain::time::DAY_MS;
    let until_midnight = 129 * day_ms + 66_600_000;
    for pause in [0, 1_000, until_midnight - 2_000, 2_000, 1_000] {
        shop.app.clock.as_ref().unwrap().advance_ms(pause);
        asha.sign_in().await;
        let (_, order) = shop.order(&asha, 100).await;
        let _ = shop.fake.pay(&order);
        shop.announce().await;
        let newest = asha.get("/api/invoices?limit=1").await.expect(200);
        numbers.push(newest["items"][0]["number"].as_str().unwrap().to_owned());
    }
    let expected =
        ["MM/26-27/000001", "MM/26-27/000002", "MM/26-27/000003", "MM/27-28/000001", "MM/27-28/000002"];
    assert_eq!(numbers, expected);
    assert!(numbers.iter().all(|number| number.len() <= 16));
}

#[tokio::test]
async fn an_invoice_is_a_pdf_of_its_owner_and_the_month_an_archive() {
    let shop = Shop::open().await;
    let (asha, ravi) = (shop.customer("asha").await, shop.customer("ravi").await);
    let _ = shop.subscribe(&asha, "creator", "monthly").await;
    let list = asha.get("/api/invoices").await.expect(200);
    let one = &list["items"][0];
    assert_eq!((&one["totalText"], &one["taxMinor"]), (&json!("₹1,499.00"), &json!(22_866)));
    let url = one["url"].as_str().unwrap();
    let (status, kind, pdf) = bytes(&asha, url).await;
    assert_eq!((status, kind.as_str()), (200, "application/pdf"));
    assert!(pdf.starts_with(b"%PDF-") && pdf.len() > 5_000);
    assert_eq!(bytes(&asha, url).await.2, pdf, "the same every time");
    ravi.get(url).await.expect_problem(404, "not_found");
    let (status, kind, zip) = bytes(&asha, "/api/billing/invoices.zip?month=2026-11").await;
    assert_eq!((status, kind.as_str()), (200, "application/zip"));
    assert!(zip.starts_with(b"PK"));
    asha.get("/api/billing/invoices.zip?month=2026-13").await.expect_problem(400, "invalid_parameter");
}

#[tokio::test]
async fn the_tax_return_has_every_document_with_its_taxes() {
    let shop = Shop::open().await;
    let asha = shop.customer("asha").await;
    let ravi = shop.app.sign_up("ravi").await;
    // A registered business in Maharashtra, with a name that a spreadsheet would run.
    let business = json!({"name": "=cmd|calc", "address": "1 Marine Drive", "city": "Mumbai", "postalCode": "400001",
        "country": "IN", "gstin": "27AAPFU0939F1ZV"});
    ravi.put("/api/billing/profile", &business).await.expect(200);
    let abroad = shop.app.sign_up("mia").await;
    let profile = json!({"name": "Mia", "country": "US"});
    abroad.put("/api/billing/profile", &profile).await.expect(200);
    for (person, currency) in [(&asha, "INR"), (&ravi, "INR"), (&abroad, "USD")] {
        let body = json!({"credits": 500, "currency": currency});
        let payment = person.post("/api/credits/purchase", &body).await.expect(201);
        let _ = shop.fake.pay(payment["checkout"]["orderId"].as_str().unwrap());
        shop.announce().await;
    }
    let admin = shop.app.administrator().await;
    let rows = admin.get("/api/admin/invoices?month=2026-11").await.expect(200);
    let told: Vec<_> = rows
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            let minor = |name: &str| row[name].as_i64().unwrap();
            let taxes = (minor("taxableMinor"), minor("igstMinor"), minor("cgstMinor"), minor("sgstMinor"));
            (row["table"].as_str().unwrap(), row["placeOfSupply"].as_str().unwrap(), taxes)
        })
        .collect();
    assert_eq!(
        told,
        [
            ("B2C", "29-Karnataka", (33_814, 0, 3_043, 3_043)),
            ("B2B", "27-Maharashtra", (33_814, 6_086, 0, 0)),
            ("EXP", "96-Foreign Country", (479, 0, 0, 0)),
        ]
    );
    let (_, kind, csv) = bytes(&admin, "/api/admin/invoices?month=2026-11&format=csv").await;
    let text = String::from_utf8(csv).unwrap();
    assert!(kind.starts_with("text/csv") && text.contains(",'=cmd|calc,"), "{text}");
    assert!(text.contains("338.14,60.86,0.00,0.00,399.00"), "{text}");
    asha.get("/api/admin/invoices?month=2026-11").await.expect_problem(404, "not_found");
    assert_eq!(bytes(&admin, "/api/admin/invoices.zip?month=2026-11").await.0, 200);
}
