//! Calls to Chatwoot's API: address, key, quota, and failures by meaning.

use std::{
    collections::{HashMap, HashSet},
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
};

use inbox_core::{ChannelKind, Clock, PlatformError, PlatformKind, RemoteId, Upload, Urgency};
use reqwest::{Method, Url, multipart::Form};
use serde_json::Value;

use super::{
    credentials::{Credentials, Key},
    failure, map,
    release::Release,
    wire::Row,
};
use crate::{
    OpenError, OpenOptions,
    http::{Http, Patience},
    throttle::{Quota, Room, Throttle},
};

pub(super) use crate::http::refused;

/// An installation allows 3000 calls a minute to everybody behind one address, which is a whole
/// office; a line takes no more than a fifth of it.
const QUOTA: Quota = Quota { per_minute: 600 };

/// Where a path begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Root {
    /// Below the account of the line.
    Account,
    /// Below the account of the line, where reports are.
    Reports,
    /// Beside all accounts.
    Installation,
}

/// What goes along with a call.
enum Body {
    Nothing,
    Document(Value),
    Form(Box<Form>),
}

/// The limits that some calls have of their own, beside the common one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Allowance {
    /// Totals of conversation lists.
    Totals,
    /// Searching contacts.
    ContactSearch,
    /// Anything about reports.
    Reports,
}

impl Allowance {
    const ALL: [Self; 3] = [Self::Totals, Self::ContactSearch, Self::Reports];

    fn quota(self) -> Quota {
        let per_minute = match self {
            Self::Totals => 30,
            Self::ContactSearch | Self::Reports => 100,
        };
        Quota { per_minute }
    }
}

/// One call; made once, never repeated here.
pub(super) struct Call {
    method: Method,
    root: Root,
    path: Vec<String>,
    query: Vec<(&'static str, String)>,
    body: Body,
    patience: Patience,
    allowance: Option<Allowance>,
    upload: Upload,
}

impl Call {
    fn new(method: Method, path: &[&str]) -> Self {
        Self {
            method,
            root: Root::Account,
            path: path.iter().map(|&segment| segment.to_owned()).collect(),
            query: Vec::new(),
            body: Body::Nothing,
            patience: Patience::Read,
            allowance: None,
            upload: Upload::of(0),
        }
    }

    pub(super) fn get(path: &[&str]) -> Self {
        Self::new(Method::GET, path)
    }

    pub(super) fn post(path: &[&str], body: Value) -> Self {
        Self::new(Method::POST, path).with(body)
    }

    pub(super) fn patch(path: &[&str], body: Value) -> Self {
        Self::new(Method::PATCH, path).with(body)
    }

    pub(super) fn delete(path: &[&str]) -> Self {
        Self::new(Method::DELETE, path)
    }

    pub(super) fn with(mut self, body: Value) -> Self {
        self.body = Body::Document(body);
        self
    }

    /// A form with files, whose leaving is watched.
    pub(super) fn form(mut self, form: Form, upload: &Upload) -> Self {
        self.body = Body::Form(Box::new(form));
        self.upload = upload.clone();
        self
    }

    /// Takes long: messages to customers, and words of an AI.
    pub(super) fn slow(mut self) -> Self {
        self.patience = Patience::Send;
        self
    }

    pub(super) fn reports(mut self) -> Self {
        self.root = Root::Reports;
        self.allowed(Allowance::Reports)
    }

    pub(super) fn beside_accounts(mut self) -> Self {
        self.root = Root::Installation;
        self
    }

    pub(super) fn allowed(mut self, allowance: Allowance) -> Self {
        self.allowance = Some(allowance);
        self
    }

    pub(super) fn query(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.query.push((name, value.into()));
        self
    }

    pub(super) fn query_if(self, name: &'static str, value: Option<impl Into<String>>) -> Self {
        match value {
            Some(value) => self.query(name, value),
            None => self,
        }
    }
}

/// What the last directory told, for reading conversations and their items.
#[derive(Debug, Default, Clone)]
pub(super) struct Known {
    /// What travels on each channel.
    pub(super) channels: HashMap<RemoteId, ChannelKind>,
    /// Colleagues' names, for activity lines that hold nothing but a sentence.
    pub(super) agents: HashMap<String, RemoteId>,
    /// Teams' names, which those sentences do not tell from colleagues'.
    pub(super) teams: Vec<String>,
    /// The types of custom attributes of conversations.
    pub(super) attributes: HashMap<String, String>,
    /// The person the key belongs to.
    pub(super) me: Option<RemoteId>,
    /// Which release answers; `None` until it was asked, and where it is not told.
    pub(super) release: Option<Release>,
}

/// What all clones of a line's client share.
pub(super) struct Session {
    pub(super) http: Http,
    pub(super) base: Url,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) account: i64,
    key: Key,
    throttle: Throttle,
    allowances: HashMap<Allowance, Throttle>,
    known: RwLock<Arc<Known>>,
    /// What was last read of each contact, to tell a change from the news that a contact wrote.
    pub(super) contacts: Mutex<map::SeenContacts>,
    /// What the person was told by name and has not read, but for messages, which come and go with every
    /// word of a customer.
    noticed: Mutex<HashSet<RemoteId>>,
}

