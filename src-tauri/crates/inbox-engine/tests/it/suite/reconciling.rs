//! What lists do not tell: a conversation that was closed while nobody looked is in none of them.

use inbox_core::Status;
use inbox_testkit::{PlatformOptions, World};

use super::on_every_platform;

on_every_platform! {
    what_was_closed_while_the_program_was_off_is_closed_here_soon_after_the_start,
}

async fn what_was_closed_while_the_program_was_off_is_closed_here_soon_after_the_start(
    platform: PlatformOptions,
) {
    let (mut world, line) = World::connected(platform).await;
    let open: Vec<String> = {
        let truth = world.platform.truth().into_iter();
        truth
            .filter(|conversation| !conversation.resolved)
            .map(|conversation| conversation.remote)
            .take(3)
            .collect()
    };
    assert!(!open.is_empty(), "somebody's conversation is open");
    world
        .restart_after(|platform| {
            for conversation in &open {
                platform.colleague_resolves(conversation);
            }
        })
        .await;
    for remote in &open {
        let conversation = world.platform.id(line, remote);
        world
            .until("closed here as well", async |world| {
                let mut read = world.store.read().await.expect("the store can be read");
                let detail = read.conversation(&conversation).await;
                let detail = detail.expect("the store can be read").expect("it is known");
                detail.status == Status::Resolved
            })
            .await;
    }
    world.in_step(line).await;
}
