//! Calls to Ohallo's API: quota, key, failures by meaning, and files without the key.

use std::{fmt, sync::Arc};

use inbox_core::{Clock, PlatformError, PlatformKind, RemoteId, Secret, Urgency};
use reqwest::{Method, Url};
use secrecy::ExposeSecret;
use serde_json::Value;

use super::{
    failure,
    memory::Memory,
    wire::{Listed, Row},
};
use crate::{
    OpenError, OpenOptions,
    http::{Http, Patience, base_url, below, is_allowed, shares_domain},
    throttle::{Quota, Room, Throttle},
};

pub(super) use crate::http::never_left;

/// Not documented; what is assumed is little.
const QUOTA: Quota = Quota { per_minute: 60 };

/// One call.
pub(super) struct Call<'a> {
    method: Method,
    path: Vec<&'a str>,
    query: Vec<(&'static str, String)>,
    body: Option<Value>,
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

    /// An action that needs no words.
    pub(super) fn post(path: &[&'a str]) -> Self {
        Self::new(Method::POST, path)
    }

    pub(super) fn patch(path: &[&'a str]) -> Self {
        Self::new(Method::PATCH, path)
    }

    pub(super) fn body(mut self, body: Value) -> Self {
        self.body = Some(body);
        self
    }

    /// A message to a customer.
    pub(super) fn for_a_customer(mut self) -> Self {
        self.is_send = true;
        self
    }

    pub(super) fn query(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.query.push((name, value.into()));
        self
    }

    pub(super) fn maybe(self, name: &'static str, value: Option<impl Into<String>>) -> Self {
        match value {
            Some(value) => self.query(name, value),
            None => self,
        }
    }
}

/// The key of a line, and the part of the account it is to be used for.
pub(super) struct Credentials {
    pub(super) key: Secret,
    pub(super) workspace: Option<String>,
}

impl Credentials {
    pub(super) fn parse(secret: &Secret) -> Result<Self, OpenError> {
        let document: Value =
            serde_json::from_str(secret.expose_secret()).map_err(|_| OpenError::Credentials)?;
        let row = Row::of(&document).ok_or(OpenError::Credentials)?;
        let key = row.text(&["apiKey"]).ok_or(OpenError::Credentials)?.trim();
        if !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(OpenError::Credentials);
        }
        Ok(Self {
            key: key.to_owned().into(),
            workspace: row.id(&["workspaceId"]),
        })
    }

    /// Whether both are about the same workspace, or both about all of them.
    pub(super) fn share_place(one: &Secret, other: &Secret) -> bool {
        match (Self::parse(one), Self::parse(other)) {
            (Ok(one), Ok(other)) => one.workspace == other.workspace,
            _ => false,
        }
    }

    /// Keys of the sandbox say so.
    pub(super) fn is_sandbox(&self) -> bool {
        self.key.expose_secret().starts_with("sf_test_")
    }

    /// Whether this is the key that a list shows by its beginning.
    pub(super) fn begins_with(&self, prefix: &str) -> bool {
        prefix.len() >= 8 && self.key.expose_secret().starts_with(prefix)
    }
}

/// What all clones of a line's client share.
pub(super) struct Session {
    http: Http,
    base: Url,
    pub(super) clock: Arc<dyn Clock>,
    throttle: Throttle,
    pub(super) credentials: Credentials,
    pub(super) memory: Memory,
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
        let base = base_url(&options.base_url)?;
        let credentials = Credentials::parse(&options.credentials)?;
        let key = credentials.key.expose_secret();
        let account = (PlatformKind::Ohallo, &base, key);
        Ok(Self {
            throttle: options.quotas.throttle(account, QUOTA, &options.clock),
            base,
            credentials,
            clock: options.clock,
            http: options.http,
            memory: Memory::default(),
        })
    }

    pub(super) fn workspace(&self) -> Option<&str> {
        self.credentials.workspace.as_deref()
    }

    /// Makes a call and returns the document of a successful answer.
    pub(super) async fn call(
        &self,
        urgency: Urgency,
        call: Call<'_>,
    ) -> Result<Value, PlatformError> {
        let url = address(&self.base, &call.path).ok_or(PlatformError::NotFound)?;
        let mut request = self
            .http
            .request(call.method.clone(), url)
            .bearer_auth(self.credentials.key.expose_secret())
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
        let answer = self.throttle.ended(urgency, outcome)?;
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
            "ohallo refused a call"
        );
        Err(error)
    }

    /// A list, in whatever envelope.
    pub(super) async fn rows(
        &self,
        urgency: Urgency,
        call: Call<'_>,
    ) -> Result<Listed, PlatformError> {
        let document = self.call(urgency, call).await?;
        Listed::of(document).ok_or(PlatformError::Unreadable)
    }

    /// An action, which the platform answers with `{"ok": true}` and nothing else.
    pub(super) async fn act(&self, urgency: Urgency, call: Call<'_>) -> Result<(), PlatformError> {
        let document = self.call(urgency, call).await?;
        match Row::of(&document).map(|row| row.flag(&["ok", "success"])) {
            Some(Some(true)) => Ok(()),
            // Neither a yes nor a no: whoever sent something looks for it in the thread.
            _ => Err(PlatformError::Unreadable),
        }
    }

    /// Fetches a file from its pre-signed address, never with the key.
    pub(super) async fn fetch(&self, url: &str, limit: u64) -> Result<Vec<u8>, PlatformError> {
        let url = Url::parse(url).map_err(|_| PlatformError::NotFound)?;
        // Plain http is for a platform on this computer, not for whatever else listens here.
        let may_visit = |url: &Url| {
            is_allowed(url) && (url.scheme() != "http" || shares_domain(url, &self.base))
        };
        self.http.fetch(url, limit, may_visit).await
    }
}

