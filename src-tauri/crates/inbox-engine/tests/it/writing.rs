//! Who writes at this moment, as a platform's live connection tells it.

use inbox_core::PlatformKind;
use inbox_engine::EngineEvent;
use inbox_testkit::{Absence, PlatformOptions, World};

use crate::noticing::simulator;

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_said_to_write_once_the_connection_is_gone() {
    let (world, line) = World::connected(PlatformOptions::quiet(PlatformKind::Chatwoot)).await;
    world.in_step(line).await;
    let happening = world.platform.customer_writes(None, "Hello?");
    let conversation = world.platform.id(line, &happening.conversation);
    let number = happening.conversation.parse().expect("a number");
    let types = simulator(&world).control().customer_types(number, true);
    types.expect("known");
    world
        .until_without_time("seen to write", async |world| {
            world.engine.writing(&conversation).is_some()
        })
        .await;
    let mut events = world.engine.events();
    world.platform.set_absent(Some(Absence::Refused));
    let mut told = false;
    world
        .until("told", async |_| {
            while let Ok(event) = events.try_recv() {
                told |= event == EngineEvent::Writing(conversation.clone());
            }
            told
        })
        .await;
    assert_eq!(world.engine.writing(&conversation), None);
}
