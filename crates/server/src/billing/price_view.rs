//! The JSON of what can be bought: plans, packs, trials, campaigns, and a price with a code.

use domain::{
    payment::{Amount, Currency},
    plan::Plan,
    subscription::{
        campaign::{Audience, Campaign},
        price::{self, Interval, PACKS},
        trial::Trial,
    },
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{view::AmountView, words};
use crate::app::App;

/// What a plan is and costs.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanView {
    /// `free`, `starter`, …
    pub id: String,
    /// For people.
    pub name: String,
    /// Each month; nothing for the free plan.
    pub monthly: Option<AmountView>,
    /// Each year.
    pub annual: Option<AmountView>,
    /// Credits each month; for the free plan once.
    pub credits: i64,
    /// Runs at once; nothing where only fair use limits them.
    pub concurrency: Option<u32>,
    /// Days files are kept.
    pub retention_days: i64,
    /// Whether a yearly renewal has to be approved in the bank's app each time.
    pub annual_needs_approval: bool,
}

/// Credits that are bought once.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PackView {
    /// How many.
    pub credits: i64,
    /// What they cost.
    pub price: AmountView,
    /// What one costs, e.g. `₹0.80`.
    pub each_text: String,
}

/// Everything that can be bought.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PriceListView {
    /// The currency of the prices.
    pub currency: String,
    /// Cheapest first.
    pub plans: Vec<PlanView>,
    /// Smallest first.
    pub packs: Vec<PackView>,
    /// Months a pack lasts.
    pub pack_months: i64,
    /// Tax that is in the prices, in percent.
    pub tax_percent: String,
    /// Plans that can be tried before the first charge, at present.
    pub trials: Vec<TrialView>,
    /// Codes that hold for everybody at present and are shown with the prices.
    pub campaigns: Vec<CampaignView>,
    /// Whether anything can be bought on this installation.
    pub payable: bool,
}

/// A plan that can be tried.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TrialView {
    /// Which plan.
    pub plan: String,
    /// Days until the first charge.
    pub days: i64,
    /// Credits to try it with.
    pub credits: i64,
}

/// A campaign that is shown with the prices.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CampaignView {
    /// What is typed.
    pub code: String,
    /// What it is.
    pub title: String,
    /// Whole percents off.
    pub percent_off: u32,
    /// The first day that it holds no more, in UTC milliseconds.
    pub until: i64,
}

/// What something costs today, with or without a code.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CheckedPriceView {
    /// What it costs without a code: of all periods that are paid today.
    pub regular: AmountView,
    /// What is paid today.
    pub due: AmountView,
    /// Credits that come with it.
    pub credits: i64,
    /// The code as it is written; null without one.
    pub coupon: Option<String>,
    /// What it is called.
    pub title: Option<String>,
    /// Periods of a subscription that are paid today.
    pub periods: i64,
    /// What is charged after them, each period; null for packs.
    pub then: Option<AmountView>,
}

impl PriceListView {
    /// The prices in one currency.
    #[must_use]
    pub fn new(app: &App, currency: Currency) -> PriceListView {
        let plan = |one: Plan| PlanView {
            id: one.id().to_owned(),
            name: words::plan(one).to_owned(),
            monthly: price::plan(one, Interval::Monthly, currency).map(AmountView::from),
            annual: price::plan(one, Interval::Annual, currency).map(AmountView::from),
            credits: match one {
                Plan::Free => app.config.credits.sign_up_grant,
                _ => price::plan_credits(one, Interval::Monthly).0,
            },
            concurrency: (one != Plan::Studio).then(|| one.concurrent_generations(0)),
            retention_days: one.file_retention_ms() / domain::time::DAY_MS,
            annual_needs_approval: price::plan(one, Interval::Annual, currency)
                .is_some_and(price::needs_approval_each_time),
        };
        let pack = |one: &price::Pack| {
            let price = one.price(currency);
            // Rounded up to the paisa: nobody should find one dearer than it says.
            let each = (price.minor + one.credits.0 - 1) / one.credits.0.max(1);
            PackView {
                credits: one.credits.0,
                price: price.into(),
                each_text: Amount { minor: each, currency }.to_string(),
            }
        };
        let rate = app.config.seller.tax_basis_points;
        let now = app.env.now();
        let (trials, campaigns) = (app.config.billing.trials.iter(), app.config.billing.campaigns.iter());
        let shown =
            |one: &&Campaign| one.advertised && one.audience == Audience::Everybody && one.holds(now).is_ok();
        PriceListView {
            currency: currency.id().to_owned(),
            plans: Plan::ALL.into_iter().map(plan).collect(),
            packs: PACKS.iter().map(pack).collect(),
            pack_months: app.config.billing.pack_months,
            tax_percent: crate::invoice::percent(rate),
            trials: trials.filter(|one| one.holds(now)).map(TrialView::from).collect(),
            campaigns: campaigns.filter(shown).map(CampaignView::from).collect(),
            payable: app.gateways.any(),
        }
    }
}

impl From<&Trial> for TrialView {
    fn from(one: &Trial) -> TrialView {
        TrialView { plan: one.plan.id().to_owned(), days: one.days, credits: one.credits }
    }
}

impl From<&Campaign> for CampaignView {
    fn from(one: &Campaign) -> CampaignView {
        CampaignView {
            code: one.code.clone(),
            title: one.title.clone(),
            percent_off: one.percent_off,
            until: one.until.starts().0,
        }
    }
}
