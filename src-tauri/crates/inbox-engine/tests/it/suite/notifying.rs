//! Notifications and badge on every platform, end to end.

use inbox_core::{LineHealth, LineId};
use inbox_engine::{Choices, Concern, Toast};
use inbox_testkit::{PlatformOptions, World};

use super::on_every_platform;
use crate::support::Desk;

on_every_platform! {
    a_first_sync_is_history_and_shows_nothing,
    a_new_message_shows_once_and_never_again_after_a_restart,
    what_came_while_the_program_was_closed_is_one_line,
    our_own_words_and_what_is_being_looked_at_show_nothing,
    the_badge_follows_what_is_unread,
}

async fn a_first_sync_is_history_and_shows_nothing(platform: PlatformOptions) {
    let (world, _) = live_world(platform).await;
    world.pass(5 * 60_000).await;
    assert_eq!(world.shown.toasts(), []);
}

async fn a_new_message_shows_once_and_never_again_after_a_restart(platform: PlatformOptions) {
    let (mut world, line) = live_world(platform).await;
    world.pass(60_000).await;
    let conversation = world.open_window(line).await;
    world
        .until("shown", async |world| !world.shown.toasts().is_empty())
        .await;
    let toasts = world.shown.toasts();
    assert!(
        matches!(&toasts[..], [Toast::Message { conversation: shown, text: Some(text), .. }]
            if *shown == conversation && text == "Is anybody there?"),
        "{toasts:?}"
    );
    world.restart().await;
    world.pass(10 * 60_000).await;
    assert_eq!(world.shown.toasts().len(), 1);
}

async fn what_came_while_the_program_was_closed_is_one_line(platform: PlatformOptions) {
    let (mut world, line) = live_world(platform).await;
    world.pass(60_000).await;
    let conversation = world.open_window(line).await;
    world
        .until("shown", async |world| !world.shown.toasts().is_empty())
        .await;
    world.engine.stop().await;
    for number in 0..5 {
        let text = format!("message {number}");
        world
            .platform
            .customer_writes(Some(conversation.remote.as_str()), &text);
    }
    world.restart().await;
    world.in_step(line).await;
    world
        .until("shown", async |world| world.shown.toasts().len() > 1)
        .await;
    world.pass(5 * 60_000).await;
    let away = Toast::WhileAway {
        messages: 5,
        conversations: 1,
        only: Some(conversation),
    };
    assert_eq!(world.shown.toasts()[1..], [away]);
}

async fn our_own_words_and_what_is_being_looked_at_show_nothing(platform: PlatformOptions) {
    let (world, line) = live_world(platform).await;
    world.pass(60_000).await;
    let conversation = world.open_window(line).await;
    world
        .until("shown", async |world| !world.shown.toasts().is_empty())
        .await;
    world.look(Some(&conversation));
    world
        .platform
        .customer_writes(Some(conversation.remote.as_str()), "I see you typing");
    world
        .say(&conversation, "Yes")
        .await
        .expect("it can be queued");
    world
        .until("sent", async |world| world.outbox().await.is_empty())
        .await;
    world.in_step(line).await;
    world.pass(60_000).await;
    assert_eq!(world.shown.toasts().len(), 1);
}

async fn the_badge_follows_what_is_unread(platform: PlatformOptions) {
    let (world, line) = live_world(platform).await;
    world.engine.set_choices(Choices {
        badge: Concern::Everything,
        ..Choices::default()
    });
    world
        .until_without_time("the badge shows", async |world| {
            world.shown.badge().is_some()
        })
        .await;
    world.pass(5_000).await;
    let before = world.shown.badge();
    let conversation = world.open_window(line).await;
    world
        .until("counted", async |world| world.shown.badge() > before)
        .await;
    world
        .say(&conversation, "Answering is reading")
        .await
        .expect("it can be queued");
    world
        .until("read", async |world| world.shown.badge() == before)
        .await;
}

async fn live_world(platform: PlatformOptions) -> (World, LineId) {
    let (world, line) = World::connected(platform).await;
    world
        .until("live", async |world| {
            world.health(line).await == LineHealth::Live
        })
        .await;
    (world, line)
}
