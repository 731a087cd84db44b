//! An invoice or a credit note: one page, everything that CGST Rules 46 and 53 ask for.

use krilla::{Document, metadata::Metadata, page::PageSettings};
use serde::{Deserialize, Serialize};

use crate::{
    DrawError,
    page::{Fonts, Pen, Style},
};

/// Seller or buyer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// The legal name.
    pub name: String,
    /// Lines of the address.
    pub lines: Vec<String>,
    /// The number at the tax office, where there is one.
    pub gstin: Option<String>,
}

/// What was sold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// e.g. `Creator plan, monthly`.
    pub description: String,
    /// A second line, e.g. the period.
    pub detail: Option<String>,
    /// The service's accounting code.
    pub sac: String,
    /// The value before taxes.
    pub taxable: String,
}

/// A tax on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tax {
    /// e.g. `CGST 9 %`.
    pub name: String,
    /// How much.
    pub amount: String,
}

/// Something that is said in a row of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// e.g. `Place of supply`.
    pub name: String,
    /// e.g. `Karnataka (29)`.
    pub value: String,
}

/// Everything that stands on the page, as it is printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invoice {
    /// `Tax invoice`, `Invoice` or `Credit note`.
    pub title: String,
    /// The serial number.
    pub number: String,
    /// The day of issue.
    pub date: String,
    /// Who sells.
    pub seller: Party,
    /// Who buys.
    pub buyer: Party,
    /// Place of supply, what it corrects, reverse charge.
    pub facts: Vec<Fact>,
    /// What was sold.
    pub line: Line,
    /// Taxes on it.
    pub taxes: Vec<Tax>,
    /// What was paid or given back.
    pub total: String,
    /// The same in words.
    pub words: String,
    /// How it was paid.
    pub payment: Vec<Fact>,
    /// What else has to be said.
    pub notes: Vec<String>,
}

const WIDTH: f32 = 595.0;
const HEIGHT: f32 = 842.0;
const MARGIN: f32 = 52.0;
const RIGHT: f32 = WIDTH - MARGIN;
/// Where the second column begins.
const MIDDLE: f32 = 312.0;

const INK: (u8, u8, u8) = (15, 23, 42);
const MUTED: (u8, u8, u8) = (100, 116, 139);
const ACCENT: (u8, u8, u8) = (124, 58, 237);
const LINE: (u8, u8, u8) = (226, 232, 240);
const TINT: (u8, u8, u8) = (245, 243, 255);

const BODY: Style = Style { size: 9.5, bold: false, color: INK };
const STRONG: Style = Style { size: 9.5, bold: true, color: INK };
const SMALL: Style = Style { size: 8.0, bold: false, color: MUTED };
const LABEL: Style = Style { size: 7.5, bold: true, color: MUTED };

/// Draws it as a PDF of one page of A4.
///
/// # Errors
/// [`DrawError`]; only a broken build has one.
pub fn render(invoice: &Invoice) -> Result<Vec<u8>, DrawError> {
    let fonts = Fonts::load()?;
    let mut document = Document::new();
    let title = format!("{} {}", invoice.title, invoice.number);
    document.set_metadata(
        Metadata::new().title(title).authors(vec![invoice.seller.name.clone()]).language("en-IN".to_owned()),
    );
    let settings = PageSettings::from_wh(WIDTH, HEIGHT).ok_or_else(|| DrawError("no page".into()))?;
    let mut page = document.start_page_with(settings);
    let mut surface = page.surface();
    let mut pen = Pen { surface: &mut surface, fonts: &fonts };
    let y = head(&mut pen, invoice);
    let y = parties(&mut pen, invoice, y);
    let y = facts(&mut pen, &invoice.facts, y);
    let y = table(&mut pen, invoice, y);
    let y = totals(&mut pen, invoice, y);
    foot(&mut pen, invoice, y);
    surface.finish();
    page.finish();
    document.finish().map_err(|error| DrawError(format!("{error:?}")))
}

fn head(pen: &mut Pen<'_, '_>, invoice: &Invoice) -> f32 {
    pen.fill(0.0, 0.0, WIDTH, 7.0, ACCENT);
    pen.write(MARGIN, 66.0, &invoice.seller.name, Style { size: 17.0, bold: true, color: INK });
    pen.write_to(RIGHT, 66.0, &invoice.title, Style { size: 17.0, bold: true, color: ACCENT });
    pen.write_to(RIGHT, 84.0, &invoice.number, STRONG);
    pen.write_to(RIGHT, 98.0, &invoice.date, Style { color: MUTED, ..BODY });
    132.0
}

