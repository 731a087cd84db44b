//! Sealing: AES-256-GCM under a master key, with a fresh nonce of 96 bits for each.
//!
//! What is sealed is bound to its row (id, owner, provider): moved to another row, or changed by one bit, it
//! does not open. Random nonces are safe here: NIST SP 800-38D §8.3 allows 2^32 of them for one key, and an
//! installation has a few dozen provider keys.

use providers::http::Secret;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

use super::master::{MASTER_KEY_BYTES, MasterKey, MasterKeys};

/// Which row something is sealed for.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The row's id.
    pub id: &'a str,
    /// Whose it is.
    pub owner: &'a str,
    /// What it is a key of.
    pub provider: &'a str,
}

/// Why something sealed cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The master key it needs is not there.
    #[error("it is encrypted under the master key {0}, which is not here")]
    OtherMasterKey(String),
    /// It was changed, or belongs to another row.
    #[error("it was changed since it was saved, or belongs to another row")]
    Tampered,
}

/// Seals a provider key for its row: the nonce, then the ciphertext with its tag.
#[must_use]
pub fn seal(master: &MasterKey, place: Place<'_>, key: &Secret, nonce: [u8; NONCE_LEN]) -> Vec<u8> {
    let mut text = key.reveal().as_bytes().to_vec();
    let cipher = cipher(master.bytes());
    let nonce_used = Nonce::assume_unique_for_key(nonce);
    let sealed = cipher.seal_in_place_append_tag(nonce_used, Aad::from(bound(place)), &mut text);
    sealed.expect("a provider key is far below the cipher's limit of 64 GiB");
    [nonce.as_slice(), &text].concat()
}

/// Opens what was sealed for this row under the master key of this name.
///
/// # Errors
/// [`OpenError`].
pub fn open(
    masters: &MasterKeys,
    master_id: &str,
    place: Place<'_>,
    sealed: &[u8],
) -> Result<Secret, OpenError> {
    let master = masters.get(master_id).ok_or_else(|| OpenError::OtherMasterKey(master_id.to_owned()))?;
    let (nonce, text) = sealed.split_first_chunk::<NONCE_LEN>().ok_or(OpenError::Tampered)?;
    let mut text = text.to_vec();
    let nonce = Nonce::assume_unique_for_key(*nonce);
    let opened = cipher(master.bytes()).open_in_place(nonce, Aad::from(bound(place)), &mut text);
    let opened = opened.map_err(|_| OpenError::Tampered)?;
    std::str::from_utf8(opened).map(Secret::new).map_err(|_| OpenError::Tampered)
}

fn cipher(key: &[u8; MASTER_KEY_BYTES]) -> LessSafeKey {
    LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).expect("a master key has 32 bytes"))
}

/// The row as bytes. Lengths stand before the parts, so that two rows never read the same.
fn bound(place: Place<'_>) -> Vec<u8> {
    let mut bytes = b"marty-provider-key-1".to_vec();
    for part in [place.id, place.owner, place.provider] {
        bytes.extend((part.len() as u64).to_be_bytes());
        bytes.extend(part.as_bytes());
    }
    bytes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PLACE: Place<'_> = Place { id: "pky_1", owner: "installation", provider: "fal" };

    fn masters() -> MasterKeys {
        MasterKeys::of(vec![MasterKey::new([1; 32]), MasterKey::new([2; 32])])
    }

    fn sealed(key: &str) -> Vec<u8> {
        seal(masters().current().unwrap(), PLACE, &Secret::new(key), [9; NONCE_LEN])
    }

    #[test]
    fn what_is_sealed_opens_in_its_own_row_only() {
        let (masters, sealed) = (masters(), sealed("a-key-of-fal-1234"));
        let id = masters.current().unwrap().id().to_owned();
        assert_eq!(open(&masters, &id, PLACE, &sealed).unwrap().reveal(), "a-key-of-fal-1234");
        assert!(!sealed.windows(5).any(|part| part == b"a-key"));
        for other in [
            Place { id: "pky_2", ..PLACE },
            Place { owner: "wsp_1", ..PLACE },
            Place { provider: "gemini", ..PLACE },
            // The same letters with other borders.
            Place { id: "pky_1i", owner: "nstallation", ..PLACE },
        ] {
            assert_eq!(open(&masters, &id, other, &sealed), Err(OpenError::Tampered), "{other:?}");
        }
        let second = MasterKey::new([2; 32]);
        assert_eq!(open(&masters, second.id(), PLACE, &sealed), Err(OpenError::Tampered));
        let gone = open(&MasterKeys::of(vec![second]), &id, PLACE, &sealed).unwrap_err();
        assert_eq!(gone, OpenError::OtherMasterKey(id));
    }

    /// NIST's AES-256-GCM example: an all-zero key, nonce and 16-byte text without further data (test case 14
    /// of McGrew and Viega, "The Galois/Counter Mode of Operation", appendix B).
    #[test]
    fn the_cipher_is_aes_256_gcm() {
        let mut text = vec![0; 16];
        let nonce = Nonce::assume_unique_for_key([0; NONCE_LEN]);
        cipher(&[0; 32]).seal_in_place_append_tag(nonce, Aad::empty(), &mut text).unwrap();
        let known = "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919";
        assert_eq!(crate::platform::hex(&text), known);
    }

    proptest! {
        #[test]
        fn one_changed_bit_and_every_cut_is_refused(key in "[!-~]{1,200}", at in any::<prop::sample::Index>(), bit in 0..8_u8) {
            let (masters, mut sealed) = (masters(), sealed(&key));
            let id = masters.current().unwrap().id().to_owned();
            let opened = open(&masters, &id, PLACE, &sealed).unwrap();
            prop_assert_eq!(opened.reveal(), key);
            let index = at.index(sealed.len());
            prop_assert_eq!(open(&masters, &id, PLACE, &sealed[..index]), Err(OpenError::Tampered));
            sealed[index] ^= 1 << bit;
            prop_assert_eq!(open(&masters, &id, PLACE, &sealed), Err(OpenError::Tampered));
        }
    }
}
