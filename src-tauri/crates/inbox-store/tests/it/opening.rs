//! Opening: damage is noticed, the cache is disposable, the desk is not.

use std::{fs, sync::Arc};

use inbox_core::{Audience, Clock, Directory, OutboxId, RemoteId, SavedReply};
use inbox_store::{Change, ReadThrough, Store, StoreError};

use crate::support::*;

async fn opened(desk: &Desk) -> Result<inbox_store::Opened, StoreError> {
    let clock: Arc<dyn Clock> = desk.clock.clone();
    Store::open(desk.directory.path(), clock).await
}

#[tokio::test]
async fn a_damaged_desk_is_an_error_and_stays_untouched() {
    let desk = Desk::new().await;
    desk.store.close().await.expect("close");
    let file = desk.directory.path().join("desk.db");
    let damaged = vec![0x5a; 20_000];
    fs::write(&file, &damaged).expect("damage");
    let refused = opened(&desk).await.err().expect("refused");
    assert!(matches!(refused, StoreError::DeskUnreadable), "{refused}");
    assert_eq!(fs::read(&file).expect("file"), damaged);
}

#[tokio::test]
async fn a_cache_that_is_no_database_is_set_aside_and_the_desk_lives_on() {
    let mut desk = Desk::new().await;
    desk.tell(&conversation("c"), vec![asks("c", "q", at(1), "question")])
        .await;
    desk.say("c", "o1", "answer").await;
    commit!(desk, |w| w.save_draft(
        &desk.id("c"),
        Audience::Customer,
        "مسودة"
    ))
    .expect("draft");
    desk.store.close().await.expect("close");
    fs::write(desk.directory.path().join("cache.db"), vec![1; 50_000]).expect("damage");

    let reopened = opened(&desk).await.expect("opens");
    assert!(reopened.cache_rebuilt);
    desk.store = reopened.store;
    assert!(desk.directory.path().join("cache.damaged.db").exists());

    // The platform is read again; what only this desk knew is joined to it.
    desk.list(&[conversation("c")]).await;
    assert_eq!(
        desk.texts("c").await,
        ["answer"],
        "the echo is back before the items are"
    );
    desk.tell(&conversation("c"), vec![asks("c", "q", at(1), "question")])
        .await;
    let row = desk.row("c").await;
    assert!(!row.unread, "the read mark is kept");
    assert_eq!(row.draft.as_deref(), Some("مسودة"));
    let mut read = desk.store.read().await.expect("read");
    let waiting = read.outbox(None).await.expect("outbox");
    assert_eq!(waiting[0].id, OutboxId("o1".to_owned()));
}

#[tokio::test]
async fn damage_inside_the_cache_is_noticed_after_a_crash() {
    let desk = Desk::new().await;
    let items = (0..400)
        .map(|number| {
            asks(
                "c",
                &format!("i{number}"),
                at(number),
                "a longer text to fill pages",
            )
        })
        .collect();
    desk.tell(&conversation("c"), items).await;
    desk.store.abandon().await;
    let file = desk.directory.path().join("cache.db");
    let mut bytes = fs::read(&file).expect("file");
    let length = bytes.len();
    for byte in &mut bytes[length / 2..length - 4096] {
        *byte = 0xff;
    }
    fs::write(&file, bytes).expect("damage");
    let reopened = opened(&desk).await.expect("opens");
    assert!(reopened.cache_rebuilt);
}

#[tokio::test]
async fn files_of_a_newer_version_are_refused_for_the_desk_and_rebuilt_for_the_cache() {
    let desk = Desk::new().await;
    desk.store.close().await.expect("close");
    let from_the_future = async |file: &str| {
        let url = format!("sqlite://{}", desk.directory.path().join(file).display());
        let pool = sqlx::SqlitePool::connect(&url).await.expect("connect");
        sqlx::query(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
             VALUES (9999, 'future', 1, x'00', 0)",
        )
        .execute(&pool)
        .await
        .expect("insert");
        pool.close().await;
    };
    from_the_future("cache.db").await;
    let reopened = opened(&desk).await.expect("opens");
    assert!(reopened.cache_rebuilt);
    reopened.store.close().await.expect("close");
    from_the_future("desk.db").await;
    let refused = opened(&desk).await.err().expect("refused");
    assert!(matches!(refused, StoreError::TooNew), "{refused}");
}

#[tokio::test]
async fn everything_is_there_after_a_restart() {
    let mut desk = Desk::new().await;
    desk.tell(
        &conversation("c"),
        vec![
            asks("c", "q", at(1), "مرحبًا 👋🏽 ‏שלום"),
            answers("c", "a", at(2), "ok"),
        ],
    )
    .await;
    commit!(desk, |w| w.mark_read(&desk.id("c"), ReadThrough::Newest)).expect("mark");
    let before = (desk.row("c").await, desk.timeline("c").await);
    desk.restart().await;
    assert_eq!((desk.row("c").await, desk.timeline("c").await), before);
    assert_eq!(desk.texts("c").await[0], "مرحبًا 👋🏽 ‏שלום");
}

#[tokio::test]
async fn removing_a_line_removes_all_of_it_and_no_other() {
    let desk = Desk::new().await;
    desk.tell(&conversation("c"), vec![asks("c", "q", at(1), "hi")])
        .await;
    desk.say("c", "o1", "answer").await;
    let other = commit!(desk, |w| w.add_line(&new_line("Jeddah"))).expect("line");
    let mut write = desk.store.write().await.expect("write");
    write
        .apply_listing(other, &[conversation("c")])
        .await
        .expect("list");
    write.commit().await.expect("commit");

    commit!(desk, |w| w.remove_line(desk.line)).expect("remove");
    let mut read = desk.store.read().await.expect("read");
    assert!(read.outbox(None).await.expect("outbox").is_empty());
    assert_eq!(read.list_row(&desk.id("c")).await.expect("row"), None);
    let kept = inbox_core::ConversationId::new(other, "c");
    assert!(read.list_row(&kept).await.expect("row").is_some());
    drop(read);
    let third = commit!(desk, |w| w.add_line(&new_line("Dammam"))).expect("line");
    assert!(third > other, "ids of lines are never reused");
}

