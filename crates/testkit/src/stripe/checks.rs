//! What Stripe refuses before it does anything.

use serde_json::{Value, json};

/// An answer that is no success: status and body.
pub(super) type Refusal = (u16, Value);

/// A refusal as Stripe words it.
pub(super) fn refusal(status: u16, kind: &str, code: &str, message: &str, param: Option<&str>) -> Refusal {
    let mut error = json!({"type": kind, "message": message, "param": param});
    if !code.is_empty() {
        error["code"] = json!(code);
        error["doc_url"] = json!(format!("https://stripe.com/docs/error-codes/{}", code.replace('_', "-")));
    }
    (status, json!({ "error": error }))
}

pub(super) fn invalid(code: &str, message: &str, param: Option<&str>) -> Refusal {
    refusal(400, "invalid_request_error", code, message, param)
}

pub(super) fn missing(what: &str, id: &str) -> Refusal {
    let message = format!("No such {what}: '{id}'");
    refusal(404, "invalid_request_error", "resource_missing", &message, Some("id"))
}

/// Parameters of each call that makes or changes something (stripe-node 23.1.0, resources), as far as they are played.
const KNOWN: [(&str, &[&str]); 12] = [
    ("customers", &["email", "name", "phone", "metadata", "address", "description", "expand"]),
    ("products", &["name", "metadata", "description", "tax_code", "expand"]),
    (
        "prices",
        &[
            "product",
            "product_data",
            "currency",
            "unit_amount",
            "recurring",
            "lookup_key",
            "tax_behavior",
            "metadata",
            "nickname",
            "expand",
        ],
    ),
    (
        "checkout/sessions",
        &[
            "mode",
            "line_items",
            "success_url",
            "cancel_url",
            "customer",
            "customer_email",
            "client_reference_id",
            "metadata",
            "payment_intent_data",
            "subscription_data",
            "allow_promotion_codes",
            "billing_address_collection",
            "invoice_creation",
            "expires_at",
            "ui_mode",
            "locale",
            "customer_creation",
            "allowed_payment_method_types",
            "expand",
        ],
    ),
    ("checkout/sessions/expire", &["expand"]),
    (
        "payment_intents",
        &["amount", "currency", "customer", "metadata", "description", "receipt_email", "expand"],
    ),
    ("payment_intents/cancel", &["cancellation_reason", "expand"]),
    (
        "subscriptions/update",
        &[
            "items",
            "proration_behavior",
            "proration_date",
            "cancel_at_period_end",
            "pause_collection",
            "metadata",
            "default_payment_method",
            "expand",
        ],
    ),
    ("refunds", &["payment_intent", "charge", "amount", "reason", "metadata", "expand"]),
    (
        "billing_portal/sessions",
        &["customer", "return_url", "configuration", "flow_data", "locale", "expand"],
    ),
    ("invoices/create_preview", &["customer", "subscription", "subscription_details", "expand"]),
    ("subscriptions/cancel", &["invoice_now", "prorate", "cancellation_details", "expand"]),
];

/// Refuses parameters that the call does not have, as the real one does.
pub(super) fn known(call: &str, form: &Value) -> Result<(), Refusal> {
    let Some((_, names)) = KNOWN.iter().find(|(name, _)| *name == call) else { return Ok(()) };
    let unknown =
        form.as_object().and_then(|fields| fields.keys().find(|name| !names.contains(&name.as_str())));
    match unknown {
        None => Ok(()),
        Some(name) => {
            let message = format!("Received unknown parameter: {name}");
            Err(invalid("parameter_unknown", &message, Some(name)))
        }
    }
}

/// A whole number of a form.
pub(super) fn whole(form: &Value, name: &str) -> Result<Option<i64>, Refusal> {
    match form[name].as_str() {
        None => Ok(None),
        Some(text) => {
            let message = format!("Invalid integer: {text}");
            text.parse().map(Some).map_err(|_| invalid("parameter_invalid_integer", &message, Some(name)))
        }
    }
}

/// A text that has to be there.
pub(super) fn needed(form: &Value, name: &str) -> Result<String, Refusal> {
    let given = form[name].as_str().filter(|text| !text.is_empty()).map(str::to_owned);
    given.ok_or_else(|| {
        let message = format!("Missing required param: {name}.");
        invalid("parameter_missing", &message, Some(name))
    })
}
