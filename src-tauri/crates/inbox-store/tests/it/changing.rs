//! Changes beside assigning show at once, survive polls that lag behind, and go back when they come
//! to nothing.

use inbox_core::{
    AgentKind, Audience, ConversationAction, ConversationRecord, OutboxAction, OutboxId, Priority,
    Receipt, Status, StuckReason, TeamId, WhoseMove,
};
use inbox_store::{Change, NewOutbound, ReadThrough, Sort, Unconfirmed, View, ViewFilter};

use crate::support::*;

fn id(text: &str) -> OutboxId {
    OutboxId(text.to_owned())
}

async fn change(desk: &Desk, row: &str, action: ConversationAction) {
    let new = NewOutbound {
        id: id(row),
        conversation: desk.id("c"),
        action: OutboxAction::Act { action },
        created_at: at(0),
        not_before: None,
    };
    commit!(desk, |w| w.queue(&new)).expect("queue");
}

/// What the platform still tells while changes are on their way.
fn told(version: u32) -> ConversationRecord {
    relisted(&conversation("c"), &format!("c-{version}"), |record| {
        record.tags = vec![remote("delivery")];
        record.priority = Some(Priority::Low);
    })
}

/// What can be changed of the conversation, as its row shows it.
async fn shown(desk: &Desk) -> (Status, Option<Priority>, Vec<String>, bool) {
    let row = desk.row("c").await;
    let tags = row.tags.into_iter().map(|tag| tag.id.remote.0).collect();
    (row.status, row.priority, tags, row.ai_on)
}

async fn desk_with_changes_on_their_way() -> Desk {
    let desk = Desk::new().await;
    desk.list(&[told(1)]).await;
    let resolve = ConversationAction::SetStatus {
        status: Status::Resolved,
        until: None,
    };
    let urgent = ConversationAction::SetPriority {
        priority: Some(Priority::Urgent),
    };
    let tags = ConversationAction::SetTags {
        tags: vec![remote("billing"), remote("vip")],
    };
    change(&desk, "status", resolve).await;
    change(&desk, "priority", urgent).await;
    change(&desk, "tags", tags).await;
    change(&desk, "ai", ConversationAction::SetAi { on: true }).await;
    desk
}

fn as_told() -> (Status, Option<Priority>, Vec<String>, bool) {
    let tags = vec!["delivery".to_owned()];
    (Status::Open, Some(Priority::Low), tags, false)
}

fn as_changed() -> (Status, Option<Priority>, Vec<String>, bool) {
    let tags = vec!["billing".to_owned(), "vip".to_owned()];
    (Status::Resolved, Some(Priority::Urgent), tags, true)
}

#[tokio::test]
async fn a_team_counts_from_the_moment_it_was_chosen_and_goes_back_when_that_comes_to_nothing() {
    let desk = Desk::new().await;
    let told = |version: &str, team: Option<&str>| {
        relisted(&conversation("c"), version, |record| {
            record.facts.team = team.map(remote);
        })
    };
    let given_to = async |team: &str| {
        let mut read = desk.store.read().await.expect("read");
        let filter = ViewFilter {
            teams: vec![TeamId::new(desk.line, team)],
            ..ViewFilter::default()
        };
        let groups = read.group_counts(View::AllOpen, &filter).await;
        let listed = !groups.expect("groups").is_empty();
        let detail = read.conversation(&desk.id("c")).await.expect("read");
        let shown = detail.expect("known").facts.team == Some(remote(team));
        assert_eq!(listed, shown, "list and panel agree");
        listed
    };
    desk.list(&[told("1", Some("sales"))]).await;
    assert!(given_to("sales").await);
    let care = || ConversationAction::AssignTeam {
        team: Some(remote("care")),
    };
    change(&desk, "refused", care()).await;
    assert!(given_to("care").await);
    desk.list(&[told("2", Some("sales"))]).await;
    assert!(given_to("care").await, "a poll lags behind");
    commit!(desk, |w| w.discard(&id("refused"))).expect("discard");
    assert!(given_to("sales").await);
    change(&desk, "taken", care()).await;
    commit!(desk, |w| w.begin_attempt(&id("taken"))).expect("begin");
    commit!(desk, |w| w.confirm(&id("taken"), &Receipt { item: None })).expect("confirm");
    assert!(given_to("care").await, "before the next read as well");
    desk.list(&[told("3", None)]).await;
    assert!(!given_to("care").await && !given_to("sales").await);
}

