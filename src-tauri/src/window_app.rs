//! The program with a window: arguments, single instance, window, tray, and the bridge between the
//! page and the host.

use std::{
    path::PathBuf,
    process::ExitCode,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use clap::Parser;
use serde_json::{Map, Value};
use tauri::{
    AppHandle, DragDropEvent, Emitter as _, Manager as _, RunEvent, WindowEvent, ipc::InvokeBody,
};
use tauri_plugin_store::StoreExt as _;
use tokio::sync::watch;

#[cfg(target_os = "linux")]
use crate::launcher::LauncherEntry;
use crate::{
    dropped::DroppedFiles,
    host::{Host, HostOptions},
    ipc::{
        dispatch::dispatch,
        error::{ErrorCode, IpcError, IpcResult},
        event::HostEvent,
    },
    logging, media, notify,
    outside::SystemOutside,
    settings::{NoFile, SettingsFile},
    tray::{self, TrayWords},
    windows,
    words::Language,
};

/// The event under which the page hears everything.
const HOST_EVENT: &str = "host-event";

/// How long the end of the program may take.
const FAREWELL: Duration = Duration::from_secs(5);

#[derive(Parser, Debug, Clone)]
#[command(version, about = "The desktop inbox for people who answer customers")]
struct Arguments {
    /// Opens with sample data; nothing is kept, nothing leaves this computer.
    #[arg(long)]
    demo: bool,
    /// Where data is kept, instead of the system's usual place.
    #[arg(long)]
    data_dir: Option<PathBuf>,
    /// Opens this conversation.
    #[arg(long)]
    conversation: Option<String>,
}

/// The host once it is open. Commands wait for it; the window does not.
#[derive(Clone)]
struct HostSlot(watch::Receiver<Option<Result<Host, ()>>>);

impl HostSlot {
    async fn get(&self) -> IpcResult<Host> {
        let mut slot = self.0.clone();
        let opened = slot
            .wait_for(Option::is_some)
            .await
            .ok()
            .and_then(|opened| opened.clone());
        match opened {
            Some(Ok(host)) => Ok(host),
            Some(Err(())) | None => Err(IpcError::new(ErrorCode::StoreFailed)),
        }
    }

    fn if_open(&self) -> Option<Host> {
        self.0.borrow().clone().and_then(Result::ok)
    }
}

/// Runs the program until the person quits.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    #[cfg(target_os = "linux")]
    windows::software::spare_without_gpu();
    let (opened, slot) = watch::channel(None);
    let slot = HostSlot(slot);
    let mut builder = tauri::Builder::default();
    // A test's browser driver starts the next program before the last one has left the bus; with
    // single instance the new one would hand over to a dying one.
    if !arguments.demo && std::env::var_os("TAURI_WEBVIEW_AUTOMATION").is_none() {
        builder = builder.plugin(tauri_plugin_single_instance::init(
            |app, arguments, _directory| {
                windows::bring_to_front(app);
                let second = Arguments::try_parse_from(arguments).ok();
                if let Some(conversation) = second.and_then(|second| second.conversation) {
                    choose(app, Some(conversation));
                }
            },
        ));
    }
    let builder = builder
        .plugin(tauri_plugin_notification::init())
        .plugin(tauri_plugin_opener::init())
        .plugin(tauri_plugin_store::Builder::default().build())
        .plugin(tauri_plugin_window_state::Builder::default().build())
        .manage(slot.clone())
        .manage(DroppedFiles::default())
        .invoke_handler(answer)
        .register_asynchronous_uri_scheme_protocol("media", |context, request, responder| {
            let app = context.app_handle().clone();
            tauri::async_runtime::spawn(async move {
                let host = app.state::<HostSlot>().get().await;
                let dropped = app.state::<DroppedFiles>();
                responder.respond(media::respond(host, &dropped, request).await);
            });
        })
        .setup(move |app| {
            start(app.handle().clone(), &arguments, opened)?;
            Ok(())
        })
        .on_window_event(|window, event| match event {
            WindowEvent::CloseRequested { api, .. }
                if window.label() == windows::MAIN && keeps_running(window.app_handle()) =>
            {
                // Customers keep writing while the window is closed; the tray brings it back.
                api.prevent_close();
                let _ = window.hide();
            }
            // The taskbar forgets what stood on the button of a window that was hidden.
            #[cfg(windows)]
            WindowEvent::Focused(true) if window.label() == windows::MAIN => {
                if let Some(host) = window.state::<HostSlot>().if_open() {
                    tray::show_unread(window.app_handle(), *host.unread().borrow());
                }
            }
            WindowEvent::DragDrop(drag) if window.label() == windows::MAIN => {
                tell_of_drag(window.app_handle(), drag);
            }
            _ => {}
        });
    let app = match builder.build(tauri::generate_context!()) {
        Ok(app) => app,
        Err(error) => {
            tracing::error!(%error, "the program could not start");
            return ExitCode::FAILURE;
        }
    };
    app.run(move |app, event| match event {
        RunEvent::Exit => {
            if let Some(host) = slot.if_open() {
                tauri::async_runtime::block_on(async {
                    let _ = tokio::time::timeout(FAREWELL, host.stop()).await;
                });
            }
            if let Some(running) = app.try_state::<Running>() {
                let leftovers = running.leftovers.lock();
                drop(leftovers.unwrap_or_else(PoisonError::into_inner).take());
            }
        }
        #[cfg(target_os = "macos")]
        RunEvent::Reopen { .. } => windows::bring_to_front(app),
        _ => {
            let _ = app;
        }
    });
    ExitCode::SUCCESS
}

