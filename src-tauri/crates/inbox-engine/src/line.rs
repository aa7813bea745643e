//! A running line: what its parts share, and how its state is told.

mod targets;

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering},
    },
};

use inbox_core::{
    Capabilities, Clock, ConversationId, Line, LineHealth, OutboxId, PlatformError, Presences,
    RemoteId, Timestamp,
};
use inbox_platforms::AnyPlatform;
use inbox_store::Store;
use tokio::sync::watch;

use targets::Targets;

use crate::{
    bell::Bell,
    capabilities,
    confirmed::{AskedAt, Confirmed},
    engine::EngineEvent,
    files::Uploads,
    health::{self, Condition, Sign},
    pace::Attention,
    strange_channels::StrangeChannels,
    surroundings::Surroundings,
    sync::Reconciliation,
};

/// How events reach a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RelayState {
    /// No relay is set; the platform is polled.
    #[default]
    None,
    /// A relay is set and was not reached yet.
    Connecting,
    /// The relay answers.
    Connected,
    /// The relay does not answer; the platform is polled meanwhile.
    Unreachable,
    /// The relay refuses the reader token; the platform is polled meanwhile.
    TokenRefused,
}

/// What was missed and read later: after sleep, an outage, or an expired place in a relay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repair {
    /// When it was done.
    pub at: Timestamp,
    /// How many items it brought.
    pub items: u32,
}

/// How far the filling of history has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HistoryFill {
    /// Conversations whose history is here.
    pub done: u32,
    /// Conversations known so far.
    pub total: u32,
}

/// What changes about a line while it runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineStatus {
    /// Its lamp.
    pub health: LineHealth,
    /// How events reach it.
    pub relay: RelayState,
    /// When anything last arrived.
    pub last_event_at: Option<Timestamp>,
    /// When the relay last brought an event of this line's platform.
    pub relay_event_at: Option<Timestamp>,
    /// The last gap that was repaired.
    pub repaired: Option<Repair>,
    /// What it can do; `None` until it was reached once.
    pub capabilities: Option<Capabilities>,
    /// How far the filling of history has come; `None` when it is complete.
    pub history: Option<HistoryFill>,
    /// The platform's own live connection stands.
    pub live: bool,
    /// Conversations that its lists hold and that could not be read when they were read last.
    pub unreadable: u32,
}

/// Somebody writes in a conversation at this moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Writing {
    /// A colleague as opposed to the customer.
    pub colleague: bool,
    /// Their name, when told.
    pub name: Option<String>,
    /// No longer believed after this instant.
    pub until: Timestamp,
}

impl Default for LineStatus {
    fn default() -> Self {
        Self {
            health: LineHealth::Starting,
            relay: RelayState::None,
            last_event_at: None,
            relay_event_at: None,
            repaired: None,
            capabilities: None,
            history: None,
            live: false,
            unreadable: 0,
        }
    }
}

/// What the parts of one line share.
pub(crate) struct LineContext {
    pub(crate) line: Line,
    pub(crate) platform: AnyPlatform,
    pub(crate) surroundings: Arc<Surroundings>,
    /// Rung to look for news now.
    pub(crate) poll_bell: Bell,
    /// Rung when a conversation is to be read before all others.
    pub(crate) news_bell: Bell,
    /// Rung when there is something else to read.
    pub(crate) read_bell: Bell,
    /// Rung when there may be something to send.
    pub(crate) outbox_bell: Bell,
    /// Conversations to read before all others.
    targets: Mutex<Targets>,
    /// The lists were walked to their end since the last gap began.
    listed: AtomicBool,
    /// Either the relay keeps what happens from now on, or it is known that none does.
    placed: AtomicBool,
    /// What lists did not bring.
    reconciliation: Mutex<Reconciliation>,
    /// Items that were read since a gap began, while one is open.
    gap: Mutex<Option<u32>>,
    /// Items that were read before it was known whether the relay still has the line's place. They
    /// count as repaired should it turn out that it has not.
    unplaced_items: AtomicU32,
    condition: Mutex<Condition>,
    /// How often the line has come back from where nothing got through.
    returns: AtomicU64,
    /// Who writes where, as the live connection tells.
    writing: Mutex<HashMap<ConversationId, Writing>>,
    /// Who of the colleagues is there, as the live connection tells.
    presences: Mutex<Option<Presences>>,
    /// How often a person changed what the line consists of. Counted while the store is written to, so
    /// that a reading that began before is known to be older than the change.
    directory_changes: AtomicU64,
    /// Somebody changed what the line consists of, and it was not read since.
    directory_old: AtomicBool,
    /// What a person changed in conversations.
    confirmed: Mutex<Confirmed>,
    /// Channels that conversations name and that the line was not known to have.
    strange_channels: Mutex<StrangeChannels>,
    /// When the answer to the last try of a send was given up, while it is looked for.
    given_up: Mutex<HashMap<OutboxId, Timestamp>>,
    /// Files that leave at this moment.
    pub(crate) uploads: Uploads,
    status: watch::Sender<LineStatus>,
}

