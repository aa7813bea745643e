//! Calls to Chatvolt: quota, key, and failures by meaning, on the documented host and, where the
//! person chose so, on the dashboard's.
//!
//! Invariant: only calls that are known to change one thing go to the dashboard's host, see
//! [`is_harmless`].

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex},
};

use inbox_core::{
    Clock, FileFault, OutgoingFile, PlatformError, PlatformKind, Secret, Upload, Urgency,
};
use reqwest::{Method, Url};
use secrecy::ExposeSecret;
use serde::Deserialize;
use serde_json::Value;

use super::{
    dashboard::is_harmless,
    failure::{self, Reach},
    known::{Known, Roll},
};
use crate::{
    OpenError, OpenOptions,
    http::{Http, Patience, base_url, below, file_body, is_allowed, shares_domain},
    throttle::{Quota, Room, Throttle},
};

pub(super) use crate::http::{never_left, refused};

/// The platform names no limit; this is the lowest that was ever told of it.
const QUOTA: Quota = Quota { per_minute: 60 };

/// The documented host.
pub(crate) const PUBLIC: &str = "https://api.chatvolt.ai";

/// The dashboard's own host.
const DASHBOARD: &str = "https://app.chatvolt.ai";

/// What the dashboard's refusals are told as: they say nothing about the key on the documented host.
pub(super) const DASHBOARD_RIGHT: &str = "dashboard";

/// What a person types in.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Credentials {
    api_key: String,
    /// Use the dashboard's undocumented host as well.
    #[serde(default)]
    dashboard: bool,
    /// Where that is, when it is not the public one.
    dashboard_url: Option<String>,
    /// Meta's id of the number that templates are sent from; no call tells it.
    phone_number_id: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Host {
    Documented,
    Dashboard,
}

/// One call.
pub(super) struct Call<'a> {
    host: Host,
    method: Method,
    path: Vec<&'a str>,
    query: Vec<(&'static str, String)>,
    body: Option<Value>,
    reach: Reach,
    patience: Patience,
}

