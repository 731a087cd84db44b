//! An invoice to look at and to measure with: everything that can stand on a page, and nobody's.

use crate::invoice::{Fact, Invoice, Line, Party, Tax};

/// The sample; the same each time.
#[must_use]
pub fn sample() -> Invoice {
    let fact = |name: &str, value: &str| Fact { name: name.into(), value: value.into() };
    let tax = |name: &str, amount: &str| Tax { name: name.into(), amount: amount.into() };
    Invoice {
        title: "Tax invoice".into(),
        number: "MM/26-27/000042".into(),
        date: "23 November 2026".into(),
        seller: Party {
            name: "Marty Martin Studios LLP".into(),
            lines: vec!["3rd floor, 14 Residency Road".into(), "Bengaluru 560025, Karnataka, India".into()],
            gstin: Some("29AAGCB7383J1Z4".into()),
        },
        buyer: Party {
            name: "Asha Rao Photography".into(),
            lines: vec!["12 MG Road".into(), "Bengaluru 560001".into(), "Karnataka, India".into()],
            gstin: None,
        },
        facts: vec![
            fact("Place of supply", "Karnataka (29)"),
            fact("Reverse charge", "No"),
            fact("Currency", "Indian rupees"),
        ],
        line: Line {
            description: "Creator plan, monthly".into(),
            detail: Some("23 November 2026 to 22 December 2026 · 2,000 credits".into()),
            sac: "998439".into(),
            taxable: "₹1,270.34".into(),
        },
        taxes: vec![tax("CGST 9 %", "₹114.33"), tax("SGST 9 %", "₹114.33")],
        total: "₹1,499.00".into(),
        words: "Rupees One Thousand Four Hundred Ninety-Nine Only".into(),
        payment: vec![
            fact("Paid on", "23 November 2026"),
            fact("Paid with", "UPI, Razorpay"),
            fact("Payment", "pay_Fake0000000012"),
        ],
        notes: vec![
            "Questions about this invoice: accounts@martymartin.example".into(),
            "Made by computer; it is valid without a signature.".into(),
        ],
    }
}
