//! The tools around a conversation, refusals first.

use inbox_core::{
    ChannelKind, Clock as _, ContactRecord, Content, ConversationAction, ConversationTools,
    FirstWords, NoteTerms, Opening, OpeningProbe, OutgoingMessage, Platform, PlatformError,
    RemoteId, ScenarioMove, StayState,
};

use super::{CUSTOMER, Desk};
use crate::support::NOW;

const DAY: u32 = 24 * 60 * 60_000;

async fn opening(desk: &Desk, phone: &str, text: &str) -> Opening {
    let directory = desk.chatvolt.directory().await.expect("a directory");
    let bot = directory
        .agents
        .iter()
        .find(|agent| agent.kind == inbox_core::AgentKind::AiAgent);
    let channel = directory
        .channels
        .iter()
        .find(|channel| channel.kind == ChannelKind::WhatsApp)
        .expect("a WhatsApp channel");
    Opening {
        channel: channel.remote.clone(),
        channel_kind: channel.kind,
        contact: ContactRecord {
            phone: Some(phone.to_owned()),
            ..ContactRecord::default()
        },
        subject: None,
        in_name_of: bot.map(|bot| bot.remote.clone()),
        carrier: None,
        message: OutgoingMessage::text("0190-begin", text),
    }
}

#[tokio::test]
async fn words_go_only_to_somebody_the_platform_knows_and_within_a_day() {
    let desk = Desk::empty().await;
    desk.customer_writes("Hello");
    let stranger = opening(&desk, "+5511900000009", "Good morning").await;
    let refused = desk.chatvolt.begin(&stranger).await;
    assert_eq!(refused, Err(PlatformError::NotFound));
    let mut nameless = opening(&desk, CUSTOMER, "Good morning").await;
    nameless.in_name_of = None;
    let refused = desk.chatvolt.begin(&nameless).await;
    assert!(
        matches!(refused, Err(PlatformError::Refused { .. })),
        "{refused:?}"
    );
    desk.advance(DAY + 60_000).await;
    let late = opening(&desk, CUSTOMER, "Good morning").await;
    let refused = desk.chatvolt.begin(&late).await;
    assert_eq!(refused, Err(PlatformError::WindowClosed));
    assert!(desk.control.sent_texts().is_empty());
}

#[tokio::test]
async fn first_words_are_named_with_their_conversation_and_found_again() {
    let desk = Desk::empty().await;
    let happened = desk.customer_writes("Hello");
    let wanted = opening(&desk, CUSTOMER, "Your parts have arrived").await;
    let probe = OpeningProbe {
        opening: wanted.clone(),
        attempted_at: NOW,
        known: Vec::new(),
    };
    assert_eq!(desk.chatvolt.find_begun(&probe).await, Ok(None));
    let begun = desk.chatvolt.begin(&wanted).await.expect("it begins");
    let begun = begun.expect("it is named");
    assert_eq!(begun.conversation.0, happened.conversation_id);
    let found = desk.chatvolt.find_begun(&probe).await.expect("a look");
    let found = found.expect("it is there");
    assert_eq!(found.conversation, begun.conversation);
    assert_eq!(found.words, begun.words);
    assert!(matches!(begun.words, FirstWords::Said(Some(_))));
    // The same words to somebody else are not it.
    let other = OpeningProbe {
        opening: opening(&desk, "+5511900000009", "Your parts have arrived").await,
        ..probe
    };
    assert_eq!(desk.chatvolt.find_begun(&other).await, Ok(None));
}

#[tokio::test]
async fn a_conversation_enters_moves_and_leaves_its_scenario_and_the_log_tells() {
    let desk = Desk::empty().await;
    let happened = desk.customer_writes("Hello");
    let conversation = RemoteId::from(happened.conversation_id.as_str());
    let told = desk.chatvolt.scenarios(&conversation).await.expect("told");
    assert_eq!(told.place, None);
    let scenario = told.all.first().expect("sample data");
    let [first, second, ..] = scenario.steps.as_slice() else {
        panic!("two steps at least");
    };
    let nowhere = ScenarioMove::Enter {
        step: "nowhere".into(),
    };
    assert_eq!(
        desk.chatvolt
            .move_in_scenarios(&conversation, &nowhere)
            .await,
        Err(PlatformError::NotFound)
    );
    for to in [
        ScenarioMove::Enter {
            step: first.remote.clone(),
        },
        ScenarioMove::Move {
            step: second.remote.clone(),
            with_message: false,
        },
    ] {
        let moved = desk.chatvolt.move_in_scenarios(&conversation, &to).await;
        assert!(!moved.expect("moved").blocked_by_window);
    }
    let inside = desk.chatvolt.scenarios(&conversation).await.expect("told");
    let place = inside.place.expect("it is in one");
    assert_eq!(place.scenario, scenario.remote);
    assert_eq!(place.step, Some(second.remote.clone()));
    assert_eq!(
        inside.log.first().and_then(|stay| stay.state),
        Some(StayState::Active)
    );
    let leave = ScenarioMove::Leave {
        scenario: scenario.remote.clone(),
    };
    for _ in 0..2 {
        let left = desk.chatvolt.move_in_scenarios(&conversation, &leave).await;
        left.expect("leaving twice is as good");
    }
    let outside = desk.chatvolt.scenarios(&conversation).await.expect("told");
    assert_eq!(outside.place, None);
}

