//! Everything a person does to a conversation.

use inbox_core::{
    AgentKind, ConversationAction, ConversationRecord, Platform, PlatformError, Priority, RemoteId,
    Status,
};

use crate::{
    chatwoot::{CUSTOMER, Office, person, scripted},
    scripted::{Reply, Scripted},
    support::{NOW, conversation_with},
};

type Holds<'a> = Box<dyn Fn(&ConversationRecord) -> bool + 'a>;

#[tokio::test]
async fn every_action_changes_what_it_says_and_repeating_it_is_harmless() {
    let office = Office::with(inbox_simulators::chatwoot::Size::Small).await;
    let connection = office.connect().await;
    let happened = office.customer_writes("Hello");
    let team = connection.directory.teams[0].remote.clone();
    let tags = vec![connection.directory.tags[1].remote.clone()];
    let until = NOW.plus(3_600_000);
    let colleague = office.colleague();
    let property = |value: Option<&str>| ConversationAction::SetProperty {
        name: "order_number".to_owned(),
        value: value.map(str::to_owned),
    };
    let status = |status, until| ConversationAction::SetStatus { status, until };
    let cases: Vec<(ConversationAction, Holds<'_>)> = vec![
        (
            person(colleague),
            Box::new(|it| {
                it.assignee
                    .as_ref()
                    .is_some_and(|it| it.agent.0 == colleague.to_string())
            }),
        ),
        (
            ConversationAction::Assign {
                to: None,
                to_kind: AgentKind::Person,
                force: false,
            },
            Box::new(|it| it.assignee.is_none()),
        ),
        (
            ConversationAction::AssignTeam {
                team: Some(team.clone()),
            },
            Box::new(|it| it.facts.team.as_ref() == Some(&team)),
        ),
        (
            ConversationAction::AssignTeam { team: None },
            Box::new(|it| it.facts.team.is_none()),
        ),
        (
            status(Status::Snoozed, Some(until)),
            Box::new(|it| it.status == Status::Snoozed && it.facts.snoozed_until == Some(until)),
        ),
        (
            status(Status::Snoozed, None),
            Box::new(|it| it.status == Status::Snoozed && it.facts.snoozed_until.is_none()),
        ),
        (
            status(Status::Pending, None),
            Box::new(|it| it.status == Status::Pending),
        ),
        (
            status(Status::Resolved, None),
            Box::new(|it| it.status == Status::Resolved),
        ),
        (
            status(Status::Open, None),
            Box::new(|it| it.status == Status::Open),
        ),
        (
            ConversationAction::SetPriority {
                priority: Some(Priority::Urgent),
            },
            Box::new(|it| it.priority == Some(Priority::Urgent)),
        ),
        (
            ConversationAction::SetPriority { priority: None },
            Box::new(|it| it.priority.is_none()),
        ),
        (
            ConversationAction::SetTags { tags: tags.clone() },
            Box::new(|it| it.tags == tags),
        ),
        (
            ConversationAction::SetTags { tags: Vec::new() },
            Box::new(|it| it.tags.is_empty()),
        ),
        (
            ConversationAction::SetMuted { muted: true },
            Box::new(|it| it.facts.muted),
        ),
        (
            ConversationAction::SetMuted { muted: false },
            Box::new(|it| !it.facts.muted),
        ),
        (
            property(Some("A-17")),
            Box::new(|it| {
                it.facts
                    .properties
                    .iter()
                    .any(|it| it.name == "order_number" && it.value == "A-17")
            }),
        ),
        (
            property(None),
            Box::new(|it| {
                it.facts
                    .properties
                    .iter()
                    .all(|it| it.name != "order_number")
            }),
        ),
    ];
    for (action, holds) in cases {
        for _ in 0..2 {
            office
                .act(&happened, action.clone())
                .await
                .unwrap_or_else(|error| panic!("{action:?}: {error}"));
            let record = office.record(&happened).await;
            assert!(holds(&record), "{action:?} led to {record:#?}");
        }
    }
}

#[tokio::test]
async fn a_bot_carries_a_conversation_until_a_person_takes_it() {
    let office = Office::with(inbox_simulators::chatwoot::Size::Small).await;
    let connection = office.connect().await;
    let happened = office.customer_writes("Hello");
    let agents = &connection.directory.agents;
    let bot = agents
        .iter()
        .find(|agent| agent.kind == AgentKind::AiAgent)
        .expect("a bot");
    let assign = ConversationAction::Assign {
        to: Some(bot.remote.clone()),
        to_kind: AgentKind::AiAgent,
        force: false,
    };
    office.act(&happened, assign).await.expect("taken");
    let carried = office.record(&happened).await.assignee.expect("the bot");
    assert_eq!(
        (&carried.agent, carried.kind),
        (&bot.remote, AgentKind::AiAgent)
    );
    let colleague = office.colleague();
    office
        .act(&happened, person(colleague))
        .await
        .expect("taken");
    let carried = office.record(&happened).await.assignee.expect("the person");
    assert_eq!(
        (carried.agent.0, carried.kind),
        (colleague.to_string(), AgentKind::Person)
    );
}

#[tokio::test]
async fn setting_one_property_keeps_the_others() {
    let office = Office::empty().await;
    let happened = office.customer_writes("Hello");
    for (name, value) in [("one", "1"), ("two", "2"), ("one", "3")] {
        let action = ConversationAction::SetProperty {
            name: name.to_owned(),
            value: Some(value.to_owned()),
        };
        office.act(&happened, action).await.expect("taken");
    }
    let properties = office.record(&happened).await.facts.properties;
    let read: Vec<_> = properties
        .iter()
        .map(|it| (it.name.as_str(), it.value.as_str()))
        .collect();
    assert_eq!(read, [("one", "3"), ("two", "2")]);
}

#[tokio::test]
async fn giving_a_conversation_to_somebody_unknown_is_told() {
    let office = Office::empty().await;
    let happened = office.customer_writes("Hello");
    assert_eq!(
        office.act(&happened, person(999_999)).await,
        Err(PlatformError::NotFound)
    );
}

#[tokio::test]
async fn what_the_platform_has_no_way_for_is_unsupported_and_nothing_is_asked() {
    let server = Scripted::start(|_| Reply::Json(200, serde_json::json!({}))).await;
    let record = conversation_with("42", "3", CUSTOMER);
    for action in [
        ConversationAction::SetAi { on: true },
        ConversationAction::ResolveAttention {
            item: RemoteId::from("1"),
        },
        ConversationAction::Approve,
    ] {
        let done = scripted(&server).act(&record, &action).await;
        assert_eq!(done, Err(PlatformError::Unsupported), "{action:?}");
    }
    assert_eq!(server.received().len(), 0);
}
