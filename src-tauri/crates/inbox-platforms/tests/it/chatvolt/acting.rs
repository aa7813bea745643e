//! What is done to the conversations of a simulated organization.

use inbox_core::{
    AgentKind, ConversationAction, Platform, PlatformError, Priority, Property, RemoteId, Status,
};
use inbox_simulators::chatvolt::Status as Word;

use super::Desk;

fn assign(to: Option<&str>, force: bool) -> ConversationAction {
    ConversationAction::Assign {
        to: to.map(RemoteId::from),
        to_kind: AgentKind::Person,
        force,
    }
}

#[tokio::test]
async fn a_conversation_a_colleague_holds_is_only_taken_with_force() {
    let desk = Desk::empty().await;
    let customer = desk.customer_writes("Hello?");
    let users = desk.control.overview().users;
    let [one, other] = [&users[0], &users[1]];
    let holder = |record: &inbox_core::ConversationRecord| {
        let assignee = record.assignee.as_ref();
        assignee.map(|assignee| assignee.agent.0.clone())
    };
    let record = desk
        .after(&customer, assign(Some(&one.user_id), false))
        .await;
    assert_eq!(holder(&record.expect("free")), Some(one.user_id.clone()));
    // An address names a person as well.
    let held = desk
        .after(&customer, assign(Some(&other.email), false))
        .await;
    assert_eq!(held, Err(PlatformError::HeldByColleague));
    let record = desk
        .after(&customer, assign(Some(&other.email), true))
        .await;
    assert_eq!(
        holder(&record.expect("taken over")),
        Some(other.user_id.clone())
    );
    let record = desk.after(&customer, assign(None, false)).await;
    assert_eq!(holder(&record.expect("given back")), None);
    let nobody = desk
        .after(&customer, assign(Some("user_nobody"), false))
        .await;
    assert_eq!(nobody, Err(PlatformError::NotFound));
    let machine = ConversationAction::Assign {
        to: Some("agent".into()),
        to_kind: AgentKind::AiAgent,
        force: false,
    };
    let machine = desk.after(&customer, machine).await;
    assert_eq!(machine, Err(PlatformError::Unsupported));
}

#[tokio::test]
async fn status_priority_and_ai_are_set_each_by_itself() {
    let desk = Desk::empty().await;
    let customer = desk.customer_writes("Hello?");
    let status = |status| ConversationAction::SetStatus {
        status,
        until: None,
    };
    for wanted in [Status::Resolved, Status::Open] {
        let record = desk.after(&customer, status(wanted)).await.expect("set");
        assert_eq!(record.status, wanted);
    }
    let snoozed = desk.after(&customer, status(Status::Snoozed)).await;
    assert_eq!(snoozed, Err(PlatformError::Unsupported));
    for (wanted, told) in [
        (Some(Priority::Low), Priority::Low),
        (Some(Priority::Urgent), Priority::High),
        (None, Priority::Medium),
    ] {
        let action = ConversationAction::SetPriority { priority: wanted };
        let record = desk.after(&customer, action).await.expect("set");
        assert_eq!(record.priority, Some(told));
    }
    for on in [true, false] {
        let record = desk
            .after(&customer, ConversationAction::SetAi { on })
            .await;
        let record = record.expect("set");
        assert_eq!(record.facts.ai_on, Some(on));
        assert_eq!(record.status, Status::Open, "nothing else changes");
    }
}

#[tokio::test]
async fn a_request_for_a_person_is_settled_once_and_never_reopens_what_is_closed() {
    let desk = Desk::empty().await;
    let customer = desk.customer_writes("A person, please");
    desk.control
        .request_human(&customer.conversation_id)
        .expect("possible");
    let asking = desk.conversation(&customer).await;
    let item = asking.facts.attention[0].remote.clone().expect("its id");
    let settle = ConversationAction::ResolveAttention { item };
    let record = desk
        .after(&customer, settle.clone())
        .await
        .expect("settled");
    assert_eq!(record.platform_status, "UNRESOLVED");
    assert_eq!(record.facts.attention, []);
    desk.control
        .portal_status(&customer.conversation_id, Word::Resolved)
        .expect("possible");
    let record = desk.after(&customer, settle).await.expect("nothing to do");
    assert_eq!(record.status, Status::Resolved);
}

