//! Whether a key works, asked without making anything.

use reqwest::{Method, header};

use super::{Direct, vendor::fault};
use crate::{Checked, FaultClass, http::Secret};

/// Bytes of a list that are read; what stands in it is not looked at.
const LIST_BYTES_MAX: usize = 4 * 1024 * 1024;

impl Direct {
    /// Asks once with this key, whether it is one of the ring's or not, for a list, which costs nothing: `path` is
    /// below the base address, `list` is what it is called.
    pub(crate) async fn check_key(&self, key: &Secret, path: &str, list: &str) -> Checked {
        let vendor = &self.shared.vendor;
        let fails = |class| Checked::Fails(fault(vendor.name(), class));
        let Ok(url) = self.shared.base_url.join(path) else { return fails(FaultClass::Invalid) };
        let call = self.client().request(Method::GET, url).header(header::ACCEPT, "application/json");
        let Ok(call) = vendor.authorise(call, key) else { return fails(FaultClass::Unauthorised) };
        let Ok(answer) = self.client().call(call, LIST_BYTES_MAX).await else {
            return fails(FaultClass::Unavailable);
        };
        match answer.status.as_u16() {
            200..=299 => Checked::Works(format!("{} gave its list of {list}", vendor.name())),
            // A server of one's own need not have it.
            404 | 405 => Checked::NotAsked(format!("{} has no question that costs nothing.", vendor.name())),
            _ => fails(vendor.class(&answer, self.now())),
        }
    }
}
