//! What a simulated workspace tells, in every dialect.

use std::collections::BTreeSet;

use crate::desk::{CUSTOMER, Desk};
use crate::support::NOW;
use inbox_core::{
    AgentKind, CallOutcome, Content, Direction, ItemRecord, MediaKind, Platform, Unavailable,
};
use inbox_simulators::HatifOptions;
use inbox_simulators::hatif::{
    CallEnding, Inbound, InboundMedia, Location, MediaAccess, MessageType, NewCall, Size, Who,
    WireProfile,
};

#[tokio::test]
async fn connecting_finds_channels_people_machines_and_tags() {
    let desk = Desk::empty().await;
    let connection = desk.hatif.connect().await.expect("a connection");
    let overview = desk.control.overview();
    let names = |agents: Vec<(String, bool)>| agents.into_iter().collect::<BTreeSet<_>>();
    let directory = connection.directory;
    assert_eq!(
        names(
            directory
                .agents
                .iter()
                .map(|agent| (agent.remote.0.clone(), agent.kind == AgentKind::AiAgent))
                .collect()
        ),
        names(
            overview
                .users
                .iter()
                .map(|user| (user.user_id.clone(), user.is_ai))
                .collect()
        ),
    );
    let numbers: Vec<_> = directory
        .channels
        .iter()
        .filter_map(|channel| channel.address.clone())
        .collect();
    assert_eq!(
        numbers,
        overview
            .channels
            .iter()
            .map(|channel| channel.number.clone())
            .collect::<Vec<_>>()
    );
    assert_eq!(directory.tags.len(), overview.tags.len());
    assert_eq!(
        desk.hatif.scopes(&directory).len(),
        directory.channels.len()
    );
    assert_eq!(connection.capabilities.send_text, Ok(()));
    assert_eq!(
        connection.capabilities.set_status,
        Err(Unavailable::Platform)
    );
    assert_eq!(connection.me, None);
}

#[tokio::test]
async fn all_dialects_tell_the_same_story() {
    let desk = Desk::with(HatifOptions {
        rate_limit_per_minute: None,
        ..HatifOptions::default()
    })
    .await;
    let mut told = Vec::new();
    for profile in [WireProfile::Live, WireProfile::Docs, WireProfile::Ints] {
        desk.control.speak(profile);
        let conversations = desk.conversations().await;
        let mut singles = Vec::new();
        let mut timelines = Vec::new();
        for conversation in conversations.iter().take(20) {
            // The quota of a real workspace holds for the client, whatever the simulator allows.
            desk.advance(6_000).await;
            singles.push(
                desk.hatif
                    .conversation(&conversation.remote)
                    .await
                    .expect("it exists"),
            );
            timelines.push(desk.items(&conversation.remote.0).await);
        }
        for item in timelines.iter_mut().flatten() {
            // What is kept raw is kept in its dialect.
            item.raw = None;
        }
        told.push((conversations, singles, timelines));
        desk.advance(60_000).await;
    }
    let [live, docs, ints] = told.as_slice() else {
        panic!("three dialects")
    };
    assert_eq!(live.0.len(), 60);
    assert!(live == docs, "the documentation's casing");
    assert!(live == ints, "numbers for words");
}

#[tokio::test]
async fn every_conversation_and_event_of_the_workspace_is_read_once() {
    let size = Size::Custom {
        conversations: 130,
        items: 700,
    };
    let desk = Desk::with(HatifOptions {
        size,
        ..HatifOptions::default()
    })
    .await;
    let conversations = desk.conversations().await;
    let read: BTreeSet<_> = conversations
        .iter()
        .map(|record| record.remote.0.clone())
        .collect();
    let truth = desk.control.conversations();
    assert_eq!(conversations.len(), read.len(), "no conversation twice");
    assert_eq!(
        read,
        truth
            .iter()
            .map(|conversation| conversation.id.clone())
            .collect()
    );

    let busy = truth
        .iter()
        .max_by_key(|conversation| conversation.events)
        .expect("130 of them");
    assert!(busy.events > 50, "more than one page");
    let items: Vec<_> = desk
        .items(&busy.id)
        .await
        .into_iter()
        .map(|item| item.remote.0)
        .collect();
    let truth = desk.control.timeline(&busy.id);
    let newest_first: Vec<_> = truth.into_iter().rev().map(|event| event.id).collect();
    assert_eq!(items, newest_first);
}

