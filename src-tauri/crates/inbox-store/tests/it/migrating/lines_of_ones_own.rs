//! Files of earlier versions open with everything in them.

use std::sync::Arc;

use inbox_core::{LineId, PlatformKind};
use sqlx::migrate::{Migration, Migrator};

use crate::support::*;

/// A desk as the version with this many migrations left it.
async fn desk_of_version(directory: &std::path::Path, version: usize, rows: &str) {
    let path = directory.join("desk.db");
    let url = format!("sqlite://{}?mode=rwc", path.display());
    let pool = sqlx::SqlitePool::connect(&url).await.expect("connect");
    let all = Migrator::new(std::path::Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/migrations/desk"
    )))
    .await
    .expect("the migrations can be read");
    let until: Vec<Migration> = all.iter().take(version).cloned().collect();
    let old = Migrator {
        migrations: until.into(),
        ..Migrator::DEFAULT
    };
    old.run(&pool).await.expect("migrate");
    sqlx::raw_sql(sqlx::AssertSqlSafe(rows.to_owned()))
        .execute(&pool)
        .await
        .expect("insert");
    pool.close().await;
}

#[tokio::test]
async fn a_desk_of_the_first_version_keeps_its_lines_and_their_relays() {
    let directory = tempfile::tempdir().expect("a directory");
    desk_of_version(
        directory.path(),
        1,
        include_str!("../../fixtures/desk_1_lines.sql"),
    )
    .await;
    let clock = Arc::new(ManualClock::default());
    let store = open(directory.path(), &clock).await;
    let mut read = store.read().await.expect("read");
    let lines = read.lines().await.expect("lines");
    let told: Vec<_> = lines
        .iter()
        .map(|line| {
            (
                line.platform,
                line.name.as_str(),
                line.paused,
                line.unprotected,
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (PlatformKind::Chatwoot, "Old shop", false, false),
            (PlatformKind::Ohallo, "Nordics", true, false),
        ]
    );
    let relay = read.relay(LineId(1)).await.expect("relay").expect("set");
    assert_eq!(
        (relay.url.as_str(), relay.webhook),
        ("https://relay.example.com", None)
    );
    let counts = read.outbox_counts(None).await.expect("counts");
    assert_eq!(counts.pending, 1);
    drop(read);
    store.close().await.expect("close");
}
