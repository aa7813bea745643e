//! The engine: starts and stops lines, and holds what they share.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use inbox_core::{
    Clock, ConversationId, Line, LineHealth, LineId, OutboxId, SecretKey, SecretStore, Timestamp,
};
use inbox_platforms::{AnyPlatform, Http, OpenError, OpenOptions, Quotas};
use inbox_store::{Read, Store};
use serde::{Deserialize, Serialize};
use tokio::{
    sync::{Mutex as AsyncMutex, MutexGuard as AsyncMutexGuard, Notify, broadcast, watch},
    task::JoinHandle,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    capabilities,
    connect::PendingTests,
    error::EngineError,
    files::{self, UploadState},
    gauge::Gauge,
    health::{Condition, Sign},
    help::Asking,
    line::{LineContext, LineStatus, RelayState},
    moves,
    notify::{self, BadgeSink, Concern, NotificationChoices, NotificationSink},
    pace::{Attention, Dice},
    receipts,
    relay::RelayClient,
    sign_in::PendingCredentials,
    supervisor,
    surroundings::{Network, Surroundings},
    template_number,
    undoing::Undos,
    visitors::Visitors,
};

/// How often a keychain that does not answer is asked again.
const KEYCHAIN_PAUSE_MS: u64 = 10_000;

/// How many events a slow listener may lag behind.
const EVENT_BACKLOG: usize = 256;

/// What an engine is made of.
pub struct EngineOptions {
    /// Where everything is kept.
    pub store: Store,
    /// Where keys are kept.
    pub secrets: Arc<dyn SecretStore>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The HTTP client of the platforms.
    pub http: Http,
    /// Feeds jitter and ids.
    pub seed: u64,
    /// The person's time zone, for quiet hours.
    pub time_zone: jiff::tz::TimeZone,
    /// Shows notifications.
    pub notifications: Arc<dyn NotificationSink>,
    /// Shows the number of unread conversations.
    pub badge: Arc<dyn BadgeSink>,
}

/// The person's choices that the engine acts on.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Choices {
    /// About notifications.
    pub notifications: NotificationChoices,
    /// What the badge counts.
    pub badge: Concern,
}

/// Something that changed and is not in the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EngineEvent {
    /// The status of this line.
    Line(LineId),
    /// Who writes in this conversation.
    Writing(ConversationId),
    /// Who of the colleagues on this line is there.
    Presences(LineId),
    /// What a played customer sees.
    Visitor(String),
    /// How much of the files of a row of the outbox has left.
    Upload {
        /// The row.
        outbox: OutboxId,
        /// How much.
        state: UploadState,
    },
}

/// A line with everything known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineState {
    /// The line.
    pub line: Line,
    /// How it is doing.
    pub status: LineStatus,
    /// Where its relay is, when one is set.
    pub relay_url: Option<String>,
    /// A webhook of ours is registered on the platform for that relay.
    pub webhook: bool,
    /// The number that templates go out from, when the person has named one.
    pub template_number: Option<String>,
    /// Outbox rows that wait or are being sent.
    pub to_send: u32,
    /// Outbox rows that wait for the person.
    pub stuck: u32,
}

/// The engine. Clones are handles to the same one.
#[derive(Clone)]
pub struct Engine {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) surroundings: Arc<Surroundings>,
    /// Orders adding, changing and removing lines, which wait for keychains and platforms.
    pub(crate) turn: AsyncMutex<()>,
    /// Looked at and changed in passing, so nobody waits for it.
    lines: Mutex<HashMap<LineId, Slot>>,
    pub(crate) tests: PendingTests,
    pub(crate) sign_ins: PendingCredentials,
    pub(crate) undos: Undos,
    pub(crate) visitors: Visitors,
    pub(crate) asking: Asking,
    /// When conversations were last read because a person opened them.
    pub(crate) opened: Mutex<HashMap<ConversationId, Timestamp>>,
    /// Told when a line waits for the keychain.
    keychain: Notify,
    stopping: CancellationToken,
    pub(crate) tasks: TaskTracker,
}

impl Inner {
    pub(crate) fn lines(&self) -> MutexGuard<'_, HashMap<LineId, Slot>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn contexts(&self) -> Vec<Arc<LineContext>> {
        self.lines()
            .values()
            .filter_map(|slot| match slot {
                Slot::Running { context, .. } => Some(Arc::clone(context)),
                Slot::Idle { .. } => None,
            })
            .collect()
    }
}

/// A line, running or not.
pub(crate) enum Slot {
    Running {
        context: Arc<LineContext>,
        stopping: CancellationToken,
        task: JoinHandle<()>,
    },
    Idle {
        health: LineHealth,
    },
}

