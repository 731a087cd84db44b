//! The stable codes of everything that can go wrong.
//!
//! A code is part of the public contract: clients match on it, the web app has a sentence for it, and
//! the reference page lists it. A test in the server asserts that every code is documented in
//! `openapi.json`; another that the web app knows it.

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $code:literal, $title:literal;)*) => {
        /// A stable problem code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum ProblemCode { $($(#[$doc])* $variant,)* }

        impl ProblemCode {
            /// Every code.
            pub const ALL: &[ProblemCode] = &[$(ProblemCode::$variant,)*];

            /// The code as clients see it.
            #[must_use]
            pub fn id(self) -> &'static str {
                match self { $(ProblemCode::$variant => $code,)* }
            }

            /// A short title, the same for every occurrence (RFC 9457 §3.1.3).
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(ProblemCode::$variant => $title,)* }
            }

            /// The code with this name.
            #[must_use]
            pub fn parse(id: &str) -> Option<ProblemCode> {
                ProblemCode::ALL.iter().copied().find(|code| code.id() == id)
            }
        }
    };
}

codes! {
    /// The body is not JSON, or not of the declared shape.
    InvalidJson = "invalid_json", "The request body is not valid JSON";
    /// The body is larger than the route allows.
    BodyTooLarge = "body_too_large", "The request body is too large";
    /// The content type is not the one the route reads.
    UnsupportedMediaType = "unsupported_media_type", "The content type is not supported";
    /// One or more fields are wrong; `errors` names them.
    InvalidInput = "invalid_input", "Some fields need a change";
    /// A query parameter or path part is wrong.
    InvalidParameter = "invalid_parameter", "A parameter of the address is not valid";
    /// No such path or object, or one that belongs to somebody else.
    NotFound = "not_found", "Not found";
    /// The path exists, the method does not.
    MethodNotAllowed = "method_not_allowed", "This address does not take that method";
    /// There is no valid session.
    NotSignedIn = "not_signed_in", "You are not signed in";
    /// E-mail and password do not match.
    WrongCredentials = "wrong_credentials", "E-mail and password do not match";
    /// Too many failures for this account or address.
    LockedOut = "locked_out", "Too many tries";
    /// A new account could not be made from what was given.
    SignUpRefused = "sign_up_refused", "This account could not be created";
    /// The CSRF token is missing or wrong.
    CsrfRejected = "csrf_rejected", "The page is out of date";
    /// A report or announcement from outside does not prove whom it comes from.
    SenderUnknown = "sender_unknown", "The sender could not be verified";
    /// A report came for something that takes none any more, or that ended otherwise.
    ReportRefused = "report_refused", "The report is not taken any more";
    /// Somebody else has decided already.
    AlreadyDecided = "already_decided", "This has been decided already";
    /// Too many requests in a short time.
    RateLimited = "rate_limited", "Too many requests";
    /// No flow has this id.
    UnknownFlow = "unknown_flow", "There is no such flow";
    /// The plan does not include this flow.
    PlanRequired = "plan_required", "This flow needs another plan";
    /// The run costs more than is available.
    InsufficientCredits = "insufficient_credits", "Not enough credits";
    /// The run would cost more than the monthly budget leaves; `cap` and `spent` say what that is.
    BudgetReached = "budget_reached", "The monthly budget is reached";
    /// No gateway is set up, or none answers.
    PaymentsUnavailable = "payments_unavailable", "Payments are not available";
    /// A gateway did not take what it was asked for.
    PaymentRefused = "payment_refused", "The payment was not taken";
    /// Name and State are not known yet.
    BillingAddressRequired = "billing_address_required", "The billing address is missing";
    /// There is a subscription already.
    AlreadySubscribed = "already_subscribed", "There is a subscription already";
    /// There is no subscription to do this with.
    NoSubscription = "no_subscription", "There is no subscription";
    /// It is no change of plan, or none that can be made.
    PlanNotChanged = "plan_not_changed", "The plan was not changed";
    /// What a change costs was shown too long ago.
    PreviewExpired = "preview_expired", "The difference was shown too long ago";
    /// The code is not taken.
    CouponRefused = "coupon_refused", "The code was not taken";
    /// There is no trial of this plan, or none any more for this person.
    TrialRefused = "trial_refused", "There is no trial";
    /// The quote is older than ten minutes.
    QuoteExpired = "quote_expired", "The price is older than 10 minutes";
    /// The quote was made for other input.
    QuoteMismatch = "quote_mismatch", "The price belongs to other input";
    /// The price was for an earlier result, which was deleted meanwhile; `quote` is what making it costs.
    CachedResultGone = "cached_result_gone", "The earlier result is not there any more";
    /// The same idempotency key came with another body.
    IdempotencyKeyReused = "idempotency_key_reused", "This key was used for another request";
    /// Nothing of the run is missing, or what it works on is gone.
    NotRetryable = "not_retryable", "This run cannot be made once more";
    /// None of the files that were sent could be taken; `errors` says why of each.
    UploadRefused = "upload_refused", "The file could not be taken";
    /// The workspace has too much waiting.
    QueueFull = "queue_full", "Too many runs are waiting";
    /// Nothing sensible can be done without an answer; `question` asks for it.
    NeedsAnswer = "needs_answer", "There is a question first";
    /// A model does not take a file: too large, too small, too long, of another kind; the sentence has the limit.
    InputNotTaken = "input_not_taken", "The model does not take this file";
    /// Nobody on this installation can do what is asked.
    OperationUnavailable = "operation_unavailable", "This installation cannot do that yet";
    /// The words break a rule of this installation; `rule` names it. Nothing was held.
    PromptRefused = "prompt_refused", "This is not made here";
    /// What was made was judged, and is not shown.
    OutputWithheld = "output_withheld", "The result was withheld";
    /// A provider, or the product itself, refused the content.
    ContentRefused = "content_refused", "The provider refused this content";
    /// A provider could not be reached or failed.
    ProviderUnavailable = "provider_unavailable", "The provider is not available";
    /// A provider answered with something unusable.
    ProviderFailed = "provider_failed", "The provider failed";
    /// The run passed its deadline.
    DeadlinePassed = "deadline_passed", "The run took too long";
    /// The outcome of a submit is not known.
    OutcomeUnknown = "outcome_unknown", "The outcome is not known yet";
    /// An output could not be stored.
    StorageFull = "storage_full", "The storage is full";
    /// An output could not be stored or read for another reason.
    StorageFailed = "storage_failed", "The storage failed";
    /// A provider does not take a key, so it was not saved.
    KeyRefused = "key_refused", "The provider does not take this key";
    /// The key was added before.
    KeyExists = "key_exists", "This key is here already";
    /// The step was priced for a key of the workspace, and that key did not do it.
    OwnKeyFailed = "own_key_failed", "Your own key did not work";
    /// The person cancelled the run.
    Cancelled = "cancelled", "Cancelled";
    /// The server is stopping or not ready yet.
    NotReady = "not_ready", "The service is not ready";
    /// Something broke on our side.
    Internal = "internal", "Something went wrong on our side";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_parse_back() {
        for (index, code) in ProblemCode::ALL.iter().enumerate() {
            assert_eq!(ProblemCode::parse(code.id()), Some(*code));
            assert!(ProblemCode::ALL[index + 1..].iter().all(|other| other.id() != code.id()));
        }
        assert_eq!(ProblemCode::parse("nothing"), None);
    }
}
