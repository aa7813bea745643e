//! A desk of the version that kept but the words of what was begun keeps them, and takes the rest.

use std::{borrow::Cow, path::Path, sync::Arc};

use inbox_core::{Audience, ConversationId, LineId, NoteTerms};
use inbox_store::Store;
use sqlx::{SqlitePool, migrate::Migrator, sqlite::SqliteConnectOptions};

use crate::support::*;

const DESK_OF_VERSION_8: &str = "
    INSERT INTO lines (platform, name, base_url, connected_at)
        VALUES ('chatvolt', 'Shop', 'https://example.com', 1);
    INSERT INTO drafts (line_id, conversation, text, updated_at) VALUES (1, 'c', 'When?', 1);
    INSERT INTO reply_heads (line_id, conversation, head) VALUES (1, 'c', '{}');";

#[tokio::test]
async fn a_desk_that_kept_but_words_of_drafts_keeps_those_and_takes_buttons_and_what_a_note_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations/desk");
    let mut migrator = Migrator::new(scripts).await.expect("the migrations");
    migrator.migrations = Cow::Owned(migrator.migrations[..8].to_vec());
    let options = SqliteConnectOptions::new()
        .filename(folder.path().join("desk.db"))
        .create_if_missing(true);
    let desk = SqlitePool::connect_with(options).await.expect("a file");
    migrator.run(&desk).await.expect("it is made");
    let filled = sqlx::raw_sql(DESK_OF_VERSION_8).execute(&desk).await;
    filled.expect("filled");
    desk.close().await;

    let clock = Arc::new(ManualClock::at(START));
    let opened = Store::open(folder.path(), clock).await.expect("opens");
    let store = opened.store;
    let conversation = ConversationId::new(LineId(1), "c");
    let mut read = store.read().await.expect("read");
    let draft = read.draft(&conversation, Audience::Customer).await;
    assert_eq!(draft.expect("read").as_deref(), Some("When?"));
    let none: [String; 0] = [];
    assert_eq!(read.draft_buttons(&conversation).await.expect("read"), none);
    drop(read);
    let titles = ["Today".to_owned()];
    let mut write = store.write().await.expect("write");
    let kept = write.save_draft_buttons(&conversation, &titles).await;
    kept.expect("kept");
    let terms = NoteTerms {
        private: true,
        remind_at: None,
    };
    let kept = write.save_note_terms(&conversation, terms).await;
    kept.expect("kept");
    write.commit().await.expect("commit");
    let mut read = store.read().await.expect("read");
    assert_eq!(
        read.draft_buttons(&conversation).await.expect("read"),
        titles
    );
    assert_eq!(read.note_terms(&conversation).await.expect("read"), terms);
}
