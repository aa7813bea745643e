use std::{path::Path, sync::Arc};

use inbox_simulators::{HatifOptions, HatifSimulator};
use serde_json::{Value, json};
use tokio::sync::broadcast::error::TryRecvError;

use super::*;
use crate::{ipc::dispatch::dispatch, notify::NoNotifier};

/// A system on which the person has switched our notifications off.
struct Blocking;

#[async_trait::async_trait]
impl Notifier for Blocking {
    async fn show(&self, _notice: Notice) -> bool {
        false
    }

    async fn availability(&self) -> NotificationAvailability {
        NotificationAvailability::Blocked
    }
}

async fn opened(data_dir: &Path) -> Host {
    opened_with(data_dir, Arc::new(NoNotifier)).await
}

async fn opened_with(data_dir: &Path, notifier: Arc<dyn Notifier>) -> Host {
    let options = HostOptions::new(data_dir.to_owned(), notifier);
    let host = Host::open(options.with_memory_secrets()).await;
    host.expect("the host opens")
}

async fn call(host: &Host, command: &str, input: Value) -> Result<Value, ErrorCode> {
    let answer = dispatch(host, command, input).await;
    answer.map_err(|error| error.code)
}

/// What to test a simulated platform's key with, once it was signed in.
async fn key_of(host: &Host, simulator: &HatifSimulator, attempt: &str) -> Value {
    let pair = simulator.credentials();
    let credentials = json!({
        "platform": "hatif",
        "clientId": pair.client_id,
        "clientSecret": pair.client_secret,
        "baseUrl": simulator.base_url(),
    });
    let found = call(host, "sign_in", credentials).await;
    let account = &found.expect("there is an account")["accounts"][0]["account"];
    json!({ "attempt": attempt, "account": account })
}

async fn simulator() -> HatifSimulator {
    let started = HatifSimulator::start(HatifOptions::default()).await;
    started.expect("a simulator can be started")
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_on_this_computer_can_look_into_the_data() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data_dir = folder.path().join("data");
    std::fs::create_dir(&data_dir).expect("a folder");
    let open_to_all = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(&data_dir, open_to_all).expect("a mode");
    let host = opened(&data_dir).await;
    let mode = std::fs::metadata(&data_dir)
        .expect("a folder")
        .permissions();
    assert_eq!(mode.mode() & 0o777, 0o700);
    host.stop().await;
}

#[tokio::test]
async fn a_conversation_chosen_before_the_page_listens_is_opened_once_it_does() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let host = opened(folder.path()).await;
    let mut events = host.events();
    host.choose("no conversation at all");
    host.choose("1:first");
    host.choose("1:second");
    let early = events.try_recv();
    assert_eq!(early, Err(TryRecvError::Empty), "nobody would hear it");
    let looks = json!({ "focused": true, "visible": true, "conversation": null });
    for _ in 0..2 {
        let told = call(&host, "set_attention", looks.clone()).await;
        told.expect("the page can say where it looks");
    }
    let opens = |conversation: &str| HostEvent::OpenConversation {
        conversation: conversation.to_owned(),
    };
    assert_eq!(events.try_recv(), Ok(opens("1:second")));
    assert_eq!(events.try_recv(), Err(TryRecvError::Empty), "and once only");
    host.choose("1:third");
    assert_eq!(events.try_recv(), Ok(opens("1:third")));
    host.stop().await;
}

/// The numbers told since the last time, with a hole where some are missing.
fn numbers(told: &mut broadcast::Receiver<HostEvent>) -> Vec<i64> {
    let mut numbers = Vec::new();
    while let Ok(event) = told.try_recv() {
        if let HostEvent::Changed { sequence, .. } = event {
            numbers.push(sequence);
        }
    }
    numbers
}

#[tokio::test]
async fn whatever_of_the_engine_was_not_heard_makes_the_page_read_everything_again() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let host = opened(folder.path()).await;
    let mut told = host.events();
    let writing = EngineEvent::Writing("1:c".parse().expect("an id"));
    let upload = EngineEvent::Upload {
        outbox: inbox_core::OutboxId("o".to_owned()),
        state: inbox_engine::UploadState { sent: 1, total: 2 },
    };
    for (lost, has_hole) in [(false, false), (true, true)] {
        let (sender, events) = broadcast::channel(2);
        host.tell_changes(vec![ChangeDto::Settings]);
        if lost {
            sender.send(writing.clone()).expect("somebody listens");
        }
        // What is left says nothing with a number.
        for _ in 0..2 {
            sender.send(upload.clone()).expect("somebody listens");
        }
        drop(sender);
        host.clone().tell_engine_events(events).await;
        host.tell_changes(vec![ChangeDto::Settings]);
        let numbers = numbers(&mut told);
        let hole = numbers.windows(2).any(|pair| {
            pair.first()
                .zip(pair.get(1))
                .is_some_and(|(one, next)| one + 1 != *next)
        });
        assert_eq!(hole, has_hole, "{numbers:?}");
        if lost {
            assert!(
                numbers.len() > 2,
                "it is told at once, not with the next change"
            );
        }
    }
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_whose_test_was_dropped_cannot_be_added_any_more() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (host, simulator) = (opened(folder.path()).await, simulator().await);
    let found = call(&host, "test_line", key_of(&host, &simulator, "first").await).await;
    let found = found.expect("the key is good");
    let dropped = call(&host, "drop_test", json!({ "attempt": "first" })).await;
    dropped.expect("a test can be dropped");
    let line = json!({ "test": found["test"], "name": "Nordics", "me": null, "relay": null });
    let added = call(&host, "add_line", line).await;
    assert_eq!(added, Err(ErrorCode::TestExpired));
    host.stop().await;
    simulator.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_that_is_dropped_ends_at_once_and_its_progress_names_it() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (host, simulator) = (opened(folder.path()).await, simulator().await);
    let input = key_of(&host, &simulator, "second").await;
    simulator
        .control()
        .faults(|faults| faults.latency_ms = 3_600_000);
    let mut events = host.events();
    let testing = tokio::spawn({
        let host = host.clone();
        async move { call(&host, "test_line", input).await }
    });
    loop {
        match events.recv().await {
            Ok(HostEvent::TestProgress { attempt, .. }) => {
                assert_eq!(attempt, "second");
                break;
            }
            Ok(_) => {}
            Err(error) => panic!("no progress was told: {error}"),
        }
    }
    let dropped = call(&host, "drop_test", json!({ "attempt": "second" })).await;
    dropped.expect("a test can be dropped");
    let ended = testing.await.expect("it does not panic");
    assert_eq!(ended, Err(ErrorCode::TestExpired));
    host.stop().await;
}

#[tokio::test]
async fn a_test_notification_that_was_not_shown_says_whether_the_system_blocks_ours() {
    for (notifier, said) in [
        (
            Arc::new(NoNotifier) as Arc<dyn Notifier>,
            ErrorCode::NoNotificationService,
        ),
        (Arc::new(Blocking), ErrorCode::NotificationsBlocked),
    ] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let host = opened_with(folder.path(), notifier).await;
        let answer = call(&host, "send_test_notification", json!({})).await;
        assert_eq!(answer, Err(said));
        host.stop().await;
    }
}
