//! What a person asks for beside sending: opening, the past, files.

use inbox_core::{Content, PlatformError};
use inbox_engine::EngineError;
use inbox_simulators::{HatifOptions, hatif::Size};
use inbox_testkit::{Absence, World, WorldOptions};

use crate::support::Desk;

#[tokio::test(flavor = "multi_thread")]
async fn an_opened_conversation_is_read_at_once_and_not_again_right_away() {
    let (world, line) = World::connected(WorldOptions::default()).await;
    let conversation = world.open_window(line).await;
    world.rest().await;
    world
        .platform
        .customer_writes(Some(conversation.remote.as_str()), "Just now");
    let before = world.platform.calls_of("timeline");
    world.look(Some(&conversation));
    world
        .until_without_time("the message shows", async |world| {
            let texts = world.texts(&conversation).await;
            texts.iter().any(|text| text == "Just now")
        })
        .await;
    for _ in 0..5 {
        world.engine.open_conversation(conversation.clone());
    }
    world.rest().await;
    assert!(
        world.platform.calls_of("timeline") <= before + 2,
        "clicking about costs nothing"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_older_than_the_horizon_comes_when_it_is_asked_for() {
    let options = WorldOptions {
        hatif: HatifOptions {
            size: Size::Custom {
                conversations: 60,
                items: 500,
            },
            ..HatifOptions::default()
        },
        ..WorldOptions::default()
    };
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

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_fetched_up_to_its_limit_and_a_text_has_none() {
    let (world, line) = World::connected(WorldOptions::default()).await;
    let conversation = world.open_window(line).await;
    world
        .platform
        .customer_sends_picture(conversation.remote.as_str());
    world.in_step(line).await;
    let items = world.items(&conversation).await;
    let is_file = |content: &Content| matches!(content, Content::Media(_));
    let picture = items
        .iter()
        .find(|item| is_file(&item.content))
        .expect("the picture shows");
    let fetched = world
        .engine
        .fetch_media(picture.id, 10_000_000)
        .await
        .expect("it is there");
    let too_small = fetched.len() as u64 - 1;
    assert!(matches!(
        world.engine.fetch_media(picture.id, too_small).await,
        Err(EngineError::FileTooLarge)
    ));
    let text = items
        .iter()
        .find(|item| !is_file(&item.content))
        .expect("the text shows");
    assert!(matches!(
        world.engine.fetch_media(text.id, 10).await,
        Err(EngineError::Platform(PlatformError::NotFound))
    ));
    world.platform.set_absent(Some(Absence::Failing));
    assert!(
        world.engine.fetch_history(&conversation).await.is_ok(),
        "all of it is here"
    );
}
