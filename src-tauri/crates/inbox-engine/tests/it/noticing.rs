//! What a platform tells the person by name, and that looking at it counts on both sides.

use inbox_core::{
    AgentKind, Audience, Content, ConversationAction, ConversationId, LineId, Mention,
    MentionedKind, MoveReason, OutgoingMessage, PlatformKind,
};
use inbox_engine::Toast;
use inbox_simulators::{ChatwootSimulator, chatwoot::Who};
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

#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_who_is_named_in_a_note_is_told_and_the_note_reads_as_it_was_written() {
    let options = PlatformOptions::quiet(PlatformKind::Chatwoot);
    let (world, line) = World::connected(options).await;
    let colleague = world.platform.people()[1].clone();
    let conversation = world.open_window(line).await;
    let named = world
        .engine
        .mentionable(line)
        .await
        .expect("they are known");
    let named = named
        .iter()
        .find(|one| one.kind == MentionedKind::Person && one.who.0 == colleague)
        .expect("a colleague can be named");
    let text = format!("@{}, can you look? @nobody", named.words);
    let note = OutgoingMessage {
        audience: Audience::Colleagues,
        ..OutgoingMessage::text("", text.clone())
    };
    let queued = world.engine.queue_message(&conversation, note).await;
    queued.expect("it is queued");
    let shown = async || {
        let items = world.items(&conversation).await;
        items.into_iter().find_map(|item| match item.content {
            Content::Note { text, mentions, .. } => Some((text, mentions)),
            _ => None,
        })
    };
    let mention = Mention {
        start: 0,
        end: named.words.len() + 1,
        kind: MentionedKind::Person,
        who: named.who.clone(),
    };
    let wanted = Some((text, vec![mention]));
    assert_eq!(shown().await, wanted, "at once");
    let user: i64 = colleague.parse().expect("a number");
    let number: i64 = conversation.remote.0.parse().expect("a number");
    world
        .until("the colleague is told", async |world: &World| {
            simulator(world)
                .control()
                .unread_notices(user)
                .contains(&number)
        })
        .await;
    world.in_step(line).await;
    assert_eq!(shown().await, wanted, "as the platform tells it");
    let notes = world.items(&conversation).await.into_iter();
    let notes = notes.filter(|item| matches!(item.content, Content::Note { .. }));
    assert_eq!(notes.count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_told_by_a_note_is_known_before_it_is_written_and_others_hear_nothing_of_it() {
    let options = PlatformOptions::quiet(PlatformKind::Chatwoot);
    let (world, line) = World::connected(options).await;
    // Not everybody has a part in the first channel of the simulated platform.
    let control = simulator(&world).control();
    let inboxes = control.overview().inboxes.into_iter();
    let first = inboxes.map(|inbox| inbox.id).min().expect("a channel");
    let who = Who::email("lia@example.com").on(first);
    let happened = control.receive_text(&who, "Who is in charge?");
    let number = happened.expect("it happens").conversation_id;
    world.in_step(line).await;
    let conversation = world.platform.id(line, &number.to_string());
    let told = world.engine.told_by_notes(&conversation).await;
    let told = told.expect("the platform answers");
    let named = world.engine.mentionable(line).await.expect("known");
    let people = || named.iter().filter(|one| one.kind == MentionedKind::Person);
    let outsiders: Vec<_> = people().filter(|one| !told.contains(&one.who)).collect();
    let [outsider] = outsiders.as_slice() else {
        panic!("one colleague has no part in the channel: {outsiders:?}");
    };
    assert_eq!(told.len() + 1, people().count());
    // What was said beforehand is what happens.
    let me = world.platform.people().remove(0);
    let member = people()
        .find(|one| told.contains(&one.who) && one.who.0 != me)
        .expect("a colleague who has a part in it");
    let note = OutgoingMessage {
        audience: Audience::Colleagues,
        ..OutgoingMessage::text("", format!("@{} @{} look", outsider.words, member.words))
    };
    let queued = world.engine.queue_message(&conversation, note).await;
    queued.expect("it is queued");
    let hears = |world: &World, who: &inbox_core::RemoteId| {
        let user = who.0.parse().expect("a number");
        let control = simulator(world).control();
        control.unread_notices(user).contains(&number)
    };
    world
        .until("the member is told", async |world: &World| {
            hears(world, &member.who)
        })
        .await;
    assert!(!hears(&world, &outsider.who));
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_a_note_tells_is_not_guessed_while_the_platform_is_out_of_reach() {
    let options = PlatformOptions::quiet(PlatformKind::Chatwoot);
    let (world, line) = World::connected(options).await;
    let conversation = world.open_window(line).await;
    world.platform.fail_next(50);
    let told = world.engine.told_by_notes(&conversation).await;
    assert!(told.is_err(), "{told:?}");
}

/// What was told natively of conversations that were given.
fn told_given(world: &World) -> Vec<(ConversationId, Option<String>)> {
    let toasts = world.shown.toasts().into_iter();
    let given = toasts.filter_map(|toast| match toast {
        Toast::Given { conversation, name } => Some((conversation, name)),
        _ => None,
    });
    given.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_that_a_colleague_gives_to_me_is_told_once_by_its_customers_name() {
    let options = PlatformOptions::quiet(PlatformKind::Chatwoot);
    let (mut world, line) = World::connected(options).await;
    let me = world.platform.people().remove(0);
    let happening = world.platform.customer_writes(None, "Who is in charge?");
    world.in_step(line).await;
    // Platforms tell times in whole seconds: what was given in the second of the start was before it.
    world.pass(60_000).await;
    assert_eq!(told_given(&world), []);
    world
        .platform
        .colleague_assigns(&happening.conversation, Some(&me));
    world
        .until("it is told", async |world: &World| {
            !told_given(world).is_empty()
        })
        .await;
    let conversation = world.platform.id(line, &happening.conversation);
    let told = told_given(&world);
    let [(shown, Some(name))] = told.as_slice() else {
        panic!("told once, with a name: {told:?}");
    };
    assert_eq!(*shown, conversation);
    assert!(!name.is_empty());
    // What was told before a start is not told after it, not even by a store that knows nothing more.
    world.restart_without_cache().await;
    world.in_step(LineId(1)).await;
    world.pass(3 * 60_000).await;
    assert_eq!(told_given(&world), told);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_i_take_myself_is_not_told_to_me() {
    let options = PlatformOptions::quiet(PlatformKind::Chatwoot);
    let (world, line) = World::connected(options).await;
    let happening = world.platform.customer_writes(None, "Who is in charge?");
    world.in_step(line).await;
    let conversation = world.platform.id(line, &happening.conversation);
    let me = world.platform.people().remove(0);
    let take = ConversationAction::Assign {
        to: Some(me.into()),
        to_kind: AgentKind::Person,
        force: false,
    };
    let changed = world
        .engine
        .change(std::slice::from_ref(&conversation), &take);
    changed.await.expect("it can be taken");
    let told = async |world: &World| world.outbox().await.is_empty();
    world.until("the platform knows", told).await;
    world.pass(3 * 60_000).await;
    assert_eq!(told_given(&world), []);
}
