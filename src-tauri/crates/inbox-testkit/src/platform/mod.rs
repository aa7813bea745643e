//! A platform as tests see it: what customers and colleagues do there, what goes wrong, and what is
//! true. One behaviour suite runs against every variant.

mod chatvolt;
mod chatwoot;
mod hatif;
mod ohallo;
mod options;

use std::time::Duration;

use inbox_core::{ConversationId, Delivery, LineId, PlatformKind, Timestamp};
use inbox_engine::Credentials;
use inbox_simulators::{
    ChatvoltSimulator, ChatwootSimulator, Faults, HatifSimulator, OhalloSimulator, Outage,
    SentFile, TrafficReport, WebhookSwitches,
};

pub use options::PlatformOptions;

/// How a platform can be away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absence {
    /// Connections are refused.
    Refused,
    /// Every call is answered with a failure.
    Failing,
}

/// How an answer can be odd although it is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Oddity {
    /// A member of every object is null.
    Nulls,
    /// A member of every object is missing.
    Gaps,
    /// A member of every object is of another type.
    OtherTypes,
    /// No instant says its zone.
    ZonelessTimes,
    /// Texts end in half an emoji.
    BrokenEmoji,
    /// It is larger than anybody should read.
    Oversized,
}

/// Calls that tests count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Calls {
    /// All of them.
    All,
    /// Reads of a conversation's thread.
    Threads,
    /// Assignments to a person, and their ends.
    Assignments,
}

/// What somebody did on the platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happening {
    /// Id of the conversation on the platform.
    pub conversation: String,
    /// Id of the contact on the platform.
    pub contact: String,
    /// Id of the item on the platform.
    pub item: String,
}

/// An item as it really is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemTruth {
    /// Id on the platform.
    pub remote: String,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// Its words, when it has any.
    pub text: Option<String>,
    /// How far it has come, when it is a message of ours and the platform tells.
    pub delivery: Option<Delivery>,
}

/// A conversation as it really is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConversationTruth {
    /// Id on the platform.
    pub remote: String,
    /// Who carries it.
    pub assignee: Option<String>,
    /// Nothing is to be done about it any more.
    pub resolved: bool,
    /// Its items, oldest first.
    pub items: Vec<ItemTruth>,
}

/// What each platform's simulator must be able to do for the tests.
trait StandIn {
    /// The classes (`GET /path/{pattern}`) of the calls that list conversations.
    const LISTS: &[&str];

    fn kind(&self) -> PlatformKind;
    fn credentials(&self) -> Credentials;
    fn customer_writes(&self, conversation: Option<&str>, text: &str) -> Happening;
    fn stranger_writes(&self, name: &str, text: &str) -> Happening;
    fn customer_sends_picture(&self, conversation: &str);
    fn person_writes(&self, person: &str, conversation: &str, text: &str);
    fn late_text(&self, conversation: &str, text: &str);
    fn colleague_assigns(&self, conversation: &str, to: Option<&str>);
    fn colleague_resolves(&self, conversation: &str);
    fn people(&self) -> Vec<String>;
    fn tells_assignees(&self) -> bool;
    fn truth(&self) -> Vec<ConversationTruth>;
    fn timeline(&self, conversation: &str) -> Vec<ItemTruth>;
    fn sent_texts(&self) -> Vec<String>;
    fn sent_files(&self) -> Vec<SentFile>;
    fn faults(&self, change: impl FnOnce(&mut Faults));
    fn expire_sessions(&self);
    fn revoke_key(&self) -> Credentials;
    fn has_webhooks(&self) -> bool;
    fn send_webhooks_to(&self, url: Option<&str>);
    fn webhook_switches(&self, change: impl FnOnce(&mut WebhookSwitches));
    fn traffic(&self) -> TrafficReport;
    /// Whether calls of this class (`GET /path/{pattern}`) are of that kind.
    fn is_call(calls: Calls, class: &str) -> bool;
    async fn advance_to(&self, now: Timestamp);
    async fn settle(&self);
}