/// Tells the page that files are over the window, or were dropped on it.
fn tell_of_drag(app: &AppHandle, drag: &DragDropEvent) {
    let tell = |event: HostEvent| {
        let _ = app.emit_to(windows::MAIN, HOST_EVENT, event);
    };
    match drag {
        DragDropEvent::Enter { paths, .. } if !paths.is_empty() => {
            tell(HostEvent::FilesOver { over: true });
        }
        DragDropEvent::Drop { paths, .. } => {
            tell(HostEvent::FilesOver { over: false });
            if !paths.is_empty() {
                tell(app.state::<DroppedFiles>().take(paths));
            }
        }
        DragDropEvent::Leave => tell(HostEvent::FilesOver { over: false }),
        _ => {}
    }
}

/// What the running program knows about itself.
struct Running {
    demo: bool,
    tray: bool,
    /// Taken at the end: the process exits without dropping what it manages.
    leftovers: Mutex<Option<Leftovers>>,
}

/// What must be dropped at the end: the log is written out, sample data is deleted.
struct Leftovers {
    _log: Option<tracing_appender::non_blocking::WorkerGuard>,
    _temporary: Option<tempfile::TempDir>,
}

fn keeps_running(app: &AppHandle) -> bool {
    app.try_state::<Running>()
        .is_some_and(|running| !running.demo && running.tray)
}

fn start(
    app: AppHandle,
    arguments: &Arguments,
    opened: watch::Sender<Option<Result<Host, ()>>>,
) -> Result<(), Box<dyn std::error::Error>> {
    let temporary = arguments.demo.then(tempfile::tempdir).transpose()?;
    let data_dir = match (&temporary, &arguments.data_dir) {
        (Some(directory), _) => directory.path().to_owned(),
        (None, Some(directory)) => directory.clone(),
        (None, None) => app.path().app_local_data_dir()?,
    };
    std::fs::create_dir_all(&data_dir)?;
    let log = logging::start(&data_dir.join("logs"));
    windows::open_main(&app)?;

    let on_chosen = {
        let app = app.clone();
        Arc::new(move |conversation| choose(&app, conversation))
    };
    let notifier = Arc::new(notify::of_the_system(&app, on_chosen));

    let mut options = HostOptions::new(data_dir.clone(), notifier);
    options.outside = Arc::new(SystemOutside(app.clone()));
    options.settings = if arguments.demo {
        Box::new(NoFile)
    } else {
        Box::new(PluginFile::open(&app, &data_dir.join("settings.json")))
    };
    options.downloads = app.path().download_dir().ok();
    if arguments.demo {
        options = options.with_memory_secrets();
    } else {
        options.demo_elsewhere = Some(Box::new(start_demo_program));
    }
    let language = Language::chosen(options.language());
    let tray = tray::install(
        &app,
        &TrayWords {
            open: language.open_switchboard().to_owned(),
            quit: language.quit().to_owned(),
        },
    );
    let tray = match tray {
        Ok(()) => tray::is_visible(),
        Err(_) => false,
    };
    app.manage(Running {
        demo: arguments.demo,
        tray,
        leftovers: Mutex::new(Some(Leftovers {
            _log: log,
            _temporary: temporary,
        })),
    });

    let demo = arguments.demo;
    let conversation = arguments.conversation.clone();
    tauri::async_runtime::spawn(async move {
        match Host::open(options).await {
            Ok(host) => {
                tauri::async_runtime::spawn(tell_page(app.clone(), host.clone()));
                tauri::async_runtime::spawn(show_unread(app.clone(), host.clone()));
                if demo && let Err(error) = host.start_demo().await {
                    tracing::error!(code = ?error.code, "sample data could not be started");
                }
                if let Some(conversation) = conversation {
                    host.choose(&conversation);
                }
                let _ = opened.send(Some(Ok(host)));
            }
            Err(error) => {
                tracing::error!(%error, "the host could not be opened");
                let _ = opened.send(Some(Err(())));
            }
        }
        crate::interrupted().await;
        app.exit(0);
    });
    Ok(())
}

