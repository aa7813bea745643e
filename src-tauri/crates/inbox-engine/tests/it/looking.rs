//! What a person asks for beside sending: opening, the past, files.

use inbox_core::PlatformKind;
use inbox_testkit::{PlatformOptions, World};

use crate::support::Desk;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_older_than_the_horizon_comes_when_it_is_asked_for() {
    let options = PlatformOptions::quiet(PlatformKind::Hatif).sized(60, 500);
    let (world, line) = World::connected(options).await;
    world
        .until("history filled", async |world| {
            world.state(line).await.status.history.is_none()
        })
        .await;
    let mut partial = None;
    for truth in world.platform.truth() {
        let conversation = world.platform.id(line, &truth.remote);
        if world.items(&conversation).await.len() < truth.items.len() {
            partial = Some((conversation, truth));
        }
    }
    let (conversation, longest) = partial.expect("the sample reaches beyond the horizon");
    let mut pages = 0;
    while world.items(&conversation).await.len() < longest.items.len() {
        let before = world.items(&conversation).await.len();
        world
            .engine
            .fetch_history(&conversation)
            .await
            .expect("the platform answers");
        assert!(
            world.items(&conversation).await.len() > before,
            "each page brings something"
        );
        pages += 1;
        assert!(pages < 100);
    }
    world
        .engine
        .fetch_history(&conversation)
        .await
        .expect("nothing is left to fetch");
}
