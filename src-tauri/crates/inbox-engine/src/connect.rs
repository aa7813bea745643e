//! Connecting lines: a key is tried first and kept only then.
//!
//! Invariant: a key goes into the keychain before its line exists, and nowhere else; while it waits
//! between the test and the adding it is only in memory, under a name that says nothing.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use inbox_core::{
    AgentId, Capabilities, Connection, Directory, LineId, ListRequest, Platform, PlatformError,
    PlatformKind, RemoteId, Secret, SecretKey, Timestamp, Urgency,
};
use inbox_platforms::{AnyPlatform, OpenOptions};
use inbox_store::{NewLine, StoreError};

use crate::{
    capabilities,
    engine::{Engine, EngineEvent, LineState, halt},
    error::EngineError,
    receipts,
    relay::RelayReader,
    template_number,
};

/// How long a tested key waits to be added.
pub(crate) const TEST_LIFE_MS: i64 = 15 * 60_000;

/// A key as the person typed it, and what it opens.
#[derive(Clone)]
pub struct Credentials {
    /// Which platform.
    pub platform: PlatformKind,
    /// Base address of the API; `https`, or `http` on this computer.
    pub base_url: String,
    /// The person agreed that keys and messages travel in clear to this address, a server of their
    /// own.
    pub unprotected: bool,
    /// What the platform gave the person, in the form its client wants.
    pub secret: Secret,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Credentials")
            .field("platform", &self.platform)
            .finish_non_exhaustive()
    }
}

/// Where a line's events can be fetched.
#[derive(Debug, Clone)]
pub struct RelayAccess {
    /// Base address; `https`, or `http` on this computer.
    pub url: String,
    /// The reader token.
    pub token: Secret,
}

/// One thing a test looks at, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TestStep {
    /// The platform answers at all.
    Reach,
    /// The key is accepted.
    Key,
    /// Channels are found.
    Channels,
    /// Agents are found.
    Agents,
    /// Conversations can be read.
    Conversations,
}

/// A step of a test began, or ended well. A failure ends the test with an error instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TestProgress {
    /// Which step.
    pub step: TestStep,
    /// It ended well; otherwise it began.
    pub done: bool,
}

/// What a test found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineTest {
    /// The name under which the key waits, for [`Engine::add_line`]. It says nothing of the key.
    pub test: String,
    /// The host that answered.
    pub host: String,
    /// How long the first answer took, in milliseconds.
    pub answered_in_ms: i64,
    /// Channels, agents and tags.
    pub directory: Directory,
    /// Who the key itself is, where keys belong to a person.
    pub me: Option<RemoteId>,
    /// How many conversations there are, when the platform says.
    pub conversations: Option<u32>,
    /// What the key can do.
    pub capabilities: Capabilities,
    /// A name to propose.
    pub proposed_name: String,
}

/// Tested keys that wait to be added.
#[derive(Default)]
pub(crate) struct PendingTests(Mutex<HashMap<String, PendingTest>>);

#[derive(Clone)]
struct PendingTest {
    credentials: Credentials,
    connection: Connection,
    made_at: Timestamp,
}

/// A person of a platform that lists none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedPerson {
    /// Their id on the platform.
    pub id: String,
    /// What to call them here; their id when empty.
    pub name: String,
}

impl NamedPerson {
    /// Both without blanks around them, the name never empty; `None` without an id.
    pub(crate) fn read(&self) -> Option<(RemoteId, String)> {
        let (id, name) = (self.id.trim(), self.name.trim());
        let name = if name.is_empty() { id } else { name };
        (!id.is_empty()).then(|| (RemoteId::from(id), name.to_owned()))
    }
}

/// Who the person at this desk is on a line that is added.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Oneself {
    /// Nobody is chosen; the key may know.
    #[default]
    Unsaid,
    /// One of the agents that the platform lists.
    Listed(RemoteId),
    /// Somebody the platform does not list.
    Named(NamedPerson),
}

