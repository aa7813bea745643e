//! A cache of the version that did not mark edits shows what it holds, unmarked.

use std::{borrow::Cow, path::Path, sync::Arc};

use inbox_core::{ConversationId, LineId};
use inbox_store::{Store, TimelineWindow};
use sqlx::{SqlitePool, migrate::Migrator, sqlite::SqliteConnectOptions};

use crate::support::*;

const CACHE_OF_VERSION_10: &str = r#"
    INSERT INTO contacts (id, line_id, key, remote, name, search_text)
        VALUES (1, 1, 'k', 'k', 'Beatriz', ' beatriz');
    INSERT INTO conversations (id, line_id, remote, contact_id, channel, channel_kind, told_status,
        platform_status, status, facts, listed_at, last_activity_at, fingerprint, move_rank,
        standing, needs_key, waiting_key, closing_key)
    VALUES (1, 1, 'c', 1, '3', 'webChat', 'open', 'open', 'open', '{}', 1800000000200, 1800000000200,
        'f', 5, 2, -1800000000200, 8998199999999800, 8998199999999800);
    INSERT INTO items (id, conversation_id, line_id, remote, occurred_at, role, direction,
        author_kind, content)
    VALUES (7, 1, 1, 'i1', 1800000000200, 1, 'inbound', 'contact', '{"type":"text","text":"Hello"}');
    UPDATE shutdown SET orderly = 1;"#;

#[tokio::test]
async fn what_an_older_cache_holds_is_shown_and_not_marked() {
    let directory = tempfile::tempdir().expect("a folder");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations/cache");
    let mut migrator = Migrator::new(folder).await.expect("the migrations");
    migrator.migrations = Cow::Owned(migrator.migrations[..10].to_vec());
    let options = SqliteConnectOptions::new()
        .filename(directory.path().join("cache.db"))
        .create_if_missing(true);
    let cache = SqlitePool::connect_with(options).await.expect("a file");
    migrator.run(&cache).await.expect("it is made");
    sqlx::raw_sql(CACHE_OF_VERSION_10)
        .execute(&cache)
        .await
        .expect("filled");
    cache.close().await;

    let clock = Arc::new(ManualClock::at(START));
    let opened = Store::open(directory.path(), clock).await.expect("opens");
    assert!(!opened.cache_rebuilt, "nothing has to be fetched again");
    let mut read = opened.store.read().await.expect("read");
    let conversation = ConversationId::new(LineId(1), "c");
    let timeline = read
        .timeline(&conversation, TimelineWindow::Newest, 9)
        .await;
    let items = timeline.expect("a timeline").items;
    assert_eq!(items.len(), 1);
    assert_eq!((items[0].id.0, items[0].edited), (7, false));
}