#[tokio::test]
async fn variables_are_made_changed_and_taken_away() {
    let desk = Desk::empty().await;
    let customer = desk.customer_writes("Hello?");
    let set = |value: Option<&str>| ConversationAction::SetProperty {
        name: "plan".to_owned(),
        value: value.map(str::to_owned),
    };
    for value in ["basic", "pro"] {
        let record = desk.after(&customer, set(Some(value))).await.expect("set");
        let plan = Property {
            name: "plan".to_owned(),
            value: value.to_owned(),
            editable: true,
        };
        assert!(record.facts.properties.contains(&plan));
        assert_eq!(
            desk.chatvolt.variables(&record.remote).await,
            Ok(vec![plan])
        );
    }
    let record = desk.after(&customer, set(None)).await.expect("taken away");
    assert!(
        record
            .facts
            .properties
            .iter()
            .all(|property| !property.editable)
    );
    let long = desk.after(&customer, set(Some(&"x".repeat(101)))).await;
    assert!(
        matches!(long, Err(PlatformError::Refused { .. })),
        "{long:?}"
    );
}

#[tokio::test]
async fn tags_and_read_marks_need_the_dashboard_and_touch_one_conversation() {
    let tags = |tags: &[&str]| ConversationAction::SetTags {
        tags: tags.iter().map(|tag| RemoteId::from(*tag)).collect(),
    };
    let plain = Desk::empty().await;
    let customer = plain.customer_writes("Hello?");
    for action in [tags(&["vip"]), ConversationAction::MarkRead] {
        let refused = plain.after(&customer, action).await;
        assert_eq!(refused, Err(PlatformError::Unsupported));
    }

    let desk = Desk::with_dashboard().await;
    let customer = desk.customer_writes("Hello?");
    let other = desk.control.new_customer();
    desk.control
        .portal_tag(&customer.conversation_id, "old", true)
        .expect("possible");
    let record = desk
        .after(&customer, tags(&["vip", "b2b"]))
        .await
        .expect("set");
    assert_eq!(record.tags, [RemoteId::from("b2b"), RemoteId::from("vip")]);
    let before = desk.conversation(&customer).await.fingerprint;
    let read = desk.after(&customer, ConversationAction::MarkRead).await;
    assert_ne!(read.expect("marked").fingerprint, before);
    let unread = |id: &str| {
        let all = desk.control.conversations();
        all.iter().find(|one| one.id == id).map(|one| one.unread)
    };
    assert_eq!(unread(&customer.conversation_id), Some(0));
    assert_eq!(unread(&other.conversation_id), Some(1));
    assert_eq!(desk.control.traps(), [], "nothing was wiped on the way");
}

#[tokio::test]
async fn what_the_platform_does_not_know_is_unsupported() {
    let desk = Desk::empty().await;
    let conversation = desk.conversation(&desk.customer_writes("Hello?")).await;
    for action in [
        ConversationAction::AssignTeam { team: None },
        ConversationAction::Approve,
        ConversationAction::SetMuted { muted: true },
        ConversationAction::MarkUnread,
    ] {
        let outcome = desk.chatvolt.act(&conversation, &action).await;
        assert_eq!(outcome, Err(PlatformError::Unsupported), "{action:?}");
    }
}

#[tokio::test]
async fn with_the_dashboard_nothing_is_wiped_and_nothing_else_is_marked_as_read() {
    let desk = Desk::with_dashboard().await;
    let customer = desk.customer_writes("Hello?");
    let layla = desk.control.overview().users[0].email.clone();
    desk.after(&customer, assign(Some(&layla), false))
        .await
        .expect("assigned");
    for action in [
        ConversationAction::SetStatus {
            status: Status::Resolved,
            until: None,
        },
        ConversationAction::SetPriority {
            priority: Some(Priority::High),
        },
        ConversationAction::SetAi { on: false },
        ConversationAction::SetTags {
            tags: vec![RemoteId::from("vip")],
        },
        ConversationAction::SetTags { tags: Vec::new() },
        ConversationAction::MarkRead,
        ConversationAction::SetStatus {
            status: Status::Open,
            until: None,
        },
    ] {
        let record = desk.after(&customer, action.clone()).await;
        let record = record.unwrap_or_else(|error| panic!("{action:?}: {error}"));
        assert!(record.assignee.is_some(), "{action:?} took the assignee");
    }
    desk.chatvolt.connect().await.expect("a valid key");
    let traps: Vec<_> = desk.control.traps().into_iter().map(|it| it.trap).collect();
    assert!(traps.is_empty(), "{traps:?}");
    // No call of any kind went out that changes by replacing.
    assert_eq!(desk.control.traffic().calls_of("PATCH "), 0);
}