impl From<Option<RemoteId>> for Oneself {
    fn from(me: Option<RemoteId>) -> Self {
        me.map_or(Self::Unsaid, Self::Listed)
    }
}

impl PendingTests {
    fn keep(&self, name: String, test: PendingTest) {
        let mut tests = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tests.retain(|_, known| test.made_at.since(known.made_at) < TEST_LIFE_MS);
        tests.insert(name, test);
    }

    fn get(&self, name: &str, now: Timestamp) -> Option<PendingTest> {
        let mut tests = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tests.retain(|_, known| now.since(known.made_at) < TEST_LIFE_MS);
        tests.get(name).cloned()
    }

    fn forget(&self, name: &str) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(name);
    }
}

impl Engine {
    /// Tries a key; only reads. On success the key waits in memory for a quarter of an hour. Ended
    /// early, by dropping its future, it leaves nothing behind.
    pub async fn test_line(
        &self,
        credentials: Credentials,
        progress: impl Fn(TestProgress) + Send,
    ) -> Result<LineTest, EngineError> {
        self.test_named(credentials, "", progress).await
    }

    /// The same, for an account whose name the platform told.
    pub(crate) async fn test_named(
        &self,
        credentials: Credentials,
        account: &str,
        progress: impl Fn(TestProgress) + Send,
    ) -> Result<LineTest, EngineError> {
        let began = |step| progress(TestProgress { step, done: false });
        let ended = |step| progress(TestProgress { step, done: true });
        let platform = self.open(&credentials)?;
        let clock = &self.inner.surroundings.clock;
        let asked_at = clock.now();
        began(TestStep::Reach);
        let connection = match platform.connect().await {
            Ok(connection) => connection,
            Err(error) => {
                if !matches!(error, PlatformError::Unreachable | PlatformError::NoAnswer) {
                    ended(TestStep::Reach);
                    began(TestStep::Key);
                }
                return Err(error.into());
            }
        };
        let answered_in_ms = clock.now().since(asked_at);
        ended(TestStep::Reach);
        for step in [TestStep::Key, TestStep::Channels, TestStep::Agents] {
            began(step);
            ended(step);
        }
        if self
            .is_connected(&credentials, &connection.directory)
            .await?
        {
            return Err(EngineError::AlreadyConnected);
        }
        began(TestStep::Conversations);
        let mut conversations = Some(0);
        let mut failure = None;
        let mut some_read = false;
        for scope in platform.scopes(&connection.directory) {
            let request = ListRequest {
                scope,
                page: None,
                since: None,
            };
            match platform.list(&request).await {
                Ok(page) => {
                    some_read = true;
                    let sum = conversations.zip(page.total);
                    conversations = sum.map(|(sum, total)| sum + total);
                }
                Err(error) if error.concerns_the_line() => return Err(error.into()),
                // Perhaps others can be read; the line will say of itself that this one cannot.
                Err(error) => {
                    conversations = None;
                    failure.get_or_insert(error);
                }
            }
            // The person waits: one list shows that the key reads, and more would not give the sum.
            if some_read && conversations.is_none() {
                break;
            }
        }
        if let Some(error) = failure.filter(|_| !some_read) {
            return Err(error.into());
        }
        ended(TestStep::Conversations);
        let name = u128::from_be_bytes(self.inner.surroundings.dice.bytes());
        let name = format!("{name:032x}");
        let host = host_of(&credentials.base_url);
        let proposed_name = self
            .propose_name(account, &host, &connection.directory)
            .await?;
        let test = LineTest {
            test: name.clone(),
            host,
            answered_in_ms,
            me: connection.me.clone(),
            conversations,
            capabilities: connection.capabilities.clone(),
            directory: connection.directory.clone(),
            proposed_name,
        };
        let made_at = clock.now();
        self.inner.tests.keep(
            name,
            PendingTest {
                credentials,
                connection,
                made_at,
            },
        );
        Ok(test)
    }

