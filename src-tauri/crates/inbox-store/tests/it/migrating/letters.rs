//! A desk of the version that knew neither signatures nor heads of e-mails keeps what it held, and takes
//! them.

use std::{borrow::Cow, path::Path, sync::Arc};

use inbox_core::{ConversationId, Directory, EmailHead, LineId};
use inbox_store::Store;
use sqlx::{SqlitePool, migrate::Migrator, sqlite::SqliteConnectOptions};

use crate::support::*;

const CACHE_OF_VERSION_7: &str = r#"
    INSERT INTO contacts (id, line_id, key, remote, name, email, search_text)
        VALUES (1, 1, 'k', 'k', 'Beatriz', 'bea@mail.example', ' beatriz');
    INSERT INTO conversations (id, line_id, remote, contact_id, channel_kind, told_status,
        platform_status, status, facts, listed_at, last_activity_at, fingerprint, move_rank,
        standing, needs_key, waiting_key, closing_key)
    VALUES (1, 1, 'c', 1, 'email', 'open', 'open', 'open', '{}',
        1800000000200, 1800000000200, 'f', 5, 0, -1800000000200, 8998199999999800,
        8998199999999800);
    INSERT INTO line_extras (line_id, teams, saved_replies, notices)
        VALUES (1, '[{"remote":"4","name":"sales"}]', '[]', '[]');
    UPDATE shutdown SET orderly = 1;"#;

const DESK_OF_VERSION_7: &str = "
    INSERT INTO lines (platform, name, base_url, connected_at)
        VALUES ('chatwoot', 'Shop', 'https://example.com', 1);
    INSERT INTO drafts (line_id, conversation, text, updated_at) VALUES (1, 'c', 'Half', 1);";

async fn left_at_7(of: &str, file: &Path, content: &'static str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("migrations")
        .join(of);
    let mut migrator = Migrator::new(folder).await.expect("the migrations");
    migrator.migrations = Cow::Owned(migrator.migrations[..7].to_vec());
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true);
    let pool = SqlitePool::connect_with(options).await.expect("a file");
    migrator.run(&pool).await.expect("it is made");
    sqlx::raw_sql(content).execute(&pool).await.expect("filled");
    pool.close().await;
}

#[tokio::test]
async fn a_desk_without_signatures_keeps_its_lines_and_takes_them_and_whom_an_email_goes_to() {
    let folder = tempfile::tempdir().expect("a folder");
    left_at_7("cache", &folder.path().join("cache.db"), CACHE_OF_VERSION_7).await;
    left_at_7("desk", &folder.path().join("desk.db"), DESK_OF_VERSION_7).await;
    let clock = Arc::new(ManualClock::at(START));
    let opened = Store::open(folder.path(), clock).await.expect("opens");
    assert!(!opened.cache_rebuilt, "nothing has to be fetched again");
    let store = opened.store;
    let conversation = ConversationId::new(LineId(1), "c");
    let mut read = store.read().await.expect("read");
    let known = read.directory(LineId(1)).await.expect("a directory");
    assert_eq!((known.teams.len(), &known.signature), (1, &None));
    let begun = read.reply_head(&conversation).await.expect("read");
    let begun = begun.expect("it is an e-mail");
    assert_eq!(begun.head.to, ["bea@mail.example"]);
    drop(read);
    let mut write = store.write().await.expect("write");
    let signed = Directory {
        signature: Some("Mira".to_owned()),
        ..known
    };
    let kept = write.replace_directory(LineId(1), &signed).await;
    kept.expect("kept");
    let head = EmailHead {
        cc: vec!["ana@mail.example".to_owned()],
        ..EmailHead::default()
    };
    let kept = write.save_reply_head(&conversation, &head).await;
    kept.expect("kept");
    write.commit().await.expect("commit");
    let mut read = store.read().await.expect("read");
    let shown = read.reply_head(&conversation).await.expect("read");
    let shown = shown.expect("it is an e-mail");
    assert_eq!(shown.head.cc, head.cc);
    assert_eq!(shown.signature.as_deref(), Some("Mira"));
}
