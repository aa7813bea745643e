//! The host: store, engine, keychain, choices and notifications as one thing, with no window. The
//! program with a window and the development host both stand on it.

use std::{
    path::{Path, PathBuf},
    pin::Pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use inbox_core::{Clock, Content, ConversationId, FileId, ItemId, SecretStore, Timestamp};
use inbox_engine::{BadgeSink, Engine, EngineError, EngineEvent, EngineOptions};
use inbox_platforms::{Http, Timeouts};
use inbox_store::{Copied, Store, StoreError};
use tokio::sync::{broadcast, watch};

use crate::{
    clock::SystemClock,
    demo::{Demo, DemoError},
    ipc::{
        convert,
        dto::{
            CopiedDto, KeychainAvailability, LanguageDto, Nothing, NotificationAvailability,
            Settings,
        },
        error::{ErrorCode, IpcError, IpcResult},
        event::{ChangeDto, HostEvent},
    },
    media::{FILE_LIMIT, MediaFile, MediaMemory},
    notices::Notices,
    notify::{Notice, Notifier, Place},
    outside::{NoOutside, Outside, allowed},
    secrets::{KeychainSecrets, MemorySecrets},
    settings::{NoFile, SettingsFile, SettingsKeeper},
    tests_of_keys::TestsOfKeys,
    words::Language,
};

/// Events that a slow page may fall behind before it has to read everything again.
const BACKLOG: usize = 1024;

/// Work of the host. Boxed where it is long: the compiler cannot see through all of it at once.
pub type Work<'a, Output> = Pin<Box<dyn Future<Output = Output> + Send + 'a>>;

/// What a host is made of.
pub struct HostOptions {
    data_dir: PathBuf,
    secrets: Arc<dyn SecretStore>,
    keeps_secrets: bool,
    notifier: Arc<dyn Notifier>,
    /// How addresses and files are opened.
    pub outside: Arc<dyn Outside>,
    /// Where the person's choices are kept.
    pub settings: Box<dyn SettingsFile>,
    /// Where saved files go; a folder beside the data when absent.
    pub downloads: Option<PathBuf>,
    /// Starts sample data apart from the person's data; answers whether it could.
    pub demo_elsewhere: Option<Box<dyn Fn() -> bool + Send + Sync>>,
}

impl HostOptions {
    /// A host on the data of `data_dir`, with keys in the system's keychain.
    pub fn new(data_dir: PathBuf, notifier: Arc<dyn Notifier>) -> Self {
        Self {
            data_dir,
            secrets: Arc::new(KeychainSecrets),
            keeps_secrets: true,
            notifier,
            outside: Arc::new(NoOutside),
            settings: Box::new(NoFile),
            downloads: None,
            demo_elsewhere: None,
        }
    }

    /// Keys live in memory and are gone with the process.
    #[must_use]
    pub fn with_memory_secrets(mut self) -> Self {
        self.secrets = Arc::new(MemorySecrets::default());
        self.keeps_secrets = false;
        self
    }

    /// The language the person chose.
    pub fn language(&self) -> LanguageDto {
        SettingsKeeper::read_language(&*self.settings)
    }
}

/// Why a host could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    /// The local store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The engine.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

struct Shared {
    store: Store,
    engine: Engine,
    settings: SettingsKeeper,
    notifier: Arc<dyn Notifier>,
    notices: Arc<Notices>,
    outside: Arc<dyn Outside>,
    downloads: PathBuf,
    media: MediaMemory,
    events: broadcast::Sender<HostEvent>,
    sequence: Mutex<i64>,
    unread: watch::Sender<u32>,
    demo: Mutex<Option<Demo>>,
    demo_elsewhere: Option<Box<dyn Fn() -> bool + Send + Sync>>,
    keeps_secrets: bool,
    store_rebuilt: AtomicBool,
    tests: TestsOfKeys,
    chosen: Mutex<Chosen>,
}

/// A conversation that was chosen outside the window.
enum Chosen {
    /// No page listens yet; what was chosen last waits for it.
    Kept(Option<String>),
    /// The page is told at once.
    Told,
}

/// The running host; clones are the same.
#[derive(Clone)]
pub struct Host(Arc<Shared>);

impl Host {
    /// Opens the store and starts the lines that are signed in.
    pub fn open(options: HostOptions) -> Work<'static, Result<Self, HostError>> {
        Box::pin(Self::open_all(options))
    }

    async fn open_all(options: HostOptions) -> Result<Self, HostError> {
        keep_private(&options.data_dir);
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let opening: Work<'_, _> = Box::pin(Store::open(&options.data_dir, clock.clone()));
        let opened = opening.await?;
        let store = opened.store;
        let changes = store.changes();
        let settings = SettingsKeeper::open(options.settings);
        let notices = Arc::new(Notices::new(options.notifier.clone(), &settings.get()));
        let unread = watch::Sender::new(0);
        let starting: Work<'_, _> = Box::pin(Engine::start(EngineOptions {
            store: store.clone(),
            secrets: options.secrets,
            clock,
            http: Http::new(Timeouts::default()).map_err(|_| EngineError::Http)?,
            seed: rand::random(),
            time_zone: jiff::tz::TimeZone::system(),
            notifications: notices.clone(),
            badge: Arc::new(UnreadSink(unread.clone())),
        }));
        let engine = starting.await?;
        engine.set_choices(convert::settings::choices(&settings.get()));
        let downloads = options
            .downloads
            .unwrap_or_else(|| options.data_dir.join("downloads"));
        let host = Self(Arc::new(Shared {
            store,
            engine,
            settings,
            notifier: options.notifier,
            notices,
            outside: options.outside,
            downloads,
            media: MediaMemory::default(),
            events: broadcast::Sender::new(BACKLOG),
            sequence: Mutex::new(0),
            unread,
            demo: Mutex::new(None),
            demo_elsewhere: options.demo_elsewhere,
            keeps_secrets: options.keeps_secrets,
            store_rebuilt: AtomicBool::new(opened.cache_rebuilt),
            tests: TestsOfKeys::default(),
            chosen: Mutex::new(Chosen::Kept(None)),
        }));
        tokio::spawn(host.clone().tell_store_changes(changes));
        let events = host.0.engine.events();
        tokio::spawn(host.clone().tell_engine_events(events));
        tokio::spawn(host.clone().notice_waking_up());
        if opened.cache_unchecked {
            tokio::spawn(host.clone().check_cache());
        }
        Ok(host)
    }

    /// The store, for reading and for what only this desk knows.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// The engine.
    pub fn engine(&self) -> &Engine {
        &self.0.engine
    }

    /// The time.
    pub fn now(&self) -> Timestamp {
        SystemClock.now()
    }

    /// Everything the interface is told from now on.
    pub fn events(&self) -> broadcast::Receiver<HostEvent> {
        self.0.events.subscribe()
    }

    /// How many conversations the badge counts.
    pub fn unread(&self) -> watch::Receiver<u32> {
        self.0.unread.subscribe()
    }

    /// Tells the interface.
    pub fn tell(&self, event: HostEvent) {
        // An error only says that nobody listens.
        let _ = self.0.events.send(event);
    }

    fn tell_changes(&self, changes: Vec<ChangeDto>) {
        if changes.is_empty() {
            return;
        }
        // The number is taken and told under one lock, so that it grows in the order of telling.
        let mut sequence = self
            .0
            .sequence
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *sequence += 1;
        self.tell(HostEvent::Changed {
            sequence: *sequence,
            changes,
        });
    }

    /// The person chose a conversation outside the window. The page is told once it listens.
    pub fn choose(&self, conversation: &str) {
        if conversation.parse::<ConversationId>().is_err() {
            return;
        }
        let mut chosen = self.0.chosen.lock().unwrap_or_else(PoisonError::into_inner);
        match &mut *chosen {
            Chosen::Kept(kept) => *kept = Some(conversation.to_owned()),
            Chosen::Told => self.open_in_page(conversation.to_owned()),
        }
    }

    /// The page listens, and is told what was chosen before it did.
    pub fn page_listens(&self) {
        let mut chosen = self.0.chosen.lock().unwrap_or_else(PoisonError::into_inner);
        if let Chosen::Kept(Some(conversation)) = std::mem::replace(&mut *chosen, Chosen::Told) {
            self.open_in_page(conversation);
        }
    }

    fn open_in_page(&self, conversation: String) {
        self.tell(HostEvent::OpenConversation { conversation });
    }

    /// Tests of keys that the page began.
    pub fn tests(&self) -> &TestsOfKeys {
        &self.0.tests
    }

    /// The person's choices.
    pub fn settings(&self) -> Settings {
        self.0.settings.get()
    }

    /// Replaces the person's choices.
    pub fn set_settings(&self, settings: Settings) -> Settings {
        if !self.0.settings.set(settings) {
            tracing::warn!("the choices could not be written; they hold for this run");
        }
        let settings = self.settings();
        self.0.notices.speak(settings.language);
        self.0
            .engine
            .set_choices(convert::settings::choices(&settings));
        self.tell_changes(vec![ChangeDto::Settings]);
        settings
    }

    /// Where saved files go.
    pub fn downloads(&self) -> &Path {
        &self.0.downloads
    }

    /// Opens an address outside when its scheme may leave.
    pub fn open_address(&self, address: &str) -> IpcResult<Nothing> {
        let address = allowed(address)?;
        if self.0.outside.open_address(address.as_str()) {
            Ok(Nothing {})
        } else {
            Err(IpcError::new(ErrorCode::Unsupported))
        }
    }

    /// Opens the window in which a customer of a line is played; `false` where there are no windows.
    pub fn open_visitor_window(&self, line: inbox_core::LineId) -> bool {
        self.0.outside.open_visitor_window(&line.to_string())
    }

    /// Opens a saved file with the system's program for it.
    pub fn open_file(&self, path: &Path) -> IpcResult<Nothing> {
        if self.0.outside.open_file(path) {
            Ok(Nothing {})
        } else {
            Err(IpcError::new(ErrorCode::Unsupported))
        }
    }

    /// The file of an item, from memory or from its platform.
    pub async fn media(&self, item: &str) -> IpcResult<Arc<MediaFile>> {
        if let Some(kept) = self.0.media.get(item) {
            return Ok(kept);
        }
        let id: ItemId = convert::id(item)?;
        let known = self.0.store.read().await?.item(id).await?;
        let bytes = self.0.engine.fetch_media(id, FILE_LIMIT).await?;
        let told = match known.map(|item| item.content) {
            Some(Content::Media(media)) => (media.mime_type, media.file_name),
            _ => (None, None),
        };
        let file = Arc::new(MediaFile::new(bytes, told.0.as_deref(), told.1.as_deref()));
        self.0.media.keep(item.to_owned(), file.clone());
        Ok(file)
    }

    /// The bytes of an attached file, of a draft or of the outbox.
    pub async fn attached_file(&self, file: &str) -> IpcResult<MediaFile> {
        let id: FileId = convert::id(file)?;
        let (known, bytes) = self.0.engine.attached_file(&id).await?;
        Ok(MediaFile::new(
            bytes,
            Some(&known.mime_type),
            Some(&known.name),
        ))
    }

    /// Takes the next portion of a file that is being attached.
    pub async fn append_to_file(
        &self,
        file: &str,
        offset: u64,
        bytes: Vec<u8>,
    ) -> IpcResult<CopiedDto> {
        let id: FileId = convert::id(file)?;
        let arrived = offset.saturating_add(bytes.len() as u64);
        let copied = self.0.engine.append_to_file(&id, offset, bytes).await?;
        Ok(match copied {
            Copied::Part(received) => CopiedDto {
                received: convert::files::size(received),
                whole: false,
            },
            Copied::Whole => CopiedDto {
                received: convert::files::size(arrived),
                whole: true,
            },
        })
    }

    /// True while sample data runs.
    pub fn is_demo(&self) -> bool {
        self.0
            .demo
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .is_some()
    }

    /// Sample data is offered while no line is connected, and never lands among what is kept: it
    /// runs elsewhere, or here when this host keeps nothing.
    pub async fn can_start_demo(&self) -> bool {
        let apart = self.0.demo_elsewhere.is_some() || !self.0.keeps_secrets;
        if self.is_demo() || !apart {
            return false;
        }
        match self.0.store.read().await {
            Ok(mut read) => read.lines().await.is_ok_and(|lines| lines.is_empty()),
            Err(_) => false,
        }
    }

    /// Starts sample data and connects its line.
    pub fn start_demo(&self) -> Work<'_, IpcResult<()>> {
        Box::pin(self.start_demo_all())
    }

    async fn start_demo_all(&self) -> IpcResult<()> {
        if !self.can_start_demo().await {
            return Err(IpcError::new(ErrorCode::AlreadyConnected));
        }
        if let Some(start_elsewhere) = &self.0.demo_elsewhere {
            return if start_elsewhere() {
                Ok(())
            } else {
                Err(IpcError::new(ErrorCode::Internal).with_detail("sample data"))
            };
        }
        let starting: Work<'_, _> = Box::pin(Demo::start());
        let demo = starting.await.map_err(|error: DemoError| {
            tracing::error!(%error, "sample data");
            IpcError::new(ErrorCode::Internal).with_detail("sample data")
        })?;
        let connecting: Work<'_, _> = Box::pin(crate::ipc::commands::connect_demo(self, &demo));
        connecting.await?;
        *self.0.demo.lock().unwrap_or_else(PoisonError::into_inner) = Some(demo);
        self.tell_changes(vec![ChangeDto::Lines]);
        Ok(())
    }

    /// Whether keys can be kept.
    pub async fn keychain(&self) -> KeychainAvailability {
        if !self.0.keeps_secrets {
            return KeychainAvailability::Available;
        }
        // The first question opens the keychain's bus; that may take a moment.
        match tokio::task::spawn_blocking(KeychainSecrets::is_present).await {
            Ok(true) => KeychainAvailability::Available,
            Ok(false) | Err(_) => KeychainAvailability::Missing,
        }
    }

    /// Whether notifications can reach the person.
    pub async fn notifications(&self) -> NotificationAvailability {
        self.0.notifier.availability().await
    }

    /// Shows one notification because the person asked to see one.
    pub async fn send_test_notification(&self) -> IpcResult<Nothing> {
        let (title, body) = Language::chosen(self.settings().language).test_notification();
        let notice = Notice {
            place: Place::Trial,
            conversation: None,
            title: title.into(),
            body: body.into(),
        };
        if self.0.notifier.show(notice).await {
            return Ok(Nothing {});
        }
        Err(IpcError::new(match self.notifications().await {
            NotificationAvailability::Blocked => ErrorCode::NotificationsBlocked,
            NotificationAvailability::NoService | NotificationAvailability::Available => {
                ErrorCode::NoNotificationService
            }
        }))
    }

    /// The cache was damaged and is being filled again.
    pub fn store_rebuilt(&self) -> bool {
        self.0.store_rebuilt.load(Ordering::SeqCst)
    }

    /// After a crash, a cache too large to be checked at the start is checked behind it.
    async fn check_cache(self) {
        match self.0.engine.check_cache().await {
            Ok(false) => {}
            Ok(true) => {
                self.0.store_rebuilt.store(true, Ordering::SeqCst);
                self.something_was_missed();
            }
            Err(error) => tracing::error!(%error, "the cache could not be checked"),
        }
    }

    /// Some of what happened was not told. A skipped number makes a page read everything again, as soon as
    /// it is told the next one.
    pub fn something_was_missed(&self) {
        *self
            .0
            .sequence
            .lock()
            .unwrap_or_else(PoisonError::into_inner) += 1;
        self.tell_changes(vec![ChangeDto::Lines]);
    }

    /// Ends everything in order; what is on the wire is given a moment.
    pub async fn stop(&self) {
        self.0.engine.stop().await;
        let demo = self
            .0
            .demo
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(demo) = demo {
            demo.stop().await;
        }
        if let Err(error) = self.0.store.close().await {
            tracing::error!(%error, "the store did not close in order");
        }
    }

    async fn tell_store_changes(self, mut changes: broadcast::Receiver<Arc<inbox_store::Changed>>) {
        use broadcast::error::RecvError;
        loop {
            match changes.recv().await {
                Ok(commit) => {
                    let mut told = Vec::new();
                    for change in commit.changes.iter().flat_map(convert::change::changes) {
                        if !told.contains(&change) {
                            told.push(change);
                        }
                    }
                    self.tell_changes(told);
                }
                Err(RecvError::Lagged(_)) => self.something_was_missed(),
                Err(RecvError::Closed) => return,
            }
        }
    }

    /// A computer that slept is noticed by its clock: far more time has passed than was waited for.
    async fn notice_waking_up(self) {
        const LOOK_MS: u64 = 2_000;
        const SLEPT_MS: i64 = 10_000;
        loop {
            let before = SystemClock.now();
            SystemClock.sleep(LOOK_MS).await;
            if SystemClock.now().since(before) > SLEPT_MS {
                self.0.engine.wake();
            }
        }
    }

    async fn tell_engine_events(self, mut events: broadcast::Receiver<EngineEvent>) {
        use broadcast::error::RecvError;
        loop {
            match events.recv().await {
                Ok(EngineEvent::Line(_)) => self.tell_changes(vec![ChangeDto::Lines]),
                Ok(EngineEvent::Presences(_)) => self.tell_changes(vec![ChangeDto::Presences]),
                Err(RecvError::Lagged(_)) => self.something_was_missed(),
                Ok(EngineEvent::Visitor(visitor)) => {
                    self.tell_changes(vec![ChangeDto::Visitor { visitor }]);
                }
                Ok(EngineEvent::Upload { outbox, state }) => {
                    self.tell(HostEvent::UploadProgress {
                        outbox: outbox.to_string(),
                        upload: convert::files::upload(state),
                    });
                }
                Ok(EngineEvent::Writing(conversation)) => {
                    self.tell_changes(vec![ChangeDto::Conversation {
                        conversation: conversation.to_string(),
                    }]);
                }
                Err(RecvError::Closed) => return,
            }
        }
    }
}

/// Lets nobody else on this computer look into the data.
fn keep_private(data_dir: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let owner_only = std::fs::Permissions::from_mode(0o700);
        let kept = std::fs::create_dir_all(data_dir)
            .and_then(|()| std::fs::set_permissions(data_dir, owner_only));
        if kept.is_err() {
            tracing::warn!("the data folder could not be made private");
        }
    }
    #[cfg(not(unix))]
    {
        // The profile's folders are the owner's alone already.
        let _ = data_dir;
    }
}

/// Passes the number of unread conversations on to whoever shows it.
struct UnreadSink(watch::Sender<u32>);

impl BadgeSink for UnreadSink {
    fn show(&self, unread: u32) {
        self.0.send_replace(unread);
    }
}

#[cfg(test)]
mod tests;
