//! What this desk sends is one row in the timeline, from the echo to the platform's item, in
//! whatever order the platform's words arrive.

use inbox_core::{
    Audience, Clock as _, Content, Delivery, Direction, ItemRecord, NoteTerms, OutboxAction,
    OutboxId, OutboxState, OutgoingMessage, Receipt, StuckReason,
};
use inbox_store::NewOutbound;

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

#[tokio::test]
async fn words_held_back_for_hours_are_still_known_as_ours_when_their_copy_comes() {
    let desk = desk_with_a_question().await;
    let echo = desk.say("c", "o1", "answer").await;
    let sent = START.plus(5 * 60 * MINUTE);
    desk.clock.set(sent);
    commit!(desk, |w| w.begin_attempt(&id("o1"))).expect("begin");
    commit!(desk, |w| w.confirm(&id("o1"), &receipt(None))).expect("confirm");
    let copy = answers("c", "r1", sent.plus(800), "answer");
    desk.tell(&conversation("c"), vec![copy]).await;
    let shown = desk.timeline("c").await.items;
    assert_eq!(shown.len(), 2, "shown once");
    assert_eq!(
        (shown[1].id, shown[1].remote.clone()),
        (echo, Some(remote("r1")))
    );
}

#[tokio::test]
async fn words_held_back_for_hours_whose_answer_is_still_out_are_never_shown_twice() {
    let desk = desk_with_a_question().await;
    let echo = desk.say("c", "o1", "answer").await;
    let sent = START.plus(5 * 60 * MINUTE);
    desk.clock.set(sent);
    commit!(desk, |w| w.begin_attempt(&id("o1"))).expect("begin");
    desk.hint(&answers("c", "r1", sent.plus(800), "answer"))
        .await;
    assert_eq!(desk.timeline("c").await.items.len(), 2);
    commit!(desk, |w| w.confirm(&id("o1"), &receipt(None))).expect("confirm");
    let shown = desk.timeline("c").await.items;
    assert_eq!(shown.len(), 2);
    assert_eq!(
        (shown[1].id, shown[1].remote.clone()),
        (echo, Some(remote("r1")))
    );
}

fn outgoing(desk: &Desk, row: &str, message: OutgoingMessage) -> NewOutbound {
    NewOutbound {
        id: id(row),
        conversation: desk.id("c"),
        action: OutboxAction::Send {
            message: Box::new(message),
        },
        created_at: desk.clock.now(),
        not_before: None,
    }
}

#[tokio::test]
async fn a_note_answers_nobody_and_is_joined_with_the_platforms_copy() {
    let desk = desk_with_a_question().await;
    let waits = desk.row("c").await;
    let note = OutgoingMessage {
        audience: Audience::Colleagues,
        ..OutgoingMessage::text("o1", "wants a refund")
    };
    let new = outgoing(&desk, "o1", note);
    let echo = commit!(desk, |w| w.queue(&new)).expect("queue");
    let row = desk.row("c").await;
    assert_eq!(
        (row.whose, row.waiting_since),
        (waits.whose, waits.waiting_since),
        "the customer still waits"
    );
    commit!(desk, |w| w.begin_attempt(&id("o1"))).expect("begin");
    commit!(desk, |w| w.confirm(&id("o1"), &receipt(None))).expect("confirm");
    assert_eq!(desk.row("c").await.waiting_since, waits.waiting_since);
    let same_words = answers("c", "r1", at(11), "wants a refund");
    let copy = ItemRecord {
        remote: remote("n1"),
        direction: Direction::Internal,
        content: Content::Note {
            text: "wants a refund".to_owned(),
            mentions: Vec::new(),
            terms: NoteTerms::default(),
        },
        delivery: None,
        ..same_words.clone()
    };
    desk.tell(&conversation("c"), vec![same_words, copy]).await;
    let shown = desk.timeline("c").await.items;
    assert_eq!(
        shown.len(),
        3,
        "the customer got the same words from somebody"
    );
    let joined = shown.iter().find(|item| Some(item.id) == echo);
    assert_eq!(
        joined.and_then(|item| item.remote.clone()),
        Some(remote("n1"))
    );
}

#[tokio::test]
async fn an_answer_to_one_message_in_particular_shows_which() {
    let desk = desk_with_a_question().await;
    let question = desk.timeline("c").await.items.remove(0);
    let asked = question.remote.expect("told by the platform");
    let message = OutgoingMessage {
        quote: Some(asked.clone()),
        ..OutgoingMessage::text("o1", "yes")
    };
    let new = outgoing(&desk, "o1", message);
    commit!(desk, |w| w.queue(&new)).expect("queue");
    let echo = desk
        .timeline("c")
        .await
        .items
        .pop()
        .expect("the echo shows");
    let quote = echo.quote.expect("with what it answers");
    assert_eq!(quote.remote, Some(asked));
    assert_eq!(quote.text.as_deref(), Some("question"));
}

#[tokio::test]
async fn words_on_a_platform_that_never_tells_how_far_they_came_do_not_stay_pending() {
    let desk = desk_with_a_question().await;
    desk.say("c", "o1", "answer").await;
    commit!(desk, |w| w.begin_attempt(&id("o1"))).expect("begin");
    commit!(desk, |w| w.confirm(&id("o1"), &receipt(None))).expect("confirm");
    let copy = ItemRecord {
        delivery: None,
        ..answers("c", "r1", at(11), "answer")
    };
    desk.tell(&conversation("c"), vec![copy]).await;
    let ours = desk.timeline("c").await.items.pop().expect("it shows");
    assert_eq!(ours.delivery, Some(Delivery::Sent));
}
