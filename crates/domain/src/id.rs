//! Identifiers: a prefix that names the kind, and a time-sortable UUID.
//!
//! The text form is a TypeID (specification 0.3): `gen_` + 26 characters of lower-case Crockford
//! base32 over the 128 bits of a UUIDv7 (RFC 9562 §5.7). It sorts by creation time, cannot be
//! mistaken for another kind, and is checked whenever it is parsed. Ids are built from an injected
//! instant and injected randomness, so that tests can repeat them.

use std::{fmt, marker::PhantomData, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::time::Millis;

/// Names a kind of identifier by its prefix.
pub trait Kind {
    /// The text before the underscore, e.g. `gen`.
    const PREFIX: &'static str;
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $alias:ident, $kind:ident, $prefix:literal;)*) => {
        /// The kinds of identifiers; never constructed, they only carry a prefix.
        pub mod kind {
            $(#[doc = concat!("Kind of identifiers that start with `", $prefix, "_`.")]
            #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub enum $kind {}
            impl super::Kind for $kind { const PREFIX: &'static str = $prefix; })*
        }
        $($(#[$doc])* pub type $alias = Id<kind::$kind>;)*
    };
}

kinds! {
    /// A person with an account.
    UserId, User, "usr";
    /// Where assets and credits live; every user has a personal one.
    WorkspaceId, Workspace, "wsp";
    /// A signed-in browser.
    SessionId, Session, "ses";
    /// A chat thread bound to a flow.
    ConversationId, Conversation, "cnv";
    /// One message in a conversation.
    MessageId, Message, "msg";
    /// One paid run of a flow.
    GenerationId, Generation, "gen";
    /// Many runs as one unit.
    BatchId, Batch, "bat";
    /// A correction of credits that waits for a second administrator, or was decided.
    AdjustmentId, Adjustment, "adj";
    /// One unit of work inside a generation.
    StepId, Step, "stp";
    /// A stored file.
    AssetId, Asset, "ast";
    /// An exact price, offered for ten minutes.
    QuoteId, Quote, "qte";
    /// A row of the queue.
    JobId, Job, "job";
    /// A custom flow.
    FlowId, Flow, "flw";
    /// A payment: a pack, a period of a subscription, a change of plan.
    PaymentId, Payment, "pmt";
    /// A subscription to a plan.
    SubscriptionId, Subscription, "sbn";
    /// Money that went back.
    RefundId, Refund, "rfd";
    /// A customer's bank that asks for the money of a payment.
    DisputeId, Dispute, "dsp";
    /// An invoice or a credit note.
    InvoiceId, Invoice, "inv";
    /// Something a gateway announced.
    WebhookEventId, WebhookEvent, "whe";
    /// A key of a provider, added while the product runs.
    ProviderKeyId, ProviderKey, "pky";
    /// A security-relevant happening.
    SecurityEventId, SecurityEvent, "sev";
}

/// An identifier of kind `K`. Copies are cheap; equality and order are those of the 128 bits.
pub struct Id<K> {
    bits: u128,
    kind: PhantomData<fn() -> K>,
}

/// Why a text is not an identifier of the wanted kind.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a well-formed identifier that starts with `{expected_prefix}_`")]
pub struct InvalidId {
    /// The prefix that was wanted, without the underscore.
    pub expected_prefix: &'static str,
}

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const SUFFIX_CHARS: usize = 26;

impl<K: Kind> Id<K> {
    /// Builds a UUIDv7 from an instant and ten bytes of randomness.
    /// The same arguments always give the same identifier.
    #[must_use]
    pub fn from_parts(at: Millis, random: [u8; 10]) -> Self {
        let time = (at.0.max(0) as u128) & 0xffff_ffff_ffff;
        let mut low = [0u8; 16];
        low[6..].copy_from_slice(&random);
        let random = u128::from_be_bytes(low);
        let mut bits = (time << 80) | random;
        bits = (bits & !(0xf << 76)) | (0x7 << 76);
        bits = (bits & !(0x3 << 62)) | (0x2 << 62);
        Id { bits, kind: PhantomData }
    }

    /// The creation instant that the identifier carries.
    #[must_use]
    pub fn created_at(self) -> Millis {
        Millis((self.bits >> 80) as i64)
    }

    fn write_suffix(bits: u128, out: &mut [u8; SUFFIX_CHARS]) {
        let mut rest = bits;
        for slot in out.iter_mut().rev() {
            *slot = ALPHABET[(rest & 31) as usize];
            rest >>= 5;
        }
    }
}

impl<K: Kind> FromStr for Id<K> {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let invalid = InvalidId { expected_prefix: K::PREFIX };
        let suffix = text.strip_prefix(K::PREFIX).and_then(|rest| rest.strip_prefix('_'));
        let suffix = suffix.ok_or(invalid.clone())?.as_bytes();
        // 26 × 5 bits are 130: the first character may only carry three of them.
        if suffix.len() != SUFFIX_CHARS || suffix[0] > b'7' {
            return Err(invalid);
        }
        let mut bits = 0u128;
        for byte in suffix {
            let digit = ALPHABET.iter().position(|letter| letter == byte).ok_or(invalid.clone())?;
            bits = (bits << 5) | digit as u128;
        }
        if (bits >> 76) & 0xf != 7 || (bits >> 62) & 0x3 != 2 {
            return Err(invalid);
        }
        Ok(Id { bits, kind: PhantomData })
    }
}

impl<K: Kind> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut suffix = [0u8; SUFFIX_CHARS];
        Self::write_suffix(self.bits, &mut suffix);
        f.write_str(K::PREFIX)?;
        f.write_str("_")?;
        f.write_str(std::str::from_utf8(&suffix).map_err(|_| fmt::Error)?)
    }
}

