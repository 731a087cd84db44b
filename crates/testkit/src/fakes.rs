//! Every vendor at once: what `cargo xtask run --with-fakes` starts the product beside.
//!
//! The product runs unchanged with the catalog that ships, so that models, prices and choices are those of real vendors;
//! only addresses and keys lead here. A ComfyUI workflow and one of n8n are added, and a language model that reads
//! requests as the router does. What is made are small test pictures, clips and sounds.

use std::{
    fmt::Write,
    fs,
    net::{SocketAddr, TcpListener},
    path::Path,
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use tempfile::TempDir;

use crate::{
    automatic1111::FakeAutomatic1111,
    comfyui::FakeComfyUi,
    direct::{FakeVendor, Name},
    fal::FakeFal,
    language::{FakeLanguageModel, Vendor, reader},
    n8n::{self, FakeN8n},
    razorpay::{self, Clock, FakeRazorpay},
    runway::FakeRunway,
    stripe::{self, FakeStripe},
};

/// What the fakes are called with; they take any key.
pub const KEY: &str = "a-key-for-the-fakes";
/// Milliseconds that the workflow of n8n may take.
const DEADLINE_MS: i64 = 60_000;
/// Milliseconds between questions about work under way: the fakes answer at once, and nobody is overloaded.
const POLL_MILLISECONDS: &str = "200";
/// A workflow with the inputs that every picture has.
const COMFYUI_WORKFLOW: &str = r#"{"3": {"class_type": "KSampler", "inputs": {"seed": "{{seed}}"}},
    "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "{{prompt}}"}}}"#;

/// All fakes, running; they end when dropped.
pub struct Fakes {
    /// fal.ai.
    pub fal: FakeFal,
    /// Runway.
    pub runway: FakeRunway,
    /// OpenAI, Gemini and ElevenLabs, in this order.
    pub direct: [FakeVendor; 3],
    /// An operator's ComfyUI.
    pub comfyui: FakeComfyUi,
    /// An operator's AUTOMATIC1111.
    pub automatic1111: FakeAutomatic1111,
    /// An operator's n8n.
    pub n8n: FakeN8n,
    /// The language model that reads requests.
    pub reader: FakeLanguageModel,
    /// Payments in rupees.
    pub razorpay: FakeRazorpay,
    /// Payments in dollars.
    pub stripe: FakeStripe,
    catalog: TempDir,
}

impl Fakes {
    /// Starts every fake on a free loopback port and describes the workflows.
    ///
    /// # Panics
    /// When there is no free port, or no temporary folder.
    pub async fn start() -> Fakes {
        let catalog = tempfile::tempdir().expect("there is a folder for temporary files");
        describe_comfyui(catalog.path());
        let folder = catalog.path().to_str().expect("the folder for temporary files has a readable name");
        n8n::describe(folder, "text_to_image", DEADLINE_MS);
        let n8n = FakeN8n::start().await;
        n8n.publish("marty-picture", Some(("X-Marty-Key", KEY)));
        n8n.allow_api(KEY);
        let reader = FakeLanguageModel::start(Vendor::OpenAi).await;
        reader.otherwise_by(reader::answer);
        let clock: Clock = Arc::new(|| {
            #[expect(clippy::disallowed_methods, reason = "a vendor of its own has a clock of its own")]
            let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            i64::try_from(now.as_secs()).unwrap_or_default()
        });
        Fakes {
            fal: FakeFal::start().await,
            runway: FakeRunway::start().await,
            direct: [
                FakeVendor::start(Name::OpenAi).await,
                FakeVendor::start(Name::Gemini).await,
                FakeVendor::start(Name::ElevenLabs).await,
            ],
            comfyui: FakeComfyUi::start().await,
            automatic1111: FakeAutomatic1111::start().await,
            n8n,
            reader,
            razorpay: FakeRazorpay::start_with(clock.clone()).await,
            stripe: FakeStripe::start_with(clock).await,
            catalog,
        }
    }

    /// From now on what is paid is announced to the product at this address.
    pub fn announce_to(&self, address: SocketAddr) {
        let url = format!("http://{address}/api/payments/webhook");
        self.razorpay.announce_to(&url);
        self.stripe.announce_to(&url);
    }

    /// The settings, as `MARTY_…` variables, of a server that listens on `address` and takes them for the vendors.
    #[must_use]
    pub fn settings(&self, address: SocketAddr) -> Vec<(String, String)> {
        let keys = format!("[\"{KEY}\"]");
        let mut settings: Vec<(String, String)> = [
            ("CATALOG__DIRECTORY", self.catalog.path().display().to_string()),
            ("CREDITS__SIGN_UP_GRANT", "5000".to_owned()),
            ("FAL__QUEUE_URL", self.fal.address.clone()),
            ("FAL__REST_URL", self.fal.address.clone()),
            ("RUNWAY__API_URL", self.runway.address.clone()),
            ("COMFYUI__URL", self.comfyui.address.clone()),
            ("AUTOMATIC1111__URL", self.automatic1111.address.clone()),
            ("N8N__URL", self.n8n.address.clone()),
            ("N8N__CALLBACK_URL", format!("http://{address}")),
            ("N8N__HEADER_VALUE", KEY.to_owned()),
            ("N8N__API_KEY", KEY.to_owned()),
            ("LANGUAGE_MODEL__PROVIDER", self.reader.vendor.id().to_owned()),
            ("LANGUAGE_MODEL__MODEL", "reads-as-the-router-does".to_owned()),
            ("LANGUAGE_MODEL__BASE_URL", self.reader.base_url()),
            ("LANGUAGE_MODEL__KEYS", keys.clone()),
            ("RAZORPAY__API_URL", format!("{}/", self.razorpay.address)),
            ("RAZORPAY__CHECKOUT_SCRIPT", format!("{}/checkout.js", self.razorpay.address)),
            ("RAZORPAY__KEY_ID", razorpay::KEY_ID.to_owned()),
            ("RAZORPAY__KEY_SECRET", razorpay::KEY_SECRET.to_owned()),
            ("RAZORPAY__WEBHOOK_SECRETS", format!("[\"{}\"]", razorpay::WEBHOOK_SECRET)),
            ("STRIPE__API_URL", format!("{}/", self.stripe.address)),
            ("STRIPE__SECRET_KEY", stripe::SECRET_KEY.to_owned()),
            ("STRIPE__WEBHOOK_SECRETS", format!("[\"{}\"]", stripe::WEBHOOK_SECRET)),
            ("BILLING__RECONCILE_SECONDS", "2".to_owned()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into();
        for name in ["FAL", "RUNWAY", "COMFYUI", "GEMINI"] {
            settings.push((section(name, "POLL_MILLISECONDS"), POLL_MILLISECONDS.to_owned()));
        }
        for (name, vendor) in ["OPENAI", "GEMINI", "ELEVENLABS"].into_iter().zip(&self.direct) {
            settings.push((section(name, "BASE_URL"), vendor.base_url()));
        }
        for name in ["FAL", "RUNWAY", "OPENAI", "GEMINI", "ELEVENLABS"] {
            settings.push((section(name, "KEYS"), keys.clone()));
        }
        for name in ["FAL", "RUNWAY", "OPENAI", "GEMINI", "ELEVENLABS", "N8N"] {
            settings.push((section(name, "ALLOW_PRIVATE_ADDRESSES"), "true".to_owned()));
        }
        settings.into_iter().map(|(name, value)| (format!("MARTY_{name}"), value)).collect()
    }

    /// Who is played, and where: a line for each.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let [openai, gemini, elevenlabs] = &self.direct;
        [
            ("fal", &self.fal.address, "pictures, edits, clips, voices, lip sync"),
            ("Runway", &self.runway.address, "pictures, clips, voices"),
            ("OpenAI", &openai.address, "pictures, edits, voices"),
            ("Gemini", &gemini.address, "pictures, edits, clips, voices, questions about pictures"),
            ("ElevenLabs", &elevenlabs.address, "voices"),
            ("ComfyUI", &self.comfyui.address, "pictures by the workflow House SDXL"),
            ("AUTOMATIC1111", &self.automatic1111.address, "pictures, edits, larger pictures, clear faces"),
            ("n8n", &self.n8n.address, "pictures by the workflow House style"),
            ("a language model", &self.reader.address, "reads requests as the router does"),
            ("Razorpay", &self.razorpay.address, "rupees; its window pays, refuses and closes"),
            ("Stripe", &self.stripe.address, "dollars; its page pays, refuses and closes"),
        ]
        .map(|(name, address, does)| format!("{name} is {address}: {does}"))
        .into()
    }
}

/// The address a server will listen on when it is asked for `wanted`: for port 0 a free one is looked up now.
///
/// # Errors
/// When there is none.
pub fn free_address(wanted: SocketAddr) -> std::io::Result<SocketAddr> {
    if wanted.port() != 0 {
        return Ok(wanted);
    }
    TcpListener::bind(wanted)?.local_addr()
}

fn section(name: &str, key: &str) -> String {
    format!("{name}__{key}")
}

fn describe_comfyui(folder: &Path) {
    let mut text = String::from(
        "[[model]]\nid = \"house-sdxl\"\nname = \"House SDXL\"\nprovider = \"comfyui\"\n\
         operation = \"text_to_image\"\ncost = { per = \"run\", usd_micros = 0 }\n\
         cost_source = \"our own machine\"\nexpected_ms = 2000\ndeadline_ms = 60000\nquality_rank = 1\n\
         deduplicates_submits = true\nsizes = [\n",
    );
    for ratio in ["1:1", "16:9", "9:16", "4:3"] {
        for quality in ["standard", "high", "ultra"] {
            let size = format!("aspect_ratio = \"{ratio}\", quality = \"{quality}\"");
            let _ = writeln!(text, "{{ {size}, width = 512, height = 512 }},");
        }
    }
    let workflows = folder.join("comfyui");
    let written = fs::create_dir_all(&workflows)
        .and_then(|()| fs::write(folder.join("comfyui.toml"), text + "]\n"))
        .and_then(|()| fs::write(workflows.join("house-sdxl.json"), COMFYUI_WORKFLOW));
    written.expect("the catalog can be written");
}