/// Sample data runs in a program of its own, so that nothing of it gets among the person's data.
fn start_demo_program() -> bool {
    std::env::current_exe()
        .and_then(|program| std::process::Command::new(program).arg("--demo").spawn())
        .is_ok()
}

/// Brings the window to the front, at this conversation when one is given.
fn choose(app: &AppHandle, conversation: Option<String>) {
    windows::bring_to_front(app);
    let slot = app.state::<HostSlot>().inner().clone();
    tauri::async_runtime::spawn(async move {
        if let (Ok(host), Some(conversation)) = (slot.get().await, conversation) {
            host.choose(&conversation);
        }
    });
}

/// Hands a call of the page to the host. Whether the page may call it was checked before.
fn answer(invoke: tauri::ipc::Invoke<tauri::Wry>) -> bool {
    let name = invoke.message.command().to_owned();
    let input = match invoke.message.payload() {
        InvokeBody::Json(value) => value.clone(),
        InvokeBody::Raw(_) => Value::Null,
    };
    let slot = invoke
        .message
        .webview_ref()
        .state::<HostSlot>()
        .inner()
        .clone();
    invoke.resolver.respond_async(async move {
        // On a task of its own, so that a mistake of ours becomes an answer and not a silence.
        let work = tauri::async_runtime::spawn(async move {
            let host = slot.get().await?;
            dispatch(&host, &name, input).await
        });
        match work.await {
            Ok(Ok(output)) => Ok(output),
            Ok(Err(error)) => Err(error.into()),
            Err(_panicked) => Err(IpcError::new(ErrorCode::Internal).into()),
        }
    });
    true
}

async fn tell_page(app: AppHandle, host: Host) {
    use tokio::sync::broadcast::error::RecvError;
    let mut events = host.events();
    loop {
        match events.recv().await {
            Ok(event) => {
                // What is told holds ids only; what they stand for, each window asks for itself.
                if let HostEvent::Changed { .. } = &event {
                    let _ = app.emit_to(windows::VISITOR, HOST_EVENT, &event);
                }
                let _ = app.emit_to(windows::MAIN, HOST_EVENT, event);
            }
            Err(RecvError::Lagged(_)) => host.something_was_missed(),
            Err(RecvError::Closed) => return,
        }
    }
}

async fn show_unread(app: AppHandle, host: Host) {
    let mut unread = host.unread();
    #[cfg(target_os = "linux")]
    let launcher = LauncherEntry::connect().await;
    loop {
        let count = *unread.borrow_and_update();
        #[cfg(target_os = "linux")]
        if let Some(launcher) = &launcher {
            launcher.show_unread(count).await;
        }
        let handle = app.clone();
        let _ = app.run_on_main_thread(move || tray::show_unread(&handle, count));
        if unread.changed().await.is_err() {
            return;
        }
    }
}

/// The person's choices in Tauri's store.
struct PluginFile(Mutex<Option<Arc<tauri_plugin_store::Store<tauri::Wry>>>>);

impl PluginFile {
    fn open(app: &AppHandle, path: &std::path::Path) -> Self {
        Self(Mutex::new(app.store(path).ok()))
    }
}

impl SettingsFile for PluginFile {
    fn read(&self) -> Map<String, Value> {
        let store = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        store
            .as_ref()
            .map(|store| store.entries().into_iter().collect())
            .unwrap_or_default()
    }

    fn write(&self, members: Map<String, Value>) -> bool {
        let store = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(store) = store.as_ref() else {
            return false;
        };
        for (name, value) in members {
            store.set(name, value);
        }
        store.save().is_ok()
    }
}
