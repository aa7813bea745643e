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
pub use self::orders::{
    CallEnding, DeliveryFate, Inbound, InboundMedia, LifePace, NewCall, WebhookTarget, Who,
};
pub use self::truth::{
    ChannelTruth, ConversationTruth, Credentials, EventTruth, Happened, Overview, ReceivedSend,
    SendKind, TagTruth, UserTruth,
};
use super::ids::Guid;
use super::messages::Content;
use super::model::{Attachment, MessageType, Source, Template};
use super::options::{DeliveryDelays, Quirks, WireProfile};
use super::runtime::Runtime;
use super::webhooks::{Hook, WebhookKind};
use super::workspace::{Due, World};
use crate::shared::error::SimulatorError;
use crate::shared::faults::{Faults, Outage};
use crate::shared::files::SentFile;
use crate::shared::orders::steered;
use crate::shared::traffic::TrafficReport;
use crate::shared::webhooks::{Delivery, WebhookSwitches};

/// The hand on a running simulator; cheap to clone.
#[derive(Debug, Clone)]
pub struct Control(Arc<Runtime>);

steered!(Control);

/// What customers and colleagues do.
impl Control {
    pub(crate) fn new(runtime: Arc<Runtime>) -> Self {
        Self(runtime)
    }

    /// A customer writes something on WhatsApp.
    pub fn receive(&self, who: &Who, what: Inbound) -> Result<Happened, SimulatorError> {
        self.0.act(|world| {
            let conversation = world.find(who, true)?;
            let content = world.inbound_content(what)?;
            let event = world.receive(conversation, content);
            Ok(world.happened(conversation, event))
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
            let (conversation, event) = world
                .stranger_writes()
                .ok_or(SimulatorError::Unknown("WhatsApp channel"))?;
            Ok(world.happened(conversation, event))
        })
    }

    /// A phone rings; the call goes on by itself as described.
    pub fn call(&self, who: &Who, call: &NewCall) -> Result<Happened, SimulatorError> {
        self.0.act(|world| {
            let handler = match &call.handled_by {
                Some(id) => world.user_named(id)?,
                None => 0,
            };
            let conversation = world.find(who, false)?;
            let event = world.ring(conversation, call, handler);
            Ok(world.happened(conversation, event))
        })
    }

    /// The customer changes the words of an earlier message. The timeline shows the new words.
    pub fn edit(
        &self,
        conversation_id: &str,
        event_id: &str,
        text: &str,
    ) -> Result<(), SimulatorError> {
        self.alter(
            conversation_id,
            event_id,
            Some(text),
            MessageType::MessageEdited,
        )
    }

    /// The customer takes an earlier message back. The timeline keeps the event, emptied.
    pub fn delete(&self, conversation_id: &str, event_id: &str) -> Result<(), SimulatorError> {
        self.alter(conversation_id, event_id, None, MessageType::MessageDeleted)
    }

    fn alter(
        &self,
        conversation_id: &str,
        event_id: &str,
        text: Option<&str>,
        told_as: MessageType,
    ) -> Result<(), SimulatorError> {
        self.0.act(|world| {
            let conversation = world.conversation_named(conversation_id)?;
            let event = Guid::parse(event_id).and_then(|id| world.event(conversation, id));
            let event = event.ok_or(SimulatorError::Unknown("event"))?;
            if event.source != Source::WhatsApp {
                return Err(SimulatorError::NotPossible("only messages can be altered"));
            }
            let changed = world.change_event(conversation, event.id, |event| {
                event.body = text.map(str::to_owned);
                if text.is_none() {
                    event.attachment = None;
                    event.location = None;
                }
            });
            let now = world.now();
            world.conversations[conversation].last_activity = now;
            if let Some(event) = changed {
                world.tell_message(conversation, &event, told_as);
            }
            Ok(())
        })
    }

    /// A colleague assigns a conversation in the portal; `to` none takes it from everybody.
    pub fn portal_assign(
        &self,
        conversation_id: &str,
        to: Option<&str>,
        by: Option<&str>,
    ) -> Result<Happened, SimulatorError> {
        self.0.act(|world| {
            let conversation = world.conversation_named(conversation_id)?;
            let to = to.map(|id| world.user_named(id)).transpose()?;
            let by = by.map(|id| world.user_named(id)).transpose()?.or(Some(0));
            let event = world.assign(conversation, to, by);
            Ok(world.happened(conversation, event))
        })
    }

    /// A colleague writes to a customer from the portal.
    pub fn portal_text(
        &self,
        who: &Who,
        user_id: &str,
        text: &str,
    ) -> Result<Happened, SimulatorError> {
        self.0.act(|world| {
            let user = world.user_named(user_id)?;
            let conversation = world.find(who, true)?;
            let event = world.send(conversation, Content::text(text), Some(user));
            Ok(world.happened(conversation, event))
        })
    }

    /// Words that a client sent before reach the thread only now.
    pub fn late_text(&self, who: &Who, text: &str) -> Result<Happened, SimulatorError> {
        self.0.act(|world| {
            let conversation = world.find(who, true)?;
            let event = world.send(conversation, Content::text(text), None);
            Ok(world.happened(conversation, event))
        })
    }

