//! Files in a draft: taken or refused, taken out again, and nothing of them left behind.

use inbox_core::{PlatformError, Unavailable};
use inbox_engine::{EngineError, LinkedFile};
use inbox_testkit::{PlatformOptions, World};

use super::{
    all_sent, attach, can, coming, kept, offline, refused_where_impossible, send, told,
    with_dashboard,
};
use crate::{
    suite::{on_each_of, on_every_platform},
    support::Desk,
};

on_every_platform! {
    a_file_larger_than_the_platform_takes_is_refused_before_anything_is_kept,
    a_file_by_its_address_goes_the_same_way,
    a_file_that_is_taken_out_of_the_draft_leaves_no_bytes_behind,
    bytes_that_a_crash_left_without_an_owner_are_gone_after_the_start,
}

on_each_of! {
    { chatvolt_with_its_dashboard: super::with_dashboard() }
    => [
        a_file_larger_than_the_platform_takes_is_refused_before_anything_is_kept,
        a_file_by_its_address_goes_the_same_way
    ]
}

async fn a_file_larger_than_the_platform_takes_is_refused_before_anything_is_kept(
    platform: PlatformOptions,
) {
    let (world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    if refused_where_impossible(&world, line, &conversation).await {
        return;
    }
    let limit = can(&world, line).await.file_limit;
    let mut large = coming("film.png", 1);
    large.bytes = limit + 1;
    let begun = world.engine.begin_file(&conversation, large).await;
    assert!(matches!(begun, Err(EngineError::FileTooLarge)), "{begun:?}");
    let empty = world
        .engine
        .begin_file(&conversation, coming("empty.png", 0))
        .await;
    assert!(matches!(empty, Err(EngineError::EmptyFile)), "{empty:?}");
    assert!(kept(&world).is_empty());
    // More bytes than were announced are not taken either.
    let begun = world
        .engine
        .begin_file(&conversation, coming("liar.png", 3))
        .await;
    let file = begun.expect("there is room");
    let more = world.engine.append_to_file(&file, 0, vec![0; 4]).await;
    assert!(matches!(more, Err(EngineError::UnknownFile)), "{more:?}");
    assert!(kept(&world).is_empty());
    let most = can(&world, line).await.files_at_once;
    for number in 0..most {
        attach(
            &world,
            &conversation,
            coming(&format!("{number}.png"), 1),
            b"x",
        )
        .await;
    }
    let another = world
        .engine
        .begin_file(&conversation, coming("more.png", 1))
        .await;
    assert!(
        matches!(another, Err(EngineError::TooManyFiles { limit }) if limit == most),
        "{another:?}"
    );
}

async fn a_file_by_its_address_goes_the_same_way(platform: PlatformOptions) {
    let (world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    let able = can(&world, line).await;
    let linked = |url: &str| LinkedFile {
        url: url.to_owned(),
        name: "price list.pdf".to_owned(),
        mime_type: "application/pdf".to_owned(),
        bytes: Some(48_213),
    };
    let url = "https://files.example.com/price%20list.pdf";
    if able.attach_link.is_err() {
        let refused = world.engine.attach_link(&conversation, linked(url)).await;
        assert!(
            matches!(
                refused,
                Err(EngineError::Platform(PlatformError::Unsupported))
            ),
            "{refused:?}"
        );
        assert_eq!(able.attach_link, Err(Unavailable::Platform));
        return;
    }
    for bad in [
        "http://files.example.com/a.pdf",
        "https://a:b@files.example.com/a.pdf",
    ] {
        let refused = world.engine.attach_link(&conversation, linked(bad)).await;
        assert!(matches!(refused, Err(EngineError::Address)), "{bad}");
    }
    let sizeless = LinkedFile {
        bytes: None,
        ..linked(url)
    };
    let sizeless = world.engine.attach_link(&conversation, sizeless).await;
    assert_eq!(sizeless.is_err(), able.link_needs_size);
    if let Ok(file) = sizeless {
        world
            .engine
            .detach_file(&file)
            .await
            .expect("it can be removed");
    }
    let attached = world.engine.attach_link(&conversation, linked(url)).await;
    let file = attached.expect("it is public");
    world.platform.lose_send_answers(1);
    send(&world, &conversation, "Our prices", &[file])
        .await
        .expect("queued");
    all_sent(&world).await;
    world.in_step(line).await;
    let sent = world.platform.sent_files();
    assert_eq!(told(&sent), [("price list.pdf", None)]);
    assert_eq!(sent[0].url.as_deref(), Some(url));
}

async fn a_file_that_is_taken_out_of_the_draft_leaves_no_bytes_behind(platform: PlatformOptions) {
    let (world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    if refused_where_impossible(&world, line, &conversation).await {
        return;
    }
    let file = attach(&world, &conversation, coming("one.png", 3), b"one").await;
    world
        .engine
        .detach_file(&file)
        .await
        .expect("it is in the draft");
    assert!(kept(&world).is_empty());
    // One whose bytes are still coming, too.
    let begun = world
        .engine
        .begin_file(&conversation, coming("two.png", 3))
        .await;
    let file = begun.expect("there is room");
    world
        .engine
        .append_to_file(&file, 0, vec![1])
        .await
        .expect("taken");
    world
        .engine
        .detach_file(&file)
        .await
        .expect("it is under way");
    assert!(kept(&world).is_empty());
    let late = world.engine.append_to_file(&file, 1, vec![2]).await;
    assert!(matches!(late, Err(EngineError::UnknownFile)), "{late:?}");
    // And one that was queued and let go of.
    offline(&world, line).await;
    let file = attach(&world, &conversation, coming("three.png", 3), b"one").await;
    let queued = send(&world, &conversation, "", &[file])
        .await
        .expect("queued");
    world
        .engine
        .discard(&queued.outbox)
        .await
        .expect("it has not left");
    world.pass(5 * 60_000).await;
    assert!(kept(&world).is_empty());
}

async fn bytes_that_a_crash_left_without_an_owner_are_gone_after_the_start(
    platform: PlatformOptions,
) {
    let (mut world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    if refused_where_impossible(&world, line, &conversation).await {
        return;
    }
    let whole = attach(&world, &conversation, coming("whole.png", 5), b"whole").await;
    let begun = world
        .engine
        .begin_file(&conversation, coming("half.png", 9))
        .await;
    let half = begun.expect("there is room");
    world
        .engine
        .append_to_file(&half, 0, vec![1; 4])
        .await
        .expect("taken");
    assert_eq!(kept(&world).len(), 2);
    world.crash().await;
    world
        .until("swept", async |world| kept(world).len() == 1)
        .await;
    assert_eq!(kept(&world), [whole.to_string()]);
}