impl<'a> Call<'a> {
    fn new(method: Method, path: &[&'a str]) -> Self {
        Self {
            host: Host::Documented,
            method,
            path: path.to_vec(),
            query: Vec::new(),
            body: None,
            reach: Reach::Thing,
            patience: Patience::Read,
        }
    }

    pub(super) fn get(path: &[&'a str]) -> Self {
        Self::new(Method::GET, path)
    }

    pub(super) fn post(path: &[&'a str], body: Value) -> Self {
        Self::new(Method::POST, path).with(body)
    }

    pub(super) fn put(path: &[&'a str], body: Value) -> Self {
        Self::new(Method::PUT, path).with(body)
    }

    pub(super) fn delete(path: &[&'a str]) -> Self {
        Self::new(Method::DELETE, path)
    }

    /// A message to a customer, who would get it twice if it were executed twice.
    pub(super) fn send(path: &[&'a str], body: Value) -> Self {
        Self {
            patience: Patience::Send,
            ..Self::post(path, body)
        }
    }

    pub(super) fn with(mut self, body: Value) -> Self {
        self.body = Some(body);
        self
    }

    pub(super) fn query(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.query.push((name, value.into()));
        self
    }

    /// The same, where it is told.
    pub(super) fn query_some(self, name: &'static str, value: Option<impl Into<String>>) -> Self {
        match value {
            Some(value) => self.query(name, value),
            None => self,
        }
    }

    /// A call about the whole account.
    pub(super) fn of_account(mut self) -> Self {
        self.reach = Reach::Account;
        self
    }

    /// The same call at the dashboard's host.
    pub(super) fn at_dashboard(mut self) -> Self {
        self.host = Host::Dashboard;
        self
    }
}

/// What all clones of a line's client share.
pub(super) struct Session {
    http: Http,
    base: Url,
    dashboard: Option<Url>,
    key: Secret,
    pub(super) phone_number_id: Option<String>,
    pub(super) clock: Arc<dyn Clock>,
    throttle: Throttle,
    pub(super) known: Mutex<Known>,
    /// By scope: what its list held last.
    pub(super) rolls: Mutex<HashMap<&'static str, Roll>>,
}

impl fmt::Debug for Session {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Session")
            .field("host", &self.base.host_str())
            .field("dashboard", &self.has_dashboard())
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
        let credentials: Credentials = serde_json::from_str(credentials.expose_secret())
            .map_err(|_| OpenError::Credentials)?;
        let key = credentials.api_key.trim();
        // Anything else cannot travel in a header.
        if key.is_empty() || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(OpenError::Credentials);
        }
        let dashboard = match credentials.dashboard_url.as_deref() {
            _ if !credentials.dashboard => None,
            Some(url) => Some(base_url(url)?),
            // A key meant for another address is not shown to the public one.
            None if base.host_str() == Url::parse(PUBLIC).ok().as_ref().and_then(Url::host_str) => {
                Some(base_url(DASHBOARD)?)
            }
            None => return Err(OpenError::Address),
        };
        Ok(Self {
            key: key.to_owned().into(),
            phone_number_id: credentials
                .phone_number_id
                .map(|id| id.trim().to_owned())
                .filter(|id| !id.is_empty()),
            dashboard,
            throttle: quotas.throttle((PlatformKind::Chatvolt, &base, key), QUOTA, &clock),
            http,
            base,
            clock,
            known: Mutex::default(),
            rolls: Mutex::default(),
        })
    }

    /// The person allowed the undocumented host.
    pub(super) fn has_dashboard(&self) -> bool {
        self.dashboard.is_some()
    }

    /// Makes a call and returns the document of a successful answer.
    pub(super) async fn call(
        &self,
        urgency: Urgency,
        call: Call<'_>,
    ) -> Result<Value, PlatformError> {
        let url = match call.host {
            Host::Documented => below(&self.base, &call.path),
            Host::Dashboard => {
                let base = self.dashboard.as_ref().ok_or(PlatformError::Unsupported)?;
                if !is_harmless(&call.method, &call.path) {
                    return Err(PlatformError::Unsupported);
                }
                below(base, &[&["api"], call.path.as_slice()].concat())
            }
        };
        let mut request = self
            .http
            .request(call.method.clone(), url.ok_or(PlatformError::NotFound)?)
            .bearer_auth(self.key.expose_secret())
            .header(reqwest::header::ACCEPT, "application/json");
        if !call.query.is_empty() {
            request = request.query(&call.query);
        }
        if let Some(body) = &call.body {
            request = request.json(body);
        }
        self.throttle.admit(urgency).await?;
        let outcome = self.http.exchange(request, call.patience).await;
        let answer = self.throttle.ended(urgency, outcome)?;
        if answer.is_success() {
            return answer.json();
        }
        let mut error = failure::of_call(&answer, self.clock.now(), call.reach);
        if let PlatformError::RateLimited { retry_after_ms } = error {
            self.throttle.too_many(retry_after_ms);
        }
        if error == PlatformError::KeyRefused && call.host == Host::Dashboard {
            error = PlatformError::ScopeMissing {
                scope: DASHBOARD_RIGHT.to_owned(),
            };
        }
        tracing::debug!(
            method = %call.method,
            call = call.path.first().copied().unwrap_or_default(),
            status = answer.status,
            request_id = answer.request_id(),
            %error,
            "chatvolt refused a call"
        );
        Err(error)
    }

    /// Fetches a file. Files are public to whoever knows their address, so the key is never shown.
    pub(super) async fn fetch(&self, url: &str, limit: u64) -> Result<Vec<u8>, PlatformError> {
        let url = Url::parse(url).map_err(|_| PlatformError::NotFound)?;
        self.http.fetch(url, limit, |url| self.may_visit(url)).await
    }

    /// Lays a file down at an address that the dashboard signed for it.
    pub(super) async fn lay_down(
        &self,
        signed_url: &str,
        file: &OutgoingFile,
        upload: &Upload,
    ) -> Result<(), PlatformError> {
        let url = Url::parse(signed_url).map_err(|_| PlatformError::Unreadable)?;
        if !self.may_visit(&url) {
            return Err(PlatformError::Unsupported);
        }
        let body = file_body(file, upload).await?;
        let request = self
            .http
            .request(Method::PUT, url)
            // The signature covers the type: another one is refused.
            .header(reqwest::header::CONTENT_TYPE, &file.mime_type)
            // Stores behind signed addresses take no body of unknown length.
            .header(reqwest::header::CONTENT_LENGTH, file.bytes)
            .body(body);
        let answer = self
            .http
            .exchange_watched(request, Patience::Send, upload)
            .await?;
        match answer.status {
            200..=299 => Ok(()),
            413 => Err(PlatformError::File(FileFault::TooLarge)),
            415 => Err(PlatformError::File(FileFault::Kind)),
            status @ 500.. => Err(PlatformError::Failed { status }),
            status => Err(refused(&status.to_string())),
        }
    }

    /// `https` anywhere; plain `http` is for a platform on this computer, not for whatever else
    /// listens here.
    fn may_visit(&self, url: &Url) -> bool {
        let bases = [Some(&self.base), self.dashboard.as_ref()];
        let own = bases
            .into_iter()
            .flatten()
            .any(|base| shares_domain(url, base));
        is_allowed(url) && (url.scheme() == "https" || own)
    }
}
