//! Fetching files: from address to address, and never with more than the caller gives along.

use inbox_core::PlatformError;
use reqwest::{Method, RequestBuilder, Url, header::LOCATION};

use super::{Http, Patience, refused};

/// Redirects that a file may lie behind.
pub(crate) const HOPS: usize = 5;

/// Where one call for a file led.
pub(crate) enum Step {
    /// To the file.
    Whole(Vec<u8>),
    /// To another address.
    Elsewhere(Url),
    /// To a door: the status says which.
    Locked(u16),
}

impl Http {
    /// Fetches a file that needs no key, through addresses that `may_visit`; at most `limit` bytes.
    pub(crate) async fn fetch(
        &self,
        mut url: Url,
        limit: u64,
        may_visit: impl Fn(&Url) -> bool,
    ) -> Result<Vec<u8>, PlatformError> {
        for _ in 0..HOPS {
            if !may_visit(&url) {
                return Err(PlatformError::Unsupported);
            }
            let request = self.request(Method::GET, url.clone());
            match self.fetch_step(request, &url, limit).await? {
                Step::Whole(body) => return Ok(body),
                Step::Elsewhere(next) => url = next,
                Step::Locked(status) => return Err(refused(&status.to_string())),
            }
        }
        Err(PlatformError::Unreadable)
    }

    /// One call for a file at `url`.
    pub(crate) async fn fetch_step(
        &self,
        request: RequestBuilder,
        url: &Url,
        limit: u64,
    ) -> Result<Step, PlatformError> {
        let response = self.open(request, Patience::Read).await?;
        let location = response.headers().get(LOCATION);
        let location = location.and_then(|location| location.to_str().ok());
        match (response.status().as_u16(), location) {
            (200..=299, _) => {
                let body = self.read(response, limit).await?;
                body.map(Step::Whole).ok_or_else(|| refused("TooLarge"))
            }
            (301 | 302 | 303 | 307 | 308, Some(location)) => url
                .join(location)
                .map(Step::Elsewhere)
                .map_err(|_| PlatformError::Unreadable),
            (status @ (401 | 403), _) => Ok(Step::Locked(status)),
            (404 | 410, _) => Err(PlatformError::NotFound),
            (429, _) => Err(PlatformError::RateLimited {
                retry_after_ms: None,
            }),
            (status @ 500.., _) => Err(PlatformError::Failed { status }),
            (status, _) => Err(refused(&status.to_string())),
        }
    }
}
