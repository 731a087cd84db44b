//! Whether keys work, asked without making anything.

use reqwest::Method;

use super::{Direct, vendor::fault};
use crate::{Checked, Fault, FaultClass, KeyCheck};

/// Bytes of a list that are read; what stands in it is not looked at.
const LIST_BYTES_MAX: usize = 4 * 1024 * 1024;

impl Direct {
    /// Asks once with every key for a list, which costs nothing: `path` is below the base address, `list` is what
    /// it is called.
    pub(crate) async fn check(&self, path: &str, list: &str) -> Vec<KeyCheck> {
        let mut checks = Vec::new();
        for view in self.keys() {
            let outcome = match self.read_list(path, &view.fingerprint).await {
                Ok(()) => Checked::Works(format!("{} gave its list of {list}", self.shared.vendor.name())),
                Err(fault) => Checked::Fails(fault),
            };
            let key =
                if view.last_four.is_empty() { view.fingerprint } else { format!("…{}", view.last_four) };
            checks.push(KeyCheck::new(key, outcome));
        }
        checks
    }

    async fn read_list(&self, path: &str, key: &str) -> Result<(), Fault> {
        let name = self.shared.vendor.name();
        let unavailable = || fault(name, FaultClass::Unavailable);
        let call =
            self.follow_up(Method::GET, path, key).ok_or_else(|| fault(name, FaultClass::Unauthorised))?;
        let answer = self.client().call(call, LIST_BYTES_MAX).await.map_err(|_| unavailable())?;
        match answer.status.is_success() {
            true => Ok(()),
            false => Err(fault(name, self.shared.vendor.class(&answer, self.now()))),
        }
    }
}
