//! Files of every earlier version are brought up to date, and what they held is still there.

use std::{borrow::Cow, path::Path, sync::Arc};

use inbox_core::{Audience, Clock};
use inbox_store::Store;
use sqlx::{SqlitePool, migrate::Migrator, sqlite::SqliteConnectOptions};

use crate::support::*;

async fn migrations(of: &str) -> Migrator {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("migrations")
        .join(of);
    Migrator::new(folder)
        .await
        .expect("the migrations are there")
}

/// A file as the program left it when its newest migration was the one at `index`.
async fn left_at(of: &str, index: usize, file: &Path) -> SqlitePool {
    let mut migrator = migrations(of).await;
    let earlier = migrator.migrations[..=index].to_vec();
    migrator.migrations = Cow::Owned(earlier);
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true);
    let pool = SqlitePool::connect_with(options).await.expect("a file");
    migrator.run(&pool).await.expect("it is made");
    pool
}

#[tokio::test]
async fn a_desk_of_any_earlier_version_keeps_what_it_holds() {
    let versions = migrations("desk").await.migrations.len();
    for index in 0..versions - 1 {
        let directory = tempfile::tempdir().expect("a folder");
        let desk = left_at("desk", index, &directory.path().join("desk.db")).await;
        sqlx::query(
            "INSERT INTO lines (platform, name, base_url, connected_at)
             VALUES ('hatif', 'Riyadh line', 'https://example.com', 1)",
        )
        .execute(&desk)
        .await
        .expect("a line");
        sqlx::query(
            "INSERT INTO drafts (line_id, conversation, text, updated_at)
             VALUES (1, 'c', 'Half an answer', 1)",
        )
        .execute(&desk)
        .await
        .expect("a draft");
        desk.close().await;
        let cache = left_at("cache", 0, &directory.path().join("cache.db")).await;
        cache.close().await;

        let clock: Arc<dyn Clock> = Desk::new().await.clock;
        let opened = Store::open(directory.path(), clock).await;
        let opened = opened.unwrap_or_else(|error| panic!("version {index}: {error}"));
        assert!(!opened.cache_rebuilt, "the cache is brought up to date too");
        let mut read = opened.store.read().await.expect("a read");
        let lines = read.lines().await.expect("lines");
        assert_eq!(lines[0].name, "Riyadh line");
        let conversation = inbox_core::ConversationId::new(lines[0].id, "c");
        let draft = read
            .draft(&conversation, Audience::Customer)
            .await
            .expect("a draft");
        assert_eq!(draft.as_deref(), Some("Half an answer"));
        assert_eq!(read.own_replies().await.expect("replies"), []);
        drop(read);
        opened.store.close().await.expect("it closes");
    }
}
