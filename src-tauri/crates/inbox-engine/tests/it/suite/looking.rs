//! What a person asks for beside sending, on every platform: opening, files.

use inbox_core::{Content, PlatformError};
use inbox_engine::EngineError;
use inbox_testkit::{Absence, Calls, PlatformOptions, World};

use super::on_every_platform;
use crate::support::Desk;

on_every_platform! {
    an_opened_conversation_is_read_at_once_and_not_again_right_away,
    what_several_lists_tell_of_is_read_once,
    a_file_is_fetched_up_to_its_limit_and_a_text_has_none,
}

async fn an_opened_conversation_is_read_at_once_and_not_again_right_away(
    platform: PlatformOptions,
) {
    let (world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    world.rest().await;
    world
        .platform
        .customer_writes(Some(conversation.remote.as_str()), "Just now");
    let before = world.platform.calls_of(Calls::Threads);
    world.look(Some(&conversation));
    world
        .until_without_time("the message shows", async |world| {
            let texts = world.texts(&conversation).await;
            texts.iter().any(|text| text == "Just now")
        })
        .await;
    world.rest().await;
    // Once because it was opened, and once as a list, looked at meanwhile, told of a change.
    let settled = world.platform.calls_of(Calls::Threads);
    assert!(settled <= before + 2, "{} calls", settled - before);
    for _ in 0..5 {
        world.engine.open_conversation(conversation.clone());
    }
    world.rest().await;
    assert_eq!(
        world.platform.calls_of(Calls::Threads),
        settled,
        "clicking about costs nothing"
    );
}

async fn what_several_lists_tell_of_is_read_once(platform: PlatformOptions) {
    let (world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    for round in 0..8 {
        world.pass(60_000).await;
        let words = format!("Hello for the {round}th time");
        let remote = conversation.remote.as_str();
        world.platform.customer_writes(Some(remote), &words);
        let before = world.platform.calls_of(Calls::Threads);
        world.engine.wake();
        world
            .until_without_time("the message shows", async |world| {
                world.texts(&conversation).await.contains(&words)
            })
            .await;
        world.rest().await;
        let reads = world.platform.calls_of(Calls::Threads) - before;
        assert_eq!(reads, 1, "in round {round}");
    }
}

async fn a_file_is_fetched_up_to_its_limit_and_a_text_has_none(platform: PlatformOptions) {
    let (world, line) = World::connected(platform).await;
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