const ROWS: [&str; 4] = ["status", "priority", "tags", "ai"];

#[tokio::test]
async fn changes_that_come_to_nothing_go_back_to_what_the_platform_tells() {
    let desk = desk_with_changes_on_their_way().await;
    for row in ROWS {
        commit!(desk, |w| w.stick(&id(row), StuckReason::ScopeMissing)).expect("stick");
    }
    assert_eq!(shown(&desk).await, as_told());
    for row in ROWS {
        commit!(desk, |w| w.retry(&id(row))).expect("retry");
    }
    assert_eq!(shown(&desk).await, as_changed());
    for row in ROWS {
        commit!(desk, |w| w.discard(&id(row))).expect("discard");
    }
    assert_eq!(shown(&desk).await, as_told());
}

#[tokio::test]
async fn a_poll_that_still_tells_the_old_state_changes_nothing_meanwhile() {
    let mut desk = desk_with_changes_on_their_way().await;
    assert_eq!(shown(&desk).await, as_changed());
    desk.list(&[told(2)]).await;
    assert_eq!(shown(&desk).await, as_changed());
    desk.crash().await;
    assert_eq!(shown(&desk).await, as_changed());
    assert_eq!(desk.ids(View::Resolved, Sort::Newest).await, ["c"]);
    for row in ROWS {
        commit!(desk, |w| w.begin_attempt(&id(row))).expect("begin");
        commit!(desk, |w| w.confirm(&id(row), &Receipt { item: None })).expect("confirm");
    }
    assert_eq!(shown(&desk).await, as_changed(), "the platform took them");
    desk.list(&[told(3)]).await;
    assert_eq!(shown(&desk).await, as_told(), "from now on polls count");
}

#[tokio::test]
async fn what_colleagues_have_seen_is_read_until_it_is_marked_unread_here() {
    let desk = Desk::new().await;
    let record = relisted(&conversation("c"), "c-1", |record| {
        record.facts.seen_through = Some(at(2));
    });
    let items = vec![asks("c", "i1", at(1), "one"), asks("c", "i2", at(2), "two")];
    desk.tell(&record, items).await;
    assert!(!desk.row("c").await.unread, "somebody has seen it");
    commit!(desk, |w| w.mark_unread(&desk.id("c"))).expect("mark");
    change(&desk, "unread", ConversationAction::MarkUnread).await;
    assert_eq!(desk.row("c").await.unread_count, 1);
    let again = relisted(&record, "c-2", |_| {});
    desk.list(&[again]).await;
    assert!(
        desk.row("c").await.unread,
        "the poll is older than the wish"
    );
    commit!(desk, |w| w.mark_read(&desk.id("c"), ReadThrough::Newest)).expect("mark");
    assert!(!desk.row("c").await.unread);
    let record = relisted(&record, "c-3", |_| {});
    desk.tell(&record, vec![asks("c", "i3", at(3), "three")])
        .await;
    assert_eq!(desk.row("c").await.unread_count, 1);
}

