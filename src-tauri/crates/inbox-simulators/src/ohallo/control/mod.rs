//! Steering a simulator: making customers and colleagues act, things go wrong, time pass, and
//! reading what really is there. The same operations are served as JSON under `/_control`; see
//! [`control_routes`].

mod http;
mod orders;
mod truth;

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

pub(crate) use self::http::control_routes;
pub use self::orders::{AiTurn, Inbound, InboundMedia, LifePace, MediaKind, Who};
pub use self::truth::{
    AttentionTruth, ChannelTruth, ConversationTruth, Credentials, Happened, MessageTruth, Overview,
    ReceivedSend, SendKind, UserTruth, WorkspaceTruth,
};
use super::model::{Attachment, Breaker, ChannelType, Role, Status};
use super::options::{Dialects, KeyRestriction, Quirks, ReplyDelay, Scope};
use super::runtime::Runtime;
use super::world::{Due, World};
use crate::shared::error::SimulatorError;
use crate::shared::faults::{Faults, Outage};
use crate::shared::orders::steered;
use crate::shared::traffic::TrafficReport;

/// The hand on a running simulator; cheap to clone.
#[derive(Debug, Clone)]
pub struct Control(Arc<Runtime>);

steered!(Control);

/// What customers, colleagues and the AI do.
impl Control {
    pub(crate) fn new(runtime: Arc<Runtime>) -> Self {
        Self(runtime)
    }

    /// A customer writes. Writing into a finished conversation begins a new one, which the answer
    /// names, unless a quirk reopens it.
    pub fn receive(&self, who: &Who, what: Inbound) -> Result<Happened, SimulatorError> {
        self.0.act(|world| {
            let conversation = world.find(who)?;
            let (text, attachments) = match what {
                Inbound::Text(text) => (text, Vec::new()),
                Inbound::Media(media) => {
                    let file = world.file_of(media.kind);
                    (media.caption.unwrap_or_default(), vec![file])
                }
            };
            let (conversation, message) = world.receive(conversation, &text, attachments);
            Ok(world.happened(conversation, message))
        })
    }

    /// A customer writes a text; short for [`Control::receive`].
    pub fn receive_text(
        &self,
        who: &Who,
        text: impl Into<String>,
    ) -> Result<Happened, SimulatorError> {
        self.receive(who, Inbound::Text(text.into()))
    }

    /// Somebody nobody knows asks something, in one of the four languages.
    pub fn new_customer(&self) -> Result<Happened, SimulatorError> {
        self.0.act(|world| {
            let (conversation, message) = world
                .stranger_writes()
                .ok_or(SimulatorError::Unknown("channel"))?;
            Ok(world.happened(conversation, message))
        })
    }

    /// A colleague writes to a customer from the dashboard, taking the conversation over.
    pub fn portal_text(
        &self,
        who: &Who,
        user_id: &str,
        text: &str,
    ) -> Result<Happened, SimulatorError> {
        self.0.act(|world| {
            let user = world.user_named(user_id)?;
            let conversation = world.find(who)?;
            if world.conversations[conversation].status.is_finished() {
                return Err(SimulatorError::NotPossible("the conversation is finished"));
            }
            let message = world.colleague_writes(conversation, user, text);
            Ok(world.happened(conversation, message))
        })
    }

    /// Words that a client sent before reach the thread only now, under the key's name.
    pub fn late_text(&self, who: &Who, text: &str) -> Result<Happened, SimulatorError> {
        self.0.act(|world| {
            let conversation = world.find(who)?;
            let name = world.key.name.to_owned();
            let message = world.say(conversation, Role::Agent, Some(name), text, Vec::new());
            Ok(world.happened(conversation, message))
        })
    }

    /// A colleague assigns a conversation in the dashboard; `to` none takes it from everybody.
    pub fn portal_assign(
        &self,
        conversation_id: &str,
        to: Option<&str>,
    ) -> Result<(), SimulatorError> {
        self.0.act(|world| {
            let conversation = world.conversation_named(conversation_id)?;
            let to = to.map(|id| world.user_named(id)).transpose()?;
            world.assign(conversation, to);
            Ok(())
        })
    }

