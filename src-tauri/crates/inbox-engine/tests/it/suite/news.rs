//! What happens while a long history is filled does not wait for it.

use inbox_core::{Clock as _, LineHealth, PlatformKind};
use inbox_testkit::{PlatformOptions, World};

use super::on_every_platform;
use crate::support::Desk;

on_every_platform! {
    while_a_history_is_filled_a_new_customer_shows_with_one_of_the_next_looks,
}

async fn while_a_history_is_filled_a_new_customer_shows_with_one_of_the_next_looks(
    platform: PlatformOptions,
) {
    let world = World::new(platform.sized(500, 2_000)).await;
    let line = world.connect().await;
    world.look(None);
    world
        .until("the lists were looked at", async |world| {
            world.health(line).await != LineHealth::Starting
        })
        .await;
    if world.platform.kind() == PlatformKind::Ohallo {
        // The trial before a line is added and the line itself share so small a quota that its first
        // minute ends in "too many", which halves the background for the next ones.
        world.pass(6 * 60_000).await;
    }
    let mut slowest = 0;
    for number in 0..6 {
        world.pass(7_000).await;
        let text = format!("Hello {number}?");
        let happening = world.platform.customer_writes(None, &text);
        let conversation = world.platform.id(line, &happening.conversation);
        let wrote_at = world.clock.now();
        while world.texts(&conversation).await != [text.as_str()] {
            world.pass(500).await;
            slowest = slowest.max(world.clock.now().since(wrote_at));
            let calls = world.platform.calls();
            assert!(
                slowest < 60_000,
                "waited a minute for the quota: {number} {calls:?}"
            );
        }
    }
    // Every ten seconds give or take a fifth, and where a look takes many calls of a small quota, one
    // of those that follow.
    assert!(slowest <= 40_000, "{slowest} ms");
    let missing = world.differences(line).await.lines().count();
    assert!(missing > 100, "the history was here already");
}
