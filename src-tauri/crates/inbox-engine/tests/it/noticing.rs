//! What a platform tells the person by name, and that looking at it counts on both sides.

use inbox_core::{ConversationId, LineId, MoveReason, PlatformKind};
use inbox_simulators::ChatwootSimulator;
use inbox_store::ReadThrough;
use inbox_testkit::{PlatformOptions, PlatformUnderTest, World};

use crate::support::Desk;

struct Mentioned {
    world: World,
    conversation: ConversationId,
    number: i64,
    me: i64,
}

/// The platform of a world that was made with this one.
pub(crate) fn simulator(world: &World) -> &ChatwootSimulator {
    let PlatformUnderTest::Chatwoot(simulator) = &world.platform else {
        unreachable!("the world was made with this platform");
    };
    simulator
}

impl Mentioned {
    /// A colleague named the person in a conversation, which shows.
    async fn new(options: PlatformOptions) -> Self {
        let (world, line) = World::connected(options).await;
        let people = world.platform.people();
        let user = |place: usize| people[place].parse::<i64>().expect("a number");
        let happening = world.platform.customer_writes(None, "Who is in charge?");
        world.in_step(line).await;
        let mentioned = Self {
            conversation: world.platform.id(line, &happening.conversation),
            number: happening.conversation.parse().expect("a number"),
            me: user(0),
            world,
        };
        mentioned.read_here().await;
        let told = async |world: &World| world.outbox().await.is_empty();
        mentioned.world.until("told", told).await;
        let control = simulator(&mentioned.world).control();
        let happened = control.mention(mentioned.number, user(0), user(1));
        happened.expect("it happens");
        mentioned.shows(true).await;
        mentioned
    }

    async fn reason(&self) -> Option<MoveReason> {
        let mut read = self.world.store.read().await.expect("a read");
        let row = read.list_row(&self.conversation).await.expect("a row");
        row.expect("it is known").reason
    }

    async fn shows(&self, shown: bool) {
        let told = async |_: &World| (self.reason().await == Some(MoveReason::Mentioned)) == shown;
        self.world.until("the mention shows or not", told).await;
    }

    async fn told_by_platform(&self, told: bool) {
        let unread = async |world: &World| {
            let unread = simulator(world).control().unread_notices(self.me);
            unread.contains(&self.number) == told
        };
        self.world
            .until("read or not on the platform", unread)
            .await;
    }

    async fn read_here(&self) {
        let engine = &self.world.engine;
        let read = engine.set_read(&self.conversation, Some(ReadThrough::Newest));
        read.await.expect("it can be read");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mention_asks_for_me_until_i_read_it_here_and_then_the_platform_knows() {
    let options = PlatformOptions::quiet(PlatformKind::Chatwoot);
    let mut mentioned = Mentioned::new(options).await;
    mentioned.told_by_platform(true).await;
    mentioned.read_here().await;
    assert_eq!(mentioned.reason().await, None, "at once");
    mentioned.told_by_platform(false).await;
    // Even a store that knows nothing any more does not bring it back.
    mentioned.world.restart_without_cache().await;
    mentioned.world.in_step(LineId(1)).await;
    mentioned.world.pass(3 * 60_000).await;
    assert_eq!(mentioned.reason().await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mention_that_is_read_elsewhere_leaves_the_queue() {
    let options = PlatformOptions::quiet(PlatformKind::Chatwoot);
    let mentioned = Mentioned::new(options).await;
    let control = simulator(&mentioned.world).control();
    let read = control.portal_reads(mentioned.number, mentioned.me);
    read.expect("it happens");
    mentioned.shows(false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_takes_the_mentions_place_does_not_settle_it() {
    let options = PlatformOptions::quiet(PlatformKind::Chatwoot);
    let mentioned = Mentioned::new(options).await;
    let conversation = mentioned.conversation.remote.as_str();
    let world = &mentioned.world;
    world.platform.customer_writes(Some(conversation), "Hello?");
    world.pass(2 * 60_000).await;
    assert_eq!(mentioned.reason().await, Some(MoveReason::Mentioned));
}