/// A simulated platform.
pub enum PlatformUnderTest {
    /// Hatif (Voxa).
    Hatif(HatifSimulator),
    /// Chatvolt.
    Chatvolt(ChatvoltSimulator),
    /// Ohallo.
    Ohallo(OhalloSimulator),
    /// Chatwoot.
    Chatwoot(ChatwootSimulator),
}

/// Does the same with whichever simulator it is.
macro_rules! with_simulator {
    ($platform:expr, $simulator:ident => $work:expr) => {
        match $platform {
            PlatformUnderTest::Hatif($simulator) => $work,
            PlatformUnderTest::Chatvolt($simulator) => $work,
            PlatformUnderTest::Ohallo($simulator) => $work,
            PlatformUnderTest::Chatwoot($simulator) => $work,
        }
    };
}

impl PlatformUnderTest {
    /// A platform with the given options, whose time starts at `start` and is moved by hand.
    pub async fn start(options: PlatformOptions, start: Timestamp) -> Self {
        options.start(instant(start)).await
    }

    /// Which platform.
    pub fn kind(&self) -> PlatformKind {
        with_simulator!(self, simulator => StandIn::kind(simulator))
    }

    /// What to sign in with.
    pub fn credentials(&self) -> Credentials {
        with_simulator!(self, simulator => StandIn::credentials(simulator))
    }

    /// A customer writes, in a conversation or, without one, from a number nobody knows.
    pub fn customer_writes(&self, conversation: Option<&str>, text: &str) -> Happening {
        with_simulator!(self, simulator => simulator.customer_writes(conversation, text))
    }

    /// Somebody nobody knows writes, under that name.
    pub fn stranger_writes(&self, name: &str, text: &str) -> Happening {
        with_simulator!(self, simulator => simulator.stranger_writes(name, text))
    }

    /// A customer sends a picture.
    pub fn customer_sends_picture(&self, conversation: &str) {
        with_simulator!(self, simulator => simulator.customer_sends_picture(conversation));
    }

    /// A colleague answers from the platform's own pages.
    pub fn colleague_writes(&self, conversation: &str, text: &str) {
        self.person_writes(1, conversation, text);
    }

    /// The person at this desk answers from the platform's own pages.
    pub fn i_write_elsewhere(&self, conversation: &str, text: &str) {
        self.person_writes(0, conversation, text);
    }

    /// Words that this desk sent before reach the thread only now.
    pub fn our_words_arrive_late(&self, conversation: &str, text: &str) {
        with_simulator!(self, simulator => StandIn::late_text(simulator, conversation, text));
    }

    /// Whether a thread tells words of this desk from the same words of a colleague.
    pub fn tells_who_wrote(&self) -> bool {
        match self {
            Self::Hatif(_) | Self::Chatwoot(_) => true,
            // Neither names a client's author in a way that no colleague could have.
            Self::Chatvolt(_) | Self::Ohallo(_) => false,
        }
    }

    /// A colleague gives a conversation to somebody.
    pub fn colleague_assigns(&self, conversation: &str, to: Option<&str>) {
        with_simulator!(self, simulator => simulator.colleague_assigns(conversation, to));
    }

    /// A colleague marks a conversation as done on the platform's own pages.
    pub fn colleague_resolves(&self, conversation: &str) {
        with_simulator!(self, simulator => simulator.colleague_resolves(conversation));
    }

    /// Ids of the human agents; the first is the one at this desk.
    pub fn people(&self) -> Vec<String> {
        with_simulator!(self, simulator => simulator.people())
    }

    /// Whether anything it answers names who carries a conversation.
    pub fn tells_assignees(&self) -> bool {
        with_simulator!(self, simulator => simulator.tells_assignees())
    }

    /// Everything as it really is.
    pub fn truth(&self) -> Vec<ConversationTruth> {
        with_simulator!(self, simulator => simulator.truth())
    }

