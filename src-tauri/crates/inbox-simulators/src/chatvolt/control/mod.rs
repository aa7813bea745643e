//! Steering a simulator: making customers, colleagues and the AI act, things go wrong, time pass,
//! and reading what really is there. The same operations are served as JSON under `/_control`;
//! see [`control_routes`].

mod http;
mod orders;
mod truth;

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

pub(crate) use self::http::control_routes;
pub use self::orders::{Inbound, MediaKind, WebhookTarget, Who};
pub use self::truth::{
    AgentTruth, ConversationTruth, Credentials, Gateways, Happened, MessageTruth, Overview,
    ReceivedSend, ScenarioTruth, SendKind, SteppedTrap, Trap, UserTruth,
};
use super::ids::api_key;
use super::messaging::Content;
use super::model::{AdClick, AdSource, Author, Priority, Status, Template};
pub(crate) use super::options::LifePace;
use super::options::Quirks;
use super::webhooks::Hook;
use super::world::{Due, World, split_name};
use crate::shared::error::SimulatorError;
use crate::shared::faults::{Faults, Outage};
use crate::shared::files::SentFile;
use crate::shared::orders::steered;
use crate::shared::runtime::Runtime;
use crate::shared::traffic::TrafficReport;
use crate::shared::webhooks::{Delivery, WebhookSwitches};

/// The hand on a running simulator; cheap to clone.
#[derive(Debug, Clone)]
pub struct Control(Arc<Runtime<World>>);

steered!(Control);

/// What customers and the AI do.
impl Control {
    pub(crate) fn new(runtime: Arc<Runtime<World>>) -> Self {
        Self(runtime)
    }