impl fmt::Debug for Session {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Session")
            .field("host", &self.base.host_str())
            .field("account", &self.account)
            .finish_non_exhaustive()
    }
}

impl Session {
    pub(super) fn room(&self) -> Room {
        self.throttle.room()
    }

    pub(super) fn new(options: OpenOptions) -> Result<Self, OpenError> {
        let credentials = Credentials::parse(&options.credentials)?;
        Self::with(options, credentials.account, credentials.key)
    }

    pub(super) fn with(options: OpenOptions, account: i64, key: Key) -> Result<Self, OpenError> {
        let OpenOptions {
            base_url,
            clock,
            http,
            quotas,
            credentials: _,
        } = options;
        let base = installation(&http, &base_url)?;
        let throttle = |what: &str, quota| {
            quotas.throttle((PlatformKind::Chatwoot, &base, what), quota, &clock)
        };
        Ok(Self {
            throttle: throttle(&account.to_string(), QUOTA),
            allowances: Allowance::ALL
                .into_iter()
                .map(|allowance| {
                    let what = format!("{account} {allowance:?}");
                    (allowance, throttle(&what, allowance.quota()))
                })
                .collect(),
            base,
            account,
            key,
            known: RwLock::default(),
            contacts: Mutex::default(),
            noticed: Mutex::default(),
            http,
            clock,
        })
    }

    /// What the person was told by name and has not read.
    pub(super) fn noticed(&self) -> MutexGuard<'_, HashSet<RemoteId>> {
        self.noticed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes a call and returns the document of a successful answer.
    pub(super) async fn call(&self, urgency: Urgency, call: Call) -> Result<Value, PlatformError> {
        match self.attempt(urgency, call).await {
            Err(PlatformError::KeyRefused) => Err(self.why_unauthorised(urgency).await),
            other => other,
        }
    }

    /// The profile of the person the key belongs to.
    pub(super) async fn profile(&self, urgency: Urgency) -> Result<Value, PlatformError> {
        let call = Call::get(&["api", "v1", "profile"]).beside_accounts();
        self.attempt(urgency, call).await
    }

    /// What a 401 means: the same status answers a dead key and a missing right, and only a dead key
    /// cannot read its own profile.
    async fn why_unauthorised(&self, urgency: Urgency) -> PlatformError {
        match self.profile(urgency).await {
            Ok(profile) if map::membership(&profile, self.account).is_some() => {
                PlatformError::ScopeMissing {
                    scope: "role".to_owned(),
                }
            }
            // Out of the account, or the account is suspended: nothing works until a person mends it.
            Ok(_) => PlatformError::KeyRefused,
            Err(error) => error,
        }
    }

    async fn attempt(&self, urgency: Urgency, call: Call) -> Result<Value, PlatformError> {
        let url = self.address(&call).ok_or(PlatformError::NotFound)?;
        let mut request = self
            .key
            .on(self.http.request(call.method.clone(), url))
            .header(reqwest::header::ACCEPT, "application/json");
        if !call.query.is_empty() {
            request = request.query(&call.query);
        }
        request = match call.body {
            Body::Nothing => request,
            Body::Document(document) => request.json(&document),
            Body::Form(form) => request.multipart(*form),
        };
        let allowance = call
            .allowance
            .and_then(|allowance| self.allowances.get(&allowance));
        if let Some(allowance) = allowance {
            allowance.admit(urgency).await?;
        }
        self.throttle.admit(urgency).await?;
        let outcome = self
            .http
            .exchange_watched(request, call.patience, &call.upload)
            .await;
        let outcome = match allowance {
            Some(allowance) => allowance.ended(urgency, outcome),
            None => outcome,
        };
        let answer = self.throttle.ended(urgency, outcome)?;
        if answer.is_success() {
            return answer.json();
        }
        let error = failure::of(&answer, self.clock.now());
        // A full conversation is no matter of the line; a refusal of its own limit neither.
        if answer.status == 429
            && let PlatformError::RateLimited { retry_after_ms } = error
        {
            allowance.unwrap_or(&self.throttle).too_many(retry_after_ms);
        }
        tracing::debug!(
            method = %call.method,
            path = call.path.join("/"),
            status = answer.status,
            request_id = answer.request_id(),
            %error,
            "chatwoot refused a call"
        );
        Err(error)
    }

