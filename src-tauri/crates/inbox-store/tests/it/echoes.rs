//! What this desk sends is one row in the timeline, from the echo to the platform's item, in
//! whatever order the platform's words arrive.

use inbox_core::{Delivery, OutboxId, OutboxState, Receipt, StuckReason};

use crate::support::*;

fn id(text: &str) -> OutboxId {
    OutboxId(text.to_owned())
}

fn receipt(item: Option<&str>) -> Receipt {
    Receipt {
        item: item.map(remote),
    }
}

async fn desk_with_a_question() -> Desk {
    let desk = Desk::new().await;
    desk.clock.set(at(10));
    desk.tell(&conversation("c"), vec![asks("c", "q", at(9), "question")])
        .await;
    desk
}

#[tokio::test]
async fn an_echo_keeps_its_row_when_the_platform_confirms_it() {
    let desk = desk_with_a_question().await;
    let echo = desk.say("c", "o1", "الجواب ✅").await;
    let shown = desk.timeline("c").await.items;
    assert_eq!(shown[1].id, echo);
    assert_eq!(
        shown[1].echo.as_ref().map(|echo| echo.state),
        Some(OutboxState::Queued)
    );

    commit!(desk, |w| w.begin_attempt(&id("o1"))).expect("begin");
    commit!(desk, |w| w.confirm(&id("o1"), &receipt(Some("r1")))).expect("confirm");
    let shown = desk.timeline("c").await.items;
    assert_eq!(shown[1].id, echo);
    assert_eq!(shown[1].remote, Some(remote("r1")));
    assert_eq!(shown[1].echo, None);

    desk.tell(
        &conversation("c"),
        vec![answers("c", "r1", at(10), "الجواب ✅")],
    )
    .await;
    let shown = desk.timeline("c").await.items;
    assert_eq!(shown.len(), 2);
    assert_eq!(
        (shown[1].id, shown[1].delivery.clone()),
        (echo, Some(Delivery::Sent))
    );
    assert_eq!(
        shown[1].author.agent,
        Some(remote(ME)),
        "the platform does not tell who wrote, the desk knows"
    );
}

#[tokio::test]
async fn a_copy_that_arrives_before_the_receipt_is_never_shown_twice() {
    let desk = desk_with_a_question().await;
    let echo = desk.say("c", "o1", "answer").await;
    commit!(desk, |w| w.begin_attempt(&id("o1"))).expect("begin");
    desk.hint(&answers("c", "r1", at(10), "answer")).await;
    assert_eq!(desk.texts("c").await, ["question", "answer"]);
    commit!(desk, |w| w.confirm(&id("o1"), &receipt(Some("r1")))).expect("confirm");
    let shown = desk.timeline("c").await.items;
    assert_eq!(desk.texts("c").await, ["question", "answer"]);
    assert_eq!(
        (shown[1].id, shown[1].remote.clone()),
        (echo, Some(remote("r1")))
    );
}

#[tokio::test]
async fn a_copy_that_arrives_while_the_row_was_still_queued_joins_at_the_receipt() {
    let desk = desk_with_a_question().await;
    let echo = desk.say("c", "o1", "answer").await;
    // Queued, so this cannot be ours yet by its looks; the receipt says it is.
    desk.hint(&answers("c", "r1", at(10), "answer")).await;
    assert_eq!(desk.texts("c").await.len(), 3);
    commit!(desk, |w| w.begin_attempt(&id("o1"))).expect("begin");
    commit!(desk, |w| w.confirm(&id("o1"), &receipt(Some("r1")))).expect("confirm");
    let shown = desk.timeline("c").await.items;
    assert_eq!(shown.len(), 2);
    assert_eq!(
        (shown[1].id, shown[1].remote.clone()),
        (echo, Some(remote("r1")))
    );
}

#[tokio::test]
async fn a_colleagues_equal_words_come_to_light_when_the_receipt_names_another_item() {
    let desk = desk_with_a_question().await;
    desk.say("c", "o1", "ok").await;
    commit!(desk, |w| w.begin_attempt(&id("o1"))).expect("begin");
    desk.hint(&answers("c", "colleague", at(10), "ok")).await;
    assert_eq!(desk.texts("c").await, ["question", "ok"]);
    commit!(desk, |w| w.confirm(&id("o1"), &receipt(Some("r1")))).expect("confirm");
    assert_eq!(desk.texts("c").await, ["question", "ok", "ok"]);
    desk.tell(
        &conversation("c"),
        vec![
            answers("c", "r1", at(10), "ok"),
            answers("c", "colleague", at(10), "ok"),
        ],
    )
    .await;
    assert_eq!(desk.texts("c").await, ["question", "ok", "ok"]);
}

