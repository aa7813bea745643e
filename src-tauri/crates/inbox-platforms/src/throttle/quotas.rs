//! The quotas that this program uses, by whom they are granted to.
//!
//! A platform counts calls by key or account, not by client: whoever tries a key, the line that it then
//! opens, and the line's next start use the same quota. So the clients of an account share a throttle,
//! and what one of them used is remembered until the platform has forgotten it as well.

use std::{
    collections::HashMap,
    fmt,
    hash::{BuildHasher as _, RandomState},
    sync::{Arc, Mutex, PoisonError},
};

use inbox_core::{Clock, PlatformKind};
use reqwest::Url;

use super::{Quota, Throttle};

/// The quotas in use. Made once per process; clones share them.
#[derive(Clone, Default)]
pub struct Quotas {
    throttles: Arc<Mutex<HashMap<u64, Throttle>>>,
    /// Makes of a key a number that nobody can turn back.
    fingerprints: RandomState,
}

impl fmt::Debug for Quotas {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Quotas").finish_non_exhaustive()
    }
}

impl Quotas {
    /// The throttle of all clients of `account` on the platform at this address; an account is what the
    /// platform counts by, such as a key.
    pub(crate) fn throttle(
        &self,
        (platform, base, account): (PlatformKind, &Url, &str),
        quota: Quota,
        clock: &Arc<dyn Clock>,
    ) -> Throttle {
        let granted_to =
            self.fingerprints
                .hash_one((platform, base.as_str().trim_end_matches('/'), account));
        let mut throttles = self
            .throttles
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let now = clock.now();
        throttles.retain(|known, throttle| *known == granted_to || throttle.matters(now));
        throttles
            .entry(granted_to)
            .or_insert_with(|| Throttle::new(quota, Arc::clone(clock)))
            .clone()
    }

    #[cfg(test)]
    pub(super) fn count(&self) -> usize {
        self.throttles
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .len()
    }
}
