//! Notifications and badge, end to end.

use inbox_core::LineHealth;
use inbox_engine::{Choices, Concern, Toast};
use inbox_testkit::{World, WorldOptions};

use crate::support::Desk;

async fn live_world() -> (World, inbox_core::LineId) {
    let (world, line) = World::connected(WorldOptions::default()).await;
    world
        .until("live", async |world| {
            world.health(line).await == LineHealth::Live
        })
        .await;
    (world, line)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_sync_is_history_and_shows_nothing() {
    let (world, _) = live_world().await;
    world.pass(5 * 60_000).await;
    assert_eq!(world.shown.toasts(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_message_shows_once_and_never_again_after_a_restart() {
    let (mut world, line) = live_world().await;
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

#[tokio::test(flavor = "multi_thread")]
async fn what_came_while_the_program_was_closed_is_one_line() {
    let (mut world, line) = live_world().await;
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

#[tokio::test(flavor = "multi_thread")]
async fn our_own_words_and_what_is_being_looked_at_show_nothing() {
    let (world, line) = live_world().await;
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

#[tokio::test(flavor = "multi_thread")]
async fn the_badge_follows_what_is_unread() {
    let (world, line) = live_world().await;
    world.engine.set_choices(Choices {
        badge: Concern::Everything,
        ..Choices::default()
    });
    world.rest().await;
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
