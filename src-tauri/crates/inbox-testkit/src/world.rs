//! A desk and everything around it, in one process: real SQLite, real HTTP, time by hand.
//!
//! [`World::until`] is how time passes in a test: while anything is under way, real time passes; once
//! everything only waits, the clock jumps to the next instant anybody waits for. How busy the machine
//! is changes nothing: what is under way is counted, not guessed from silence.

use std::{
    fmt::Write as _,
    net::SocketAddr,
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use inbox_core::{
    Clock, Content, ConversationId, LineId, PlatformKind, Secret, SecretStore, Status, Timestamp,
};
use inbox_engine::{
    Credentials, Engine, EngineError, EngineOptions, LineState, Oneself, RelayAccess, SignedIn,
};
use inbox_platforms::{Http, Timeouts};
use inbox_relay::{
    InletSecret, NewInlet, NewReader, Relay, RelayClock, RelayOptions, Scheme, Scope,
};
use inbox_simulators::HeldPort;
use inbox_store::{ConversationDetail, Store, TimelineItem, TimelineWindow};
use secrecy::ExposeSecret;
use tempfile::TempDir;
use tokio::runtime::{Handle, RuntimeFlavor};

use crate::{
    Calls, ConversationTruth, ManualClock, MemorySecrets, PlatformOptions, PlatformUnderTest, Shown,
};

/// Monday 2026-06-01 09:00 UTC.
pub const START: Timestamp = Timestamp(1_780_304_400_000);

/// A condition that does not come true within this much real time never will.
const PATIENCE: Duration = Duration::from_secs(40);

/// Everything has to wait for so long before time moves on: what was put on a wire that nobody counts
/// (an answer of the relay, a frame of a live connection) is let arrive.
const CALM: Duration = Duration::from_millis(1);

/// How often it is looked whether everything waits.
const LOOK_EVERY: Duration = Duration::from_micros(200);

/// How often a condition is asked while something is under way.
const ASK_EVERY: Duration = Duration::from_millis(3);

/// How far the clock jumps at most, so that a test can watch what happens on the way.
const LONGEST_JUMP_MS: i64 = 60_000;

/// What is older does not have to be here.
const HISTORY_MS: i64 = 90 * 24 * 60 * 60_000;

/// How a world is set up.
#[derive(Debug, Clone)]
pub struct WorldOptions {
    /// The platform.
    pub platform: PlatformOptions,
    /// Webhooks travel over a relay.
    pub relay: bool,
}

impl Default for WorldOptions {
    fn default() -> Self {
        PlatformOptions::quiet(PlatformKind::Hatif).into()
    }
}

impl From<PlatformOptions> for WorldOptions {
    fn from(platform: PlatformOptions) -> Self {
        Self {
            platform,
            relay: false,
        }
    }
}

/// A desk, its platform, and perhaps a relay between them.
pub struct World {
    /// The time of everybody.
    pub clock: ManualClock,
    /// The keychain.
    pub secrets: MemorySecrets,
    /// The platform.
    pub platform: PlatformUnderTest,
    /// What the person was shown.
    pub shown: Shown,
    /// The store, as the engine has it open.
    pub store: Store,
    /// The engine.
    pub engine: Engine,
    relay: Option<RelayOfWorld>,
    directory: TempDir,
    starts: u64,
}

struct RelayOfWorld {
    running: Option<Relay>,
    port: HeldPort,
    access: RelayAccess,
    inlet: Secret,
}

#[derive(Clone)]
struct RelayTime(ManualClock);

impl RelayClock for RelayTime {
    fn now_ms(&self) -> i64 {
        self.0.now().0
    }
}

impl World {
    /// A world with a desk that is connected to nothing yet.
    pub async fn new(options: impl Into<WorldOptions>) -> Self {
        let options = options.into();
        let directory = tempfile::tempdir().expect("a temporary directory");
        let clock = ManualClock::new(START);
        let platform = PlatformUnderTest::start(options.platform, START).await;
        let secrets = MemorySecrets::default();
        let shown = Shown::default();
        let relay = if options.relay {
            let relay = new_relay(&directory, &clock).await;
            platform.send_webhooks_to(Some(relay.inlet.expose_secret()));
            Some(relay)
        } else {
            None
        };
        let (store, engine) = start(&directory, &clock, &secrets, &shown, 0).await;
        Self {
            clock,
            secrets,
            platform,
            shown,
            store,
            engine,
            relay,
            directory,
            starts: 0,
        }
    }

    /// A world whose desk is connected and has caught up.
    pub async fn connected(options: impl Into<WorldOptions>) -> (Self, LineId) {
        let world = Self::new(options).await;
        let line = world.connect().await;
        world.in_step(line).await;
        (world, line)
    }

    /// Connects the desk to the platform, as its first human agent.
    pub async fn connect(&self) -> LineId {
        let relay = self.relay.as_ref().map(|relay| relay.access.clone());
        self.connect_at(self.platform.credentials(), relay).await
    }

    /// Connects the desk by these ways to the platform and the relay.
    pub async fn connect_at(&self, credentials: Credentials, relay: Option<RelayAccess>) -> LineId {
        let test = self.engine.test_line(credentials, |_| {}).await;
        let test = test.expect("the key is good");
        let me = self.platform.people().into_iter().next().map(Into::into);
        let me = Oneself::from(me);
        let added = self.engine.add_line(&test.test, "Nordics", me, relay).await;
        added.expect("the line can be added").line.id
    }

    /// Puts in a new key for a line as a person does: signs in again, and takes what it opens.
    pub async fn replace_key(
        &self,
        line: LineId,
        key: Credentials,
    ) -> Result<LineState, EngineError> {
        let accounts = match self.engine.sign_in_again(line, key).await? {
            SignedIn::Accounts(accounts) => accounts,
            SignedIn::SecondFactor { .. } => return Err(EngineError::UnknownTest),
        };
        let accounts: Vec<String> = accounts.into_iter().map(|choice| choice.account).collect();
        self.engine.replace_key(line, &accounts).await
    }

    /// Ends the program in an orderly way and starts it again.
    pub async fn restart(&mut self) {
        self.engine.stop().await;
        self.store.close().await.expect("the store closes");
        self.start_again().await;
    }

    /// Ends the program in an orderly way, lets something happen on the platform, and starts the
    /// program again.
    pub async fn restart_after(&mut self, happens: impl FnOnce(&PlatformUnderTest)) {
        self.engine.stop().await;
        self.store.close().await.expect("the store closes");
        happens(&self.platform);
        self.start_again().await;
    }

    /// Ends the program as a crash would, as far as a process can do that to itself: nothing is
    /// written any more, connections are cut.
    pub async fn crash(&mut self) {
        self.engine.abort();
        self.store.abandon().await;
        self.start_again().await;
    }

    /// Ends the program in an orderly way and starts it again without its cache.
    pub async fn restart_without_cache(&mut self) {
        self.engine.stop().await;
        let aside = self.store.set_cache_aside().await;
        aside.expect("the cache can be set aside");
        self.start_again().await;
    }

    /// Ends the program in an orderly way, breaks a part of its cache, and starts it again.
    pub async fn restart_with_damaged_cache(&mut self) {
        self.engine.stop().await;
        self.store.close().await.expect("the store closes");
        let file = self.data_dir().join("cache.db");
        let mut bytes = std::fs::read(&file).expect("the cache can be read");
        // A page far behind the schema, so that the damage is not met at the start.
        let page = bytes.len() / 4096 * 3 / 4 * 4096;
        bytes[page..page + 4096].fill(0xff);
        std::fs::write(&file, bytes).expect("the cache can be written");
        self.start_again().await;
    }

    /// Where the desk keeps its files.
    pub fn data_dir(&self) -> PathBuf {
        self.directory.path().join("desk")
    }

    async fn start_again(&mut self) {
        self.starts += 1;
        let Self {
            directory,
            clock,
            secrets,
            shown,
            starts,
            ..
        } = self;
        let (store, engine) = start(directory, clock, secrets, shown, *starts).await;
        self.store = store;
        self.engine = engine;
    }

    /// Stops the relay, or starts it again on the same address with what it had stored.
    pub async fn set_relay_running(&mut self, running: bool) {
        let relay = self.relay.as_mut().expect("this world has a relay");
        match (running, relay.running.take()) {
            (false, Some(old)) => old.stop().await,
            (true, None) => {
                let options = relay_options(&self.directory, &self.clock, relay.port.address());
                let started = Relay::start(options).await;
                relay.running = Some(started.expect("the relay starts again"));
            }
            (_, unchanged) => relay.running = unchanged,
        }
    }

    /// The running relay.
    pub fn relay(&self) -> &Relay {
        let relay = self.relay.as_ref().and_then(|relay| relay.running.as_ref());
        relay.expect("this world has a running relay")
    }

    /// How the desk reads from the relay.
    pub fn relay_access(&self) -> RelayAccess {
        self.relay
            .as_ref()
            .expect("this world has a relay")
            .access
            .clone()
    }

    /// The address at the relay that platforms post to.
    pub fn inlet(&self) -> Secret {
        let relay = self.relay.as_ref();
        relay.expect("this world has a relay").inlet.clone()
    }

    /// The relay's address for platforms that send a word along, which is `word`.
    pub async fn add_inlet_with_word(&self, word: &Secret) -> Secret {
        let inlet = NewInlet {
            label: "with-a-word".to_owned(),
            scheme: Scheme::None,
            secret: Some(InletSecret::Static(word.clone())),
        };
        self.relay()
            .add_inlet(&inlet)
            .await
            .expect("an inlet can be added")
    }

    /// Lets this much time pass; whatever waits for an instant on the way wakes at it.
    pub async fn pass(&self, milliseconds: i64) {
        let end = self.clock.now().plus(milliseconds);
        while self.clock.now() < end {
            self.step(end).await;
        }
        self.rest().await;
    }

    /// The computer sleeps for this long: time is gone at once, and nobody woke in between.
    pub async fn sleep_through(&self, milliseconds: i64) {
        let end = self.clock.now().plus(milliseconds);
        self.platform.advance_to(end).await;
        self.clock.move_to(end);
        self.rest().await;
    }

    /// Lets time pass until `condition` holds.
    ///
    /// # Panics
    ///
    /// When it does not come true within forty seconds of real time.
    pub async fn until(&self, what: &str, mut condition: impl AsyncFnMut(&Self) -> bool) {
        let began = Instant::now();
        while !condition(self).await {
            assert!(began.elapsed() < PATIENCE, "never came true: {what}");
            // Asking is work too, so it is not done all the time.
            let asked = Instant::now();
            let mut calm = Calm::default();
            while asked.elapsed() < ASK_EVERY {
                if self.only_waits(&mut calm) {
                    self.jump(self.clock.now().plus(LONGEST_JUMP_MS)).await;
                    break;
                }
                breathe().await;
            }
        }
    }

    /// Lets time pass until the store shows exactly what is true on the platform.
    pub async fn in_step(&self, line: LineId) {
        let began = Instant::now();
        loop {
            let differences = self.differences(line).await;
            if differences.is_empty() {
                return;
            }
            assert!(began.elapsed() < PATIENCE, "not in step:\n{differences}");
            self.step(self.clock.now().plus(LONGEST_JUMP_MS)).await;
        }
    }

    /// What the store shows otherwise than it is, by id; empty when it is all the same.
    pub async fn differences(&self, line: LineId) -> String {
        let mut told = String::new();
        let mut read = self.store.read().await.expect("the store can be read");
        let horizon = self.clock.now().plus(-HISTORY_MS);
        for truth in self.platform.truth() {
            let id = ConversationId::new(line, truth.remote.as_str());
            let Ok(timeline) = read.timeline(&id, TimelineWindow::Newest, 10_000).await else {
                let _ = writeln!(told, "{id} is missing");
                continue;
            };
            let detail = read.conversation(&id).await.expect("the store can be read");
            if let Some(detail) = detail {
                compare_facts(&detail, &truth, self.platform.tells_assignees(), &mut told);
            }
            compare_items(&id, &timeline.items, &truth, horizon, &mut told);
        }
        told
    }

    /// Waits in real time until everything only waits: for time, for news, or for its turn under a
    /// quota.
    ///
    /// # Panics
    ///
    /// When something is still under way after forty seconds.
    pub async fn rest(&self) {
        let began = Instant::now();
        let mut calm = Calm::default();
        while !self.only_waits(&mut calm) {
            assert!(
                began.elapsed() < PATIENCE,
                "never at rest: calling: {}, working: {}, store in use: {}",
                self.engine.is_calling(),
                self.engine.is_working(),
                self.store.is_in_use(),
            );
            breathe().await;
        }
    }

    /// True when everything has only waited since `calm` began.
    fn only_waits(&self, calm: &mut Calm) -> bool {
        let stillness = self.stillness();
        if stillness.is_none() || stillness != calm.stillness {
            *calm = Calm {
                since: Instant::now(),
                stillness,
            };
            return false;
        }
        calm.since.elapsed() >= CALM
    }

    /// What stays as it is for as long as nothing happens; `None` while a call is on the wire, the
    /// store is in use, or a thread of the runtime runs or has something to run.
    fn stillness(&self) -> Option<Stillness> {
        let runtime = Handle::current();
        let metrics = runtime.metrics();
        let workers = match runtime.runtime_flavor() {
            RuntimeFlavor::MultiThread => metrics.num_workers(),
            // Its only thread is the one that looks, when nothing else is to be run.
            _ => 0,
        };
        let parks = || {
            let parks = (0..workers).map(|worker| metrics.worker_park_unpark_count(worker));
            parks.collect::<Vec<_>>()
        };
        let before = parks();
        // An odd number is that of a parked thread.
        let idle = before.iter().all(|count| count % 2 == 1)
            && metrics.global_queue_depth() == 0
            && !self.engine.is_calling()
            && !self.store.is_in_use();
        // The same numbers again: all of it was true at the same moment.
        (idle && parks() == before).then(|| Stillness {
            parks: before,
            sleeps: self.clock.sleeps(),
        })
    }

    /// Waits in real time for what no gauge shows: an event on its way from the relay.
    pub async fn until_without_time(
        &self,
        what: &str,
        mut condition: impl AsyncFnMut(&Self) -> bool,
    ) {
        let began = Instant::now();
        while !condition(self).await {
            assert!(
                began.elapsed() < PATIENCE,
                "never came true without time passing: {what}"
            );
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    /// Lets the platform answer this many more calls, and returns while what follows the last of them
    /// is still under way.
    pub async fn until_calls(&self, more: u32) {
        let target = self.platform.calls_of(Calls::All) + more;
        let began = Instant::now();
        let mut calm = Calm::default();
        while self.platform.calls_of(Calls::All) < target {
            assert!(began.elapsed() < PATIENCE, "never called {more} times");
            if self.only_waits(&mut calm) {
                self.jump(self.clock.now().plus(LONGEST_JUMP_MS)).await;
                calm = Calm::default();
            } else {
                breathe().await;
            }
        }
    }

    /// Rests, then jumps to the next instant anybody waits for, at most to `limit`.
    async fn step(&self, limit: Timestamp) {
        self.rest().await;
        self.jump(limit).await;
    }

    async fn jump(&self, limit: Timestamp) {
        let next = self
            .clock
            .next_waking()
            .map_or(limit, |next| next.min(limit));
        self.platform.advance_to(next).await;
        self.clock.move_to(next);
    }
}

/// Since when everything only waits.
struct Calm {
    since: Instant,
    stillness: Option<Stillness>,
}

impl Default for Calm {
    fn default() -> Self {
        Self {
            since: Instant::now(),
            stillness: None,
        }
    }
}

/// Numbers that stay the same while nothing happens.
#[derive(Debug, PartialEq, Eq)]
struct Stillness {
    /// How often each thread of the runtime fell asleep and woke.
    parks: Vec<u64>,
    /// How many sleeps were begun.
    sleeps: u64,
}

/// Lets a little real time pass without waking the runtime for it: a timer of its own would be
/// something that happens.
async fn breathe() {
    if Handle::current().runtime_flavor() == RuntimeFlavor::MultiThread {
        // The test's own thread, which runs nothing else.
        std::thread::sleep(LOOK_EVERY);
        tokio::task::yield_now().await;
    } else {
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

fn compare_facts(
    shown: &ConversationDetail,
    truth: &ConversationTruth,
    assignees: bool,
    told: &mut String,
) {
    let id = &shown.id;
    let assignee = shown.assignee.as_ref().map(|who| who.agent.as_str());
    if assignees && assignee != truth.assignee.as_deref() {
        let _ = writeln!(told, "{id} has another assignee");
    }
    if (shown.status == Status::Resolved) != truth.resolved {
        let _ = writeln!(told, "{id} is {:?}", shown.status);
    }
}

fn compare_items(
    id: &ConversationId,
    shown: &[TimelineItem],
    truth: &ConversationTruth,
    horizon: Timestamp,
    told: &mut String,
) {
    for item in shown {
        let Some(remote) = &item.remote else {
            let _ = writeln!(told, "{id}: {} is only an echo", item.id);
            continue;
        };
        // A message in several parts is one item for each, called after it.
        let whole = remote.0.split('/').next().unwrap_or_default();
        // Notes that a simulator keeps apart from its messages are nobody's truth here.
        let is_true = matches!(item.content, Content::Note { .. })
            || truth.items.iter().any(|one| one.remote == whole);
        let times = shown
            .iter()
            .filter(|other| other.remote.as_ref() == Some(remote))
            .count();
        if !is_true || times > 1 {
            let _ = writeln!(told, "{id}: {remote} is shown {times} times");
        }
    }
    for truth in &truth.items {
        if truth.occurred_at <= horizon {
            continue;
        }
        let item = shown
            .iter()
            .find(|item| item.remote.as_ref().is_some_and(|id| id.0 == truth.remote));
        match item {
            None => {
                let _ = writeln!(told, "{id}: {} is missing", truth.remote);
            }
            Some(item) if truth.delivery.is_some() && item.delivery != truth.delivery => {
                let (was, is) = (&item.delivery, &truth.delivery);
                let _ = writeln!(told, "{id}: {} {was:?} for {is:?}", truth.remote);
            }
            Some(_) => {}
        }
    }
}

async fn start(
    directory: &TempDir,
    clock: &ManualClock,
    secrets: &MemorySecrets,
    shown: &Shown,
    seed: u64,
) -> (Store, Engine) {
    let shared: Arc<dyn Clock> = Arc::new(clock.clone());
    let opened = Store::open(&directory.path().join("desk"), Arc::clone(&shared)).await;
    let store = opened.expect("the store opens").store;
    let timeouts = Timeouts {
        connect: Duration::from_secs(2),
        read: Duration::from_secs(5),
        send: Duration::from_secs(5),
    };
    let secrets: Arc<dyn SecretStore> = Arc::new(secrets.clone());
    let engine = Engine::start(EngineOptions {
        store: store.clone(),
        secrets,
        clock: shared,
        http: Http::new(timeouts).expect("an HTTP client"),
        seed,
        time_zone: jiff::tz::TimeZone::UTC,
        notifications: Arc::new(shown.clone()),
        badge: Arc::new(shown.clone()),
    })
    .await;
    (store, engine.expect("the engine starts"))
}

fn relay_options(directory: &TempDir, clock: &ManualClock, listen: SocketAddr) -> RelayOptions {
    RelayOptions {
        listen,
        clock: Arc::new(RelayTime(clock.clone())),
        stop_grace: Duration::from_secs(1),
        ..RelayOptions::new(directory.path().join("relay.db"))
    }
}

async fn new_relay(directory: &TempDir, clock: &ManualClock) -> RelayOfWorld {
    let any_port = SocketAddr::from(([127, 0, 0, 1], 0));
    let port = HeldPort::hold(any_port).expect("a port is free");
    let relay = Relay::start(relay_options(directory, clock, port.address())).await;
    let relay = relay.expect("the relay starts");
    let inlet = NewInlet {
        label: "platform".to_owned(),
        scheme: Scheme::None,
        secret: None,
    };
    let inlet = relay
        .add_inlet(&inlet)
        .await
        .expect("an inlet can be added");
    let reader = NewReader {
        label: "desk".to_owned(),
        scope: Scope::All,
    };
    let token = relay
        .add_reader(&reader)
        .await
        .expect("a reader can be added");
    let url = relay.base_url().to_owned();
    let address = url
        .trim_start_matches("http://")
        .parse()
        .expect("its own address");
    RelayOfWorld {
        running: Some(relay),
        port: port.found_at(address),
        access: RelayAccess { url, token },
        inlet,
    }
}
