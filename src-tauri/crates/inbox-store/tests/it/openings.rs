//! Conversations that are being begun: where they stand until their platform names them, and what is
//! left of them when the machine dies in between.

use std::fs;

use inbox_core::{
    Begun, ChannelKind, ContactRecord, FirstWords, LineId, Opening, OpeningSketch, OutboxAction,
    OutboxId, OutboxState, OutgoingMessage, RemoteId, StuckReason,
};
use inbox_store::{NewOpening, Sort, StoreError, View};

use crate::support::*;

const FIRST: &str = "Your parts have arrived";

fn id(text: &str) -> OutboxId {
    OutboxId(text.to_owned())
}

fn opening() -> Opening {
    Opening {
        channel: remote("channel"),
        channel_kind: ChannelKind::Sms,
        contact: ContactRecord {
            name: Some("Noura".to_owned()),
            phone: Some("+966500000041".to_owned()),
            ..ContactRecord::default()
        },
        subject: None,
        in_name_of: None,
        carrier: Some(remote(ME)),
        message: OutgoingMessage::text("o1", FIRST),
    }
}

async fn begin(desk: &Desk) {
    let mut write = desk.store.write().await.expect("a write");
    let new = NewOpening {
        id: id("o1"),
        line: desk.line,
        opening: opening(),
        created_at: at(10),
    };
    let (conversation, _) = write.queue_opening(&new).await.expect("queued");
    assert_eq!(conversation, desk.id("new/o1"));
    write.commit().await.expect("kept");
}

async fn confirm(desk: &Desk, begun: &Begun) {
    let mut write = desk.store.write().await.expect("a write");
    write
        .confirm_opening(&id("o1"), begun)
        .await
        .expect("confirmed");
    write.commit().await.expect("kept");
}

fn named(conversation: &str, words: FirstWords) -> Begun {
    Begun {
        conversation: remote(conversation),
        record: None,
        words,
    }
}

async fn states(desk: &Desk) -> Vec<(String, OutboxState)> {
    let mut read = desk.store.read().await.expect("a reader");
    let rows = read.outbox(None).await.expect("the outbox");
    rows.into_iter()
        .map(|row| (row.conversation.remote.0, row.state))
        .collect()
}

/// Runs `work`, kills the program, and lets this file have missed the work.
async fn torn(desk: &mut Desk, missed: &str, work: impl AsyncFnOnce(&Desk)) {
    desk.store.abandon().await;
    let file = desk.directory.path().join(missed);
    let before = fs::read(&file).expect("file");
    desk.store = open(desk.directory.path(), &desk.clock).await;
    work(desk).await;
    desk.store.abandon().await;
    fs::write(&file, before).expect("put back");
    desk.store = open(desk.directory.path(), &desk.clock).await;
}

#[tokio::test]
async fn a_beginning_is_queued_only_as_one() {
    let desk = Desk::new().await;
    let mut write = desk.store.write().await.expect("a write");
    let refused = write
        .queue(&inbox_store::NewOutbound {
            id: id("o1"),
            conversation: desk.id("c"),
            action: OutboxAction::Begin {
                opening: Box::new(opening()),
            },
            created_at: at(1),
            not_before: None,
        })
        .await;
    assert!(matches!(
        refused,
        Err(StoreError::Unknown { .. } | StoreError::NotUnderstood { .. })
    ));
}

#[tokio::test]
async fn a_provisional_conversation_that_missed_the_write_is_made_anew() {
    let mut desk = Desk::new().await;
    torn(&mut desk, "cache.db", async |desk| begin(desk).await).await;
    assert_eq!(desk.texts("new/o1").await, [FIRST]);
    assert_eq!(desk.ids(View::Mine, Sort::Newest).await, ["new/o1"]);
}

#[tokio::test]
async fn one_whose_row_was_never_kept_disappears() {
    let mut desk = Desk::new().await;
    torn(&mut desk, "desk.db", async |desk| begin(desk).await).await;
    assert!(desk.ids(View::AllOpen, Sort::Newest).await.is_empty());
    assert!(states(&desk).await.is_empty());
}

#[tokio::test]
async fn a_name_that_the_desk_missed_leaves_nothing_to_be_begun_again() {
    let mut desk = Desk::new().await;
    begin(&desk).await;
    torn(&mut desk, "desk.db", async |desk| {
        let said = FirstWords::Said(Some(remote("m1")));
        confirm(desk, &named("c1", said)).await;
    })
    .await;
    assert!(states(&desk).await.is_empty());
    assert_eq!(desk.texts("c1").await, [FIRST]);
    assert_eq!(desk.ids(View::AllOpen, Sort::Newest).await, ["c1"]);
}

#[tokio::test]
async fn a_name_that_the_cache_missed_leaves_no_provisional_one() {
    let mut desk = Desk::new().await;
    begin(&desk).await;
    torn(&mut desk, "cache.db", async |desk| {
        let said = FirstWords::Said(Some(remote("m1")));
        confirm(desk, &named("c1", said)).await;
    })
    .await;
    assert!(states(&desk).await.is_empty());
    assert!(desk.ids(View::AllOpen, Sort::Newest).await.is_empty());
}

