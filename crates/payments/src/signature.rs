//! HMAC-SHA256 over raw bytes, as both gateways sign.
//!
//! Compared in constant time; several secrets are tried, because a secret is changed while announcements that were
//! signed with the old one are still on their way.

use providers::http::Secret;
use ring::hmac;

/// Characters of a signature in hexadecimal.
const HEX_CHARACTERS: usize = 64;

/// Whether one of `secrets` made `signature` (64 small or large hexadecimal digits) over `message`. An empty secret
/// never fits.
#[must_use]
pub fn verifies(secrets: &[Secret], message: &[u8], signature: &str) -> bool {
    let Some(signature) = unhex(signature) else { return false };
    let fits = |secret: &Secret| {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.reveal().as_bytes());
        !secret.is_empty() && hmac::verify(&key, message, &signature).is_ok()
    };
    // Every secret is tried, whichever fits.
    secrets.iter().filter(|secret| fits(secret)).count() > 0
}

/// The signature as the gateways write it: small hexadecimal digits.
#[must_use]
pub fn sign(secret: &Secret, message: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.reveal().as_bytes());
    hmac::sign(&key, message).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    if digits.len() != HEX_CHARACTERS || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let pair = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    digits.chunks_exact(2).map(pair).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn any_of_several_secrets_fits_and_an_empty_one_never() {
        let (old, new) = (Secret::new("old-secret"), Secret::new("new-secret"));
        let signature = sign(&old, b"body");
        assert!(verifies(&[new.clone(), old.clone()], b"body", &signature));
        assert!(verifies(std::slice::from_ref(&old), b"body", &signature.to_uppercase()));
        assert!(!verifies(&[new], b"body", &signature));
        assert!(!verifies(&[], b"body", &signature));
        let empty = Secret::new("");
        assert!(!verifies(std::slice::from_ref(&empty), b"body", &sign(&empty, b"body")));
        assert!(!verifies(&[old], b"body ", &signature));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic_or_fit(text in ".{0,80}", flipped in 0usize..64) {
            let secret = [Secret::new("secret")];
            prop_assert!(!verifies(&secret, b"body", &text));
            let mut signature = sign(&secret[0], b"body").into_bytes();
            signature[flipped] = if signature[flipped] == b'0' { b'1' } else { b'0' };
            prop_assert!(!verifies(&secret, b"body", std::str::from_utf8(&signature).unwrap()));
        }
    }
}
