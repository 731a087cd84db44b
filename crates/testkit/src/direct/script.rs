//! What the fake does wrong.

/// What happens to one call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Nothing; leaves a place in a script.
    None,
    /// This answer instead; the call has no effect.
    Answer {
        /// The HTTP status.
        status: u16,
        /// Headers, by name.
        headers: Vec<(&'static str, String)>,
        /// The body.
        body: String,
    },
    /// The call is taken; this body comes with 200 instead of what was made.
    TakenBut(String),
    /// The call is taken; a gateway answers this status with a page of its own.
    GatewayPage(u16),
    /// The vendor's moderation refuses the request.
    Refusal,
    /// The call is taken, and the vendor's safety rules withhold what was made, as quietly as it does.
    Withheld,
    /// The call is taken; where a file should be is a page of HTML.
    HtmlPage,
    /// The call is taken; the answer has fields that nobody knows.
    UnknownFields,
    /// The call is taken; files are links instead of base64, where the vendor has both.
    Links,
    /// The connection is closed before the call takes effect.
    CutBefore,
    /// The call is taken, the connection is closed without an answer.
    LoseAnswer,
    /// The call is taken, half of the answer's body comes, then the connection is closed.
    CutBody,
    /// The call is taken, and the answer says that it is so many bytes long.
    Declares(u64),
    /// The call is taken, the answer never ends.
    Endless,
    /// The call is taken, the answer never comes.
    Silence,
    /// The call is taken, the answer comes after [`super::FakeVendor::release`].
    Hold,
}

impl Trouble {
    /// An answer with a JSON body.
    #[must_use]
    pub fn answer(status: u16, body: &serde_json::Value) -> Trouble {
        Trouble::Answer { status, headers: Vec::new(), body: body.to_string() }
    }

    /// 429, with or without `Retry-After`.
    #[must_use]
    pub fn rate_limit(retry_after: Option<&str>) -> Trouble {
        let body =
            r#"{"error":{"message":"Slow down","type":"requests","code":"rate_limit_exceeded"}}"#.to_owned();
        let headers = retry_after.map(|seconds| ("retry-after", seconds.to_owned()));
        Trouble::Answer { status: 429, headers: headers.into_iter().collect(), body }
    }

    /// Whether the call has its effect.
    pub(super) fn takes(&self) -> bool {
        !matches!(self, Trouble::Answer { .. } | Trouble::Refusal | Trouble::CutBefore)
    }
}
