//! A cache of the version that did not filter by channel and team is filtered by them as it is.

use std::{borrow::Cow, path::Path, sync::Arc};

use inbox_core::{ChannelId, LineId, TeamId};
use inbox_store::{ListQuery, Sort, Store, View, ViewFilter};
use sqlx::{SqlitePool, migrate::Migrator, sqlite::SqliteConnectOptions};

use crate::support::*;

const CACHE_OF_VERSION_9: &str = r#"
    INSERT INTO contacts (id, line_id, key, remote, name, search_text)
        VALUES (1, 1, 'k', 'k', 'Beatriz', ' beatriz');
    INSERT INTO conversations (id, line_id, remote, contact_id, channel, channel_kind, told_status,
        platform_status, status, facts, listed_at, last_activity_at, fingerprint, move_rank,
        standing, needs_key, waiting_key, closing_key)
    VALUES (1, 1, 'given', 1, '3', 'webChat', 'open', 'open', 'open', '{"team":"4"}',
        1800000000200, 1800000000200, 'f', 5, 2, -1800000000200, 8998199999999800,
        8998199999999800),
        (2, 1, 'free', 1, '3', 'webChat', 'open', 'open', 'open', '{"team":null}',
        1800000000100, 1800000000100, 'f', 5, 2, -1800000000100, 8998199999999900,
        8998199999999900);
    UPDATE shutdown SET orderly = 1;"#;

#[tokio::test]
async fn what_an_older_cache_holds_is_found_by_channel_and_by_team() {
    let directory = tempfile::tempdir().expect("a folder");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations/cache");
    let mut migrator = Migrator::new(folder).await.expect("the migrations");
    migrator.migrations = Cow::Owned(migrator.migrations[..9].to_vec());
    let options = SqliteConnectOptions::new()
        .filename(directory.path().join("cache.db"))
        .create_if_missing(true);
    let cache = SqlitePool::connect_with(options).await.expect("a file");
    migrator.run(&cache).await.expect("it is made");
    sqlx::raw_sql(CACHE_OF_VERSION_9)
        .execute(&cache)
        .await
        .expect("filled");
    cache.close().await;

    let clock = Arc::new(ManualClock::at(START));
    let opened = Store::open(directory.path(), clock).await.expect("opens");
    assert!(!opened.cache_rebuilt, "nothing has to be fetched again");
    let mut write = opened.store.write().await.expect("write");
    write.add_line(&new_line("Shop")).await.expect("a line");
    write.commit().await.expect("commit");
    let mut read = opened.store.read().await.expect("read");
    let on_channel = ViewFilter {
        channels: vec![ChannelId::new(LineId(1), "3")],
        ..ViewFilter::default()
    };
    for (filter, found) in [
        (on_channel.clone(), vec!["given", "free"]),
        (
            ViewFilter {
                teams: vec![TeamId::new(LineId(1), "4")],
                ..on_channel.clone()
            },
            vec!["given"],
        ),
        (
            ViewFilter {
                without_team: true,
                ..on_channel
            },
            vec!["free"],
        ),
    ] {
        let query = ListQuery {
            view: View::AllOpen,
            filter,
            sort: Sort::Newest,
            after: None,
            limit: 9,
        };
        let page = read.list(&query).await.expect("a page");
        let ids: Vec<_> = page.rows.into_iter().map(|row| row.id.remote.0).collect();
        assert_eq!(ids, found);
    }
}
