//! Assignments show at once, survive polls that lag behind, and go back when they come to nothing.

use inbox_core::{AgentKind, ConversationAction, OutboxAction, OutboxId, Receipt, StuckReason};
use inbox_store::{NewOutbound, Sort, View};

use crate::support::*;

fn id(text: &str) -> OutboxId {
    OutboxId(text.to_owned())
}

async fn assign(desk: &Desk, row: &str, to: Option<&str>) {
    let new = NewOutbound {
        id: id(row),
        conversation: desk.id("c"),
        action: OutboxAction::Act {
            action: ConversationAction::Assign {
                to: to.map(remote),
                to_kind: AgentKind::Person,
                force: false,
            },
        },
        created_at: at(0),
        not_before: None,
    };
    commit!(desk, |w| w.queue(&new)).expect("queue");
}

async fn assignee(desk: &Desk) -> Option<String> {
    desk.row("c")
        .await
        .assignee
        .map(|assignee| assignee.agent.0)
}

async fn desk_with_a_colleagues_conversation() -> Desk {
    let desk = Desk::new().await;
    desk.list(&[told("old", 1)]).await;
    desk
}

fn told(agent: &str, version: u32) -> inbox_core::ConversationRecord {
    relisted(&conversation("c"), &format!("c-{version}"), |record| {
        record.assignee = carried_by(agent, AgentKind::Person);
    })
}

#[tokio::test]
async fn a_stuck_assignment_goes_back_to_whom_the_platform_tells() {
    let desk = desk_with_a_colleagues_conversation().await;
    assign(&desk, "o1", Some(ME)).await;
    assert_eq!(assignee(&desk).await.as_deref(), Some(ME));
    commit!(desk, |w| w.stick(&id("o1"), StuckReason::ScopeMissing)).expect("stick");
    assert_eq!(assignee(&desk).await.as_deref(), Some("old"));
    let row = desk.row("c").await;
    assert_eq!(row.reason, None, "no message is missing");
    commit!(desk, |w| w.retry(&id("o1"))).expect("retry");
    assert_eq!(assignee(&desk).await.as_deref(), Some(ME));
}

#[tokio::test]
async fn a_poll_that_still_tells_the_old_assignee_changes_nothing_meanwhile() {
    let desk = desk_with_a_colleagues_conversation().await;
    assign(&desk, "o1", Some(ME)).await;
    assert_eq!(desk.ids(View::Mine, Sort::Newest).await, ["c"]);
    desk.list(&[told("old", 2)]).await;
    assert_eq!(desk.ids(View::Mine, Sort::Newest).await, ["c"]);
    commit!(desk, |w| w.begin_attempt(&id("o1"))).expect("begin");
    commit!(desk, |w| w.confirm(&id("o1"), &Receipt { item: None })).expect("confirm");
    assert_eq!(assignee(&desk).await.as_deref(), Some(ME));
    desk.list(&[told("somebody", 3)]).await;
    assert_eq!(
        assignee(&desk).await.as_deref(),
        Some("somebody"),
        "from now on polls count"
    );
}

#[tokio::test]
async fn taking_an_assignment_back_restores_what_was_told_meanwhile() {
    let desk = desk_with_a_colleagues_conversation().await;
    assign(&desk, "o1", None).await;
    assert_eq!(assignee(&desk).await, None);
    desk.list(&[told("somebody", 2)]).await;
    assert_eq!(assignee(&desk).await, None);
    commit!(desk, |w| w.discard(&id("o1"))).expect("discard");
    assert_eq!(assignee(&desk).await.as_deref(), Some("somebody"));
}

#[tokio::test]
async fn of_several_assignments_the_last_one_shows() {
    let desk = desk_with_a_colleagues_conversation().await;
    assign(&desk, "o1", Some("first")).await;
    assign(&desk, "o2", Some("second")).await;
    assert_eq!(assignee(&desk).await.as_deref(), Some("second"));
    commit!(desk, |w| w.discard(&id("o2"))).expect("discard");
    assert_eq!(assignee(&desk).await.as_deref(), Some("first"));
}

#[tokio::test]
async fn choosing_who_i_am_sorts_my_conversations_anew() {
    let desk = desk_with_a_colleagues_conversation().await;
    assert!(desk.ids(View::Mine, Sort::Newest).await.is_empty());
    commit!(desk, |w| w.set_me(desk.line, Some(&remote("old")))).expect("me");
    assert_eq!(desk.ids(View::Mine, Sort::Newest).await, ["c"]);
    assert!(
        desk.row("c")
            .await
            .assignee
            .is_some_and(|assignee| assignee.is_me)
    );
    commit!(desk, |w| w.set_me(desk.line, None)).expect("me");
    assert!(desk.ids(View::Mine, Sort::Newest).await.is_empty());
}

#[tokio::test]
async fn a_platform_that_took_the_call_and_did_nothing_is_believed_at_the_next_listing() {
    let desk = desk_with_a_colleagues_conversation().await;
    assign(&desk, "o1", Some(ME)).await;
    commit!(desk, |w| w.begin_attempt(&id("o1"))).expect("begin");
    commit!(desk, |w| w.confirm(&id("o1"), &Receipt { item: None })).expect("confirm");
    assert_eq!(assignee(&desk).await.as_deref(), Some(ME));
    desk.list(&[told("old", 1)]).await;
    assert_eq!(assignee(&desk).await.as_deref(), Some("old"));
}
