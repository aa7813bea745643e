//! Playing a customer: what is written arrives on the desk, what the desk says arrives there.

use inbox_core::{Content, Direction, LineId, PlatformError, PlatformKind};
use inbox_engine::{EngineError, Removal, VisitorWish};
use inbox_testkit::{Absence, PlatformOptions, World};

use crate::support::Desk;

async fn wish(world: &World, line: LineId) -> VisitorWish {
    let channels = world.engine.visitor_channels(line).await.expect("told");
    VisitorWish {
        channel: channels[0].remote.0.clone(),
        name: "Lia".to_owned(),
        identifier: "customer-7".to_owned(),
        ..VisitorWish::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn both_sides_are_seen_live_and_the_customer_is_removed_again() {
    let (world, line) = World::connected(PlatformOptions::quiet(PlatformKind::Chatwoot)).await;
    let channels = world.engine.visitor_channels(line).await.expect("told");
    assert!(channels.iter().all(|channel| channel.proves));
    let played = world
        .engine
        .start_visitor(line, &wish(&world, line).await)
        .await;
    let played = played.expect("let in");
    let visitor = played.visitor.as_str();
    world
        .engine
        .visitor_writes(visitor, "Is anybody there?")
        .await
        .expect("taken");
    let conversation = inbox_core::ConversationId::new(line, played.conversation.clone());
    world
        .until("it arrives on the desk", async |world| {
            let texts = world.texts(&conversation).await;
            texts.iter().any(|text| text == "Is anybody there?")
        })
        .await;
    world
        .say(&conversation, "Yes, we are")
        .await
        .expect("queued");
    world
        .until("the answer is seen", async |world| {
            let state = world.engine.visitor(visitor).expect("played");
            state.messages.iter().any(|message| {
                message.direction == Direction::Outbound
                    && matches!(&message.content, Content::Text { text } if text == "Yes, we are")
            })
        })
        .await;
    world.engine.visitor_resolves(visitor).await.expect("ended");
    assert!(world.engine.visitor(visitor).expect("played").resolved);

    world
        .engine
        .end_visitor(visitor, true)
        .await
        .expect("begun");
    let state = world.engine.visitor(visitor);
    assert!(state.is_err() || state.is_ok_and(|state| state.removal == Removal::Waiting));
    world
        .until("nothing is left", async |world| {
            matches!(
                world.engine.visitor(visitor),
                Err(EngineError::UnknownVisitor)
            )
        })
        .await;
    let left = world.platform.truth();
    assert!(left.iter().all(|one| one.remote != played.conversation.0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_who_was_there_before_is_not_removed_with_the_test() {
    let (world, line) = World::connected(PlatformOptions::quiet(PlatformKind::Chatwoot)).await;
    let wish = wish(&world, line).await;
    let engine = &world.engine;
    let first = engine.start_visitor(line, &wish).await.expect("let in");
    assert_eq!(first.removal, Removal::Possible, "this test made them");
    engine
        .visitor_writes(&first.visitor, "My order is late")
        .await
        .expect("taken");
    engine
        .end_visitor(&first.visitor, false)
        .await
        .expect("left there");

    // Who gives a known id or address, in any case of letters, is let in as the one who is known.
    let by_address = VisitorWish {
        identifier: String::new(),
        email: "Lia@Example.com".to_owned(),
        ..wish.clone()
    };
    let made = engine.start_visitor(line, &by_address).await;
    let made = made.expect("let in");
    assert_eq!(made.removal, Removal::Possible, "nobody had that address");
    engine
        .end_visitor(&made.visitor, false)
        .await
        .expect("left there");
    for known in [wish, by_address] {
        let again = engine.start_visitor(line, &known).await.expect("let in");
        assert_eq!(again.removal, Removal::Refused);
        let refused = engine.end_visitor(&again.visitor, true).await;
        assert!(matches!(
            refused,
            Err(EngineError::Platform(PlatformError::Unsupported))
        ));
        let goes_on = engine.visitor_writes(&again.visitor, "Still here").await;
        goes_on.expect("the test goes on");
    }
    let left = world.platform.truth();
    assert!(
        left.iter().any(|one| one.remote == first.conversation.0),
        "what was said before is still there"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn where_it_cannot_be_told_who_was_there_nobody_is_removed() {
    let (world, line) = World::connected(PlatformOptions::quiet(PlatformKind::Chatwoot)).await;
    let wish = wish(&world, line).await;
    world.platform.set_unavailable(&["contacts/search"]);
    let played = world.engine.start_visitor(line, &wish).await;
    assert_eq!(played.expect("let in").removal, Removal::Refused);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_is_played_only_where_there_is_a_channel_for_it() {
    let (world, line) = World::connected(PlatformOptions::quiet(PlatformKind::Hatif)).await;
    let channels = world.engine.visitor_channels(line).await;
    assert!(matches!(
        channels,
        Err(EngineError::Platform(PlatformError::Unsupported))
    ));
    let nobody = world.engine.visitor("nobody");
    assert!(matches!(nobody, Err(EngineError::UnknownVisitor)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_platform_that_fails_is_said_and_a_line_that_goes_takes_its_customers_along() {
    let (world, line) = World::connected(PlatformOptions::quiet(PlatformKind::Chatwoot)).await;
    let mut unknown = wish(&world, line).await;
    unknown.channel = "9999".to_owned();
    let refused = world.engine.start_visitor(line, &unknown).await;
    assert!(matches!(
        refused,
        Err(EngineError::Platform(PlatformError::NotFound))
    ));
    let played = world
        .engine
        .start_visitor(line, &wish(&world, line).await)
        .await;
    let played = played.expect("let in");
    let empty = world.engine.visitor_writes(&played.visitor, "  ").await;
    assert!(matches!(empty, Err(EngineError::EmptyText)));
    world.platform.set_absent(Some(Absence::Failing));
    let failed = world.engine.visitor_writes(&played.visitor, "Hello").await;
    assert!(matches!(failed, Err(EngineError::Platform(_))));
    assert!(world.engine.visitor(&played.visitor).is_ok(), "it goes on");
    world.platform.set_absent(None);
    world.engine.remove_line(line).await.expect("removed");
    let gone = world.engine.visitor(&played.visitor);
    assert!(matches!(gone, Err(EngineError::UnknownVisitor)));
}