impl fmt::Debug for Engine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Engine").finish_non_exhaustive()
    }
}

impl Engine {
    /// Starts every line that is not switched off, notifications, and the passing of time.
    pub async fn start(options: EngineOptions) -> Result<Self, EngineError> {
        let surroundings = Arc::new(Surroundings {
            store: options.store,
            secrets: options.secrets,
            clock: options.clock,
            http: options.http,
            quotas: Quotas::default(),
            relay_client: RelayClient::new().map_err(|_| EngineError::Http)?,
            dice: Dice::new(options.seed),
            gauge: Gauge::default(),
            attention: watch::Sender::default(),
            network: watch::Sender::new(Network {
                online: true,
                epoch: 0,
            }),
            choices: watch::Sender::default(),
            caught_up: watch::Sender::new(false),
            events: broadcast::Sender::new(EVENT_BACKLOG),
            notifications: options.notifications,
            badge: options.badge,
            time_zone: options.time_zone,
        });
        let engine = Self {
            inner: Arc::new(Inner {
                surroundings: Arc::clone(&surroundings),
                turn: AsyncMutex::default(),
                lines: Mutex::default(),
                tests: PendingTests::default(),
                sign_ins: PendingCredentials::default(),
                undos: Undos::default(),
                visitors: Visitors::default(),
                asking: Asking::default(),
                opened: Mutex::default(),
                keychain: Notify::new(),
                stopping: CancellationToken::new(),
                tasks: TaskTracker::new(),
            }),
        };
        // Before any line runs, so that the feed misses nothing.
        engine.spawn(notify::run(
            Arc::clone(&surroundings),
            surroundings.store.changes(),
            surroundings.caught_up.subscribe(),
        ));
        engine.spawn(moves::run(Arc::clone(&surroundings)));
        engine.spawn(files::sweep(Arc::clone(&surroundings)));
        engine.spawn(engine.clone().mind_keychain());
        let known = surroundings.store.read().await?.lines().await?;
        let known = known.into_iter().map(|line| line.id).collect();
        engine.spawn(engine.clone().launch_known(known));
        Ok(engine)
    }

    /// Starts the lines that were there at the start. Apart from the start itself: a keychain may
    /// ask the person first, and what is stored must be shown meanwhile.
    async fn launch_known(self, known: Vec<LineId>) {
        for line in known {
            let turn = self.inner.turn.lock().await;
            if self.inner.lines().contains_key(&line) {
                continue;
            }
            match self.restart_in(&turn, line).await {
                // Removed before its turn came.
                Ok(()) | Err(EngineError::UnknownLine) => {}
                Err(error) => tracing::error!(%line, %error, "line could not be started"),
            }
        }
        self.watch_start();
    }

    /// Stops in order: lines let go of what they read, messages on the wire get a moment. The store
    /// stays open; it is its owner's to close.
    pub async fn stop(&self) {
        self.inner.stopping.cancel();
        let lines = std::mem::take(&mut *self.inner.lines());
        for slot in lines.values() {
            if let Slot::Running { stopping, .. } = slot {
                stopping.cancel();
            }
        }
        for (_, slot) in lines {
            halt(slot).await;
        }
        self.inner.tasks.close();
        self.inner.tasks.wait().await;
    }

    /// Ends all work at once, as a crash would: nothing is waited for.
    pub fn abort(&self) {
        self.inner.stopping.cancel();
        for (_, slot) in self.inner.lines().drain() {
            if let Slot::Running { task, .. } = slot {
                task.abort();
            }
        }
    }

    /// What changed and is not in the store; everything else comes from [`Store::changes`].
    pub fn events(&self) -> broadcast::Receiver<EngineEvent> {
        self.inner.surroundings.events.subscribe()
    }

    /// Tells what the person looks at. It decides the pace of polling and what needs no
    /// notification; a conversation that is opened is read at once.
    pub fn set_attention(&self, attention: Attention) {
        let opened = attention.conversation.clone();
        let before = self.inner.surroundings.attention.send_replace(attention);
        if let Some(conversation) =
            opened.filter(|opened| before.conversation.as_ref() != Some(opened))
        {
            self.open_conversation(conversation);
        }
    }

    /// Tells the person's choices.
    pub fn set_choices(&self, choices: Choices) {
        self.inner.surroundings.choices.send_replace(choices);
    }

    /// The computer woke up: whatever was waited for, look now.
    pub fn wake(&self) {
        self.inner.surroundings.forget_connections();
        self.inner
            .surroundings
            .network
            .send_modify(|network| network.epoch += 1);
    }