    /// A colleague takes a conversation over in the dashboard.
    pub fn portal_take_over(&self, conversation_id: &str) -> Result<(), SimulatorError> {
        self.portal_signal(conversation_id, true)
    }

    /// A colleague hands a conversation back to the AI in the dashboard.
    pub fn portal_release(&self, conversation_id: &str) -> Result<(), SimulatorError> {
        self.portal_signal(conversation_id, false)
    }

    fn portal_signal(&self, conversation_id: &str, taken: bool) -> Result<(), SimulatorError> {
        self.0.act(|world| {
            let conversation = world.conversation_named(conversation_id)?;
            world
                .signal(conversation, taken)
                .map_err(|_| SimulatorError::NotPossible("the conversation is finished"))
        })
    }

    /// A colleague resolves a conversation in the dashboard.
    pub fn portal_resolve(
        &self,
        conversation_id: &str,
        outcome: Option<&str>,
    ) -> Result<(), SimulatorError> {
        self.0.act(|world| {
            let conversation = world.conversation_named(conversation_id)?;
            world
                .resolve(conversation, outcome.map(str::to_owned), true)
                .map_err(|_| SimulatorError::NotPossible("the conversation is finished"))
        })
    }

    /// A conversation gets that status without any action, as time and the AI bring about.
    pub fn portal_status(
        &self,
        conversation_id: &str,
        status: Status,
    ) -> Result<(), SimulatorError> {
        self.0.act(|world| {
            let conversation = world.conversation_named(conversation_id)?;
            world.set_status(conversation, status);
            let ended = status.is_finished().then(|| world.now());
            let record = &mut world.conversations[conversation];
            record.resolved_at = ended.map(|now| record.resolved_at.unwrap_or(now));
            Ok(())
        })
    }

    /// A colleague renames a contact in the dashboard.
    pub fn portal_rename(&self, contact_id: &str, name: &str) -> Result<(), SimulatorError> {
        self.0.act(|world| {
            let contact = world
                .contact(contact_id)
                .ok_or(SimulatorError::Unknown("contact"))?;
            let now = world.now();
            world.contacts[contact].name = Some(name.to_owned());
            world.contacts[contact].updated = now;
            Ok(())
        })
    }

    /// A person is asked for; answers the attention item's id.
    pub fn raise_attention(
        &self,
        conversation_id: &str,
        kind: &str,
        reason: Option<&str>,
    ) -> Result<String, SimulatorError> {
        self.0.act(|world| {
            let conversation = world.conversation_named(conversation_id)?;
            Ok(world.raise_attention(conversation, kind, reason))
        })
    }

    /// The AI wants to act and waits for approval; answers the attention item's id.
    pub fn want_approval(&self, conversation_id: &str) -> Result<String, SimulatorError> {
        self.0.act(|world| {
            let conversation = world.conversation_named(conversation_id)?;
            if world.conversations[conversation].status.is_finished() {
                return Err(SimulatorError::NotPossible("the conversation is finished"));
            }
            Ok(world.want_approval(conversation))
        })
    }

    /// What the AI does at its next turns, in order; later it answers.
    pub fn next_ai_turns(&self, turns: impl IntoIterator<Item = AiTurn>) {
        self.0.act(|world| world.turns.extend(turns));
    }

    /// Whether the AI answers at all.
    pub fn ai_answers(&self, answer: bool) {
        self.0.act(|world| world.options.ai_answers = answer);
    }

    /// The AI is paused in a workspace, for one company or everybody; answers the breaker's id.
    pub fn open_breaker(
        &self,
        workspace_id: &str,
        account_id: Option<&str>,
        reason: &str,
    ) -> Result<String, SimulatorError> {
        self.0.act(|world| {
            let workspace = world
                .workspace(workspace_id)
                .ok_or(SimulatorError::Unknown("workspace"))?;
            let account = account_id
                .map(|id| world.account(id).ok_or(SimulatorError::Unknown("account")))
                .transpose()?;
            let (id, triggered) = (world.mint("cb_"), world.now());
            world.breakers.push(Breaker {
                id: id.clone(),
                workspace,
                account,
                reason: reason.to_owned(),
                triggered,
                acknowledged: None,
                resolved: None,
            });
            Ok(id)
        })
    }