    /// A colleague opens or closes a conversation in the portal.
    pub fn portal_status(&self, conversation_id: &str, open: bool) -> Result<(), SimulatorError> {
        self.0.act(|world| {
            let conversation = world.conversation_named(conversation_id)?;
            world.conversations[conversation].open = open;
            Ok(())
        })
    }

    /// A colleague renames a contact in the portal.
    pub fn portal_rename(&self, contact_id: &str, name: &str) -> Result<(), SimulatorError> {
        self.0.act(|world| {
            let contact = Guid::parse(contact_id).and_then(|id| world.contact(id));
            let contact = contact.ok_or(SimulatorError::Unknown("contact"))?;
            name.clone_into(&mut world.contacts[contact].name);
            Ok(())
        })
    }

    /// Another template gets approved.
    pub fn add_template(&self, template: Template) {
        self.0.act(|world| world.templates.push(template));
    }

    /// From now on customers keep writing, calling and answering, and colleagues keep assigning.
    pub fn start_life(&self, pace: LifePace) {
        self.0.act(|world| world.start_life(pace));
    }

    /// Everybody falls silent.
    pub fn stop_life(&self) {
        self.0.act(|world| world.life = None);
    }

    /// Whether customers reply to every text of ours after having read it.
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
            let end = world.now() + SignedDuration::try_from(duration).unwrap_or_default();
            world.schedule.add(
                end,
                Due::EndOutage {
                    number: world.outages,
                },
            );
        });
    }

    /// All tokens issued so far stop working.
    pub fn expire_tokens(&self) {
        self.0.act(|world| world.tokens.clear());
    }

    /// The client secret is replaced and all tokens stop working, as after a revocation.
    pub fn revoke_credentials(&self) -> Credentials {
        self.0.act(|world| {
            world.tokens.clear();
            world.credentials.client_secret = format!("{:032x}", world.dice.next());
            world.credentials.clone()
        })
    }

    /// Switches undocumented behaviour.
    pub fn quirks(&self, change: impl FnOnce(&mut Quirks)) {
        self.0.act(|world| change(&mut world.options.quirks));
    }

    /// Speaks another dialect from now on.
    pub fn speak(&self, profile: WireProfile) {
        self.0.act(|world| world.options.profile = profile);
    }

    /// Changes the quota; `None` lifts it.
    pub fn limit_rate(&self, per_minute: Option<u32>) {
        self.0
            .act(|world| world.options.rate_limit_per_minute = per_minute);
    }

    /// Changes when outbound messages reach their statuses.
    pub fn delay_deliveries(&self, delays: DeliveryDelays) {
        self.0.act(|world| world.options.delivery_delays = delays);
    }

    /// What becomes of the next accepted sends, in order; later ones are delivered.
    pub fn next_deliveries(&self, fates: impl IntoIterator<Item = DeliveryFate>) {
        self.0.act(|world| world.fates.extend(fates));
    }

    /// Sets or removes receivers of webhooks.
    pub fn webhooks(&self, target: &WebhookTarget) -> Result<(), SimulatorError> {
        self.0.act(|world| {
            let channels = match &target.channel_id {
                None => (0..world.channels.len()).collect(),
                Some(id) => vec![world.channel_named(id)?],
            };
            let kinds = target
                .kind
                .map_or(WebhookKind::ALL.to_vec(), |kind| vec![kind]);
            for channel in channels {
                for kind in &kinds {
                    let hook = target.url.clone().map(|url| Hook {
                        url,
                        secret: target.secret.clone(),
                    });
                    world.hooks.set(channel, *kind, hook);
                }
            }
            Ok(())
        })
    }

    /// Switches peculiarities of webhook delivery.
    pub fn webhook_switches(&self, change: impl FnOnce(&mut WebhookSwitches)) {
        self.0.act(|world| change(&mut world.book.switches));
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

    /// Moves a manual clock forwards. Everything due on the way happens at its own instant, and
    /// the webhooks it sends are answered, before this returns. A real clock is left alone.
    pub async fn advance(&self, duration: Duration) {
        let target = self.now() + SignedDuration::try_from(duration).unwrap_or_default();
        self.advance_to(target).await;
    }

    /// As [`Control::advance`], to an instant; the past does nothing.
    pub async fn advance_to(&self, instant: Timestamp) {
        self.0.advance_to(instant).await;
    }

    /// Waits until every webhook that has left was answered or has failed.
    pub async fn settle(&self) {
        self.0.settle().await;
    }
}

/// The truth.
impl Control {
    /// Channels, users, tags, counts, and all switches.
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

    /// A conversation's events, oldest first; empty for an unknown one.
    pub fn timeline(&self, conversation_id: &str) -> Vec<EventTruth> {
        self.0.look(|world| {
            let conversation = Guid::parse(conversation_id).and_then(|id| world.conversation(id));
            conversation.map_or_else(Vec::new, |conversation| {
                world
                    .events(conversation)
                    .iter()
                    .map(|event| world.event_truth(event))
                    .collect()
            })
        })
    }