    /// The system says that there is network, or none.
    pub fn network_changed(&self, online: bool) {
        self.inner.surroundings.forget_connections();
        self.inner.surroundings.network.send_modify(|network| {
            network.online = online;
            network.epoch += 1;
        });
        let sign = if online {
            Sign::NetworkBack
        } else {
            Sign::NetworkGone
        };
        for context in self.inner.contexts() {
            context.note(&sign);
        }
    }

    /// True while something is being read, written or sent, as opposed to waited for.
    pub fn is_working(&self) -> bool {
        self.inner.surroundings.gauge.is_working()
    }

    /// True while the answer of a platform is awaited.
    pub fn is_calling(&self) -> bool {
        self.inner.surroundings.http.calls_under_way() > 0
    }

    /// All lines in the order they were added, with everything known of them.
    pub async fn line_states(&self) -> Result<Vec<LineState>, EngineError> {
        let mut read = self.inner.surroundings.store.read().await?;
        let mut states = Vec::new();
        for line in read.lines().await? {
            states.push(self.state_of(&mut read, line).await?);
        }
        Ok(states)
    }

    /// One line with everything known of it.
    pub async fn line_state(&self, line: LineId) -> Result<LineState, EngineError> {
        let mut read = self.inner.surroundings.store.read().await?;
        let line = read.line(line).await?.ok_or(EngineError::UnknownLine)?;
        self.state_of(&mut read, line).await
    }

    async fn state_of(&self, read: &mut Read, line: Line) -> Result<LineState, EngineError> {
        let running = match self.inner.lines().get(&line.id) {
            Some(Slot::Running { context, .. }) => Ok(Arc::clone(context)),
            Some(Slot::Idle { health }) => Err(health.clone()),
            None => Err(LineHealth::Starting),
        };
        let status = match running {
            Ok(context) => context.status(),
            Err(health) => LineStatus {
                health,
                capabilities: capabilities::read(read, line.id).await?,
                ..LineStatus::default()
            },
        };
        let counts = read.outbox_counts(Some(line.id)).await?;
        let relay = read.relay(line.id).await?;
        let webhook = relay.as_ref().is_some_and(|relay| relay.webhook.is_some());
        let relay_url = relay.map(|relay| relay.url);
        let template_number = template_number::read(read, line.id).await?;
        Ok(LineState {
            line,
            status,
            relay_url,
            webhook,
            template_number,
            to_send: counts.pending as u32,
            stuck: counts.stuck as u32,
        })
    }

    /// Has a line look for news now, also one whose key was refused before.
    pub async fn check_now(&self, line: LineId) -> Result<(), EngineError> {
        if let Some(context) = self.running(line) {
            context.note(&Sign::Afresh);
            context.poll_bell.ring();
            context.outbox_bell.ring();
            return Ok(());
        }
        self.restart(line).await
    }

    pub(crate) fn running(&self, line: LineId) -> Option<Arc<LineContext>> {
        match self.inner.lines().get(&line)? {
            Slot::Running { context, .. } => Some(Arc::clone(context)),
            Slot::Idle { .. } => None,
        }
    }

    /// Stops a line and starts it with what the store and the keychain say of it now.
    async fn restart(&self, line: LineId) -> Result<(), EngineError> {
        let turn = self.inner.turn.lock().await;
        self.restart_in(&turn, line).await
    }

    pub(crate) async fn restart_in(
        &self,
        _turn: &AsyncMutexGuard<'_, ()>,
        id: LineId,
    ) -> Result<(), EngineError> {
        let before = self.inner.lines().remove(&id);
        if let Some(slot) = before {
            halt(slot).await;
        }
        let line = self.inner.surroundings.store.read().await?.line(id).await?;
        let line = line.ok_or(EngineError::UnknownLine)?;
        let slot = self.launch(line).await?;
        self.inner.lines().insert(id, slot);
        // What was known of the colleagues went with the line as it ran. An error only says that nobody
        // listens.
        for event in [EngineEvent::Line(id), EngineEvent::Presences(id)] {
            let _ = self.inner.surroundings.events.send(event);
        }
        Ok(())
    }

