//! Who of the colleagues is there, as a platform's live connection tells it.

use inbox_core::{LineId, PlatformKind, Presence, RemoteId};
use inbox_engine::EngineEvent;
use inbox_testkit::{Absence, PlatformOptions, World};

use crate::noticing::simulator;

async fn presence_of(world: &World, line: LineId, person: &str) -> Option<Presence> {
    let presences = world.engine.presences(line).await.expect("they are read");
    let person = RemoteId::from(person);
    let found = presences.into_iter().find(|(agent, _)| *agent == person);
    found.map(|(_, presence)| presence)
}

async fn shows(world: &World, line: LineId, person: &str, presence: Option<Presence>) {
    world
        .until("shown", async |world| {
            presence_of(world, line, person).await == presence
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_is_seen_as_they_show_and_nobody_without_the_connection() {
    let (world, line) = World::connected(PlatformOptions::quiet(PlatformKind::Chatwoot)).await;
    let people = world.platform.people();
    let (me, colleague) = (people[0].as_str(), people[1].as_str());
    let control = simulator(&world).control();
    let number = colleague.parse().expect("a number");
    shows(&world, line, colleague, Some(Presence::Online)).await;
    assert_eq!(
        presence_of(&world, line, me).await,
        Some(Presence::Online),
        "the client itself says that one is there"
    );
    let mut events = world.engine.events();
    for (word, presence) in [
        ("busy", Presence::Busy),
        ("offline", Presence::Offline),
        ("online", Presence::Online),
    ] {
        let told = control.colleague_shows(number, word);
        told.expect("a colleague");
        shows(&world, line, colleague, Some(presence)).await;
        let mut told = false;
        while let Ok(event) = events.try_recv() {
            told |= matches!(event, EngineEvent::Presences(of) if of == line);
        }
        assert!(told, "{word} is told");
    }

    world.platform.set_absent(Some(Absence::Refused));
    world
        .until("nothing is known", async |world| {
            let presences = world.engine.presences(line).await;
            presences.expect("they are read").is_empty()
        })
        .await;
    world.pass(60_000).await;
    assert_eq!(presence_of(&world, line, colleague).await, None);
    world.platform.set_absent(None);
    shows(&world, line, colleague, Some(Presence::Online)).await;

    world.engine.pause_line(line, true).await.expect("it stops");
    assert_eq!(presence_of(&world, line, colleague).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_connection_says_again_and_again_of_the_colleagues_is_told_once() {
    let (world, line) = World::connected(PlatformOptions::quiet(PlatformKind::Chatwoot)).await;
    let people = world.platform.people();
    let colleague = people[1].as_str();
    let control = simulator(&world).control();
    shows(&world, line, colleague, Some(Presence::Online)).await;
    let happening = world.platform.customer_writes(None, "Hello?");
    let conversation = world.platform.id(line, &happening.conversation);
    let customer: i64 = happening.conversation.parse().expect("a number");
    let mut events = world.engine.events();
    let mut told = || {
        let mut told = 0;
        while let Ok(event) = events.try_recv() {
            told += usize::from(event == EngineEvent::Presences(line));
        }
        told
    };
    // With every sign of life the platform says who is there, whether or not anything changed. A
    // connection on which nothing else is heard meanwhile would be given up.
    let mut types = false;
    let mut is_said_again = async |times: u64| {
        let enough = control.presences_told() + times;
        while control.presences_told() < enough {
            world.pass(8_000).await;
            types = !types;
            control.customer_types(customer, types).expect("known");
            world
                .until_without_time("heard", async |world| {
                    world.engine.writing(&conversation).is_some() == types
                })
                .await;
        }
    };
    told();
    is_said_again(3).await;
    assert_eq!(told(), 0, "nothing changed");

    let number = colleague.parse().expect("a number");
    control
        .colleague_shows(number, "busy")
        .expect("a colleague");
    is_said_again(3).await;
    assert_eq!(
        presence_of(&world, line, colleague).await,
        Some(Presence::Busy)
    );
    assert_eq!(told(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_said_of_ai_agents_nor_where_no_connection_tells_of_colleagues() {
    let (world, line) = World::connected(PlatformOptions::quiet(PlatformKind::Chatwoot)).await;
    let people = world.platform.people();
    shows(&world, line, &people[1], Some(Presence::Online)).await;
    let presences = world.engine.presences(line).await.expect("they are read");
    let told: Vec<_> = presences.iter().map(|(agent, _)| &agent.0).collect();
    assert!(told.iter().all(|agent| people.contains(agent)), "{told:?}");
    assert_eq!(told.len(), people.len());

    let (world, line) = World::connected(PlatformOptions::quiet(PlatformKind::Hatif)).await;
    world.in_step(line).await;
    let presences = world.engine.presences(line).await.expect("they are read");
    assert!(presences.is_empty(), "{presences:?}");
}