    /// One conversation as it really is.
    pub fn timeline(&self, conversation: &str) -> Vec<ItemTruth> {
        with_simulator!(self, simulator => StandIn::timeline(simulator, conversation))
    }

    /// The texts to customers the platform took from us, in the order it took them.
    pub fn sent_texts(&self) -> Vec<String> {
        with_simulator!(self, simulator => simulator.sent_texts())
    }

    /// The files the platform took from us, in the order it took them.
    pub fn sent_files(&self) -> Vec<SentFile> {
        with_simulator!(self, simulator => StandIn::sent_files(simulator))
    }

    /// Every call waits this much (real) time before the platform looks at it: bodies that do not fit
    /// into the wire's buffers stay half sent meanwhile.
    pub fn delay_calls(&self, delay: Duration) {
        self.faults(|faults| faults.latency_ms = delay.as_millis() as u64);
    }

    /// The answers to the next sends get lost after they were executed.
    pub fn lose_send_answers(&self, count: u32) {
        self.faults(|faults| faults.lose_send_answers_next = count);
    }

    /// The answers to the next changes of anything get lost after they were made.
    pub fn lose_write_answers(&self, count: u32) {
        self.faults(|faults| faults.lose_write_answers_next = count);
    }

    /// The next calls fail without being executed.
    pub fn fail_next(&self, count: u32) {
        self.faults(|faults| faults.server_errors_next = count);
    }

    /// The next calls are refused as too many.
    pub fn refuse_as_too_many(&self, count: u32) {
        self.faults(|faults| faults.too_many_requests_next = count);
    }

    /// Answers to sends come this much (real) time after their execution.
    pub fn delay_send_answers(&self, delay: Duration) {
        self.faults(|faults| faults.send_answer_delay_ms = delay.as_millis() as u64);
    }

    /// Pages of lists that are asked for from now on are as the platform is then, and on their way for
    /// as long as this is on.
    pub fn hold_lists(&self, on: bool) {
        let lists = match self {
            Self::Hatif(_) => HatifSimulator::LISTS,
            Self::Chatvolt(_) => ChatvoltSimulator::LISTS,
            Self::Ohallo(_) => OhalloSimulator::LISTS,
            Self::Chatwoot(_) => ChatwootSimulator::LISTS,
        };
        let classes = lists.iter().filter(|_| on).map(|class| (*class).to_owned());
        self.faults(|faults| faults.hold_answers_to = classes.collect());
    }

    /// The first page of a list that is still on its way arrives.
    pub fn release_list(&self) {
        self.faults(|faults| faults.released_answers += 1);
    }

    /// Pages of lists that were put on their way and held so far.
    pub fn held_lists(&self) -> u32 {
        let mut held = 0;
        self.faults(|faults| held = faults.held_answers);
        held
    }

    /// The next answers carry members nobody knows and values nobody has heard of.
    pub fn speak_strangely(&self, count: u32) {
        self.faults(|faults| {
            faults.unknown_fields_next = count;
            faults.unknown_enums_next = count;
        });
    }

    /// The next answers are odd in this way.
    pub fn answer_oddly(&self, oddity: Oddity, count: u32) {
        self.faults(|faults| {
            *match oddity {
                Oddity::Nulls => &mut faults.null_members_next,
                Oddity::Gaps => &mut faults.missing_members_next,
                Oddity::OtherTypes => &mut faults.mistyped_members_next,
                Oddity::ZonelessTimes => &mut faults.zoneless_times_next,
                Oddity::BrokenEmoji => &mut faults.broken_emoji_next,
                Oddity::Oversized => &mut faults.oversized_next,
            } = count;
        });
    }

    /// Goes away, or comes back.
    pub fn set_absent(&self, absence: Option<Absence>) {
        self.faults(|faults| {
            faults.outage = match absence {
                None => Outage::None,
                Some(Absence::Refused) => Outage::Refused,
                Some(Absence::Failing) => Outage::Unavailable,
            };
        });
    }

