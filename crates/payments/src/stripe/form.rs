//! Bodies as Stripe reads them: `a[b][0]=value`, names as they are, values percent-encoded.

use std::fmt::Write;

/// A form that grows.
#[derive(Clone, Debug, Default)]
pub(super) struct Form(String);

impl Form {
    pub(super) fn new() -> Form {
        Form::default()
    }

    /// Adds a pair. An empty value unsets what it names.
    pub(super) fn with(mut self, name: &str, value: &str) -> Form {
        if !self.0.is_empty() {
            self.0.push('&');
        }
        self.0.push_str(name);
        self.0.push('=');
        for byte in value.bytes() {
            if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
                self.0.push(char::from(byte));
            } else {
                let _ = write!(self.0, "%{byte:02X}");
            }
        }
        self
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn text(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_writes_what_the_official_client_writes() {
        let form = Form::new()
            .with("mode", "subscription")
            .with("line_items[0][price]", "price_1")
            .with("metadata[tenant]", "t 1")
            .with("subscription_data[metadata][a]", "")
            .with("success_url", "https://a.test/?x={CHECKOUT_SESSION_ID}&y=ü");
        let expected = "mode=subscription&line_items[0][price]=price_1&metadata[tenant]=t%201&\
                        subscription_data[metadata][a]=&\
                        success_url=https%3A%2F%2Fa.test%2F%3Fx%3D%7BCHECKOUT_SESSION_ID%7D%26y%3D%C3%BC";
        assert_eq!(form.text(), expected);
    }
}