fn parties(pen: &mut Pen<'_, '_>, invoice: &Invoice, y: f32) -> f32 {
    let column = MIDDLE - MARGIN - 24.0;
    let left = party(pen, "FROM", &invoice.seller, MARGIN, y, column);
    let right = party(pen, "BILLED TO", &invoice.buyer, MIDDLE, y, RIGHT - MIDDLE);
    left.max(right) + 14.0
}

fn party(pen: &mut Pen<'_, '_>, label: &str, one: &Party, x: f32, y: f32, width: f32) -> f32 {
    pen.write(x, y, label, LABEL);
    let mut y = pen.wrap(x, y + 16.0, width, &one.name, Style { size: 10.5, ..STRONG });
    for line in one.lines.iter().filter(|line| !line.is_empty()) {
        y = pen.wrap(x, y, width, line, BODY);
    }
    if let Some(gstin) = &one.gstin {
        y = pen.wrap(x, y, width, &format!("GSTIN {gstin}"), STRONG);
    }
    y
}

/// Facts side by side, three in a row.
fn facts(pen: &mut Pen<'_, '_>, facts: &[Fact], y: f32) -> f32 {
    if facts.is_empty() {
        return y;
    }
    let width = (RIGHT - MARGIN) / 3.0;
    pen.fill(MARGIN, y, RIGHT - MARGIN, 0.75, LINE);
    let mut y = y + 20.0;
    for row in facts.chunks(3) {
        let mut lowest = y;
        for (index, fact) in row.iter().enumerate() {
            let x = MARGIN + width * u16::try_from(index).map_or(0.0, f32::from);
            pen.write(x, y, &fact.name.to_uppercase(), LABEL);
            lowest = lowest.max(pen.wrap(x, y + 14.0, width - 12.0, &fact.value, BODY));
        }
        y = lowest + 8.0;
    }
    y + 6.0
}

fn table(pen: &mut Pen<'_, '_>, invoice: &Invoice, y: f32) -> f32 {
    pen.fill(MARGIN, y, RIGHT - MARGIN, 24.0, TINT);
    let (sac, baseline) = (RIGHT - 150.0, y + 15.5);
    pen.write(MARGIN + 10.0, baseline, "DESCRIPTION", LABEL);
    pen.write_to(sac, baseline, "SAC", LABEL);
    pen.write_to(RIGHT - 10.0, baseline, "TAXABLE VALUE", LABEL);
    let top = y + 24.0 + 20.0;
    pen.write_to(sac, top, &invoice.line.sac, BODY);
    pen.write_to(RIGHT - 10.0, top, &invoice.line.taxable, BODY);
    let mut y = pen.wrap(MARGIN + 10.0, top, sac - MARGIN - 80.0, &invoice.line.description, STRONG);
    if let Some(detail) = &invoice.line.detail {
        y = pen.wrap(MARGIN + 10.0, y, sac - MARGIN - 80.0, detail, SMALL);
    }
    pen.fill(MARGIN, y + 4.0, RIGHT - MARGIN, 0.75, LINE);
    y + 26.0
}

fn totals(pen: &mut Pen<'_, '_>, invoice: &Invoice, y: f32) -> f32 {
    let mut y = y;
    let mut row = |pen: &mut Pen<'_, '_>, name: &str, amount: &str| {
        pen.write(MIDDLE, y, name, Style { color: MUTED, ..BODY });
        pen.write_to(RIGHT - 10.0, y, amount, BODY);
        y += 18.0;
    };
    row(pen, "Taxable value", &invoice.line.taxable);
    for tax in &invoice.taxes {
        row(pen, &tax.name, &tax.amount);
    }
    pen.fill(MIDDLE, y - 6.0, RIGHT - MIDDLE, 0.75, LINE);
    pen.write(MIDDLE, y + 17.0, "Total", Style { size: 12.0, ..STRONG });
    pen.write_to(RIGHT - 10.0, y + 17.0, &invoice.total, Style { size: 15.0, bold: true, color: INK });
    let words = y + 48.0;
    pen.write(MARGIN, words, "AMOUNT IN WORDS", LABEL);
    pen.wrap(MARGIN, words + 15.0, RIGHT - MARGIN, &invoice.words, BODY) + 16.0
}

fn foot(pen: &mut Pen<'_, '_>, invoice: &Invoice, y: f32) {
    facts(pen, &invoice.payment, y);
    let mut y = HEIGHT - 60.0 - 12.0 * u16::try_from(invoice.notes.len()).map_or(0.0, f32::from);
    pen.fill(MARGIN, y - 18.0, RIGHT - MARGIN, 0.75, LINE);
    for note in &invoice.notes {
        y = pen.wrap(MARGIN, y, RIGHT - MARGIN, note, SMALL);
    }
}
