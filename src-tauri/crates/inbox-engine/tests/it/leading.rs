//! Leading a platform's own webhooks to the relay of a line.

use inbox_core::{LineId, PlatformError, PlatformKind, Secret, SecretStore as _, WebhookSetup};
use inbox_engine::EngineError;
use inbox_simulators::chatvolt;
use inbox_testkit::{Absence, PlatformOptions, PlatformUnderTest, World, WorldOptions};
use secrecy::ExposeSecret as _;

use crate::support::Desk;

async fn with_relay(kind: PlatformKind) -> (World, LineId) {
    let (world, line) = World::connected(WorldOptions {
        platform: PlatformOptions::quiet(kind),
        relay: true,
    })
    .await;
    // What a test's relay is told by itself is told by nobody here.
    world.platform.send_webhooks_to(None);
    (world, line)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_is_registered_tells_of_events_and_is_removed_again() {
    let (world, line) = with_relay(PlatformKind::Chatwoot).await;
    let PlatformUnderTest::Chatwoot(simulator) = &world.platform else {
        unreachable!("asked for Chatwoot")
    };
    let targets = || simulator.control().webhook_addresses();
    let way = world.engine.webhook_way(line).await.expect("told");
    assert_eq!(way.setup, WebhookSetup::Registered);
    assert!(way.inlet.is_none() && !way.registered);
    // Without an address there is nothing to register.
    let refused = world.engine.register_webhook(line).await;
    assert!(matches!(refused, Err(EngineError::RelayUnreachable)));
    for odd in [
        "http://relay.example.com/in/x",
        "https://relay.example.com/",
        "x",
    ] {
        let refused = world.engine.set_inlet(line, &odd.to_owned().into()).await;
        assert!(matches!(refused, Err(EngineError::Address)), "{odd}");
    }
    world
        .engine
        .set_inlet(line, &world.inlet())
        .await
        .expect("kept");

    world.platform.set_absent(Some(Absence::Failing));
    assert!(world.engine.register_webhook(line).await.is_err());
    assert!(!world.state(line).await.webhook, "nothing was registered");
    world.platform.set_absent(None);

    let secret = world
        .engine
        .register_webhook(line)
        .await
        .expect("registered");
    let again = world
        .engine
        .register_webhook(line)
        .await
        .expect("told again");
    let words = |secret: &Option<Secret>| secret.as_ref().map(|it| it.expose_secret().to_owned());
    assert!(secret.is_some() && words(&secret) == words(&again));
    assert_eq!(targets(), [world.inlet().expose_secret()]);
    assert!(world.state(line).await.webhook);
    assert_eq!(world.state(line).await.status.relay_event_at, None);
    world.platform.customer_writes(None, "Hello?");
    world
        .until("events arrive by the relay", async |world| {
            world.state(line).await.status.relay_event_at.is_some()
        })
        .await;

    world.engine.remove_webhook(line).await.expect("removed");
    assert!(targets().is_empty() && !world.state(line).await.webhook);
    // Going back to polling takes a webhook along that would post to where nobody reads.
    world
        .engine
        .register_webhook(line)
        .await
        .expect("registered");
    world.engine.set_relay(line, None).await.expect("set");
    assert!(targets().is_empty());
    let way = world.engine.webhook_way(line).await.expect("told");
    assert!(way.inlet.is_none(), "its address is forgotten");
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_hold_no_secret_and_a_line_that_goes_leaves_none() {
    let (world, line) = with_relay(PlatformKind::Chatvolt).await;
    let way = world.engine.webhook_way(line).await.expect("told");
    assert_eq!(way.setup, WebhookSetup::ByHandWithHeader);
    let (name, proof) = way.header.expect("a header");
    assert_eq!(name, "X-Relay-Secret");
    let again = world.engine.webhook_way(line).await.expect("told");
    let again = again.header.expect("a header").1;
    assert_eq!(proof.expose_secret(), again.expose_secret(), "made once");
    assert!(proof.expose_secret().len() >= 32);
    let commands = format!("{:?}", way.commands);
    assert!(!commands.contains(proof.expose_secret()));
    assert!(
        commands.contains("--scheme none --secret-stdin"),
        "{commands}"
    );
    let refused = world.engine.set_inlet(line, &world.inlet()).await;
    refused.expect("kept");
    let refused = world.engine.register_webhook(line).await;
    assert!(matches!(
        refused,
        Err(EngineError::Platform(PlatformError::Unsupported))
    ));
    world.engine.remove_line(line).await.expect("removed");
    assert_eq!(world.secrets.count(), 0);
    let unlocked = world.secrets.get(inbox_core::SecretKey::Inlet(line)).await;
    assert!(unlocked.is_ok_and(|inlet| inlet.is_none()));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_relay_takes_what_carries_the_word_and_nothing_else() {
    let (world, line) = with_relay(PlatformKind::Chatvolt).await;
    let PlatformUnderTest::Chatvolt(simulator) = &world.platform else {
        unreachable!("asked for Chatvolt")
    };
    let way = world.engine.webhook_way(line).await.expect("told");
    let (name, proof) = way.header.expect("a header");
    let inlet = world.add_inlet_with_word(&proof).await;
    let send = |value: &str| chatvolt::WebhookTarget {
        url: Some(inlet.expose_secret().to_owned()),
        header: Some((name.to_owned(), value.to_owned())),
        ..chatvolt::WebhookTarget::default()
    };
    // What the AI is to answer is told only together with the answer.
    let conversation = world.platform.customer_writes(None, "Hello?").conversation;
    let control = simulator.control();
    control
        .portal_ai(&conversation, false)
        .expect("it is its conversation");
    control.webhooks(&send("guessed")).expect("told");
    world
        .platform
        .customer_writes(Some(&conversation), "Refused");
    world.platform.settle().await;
    let posted = control.deliveries();
    let answers: Vec<_> = posted.iter().flat_map(|it| &it.attempts).collect();
    assert!(
        matches!(answers.as_slice(), [answer] if answer.status == Some(401)),
        "{answers:?}"
    );
    world.in_step(line).await;
    let state = world.state(line).await;
    assert_eq!(
        state.status.relay_event_at, None,
        "what was read by looking"
    );
    let right = send(proof.expose_secret());
    control.webhooks(&right).expect("told");
    world.platform.customer_writes(Some(&conversation), "Taken");
    world
        .until("events arrive by the relay", async |world| {
            world.state(line).await.status.relay_event_at.is_some()
        })
        .await;
}