#[tokio::test]
async fn a_steps_message_to_a_customer_who_has_been_silent_for_a_day_is_said_to_stay_behind() {
    let desk = Desk::empty().await;
    let happened = desk.customer_writes("Hello");
    let conversation = RemoteId::from(happened.conversation_id.as_str());
    desk.advance(DAY + 60_000).await;
    let told = desk.chatvolt.scenarios(&conversation).await.expect("told");
    let mut steps = told.all.iter().flat_map(|scenario| &scenario.steps);
    let writing = steps
        .find(|step| step.message.is_some())
        .expect("a step that writes");
    let to = ScenarioMove::Enter {
        step: writing.remote.clone(),
    };
    let moved = desk.chatvolt.move_in_scenarios(&conversation, &to).await;
    let moved = moved.expect("an answer that a person can understand");
    assert!(moved.blocked_by_window);
    assert!(!moved.message_sent);
}

#[tokio::test]
async fn a_note_gets_other_words_and_goes_away() {
    let desk = Desk::empty().await;
    let happened = desk.customer_writes("Hello");
    let record = desk.conversation(&happened).await;
    let note = OutgoingMessage {
        audience: inbox_core::Audience::Colleagues,
        ..OutgoingMessage::text("id", "Call back tomorrow")
    };
    let receipt = desk.chatvolt.send(&record, &note).await.expect("written");
    let item = receipt.item.expect("named");
    let gone = ConversationAction::ChangeNote {
        item: "note/nowhere".into(),
        text: "x".to_owned(),
        terms: None,
    };
    assert_eq!(
        desk.chatvolt.act(&record, &gone).await,
        Err(PlatformError::NotFound)
    );
    let change = ConversationAction::ChangeNote {
        item: item.clone(),
        text: "Call back on Monday".to_owned(),
        terms: None,
    };
    desk.after(&happened, change).await.expect("changed");
    let notes = |items: Vec<inbox_core::ItemRecord>| -> Vec<String> {
        items
            .into_iter()
            .filter_map(|item| match item.content {
                Content::Note { text, .. } => Some(text),
                _ => None,
            })
            .collect()
    };
    let items = desk.items(&happened.conversation_id).await;
    assert_eq!(notes(items), ["Call back on Monday"]);
    let delete = ConversationAction::DeleteItem { item };
    desk.after(&happened, delete).await.expect("deleted");
    let items = desk.items(&happened.conversation_id).await;
    assert!(notes(items).is_empty());
}

#[tokio::test]
async fn a_note_is_private_and_reminds_until_it_is_told_otherwise() {
    let desk = Desk::empty().await;
    let happened = desk.customer_writes("Hello");
    let record = desk.conversation(&happened).await;
    let monday = NoteTerms {
        private: true,
        remind_at: Some(desk.clock.now().plus(3_600_000)),
    };
    let note = OutgoingMessage {
        audience: inbox_core::Audience::Colleagues,
        terms: monday,
        ..OutgoingMessage::text("id", "Call back")
    };
    let receipt = desk.chatvolt.send(&record, &note).await.expect("written");
    let item = receipt.item.expect("named");
    let told = async || {
        let items = desk.items(&happened.conversation_id).await;
        items.into_iter().find_map(|item| match item.content {
            Content::Note { text, terms, .. } => Some((text, terms)),
            _ => None,
        })
    };
    assert_eq!(told().await, Some(("Call back".to_owned(), monday)));
    let change = async |text: &str, terms: Option<NoteTerms>| {
        let change = ConversationAction::ChangeNote {
            item: item.clone(),
            text: text.to_owned(),
            terms,
        };
        desk.after(&happened, change).await.expect("changed");
        told().await.map(|(_, terms)| terms)
    };
    assert_eq!(change("Call", None).await, Some(monday), "it stays");
    let unreminded = NoteTerms {
        remind_at: None,
        ..monday
    };
    assert_eq!(change("Call", Some(unreminded)).await, Some(unreminded));
    let plain = NoteTerms::default();
    assert_eq!(change("Call", Some(plain)).await, Some(plain));
}
