//! The machine dies between the commits of the two files. Each test puts one file back to before a
//! write and keeps the other after it.

use std::fs;

use inbox_core::{
    AgentKind, ConversationAction, OutboxAction, OutboxId, OutboxState, Receipt, StuckReason,
    WhoseMove,
};
use inbox_store::{NewOutbound, ReadThrough};

use crate::support::*;

fn id(text: &str) -> OutboxId {
    OutboxId(text.to_owned())
}

/// Which of the two files missed the write.
enum Missed {
    Cache,
    Desk,
}

/// Runs `work`, kills the program, and lets one file have missed the work.
async fn torn(desk: &mut Desk, missed: Missed, work: impl AsyncFnOnce(&Desk)) {
    desk.store.abandon().await;
    let file = desk.directory.path().join(match missed {
        Missed::Cache => "cache.db",
        Missed::Desk => "desk.db",
    });
    let before = fs::read(&file).expect("file");
    desk.store = open(desk.directory.path(), &desk.clock).await;
    work(desk).await;
    desk.store.abandon().await;
    fs::write(&file, before).expect("put back");
    desk.store = open(desk.directory.path(), &desk.clock).await;
}

async fn desk_with_a_question() -> Desk {
    let desk = Desk::new().await;
    desk.clock.set(at(10));
    desk.tell(&conversation("c"), vec![asks("c", "q", at(9), "question")])
        .await;
    desk
}

#[tokio::test]
async fn a_queued_answer_whose_echo_was_lost_gets_it_back() {
    let mut desk = desk_with_a_question().await;
    torn(&mut desk, Missed::Cache, async |desk| {
        desk.say("c", "o1", "answer").await;
    })
    .await;
    assert_eq!(desk.texts("c").await, ["question", "answer"]);
    let row = desk.row("c").await;
    assert_eq!(row.whose, WhoseMove::OurTurn, "it has reached nobody");
    assert!(!row.unread, "the mark that answering set is mirrored again");
}

#[tokio::test]
async fn an_echo_whose_row_was_never_kept_disappears() {
    let mut desk = desk_with_a_question().await;
    torn(&mut desk, Missed::Desk, async |desk| {
        desk.say("c", "o1", "answer").await;
    })
    .await;
    assert_eq!(desk.texts("c").await, ["question"]);
    assert_eq!(desk.row("c").await.whose, WhoseMove::OurTurn);
}

#[tokio::test]
async fn a_confirmation_that_the_cache_missed_is_read_again_from_the_platform() {
    let mut desk = desk_with_a_question().await;
    desk.say("c", "o1", "answer").await;
    commit!(desk, |w| w.begin_attempt(&id("o1"))).expect("begin");
    torn(&mut desk, Missed::Cache, async |desk| {
        let receipt = Receipt {
            item: Some(remote("r1")),
        };
        commit!(desk, |w| w.confirm(&id("o1"), &receipt)).expect("confirm");
    })
    .await;
    assert_eq!(desk.texts("c").await, ["question"]);
    let mut read = desk.store.read().await.expect("read");
    let to_read = read.timelines_to_read(desk.line, 10).await.expect("read");
    assert_eq!(to_read.len(), 1, "the timeline will tell the answer");
    assert!(!to_read[0].first_read);
    drop(read);
    desk.tell(
        &conversation("c"),
        vec![answers("c", "r1", at(10), "answer")],
    )
    .await;
    assert_eq!(desk.texts("c").await, ["question", "answer"]);
}

#[tokio::test]
async fn a_confirmation_that_the_desk_missed_is_not_sent_again() {
    let mut desk = desk_with_a_question().await;
    desk.say("c", "o1", "answer").await;
    commit!(desk, |w| w.begin_attempt(&id("o1"))).expect("begin");
    torn(&mut desk, Missed::Desk, async |desk| {
        let receipt = Receipt {
            item: Some(remote("r1")),
        };
        commit!(desk, |w| w.confirm(&id("o1"), &receipt)).expect("confirm");
    })
    .await;
    let mut read = desk.store.read().await.expect("read");
    assert!(read.outbox(None).await.expect("outbox").is_empty());
    drop(read);
    assert_eq!(desk.texts("c").await, ["question", "answer"]);
}

#[tokio::test]
async fn an_attempt_that_the_desk_missed_is_only_made_if_it_never_left() {
    // begin_attempt is committed before anything leaves, so a desk that missed it never sent.
    let mut desk = desk_with_a_question().await;
    desk.say("c", "o1", "answer").await;
    torn(&mut desk, Missed::Desk, async |desk| {
        commit!(desk, |w| w.begin_attempt(&id("o1"))).expect("begin");
    })
    .await;
    let mut read = desk.store.read().await.expect("read");
    let row = read.outbound(&id("o1")).await.expect("row").expect("there");
    assert_eq!(row.state, OutboxState::Queued);
}

#[tokio::test]
async fn a_stuck_send_that_the_cache_missed_still_needs_a_person() {
    let mut desk = desk_with_a_question().await;
    desk.say("c", "o1", "answer").await;
    torn(&mut desk, Missed::Cache, async |desk| {
        commit!(desk, |w| w.stick(&id("o1"), StuckReason::Refused)).expect("stick");
    })
    .await;
    assert_eq!(desk.row("c").await.whose, WhoseMove::NeedsPerson);
    assert_eq!(desk.row("c").await.waiting_since, Some(at(9)));
}

#[tokio::test]
async fn a_read_mark_that_the_cache_missed_is_mirrored_again() {
    let mut desk = desk_with_a_question().await;
    assert!(desk.row("c").await.unread);
    torn(&mut desk, Missed::Cache, async |desk| {
        commit!(desk, |w| w.mark_read(&desk.id("c"), ReadThrough::Newest)).expect("mark");
    })
    .await;
    assert!(!desk.row("c").await.unread);
}

#[tokio::test]
async fn an_assignment_that_one_file_missed_shows_as_the_desk_says() {
    let new = |desk: &Desk| NewOutbound {
        id: id("o1"),
        conversation: desk.id("c"),
        action: OutboxAction::Act {
            action: ConversationAction::Assign {
                to: Some(remote(ME)),
                to_kind: AgentKind::Person,
                force: false,
            },
        },
        created_at: at(0),
        not_before: None,
    };
    for (missed, shown) in [(Missed::Cache, Some(ME)), (Missed::Desk, None)] {
        let mut desk = desk_with_a_question().await;
        torn(&mut desk, missed, async |desk| {
            commit!(desk, |w| w.queue(&new(desk))).expect("queue");
        })
        .await;
        let assignee = desk
            .row("c")
            .await
            .assignee
            .map(|assignee| assignee.agent.0);
        assert_eq!(assignee.as_deref(), shown);
    }
}

#[tokio::test]
async fn a_copy_hidden_behind_a_lost_echo_comes_to_light() {
    let mut desk = desk_with_a_question().await;
    desk.say("c", "o1", "answer").await;
    commit!(desk, |w| w.begin_attempt(&id("o1"))).expect("begin");
    desk.hint(&answers("c", "r1", at(10), "answer")).await;
    torn(&mut desk, Missed::Cache, async |desk| {
        let receipt = Receipt {
            item: Some(remote("r1")),
        };
        commit!(desk, |w| w.confirm(&id("o1"), &receipt)).expect("confirm");
    })
    .await;
    assert_eq!(desk.texts("c").await, ["question", "answer"]);
}
