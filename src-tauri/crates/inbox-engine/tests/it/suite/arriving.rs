//! What happens on a platform arrives: all of it, once, in order.

use inbox_core::LineHealth;
use inbox_testkit::{Absence, PlatformOptions, World};

use super::on_every_platform;
use crate::support::Desk;

on_every_platform! {
    messages_of_many_conversations_arrive_once_and_in_their_order,
    more_than_one_page_of_a_thread_leaves_no_hole,
    a_colleague_who_answers_on_the_platforms_own_pages_is_seen,
    values_and_members_nobody_has_heard_of_lose_nothing,
    a_first_sync_that_loses_its_platform_midway_ends_complete,
    background_work_is_never_refused_as_too_much,
}

async fn messages_of_many_conversations_arrive_once_and_in_their_order(platform: PlatformOptions) {
    let (world, line) = World::connected(platform).await;
    let mut conversations = Vec::new();
    for _ in 0..3 {
        let happening = world.platform.customer_writes(None, "0");
        conversations.push(happening.conversation);
    }
    for round in 1..6 {
        for conversation in &conversations {
            let text = round.to_string();
            world.platform.customer_writes(Some(conversation), &text);
        }
        world.pass(7_000).await;
    }
    world.in_step(line).await;
    for conversation in &conversations {
        let shown = world.texts(&world.platform.id(line, conversation)).await;
        assert_eq!(shown, ["0", "1", "2", "3", "4", "5"]);
    }
}

async fn more_than_one_page_of_a_thread_leaves_no_hole(platform: PlatformOptions) {
    let (world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    world.platform.set_absent(Some(Absence::Refused));
    world
        .until("offline", async |world| {
            world.health(line).await == LineHealth::Offline
        })
        .await;
    let mut wanted = world.texts(&conversation).await;
    for number in 0..130 {
        let text = number.to_string();
        world
            .platform
            .customer_writes(Some(conversation.remote.as_str()), &text);
        let later = inbox_core::Clock::now(&world.clock).plus(1_000);
        world.platform.advance_to(later).await;
        world.clock.move_to(later);
        wanted.push(text);
    }
    world.platform.set_absent(None);
    world.in_step(line).await;
    assert_eq!(world.texts(&conversation).await, wanted);
}

async fn a_colleague_who_answers_on_the_platforms_own_pages_is_seen(platform: PlatformOptions) {
    let (world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    world
        .platform
        .colleague_writes(conversation.remote.as_str(), "I have this one");
    world.in_step(line).await;
    assert_eq!(
        world.texts(&conversation).await,
        ["Is anybody there?", "I have this one"]
    );
}

async fn values_and_members_nobody_has_heard_of_lose_nothing(platform: PlatformOptions) {
    let (world, line) = World::connected(platform).await;
    world.platform.speak_strangely(40);
    let conversation = world.open_window(line).await;
    world.platform.speak_strangely(0);
    world
        .platform
        .customer_writes(Some(conversation.remote.as_str()), "And now?");
    world.in_step(line).await;
    assert_eq!(
        world.texts(&conversation).await,
        ["Is anybody there?", "And now?"]
    );
}

async fn a_first_sync_that_loses_its_platform_midway_ends_complete(platform: PlatformOptions) {
    let world = World::new(platform.sized(40, 400)).await;
    let line = world.connect().await;
    for absence in [Absence::Refused, Absence::Failing] {
        world.until_calls(5).await;
        world.platform.set_absent(Some(absence));
        world.pass(90_000).await;
        world.platform.customer_writes(None, "Hello?");
        world.platform.set_absent(None);
    }
    world.in_step(line).await;
    world
        .until("live", async |world| {
            world.health(line).await == LineHealth::Live
        })
        .await;
}

async fn background_work_is_never_refused_as_too_much(platform: PlatformOptions) {
    let world = World::new(platform.sized(150, 1_200)).await;
    let line = world.connect().await;
    // What the person's own test of the key took counts against the same minute.
    world.pass(60_000).await;
    let (_, before) = world.platform.calls();
    world.pass(4 * 60_000).await;
    let (peak, refused) = world.platform.calls();
    assert!(peak > 10, "it does work: {peak}");
    assert_eq!(refused, before);
    assert_ne!(world.health(line).await, LineHealth::Faulty);
}