impl LineContext {
    pub(crate) fn new(
        line: Line,
        platform: AnyPlatform,
        surroundings: Arc<Surroundings>,
        status: LineStatus,
        placed: bool,
    ) -> Self {
        let bell = || Bell::new(surroundings.gauge.clone());
        Self {
            poll_bell: bell(),
            news_bell: bell(),
            read_bell: bell(),
            outbox_bell: bell(),
            targets: Mutex::default(),
            listed: AtomicBool::new(false),
            placed: AtomicBool::new(placed),
            reconciliation: Mutex::default(),
            gap: Mutex::default(),
            unplaced_items: AtomicU32::new(0),
            condition: Mutex::default(),
            returns: AtomicU64::new(0),
            writing: Mutex::default(),
            presences: Mutex::default(),
            directory_changes: AtomicU64::new(0),
            directory_old: AtomicBool::new(false),
            confirmed: Mutex::default(),
            strange_channels: Mutex::default(),
            given_up: Mutex::default(),
            uploads: Uploads::default(),
            status: watch::Sender::new(status),
            line,
            platform,
            surroundings,
        }
    }

    pub(crate) fn store(&self) -> &Store {
        &self.surroundings.store
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.surroundings.clock
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.surroundings.clock.now()
    }

    pub(crate) fn attention(&self) -> Attention {
        self.surroundings.attention.borrow().clone()
    }

    /// How often a person changed what the line consists of.
    pub(crate) fn directory_changes(&self) -> u64 {
        self.directory_changes.load(Ordering::SeqCst)
    }

    /// Called by whoever holds the store's writer.
    pub(crate) fn note_directory_change(&self) {
        self.directory_changes.fetch_add(1, Ordering::SeqCst);
    }

    /// Somebody changed what the line consists of: it is to be read again.
    pub(crate) fn directory_is_old(&self) {
        self.directory_old.store(true, Ordering::SeqCst);
    }

    /// Whether it is to be read again; asking is promising to.
    pub(crate) fn take_directory_is_old(&self) -> bool {
        self.directory_old.swap(false, Ordering::SeqCst)
    }

    pub(crate) fn id(&self, conversation: &RemoteId) -> ConversationId {
        ConversationId::new(self.line.id, conversation.clone())
    }

    pub(crate) fn status(&self) -> LineStatus {
        let mut status = self.status.borrow().clone();
        // A platform's patience ends by itself.
        let health = self.condition(|condition| condition.health(self.now()));
        status.health = self.lamp(health);
        status
    }

    fn lamp(&self, health: LineHealth) -> LineHealth {
        health::slowed(health, self.platform.room().slowed_until)
    }

    /// Looks at the line's condition.
    pub(crate) fn condition<T>(&self, look: impl FnOnce(&Condition) -> T) -> T {
        look(&locked(&self.condition))
    }

    /// How often the line has come back from where nothing got through.
    pub(crate) fn returns(&self) -> u64 {
        self.returns.load(Ordering::SeqCst)
    }

    /// True while calls make sense: the line is on, its key is good and the network is there.
    pub(crate) fn may_call(&self) -> bool {
        self.surroundings.network.borrow().online
            && self.condition(|condition| !condition.stopped() && !condition.offline())
    }

    /// Learns from a sign and tells what it changed.
    pub(crate) fn note(&self, sign: &Sign) {
        let now = self.now();
        let (health, back) = {
            let mut condition = locked(&self.condition);
            let was_hindered = condition.hindered();
            condition.note(sign, now);
            (condition.health(now), was_hindered && !condition.hindered())
        };
        let health = self.lamp(health);
        self.tell(|status| status.health = health);
        if back {
            self.go_on();
        }
    }