impl<K: Kind> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K> Copy for Id<K> {}
impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.bits == other.bits
    }
}
impl<K> Eq for Id<K> {}
impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.bits.cmp(&other.bits)
    }
}
impl<K> std::hash::Hash for Id<K> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.bits.hash(state);
    }
}

impl<K: Kind> Serialize for Id<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, K: Kind> Deserialize<'de> for Id<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn text_form_round_trips_and_keeps_the_instant(at in 0i64..0xffff_ffff_ffff, random: [u8; 10]) {
            let id = GenerationId::from_parts(Millis(at), random);
            prop_assert_eq!(id.to_string().parse::<GenerationId>(), Ok(id));
            prop_assert_eq!(id.created_at(), Millis(at));
        }

        #[test]
        fn text_order_is_creation_order(a in 0i64..1 << 40, b in 0i64..1 << 40, random: [u8; 10]) {
            let (first, second) = (GenerationId::from_parts(Millis(a), random), GenerationId::from_parts(Millis(b), random));
            prop_assert_eq!(a.cmp(&b), first.to_string().cmp(&second.to_string()));
        }

        #[test]
        fn no_text_makes_parsing_panic(text in ".{0,40}") {
            let _ = text.parse::<GenerationId>();
        }
    }

    #[test]
    fn matches_the_specification_example() {
        // TypeID specification 0.3, valid.json "valid-uuidv7": prefix_01h455vb4pex5vsknk084sn02q
        // is 01890a5d-ac96-774b-bcce-b302099a8057.
        let bits = 0x0189_0a5d_ac96_774b_bcce_b302_099a_8057_u128;
        let id: GenerationId = "gen_01h455vb4pex5vsknk084sn02q".parse().unwrap();
        assert_eq!(id.bits, bits);
        assert_eq!(id.to_string(), "gen_01h455vb4pex5vsknk084sn02q");
    }

    #[test]
    fn refuses_other_kinds_and_malformed_text() {
        for text in [
            "",
            "gen_",
            "usr_01h455vb4pex5vsknk084sn02q",
            "gen-01h455vb4pex5vsknk084sn02q",
            "gen_01H455VB4PEX5VSKNK084SN02Q",
            "gen_81h455vb4pex5vsknk084sn02q",
            "gen_01h455vb4pex5vsknk084sn02",
            "gen_01h455vb4pex5vsknk084sn0il",
            "gen_00000000000000000000000000",
        ] {
            assert!(text.parse::<GenerationId>().is_err(), "{text} was accepted");
        }
    }
}