#[tokio::test]
async fn an_ai_that_answers_without_being_an_assignee_carries_the_conversation() {
    let desk = Desk::new().await;
    let record = relisted(&conversation("c"), "c-1", |record| {
        record.facts.ai_on = Some(true);
    });
    desk.tell(
        &record,
        vec![asks("c", "i1", at(1), "hi"), ai_answers("c", "i2", at(2))],
    )
    .await;
    let row = desk.row("c").await;
    assert_eq!((row.whose, row.assignee), (WhoseMove::Ai, None));
    assert!(desk.ids(View::Unassigned, Sort::Newest).await.is_empty());
    change(&desk, "take over", ConversationAction::SetAi { on: false }).await;
    assert_eq!(desk.ids(View::Unassigned, Sort::Newest).await, ["c"]);
    let carried = relisted(&record, "c-2", |record| {
        record.facts.ai_on = Some(false);
        record.assignee = carried_by(ME, AgentKind::Person);
    });
    desk.list(&[carried]).await;
    assert_eq!(desk.ids(View::Mine, Sort::Newest).await, ["c"]);
}

#[tokio::test]
async fn who_carries_it_stays_where_the_platform_never_tells() {
    let desk = Desk::new().await;
    let record = relisted(&conversation("c"), "c-1", |record| {
        record.assignee = None;
        record.facts.assignee_untold = true;
    });
    desk.list(std::slice::from_ref(&record)).await;
    let give = NewOutbound {
        id: OutboxId("o1".to_owned()),
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
    commit!(desk, |w| w.queue(&give)).expect("queue");
    let receipt = Receipt { item: None };
    commit!(desk, |w| w.confirm(&give.id, &receipt)).expect("confirm");
    let moved = relisted(&record, "c-2", |_| {});
    desk.list(&[moved]).await;
    let assignee = desk.row("c").await.assignee.expect("it was given to me");
    assert!(assignee.is_me);
}

async fn unconfirmed(desk: &Desk) -> Unconfirmed {
    let mut read = desk.store.read().await.expect("read");
    let all = read.unconfirmed().await.expect("unconfirmed");
    all.get(&desk.id("c")).copied().unwrap_or_default()
}

#[tokio::test]
async fn what_waits_is_said_to_wait_until_it_is_confirmed_or_sticks() {
    let desk = Desk::new().await;
    desk.tell(&conversation("c"), vec![asks("c", "1", at(-9), "hi")])
        .await;
    desk.say("c", "reply", "a moment").await;
    let done = ConversationAction::SetStatus {
        status: Status::Resolved,
        until: None,
    };
    change(&desk, "done", done).await;
    desk.tell(&conversation("c"), vec![asks("c", "2", at(1), "hello?")])
        .await;
    let row = desk.row("c").await;
    assert_eq!(
        row.preview.and_then(|preview| preview.text).as_deref(),
        Some("hello?"),
        "the newest words are the customer's"
    );
    let both = Unconfirmed {
        words: true,
        status: true,
        assignee: false,
    };
    assert_eq!(unconfirmed(&desk).await, both);
    assert_eq!(desk.row("c").await.status, Status::Resolved, "at once");

    let mut changes = desk.store.changes();
    commit!(desk, |w| w.confirm(&id("reply"), &Receipt { item: None })).expect("confirm");
    let words = unconfirmed(&desk).await.words;
    assert!(!words, "the customer has them");
    let told = changes.try_recv().expect("told");
    assert!(
        told.changes.contains(&Change::Conversation(desk.id("c"))),
        "the row is read again: {told:?}"
    );

    commit!(desk, |w| w.stick(&id("done"), StuckReason::Refused)).expect("stick");
    assert_eq!(unconfirmed(&desk).await, Unconfirmed::default());
    assert_eq!(desk.row("c").await.status, Status::Open);
}

#[tokio::test]
async fn a_note_and_a_tag_on_their_way_are_no_reply_and_no_status() {
    let desk = Desk::new().await;
    desk.tell(&conversation("c"), vec![asks("c", "1", at(-9), "hi")])
        .await;
    let tags = vec![remote("invoice")];
    change(&desk, "tags", ConversationAction::SetTags { tags }).await;
    let mut note = desk.new_text("c", "note", "call them");
    if let OutboxAction::Send { message } = &mut note.action {
        message.audience = Audience::Colleagues;
    }
    commit!(desk, |w| w.queue(&note)).expect("queue");
    assert_eq!(unconfirmed(&desk).await, Unconfirmed::default());
}
