//! The outbox keeps order, counts before it tries, and never forgets by itself.

use inbox_core::{OutboxId, OutboxState, Receipt, StuckReason};
use inbox_store::{NewOutbound, OutboxCounts, StoreError};

use crate::support::*;

fn id(text: &str) -> OutboxId {
    OutboxId(text.to_owned())
}

async fn desk_with(conversations: &[&str]) -> Desk {
    let desk = Desk::new().await;
    let records: Vec<_> = conversations.iter().map(|id| conversation(id)).collect();
    desk.list(&records).await;
    desk
}

async fn due(desk: &Desk) -> Vec<String> {
    let mut read = desk.store.read().await.expect("read");
    read.outbox_due(desk.line, inbox_core::Clock::now(&*desk.clock), 10)
        .await
        .expect("due")
        .into_iter()
        .map(|row| row.id.0)
        .collect()
}

async fn state(desk: &Desk, row: &str) -> Option<OutboxState> {
    let mut read = desk.store.read().await.expect("read");
    read.outbound(&id(row))
        .await
        .expect("row")
        .map(|row| row.state)
}

#[tokio::test]
async fn what_cannot_be_said_anywhere_is_refused_and_leaves_nothing() {
    let desk = desk_with(&[]).await;
    let mut write = desk.store.write().await.expect("write");
    let refused = write.queue(&desk.new_text("nowhere", "o1", "hi")).await;
    assert!(matches!(refused, Err(StoreError::Unknown { .. })));
    drop(write);
    assert!(due(&desk).await.is_empty());
}

#[tokio::test]
async fn a_write_that_is_dropped_leaves_nothing_behind() {
    let desk = desk_with(&["a"]).await;
    let mut changes = desk.store.changes();
    let mut write = desk.store.write().await.expect("write");
    write
        .queue(&desk.new_text("a", "o1", "hi"))
        .await
        .expect("queue");
    drop(write);
    assert!(due(&desk).await.is_empty());
    assert!(desk.texts("a").await.is_empty());
    assert!(changes.try_recv().is_err(), "nothing is told of it");
}

#[tokio::test]
async fn rows_of_a_conversation_go_out_one_after_the_other() {
    let desk = desk_with(&["a", "b"]).await;
    desk.say("a", "a1", "one").await;
    desk.say("a", "a2", "two").await;
    desk.say("b", "b1", "other").await;
    assert_eq!(due(&desk).await, ["a1", "b1"]);
    commit!(desk, |w| w.begin_attempt(&id("a1"))).expect("begin");
    assert_eq!(due(&desk).await, ["b1"], "the second waits for the first");
    commit!(desk, |w| w.check(&id("a1"), at(1))).expect("check");
    assert_eq!(
        due(&desk).await,
        ["b1"],
        "not knowing is no reason to go on"
    );
    desk.clock.set(at(1));
    assert_eq!(due(&desk).await, ["a1", "b1"]);
    commit!(desk, |w| w.confirm(&id("a1"), &Receipt { item: None })).expect("confirm");
    assert_eq!(due(&desk).await, ["a2", "b1"]);
}

#[tokio::test]
async fn a_stuck_row_blocks_nobody() {
    let desk = desk_with(&["a"]).await;
    desk.say("a", "a1", "one").await;
    desk.say("a", "a2", "two").await;
    commit!(desk, |w| w.begin_attempt(&id("a1"))).expect("begin");
    commit!(desk, |w| w.stick(&id("a1"), StuckReason::Refused)).expect("stick");
    assert_eq!(due(&desk).await, ["a2"]);
    let mut read = desk.store.read().await.expect("read");
    assert_eq!(
        read.outbox_counts(None).await.expect("counts"),
        OutboxCounts {
            pending: 1,
            stuck: 1
        }
    );
}

#[tokio::test]
async fn words_do_not_overtake_words_of_which_nobody_knows_whether_they_went_out() {
    let desk = desk_with(&["a", "b"]).await;
    desk.say("a", "a1", "one").await;
    desk.say("a", "a2", "two").await;
    desk.say("b", "b1", "other").await;
    commit!(desk, |w| w.begin_attempt(&id("a1"))).expect("begin");
    commit!(desk, |w| w
        .stick(&id("a1"), StuckReason::NotFoundAfterNoAnswer))
    .expect("stick");
    assert_eq!(due(&desk).await, ["b1"]);
    commit!(desk, |w| w.retry(&id("a1"))).expect("retry");
    assert_eq!(due(&desk).await, ["a1", "b1"]);
    commit!(desk, |w| w.begin_attempt(&id("a1"))).expect("begin");
    commit!(desk, |w| w
        .stick(&id("a1"), StuckReason::NotFoundAfterNoAnswer))
    .expect("stick");
    commit!(desk, |w| w.discard(&id("a1"))).expect("discard");
    assert_eq!(due(&desk).await, ["a2", "b1"], "the person let go of it");
}