    /// A name that no other line has: the account's, else its first channel's, else the host's.
    async fn propose_name(
        &self,
        account: &str,
        host: &str,
        directory: &Directory,
    ) -> Result<String, EngineError> {
        let lines = self.inner.surroundings.store.read().await?.lines().await?;
        // One that goes by its id alone names nothing.
        let mut channels = directory.channels.iter();
        let channel = channels.find(|channel| channel.name != channel.remote.as_str());
        let name = match (account.trim(), channel) {
            ("", Some(channel)) => channel.name.trim(),
            ("", None) => host,
            (account, _) => account,
        };
        let is_taken = |name: &str| lines.iter().any(|line| line.name == name);
        let numbered = (2..).map(|number| format!("{name} {number}"));
        let mut names = std::iter::once(name.to_owned()).chain(numbered);
        Ok(names.find(|name| !is_taken(name)).unwrap_or_default())
    }

    /// Forgets the key of a test that nobody wants to add.
    pub fn drop_test(&self, test: &str) {
        self.inner.tests.forget(test);
    }

    /// Keeps a tested line and starts fetching. Nothing is kept when the keychain refuses the key.
    pub async fn add_line(
        &self,
        test: &str,
        name: &str,
        me: Oneself,
        relay: Option<RelayAccess>,
    ) -> Result<LineState, EngineError> {
        let named = match me {
            Oneself::Unsaid => None,
            Oneself::Listed(me) => Some((me, None)),
            Oneself::Named(person) => person.read().map(|(me, name)| (me, Some(name))),
        };
        let surroundings = &self.inner.surroundings;
        let pending = self.inner.tests.get(test, surroundings.clock.now());
        let PendingTest {
            credentials,
            connection,
            ..
        } = pending.ok_or(EngineError::UnknownTest)?;
        // Taken before anything is read, so that whatever happens from now on is either read or told.
        let place = match &relay {
            Some(relay) => Some(self.try_relay(relay).await?),
            None => None,
        };
        let turn = self.inner.turn.lock().await;
        if self
            .is_connected(&credentials, &connection.directory)
            .await?
        {
            return Err(EngineError::AlreadyConnected);
        }
        let new = NewLine {
            platform: credentials.platform,
            name: name.trim().to_owned(),
            base_url: credentials.base_url.trim_end_matches('/').to_owned(),
            me: named.as_ref().map(|(me, _)| me.clone()).or(connection.me),
            unprotected: credentials.unprotected,
        };
        // The keychain's entry is named by the line's id, and the keychain may ask the person to
        // unlock it, which no transaction may wait for. So the id is learnt from a write that is
        // given up; it stays the next one while we hold the turn of adding lines.
        let next = surroundings.store.write().await?.add_line(&new).await?;
        surroundings
            .secrets
            .set(SecretKey::Credentials(next), credentials.secret)
            .await?;
        if let Some(relay) = &relay {
            let kept = surroundings
                .secrets
                .set(SecretKey::RelayToken(next), relay.token.clone());
            if let Err(error) = kept.await {
                self.forget_secrets(next).await;
                return Err(error.into());
            }
        }
        let added = async {
            let mut write = surroundings.store.write().await?;
            let line = write.add_line(&new).await?;
            if line != next {
                // Only another program on the same files could do that.
                return Err(StoreError::NotNow {
                    state: "used by another program",
                });
            }
            write.replace_directory(line, &connection.directory).await?;
            if let Some((me, Some(name))) = &named {
                write.name_person(line, me, name).await?;
            }
            capabilities::keep(&mut write, line, &connection.capabilities).await?;
            if let Some(relay) = &relay {
                write.set_relay(line, Some(relay.url.trim())).await?;
                write.set_relay_iterator(line, place.as_deref()).await?;
            }
            write.commit().await?;
            Ok(line)
        };
        let line = match added.await {
            Ok(line) => line,
            Err(error) => {
                self.forget_secrets(next).await;
                return Err(error.into());
            }
        };
        self.inner.tests.forget(test);
        self.restart_in(&turn, line).await?;
        drop(turn);
        self.line_state(line).await
    }