#[tokio::test]
async fn a_receipt_without_an_id_takes_the_next_matching_item() {
    let desk = desk_with_a_question().await;
    let echo = desk.say("c", "o1", "answer").await;
    commit!(desk, |w| w.begin_attempt(&id("o1"))).expect("begin");
    commit!(desk, |w| w.confirm(&id("o1"), &receipt(None))).expect("confirm");
    desk.tell(
        &conversation("c"),
        vec![
            answers("c", "r2", at(11), "something else"),
            answers("c", "r1", at(11), "answer"),
        ],
    )
    .await;
    let shown = desk.timeline("c").await.items;
    assert_eq!(shown.len(), 3);
    let ours = shown
        .iter()
        .find(|item| item.id == echo)
        .expect("still there");
    assert_eq!(ours.remote, Some(remote("r1")));
}

#[tokio::test]
async fn a_receipt_without_an_id_takes_the_copy_that_came_before_it() {
    let desk = desk_with_a_question().await;
    let echo = desk.say("c", "o1", "answer").await;
    commit!(desk, |w| w.begin_attempt(&id("o1"))).expect("begin");
    desk.hint(&answers("c", "r1", at(10), "answer")).await;
    commit!(desk, |w| w.confirm(&id("o1"), &receipt(None))).expect("confirm");
    let shown = desk.timeline("c").await.items;
    assert_eq!(shown.len(), 2);
    assert_eq!(
        (shown[1].id, shown[1].remote.clone()),
        (echo, Some(remote("r1")))
    );
}

#[tokio::test]
async fn what_stood_behind_a_stuck_send_comes_to_light() {
    let desk = desk_with_a_question().await;
    desk.say("c", "o1", "ok").await;
    commit!(desk, |w| w.begin_attempt(&id("o1"))).expect("begin");
    desk.hint(&answers("c", "colleague", at(10), "ok")).await;
    commit!(desk, |w| w.stick(&id("o1"), StuckReason::Refused)).expect("stick");
    assert_eq!(desk.texts("c").await, ["question", "ok", "ok"]);
    commit!(desk, |w| w.discard(&id("o1"))).expect("discard");
    assert_eq!(desk.texts("c").await, ["question", "ok"]);
}

#[tokio::test]
async fn two_equal_texts_stay_two_messages() {
    let desk = desk_with_a_question().await;
    let first = desk.say("c", "o1", "ok").await;
    let second = desk.say("c", "o2", "ok").await;
    commit!(desk, |w| w.begin_attempt(&id("o1"))).expect("begin");
    desk.hint(&answers("c", "r1", at(10), "ok")).await;
    commit!(desk, |w| w.confirm(&id("o1"), &receipt(Some("r1")))).expect("confirm");
    commit!(desk, |w| w.begin_attempt(&id("o2"))).expect("begin");
    commit!(desk, |w| w.confirm(&id("o2"), &receipt(Some("r2")))).expect("confirm");
    desk.tell(
        &conversation("c"),
        vec![
            answers("c", "r2", at(10), "ok"),
            answers("c", "r1", at(10), "ok"),
        ],
    )
    .await;
    let shown = desk.timeline("c").await.items;
    let remote_of = |id| {
        shown
            .iter()
            .find(|item| item.id == id)
            .and_then(|item| item.remote.clone())
    };
    assert_eq!(shown.len(), 3);
    assert_eq!(remote_of(first), Some(remote("r1")));
    assert_eq!(remote_of(second), Some(remote("r2")));
}

#[tokio::test]
async fn an_echo_stands_below_the_question_even_when_the_desks_clock_is_behind() {
    let desk = Desk::new().await;
    desk.tell(&conversation("c"), vec![asks("c", "q", at(5), "question")])
        .await;
    desk.say("c", "o1", "answer").await;
    assert_eq!(desk.texts("c").await, ["question", "answer"]);
}

#[tokio::test]
async fn the_row_shows_how_far_our_last_message_has_come() {
    use inbox_store::OwnMessage;
    let desk = desk_with_a_question().await;
    let own = async || desk.row("c").await.preview.and_then(|preview| preview.own);
    desk.say("c", "o1", "answer").await;
    assert_eq!(
        own().await,
        Some(OwnMessage::Unconfirmed(OutboxState::Queued))
    );
    commit!(desk, |w| w.begin_attempt(&id("o1"))).expect("begin");
    assert_eq!(
        own().await,
        Some(OwnMessage::Unconfirmed(OutboxState::Sending))
    );
    commit!(desk, |w| w.confirm(&id("o1"), &receipt(Some("r1")))).expect("confirm");
    assert_eq!(own().await, Some(OwnMessage::Delivery(Delivery::Pending)));
    desk.hint(&fails("c", "r1", at(10))).await;
    assert!(matches!(
        own().await,
        Some(OwnMessage::Delivery(Delivery::Failed { .. }))
    ));
    assert_eq!(
        desk.texts("c").await,
        ["question", "answer"],
        "an event adds to what is known, it does not overwrite it"
    );
}

#[tokio::test]
async fn answering_counts_as_having_read() {
    let desk = desk_with_a_question().await;
    assert!(desk.row("c").await.unread);
    desk.say("c", "o1", "answer").await;
    assert!(!desk.row("c").await.unread);
}