#[tokio::test]
async fn an_attempt_is_counted_before_it_is_made_and_made_only_once() {
    let desk = desk_with(&["a"]).await;
    desk.say("a", "a1", "one").await;
    desk.clock.set(at(3));
    let begun = commit!(desk, |w| w.begin_attempt(&id("a1")))
        .expect("begin")
        .expect("there");
    assert_eq!((begun.attempts, begun.attempted_at), (1, Some(at(3))));
    assert_eq!(begun.state, OutboxState::Sending);
    let again = commit!(desk, |w| w.begin_attempt(&id("a1"))).expect("begin");
    assert_eq!(again, None, "it is already on the wire");
    commit!(desk, |w| w.wait(&id("a1"), at(4))).expect("wait");
    assert!(due(&desk).await.is_empty());
    let mut read = desk.store.read().await.expect("read");
    assert_eq!(
        read.outbox_next_due(desk.line, at(3)).await.expect("next"),
        Some(at(4))
    );
    drop(read);
    desk.clock.set(at(4));
    let begun = commit!(desk, |w| w.begin_attempt(&id("a1")))
        .expect("begin")
        .expect("there");
    assert_eq!(begun.attempts, 2);
}

#[tokio::test]
async fn what_is_on_the_wire_cannot_be_taken_back() {
    let desk = desk_with(&["a"]).await;
    desk.say("a", "a1", "one").await;
    commit!(desk, |w| w.begin_attempt(&id("a1"))).expect("begin");
    let mut write = desk.store.write().await.expect("write");
    let refused = write.discard(&id("a1")).await;
    assert!(matches!(
        refused,
        Err(StoreError::NotNow { state: "sending" })
    ));
    drop(write);
    assert_eq!(state(&desk, "a1").await, Some(OutboxState::Sending));
}

#[tokio::test]
async fn taking_back_removes_row_and_echo_and_hands_the_words_back() {
    let desk = desk_with(&["a"]).await;
    let mut delayed = desk.new_text("a", "a1", "oops");
    delayed.not_before = Some(at(1));
    commit!(desk, |w| w.queue(&delayed)).expect("queue");
    assert!(due(&desk).await.is_empty(), "it can still be taken back");
    let taken = commit!(desk, |w| w.discard(&id("a1")))
        .expect("discard")
        .expect("there");
    assert_eq!(taken.action, delayed.action);
    assert!(desk.texts("a").await.is_empty());
    let again = commit!(desk, |w| w.discard(&id("a1"))).expect("discard");
    assert_eq!(again, None);
}

#[tokio::test]
async fn trying_again_starts_counting_anew() {
    let desk = desk_with(&["a"]).await;
    desk.say("a", "a1", "one").await;
    commit!(desk, |w| w.begin_attempt(&id("a1"))).expect("begin");
    commit!(desk, |w| w.stick(&id("a1"), StuckReason::TooManyAttempts)).expect("stick");
    commit!(desk, |w| w.retry(&id("a1"))).expect("retry");
    let begun = commit!(desk, |w| w.begin_attempt(&id("a1")))
        .expect("begin")
        .expect("there");
    assert_eq!(begun.attempts, 1);
}

#[tokio::test]
async fn a_kill_while_sending_leaves_a_row_to_check_never_one_to_send() {
    let mut desk = desk_with(&["a"]).await;
    desk.say("a", "a1", "one").await;
    commit!(desk, |w| w.begin_attempt(&id("a1"))).expect("begin");
    desk.crash().await;
    assert_eq!(state(&desk, "a1").await, Some(OutboxState::Checking));
    assert_eq!(due(&desk).await, ["a1"]);
    let begun = commit!(desk, |w| w.begin_attempt(&id("a1"))).expect("begin");
    assert_eq!(begun, None, "checking comes before sending");
}

#[tokio::test]
async fn an_orderly_restart_also_leaves_unknown_outcomes_to_check() {
    let mut desk = desk_with(&["a"]).await;
    desk.say("a", "a1", "one").await;
    commit!(desk, |w| w.begin_attempt(&id("a1"))).expect("begin");
    desk.restart().await;
    assert_eq!(state(&desk, "a1").await, Some(OutboxState::Checking));
}

#[tokio::test]
async fn items_linked_to_other_sends_are_told_apart() {
    let desk = desk_with(&["a"]).await;
    desk.say("a", "a1", "ok").await;
    desk.say("a", "a2", "ok").await;
    commit!(desk, |w| w.begin_attempt(&id("a1"))).expect("begin");
    let receipt = Receipt {
        item: Some(remote("r1")),
    };
    commit!(desk, |w| w.confirm(&id("a1"), &receipt)).expect("confirm");
    let mut read = desk.store.read().await.expect("read");
    let linked = read.linked_items(&desk.id("a"), &id("a2")).await;
    assert_eq!(linked.expect("linked"), [remote("r1")]);
    let own = read.linked_items(&desk.id("a"), &id("a1")).await;
    assert!(own.expect("linked").is_empty());
}

#[tokio::test]
async fn one_id_is_queued_only_once() {
    let desk = desk_with(&["a"]).await;
    desk.say("a", "a1", "one").await;
    let twice: NewOutbound = desk.new_text("a", "a1", "one");
    let mut write = desk.store.write().await.expect("write");
    assert!(write.queue(&twice).await.is_err());
}