    /// Gives a line another name.
    pub async fn rename_line(&self, line: LineId, name: &str) -> Result<(), EngineError> {
        let mut write = self.inner.surroundings.store.write().await?;
        write
            .rename_line(line, name.trim())
            .await
            .map_err(unknown_line)?;
        Ok(write.commit().await?)
    }

    /// Says which agent of the line the person at this desk is.
    pub async fn set_me(&self, line: LineId, me: Option<RemoteId>) -> Result<(), EngineError> {
        let mut write = self.inner.surroundings.store.write().await?;
        write
            .set_me(line, me.as_ref())
            .await
            .map_err(unknown_line)?;
        Ok(write.commit().await?)
    }

    /// Whether the people of a line are named by their id, as its platform lists none.
    pub async fn names_people_by_id(&self, line: LineId) -> Result<bool, EngineError> {
        let capabilities = self.line_state(line).await?.status.capabilities;
        Ok(capabilities.is_some_and(|capabilities| capabilities.people_by_id))
    }

    /// Remembers a person of a line whose platform lists none, under a name. Given again, the new
    /// name replaces the older one.
    pub async fn name_person(
        &self,
        line: LineId,
        person: &NamedPerson,
    ) -> Result<AgentId, EngineError> {
        let (remote, name) = person.read().ok_or(EngineError::EmptyText)?;
        let mut write = self.inner.surroundings.store.write().await?;
        write.name_person(line, &remote, &name).await?;
        write.commit().await?;
        Ok(AgentId::new(line, remote))
    }

    /// Switches a line off or on. What waits to be sent stays.
    pub async fn pause_line(&self, line: LineId, paused: bool) -> Result<(), EngineError> {
        let turn = self.inner.turn.lock().await;
        let mut write = self.inner.surroundings.store.write().await?;
        write.pause_line(line, paused).await.map_err(unknown_line)?;
        write.commit().await?;
        self.restart_in(&turn, line).await
    }

    /// Signs a line out: its keys, and everything that was fetched or typed there.
    pub async fn remove_line(&self, line: LineId) -> Result<(), EngineError> {
        let surroundings = &self.inner.surroundings;
        let _turn = self.inner.turn.lock().await;
        if surroundings.store.read().await?.line(line).await?.is_none() {
            return Err(EngineError::UnknownLine);
        }
        // First what must not outlive the line; a keychain that refuses leaves all as it was.
        for key in SecretKey::of(line) {
            surroundings.secrets.remove(key).await?;
        }
        self.inner.visitors.forget(line);
        let running = self.inner.lines().remove(&line);
        if let Some(slot) = running {
            halt(slot).await;
        }
        let mut write = surroundings.store.write().await?;
        write.remove_line(line).await?;
        capabilities::forget(&mut write, line).await?;
        receipts::forget(&mut write, line).await?;
        template_number::forget(&mut write, line).await?;
        write.commit().await?;
        if let Err(error) = surroundings.store.forget_traces().await {
            // The line is gone; what is left of it on the disk goes with the next one.
            tracing::error!(%line, %error, "traces of a removed line are left");
        }
        let _ = surroundings.events.send(EngineEvent::Line(line));
        Ok(())
    }