#[tokio::test]
async fn what_customers_do_arrives_as_what_it_is() {
    let desk = Desk::empty().await;
    let who = Who::phone(CUSTOMER).named("Sara");
    let receive = |what| desk.control.receive(&who, what).expect("possible");

    let first = receive(Inbound::Text("Do you deliver?".to_owned()));
    let item = desk.newest(&first).await;
    assert_eq!(item.remote.0, first.event_id);
    assert_eq!(
        item.content,
        Content::Text {
            text: "Do you deliver?".to_owned()
        }
    );
    assert_eq!(
        (item.direction, item.occurred_at),
        (Direction::Inbound, NOW)
    );
    assert!(item.is_customer_event());

    let reply = receive(Inbound::Reply {
        text: "Well?".to_owned(),
        event_id: first.event_id.clone(),
    });
    let quote = desk.newest(&reply).await.quote.expect("a quote");
    assert_eq!(quote.remote.map(|id| id.0), Some(first.event_id));
    assert_eq!(quote.text.as_deref(), Some("Do you deliver?"));

    let media = InboundMedia {
        message_type: MessageType::Audio,
        url: None,
        caption: None,
    };
    let voice = desk.newest(&receive(Inbound::Media(media))).await;
    let Content::Media(voice) = voice.content else {
        panic!("not a file: {:?}", voice.content)
    };
    assert_eq!(voice.kind, MediaKind::Audio);
    let sound = desk
        .hatif
        .fetch_media(&voice.url, 10_000_000)
        .await
        .expect("a sound");
    assert!(sound.starts_with(b"RIFF"));
    desk.control
        .quirks(|quirks| quirks.media_access = MediaAccess::NeedsBearer);
    assert_eq!(
        desk.hatif.fetch_media(&voice.url, 10_000_000).await,
        Ok(sound)
    );

    let place = Location {
        latitude: 24.7,
        longitude: 46.6,
        name: Some("Shop".to_owned()),
        address: None,
    };
    let place = desk
        .newest(&receive(Inbound::Location(place)))
        .await
        .content;
    assert!(matches!(place, Content::Location { latitude, .. } if (latitude - 24.7).abs() < 1e-9));

    let odd = desk.newest(&receive(Inbound::Unsupported)).await;
    assert!(matches!(odd.content, Content::Unsupported { .. }));
    assert!(odd.raw.is_some() && odd.is_customer_event());

    let record = desk.conversation(&reply).await;
    assert_eq!(record.contact.name.as_deref(), Some("Sara"));
    assert_eq!(record.contact.phone.as_deref(), Some(CUSTOMER));
}

#[tokio::test]
async fn a_contact_without_a_name_has_none_rather_than_its_number() {
    let desk = Desk::empty().await;
    let record = desk.conversation(&desk.customer_writes("Hello?")).await;
    assert_eq!(record.contact.name, None);
    assert_eq!(record.contact.phone.as_deref(), Some(CUSTOMER));
}

#[tokio::test]
async fn calls_ring_are_taken_or_missed_and_end_up_in_the_list() {
    let desk = Desk::empty().await;
    let call = |ending| NewCall {
        outbound: false,
        ring_seconds: 20,
        ending,
        handled_by: None,
        pace: 1.0,
    };
    let outcome = |item: &ItemRecord| match &item.content {
        Content::Call(call) => call.outcome,
        other => panic!("not a call: {other:?}"),
    };
    let who = Who::phone(CUSTOMER);

    let taken = desk
        .control
        .call(&who, &call(CallEnding::Answered { talk_seconds: 90 }))
        .expect("a phone");
    assert_eq!(outcome(&desk.newest(&taken).await), CallOutcome::Ringing);
    desk.advance(20_000).await;
    assert_eq!(outcome(&desk.newest(&taken).await), CallOutcome::Active);
    desk.advance(90_000).await;
    let item = desk.newest(&taken).await;
    assert!(item.is_answer_by_person());
    assert!(item.author.name.is_some(), "the colleague who took it");
    let Content::Call(facts) = item.content else {
        panic!("not a call")
    };
    assert_eq!(
        (facts.outcome, facts.ringing_ms, facts.duration_ms),
        (CallOutcome::Answered, Some(20_000), Some(90_000))
    );
    assert!(
        facts.recording_url.is_some() && facts.summary.is_some() && facts.transcript.len() == 1
    );

    for ending in [
        CallEnding::Missed,
        CallEnding::RejectedByCaller,
        CallEnding::NoAnswer,
    ] {
        let lost = desk.control.call(&who, &call(ending)).expect("a phone");
        desk.advance(20_000).await;
        let item = desk.newest(&lost).await;
        assert_eq!(outcome(&item), CallOutcome::Missed, "{ending:?}");
        assert!(item.is_customer_event(), "somebody should call back");
    }

    let list = desk.hatif.calls(0).await.expect("the call list");
    assert_eq!(list.len(), 4);
    let taken = list.last().expect("the oldest");
    assert_eq!(taken.facts.outcome, CallOutcome::Answered);
    assert_eq!(
        (taken.direction, taken.phone.as_deref()),
        (Direction::Inbound, Some(CUSTOMER))
    );
}
