//! What a person is asked for: how long it counts, and what settles it.

use inbox_core::{
    AgentKind, AttentionItem, AttentionKind, ChannelKind, ConversationRecord, MoveReason,
    ReplyWindow,
};
use inbox_store::{ConversationDetail, Sort, View};

use crate::support::*;

fn asking(version: u32, items: Vec<AttentionItem>, ai_on: bool) -> ConversationRecord {
    relisted(&conversation("c"), &format!("c-{version}"), |record| {
        record.facts.ai_on = Some(ai_on);
        record.facts.attention = items;
    })
}

/// An item that stays until somebody marks it as done.
fn lasting(open: bool) -> AttentionItem {
    AttentionItem {
        remote: Some(remote("item")),
        open,
        ..asked_for(AttentionKind::AiStuck, at(3))
    }
}

async fn reason(desk: &Desk) -> Option<MoveReason> {
    desk.row("c").await.reason
}

#[tokio::test]
async fn a_lasting_item_counts_while_the_ai_is_on_whatever_a_person_says_meanwhile() {
    let desk = Desk::new().await;
    desk.tell(
        &asking(1, vec![lasting(true)], true),
        vec![asks("c", "i1", at(1), "hi")],
    )
    .await;
    assert_eq!(reason(&desk).await, Some(MoveReason::AiStuck));
    let record = asking(2, vec![lasting(true)], true);
    desk.tell(&record, vec![answers("c", "i2", at(4), "I am looking")])
        .await;
    assert_eq!(reason(&desk).await, Some(MoveReason::AiStuck));
    desk.list(&[asking(3, vec![lasting(true)], false)]).await;
    assert_eq!(reason(&desk).await, None, "a person has it now");
    desk.list(&[asking(4, vec![lasting(true)], true)]).await;
    assert_eq!(reason(&desk).await, Some(MoveReason::AiStuck));
    desk.list(&[asking(5, vec![lasting(false)], true)]).await;
    assert_eq!(reason(&desk).await, None, "it is done");
}

#[tokio::test]
async fn a_passing_request_counts_until_a_person_answers() {
    let desk = Desk::new().await;
    let asked = vec![asked_for(AttentionKind::HumanRequested, at(3))];
    desk.tell(
        &asking(1, asked.clone(), true),
        vec![asks("c", "i1", at(1), "a person please")],
    )
    .await;
    assert_eq!(reason(&desk).await, Some(MoveReason::HumanRequested));
    desk.tell(
        &asking(2, asked.clone(), true),
        vec![ai_answers("c", "i2", at(4))],
    )
    .await;
    assert_eq!(
        reason(&desk).await,
        Some(MoveReason::HumanRequested),
        "an AI is no person"
    );
    desk.tell(
        &asking(3, asked, true),
        vec![answers("c", "i3", at(5), "here I am")],
    )
    .await;
    assert_eq!(reason(&desk).await, None);
}

#[tokio::test]
async fn a_passing_request_is_settled_by_somebody_who_carries_the_conversation() {
    let desk = Desk::new().await;
    let asked = vec![asked_for(AttentionKind::HumanRequested, at(3))];
    let record = asking(1, asked, false);
    desk.list(std::slice::from_ref(&record)).await;
    assert_eq!(reason(&desk).await, Some(MoveReason::HumanRequested));
    let carried = relisted(&record, "c-2", |record| {
        record.assignee = carried_by("colleague", AgentKind::Person);
    });
    desk.list(&[carried]).await;
    assert_eq!(reason(&desk).await, None);
}

#[tokio::test]
async fn a_platform_that_takes_no_free_text_closes_the_window() {
    let desk = Desk::new().await;
    desk.clock.set(at(2));
    let told = |version: u32, can_reply| {
        relisted(&conversation("c"), &format!("c-{version}"), |record| {
            record.facts.can_reply = can_reply;
        })
    };
    desk.tell(&told(1, None), vec![asks("c", "i1", at(1), "hi")])
        .await;
    assert!(matches!(
        detail(&desk).await.reply_window,
        ReplyWindow::Open { .. }
    ));
    desk.list(&[told(2, Some(false))]).await;
    assert!(matches!(
        detail(&desk).await.reply_window,
        ReplyWindow::Closed { .. }
    ));
    desk.list(&[told(3, Some(true))]).await;
    assert!(matches!(
        detail(&desk).await.reply_window,
        ReplyWindow::Open { .. }
    ));
}

#[tokio::test]
async fn what_a_platform_takes_no_words_in_never_says_that_the_customer_was_silent() {
    let desk = Desk::new().await;
    desk.clock.set(at(30));
    let told = |version: u32, kind, over| {
        relisted(&conversation("c"), &format!("c-{version}"), |record| {
            record.channel_kind = kind;
            record.facts.can_reply = Some(false);
            record.facts.over = over;
        })
    };
    let window = async || detail(&desk).await.reply_window;
    desk.tell(
        &told(1, ChannelKind::WhatsApp, false),
        vec![asks("c", "i1", at(1), "hi")],
    )
    .await;
    let ended_at = Some(at(30));
    assert_eq!(window().await, ReplyWindow::Closed { ended_at });
    desk.list(&[told(2, ChannelKind::WhatsApp, true)]).await;
    assert_eq!(window().await, ReplyWindow::Shut { for_good: true });
    // No template goes out on a channel without WhatsApp's rule.
    desk.list(&[told(3, ChannelKind::Messenger, false)]).await;
    assert_eq!(window().await, ReplyWindow::Shut { for_good: false });
    desk.clock.set(at(3 * 24 * 60));
    desk.list(&[told(4, ChannelKind::WhatsApp, true)]).await;
    assert_eq!(window().await, ReplyWindow::Shut { for_good: true });
}

async fn detail(desk: &Desk) -> ConversationDetail {
    let mut read = desk.store.read().await.expect("read");
    let detail = read.conversation(&desk.id("c")).await.expect("detail");
    detail.expect("known")
}

#[tokio::test]
async fn each_kind_of_open_item_says_what_is_asked_and_leaves_the_queue_when_it_is_done() {
    for (kind, expected) in [
        (AttentionKind::AiStuck, MoveReason::AiStuck),
        (AttentionKind::Approval, MoveReason::Approval),
        (AttentionKind::Other, MoveReason::Attention),
        (AttentionKind::HumanRequested, MoveReason::HumanRequested),
    ] {
        let desk = Desk::new().await;
        let item = |open| AttentionItem {
            kind,
            ..lasting(open)
        };
        desk.list(&[asking(1, vec![item(true)], true)]).await;
        assert_eq!(reason(&desk).await, Some(expected));
        assert_eq!(desk.ids(View::NeedsPerson, Sort::NeedsUsFirst).await, ["c"]);
        assert_eq!(desk.ids(View::Unassigned, Sort::Newest).await, ["c"]);
        desk.list(&[asking(2, vec![item(false)], true)]).await;
        assert_eq!(reason(&desk).await, None);
        assert!(
            desk.ids(View::NeedsPerson, Sort::NeedsUsFirst)
                .await
                .is_empty()
        );
    }
}