    /// A customer writes something.
    pub fn receive(&self, who: &Who, what: Inbound) -> Result<Happened, SimulatorError> {
        self.0.act(|world| {
            let conversation = world.find(who)?;
            let content = world.inbound_content(what);
            let message = world.receive(conversation, content);
            Ok(world.happened(conversation, Some(message)))
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
    pub fn new_customer(&self) -> Happened {
        self.0.act(|world| {
            let (conversation, message) = world.stranger_writes();
            world.happened(conversation, Some(message))
        })
    }

    /// A conversation asks for a person, as the AI lets it when a customer wants one.
    pub fn request_human(&self, conversation_id: &str) -> Result<(), SimulatorError> {
        self.change(conversation_id, |world, conversation| {
            world.touch(conversation).status = Status::HumanRequested;
        })
    }

    /// Whether the AI answers customers where it is switched on.
    pub fn ai_answers(&self, answer: bool) {
        self.0.act(|world| world.options.ai_answers = answer);
    }

    /// The AI says exactly that now, in answer to the newest message.
    pub fn ai_text(&self, conversation_id: &str, text: &str) -> Result<Happened, SimulatorError> {
        self.0.act(|world| {
            let conversation = world.conversation_named(conversation_id)?;
            let newest = world.conversations[conversation].messages.last();
            let newest = newest.map(|message| message.id.clone()).unwrap_or_default();
            let id = world.ai_says(conversation, text.to_owned(), &newest);
            Ok(world.happened(conversation, Some(id)))
        })
    }

    /// The AI comes back by itself to a customer who fell silent.
    pub fn ai_follows_up(
        &self,
        conversation_id: &str,
        text: &str,
    ) -> Result<Happened, SimulatorError> {
        self.0.act(|world| {
            let conversation = world.conversation_named(conversation_id)?;
            let id = world.follow_up(conversation, text.to_owned());
            Ok(world.happened(conversation, Some(id)))
        })
    }

    /// The AI sums a conversation up.
    pub fn ai_sums_up(&self, conversation_id: &str, summary: &str) -> Result<(), SimulatorError> {
        self.change(conversation_id, |world, conversation| {
            let now = world.now();
            world.touch(conversation).context = Some((summary.to_owned(), now));
        })
    }

    /// How angry the AI finds the customer, 0 to 1.
    pub fn frustration(&self, conversation_id: &str, value: f64) -> Result<(), SimulatorError> {
        self.change(conversation_id, |world, conversation| {
            world.touch(conversation).frustration = Some(value.clamp(0.0, 1.0));
        })
    }

    /// The customer answers the survey.
    pub fn nps_answer(
        &self,
        conversation_id: &str,
        rating: u8,
        comment: Option<&str>,
    ) -> Result<(), SimulatorError> {
        self.change(conversation_id, |world, conversation| {
            let now = world.now();
            let nps = &mut world.touch(conversation).nps;
            nps.step = 2;
            nps.rating = Some(rating.min(10));
            nps.comment = comment.map(str::to_owned);
            nps.started.get_or_insert(now);
            nps.completed = Some(now);
            world.tell_nps(conversation);
        })
    }

    /// The customer came from an advertisement.
    pub fn ad_source(&self, conversation_id: &str, ad: AdSource) -> Result<(), SimulatorError> {
        self.change(conversation_id, |world, conversation| {
            let (id, clicked) = (world.cuid(), world.now());
            world
                .touch(conversation)
                .ads
                .push(AdClick { id, ad, clicked });
        })
    }

    /// From now on customers keep writing, asking for a person and answering.
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

/// What colleagues do in the dashboard.
impl Control {
    /// A colleague writes to a customer, which switches the AI off.
    pub fn portal_text(&self, who: &Who, text: &str) -> Result<Happened, SimulatorError> {
        self.0.act(|world| {
            let conversation = world.find(who)?;
            let id = world.send(conversation, Author::Colleague, Content::text(text));
            Ok(world.happened(conversation, Some(id)))
        })
    }

    /// Words that a client sent before reach the thread only now.
    pub fn late_text(&self, who: &Who, text: &str) -> Result<Happened, SimulatorError> {
        self.0.act(|world| {
            let conversation = world.find(who)?;
            let id = world.send(conversation, Author::Api, Content::text(text));
            Ok(world.happened(conversation, Some(id)))
        })
    }

    /// A colleague gives a conversation to somebody (user id or e-mail), or to nobody.
    pub fn portal_assign(
        &self,
        conversation_id: &str,
        to: Option<&str>,
    ) -> Result<Happened, SimulatorError> {
        self.0.act(|world| {
            let conversation = world.conversation_named(conversation_id)?;
            let to = to.map(|id| world.user_named(id)).transpose()?;
            world.touch(conversation).assignees = to.into_iter().collect();
            Ok(world.happened(conversation, None))
        })
    }

    /// A colleague changes where a conversation stands.
    pub fn portal_status(&self, conversation_id: &str, to: Status) -> Result<(), SimulatorError> {
        self.change(conversation_id, |world, conversation| {
            world.touch(conversation).status = to;
        })
    }

    /// A colleague changes how urgent a conversation is.
    pub fn portal_priority(
        &self,
        conversation_id: &str,
        to: Priority,
    ) -> Result<(), SimulatorError> {
        self.change(conversation_id, |world, conversation| {
            world.touch(conversation).priority = to;
        })
    }

    /// A colleague switches the AI of a conversation on or off.
    pub fn portal_ai(&self, conversation_id: &str, enabled: bool) -> Result<(), SimulatorError> {
        self.change(conversation_id, |world, conversation| {
            world.touch(conversation).ai = enabled;
        })
    }

    /// A colleague adds a tag, or takes it away.
    pub fn portal_tag(
        &self,
        conversation_id: &str,
        tag: &str,
        on: bool,
    ) -> Result<(), SimulatorError> {
        self.change(conversation_id, |world, conversation| {
            let tags = &mut world.touch(conversation).tags;
            tags.retain(|other| other != tag);
            if on {
                tags.push(tag.to_owned());
            }
        })
    }

    /// A colleague opens a conversation, which marks it as read.
    pub fn portal_read(&self, conversation_id: &str) -> Result<(), SimulatorError> {
        self.change(conversation_id, |world, conversation| {
            for message in &mut world.conversations[conversation].messages {
                message.read = true;
            }
        })
    }

    /// A colleague renames a contact.
    pub fn portal_rename(&self, contact_id: &str, name: &str) -> Result<(), SimulatorError> {
        self.0.act(|world| {
            let contact = world.contact(contact_id);
            let contact = contact.ok_or(SimulatorError::Unknown("contact"))?;
            let updated = world.now();
            let record = &mut world.contacts[contact];
            (record.first_name, record.last_name) = split_name(name);
            record.updated = updated;
            Ok(())
        })
    }

    /// A colleague moves a conversation to a step, without its first message.
    pub fn portal_step(&self, conversation_id: &str, step_id: &str) -> Result<(), SimulatorError> {
        self.0.act(|world| {
            let conversation = world.conversation_named(conversation_id)?;
            let step = world.step(step_id);
            let step = step.ok_or(SimulatorError::Unknown("step"))?;
            world.enter_step(conversation, step, false);
            Ok(())
        })
    }

    /// Another template is there.
    pub fn add_template(&self, template: Template) {
        self.0.act(|world| world.templates.push(template));
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
            let number = world.outages;
            world.schedule.add(end, Due::EndOutage { number });
        });
    }

    /// The key stops working; the answer holds the new one.
    pub fn revoke_credentials(&self) -> Credentials {
        self.0.act(|world| {
            world.credentials.api_key = api_key(&mut world.dice);
            world.credentials.clone()
        })
    }

    /// Switches undocumented behaviour.
    pub fn quirks(&self, change: impl FnOnce(&mut Quirks)) {
        self.0.act(|world| change(&mut world.options.quirks));
    }

    /// Changes the quota; `None` lifts it.
    pub fn limit_rate(&self, per_minute: Option<u32>) {
        self.0
            .act(|world| world.options.rate_limit_per_minute = per_minute);
    }

    /// Sets or removes receivers of webhooks.
    pub fn webhooks(&self, target: &WebhookTarget) -> Result<(), SimulatorError> {
        self.0.act(|world| {
            let bots = match &target.agent_id {
                None => (0..world.bots.len()).collect(),
                Some(id) => vec![world.bot(id).ok_or(SimulatorError::Unknown("agent"))?],
            };
            for bot in bots {
                match target.url.clone() {
                    None => {
                        world.hooks.remove(&bot);
                    }
                    Some(url) => {
                        let hook = Hook {
                            url,
                            header: target.header.clone(),
                            failures: 0,
                        };
                        world.hooks.insert(bot, hook);
                    }
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
    /// People, AI agents, scenarios, templates, counts, and all switches.
    pub fn overview(&self) -> Overview {
        self.0.look(World::overview)
    }

    /// All conversations, oldest first.
    pub fn conversations(&self) -> Vec<ConversationTruth> {
        self.0.look(|world| {
            world
                .living()
                .map(|index| world.conversation_truth(index))
                .collect()
        })
    }

    /// A conversation's messages, oldest first; empty for an unknown one.
    pub fn timeline(&self, conversation_id: &str) -> Vec<MessageTruth> {
        self.0.look(|world| {
            let conversation = world.conversation(conversation_id);
            conversation.map_or_else(Vec::new, |conversation| {
                let messages = &world.conversations[conversation].messages;
                messages.iter().map(MessageTruth::of).collect()
            })
        })
    }

    /// Every well-formed send so far.
    pub fn sends(&self) -> Vec<ReceivedSend> {
        self.0.look(|world| world.sends.clone())
    }

    /// The files of every executed send so far, in their order.
    pub fn sent_files(&self) -> Vec<SentFile> {
        self.0.look(|world| {
            let accepted = world.sends.iter().filter_map(|send| {
                let id = send.message_id.as_ref()?;
                let conversation = world.conversation(&send.conversation_id)?;
                let messages = &world.conversations[conversation].messages;
                let message = messages.iter().find(|message| message.id == *id)?;
                Some((send, message))
            });
            accepted
                .flat_map(|(send, message)| {
                    message.attachments.iter().map(|file| {
                        let own = file.url.rsplit('/').next();
                        let upload = own.and_then(|own| world.uploads.get(own));
                        let bytes = upload.and_then(|upload| upload.bytes.as_deref());
                        SentFile {
                            conversation: send.conversation_id.clone(),
                            name: file.name.clone(),
                            content_type: Some(file.mime_type.clone()),
                            size: bytes.map(<[u8]>::len),
                            sha256: bytes.map(SentFile::digest),
                            url: upload.is_none().then(|| file.url.clone()),
                            text: Some(send.text.clone()),
                            private: false,
                        }
                    })
                })
                .collect()
        })
    }

    /// The texts of all executed free-text sends so far.
    pub fn sent_texts(&self) -> Vec<String> {
        self.sends()
            .into_iter()
            .filter(|send| send.accepted)
            .filter(|send| matches!(send.kind, SendKind::Text | SendKind::Dashboard))
            .map(|send| send.text)
            .collect()
    }

    /// What clients did that no client for people should do.
    pub fn traps(&self) -> Vec<SteppedTrap> {
        self.0.look(|world| world.traps.clone())
    }

    /// Who asked for what how often.
    pub fn traffic(&self) -> TrafficReport {
        self.0.look(|world| world.traffic.report())
    }

    /// Every webhook so far.
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.0.look(|world| world.book.all())
    }

    fn change(
        &self,
        conversation_id: &str,
        change: impl FnOnce(&mut World, usize),
    ) -> Result<(), SimulatorError> {
        self.0.act(|world| {
            let conversation = world.conversation_named(conversation_id)?;
            change(world, conversation);
            Ok(())
        })
    }
}

impl World {
    fn happened(&self, conversation: usize, message_id: Option<String>) -> Happened {
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
        self.members
            .iter()
            .position(|member| member.user_id == id || member.email == id)
            .ok_or(SimulatorError::Unknown("user"))
    }

    /// The conversation meant, made when the number or the pair is new.
    fn find(&mut self, who: &Who) -> Result<usize, SimulatorError> {
        let conversation = if let Some(id) = &who.conversation_id {
            self.conversation_named(id)?
        } else {
            let bot = match &who.agent_id {
                Some(id) => Some(self.bot(id).ok_or(SimulatorError::Unknown("agent"))?),
                None => (!self.bots.is_empty()).then_some(0),
            };
            let phone = who
                .phone
                .as_deref()
                .ok_or(SimulatorError::Unknown("customer"))?;
            let contact = self.contact_for(phone, who.name.as_deref());
            let channel = who.channel.as_deref().unwrap_or("whatsapp");
            let conversation = self.conversation_for(contact, channel, bot);
            let record = &mut self.conversations[conversation];
            record.is_group |= who.group && record.messages.is_empty();
            conversation
        };
        let record = &self.conversations[conversation];
        let unhooked = record
            .bot
            .is_some_and(|bot| self.bots[bot].unhooked.contains(&record.channel));
        if unhooked {
            return Err(SimulatorError::NotPossible("that channel is switched off"));
        }
        Ok(conversation)
    }

    fn inbound_content(&mut self, what: Inbound) -> Content {
        match what {
            Inbound::Text(text) => Content::text(text),
            Inbound::Media { kind, caption } => {
                let number = self.dice.below(10_000);
                Content {
                    text: caption.unwrap_or_default(),
                    attachments: vec![self.own_file(kind.stem(), number)],
                }
            }
            Inbound::Files { attachments, text } => Content { text, attachments },
        }
    }
}
