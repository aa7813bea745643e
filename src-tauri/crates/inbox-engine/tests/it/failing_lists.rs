//! Lists of a line one of which cannot be read while the platform answers.

use inbox_core::{
    Channel, ChannelKind, ConversationId, LineHealth, LineId, MoveReason, PlatformKind,
};
use inbox_simulators::hatif::{ConversationTruth, HatifSimulator, Who};
use inbox_testkit::{PlatformOptions, PlatformUnderTest, World};

use crate::support::Desk;

const MINUTE: i64 = 60_000;

fn simulator(world: &World) -> &HatifSimulator {
    let PlatformUnderTest::Hatif(simulator) = &world.platform else {
        unreachable!("the world was made with this platform");
    };
    simulator
}

/// The channels that carry messages, in the order in which they are read.
async fn channels(world: &World, line: LineId) -> Vec<Channel> {
    let mut read = world.store.read().await.expect("the store can be read");
    let directory = read.directory(line).await.expect("it was read");
    let carries = |kind| matches!(kind, ChannelKind::WhatsApp | ChannelKind::WhatsAppAndPhone);
    let channels = directory.channels.into_iter();
    channels.filter(|channel| carries(channel.kind)).collect()
}

/// A new customer writes on this channel.
fn writes(world: &World, line: LineId, channel: &Channel, number: &str) -> ConversationId {
    let who = Who::phone(number).on(channel.remote.as_str());
    let happened = simulator(world).control().receive_text(&who, "Hello?");
    let happened = happened.expect("it happens");
    world.platform.id(line, &happened.conversation_id)
}

/// How many of these are known at the desk.
async fn listed(world: &World, line: LineId, records: &[&ConversationTruth]) -> usize {
    let mut read = world.store.read().await.expect("the store can be read");
    let mut known = 0;
    for record in records {
        let id = world.platform.id(line, &record.id);
        let detail = read.conversation(&id).await.expect("read");
        known += usize::from(detail.is_some());
    }
    known
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_that_cannot_be_read_is_said_and_stops_no_other() {
    let (world, line) = World::connected(PlatformOptions::quiet(PlatformKind::Hatif)).await;
    let channels = channels(&world, line).await;
    let [silent, .., talking] = channels.as_slice() else {
        panic!("two channels carry messages: {channels:?}");
    };
    world.platform.set_unavailable(&[silent.remote.as_str()]);
    let unheard = writes(&world, line, silent, "+966555990001");
    let heard = writes(&world, line, talking, "+966555990002");
    world
        .until("what is said on the other channel shows", async |world| {
            world.texts(&heard).await == ["Hello?"]
        })
        .await;
    world
        .until("that something fails is said", async |world| {
            world.health(line).await == LineHealth::Faulty
        })
        .await;
    let again = writes(&world, line, talking, "+966555990003");
    world.pass(MINUTE).await;
    assert_eq!(world.texts(&again).await, ["Hello?"], "as soon as ever");
    assert_eq!(
        world.health(line).await,
        LineHealth::Faulty,
        "it still fails"
    );
    assert_eq!(world.texts(&unheard).await, Vec::<String>::new());

    world.platform.set_unavailable(&[]);
    world
        .until("the channel is read again", async |world| {
            world.texts(&unheard).await == ["Hello?"]
                && world.health(line).await == LineHealth::Live
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_connects_although_one_of_its_channels_cannot_be_read() {
    let world = World::new(PlatformOptions::quiet(PlatformKind::Hatif).sized(40, 20)).await;
    let records = simulator(&world).control().conversations();
    let silent = records[0].channel_id.clone();
    world.platform.set_unavailable(&[silent.as_str()]);
    let line = world.connect().await;
    let (unread, readable): (Vec<_>, Vec<_>) = records
        .iter()
        .partition(|record| record.channel_id == silent);
    assert!(!unread.is_empty() && !readable.is_empty(), "both are there");
    world
        .until("the other channels are listed", async |world| {
            listed(world, line, &readable).await == readable.len()
        })
        .await;
    assert_eq!(listed(&world, line, &unread).await, 0);
    world.platform.set_unavailable(&[]);
    world.in_step(line).await;
    assert_eq!(listed(&world, line, &unread).await, unread.len());
    assert_eq!(world.health(line).await, LineHealth::Live);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ohallo_line_goes_on_without_its_attention_list_and_reads_it_when_it_is_back() {
    let (world, line) = World::connected(PlatformOptions::quiet(PlatformKind::Ohallo)).await;
    world.platform.set_unavailable(&["/attention-items"]);
    world.pass(MINUTE).await;
    let happening = world.platform.customer_writes(None, "Where is it?");
    let conversation = world.platform.id(line, &happening.conversation);
    world
        .until("what is said shows", async |world| {
            world.texts(&conversation).await == ["Where is it?"]
        })
        .await;
    let PlatformUnderTest::Ohallo(simulator) = &world.platform else {
        unreachable!("the world was made with this platform");
    };
    let wants = simulator.control().want_approval(&happening.conversation);
    wants.expect("the AI carries it");
    world.platform.set_unavailable(&[]);
    world
        .until("what the AI asks for shows", async |world| {
            let mut read = world.store.read().await.expect("the store can be read");
            let detail = read.conversation(&conversation).await.expect("read");
            detail.is_some_and(|detail| detail.reason == Some(MoveReason::Approval))
        })
        .await;
}
