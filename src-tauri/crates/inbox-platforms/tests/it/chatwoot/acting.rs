//! Everything a person does to a conversation.

use inbox_core::{
    AgentKind, ConversationAction, ConversationRecord, Platform, PlatformError, Priority, RemoteId,
    Status, Unavailable,
};
use inbox_simulators::chatwoot::{Happened, Size};

use crate::{
    chatwoot::{CUSTOMER, Office, person, scripted},
    scripted::{Reply, Scripted},
    support::{NOW, conversation_with},
};

/// Does it twice, as repeating must be harmless, and looks whether it holds each time.
async fn check(
    office: &Office,
    happened: &Happened,
    action: ConversationAction,
    holds: impl Fn(&ConversationRecord) -> bool,
) {
    for _ in 0..2 {
        let done = office.act(happened, action.clone()).await;
        done.unwrap_or_else(|error| panic!("{action:?}: {error}"));
        let record = office.record(happened).await;
        assert!(holds(&record), "{action:?} led to {record:#?}");
    }
}

#[tokio::test]
async fn a_conversation_is_given_to_people_and_teams_and_taken_back() {
    let office = Office::with(Size::Small).await;
    let connection = office.connect().await;
    let it = office.customer_writes("Hello");
    let colleague = office.colleague();
    check(&office, &it, person(colleague), |it| {
        let assignee = it.assignee.as_ref();
        assignee.is_some_and(|it| it.agent.0 == colleague.to_string())
    })
    .await;
    let nobody = ConversationAction::Assign {
        to: None,
        to_kind: AgentKind::Person,
        force: false,
    };
    check(&office, &it, nobody, |it| it.assignee.is_none()).await;
    for team in [Some(connection.directory.teams[0].remote.clone()), None] {
        let action = ConversationAction::AssignTeam { team: team.clone() };
        check(&office, &it, action, |it| it.facts.team == team).await;
    }
}

#[tokio::test]
async fn a_server_from_before_bots_were_assignees_assigns_nobody_in_place_of_one() {
    let office = Office::with(Size::Small).await;
    office
        .control
        .quirks(|quirks| quirks.version = "4.7.0".to_owned());
    let connection = office.connect().await;
    let can = connection.capabilities;
    assert_eq!(can.assign_ai, Err(Unavailable::Platform));
    assert_eq!(can.assign_person, Ok(()));
    let it = office.customer_writes("Hello");
    let mut agents = connection.directory.agents.into_iter();
    let bot = agents.find(|agent| agent.kind == AgentKind::AiAgent);
    let wish = ConversationAction::Assign {
        to: Some(bot.expect("it has one").remote),
        to_kind: AgentKind::AiAgent,
        force: false,
    };
    // Also when it was wished for before the server was known.
    assert_eq!(
        office.act(&it, wish.clone()).await,
        Err(PlatformError::Unsupported)
    );
    assert_eq!(office.record(&it).await.assignee, None);

    office
        .control
        .quirks(|quirks| quirks.version = "4.8.0".to_owned());
    assert_eq!(office.connect().await.capabilities.assign_ai, Ok(()));
    office.act(&it, wish).await.expect("taken");
    assert!(office.record(&it).await.assignee.is_some());
}

#[tokio::test]
async fn a_conversation_is_put_wherever_it_can_stand() {
    let office = Office::empty().await;
    let it = office.customer_writes("Hello");
    let tomorrow = NOW.plus(24 * 3_600_000);
    for (status, until) in [
        (Status::Snoozed, Some(tomorrow)),
        (Status::Snoozed, None),
        (Status::Pending, None),
        (Status::Resolved, None),
        (Status::Open, None),
    ] {
        let action = ConversationAction::SetStatus { status, until };
        check(&office, &it, action, |it| {
            (it.status, it.facts.snoozed_until) == (status, until)
        })
        .await;
    }
}

#[tokio::test]
async fn priority_tags_silence_and_properties_are_set_and_taken_away() {
    let office = Office::with(Size::Small).await;
    let connection = office.connect().await;
    let it = office.customer_writes("Hello");
    for priority in [Some(Priority::Urgent), Some(Priority::Low), None] {
        let action = ConversationAction::SetPriority { priority };
        check(&office, &it, action, |it| it.priority == priority).await;
    }
    for tags in [
        vec![connection.directory.tags[1].remote.clone()],
        Vec::new(),
    ] {
        let action = ConversationAction::SetTags { tags: tags.clone() };
        check(&office, &it, action, |it| it.tags == tags).await;
    }
    for muted in [true, false] {
        let action = ConversationAction::SetMuted { muted };
        check(&office, &it, action, |it| it.facts.muted == muted).await;
    }
    for value in [Some("A-17"), None] {
        let action = ConversationAction::SetProperty {
            name: "order_number".to_owned(),
            value: value.map(str::to_owned),
        };
        check(&office, &it, action, |it| {
            let properties = it.facts.properties.iter();
            let mut named = properties.filter(|it| it.name == "order_number");
            named.next().map(|it| it.value.as_str()) == value
        })
        .await;
    }
}

#[tokio::test]
async fn a_bot_carries_a_conversation_until_a_person_takes_it() {
    let office = Office::with(Size::Small).await;
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