    /// Sets the relay of a line, after trying its token, or goes back to polling.
    pub async fn set_relay(
        &self,
        line: LineId,
        relay: Option<RelayAccess>,
    ) -> Result<LineState, EngineError> {
        let surroundings = &self.inner.surroundings;
        if let Some(relay) = &relay {
            self.try_relay(relay).await?;
        }
        let before = self.line_state(line).await?.relay_url;
        if before.as_deref() != relay.as_ref().map(|relay| relay.url.trim()) {
            // A webhook of ours would go on posting to where nobody reads.
            self.remove_webhook(line).await?;
        }
        let turn = self.inner.turn.lock().await;
        if surroundings.store.read().await?.line(line).await?.is_none() {
            return Err(EngineError::UnknownLine);
        }
        let key = SecretKey::RelayToken(line);
        if let Some(relay) = &relay {
            surroundings.secrets.set(key, relay.token.clone()).await?;
        } else {
            surroundings.secrets.remove(key).await?;
            surroundings.secrets.remove(SecretKey::Inlet(line)).await?;
        }
        let mut write = surroundings.store.write().await?;
        write
            .set_relay(line, relay.as_ref().map(|relay| relay.url.trim()))
            .await?;
        receipts::forget(&mut write, line).await?;
        write.commit().await?;
        self.restart_in(&turn, line).await?;
        drop(turn);
        self.line_state(line).await
    }

    /// Tries an address and its token. Returns the end of the relay's stream as it is now.
    async fn try_relay(&self, relay: &RelayAccess) -> Result<String, EngineError> {
        let client = self.inner.surroundings.relay_client.clone();
        let reader = RelayReader::new(client, &relay.url, relay.token.clone())?;
        Ok(reader.head().await?)
    }

    pub(crate) fn options_of(&self, credentials: &Credentials) -> OpenOptions {
        let surroundings = &self.inner.surroundings;
        OpenOptions {
            base_url: credentials.base_url.clone(),
            credentials: credentials.secret.clone(),
            clock: Arc::clone(&surroundings.clock),
            http: surroundings.http_to(&credentials.base_url, credentials.unprotected),
            quotas: surroundings.quotas.clone(),
        }
    }

    pub(crate) fn open(&self, credentials: &Credentials) -> Result<AnyPlatform, EngineError> {
        let options = self.options_of(credentials);
        Ok(AnyPlatform::open(credentials.platform, options)?.at(Urgency::Person))
    }

    /// Whether a line of this desk is signed in to the same workspace.
    async fn is_connected(
        &self,
        credentials: &Credentials,
        directory: &Directory,
    ) -> Result<bool, EngineError> {
        let mut read = self.inner.surroundings.store.read().await?;
        for line in read.lines().await? {
            // Ids of a server of one's own say nothing on another server.
            if line.platform != credentials.platform
                || line.base_url != credentials.base_url.trim_end_matches('/')
            {
                continue;
            }
            if share_a_channel(&read.directory(line.id).await?, directory) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn forget_secrets(&self, line: LineId) {
        for key in SecretKey::of(line) {
            if let Err(error) = self.inner.surroundings.secrets.remove(key).await {
                tracing::error!(%line, %error, "a key of a line that was not added is left behind");
            }
        }
    }
}

fn unknown_line(error: StoreError) -> EngineError {
    match error {
        StoreError::Unknown { .. } => EngineError::UnknownLine,
        other => other.into(),
    }
}

/// Platforms do not tell which workspace a key opens, but its channels do. A workspace that never
/// had any says nothing.
pub(crate) fn is_same_workspace(before: &Directory, now: &Directory) -> bool {
    before.channels.is_empty() || share_a_channel(before, now)
}

fn share_a_channel(one: &Directory, other: &Directory) -> bool {
    if one.channels.is_empty() && other.channels.is_empty() {
        // Where a platform lists no channels its people tell one workspace from another.
        return one.agents.iter().any(|agent| {
            let mut known = other.agents.iter();
            known.any(|candidate| candidate.remote == agent.remote)
        });
    }
    one.channels.iter().any(|channel| {
        other
            .channels
            .iter()
            .any(|candidate| candidate.remote == channel.remote)
    })
}

fn host_of(base_url: &str) -> String {
    reqwest::Url::parse(base_url)
        .ok()
        .and_then(|url| url.host_str().map(str::to_owned))
        .unwrap_or_default()
}
