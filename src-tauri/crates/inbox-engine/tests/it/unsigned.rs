//! A platform that does not sign what its AI answers: nobody's words are not a person's.

use std::slice::from_ref;

use inbox_core::{AuthorKind, ConversationAction, PlatformKind, WhoseMove};
use inbox_testkit::{PlatformOptions, PlatformUnderTest, World};

use crate::support::Desk;

#[tokio::test(flavor = "multi_thread")]
async fn an_unsigned_answer_is_no_first_reply_and_leaves_it_our_turn() {
    let options = PlatformOptions::quiet(PlatformKind::Chatvolt);
    let (world, line) = World::connected(options).await;
    let PlatformUnderTest::Chatvolt(simulator) = &world.platform else {
        unreachable!("the world was made with this platform");
    };
    let conversation = world.open_window(line).await;
    let remote = conversation.remote.as_str();
    let control = simulator.control();
    control.quirks(|quirks| quirks.ai_signs_answers = false);
    world.pass(2_000).await;
    control
        .ai_text(remote, "Hello, how can I help?")
        .expect("it answers");
    control.request_human(remote).expect("it happens");
    world.in_step(line).await;
    let whose = async |wanted: WhoseMove| {
        world
            .until("whose move it is", async |world: &World| {
                let mut read = world.store.read().await.expect("a read");
                let row = read.list_row(&conversation).await.expect("a row");
                row.expect("it is known").whose == wanted
            })
            .await;
    };
    let first_reply = async || {
        let mut read = world.store.read().await.expect("a read");
        let detail = read.conversation(&conversation).await.expect("a read");
        detail.expect("it is known").first_reply_ms
    };
    whose(WhoseMove::NeedsPerson).await;
    let off = ConversationAction::SetAi { on: false };
    let taken = world.engine.change(from_ref(&conversation), &off).await;
    taken.expect("it can be taken over");
    world.in_step(line).await;
    whose(WhoseMove::OurTurn).await;
    assert_eq!(first_reply().await, None, "no person has written");
    let items = world.items(&conversation).await;
    let newest = items.last().expect("the answer");
    assert_eq!(newest.author.kind, AuthorKind::Unknown);
    // What this desk says is a person's, and stays so however the platform tells it afterwards.
    world.say(&conversation, "I am here.").await.expect("sent");
    world
        .until("sent", async |world| world.outbox().await.is_empty())
        .await;
    world.pass(5 * 60_000).await;
    world.in_step(line).await;
    whose(WhoseMove::Waiting).await;
    let items = world.items(&conversation).await;
    let newest = items.last().expect("our words");
    assert_eq!((newest.author.kind, newest.own), (AuthorKind::Person, true));
    assert!(first_reply().await.is_some());
}
