//! Desks that earlier versions left behind: what exists only here is still there.

use std::sync::Arc;

use inbox_core::{Audience, ConversationId, LineId, OutboxAction, OutboxState};
use inbox_store::Store;
use sqlx::{ConnectOptions as _, Connection as _, sqlite::SqliteConnectOptions};
use tempfile::TempDir;

use crate::support::*;

/// A directory with the desk that this script makes.
async fn left_behind(script: &'static str) -> TempDir {
    let directory = TempDir::new().expect("directory");
    let mut connection = SqliteConnectOptions::new()
        .filename(directory.path().join("desk.db"))
        .create_if_missing(true)
        .connect()
        .await
        .expect("a new file");
    sqlx::raw_sql(script)
        .execute(&mut connection)
        .await
        .expect("the script runs");
    connection.close().await.expect("written");
    directory
}

#[tokio::test]
async fn a_desk_of_the_first_version_keeps_its_words_and_takes_files() {
    let directory = left_behind(include_str!("../../fixtures/desk_1.sql")).await;
    let clock = Arc::new(ManualClock::at(START));
    let opened = Store::open(directory.path(), clock).await.expect("opens");
    let store = opened.store;
    let conversation = ConversationId::new(LineId(1), "c");
    let mut read = store.read().await.expect("read");
    let draft = read
        .draft(&conversation, Audience::Customer)
        .await
        .expect("draft");
    assert_eq!(draft.as_deref(), Some("Half a sent"));
    let rows = read.outbox(None).await.expect("outbox");
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].state, OutboxState::Queued);
    let OutboxAction::Send { message } = &rows[0].action else {
        panic!("words");
    };
    assert_eq!(message.text, "Held back");
    assert_eq!(message.files, []);
    let files = read.attached_files(&conversation).await.expect("files");
    assert_eq!(files, []);
}
