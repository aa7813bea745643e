//! What a platform that said "too many" gets of a line afterwards, and what the line says of it.

use inbox_core::{LineHealth, PlatformKind};
use inbox_testkit::{Calls, PlatformOptions, World, WorldOptions};

use crate::support::Desk;

const MINUTE: i64 = 60_000;

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_was_told_too_many_says_so_looks_less_often_and_still_reads_news_at_once() {
    let options = WorldOptions {
        platform: PlatformOptions::quiet(PlatformKind::Hatif),
        relay: true,
    };
    let (world, line) = World::connected(options).await;
    world
        .until("live", async |world| {
            world.health(line).await == LineHealth::Live
        })
        .await;
    // Refusals over several minutes: each of them is a lesson.
    for _ in 0..7 {
        world.platform.refuse_as_too_many(1);
        world.pass(40_000).await;
    }
    world.pass(MINUTE).await;
    let slowed = |health| matches!(health, LineHealth::Slowed { .. });
    assert!(slowed(world.health(line).await), "answers are good again");
    let before = (
        world.platform.calls_of(Calls::All),
        world.platform.calls_of(Calls::Threads),
    );
    world.pass(MINUTE).await;
    let looks = world.platform.calls_of(Calls::All) - before.0;
    let reads = world.platform.calls_of(Calls::Threads) - before.1;
    assert!(looks - reads <= 6, "{} looks in a minute", looks - reads);
    for number in 0..2 {
        let text = format!("Hello {number}?");
        let happening = world.platform.customer_writes(None, &text);
        world.platform.settle().await;
        let conversation = world.platform.id(line, &happening.conversation);
        world
            .until_without_time("a new customer shows", async |world| {
                world.texts(&conversation).await == [text.as_str()]
            })
            .await;
        world.pass(7_000).await;
    }
    world.pass(20 * MINUTE).await;
    assert_eq!(world.health(line).await, LineHealth::Live);
}
