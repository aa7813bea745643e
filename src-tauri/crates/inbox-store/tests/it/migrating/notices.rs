//! A cache of the version that knew no personal notices shows what it held, and takes them.

use std::{borrow::Cow, path::Path, sync::Arc};

use inbox_core::{
    ConversationId, LineId, MoveReason, NoticeKind, PersonalNotice, PersonalNotices, Timestamp,
};
use inbox_store::Store;
use sqlx::{SqlitePool, migrate::Migrator, sqlite::SqliteConnectOptions};

use crate::support::*;

const CACHE_OF_VERSION_5: &str = "
    INSERT INTO contacts (id, line_id, key, remote, name, search_text)
        VALUES (1, 1, 'k', 'k', 'Beatriz', ' beatriz');
    INSERT INTO conversations (id, line_id, remote, contact_id, channel_kind, told_status,
        platform_status, status, facts, listed_at, last_activity_at, fingerprint, move_rank,
        standing, needs_key, waiting_key, closing_key)
    VALUES (1, 1, 'c', 1, 'webChat', 'open', 'open', 'open', '{}',
        1800000000200, 1800000000200, 'f', 5, 0, -1800000000200, 8998199999999800,
        8998199999999800);
    UPDATE shutdown SET orderly = 1;";

#[tokio::test]
async fn a_cache_without_personal_notices_keeps_its_conversations_and_takes_them() {
    let directory = tempfile::tempdir().expect("a folder");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations/cache");
    let mut migrator = Migrator::new(folder).await.expect("the migrations");
    migrator.migrations = Cow::Owned(migrator.migrations[..5].to_vec());
    let options = SqliteConnectOptions::new()
        .filename(directory.path().join("cache.db"))
        .create_if_missing(true);
    let cache = SqlitePool::connect_with(options).await.expect("a file");
    migrator.run(&cache).await.expect("it is made");
    sqlx::raw_sql(CACHE_OF_VERSION_5)
        .execute(&cache)
        .await
        .expect("filled");
    cache.close().await;

    let clock = Arc::new(ManualClock::at(START));
    let opened = Store::open(directory.path(), clock).await.expect("opens");
    assert!(!opened.cache_rebuilt, "nothing has to be fetched again");
    let notices = PersonalNotices {
        unread: vec![PersonalNotice {
            remote: "1".into(),
            kind: NoticeKind::Mention,
            conversation: "c".into(),
            raised_at: Timestamp(1_800_000_000_300),
        }],
        complete: true,
    };
    let mut write = opened.store.write().await.expect("write");
    let line = write.add_line(&new_line("Riyadh")).await.expect("a line");
    assert_eq!(line, LineId(1));
    let strangers = write.keep_notices(LineId(1), &notices).await;
    assert!(strangers.expect("kept").is_empty(), "it is here");
    write.commit().await.expect("commit");
    let mut read = opened.store.read().await.expect("read");
    let row = read.list_row(&ConversationId::new(LineId(1), "c")).await;
    let row = row.expect("row").expect("known");
    assert_eq!(row.contact_name.as_deref(), Some("Beatriz"));
    assert_eq!(row.reason, Some(MoveReason::Mentioned));
}
