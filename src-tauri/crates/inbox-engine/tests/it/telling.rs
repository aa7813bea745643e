//! What a live connection tells beside messages, and what nothing tells: that something is gone.

use inbox_core::{ConversationId, LineHealth, LineId, PlatformKind, Status};
use inbox_simulators::chatwoot::Control;
use inbox_store::ConversationDetail;
use inbox_testkit::{PlatformOptions, PlatformUnderTest, World};

use crate::support::Desk;

fn control(world: &World) -> Control {
    let PlatformUnderTest::Chatwoot(chatwoot) = &world.platform else {
        panic!("this is a Chatwoot");
    };
    chatwoot.control()
}

/// A line whose live connection stands and that has nothing left to read.
async fn told_by_itself() -> (World, LineId) {
    let (world, line) = World::connected(PlatformOptions::quiet(PlatformKind::Chatwoot)).await;
    world
        .until("told by itself", async |world| {
            world.state(line).await.status.live
        })
        .await;
    world.rest().await;
    (world, line)
}

async fn known(world: &World, conversation: &ConversationId) -> Option<ConversationDetail> {
    let mut read = world.store.read().await.expect("the store can be read");
    let detail = read.conversation(conversation).await;
    detail.expect("the store can be read")
}

fn open(world: &World) -> Vec<i64> {
    let all = world.platform.truth().into_iter();
    all.filter(|one| !one.resolved)
        .map(|one| one.remote.parse().expect("a number"))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_colleagues_do_with_a_conversation_takes_no_time() {
    let (world, line) = told_by_itself().await;
    let remote = open(&world)[0].to_string();
    let conversation = world.platform.id(line, &remote);
    let people = world.platform.people();
    for person in people.iter().take(2) {
        // One that is named again and again is read every two seconds at most, and last of all at their end.
        world.pass(5_000).await;
        world.platform.colleague_assigns(&remote, Some(person));
        world.platform.settle().await;
        world
            .until_without_time("who has it shows", async |world| {
                let detail = known(world, &conversation).await.expect("it is known");
                detail.assignee.is_some_and(|it| it.agent.0 == *person)
            })
            .await;
    }
    world.pass(5_000).await;
    world.platform.colleague_resolves(&remote);
    world.platform.settle().await;
    world
        .until_without_time("that it is resolved shows", async |world| {
            let detail = known(world, &conversation).await.expect("it is known");
            detail.status == Status::Resolved
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_deleted_goes_when_it_is_opened_or_the_program_starts() {
    let (mut world, line) = told_by_itself().await;
    let [opened, other, kept] = open(&world)[..3] else {
        panic!("more than two are open");
    };
    let id = |world: &World, number: i64| world.platform.id(line, &number.to_string());
    control(&world)
        .delete_conversation(opened)
        .expect("it is there");
    let conversation = id(&world, opened);
    world.engine.open_conversation(conversation.clone());
    world
        .until("it is gone here as well", async |world| {
            known(world, &conversation).await.is_none()
        })
        .await;

    world
        .restart_after(|platform| {
            let PlatformUnderTest::Chatwoot(chatwoot) = platform else {
                panic!("this is a Chatwoot");
            };
            let deleted = chatwoot.control().delete_conversation(other);
            deleted.expect("it is there");
        })
        .await;
    let conversation = id(&world, other);
    world
        .until("it is gone here as well", async |world| {
            known(world, &conversation).await.is_none()
        })
        .await;
    world.in_step(line).await;
    assert!(known(&world, &id(&world, kept)).await.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn conversations_are_counted_once_and_a_server_that_does_not_count_is_no_trouble() {
    for counts in [true, false] {
        let world = World::new(PlatformOptions::quiet(PlatformKind::Chatwoot)).await;
        if !counts {
            world.platform.set_unavailable(&["conversations/meta"]);
        }
        let line = world.connect().await;
        world.in_step(line).await;
        world.pass(5 * 60_000).await;
        world.platform.customer_writes(None, "Hello?");
        world.in_step(line).await;
        assert_eq!(world.health(line).await, LineHealth::Live);
        // All, and those that are resolved.
        let asked = control(&world).traffic().calls_of("conversations/meta");
        assert_eq!(asked, if counts { 2 } else { 0 });
    }
}
