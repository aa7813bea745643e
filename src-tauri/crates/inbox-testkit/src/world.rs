//! A desk and everything around it, in one process: real SQLite, real HTTP, time by hand.
//!
//! [`World::until`] is how time passes in a test: while anything is under way, real time passes; once
//! everything only waits, the clock jumps to the next instant anybody waits for. How busy the machine
//! is changes nothing: what is under way is counted, not guessed from silence.

mod differences;
mod relay;

use std::{
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use inbox_core::{Clock, LineId, PlatformKind, SecretStore, Timestamp};
use inbox_engine::{
    Credentials, Engine, EngineError, EngineOptions, LineState, Oneself, RelayAccess, SignedIn,
};
use inbox_platforms::{Http, Timeouts};
use inbox_store::Store;
use secrecy::ExposeSecret;
use tempfile::TempDir;
use tokio::runtime::{Handle, RuntimeFlavor};

use crate::{Calls, ManualClock, MemorySecrets, PlatformOptions, PlatformUnderTest, Shown};
use relay::{RelayOfWorld, new_relay};

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

impl World {
    /// A world with a desk that is connected to nothing yet.
    pub async fn new(options: impl Into<WorldOptions>) -> Self {
        let options = options.into();
        let directory = tempfile::tempdir().expect("a temporary directory");
        let clock = ManualClock::new(START);
        let kind = options.platform.kind();
        let platform = PlatformUnderTest::start(options.platform, START).await;
        let secrets = MemorySecrets::default();
        let shown = Shown::default();
        let relay = if options.relay {
            let relay = new_relay(&directory, &clock, kind).await;
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
        let test = if credentials.platform == PlatformKind::Chatwoot {
            // What a person types in may be an address and a password, which open a session.
            let accounts = match self.engine.sign_in(credentials).await {
                Ok(SignedIn::Accounts(accounts)) => accounts,
                other => panic!("the key is good, but: {other:?}"),
            };
            let account = &accounts.first().expect("it opens one").account;
            self.engine.test_account(account, |_| {}).await
        } else {
            self.engine.test_line(credentials, |_| {}).await
        };
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
        let mut different = None;
        loop {
            different = self.first_different(line, different.as_deref()).await;
            if different.is_none() {
                return;
            }
            if began.elapsed() >= PATIENCE {
                let differences = self.differences(line).await;
                panic!("not in step:\n{differences}");
            }
            self.step(self.clock.now().plus(LONGEST_JUMP_MS)).await;
        }
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
