//! What Razorpay's window in the browser proves: that a payment belongs to what we opened.
//!
//! A proof is an HMAC with the key's secret over two names. It proves the pair, not that money came: that the server
//! asks Razorpay. The name of the order is always our own, never the one the browser sent.

/// What is signed for an order.
#[must_use]
pub fn of_order(order: &str, payment: &str) -> String {
    format!("{order}|{payment}")
}

/// What is signed for a subscription: the other way round.
#[must_use]
pub fn of_subscription(subscription: &str, payment: &str) -> String {
    format!("{payment}|{subscription}")
}

#[cfg(test)]
mod tests {
    use providers::http::Secret;

    use super::*;
    use crate::signature::verifies;

    /// Computed with razorpay-node 2.9.8 and razorpay-python 2.0.1, which agree.
    #[test]
    fn the_vectors_of_the_official_sdks() {
        let secret = [Secret::new("rzp_test_secret_abcdef")];
        let order = "f833d4537411325a14a50a549054c655687f54fbdec51496343134415c4b8f2f";
        let subscription = "b0740e7fc36507faf1b0a75eff40fff725824743cb9e9c0caff006f5e247c481";
        let pay = "pay_TEST0000000001";
        assert!(verifies(&secret, of_order("order_TEST0000000001", pay).as_bytes(), order));
        assert!(verifies(&secret, of_subscription("sub_TEST0000000001", pay).as_bytes(), subscription));
        // The order of the names matters.
        assert!(!verifies(&secret, of_order("sub_TEST0000000001", pay).as_bytes(), subscription));
        assert!(!verifies(&secret, of_order("order_TEST0000000002", pay).as_bytes(), order));
    }
}
