//! Keys that are asked about without making anything.

use providers::{Checked, FaultClass};

use super::*;

#[tokio::test]
async fn every_key_is_asked_about_once_and_nothing_is_made() {
    for name in [Name::OpenAi, Name::Gemini, Name::ElevenLabs] {
        let vendor = Vendor::with(name, &["test-key-number-one", "test-key-number-two"]).await;
        vendor.fake.revoke("test-key-number-two");
        let checks = vendor.provider.check().await;
        let works = |outcome: &Checked| matches!(outcome, Checked::Works(_));
        let refused = |outcome: &Checked| matches!(outcome, Checked::Fails(fault) if fault.class == FaultClass::Unauthorised);
        assert_eq!(checks.len(), 2, "{name:?}");
        assert_eq!(checks.iter().filter(|check| works(&check.outcome)).count(), 1, "{name:?}: {checks:?}");
        assert_eq!(checks.iter().filter(|check| refused(&check.outcome)).count(), 1, "{name:?}: {checks:?}");
        assert!(checks.iter().all(|check| !check.key.contains("test-key")), "{checks:?}");
        assert_eq!(vendor.fake.taken(), 0);
    }
}