    /// A conversation's workflow ends although it looks unfinished: nobody can take it over.
    pub fn finish_workflow(&self, conversation_id: &str) -> Result<(), SimulatorError> {
        self.0.act(|world| {
            let conversation = world.conversation_named(conversation_id)?;
            world.conversations[conversation].workflow_gone = true;
            Ok(())
        })
    }

    /// From now on customers keep writing, the AI keeps needing people, colleagues keep acting.
    pub fn start_life(&self, pace: LifePace) {
        self.0.act(|world| world.start_life(pace));
    }

    /// Everybody falls silent.
    pub fn stop_life(&self) {
        self.0.act(|world| world.life = None);
    }

    /// Whether customers reply to every text of ours.
    pub fn customers_answer(&self, answer: bool) {
        self.0.act(|world| world.options.customers_answer = answer);
    }
}

/// What goes wrong, and how the platform behaves.
impl Control {
    /// Switches faults; those not touched stay.
    pub fn faults(&self, change: impl FnOnce(&mut Faults)) {
        let outage = self.0.act(|world| {
            let before = world.faults.outage;
            change(&mut world.faults);
            world.outages += u64::from(world.faults.outage != before);
            world.faults.outage
        });
        self.0.close_socket(outage == Outage::Refused);
    }

    /// The platform is away for that long of the simulator's time.
    pub fn outage_for(&self, outage: Outage, duration: Duration) {
        self.faults(|faults| faults.outage = outage);
        self.0.act(|world| {
            let number = world.outages;
            world.plan_after(duration, Due::EndOutage { number });
        });
    }

    /// The key's date of expiry has come.
    pub fn expire_key(&self) {
        self.0.act(|world| world.key.expires = Some(world.now()));
    }

    /// The key is revoked; the answer is a new one.
    pub fn revoke_credentials(&self) -> Credentials {
        self.0.act(|world| {
            world.replace_key();
            world.credentials()
        })
    }

    /// Changes what the key may do.
    pub fn limit_scopes(&self, scopes: impl IntoIterator<Item = Scope>) {
        self.0
            .act(|world| world.options.scopes = scopes.into_iter().collect());
    }

    /// Changes what the key reaches.
    pub fn restrict_key(&self, restriction: KeyRestriction) -> Result<(), SimulatorError> {
        self.0.act(|world| {
            world.check_restriction(&restriction)?;
            world.options.restriction = restriction;
            Ok(())
        })
    }

    /// All pre-signed links handed out so far stop working.
    pub fn expire_links(&self) {
        self.0.act(|world| world.link_round += 1);
    }

    /// Switches undocumented behaviour.
    pub fn quirks(&self, change: impl FnOnce(&mut Quirks)) {
        self.0.act(|world| change(&mut world.options.quirks));
    }

    /// Speaks other dialects from now on.
    pub fn speak(&self, dialects: Dialects) {
        self.0.act(|world| world.options.dialects = dialects);
    }

    /// Changes the quota; `None` lifts it.
    pub fn limit_rate(&self, per_minute: Option<u32>) {
        self.0
            .act(|world| world.options.rate_limit_per_minute = per_minute);
    }

    /// Changes when accepted sends show in their threads.
    pub fn delay_replies(&self, delay: ReplyDelay) {
        self.0.act(|world| world.options.reply_delay = delay);
    }
}

/// Time.
impl Control {
    /// Whether time only passes when [`Control::advance`] says so.
    pub fn is_manual(&self) -> bool {
        self.0.look(|world| world.clock.is_manual())
    }

    /// The simulator's time.
    pub fn now(&self) -> Timestamp {
        self.0.look(World::now)
    }

    /// Moves a manual clock forwards. Everything due on the way happens at its own instant before
    /// this returns. A real clock is left alone.
    pub async fn advance(&self, duration: Duration) {
        let target = self.now() + SignedDuration::try_from(duration).unwrap_or_default();
        self.0.advance_to(target).await;
    }

    /// As [`Control::advance`], to an instant; the past does nothing.
    pub async fn advance_to(&self, instant: Timestamp) {
        self.0.advance_to(instant).await;
    }

    /// Waits until every accepted send that will show in a thread does. A manual clock has to be
    /// advanced for that and is not waited for.
    pub async fn settle(&self) {
        self.0.settle().await;
    }
}