/// The address of a path below `/api`.
fn address(base: &Url, path: &[&str]) -> Option<Url> {
    below(base, &[&["api"], path].concat())
}

/// A file's address that stays the same while its links come and go.
pub(super) fn file_reference(conversation: &RemoteId, attachment: &str) -> String {
    let escaped = |id: &str| id.replace('%', "%25").replace('/', "%2F");
    format!("{}/{}", escaped(conversation.as_str()), escaped(attachment))
}

/// The conversation and the attachment that a reference names.
pub(super) fn file_named(reference: &str) -> Option<(RemoteId, String)> {
    let (conversation, attachment) = reference.split_once('/')?;
    if conversation.is_empty() || attachment.is_empty() || attachment.contains('/') {
        return None;
    }
    let plain = |text: &str| text.replace("%2F", "/").replace("%25", "%");
    Some((RemoteId(plain(conversation)), plain(attachment)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_from_outside_cannot_leave_its_place_in_the_path() {
        let base = Url::parse("https://api.ohallo.eu/").expect("a plain address");
        let url = address(&base, &["conversations", "a/../b?x=1#y"]);
        assert_eq!(
            url.map(String::from).as_deref(),
            Some("https://api.ohallo.eu/api/conversations/a%2F..%2Fb%3Fx=1%23y")
        );
        for odd in ["", ".", ".."] {
            assert_eq!(address(&base, &["conversations", odd]), None, "{odd:?}");
        }
    }

    #[test]
    fn a_files_reference_names_it_whatever_its_ids_look_like() {
        for (conversation, attachment) in [("c1", "a1"), ("c/1", "a%2F/2"), ("%", "%25")] {
            let reference = file_reference(&RemoteId::from(conversation), attachment);
            let named = (RemoteId::from(conversation), attachment.to_owned());
            assert_eq!(file_named(&reference), Some(named), "{reference}");
        }
        for strange in ["", "c", "/a", "c/", "https://s3.example.com/a"] {
            assert_eq!(file_named(strange), None, "{strange}");
        }
    }
}
