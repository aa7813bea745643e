//! How many calls a line makes of its platform: during its first minutes, in the background, and with a
//! conversation open in front. Time passes by hand, so that every machine counts the same.

use inbox_core::PlatformKind;
use inbox_engine::Attention;
use inbox_testkit::{Calls, PlatformOptions, World};

use crate::figure::Figure;

const MINUTE_MS: i64 = 60_000;

/// How long each state is looked at.
const MINUTES: i64 = 10;

/// Of a platform with 200 conversations, in which nobody speaks meanwhile.
const CONVERSATIONS: usize = 200;
const ITEMS: usize = 4_000;

pub(crate) async fn measure() -> anyhow::Result<()> {
    for kind in PlatformKind::ALL {
        let name = match kind {
            PlatformKind::Hatif => "hatif",
            PlatformKind::Chatvolt => "chatvolt",
            PlatformKind::Ohallo => "ohallo",
            PlatformKind::Chatwoot => "chatwoot",
        };
        let options = PlatformOptions::quiet(kind).sized(CONVERSATIONS, ITEMS);
        let world = World::new(options).await;
        let line = world.connect().await;
        print(&world, name, "first", "in the first ten minutes").await?;

        // Whatever the first sync still has to do under the platform's quota is not idleness.
        world.pass(60 * MINUTE_MS).await;
        print(&world, name, "idle", "in the background").await?;

        let first = world.platform.truth().into_iter().next();
        world.engine.set_attention(Attention {
            focused: true,
            visible: true,
            conversation: first.map(|truth| world.platform.id(line, &truth.remote)),
        });
        print(&world, name, "focused", "with a conversation open").await?;
    }
    Ok(())
}

/// Lets ten minutes pass and tells how many calls a minute they brought.
async fn print(world: &World, platform: &str, state: &str, when: &str) -> anyhow::Result<()> {
    let before = world.platform.calls_of(Calls::All);
    world.pass(MINUTES * MINUTE_MS).await;
    let calls = world.platform.calls_of(Calls::All) - before;
    Figure {
        id: &format!("calls-{state}-{platform}"),
        what: &format!("calls of {platform} a minute, {when}"),
        value: f64::from(calls) / MINUTES as f64,
        unit: "/min",
        reference: None,
        note: String::new(),
    }
    .print()
}
