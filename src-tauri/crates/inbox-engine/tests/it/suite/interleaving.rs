//! Whatever happens in whatever order: in the end the desk shows what is true, once.

use std::cell::RefCell;

use inbox_core::{LineId, OutboxState, PlatformKind};
use inbox_testkit::{Absence, PlatformOptions, World, WorldOptions};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::support::Desk;

/// Something that happens.
#[derive(Debug, Clone)]
enum Event {
    NewCustomer,
    CustomerWrites(usize),
    ColleagueWrites(usize),
    ColleagueWritesOurWords,
    ColleagueAssigns(usize, usize),
    WeWrite(usize),
    TimePasses(i64),
    Poll,
    GarbleWebhooks(bool, bool),
    LoseAnswer,
    FailNext(u32),
    Away,
    Back,
    RelayDown,
    RelayUp,
    Restart,
    Crash,
}

fn any_event() -> impl Strategy<Value = Event> {
    prop_oneof![
        2 => Just(Event::NewCustomer),
        6 => any::<usize>().prop_map(Event::CustomerWrites),
        3 => any::<usize>().prop_map(Event::ColleagueWrites),
        3 => Just(Event::ColleagueWritesOurWords),
        2 => any::<(usize, usize)>().prop_map(|(one, to)| Event::ColleagueAssigns(one, to)),
        4 => any::<usize>().prop_map(Event::WeWrite),
        5 => (0_i64..40_000).prop_map(Event::TimePasses),
        2 => Just(Event::Poll),
        1 => any::<(bool, bool)>().prop_map(|(twice, swapped)| Event::GarbleWebhooks(twice, swapped)),
        1 => Just(Event::LoseAnswer),
        1 => (1_u32..4).prop_map(Event::FailNext),
        1 => Just(Event::Away),
        2 => Just(Event::Back),
        1 => Just(Event::RelayDown),
        2 => Just(Event::RelayUp),
        1 => Just(Event::Restart),
        1 => Just(Event::Crash),
    ]
}

/// Words of this desk: in which conversation, and which.
type Said = Vec<(String, String)>;

async fn happen(world: &mut World, line: LineId, event: Event, said: &mut Said) {
    let truth = world.platform.truth();
    let pick = |number: usize| truth[number % truth.len()].remote.clone();
    match event {
        Event::NewCustomer => {
            world.platform.customer_writes(None, "Good morning");
        }
        Event::CustomerWrites(number) => {
            // Phone-only channels carry no words.
            let open: Vec<_> = truth
                .iter()
                .filter(|one| {
                    one.items
                        .iter()
                        .any(|item| item.text.as_deref() == Some("Good morning"))
                })
                .collect();
            if let Some(one) = open.get(number % open.len().max(1)) {
                world
                    .platform
                    .customer_writes(Some(&one.remote), "One more thing");
            }
        }
        Event::ColleagueWrites(number) => {
            let open: Vec<_> = truth
                .iter()
                .filter(|one| {
                    one.items
                        .iter()
                        .any(|item| item.text.as_deref() == Some("Good morning"))
                })
                .collect();
            if let Some(one) = open.get(number % open.len().max(1)) {
                world.platform.colleague_writes(&one.remote, "Here I am");
            }
        }
        Event::ColleagueWritesOurWords => {
            // Phone-only channels carry no words.
            let carries_words = |remote: &str| {
                let mut items = truth
                    .iter()
                    .filter(|one| one.remote == remote)
                    .flat_map(|one| &one.items);
                items.any(|item| item.text.as_deref() == Some("Good morning"))
            };
            // Where nothing tells the two apart, not even a person could say whose they are.
            if let Some((conversation, text)) = said.last()
                && world.platform.tells_who_wrote()
                && carries_words(conversation)
            {
                world.platform.colleague_writes(conversation, text);
            }
        }
        Event::ColleagueAssigns(number, to) => {
            let people = world.platform.people();
            world
                .platform
                .colleague_assigns(&pick(number), Some(&people[to % people.len()]));
        }
        Event::WeWrite(number) => {
            let text = format!("answer {}", said.len());
            let remote = pick(number);
            let conversation = world.platform.id(line, &remote);
            if world.say(&conversation, &text).await.is_ok() {
                said.push((remote, text));
            }
        }
        Event::TimePasses(milliseconds) => world.pass(milliseconds).await,
        Event::Poll => world
            .engine
            .check_now(line)
            .await
            .expect("the line is there"),
        Event::GarbleWebhooks(twice, swapped) => world.platform.garble_webhooks(twice, swapped),
        Event::LoseAnswer => world.platform.lose_send_answers(1),
        Event::FailNext(count) => world.platform.fail_next(count),
        Event::Away => world.platform.set_absent(Some(Absence::Refused)),
        Event::Back => world.platform.set_absent(None),
        Event::RelayDown | Event::RelayUp if !world.platform.has_webhooks() => {}
        Event::RelayDown => world.set_relay_running(false).await,
        Event::RelayUp => world.set_relay_running(true).await,
        Event::Restart => world.restart().await,
        Event::Crash => world.crash().await,
    }
}