    /// Has what waited for the network, for the platform or for the person go on.
    fn go_on(&self) {
        self.returns.fetch_add(1, Ordering::SeqCst);
        let bells = [
            &self.outbox_bell,
            &self.poll_bell,
            &self.news_bell,
            &self.read_bell,
        ];
        for bell in bells {
            bell.ring();
        }
    }

    /// Makes a call and learns from how it went.
    pub(crate) async fn call<T>(
        &self,
        call: impl Future<Output = Result<T, PlatformError>>,
    ) -> Result<T, PlatformError> {
        let ways_at_start = self.condition(Condition::ways);
        let result = call.await;
        self.learn(&result, ways_at_start);
        result
    }

    /// Learns from how a call went that set out when the line's [`Condition::ways`] were so many.
    pub(crate) fn learn<T>(&self, result: &Result<T, PlatformError>, ways_at_start: u64) {
        match result {
            Ok(_) => {
                // First, or those whom the note wakes would still see the network gone.
                self.surroundings.network_is_there();
                self.note(&Sign::Answered);
            }
            // Whoever made the call would wait for a way that is there.
            Err(error) if self.condition(|known| known.outdated(error, ways_at_start)) => {
                self.go_on();
            }
            Err(error) => self.note(&Sign::Failed(error.clone())),
        }
    }

    /// Changes the status and tells it when it is not what it was.
    pub(crate) fn tell(&self, change: impl FnOnce(&mut LineStatus)) {
        let changed = self.status.send_if_modified(|status| {
            let before = status.clone();
            change(status);
            *status != before
        });
        if changed {
            // An error only says that nobody listens.
            let _ = self
                .surroundings
                .events
                .send(EngineEvent::Line(self.line.id));
        }
    }

    /// Waits while the key is known to be refused, as trying it again in a circle is no use.
    pub(crate) async fn key_is_not_refused(&self) {
        let mut status = self.status.subscribe();
        // It only fails when nobody can tell any more, and then nobody waits either.
        let _ = status
            .wait_for(|status| status.health != LineHealth::KeyRefused)
            .await;
    }

    /// Notes that the answer to a send broke off, or did not come, up to now.
    pub(crate) fn gave_up_answer(&self, send: &OutboxId) {
        let now = self.now();
        locked(&self.given_up).insert(send.clone(), now);
    }

    /// Forgets it once a send is looked for no longer: another try has an answer of its own to wait for.
    pub(crate) fn answer_settled(&self, send: &OutboxId) {
        locked(&self.given_up).remove(send);
    }

    /// When the answer to a send was given up; `None` where a crash came in between.
    pub(crate) fn answer_given_up(&self, send: &OutboxId) -> Option<Timestamp> {
        locked(&self.given_up).get(send).copied()
    }

    /// Notes that something arrived just now.
    pub(crate) fn heard_something(&self) {
        let now = self.now();
        self.tell(|status| status.last_event_at = Some(now));
    }

    /// Notes whether the live connection stands.
    pub(crate) fn set_live(&self, live: bool) {
        self.tell(|status| status.live = live);
        if !live {
            let nobody_writes: Vec<_> = locked(&self.writing).drain().collect();
            for (conversation, _) in nobody_writes {
                self.tell_writing(conversation);
            }
            self.set_presences(None);
        }
    }

    /// Notes who of the colleagues is there, or with `None` that it is not known any more; told only
    /// when it is not what it was, as platforms say the same again and again.
    pub(crate) fn set_presences(&self, presences: Option<Presences>) {
        {
            let mut known = locked(&self.presences);
            if *known == presences {
                return;
            }
            *known = presences;
        }
        // An error only says that nobody listens.
        let _ = self
            .surroundings
            .events
            .send(EngineEvent::Presences(self.line.id));
    }

    /// Who of the colleagues is there, where that is known.
    pub(crate) fn presences(&self) -> Option<Presences> {
        locked(&self.presences).clone()
    }

    /// Notes that somebody writes in a conversation, or with `None` that nobody does any more.
    pub(crate) fn set_writing(&self, conversation: ConversationId, writing: Option<Writing>) {
        {
            let mut known = locked(&self.writing);
            match writing {
                Some(writing) => known.insert(conversation.clone(), writing),
                None => known.remove(&conversation),
            };
        }
        self.tell_writing(conversation);
    }

