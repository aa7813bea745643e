//! Adding, changing and removing lines.

use std::sync::Mutex;

use inbox_core::{LineHealth, PlatformError, PlatformKind, Secret, SecretError};
use inbox_engine::{Credentials, EngineError, Oneself, SignedIn, TestProgress, TestStep};
use inbox_simulators::ohallo::Scope;
use inbox_testkit::{
    Absence, Calls, PlatformOptions, PlatformUnderTest, START, World, WorldOptions,
};

use crate::support::Desk;

fn accounts(signed_in: Result<SignedIn, EngineError>) -> Vec<String> {
    match signed_in {
        Ok(SignedIn::Accounts(accounts)) => {
            accounts.into_iter().map(|choice| choice.account).collect()
        }
        other => panic!("no accounts: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_key_fails_at_the_key_and_an_unreachable_platform_before_it() {
    let world = World::new(WorldOptions::default()).await;
    let wrong = Credentials {
        secret: Secret::from(r#"{"clientId":"nobody","clientSecret":"nothing"}"#.to_owned()),
        ..world.platform.credentials()
    };
    let last_step = |steps: &Mutex<Vec<TestProgress>>| {
        steps.lock().ok().and_then(|steps| steps.last().copied())
    };
    let steps = Mutex::new(Vec::new());
    let note = |step| steps.lock().expect("nobody panicked").push(step);
    let tested = world.engine.test_line(wrong, note).await;
    assert!(matches!(
        tested,
        Err(EngineError::Platform(PlatformError::KeyRefused))
    ));
    assert_eq!(
        last_step(&steps),
        Some(TestProgress {
            step: TestStep::Key,
            done: false
        })
    );

    world.platform.set_absent(Some(Absence::Refused));
    let steps = Mutex::new(Vec::new());
    let note = |step| steps.lock().expect("nobody panicked").push(step);
    let tested = world
        .engine
        .test_line(world.platform.credentials(), note)
        .await;
    // An old connection is cut, a new one refused; neither says anything about the key.
    assert!(matches!(
        tested,
        Err(EngineError::Platform(
            PlatformError::Unreachable | PlatformError::NoAnswer
        ))
    ));
    assert_eq!(
        last_step(&steps),
        Some(TestProgress {
            step: TestStep::Reach,
            done: false
        })
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_tells_what_there_is_and_its_name_expires() {
    let world = World::new(WorldOptions::default()).await;
    let test = world
        .engine
        .test_line(world.platform.credentials(), |_| {})
        .await;
    let test = test.expect("the key is good");
    assert_eq!(
        test.conversations,
        Some(world.platform.truth().len() as u32)
    );
    assert!(!test.directory.agents.is_empty() && !test.directory.channels.is_empty());
    world.pass(15 * 60_000).await;
    let added = world
        .engine
        .add_line(&test.test, "Late", Oneself::Unsaid, None)
        .await;
    assert!(matches!(added, Err(EngineError::UnknownTest)));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_keychain_nothing_of_a_line_is_kept() {
    let world = World::new(WorldOptions::default()).await;
    let test = world
        .engine
        .test_line(world.platform.credentials(), |_| {})
        .await;
    let test = test.expect("the key is good");
    world.secrets.fail_with(Some(SecretError::NoKeychain));
    let added = world
        .engine
        .add_line(&test.test, "Nordics", Oneself::Unsaid, None)
        .await;
    assert!(matches!(
        added,
        Err(EngineError::Secret(SecretError::NoKeychain))
    ));
    assert!(
        world
            .engine
            .line_states()
            .await
            .expect("they can be read")
            .is_empty()
    );
    world.secrets.fail_with(None);
    let added = world
        .engine
        .add_line(&test.test, "Nordics", Oneself::Unsaid, None)
        .await;
    assert!(added.is_ok(), "the tested key still waits");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_workspace_is_connected_once() {
    let (world, _) = World::connected(WorldOptions::default()).await;
    let test = world
        .engine
        .test_line(world.platform.credentials(), |_| {})
        .await;
    assert!(matches!(test, Err(EngineError::AlreadyConnected)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removed_line_leaves_no_key_and_no_conversation_behind() {
    let (world, line) = World::connected(WorldOptions::default()).await;
    world
        .engine
        .remove_line(line)
        .await
        .expect("it can be removed");
    assert_eq!(world.secrets.count(), 0);
    assert!(
        world
            .engine
            .line_states()
            .await
            .expect("they can be read")
            .is_empty()
    );
    let mut read = world.store.read().await.expect("the store can be read");
    let counts = read.view_counts().await.expect("they can be counted");
    assert!(counts.iter().all(|count| count.total == 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_line_makes_no_call_and_catches_up_when_it_goes_on() {
    let (world, line) = World::connected(WorldOptions::default()).await;
    world
        .engine
        .pause_line(line, true)
        .await
        .expect("it can be paused");
    assert_eq!(world.health(line).await, LineHealth::Paused);
    let calls = world.platform.calls_of(Calls::All);
    world.platform.customer_writes(None, "Anybody?");
    world.pass(10 * 60_000).await;
    assert_eq!(world.platform.calls_of(Calls::All), calls);
    world
        .engine
        .pause_line(line, false)
        .await
        .expect("it can go on");
    world.in_step(line).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_of_another_workspace_does_not_replace_the_old_one() {
    let (world, line) = World::connected(WorldOptions::default()).await;
    let other = PlatformOptions::quiet(PlatformKind::Hatif).seeded(99);
    let other = PlatformUnderTest::start(other, START).await;
    // Signed in to where that workspace is; at the line's own address nobody knows the key.
    let elsewhere = world.engine.sign_in(other.credentials()).await;
    let replaced = world.engine.replace_key(line, &accounts(elsewhere)).await;
    assert!(matches!(replaced, Err(EngineError::OtherWorkspace)));
    let here = world.replace_key(line, other.credentials()).await;
    assert!(matches!(
        here,
        Err(EngineError::Platform(PlatformError::KeyRefused))
    ));
    world.platform.customer_writes(None, "Still the old shop?");
    world.in_step(line).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_keychain_only_delays_the_start_of_a_line() {
    let (mut world, line) = World::connected(WorldOptions::default()).await;
    world.secrets.fail_with(Some(SecretError::Locked));
    world.restart().await;
    world.platform.customer_writes(None, "Open already?");
    world.pass(30_000).await;
    assert_eq!(world.health(line).await, LineHealth::Starting);
    world.secrets.fail_with(None);
    world.in_step(line).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_may_not_read_channels_replaces_another_with_few_calls() {
    let (world, line) = World::connected(PlatformOptions::quiet(PlatformKind::Ohallo)).await;
    let channels = async || {
        let mut read = world.store.read().await.expect("the store can be read");
        let directory = read.directory(line).await.expect("it is known");
        directory.channels
    };
    let before = channels().await;
    assert!(
        before
            .iter()
            .any(|channel| channel.name != channel.remote.0)
    );
    let PlatformUnderTest::Ohallo(ohallo) = &world.platform else {
        unreachable!("asked for Ohallo")
    };
    let rest = Scope::ALL.into_iter();
    let rest = rest.filter(|scope| *scope != Scope::ChannelsRead);
    ohallo.control().limit_scopes(rest);
    let key = world.platform.revoke_key();
    world
        .until("refused", async |world| {
            world.health(line).await == LineHealth::KeyRefused
        })
        .await;
    world.pass(2 * 60_000).await;
    let calls = world.platform.calls_of(Calls::All);
    let signed_in = world.engine.sign_in_again(line, key).await;
    let replaced = world.engine.replace_key(line, &accounts(signed_in)).await;
    let calls = world.platform.calls_of(Calls::All) - calls;
    replaced.expect("what it may do is enough for an inbox");
    assert!(calls <= 25, "{calls} calls");
    world.platform.customer_writes(None, "Still there?");
    world.in_step(line).await;
    let after = channels().await;
    let forgotten = before.iter().find(|channel| !after.contains(channel));
    assert_eq!(forgotten, None, "what was known is not forgotten");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_tried_and_the_line_it_opens_stay_within_one_quota() {
    let world = World::new(PlatformOptions::quiet(PlatformKind::Ohallo)).await;
    let mut tested = None;
    // Somebody who changes their mind tries it more than once.
    while world.platform.calls_of(Calls::All) < 30 {
        let found = accounts(world.engine.sign_in(world.platform.credentials()).await);
        let all_workspaces = found.last().expect("there is one");
        let test = world.engine.test_account(all_workspaces, |_| {}).await;
        tested = Some(test.expect("the key is good").test);
    }
    let tested = tested.expect("it was tried");
    let tried = world.platform.calls_of(Calls::All);
    assert!(
        tried <= 50,
        "{tried} calls: so many the line alone may make"
    );
    let added = world
        .engine
        .add_line(&tested, "Nordics", Oneself::Unsaid, None)
        .await;
    let line = added.expect("it can be added").line.id;
    world.in_step(line).await;
    world.pass(60_000).await;
    let (peak, refused) = world.platform.calls();
    assert_eq!(refused, 0, "up to {peak} calls in a minute");
}