#[test]
fn a_hatif_desk_ends_in_step_and_nothing_was_sent_twice() {
    whatever_happens_on(PlatformKind::Hatif);
}

#[test]
fn a_chatvolt_desk_ends_in_step_and_nothing_was_sent_twice() {
    whatever_happens_on(PlatformKind::Chatvolt);
}

#[test]
fn an_ohallo_desk_ends_in_step_and_nothing_was_sent_twice() {
    whatever_happens_on(PlatformKind::Ohallo);
}

#[test]
fn a_chatwoot_desk_ends_in_step_and_nothing_was_sent_twice() {
    whatever_happens_on(PlatformKind::Chatwoot);
}

fn whatever_happens_on(kind: PlatformKind) {
    let config = ProptestConfig {
        cases: 8,
        max_shrink_iters: 40,
        ..ProptestConfig::with_source_file(file!())
    };
    let events = proptest::collection::vec(any_event(), 1..40);
    let outcome = TestRunner::new(config).run(&events, |events| {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .expect("a runtime");
        runtime.block_on(ends_in_step(kind, events));
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}

async fn ends_in_step(kind: PlatformKind, events: Vec<Event>) {
    let has_webhooks = match kind {
        PlatformKind::Hatif | PlatformKind::Chatvolt | PlatformKind::Chatwoot => true,
        PlatformKind::Ohallo => false,
    };
    let options = WorldOptions {
        platform: PlatformOptions::quiet(kind),
        relay: has_webhooks,
    };
    let (mut world, line) = World::connected(options).await;
    let mut said = Said::new();
    for event in events {
        happen(&mut world, line, event, &mut said).await;
    }
    world.platform.set_absent(None);
    world.platform.fail_next(0);
    world.platform.lose_send_answers(0);
    if world.platform.has_webhooks() {
        world.set_relay_running(true).await;
    }
    let let_go = RefCell::default();
    world
        .until("nothing is on its way", async |world| {
            // What may never have arrived waits for the person, and later words behind it: here they
            // let it go.
            let_go_of_stuck(world, &let_go).await;
            world.state(line).await.to_send == 0
        })
        .await;
    let_go_of_stuck(&world, &let_go).await;
    world.in_step(line).await;
    let mut sent = world.platform.sent_texts();
    let all = sent.len();
    sent.sort_unstable();
    sent.dedup();
    assert_eq!(sent.len(), all, "sent twice");
    assert!(
        sent.iter()
            .all(|sent| said.iter().any(|(_, text)| text == sent))
    );
    let let_go = let_go.into_inner();
    for (_, text) in &said {
        assert!(
            sent.contains(text) || let_go.contains(text),
            "{text:?} left the outbox, and neither the platform nor the person took it"
        );
    }
}

/// Lets go of what the person is asked about, and notes its words.
async fn let_go_of_stuck(world: &World, let_go: &RefCell<Vec<String>>) {
    let mut read = world.store.read().await.expect("readable");
    let rows = read.outbox(None).await.expect("the outbox can be read");
    drop(read);
    for row in rows {
        if matches!(row.state, OutboxState::Stuck { .. }) {
            let gone = world.engine.discard(&row.id).await;
            gone.expect("stuck rows can be let go");
            let words = row.action.words().map(|message| message.text.clone());
            let_go.borrow_mut().extend(words);
        }
    }
}