#[tokio::test]
async fn a_large_cache_is_checked_behind_the_start_and_set_aside_when_it_is_damaged() {
    let mut desk = Desk::new().await;
    let record = conversation("c");
    let long = "x".repeat(200_000);
    let items = (0..200)
        .map(|number| asks("c", &format!("i{number}"), at(number), &long))
        .collect();
    desk.tell(&record, items).await;
    desk.say("c", "o1", "answer").await;
    desk.store.abandon().await;
    let file = desk.directory.path().join("cache.db");
    let sound = fs::read(&file).expect("file");
    let reopened = opened(&desk).await.expect("opens");
    assert!(reopened.cache_unchecked && !reopened.cache_rebuilt);
    reopened.store.check_cache().await.expect("sound");
    reopened.store.abandon().await;

    // In the middle of a long text, where no repair looks.
    let mut damaged = sound.clone();
    let page = damaged.len() / 4096 / 2 * 4096;
    damaged[page..page + 64].fill(0xff);
    fs::write(&file, damaged).expect("damage");
    let reopened = opened(&desk).await.expect("opens");
    assert!(!reopened.cache_rebuilt);
    let verdict = reopened.store.check_cache().await;
    assert!(
        matches!(verdict, Err(StoreError::CacheDamaged)),
        "{verdict:?}"
    );
    reopened.store.set_cache_aside().await.expect("set aside");
    let reopened = opened(&desk).await.expect("opens");
    assert!(reopened.cache_rebuilt && !reopened.cache_unchecked);
    desk.store = reopened.store;
    desk.list(&[record]).await;
    assert_eq!(desk.texts("c").await, ["answer"]);
    desk.store.abandon().await;

    // All over, so that mending what the crash left runs into it.
    let mut damaged = sound;
    let length = damaged.len();
    damaged[length / 2..].fill(0xff);
    fs::write(&file, damaged).expect("damage");
    let reopened = opened(&desk).await.expect("opens all the same");
    assert!(reopened.cache_rebuilt);
}

#[tokio::test]
async fn a_first_start_is_no_rebuilding() {
    let directory = tempfile::TempDir::new().expect("directory");
    let desk = Desk::new().await;
    let clock: Arc<dyn Clock> = desk.clock.clone();
    let first = Store::open(directory.path(), clock).await.expect("opens");
    assert!(!first.cache_rebuilt && !first.cache_unchecked);
}

#[tokio::test]
async fn a_cache_is_replaced_while_the_store_is_in_use_and_the_desk_lives_on() {
    let desk = Desk::new().await;
    desk.tell(&conversation("c"), vec![asks("c", "q", at(1), "question")])
        .await;
    desk.say("c", "o1", "answer").await;
    commit!(desk, |w| w.save_draft(
        &desk.id("c"),
        Audience::Customer,
        "half a thought"
    ))
    .expect("draft");
    let mut changes = desk.store.changes();
    desk.store.rebuild_cache().await.expect("rebuilds");
    assert!(desk.directory.path().join("cache.damaged.db").exists());
    let told: Vec<_> = std::iter::from_fn(|| changes.try_recv().ok()).collect();
    let told = told.iter().flat_map(|changed| &changed.changes);
    assert!(told.clone().any(|change| *change == Change::Conversations));
    assert!(told.clone().any(|change| *change == Change::Outbox));

    desk.list(&[conversation("c")]).await;
    desk.tell(&conversation("c"), vec![asks("c", "q", at(1), "question")])
        .await;
    assert_eq!(desk.texts("c").await, ["answer", "question"]);
    assert_eq!(desk.row("c").await.draft.as_deref(), Some("half a thought"));
    desk.store.check_cache().await.expect("it is sound");
    desk.store.close().await.expect("it still closes in order");
}

#[tokio::test]
async fn nothing_a_customer_wrote_is_left_on_the_disk_after_signing_out() {
    let secret = "xylophone quarterly";
    let desk = Desk::new().await;
    let items = (0..200)
        .map(|number| asks("c", &format!("i{number}"), at(number), secret))
        .collect();
    desk.tell(&conversation("c"), items).await;
    commit!(desk, |w| w.save_draft(
        &desk.id("c"),
        Audience::Customer,
        secret
    ))
    .expect("draft");
    desk.store.rebuild_cache().await.expect("rebuilds");
    desk.tell(&conversation("c"), vec![asks("c", "q", at(1), secret)])
        .await;
    let directory = Directory {
        saved_replies: vec![SavedReply {
            remote: RemoteId::from("r"),
            short_code: "code".to_owned(),
            text: secret.to_owned(),
        }],
        ..Directory::default()
    };
    commit!(desk, |w| w.replace_directory(desk.line, &directory)).expect("kept");
    commit!(desk, |w| w.remove_line(desk.line)).expect("removed");
    desk.store.forget_traces().await.expect("forgets");
    for entry in fs::read_dir(desk.directory.path()).expect("a folder") {
        let path = entry.expect("an entry").path();
        let bytes = fs::read(&path).expect("a file");
        let found = bytes
            .windows(secret.len())
            .any(|window| window == secret.as_bytes());
        assert!(!found, "{}", path.display());
    }
}