    /// Every well-formed send call so far.
    pub fn sends(&self) -> Vec<ReceivedSend> {
        self.0.look(|world| world.sends.clone())
    }

    /// The files of every executed send so far, in their order.
    pub fn sent_files(&self) -> Vec<SentFile> {
        self.0.look(|world| {
            let accepted = world.sends.iter().filter(|send| send.accepted);
            accepted
                .filter_map(|send| {
                    let (name, caption) = send.file.clone()?;
                    Some(SentFile {
                        conversation: send.to_number.clone(),
                        name,
                        content_type: None,
                        size: None,
                        sha256: None,
                        url: Some(send.text.clone()),
                        text: caption,
                        private: false,
                    })
                })
                .collect()
        })
    }

    /// The texts of all executed text sends so far.
    pub fn sent_texts(&self) -> Vec<String> {
        self.sends()
            .into_iter()
            .filter(|send| send.accepted && send.kind == SendKind::Text)
            .map(|send| send.text)
            .collect()
    }

    /// Who asked for what how often.
    pub fn traffic(&self) -> TrafficReport {
        self.0.look(|world| world.traffic.report())
    }

    /// Every webhook so far.
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.0.look(|world| world.book.all())
    }
}

impl World {
    fn happened(&self, conversation: usize, event: Guid) -> Happened {
        let record = &self.conversations[conversation];
        Happened {
            conversation_id: record.id.to_string(),
            contact_id: self.contacts[record.contact].id.to_string(),
            event_id: event.to_string(),
        }
    }

    fn conversation_named(&self, id: &str) -> Result<usize, SimulatorError> {
        Guid::parse(id)
            .and_then(|id| self.conversation(id))
            .ok_or(SimulatorError::Unknown("conversation"))
    }

    fn channel_named(&self, id: &str) -> Result<usize, SimulatorError> {
        Guid::parse(id)
            .and_then(|id| self.channel(id))
            .ok_or(SimulatorError::Unknown("channel"))
    }

    fn user_named(&self, id: &str) -> Result<usize, SimulatorError> {
        Guid::parse(id)
            .and_then(|id| self.user(id))
            .ok_or(SimulatorError::Unknown("user"))
    }

    /// The conversation meant, made when the number or the pair is new.
    fn find(&mut self, who: &Who, for_text: bool) -> Result<usize, SimulatorError> {
        let able = |world: &Self, channel: usize| {
            let kind = world.channels[channel].kind;
            if for_text { kind.texts() } else { kind.calls() }
        };
        let unable = SimulatorError::NotPossible("the channel does not do that");
        if let Some(id) = &who.conversation_id {
            let conversation = self.conversation_named(id)?;
            let channel = self.conversations[conversation].channel;
            return if able(self, channel) {
                Ok(conversation)
            } else {
                Err(unable)
            };
        }
        let channel = match &who.channel_id {
            Some(id) => self.channel_named(id)?,
            None => (0..self.channels.len())
                .find(|channel| able(self, *channel))
                .ok_or(SimulatorError::Unknown("channel"))?,
        };
        if !able(self, channel) {
            return Err(unable);
        }
        let phone = who
            .phone
            .as_deref()
            .ok_or(SimulatorError::Unknown("customer"))?;
        let contact = self.contact_for(phone, who.name.as_deref());
        Ok(self.conversation_for(channel, contact))
    }

    fn inbound_content(&mut self, what: Inbound) -> Result<Content, SimulatorError> {
        let plain = |message_type, body| Content {
            message_type,
            body,
            attachment: None,
            location: None,
            reply_to: None,
        };
        Ok(match what {
            Inbound::Text(text) => Content::text(text),
            Inbound::Reply { text, event_id } => {
                let quoted = Guid::parse(&event_id).ok_or(SimulatorError::Unknown("event"))?;
                Content {
                    reply_to: Some(quoted),
                    ..Content::text(text)
                }
            }
            Inbound::Media(media) => {
                let number = self.dice.below(10_000);
                let attachment = match (media.url, media.message_type) {
                    (Some(url), _) => Attachment::Elsewhere(url),
                    (None, MessageType::Image | MessageType::Sticker) => {
                        Attachment::Ours(format!("photo-{number}.png"))
                    }
                    (None, MessageType::Audio) => Attachment::Ours(format!("voice-{number}.wav")),
                    (None, MessageType::Document) => {
                        Attachment::Ours(format!("document-{number}.pdf"))
                    }
                    (None, _) => {
                        return Err(SimulatorError::NotPossible("this kind needs a url"));
                    }
                };
                let attachment = Some(attachment);
                Content {
                    attachment,
                    ..plain(media.message_type, media.caption)
                }
            }
            Inbound::Location(location) => Content {
                location: Some(location),
                ..plain(MessageType::Location, None)
            },
            Inbound::Button(label) => plain(MessageType::Interactive, Some(label)),
            Inbound::Unsupported => plain(MessageType::Unsupported, None),
        })
    }
}