/// The truth.
impl Control {
    /// Workspaces, channels, colleagues, counts, and all switches.
    pub fn overview(&self) -> Overview {
        self.0.look(World::overview)
    }

    /// All conversations, oldest first.
    pub fn conversations(&self) -> Vec<ConversationTruth> {
        self.0.look(|world| {
            (0..world.conversations.len())
                .map(|index| world.conversation_truth(index))
                .collect()
        })
    }

    /// A conversation's messages, oldest first; empty for an unknown one.
    pub fn timeline(&self, conversation_id: &str) -> Vec<MessageTruth> {
        self.0.look(|world| {
            let conversation = world.conversation(conversation_id);
            conversation.map_or_else(Vec::new, |index| {
                let messages = world.conversations[index].messages.iter();
                messages.map(MessageTruth::of).collect()
            })
        })
    }

    /// All attention items, oldest first.
    pub fn attention_items(&self) -> Vec<AttentionTruth> {
        self.0.look(World::attention_truths)
    }

    /// Every well-formed reply and compose call so far.
    pub fn sends(&self) -> Vec<ReceivedSend> {
        self.0.look(|world| world.sends.clone())
    }

    /// The texts of all accepted sends so far.
    pub fn sent_texts(&self) -> Vec<String> {
        self.sends()
            .into_iter()
            .filter(|send| send.accepted)
            .map(|send| send.text)
            .collect()
    }

    /// Who asked for what how often.
    pub fn traffic(&self) -> TrafficReport {
        self.0.look(|world| world.traffic.report())
    }
}

impl World {
    fn happened(&self, conversation: usize, message_id: String) -> Happened {
        let record = &self.conversations[conversation];
        Happened {
            conversation_id: record.id.clone(),
            contact_id: self.contacts[record.contact].id.clone(),
            message_id,
        }
    }

    fn conversation_named(&self, id: &str) -> Result<usize, SimulatorError> {
        self.conversation(id)
            .ok_or(SimulatorError::Unknown("conversation"))
    }

    fn user_named(&self, id: &str) -> Result<usize, SimulatorError> {
        self.user(id).ok_or(SimulatorError::Unknown("user"))
    }

    /// The conversation meant, made when the person has none on the channel.
    fn find(&mut self, who: &Who) -> Result<usize, SimulatorError> {
        if let Some(id) = &who.conversation_id {
            return self.conversation_named(id);
        }
        if who.phone.is_none() && who.email.is_none() {
            return Err(SimulatorError::Unknown("customer"));
        }
        let channel = match &who.channel_id {
            Some(id) => self.channel(id),
            None => self.first_channel(if who.email.is_some() {
                ChannelType::Email
            } else {
                ChannelType::WhatsApp
            }),
        };
        let channel = channel.ok_or(SimulatorError::Unknown("channel"))?;
        if !self.channels[channel].enabled {
            return Err(SimulatorError::NotPossible("the channel is disabled"));
        }
        let by_email = who
            .email
            .as_ref()
            .and_then(|email| self.contact_by_email(email));
        let by_phone = who
            .phone
            .as_ref()
            .and_then(|phone| self.contact_by_phone(phone));
        let contact = by_email.or(by_phone).unwrap_or_else(|| {
            let language = self.workspaces[self.channels[channel].workspace].language;
            self.new_contact(
                who.name.clone(),
                who.email.clone(),
                who.phone.clone(),
                language,
            )
        });
        let known = self.newest_conversation(channel, contact);
        Ok(known.unwrap_or_else(|| self.new_conversation(channel, contact, Status::New)))
    }

    fn first_channel(&self, wanted: ChannelType) -> Option<usize> {
        (0..self.channels.len())
            .find(|channel| self.channels[*channel].kind == wanted && self.takes_words(*channel))
    }

    fn file_of(&mut self, kind: MediaKind) -> Attachment {
        let number = self.dice.below(10_000);
        self.attachment(match kind {
            MediaKind::Image => format!("photo-{number}.png"),
            MediaKind::Audio => format!("voice-{number}.wav"),
            MediaKind::Document => format!("document-{number}.pdf"),
        })
    }
}