    async fn launch(&self, line: Line) -> Result<Slot, EngineError> {
        let surroundings = &self.inner.surroundings;
        if line.paused {
            return Ok(Slot::Idle {
                health: LineHealth::Paused,
            });
        }
        let credentials = match surroundings
            .secrets
            .get(SecretKey::Credentials(line.id))
            .await
        {
            Ok(Some(credentials)) => credentials,
            Ok(None) => {
                return Ok(Slot::Idle {
                    health: LineHealth::KeyRefused,
                });
            }
            Err(error) => {
                tracing::warn!(line = %line.id, %error, "key not found yet");
                self.inner.keychain.notify_one();
                return Ok(Slot::Idle {
                    health: LineHealth::Starting,
                });
            }
        };
        let opened = AnyPlatform::open(
            line.platform,
            OpenOptions {
                base_url: line.base_url.clone(),
                credentials,
                clock: Arc::clone(&surroundings.clock),
                http: surroundings.http_to(&line.base_url, line.unprotected),
                quotas: surroundings.quotas.clone(),
            },
        );
        let platform = match opened {
            Ok(platform) => platform,
            Err(OpenError::Credentials) => {
                return Ok(Slot::Idle {
                    health: LineHealth::KeyRefused,
                });
            }
            Err(OpenError::Address | OpenError::Unprotected | OpenError::Http) => {
                return Ok(Slot::Idle {
                    health: LineHealth::Faulty,
                });
            }
        };
        let mut read = surroundings.store.read().await?;
        let (relay, placed) = match read.relay(line.id).await? {
            Some(relay) => (RelayState::Connecting, relay.iterator.is_some()),
            None => (RelayState::None, true),
        };
        let capabilities = capabilities::read(&mut read, line.id).await?;
        let relay_event_at = receipts::read(&mut read, line.id).await?;
        let number = template_number::read(&mut read, line.id).await?;
        drop(read);
        let platform = platform.with_template_number(number.as_deref());
        let status = LineStatus {
            relay,
            relay_event_at,
            capabilities,
            ..LineStatus::default()
        };
        let surroundings = Arc::clone(surroundings);
        let context = Arc::new(LineContext::new(
            line,
            platform,
            surroundings,
            status,
            placed,
        ));
        let stopping = self.inner.stopping.child_token();
        let work = supervisor::run(Arc::clone(&context), stopping.clone());
        let task = self.inner.tasks.spawn(work);
        Ok(Slot::Running {
            context,
            stopping,
            task,
        })
    }

    /// A locked keychain opens sooner or later: tries the lines that wait for it.
    async fn mind_keychain(self) {
        loop {
            self.inner.keychain.notified().await;
            self.inner.surroundings.clock.sleep(KEYCHAIN_PAUSE_MS).await;
            let turn = self.inner.turn.lock().await;
            let waiting: Vec<_> = self
                .inner
                .lines()
                .iter()
                .filter(|(_, slot)| {
                    matches!(
                        slot,
                        Slot::Idle {
                            health: LineHealth::Starting
                        }
                    )
                })
                .map(|(line, _)| *line)
                .collect();
            for line in waiting {
                if let Err(error) = self.restart_in(&turn, line).await {
                    tracing::error!(%line, %error, "line could not be started");
                }
            }
        }
    }

    /// Says when every line has caught up for the first time.
    fn watch_start(&self) {
        let surroundings = Arc::clone(&self.inner.surroundings);
        let caught_up = self.all_caught_up();
        self.spawn(async move {
            caught_up.await;
            surroundings.caught_up.send_replace(true);
        });
        self.delete_damaged_cache_once_refilled();
    }

    /// A cache that was set aside holds what customers wrote, and is of no use once the new one
    /// does.
    pub(crate) fn delete_damaged_cache_once_refilled(&self) {
        let store = self.inner.surroundings.store.clone();
        let caught_up = self.all_caught_up();
        self.spawn(async move {
            caught_up.await;
            if let Err(error) = store.delete_damaged_cache() {
                tracing::error!(%error, "the damaged cache could not be deleted");
            }
        });
    }

    /// Ends when every line that runs now has caught up once; never, when the engine ends first.
    fn all_caught_up(&self) -> impl Future<Output = ()> + Send + 'static {
        let contexts = self.inner.contexts();
        let mut events = self.events();
        async move {
            let all = || {
                contexts
                    .iter()
                    .all(|context| context.condition(Condition::caught_up_once))
            };
            while !all() {
                if let Err(broadcast::error::RecvError::Closed) = events.recv().await {
                    return std::future::pending().await;
                }
            }
        }
    }

    /// Runs work until the engine stops.
    pub(crate) fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        let stopping = self.inner.stopping.clone();
        self.inner
            .tasks
            .spawn(stopping.run_until_cancelled_owned(work));
    }
}

/// Ends a line's work and waits for it.
pub(crate) async fn halt(slot: Slot) {
    if let Slot::Running { stopping, task, .. } = slot {
        stopping.cancel();
        if let Err(error) = task.await {
            tracing::error!(%error, "a line ended badly");
        }
    }
}