#[tokio::test]
async fn the_echo_swallows_the_copy_that_a_listing_brought_first() {
    let desk = Desk::new().await;
    begin(&desk).await;
    let echo = desk.timeline("new/o1").await.items[0].id;
    desk.tell(
        &conversation("c1"),
        vec![answers("c1", "m1", at(10), FIRST)],
    )
    .await;
    let said = FirstWords::Said(Some(remote("m1")));
    confirm(&desk, &named("c1", said)).await;
    let shown = desk.timeline("c1").await.items;
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0].id, echo);
    assert_eq!(shown[0].remote, Some(remote("m1")));
    assert_eq!(desk.ids(View::AllOpen, Sort::Newest).await, ["c1"]);
    let mut read = desk.store.read().await.expect("a reader");
    let became = read.begun(&desk.id("new/o1")).await.expect("read");
    assert_eq!(became, Some(desk.id("c1")));
}

#[tokio::test]
async fn words_that_are_still_to_be_said_wait_in_the_conversation_that_stands() {
    let desk = Desk::new().await;
    begin(&desk).await;
    confirm(&desk, &named("c1", FirstWords::ToBeSaid)).await;
    assert_eq!(
        states(&desk).await,
        [("c1".to_owned(), OutboxState::Queued)]
    );
    assert_eq!(desk.texts("c1").await, [FIRST]);
    // Told twice is as good as once.
    confirm(&desk, &named("c1", FirstWords::ToBeSaid)).await;
    assert_eq!(desk.texts("c1").await, [FIRST]);
}

#[tokio::test]
async fn one_that_is_stuck_needs_a_person_and_taking_it_back_leaves_nothing() {
    let desk = Desk::new().await;
    begin(&desk).await;
    let mut write = desk.store.write().await.expect("a write");
    write
        .stick(&id("o1"), StuckReason::NotFound)
        .await
        .expect("stuck");
    write.commit().await.expect("kept");
    let row = desk.row("new/o1").await;
    assert_eq!(row.whose, inbox_core::WhoseMove::NeedsPerson);
    let mut write = desk.store.write().await.expect("a write");
    write.discard(&id("o1")).await.expect("taken back");
    write.commit().await.expect("kept");
    assert!(desk.ids(View::AllOpen, Sort::Newest).await.is_empty());
    let mut read = desk.store.read().await.expect("a reader");
    let found = read
        .recipients(desk.line, None, "noura", 10)
        .await
        .expect("read");
    assert!(
        found.is_empty(),
        "nobody knows the typed-in contact any more"
    );
}

#[tokio::test]
async fn recipients_are_found_by_name_and_by_digits_with_their_conversation_on_the_channel() {
    let desk = Desk::new().await;
    let mut record = conversation("c1");
    record.channel = Some(remote("channel"));
    record.contact = ContactRecord {
        remote: "k1".to_owned(),
        name: Some("José Pereira".to_owned()),
        phone: Some("+55 11 98888-7777".to_owned()),
        ..ContactRecord::default()
    };
    desk.list(&[record.clone()]).await;
    let channel = RemoteId::from("channel");
    let mut read = desk.store.read().await.expect("a reader");
    for text in ["jose", "per", "98888-7777", "+55 11 98888"] {
        let found = read
            .recipients(desk.line, Some(&channel), text, 10)
            .await
            .expect("read");
        let names: Vec<_> = found.iter().map(|found| &found.contact.remote).collect();
        assert_eq!(names, ["k1"], "{text}");
        assert_eq!(found[0].conversation, Some(desk.id("c1")));
    }
    for text in ["", "  ", "nobody"] {
        let found = read
            .recipients(desk.line, Some(&channel), text, 10)
            .await
            .expect("read");
        assert!(found.is_empty(), "{text}");
    }
    let elsewhere = read
        .recipients(LineId(desk.line.0 + 1), None, "jose", 10)
        .await
        .expect("read");
    assert!(elsewhere.is_empty());
    let with = read
        .conversations_with(
            desk.line,
            &ContactRecord {
                phone: Some("5511988887777".to_owned()),
                ..ContactRecord::default()
            },
        )
        .await
        .expect("read");
    assert_eq!(with, [desk.id("c1")]);
}

#[tokio::test]
async fn a_draft_is_kept_until_there_is_nothing_in_it() {
    let desk = Desk::new().await;
    let save = async |sketch: OpeningSketch| {
        let mut write = desk.store.write().await.expect("a write");
        write
            .save_opening_draft(desk.line, &sketch)
            .await
            .expect("saved");
        write.commit().await.expect("kept");
    };
    let draft = async || {
        let mut read = desk.store.read().await.expect("a reader");
        read.opening_draft().await.expect("read")
    };
    let sketch = OpeningSketch {
        channel: Some(remote("channel")),
        text: "Half a sen".to_owned(),
        ..OpeningSketch::default()
    };
    save(sketch.clone()).await;
    assert_eq!(draft().await, Some((desk.line, sketch)));
    // A channel alone is chosen in no time.
    save(OpeningSketch {
        channel: Some(remote("channel")),
        ..OpeningSketch::default()
    })
    .await;
    assert_eq!(draft().await, None);
}