    /// Answers 503 to calls whose path or query holds one of these, and serves the others.
    pub fn set_unavailable(&self, pieces: &[&str]) {
        let pieces: Vec<String> = pieces.iter().map(ToString::to_string).collect();
        self.faults(|faults| faults.unavailable_paths = pieces);
    }

    /// Sessions end, where there are any; the key stays good.
    pub fn expire_sessions(&self) {
        with_simulator!(self, simulator => simulator.expire_sessions());
    }

    /// The key is revoked; returns the one that replaces it.
    pub fn revoke_key(&self) -> Credentials {
        with_simulator!(self, simulator => simulator.revoke_key())
    }

    /// Whether it tells anybody of what happens.
    pub fn has_webhooks(&self) -> bool {
        with_simulator!(self, simulator => simulator.has_webhooks())
    }

    /// Sends its webhooks there.
    ///
    /// # Panics
    ///
    /// When the platform has none.
    pub fn send_webhooks_to(&self, url: Option<&str>) {
        assert!(self.has_webhooks(), "this platform has no webhooks");
        with_simulator!(self, simulator => simulator.send_webhooks_to(url));
    }

    /// Sends each webhook twice, and in swapped pairs.
    pub fn garble_webhooks(&self, duplicate: bool, reorder: bool) {
        with_simulator!(self, simulator => StandIn::webhook_switches(simulator, |switches| {
            switches.duplicate = duplicate;
            switches.reorder = reorder;
        }));
    }

    /// The webhook of a send arrives before the send is answered.
    pub fn echo_before_answering(&self, on: bool) {
        with_simulator!(self, simulator => StandIn::webhook_switches(simulator, |switches| {
            switches.echo_before_response = on;
        }));
    }

    /// The most calls in any rolling minute so far, and how many were over the quota.
    pub fn calls(&self) -> (u32, u64) {
        let traffic = with_simulator!(self, simulator => simulator.traffic());
        (traffic.peak_per_rolling_minute, traffic.refused)
    }

    /// Calls of that kind so far.
    pub fn calls_of(&self, calls: Calls) -> u32 {
        let traffic = with_simulator!(self, simulator => simulator.traffic());
        let classes = traffic.per_minute.into_values().flatten();
        classes
            .filter(|(class, _)| match self {
                Self::Hatif(_) => HatifSimulator::is_call(calls, class),
                Self::Chatvolt(_) => ChatvoltSimulator::is_call(calls, class),
                Self::Ohallo(_) => OhalloSimulator::is_call(calls, class),
                Self::Chatwoot(_) => ChatwootSimulator::is_call(calls, class),
            })
            .map(|(_, count)| count)
            .sum()
    }

    /// Moves its time on; what is due on the way happens.
    pub async fn advance_to(&self, now: Timestamp) {
        with_simulator!(self, simulator => simulator.advance_to(now).await);
    }

    /// Waits until its webhooks were answered.
    pub async fn settle(&self) {
        with_simulator!(self, simulator => simulator.settle().await);
    }

    /// The id of a conversation on a line.
    pub fn id(&self, line: LineId, conversation: &str) -> ConversationId {
        ConversationId::new(line, conversation)
    }

    fn person_writes(&self, person: usize, conversation: &str, text: &str) {
        let person = self.people().remove(person);
        with_simulator!(self, simulator => simulator.person_writes(&person, conversation, text));
    }

    fn faults(&self, change: impl FnOnce(&mut Faults)) {
        with_simulator!(self, simulator => simulator.faults(change));
    }
}

fn instant(at: Timestamp) -> jiff::Timestamp {
    jiff::Timestamp::from_millisecond(at.0).expect("an instant of our days")
}

fn moment(at: jiff::Timestamp) -> Timestamp {
    Timestamp(at.as_millisecond())
}

/// A number nobody has, as long as so many conversations are all there are.
fn unknown_number(conversations: usize) -> String {
    format!("+97150{conversations:07}")
}
