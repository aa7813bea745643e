//! Calls to Hatif's API: quota, token, one repeat after a refused token, and failures by meaning.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, PoisonError, RwLock},
};

use inbox_core::{Clock, PlatformError, PlatformKind, RemoteId, Urgency};
use reqwest::{Method, Url};
use secrecy::ExposeSecret;
use serde_json::Value;

use super::{
    failure,
    map::KnownChannels,
    token::{Bearer, Credentials, TokenKeeper},
    wire::{Accepted, Rows, read},
};
use crate::{
    OpenError, OpenOptions,
    http::{Answer, HOPS, Http, Patience, Step, base_url, below, is_allowed, shares_domain},
    throttle::{Quota, Room, Throttle},
};

pub(super) use crate::http::{never_left, refused};

/// All clients of a workspace together.
const QUOTA: Quota = Quota { per_minute: 120 };

/// One call.
pub(super) struct Call<'a> {
    method: Method,
    path: Vec<&'a str>,
    query: Vec<(&'static str, String)>,
    body: Option<Value>,
    /// A customer would get it twice if it were executed twice.
    is_send: bool,
}

impl<'a> Call<'a> {
    fn new(method: Method, path: &[&'a str]) -> Self {
        Self {
            method,
            path: path.to_vec(),
            query: Vec::new(),
            body: None,
            is_send: false,
        }
    }

    pub(super) fn get(path: &[&'a str]) -> Self {
        Self::new(Method::GET, path)
    }

    pub(super) fn post(path: &[&'a str], body: Value) -> Self {
        Self {
            body: Some(body),
            ..Self::new(Method::POST, path)
        }
    }

    pub(super) fn put(path: &[&'a str], body: Value) -> Self {
        Self {
            body: Some(body),
            ..Self::new(Method::PUT, path)
        }
    }

    pub(super) fn delete(path: &[&'a str]) -> Self {
        Self::new(Method::DELETE, path)
    }

    /// A message to a customer.
    pub(super) fn send(path: &[&'a str], body: Value) -> Self {
        Self {
            is_send: true,
            ..Self::post(path, body)
        }
    }

    pub(super) fn query(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.query.push((name, value.into()));
        self
    }
}

/// What all clones of a line's client share.
pub(super) struct Session {
    http: Http,
    base: Url,
    pub(super) clock: Arc<dyn Clock>,
    throttle: Throttle,
    tokens: TokenKeeper,
    /// From the last directory.
    pub(super) channels: RwLock<KnownChannels>,
    /// From the last directory: the id assignments use → the id of the membership.
    pub(super) memberships: RwLock<HashMap<RemoteId, RemoteId>>,
}

impl fmt::Debug for Session {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Session")
            .field("host", &self.base.host_str())
            .finish_non_exhaustive()
    }
}

impl Session {
    pub(super) fn room(&self) -> Room {
        self.throttle.room()
    }

    pub(super) fn new(options: OpenOptions) -> Result<Self, OpenError> {
        let OpenOptions {
            base_url: base,
            credentials,
            clock,
            http,
            quotas,
        } = options;
        let base = base_url(&base)?;
        let credentials = Credentials::parse(&credentials)?;
        let sign_in = below(&base, &["connect", "token"]).ok_or(OpenError::Address)?;
        // What counts is the workspace, and the client id belongs to one, whatever its secret is.
        let account = (PlatformKind::Hatif, &base, credentials.client_id());
        Ok(Self {
            throttle: quotas.throttle(account, QUOTA, &clock),
            tokens: TokenKeeper::new(http.clone(), sign_in, credentials, clock.clone()),
            http,
            base,
            clock,
            channels: RwLock::default(),
            memberships: RwLock::default(),
        })
    }

    /// Makes a call and returns the document of a successful answer.
    pub(super) async fn call(
        &self,
        urgency: Urgency,
        call: Call<'_>,
    ) -> Result<Value, PlatformError> {
        let bearer = self
            .tokens
            .bearer()
            .await
            .map_err(|error| before(error, &call))?;
        let mut answer = self.attempt(urgency, &call, &bearer).await?;
        // A refused token was refused before anything was executed, so even a send may be repeated.
        // One that was fetched for this very call is not worth fetching again.
        if answer.status == 401 && !bearer.fresh {
            let renewed = self.tokens.bearer_after(&bearer).await;
            let renewed = renewed.map_err(|error| before(error, &call))?;
            answer = self.attempt(urgency, &call, &renewed).await?;
        }
        if answer.is_success() {
            return answer.json();
        }
        let error = failure::of_call(&answer, self.clock.now());
        if let PlatformError::RateLimited { retry_after_ms } = error {
            self.throttle.too_many(retry_after_ms);
        }
        tracing::debug!(
            method = %call.method,
            path = call.path.join("/"),
            status = answer.status,
            request_id = answer.request_id(),
            %error,
            "hatif refused a call"
        );
        Err(error)
    }

    async fn attempt(
        &self,
        urgency: Urgency,
        call: &Call<'_>,
        bearer: &Bearer,
    ) -> Result<Answer, PlatformError> {
        let url = below(&self.base, &call.path).ok_or(PlatformError::NotFound)?;
        let mut request = self
            .http
            .request(call.method.clone(), url)
            .bearer_auth(bearer.token.expose_secret())
            .header(reqwest::header::ACCEPT, "application/json");
        if !call.query.is_empty() {
            request = request.query(&call.query);
        }
        if let Some(body) = &call.body {
            request = request.json(body);
        }
        self.throttle.admit(urgency).await?;
        let patience = if call.is_send {
            Patience::Send
        } else {
            Patience::Read
        };
        let outcome = self.http.exchange(request, patience).await;
        self.throttle.ended(urgency, outcome)
    }

    /// One page of a list, from row `skip` on.
    pub(super) async fn page(
        &self,
        urgency: Urgency,
        call: Call<'_>,
        skip: u64,
        size: u64,
    ) -> Result<Page, PlatformError> {
        let call = call
            .query("SkipCount", skip.to_string())
            .query("MaxResultCount", size.to_string());
        let document = self.call(urgency, call).await?;
        let Rows { total, rows } = Rows::of(document).ok_or(PlatformError::Unreadable)?;
        let end = skip + rows.len() as u64;
        let goes_on = !rows.is_empty() && total.map_or(rows.len() as u64 >= size, |all| end < all);
        Ok(Page {
            rows,
            total,
            next: goes_on.then_some(end),
        })
    }

    /// All rows of a list.
    pub(super) async fn all<'a>(
        &self,
        urgency: Urgency,
        call: impl Fn() -> Call<'a>,
    ) -> Result<Vec<Value>, PlatformError> {
        const SIZE: u64 = 100;
        // A server that ignores the offset would otherwise be read for ever.
        const PAGES: u64 = 100;
        let mut rows = Vec::new();
        let mut skip = 0;
        for _ in 0..PAGES {
            let page = self.page(urgency, call(), skip, SIZE).await?;
            rows.extend(page.rows);
            match page.next {
                Some(next) => skip = next,
                None => break,
            }
        }
        Ok(rows)
    }

    /// Makes a send and returns the id of the event it made, when told.
    pub(super) async fn send(
        &self,
        urgency: Urgency,
        call: Call<'_>,
    ) -> Result<Option<RemoteId>, PlatformError> {
        let document = self.call(urgency, call).await?;
        let row: Accepted = read(&document).unwrap_or_default();
        let known = row.conversation_event_id.is_some()
            || row.contact_id.is_some()
            || row.message_id.is_some();
        let accepted = row
            .status
            .as_ref()
            .is_none_or(|status| status.as_written().eq_ignore_ascii_case("accepted"));
        if known || accepted {
            Ok(row.conversation_event_id.0.map(|id| RemoteId(id.0)))
        } else {
            // Neither a yes nor a no: whoever sent it looks for it in the thread.
            Err(PlatformError::Unreadable)
        }
    }

    /// Fetches a file, first as anybody, then, where the platform's own hosts want it, with the
    /// token.
    pub(super) async fn fetch(
        &self,
        urgency: Urgency,
        url: &str,
        limit: u64,
    ) -> Result<Vec<u8>, PlatformError> {
        let mut url = Url::parse(url).map_err(|_| PlatformError::NotFound)?;
        let mut bearer: Option<Bearer> = None;
        for _ in 0..HOPS {
            let own = shares_domain(&url, &self.base);
            // Plain http is for a platform on this computer, not for whatever else listens here.
            if !is_allowed(&url) || (url.scheme() == "http" && !own) {
                return Err(PlatformError::Unsupported);
            }
            let mut request = self.http.request(Method::GET, url.clone());
            if let Some(bearer) = bearer.as_ref().filter(|_| own) {
                self.throttle.admit(urgency).await?;
                request = request.bearer_auth(bearer.token.expose_secret());
            }
            match self.http.fetch_step(request, &url, limit).await? {
                Step::Whole(body) => return Ok(body),
                Step::Elsewhere(next) => url = next,
                Step::Locked(_) if own && bearer.is_none() => {
                    bearer = Some(self.tokens.bearer().await?);
                }
                Step::Locked(status) => return Err(refused(&status.to_string())),
            }
        }
        Err(PlatformError::Unreadable)
    }

    pub(super) fn channels(&self) -> KnownChannels {
        self.channels
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

/// One page of rows.
pub(super) struct Page {
    pub(super) rows: Vec<Value>,
    pub(super) total: Option<u64>,
    /// The first row of the next page.
    pub(super) next: Option<u64>,
}

/// A failed sign-in leaves no doubt about the send behind it: that one never left.
fn before(error: PlatformError, call: &Call<'_>) -> PlatformError {
    if call.is_send && error.outcome_unknown() {
        PlatformError::Unreachable
    } else {
        error
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_from_outside_cannot_leave_its_place_in_the_path() {
        let base = Url::parse("https://api.voxa.sa/").expect("a plain address");
        let url = below(&base, &["v2", "conversations", "a/../b?x=1#y"]);
        assert_eq!(
            url.map(String::from).as_deref(),
            Some("https://api.voxa.sa/v2/conversations/a%2F..%2Fb%3Fx=1%23y")
        );
        for odd in ["", ".", ".."] {
            assert_eq!(below(&base, &["v2", odd]), None, "{odd:?}");
        }
    }
}