    fn tell_writing(&self, conversation: ConversationId) {
        // An error only says that nobody listens.
        let _ = self
            .surroundings
            .events
            .send(EngineEvent::Writing(conversation));
    }

    /// Who writes in a conversation now.
    pub(crate) fn writing(&self, conversation: &ConversationId) -> Option<Writing> {
        let now = self.now();
        locked(&self.writing)
            .get(conversation)
            .filter(|writing| writing.until > now)
            .cloned()
    }

    /// Keeps what the line can do, also for the next start.
    pub(crate) async fn keep_capabilities(&self, capabilities: &Capabilities) {
        self.tell(|status| status.capabilities = Some(capabilities.clone()));
        let kept = async {
            let mut write = self.store().write().await?;
            capabilities::keep(&mut write, self.line.id, capabilities).await?;
            write.commit().await
        };
        if let Err(error) = kept.await {
            tracing::error!(line = %self.line.id, %error, "capabilities not kept");
        }
    }

    /// Something may have been missed: what is read from now on counts as a repair.
    pub(crate) fn open_gap(&self) {
        self.listed.store(false, Ordering::SeqCst);
        let unplaced = self.unplaced_items.swap(0, Ordering::SeqCst);
        *locked(&self.gap).get_or_insert(0) += unplaced;
        let now = self.now();
        self.reconciliation(|reconciliation| reconciliation.begin_anew(now));
    }

    /// Looks at, or changes, what is known of changes that a person made.
    pub(crate) fn confirmed<T>(&self, look: impl FnOnce(&mut Confirmed) -> T) -> T {
        look(&mut locked(&self.confirmed))
    }

    /// Taken before conversations are asked for, to be kept by [`crate::confirmed::keep_told`].
    pub(crate) fn asked_at(&self) -> AskedAt {
        self.confirmed(|confirmed| confirmed.now())
    }

    /// Looks at, or changes, what is known of channels that the line was not known to have.
    pub(crate) fn strange_channels<T>(&self, look: impl FnOnce(&mut StrangeChannels) -> T) -> T {
        look(&mut locked(&self.strange_channels))
    }

    /// Looks at, or changes, what lists did not bring.
    pub(crate) fn reconciliation<T>(&self, look: impl FnOnce(&mut Reconciliation) -> T) -> T {
        look(&mut locked(&self.reconciliation))
    }

    /// The place in the relay's stream is lost: a line that is not told of news is not called live.
    pub(crate) fn place_lost(&self) {
        self.placed.store(false, Ordering::SeqCst);
    }

    /// What happens from now on is kept by the relay, or there is no relay to wait for. What
    /// happened up to now, the lists tell.
    pub(crate) fn place_settled(&self) {
        if !self.placed.swap(true, Ordering::SeqCst) {
            self.poll_bell.ring();
        }
    }

    pub(crate) fn is_placed(&self) -> bool {
        self.placed.load(Ordering::SeqCst)
    }

    /// The relay still has the line's place: what was read so far it would have told of too.
    pub(crate) fn place_holds(&self) {
        self.unplaced_items.store(0, Ordering::SeqCst);
    }

    /// Counts items that were read for the first time.
    pub(crate) fn read_items(&self, items: usize) {
        if let Some(count) = locked(&self.gap).as_mut() {
            *count = count.saturating_add(items as u32);
        } else if self.status().relay == RelayState::Connecting {
            self.unplaced_items
                .fetch_add(items as u32, Ordering::SeqCst);
        }
    }

    /// The lists were walked down to what is known; with `complete`, down to the horizon, and by a
    /// walk that began after the relay's place was settled.
    pub(crate) fn lists_walked(&self, complete: bool) {
        self.listed.store(complete, Ordering::SeqCst);
        self.read_bell.ring();
    }

    /// Whether the lists were walked to their end; as long as they are not, it is told how far that is.
    pub(crate) fn lists_are_walked(&self) -> bool {
        self.listed.load(Ordering::SeqCst)
    }

    /// Nothing new is left to read.
    pub(crate) fn news_read(&self) {
        if !self.listed.load(Ordering::SeqCst) {
            return;
        }
        self.note(&Sign::CaughtUp);
        if let Some(items) = locked(&self.gap).take().filter(|items| *items > 0) {
            let at = self.now();
            tracing::info!(line = %self.line.id, items, "gap repaired");
            self.tell(|status| status.repaired = Some(Repair { at, items }));
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
