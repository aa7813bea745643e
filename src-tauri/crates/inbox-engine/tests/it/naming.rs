//! What lines and people are called, and what a line is connected by.

use inbox_core::{AgentKind, Clock, ConversationAction, ConversationId, PlatformKind, RemoteId};
use inbox_engine::{Credentials, EngineError, NamedPerson, Oneself};
use inbox_testkit::{PlatformOptions, PlatformUnderTest, START, World};

use secrecy::ExposeSecret as _;

use crate::support::Desk;

fn freja() -> NamedPerson {
    NamedPerson {
        id: " user-42 ".to_owned(),
        name: "Freja".to_owned(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_line_of_a_platform_is_proposed_another_name() {
    let world = World::new(PlatformOptions::quiet(PlatformKind::Hatif)).await;
    let first = world
        .engine
        .test_line(world.platform.credentials(), |_| {})
        .await
        .expect("the key is good");
    let added = world
        .engine
        .add_line(&first.test, &first.proposed_name, Oneself::Unsaid, None)
        .await;
    added.expect("added");
    // The same shop on another address: everything is called the same there.
    let other = PlatformOptions::quiet(PlatformKind::Hatif);
    let other = PlatformUnderTest::start(other, START).await;
    let second = world.engine.test_line(other.credentials(), |_| {}).await;
    let second = second.expect("the key is good");
    assert_eq!(second.proposed_name, format!("{} 2", first.proposed_name));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_that_is_new_has_its_name_within_two_minutes() {
    // A platform without a list of its channels: each is met in the conversations on it.
    let platform = PlatformOptions::quiet(PlatformKind::Ohallo).sized(0, 0);
    let (world, line) = World::connected(platform).await;
    let channels = async |world: &World| {
        let mut read = world.store.read().await.expect("the store can be read");
        read.directory(line).await.expect("read").channels.len()
    };
    assert_eq!(channels(&world).await, 0);
    let began = world.clock.now();
    let written = world.platform.customer_writes(None, "Is anybody there?");
    world.in_step(line).await;
    world
        .until("named", async |world| channels(world).await == 1)
        .await;
    let waited = world.clock.now().since(began);
    assert!(waited < 2 * 60_000, "{waited} ms");
    let id = ConversationId::new(line, written.conversation.as_str());
    let mut read = world.store.read().await.expect("the store can be read");
    let row = read.list_row(&id).await.expect("read").expect("known");
    assert!(row.channel_name.is_some_and(|name| !name.is_empty()));
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_no_platform_lists_is_oneself_and_carries_conversations() {
    let world = World::new(PlatformOptions::quiet(PlatformKind::Ohallo)).await;
    // Whom the platform does not know it gives nothing to.
    let id = world.platform.people().remove(0);
    let freja = NamedPerson {
        id: id.clone(),
        ..freja()
    };
    let test = world
        .engine
        .test_line(world.platform.credentials(), |_| {})
        .await
        .expect("the key is good");
    assert!(test.capabilities.people_by_id);
    let added = world
        .engine
        .add_line(&test.test, "Nordics", Oneself::Named(freja), None)
        .await;
    let line = added.expect("added").line;
    assert_eq!(line.me, Some(RemoteId::from(id.as_str())));
    world.in_step(line.id).await;
    let conversation = world.open_window(line.id).await;
    let assign = ConversationAction::Assign {
        to: Some(RemoteId::from(id.as_str())),
        to_kind: AgentKind::Person,
        force: false,
    };
    world
        .engine
        .change(std::slice::from_ref(&conversation), &assign)
        .await
        .expect("queued");
    world
        .until("told", async |world| world.outbox().await.is_empty())
        .await;
    // The platform never tells it again; it stays, by its name, whatever is read afterwards.
    world
        .platform
        .customer_writes(Some(conversation.remote.as_str()), "Thanks");
    world.pass(10 * 60_000).await;
    let mut read = world.store.read().await.expect("the store can be read");
    let detail = read.conversation(&conversation).await.expect("read");
    let assignee = detail.and_then(|detail| detail.assignee).expect("assigned");
    assert_eq!(assignee.name.as_deref(), Some("Freja"));
    assert!(assignee.is_me);
    let loads = read.agent_loads(line.id).await.expect("read");
    assert!(loads.iter().any(|load| load.is_me && load.open == 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_needs_an_id_and_is_called_by_it_when_nothing_else_is_said() {
    let (world, line) = World::connected(PlatformOptions::quiet(PlatformKind::Ohallo)).await;
    let nobody = NamedPerson {
        id: "  ".to_owned(),
        name: "Freja".to_owned(),
    };
    let refused = world.engine.name_person(line, &nobody).await;
    assert!(matches!(refused, Err(EngineError::EmptyText)));
    let nameless = NamedPerson {
        name: String::new(),
        ..freja()
    };
    let id = world
        .engine
        .name_person(line, &nameless)
        .await
        .expect("named");
    assert_eq!(id.remote, RemoteId::from("user-42"));
    let mut read = world.store.read().await.expect("the store can be read");
    let loads = read.agent_loads(line).await.expect("read");
    assert!(loads.iter().any(|load| load.name == "user-42"));
}

#[cfg(not(windows))]
#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_protection_is_agreed_to_for_each_line_and_kept() {
    let mut world = World::new(PlatformOptions::quiet(PlatformKind::Chatwoot)).await;
    let key = world.platform.credentials();
    let from_afar = Credentials {
        base_url: key.base_url.replace("127.0.0.1", "0.0.0.0"),
        ..key
    };
    let refused = world.engine.test_line(from_afar.clone(), |_| {}).await;
    assert!(matches!(refused, Err(EngineError::Unprotected)));
    assert_eq!(world.platform.calls().0, 0, "nothing was sent");
    let agreed = Credentials {
        unprotected: true,
        ..from_afar
    };
    let line = world.connect_at(agreed, None).await;
    assert!(world.state(line).await.line.unprotected);
    world.in_step(line).await;
    world.restart().await;
    world.platform.customer_writes(None, "Still there?");
    world.in_step(line).await;
    // A new key goes the same way, as it goes to the very same place.
    let new_key = world.platform.revoke_key();
    world
        .replace_key(line, new_key)
        .await
        .expect("the key is good");
    assert!(world.state(line).await.line.unprotected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_key_keeps_what_the_line_chose_beside_the_old_one() {
    let PlatformOptions::Chatvolt(mut options) = PlatformOptions::quiet(PlatformKind::Chatvolt)
    else {
        unreachable!("asked for Chatvolt")
    };
    options.dashboard = true;
    let (world, line) = World::connected(PlatformOptions::from(options)).await;
    let dashboard = async || {
        let capabilities = world.state(line).await.status.capabilities;
        capabilities.expect("reached").dashboard
    };
    world.engine.use_dashboard(line, false).await.expect("left");
    assert_eq!(dashboard().await, Some(false));
    world.engine.use_dashboard(line, true).await.expect("used");
    assert_eq!(dashboard().await, Some(true));
    // The new key comes alone: what stood beside the old one is the line's choice.
    let new_key = world.platform.revoke_key();
    let told: serde_json::Value =
        serde_json::from_str(new_key.secret.expose_secret()).expect("JSON");
    let alone = Credentials {
        secret: serde_json::json!({ "apiKey": told["apiKey"] })
            .to_string()
            .into(),
        ..new_key
    };
    world
        .replace_key(line, alone)
        .await
        .expect("the key is good");
    assert_eq!(dashboard().await, Some(true));
    let (hatif, other) = World::connected(PlatformOptions::quiet(PlatformKind::Hatif)).await;
    let refused = hatif.engine.use_dashboard(other, true).await;
    assert!(refused.is_err(), "there is none");
}