    fn address(&self, call: &Call) -> Option<Url> {
        let account = self.account.to_string();
        let root: &[&str] = match call.root {
            Root::Account => &["api", "v1", "accounts", &account],
            Root::Reports => &["api", "v2", "accounts", &account],
            Root::Installation => &[],
        };
        let path = call.path.iter().map(String::as_str);
        address(&self.base, root.iter().copied().chain(path))
    }

    /// What the last directory told.
    pub(super) fn known(&self) -> Arc<Known> {
        self.known
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Keeps what was found out; the person stays known when only the directory was read.
    pub(super) fn learn(&self, change: impl FnOnce(&Known) -> Known) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        *known = Arc::new(change(&known));
    }

    /// Fetches a file. The platform's links are signed and need no key, so none ever travels.
    pub(super) async fn fetch(&self, url: &str, limit: u64) -> Result<Vec<u8>, PlatformError> {
        let url = self.base.join(url).map_err(|_| PlatformError::NotFound)?;
        let may_visit = |url: &Url| {
            let own = url.host_str() == self.base.host_str()
                && url.port_or_known_default() == self.base.port_or_known_default();
            // Plain http is for a platform on this computer, not for whatever else listens here.
            self.http.allows(url) && (url.scheme() != "http" || own)
        };
        self.http.fetch(url, limit, may_visit).await
    }
}

/// The address of an installation, of whatever page of it: people copy what their browser shows.
pub(super) fn installation(http: &Http, text: &str) -> Result<Url, OpenError> {
    http.own_server(without_page(text))
}

/// An address up to where the platform's own pages begin.
pub(super) fn without_page(text: &str) -> &str {
    let text = text.trim();
    let cut = ["/app/accounts", "/app/login", "/api/v"]
        .into_iter()
        .filter_map(|page| text.find(page))
        .min();
    let text = cut.map_or(text, |cut| text.get(..cut).unwrap_or(text));
    text.trim_end_matches("/app").trim_end_matches('/')
}

/// The address of a path below the base; every segment is one segment, whatever it holds.
pub(super) fn address<'a>(base: &Url, path: impl IntoIterator<Item = &'a str>) -> Option<Url> {
    let mut url = base.clone();
    {
        let mut segments = url.path_segments_mut().ok()?;
        segments.pop_if_empty();
        for segment in path {
            // These would be swallowed and make another path of it.
            if matches!(segment, "" | "." | "..") {
                return None;
            }
            segments.push(segment);
        }
    }
    Some(url)
}

/// The rows that can be read, and how many cannot; those are logged by id and left out.
pub(super) fn readable<T>(
    rows: &[Value],
    what: &str,
    mut read: impl FnMut(&Value) -> Option<T>,
) -> (Vec<T>, u32) {
    let mut unreadable = 0;
    let mut records = Vec::with_capacity(rows.len());
    for row in rows {
        if let Some(record) = read(row) {
            records.push(record);
        } else {
            unreadable += 1;
            let id = Row::of(row).and_then(|row| row.number("id"));
            tracing::warn!(what, id, "chatwoot sent an unreadable row");
        }
    }
    (records, unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Timeouts;

    #[test]
    fn an_address_copied_from_the_browser_leads_to_its_installation() {
        let http = Http::new(Timeouts::default()).expect("a client");
        for page in [
            "https://desk.example.com",
            " https://desk.example.com/ ",
            "https://desk.example.com/app",
            "https://desk.example.com/app/accounts/1/dashboard",
            "https://desk.example.com/app/login?x=1",
            "https://desk.example.com/api/v1/profile",
        ] {
            let base = installation(&http, page).map(String::from);
            assert_eq!(base.as_deref(), Ok("https://desk.example.com/"), "{page}");
        }
        let below =
            installation(&http, "https://example.com/chat/app/accounts/1").map(String::from);
        assert_eq!(below.as_deref(), Ok("https://example.com/chat"));
        assert_eq!(
            installation(&http, "https://app.chatwoot.com")
                .map(String::from)
                .as_deref(),
            Ok("https://app.chatwoot.com/")
        );
    }

    #[test]
    fn an_id_from_outside_cannot_leave_its_place_in_the_path() {
        let base = Url::parse("https://desk.example.com/chat/").expect("a plain address");
        let url = address(&base, ["conversations", "a/../b?x=1#y"]);
        assert_eq!(
            url.map(String::from).as_deref(),
            Some("https://desk.example.com/chat/conversations/a%2F..%2Fb%3Fx=1%23y")
        );
        for odd in ["", ".", ".."] {
            assert_eq!(address(&base, ["conversations", odd]), None, "{odd:?}");
        }
    }
}
