//! Steering a simulator: making customers and colleagues act, things go wrong, time pass, and
//! reading what really is there. The same operations are served as JSON under `/_control`; see
//! [`control_routes`].

mod http;
mod messages;
mod orders;
mod presence;
mod ratings;
mod truth;

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

pub(crate) use self::http::control_routes;
pub use self::orders::{DeliveryFate, Inbound, InboundMedia, MediaKind, WebhookTarget, Who};
pub use self::truth::{
    ConversationTruth, Credentials, Happened, InboxTruth, MessageTruth, NamedTruth, Overview,
    ReceivedSend, UserTruth,
};
use super::deeds::Actor;
use super::exchanges::Exchange;
use super::model::{Assignee, MessageKind, Sender, Status, Webhook};
use super::options::{CableSwitches, DeliveryDelays, Quirks};
use super::runtime::Runtime;
use super::talk::NewMessage;
use super::webhooks::SUBSCRIPTIONS;
use super::world::{Due, World};
use crate::shared::error::SimulatorError;
use crate::shared::faults::{Faults, Outage};
use crate::shared::files::SentFile;
use crate::shared::orders::steered;
use crate::shared::size::LifePace;
use crate::shared::traffic::TrafficReport;
use crate::shared::webhooks::{Delivery, WebhookSwitches};

const NO_CONVERSATION: SimulatorError = SimulatorError::Unknown("conversation");

/// The hand on a running simulator; cheap to clone.
#[derive(Debug, Clone)]
pub struct Control(Arc<Runtime>);

steered!(Control);

/// What customers and colleagues do.
impl Control {
    pub(crate) fn new(runtime: Arc<Runtime>) -> Self {
        Self(runtime)
    }

    /// A customer writes something.
    pub fn receive(&self, who: &Who, what: Inbound) -> Result<Happened, SimulatorError> {
        self.0.act(|world| {
            let conversation = world.find(who)?;
            let message = world.receive(conversation, what);
            world.happened(conversation, message)
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
            let (conversation, message) = world.stranger_writes();
            world.happened(conversation, message)
        })
    }

    /// The customer begins or stops to type.
    pub fn customer_types(&self, conversation_id: i64, on: bool) -> Result<(), SimulatorError> {
        self.on(conversation_id, |world| {
            let contact = world
                .conversations
                .get(&conversation_id)
                .map(|it| it.contact);
            let actor = contact.map_or(Actor::System, Actor::Contact);
            world.typing(conversation_id, actor, on, false);
        })
    }

    /// The customer reads what was written.
    pub fn customer_reads(&self, conversation_id: i64) -> Result<(), SimulatorError> {
        self.on(conversation_id, |world| {
            world.customer_reads(conversation_id);
        })
    }

    /// A colleague writes in the portal.
    pub fn portal_text(
        &self,
        conversation_id: i64,
        user_id: i64,
        text: impl Into<String>,
    ) -> Result<Happened, SimulatorError> {
        self.portal_write(conversation_id, user_id, &text.into(), false)
    }

    /// A colleague leaves a private note; mentions in it work.
    pub fn portal_note(
        &self,
        conversation_id: i64,
        user_id: i64,
        text: impl Into<String>,
    ) -> Result<Happened, SimulatorError> {
        self.portal_write(conversation_id, user_id, &text.into(), true)
    }

    fn portal_write(
        &self,
        conversation_id: i64,
        user_id: i64,
        text: &str,
        private: bool,
    ) -> Result<Happened, SimulatorError> {
        self.0.act(|world| {
            world.known(conversation_id, Some(user_id))?;
            let new = NewMessage {
                private,
                ..NewMessage::text(MessageKind::Outgoing, Some(Sender::User(user_id)), text)
            };
            let message = world.add_message(conversation_id, new);
            world.happened(conversation_id, message)
        })
    }

    /// A colleague assigns a conversation in the portal; `to` none takes it from everybody.
    pub fn portal_assign(
        &self,
        conversation_id: i64,
        to: Option<i64>,
        by: Option<i64>,
    ) -> Result<(), SimulatorError> {
        self.0.act(|world| {
            world.known(conversation_id, to)?;
            world.assign(conversation_id, to.map(Assignee::User), actor(by));
            Ok(())
        })
    }

    /// A colleague gives a conversation to a team, or takes it from all.
    pub fn portal_team(
        &self,
        conversation_id: i64,
        team: Option<i64>,
        by: Option<i64>,
    ) -> Result<(), SimulatorError> {
        self.on(conversation_id, |world| {
            world.assign_team(conversation_id, team, actor(by));
        })
    }

    /// A colleague opens, resolves or puts off a conversation.
    pub fn portal_status(
        &self,
        conversation_id: i64,
        status: Status,
        by: Option<i64>,
    ) -> Result<(), SimulatorError> {
        self.on(conversation_id, |world| {
            world.set_status(conversation_id, status, None, actor(by));
        })
    }

    /// A colleague puts a conversation off, until then or until the customer writes.
    pub fn snooze(
        &self,
        conversation_id: i64,
        until: Option<Timestamp>,
        by: Option<i64>,
    ) -> Result<(), SimulatorError> {
        self.on(conversation_id, |world| {
            world.set_status(conversation_id, Status::Snoozed, until, actor(by));
        })
    }

    /// A colleague begins or stops to type.
    pub fn portal_types(
        &self,
        conversation_id: i64,
        user_id: i64,
        on: bool,
    ) -> Result<(), SimulatorError> {
        self.on(conversation_id, |world| {
            world.typing(conversation_id, Actor::User(user_id), on, false);
        })
    }

    /// A colleague sets the labels of a conversation.
    pub fn portal_labels(
        &self,
        conversation_id: i64,
        labels: &[&str],
        by: Option<i64>,
    ) -> Result<(), SimulatorError> {
        let labels = labels.iter().map(|label| (*label).to_owned()).collect();
        self.on(conversation_id, |world| {
            world.set_labels(conversation_id, labels, actor(by));
        })
    }

    /// A colleague mentions another one in a private note.
    pub fn mention(
        &self,
        conversation_id: i64,
        user_id: i64,
        by: i64,
    ) -> Result<Happened, SimulatorError> {
        let name = self
            .0
            .look(|world| world.users.get(&user_id).map(|user| user.name.clone()))
            .ok_or(SimulatorError::Unknown("user"))?;
        let text = format!("[@{name}](mention://user/{user_id}/{name}) please look at this.");
        self.portal_note(conversation_id, by, text)
    }

    /// A colleague looks at a conversation in the portal.
    pub fn portal_reads(&self, conversation_id: i64, user_id: i64) -> Result<(), SimulatorError> {
        self.on(conversation_id, |world| world.see(conversation_id, user_id))
    }

    /// An administrator deletes a conversation, which nobody is told.
    pub fn delete_conversation(&self, conversation_id: i64) -> Result<(), SimulatorError> {
        self.on(conversation_id, |world| {
            world.conversations.remove(&conversation_id);
        })
    }

    /// Customers keep writing and answering from now on, or change their pace.
    pub fn start_life(&self, pace: LifePace) {
        self.0.act(|world| world.start_life(pace));
    }

    /// Nothing happens by itself any more.
    pub fn stop_life(&self) {
        self.0.act(|world| world.life = None);
    }

    /// Whether customers reply to every text of ours after some seconds.
    pub fn customers_answer(&self, on: bool) {
        self.0.act(|world| world.options.customers_answer = on);
    }

    fn on<T>(
        &self,
        conversation_id: i64,
        action: impl FnOnce(&mut World) -> T,
    ) -> Result<T, SimulatorError> {
        self.0.act(|world| {
            world.known(conversation_id, None)?;
            Ok(action(world))
        })
    }
}

fn actor(by: Option<i64>) -> Actor {
    by.map_or(Actor::System, Actor::User)
}

/// What goes wrong.
impl Control {
    /// Changes the faults. An outage closes the live connections; a refused one also the
    /// listening socket, so that only this control in process can end it.
    pub fn faults(&self, change: impl FnOnce(&mut Faults)) {
        let outage = self.0.act(|world| {
            let before = world.faults.outage;
            change(&mut world.faults);
            world.outages += 1;
            if world.faults.outage != Outage::None && before != world.faults.outage {
                world.cable.drop_all(None);
            }
            world.faults.outage
        });
        self.0.close_socket(outage == Outage::Refused);
    }

    /// An outage that ends by itself.
    pub fn outage_for(&self, outage: Outage, duration: Duration) {
        self.faults(|faults| faults.outage = outage);
        self.0.act(|world| {
            let number = world.outages;
            let due = world.now() + SignedDuration::try_from(duration).unwrap_or_default();
            world.schedule.add(due, Due::EndOutage { number });
        });
    }

    /// All sessions that came of a password end; tokens stay, as they have no end.
    pub fn expire_tokens(&self) {
        self.0.act(|world| world.sessions.clear());
    }

    /// Everybody gets new tokens, sessions and a new password; the live connections end.
    pub fn revoke_credentials(&self) -> Option<Credentials> {
        self.0.act(|world| {
            world.sessions.clear();
            let ids: Vec<i64> = world.users.keys().copied().collect();
            for id in ids {
                let tokens = [world.token(), world.token(), world.token()];
                if let Some(user) = world.users.get_mut(&id) {
                    [user.access_token, user.pubsub_token, user.password] = tokens;
                }
            }
            world.cable.drop_all(Some("remote"));
            world.credentials()
        })
    }

    /// Everybody's secret of the live connection changes, as after a new password; what is
    /// connected stays so.
    pub fn rotate_pubsub_tokens(&self) {
        self.0.act(|world| {
            let ids: Vec<i64> = world.users.keys().copied().collect();
            for id in ids {
                let token = world.token();
                if let Some(user) = world.users.get_mut(&id) {
                    user.pubsub_token = token;
                }
            }
        });
    }

    /// Closes all live connections without a word.
    pub fn drop_sockets(&self) {
        self.0.act(|world| world.cable.drop_all(None));
    }

    /// Closes all live connections as a restarting server does.
    pub fn restart_sockets(&self) {
        self.0
            .act(|world| world.cable.drop_all(Some("server_restart")));
    }

    /// Switches peculiarities of the live connection.
    pub fn cable_switches(&self, change: impl FnOnce(&mut CableSwitches)) {
        self.0.act(|world| change(&mut world.cable_switches));
    }

    /// Switches what differs between installations.
    pub fn quirks(&self, change: impl FnOnce(&mut Quirks)) {
        self.0.act(|world| change(&mut world.options.quirks));
    }

    /// Changes when outbound messages reach their statuses.
    pub fn delay_deliveries(&self, delays: DeliveryDelays) {
        self.0.act(|world| world.options.delivery_delays = delays);
    }

    /// What becomes of the next outgoing messages, in order; later ones are delivered.
    pub fn next_deliveries(&self, fates: impl IntoIterator<Item = DeliveryFate>) {
        self.0.act(|world| world.fates.extend(fates));
    }

    /// Where the account's webhooks are posted to.
    pub fn webhook_addresses(&self) -> Vec<String> {
        self.0.look(|world| {
            let all = world.webhooks.values();
            all.map(|webhook| webhook.url.clone()).collect()
        })
    }

    /// Sets or removes the account's receiver of webhooks, or that of an API inbox.
    pub fn webhooks(&self, target: &WebhookTarget) -> Result<(), SimulatorError> {
        self.0.act(|world| {
            let secret = target.secret.clone();
            if let Some(id) = target.inbox_id {
                let inbox = world
                    .inboxes
                    .get_mut(&id)
                    .ok_or(SimulatorError::Unknown("inbox"))?;
                inbox.webhook_url.clone_from(&target.url);
                if let Some(secret) = secret {
                    inbox.secret = secret;
                }
                return Ok(());
            }
            world.webhooks.clear();
            let Some(url) = target.url.clone() else {
                return Ok(());
            };
            let id = world.mint();
            let secret = secret.unwrap_or_else(|| world.token());
            let all = || SUBSCRIPTIONS.map(str::to_owned).into();
            let webhook = Webhook {
                id,
                name: None,
                url,
                inbox: None,
                subscriptions: target.subscriptions.clone().unwrap_or_else(all),
                secret,
            };
            world.webhooks.insert(id, webhook);
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
    /// Inboxes, users, teams, labels, counts, and all switches.
    pub fn overview(&self) -> Overview {
        self.0.look(World::overview)
    }

    /// What a colleague signs in with.
    pub fn credentials_of(&self, user_id: i64) -> Option<Credentials> {
        self.0
            .look(|world| world.users.get(&user_id).map(Credentials::of))
    }

    /// All conversations, oldest first.
    pub fn conversations(&self) -> Vec<ConversationTruth> {
        self.0.look(|world| {
            let all = world.conversations.values();
            all.map(|it| world.conversation_truth(it)).collect()
        })
    }

    /// Those that a colleague may open, oldest first.
    pub fn conversations_of(&self, user_id: i64) -> Vec<ConversationTruth> {
        self.0.look(|world| {
            let all = world.conversations.values();
            all.filter(|it| world.opened(user_id, it.id).is_ok())
                .map(|it| world.conversation_truth(it))
                .collect()
        })
    }

    /// The conversations of which a colleague was told by name and has not looked.
    pub fn unread_notices(&self, user_id: i64) -> Vec<i64> {
        self.0.look(|world| {
            let own = world.notifications.values().filter(|it| it.user == user_id);
            let unread = own.filter(|it| it.read_at.is_none());
            unread.map(|it| it.conversation).collect()
        })
    }

    /// A conversation's messages, oldest first; empty for an unknown one.
    pub fn timeline(&self, conversation_id: i64) -> Vec<MessageTruth> {
        self.0.look(|world| {
            let conversation = world.conversations.get(&conversation_id);
            conversation.map_or_else(Vec::new, |conversation| {
                let thread = world.thread(conversation);
                thread.map(|it| world.message_truth(it)).collect()
            })
        })
    }

    /// Every send so far that came over the API.
    pub fn sends(&self) -> Vec<ReceivedSend> {
        self.0.look(|world| world.sends.clone())
    }

    /// The texts of all public sends so far.
    pub fn sent_texts(&self) -> Vec<String> {
        self.sends()
            .into_iter()
            .filter(|send| !send.private)
            .filter_map(|send| send.text)
            .collect()
    }

    /// The files of every send so far, in their order.
    pub fn sent_files(&self) -> Vec<SentFile> {
        self.0.look(|world| {
            let sends = world.sends.iter();
            sends
                .filter_map(|send| world.message(send.message_id))
                .flat_map(|message| world.sent_files(message))
                .collect()
        })
    }

    /// Who asked for what how often.
    pub fn traffic(&self) -> TrafficReport {
        self.0.look(|world| world.traffic.report())
    }

    /// From now on every call and its answer are kept, word for word.
    pub fn record_exchanges(&self) {
        self.0.act(|world| world.exchanges = Some(Vec::new()));
    }

    /// The calls since then that were let through to what they ask for.
    pub fn exchanges(&self) -> Vec<Exchange> {
        self.0
            .look(|world| world.exchanges.clone().unwrap_or_default())
    }

    /// Every webhook so far.
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.0.look(|world| world.book.all())
    }
}

impl World {
    fn happened(&self, conversation: i64, message: i64) -> Result<Happened, SimulatorError> {
        let record = self.conversations.get(&conversation);
        Ok(Happened {
            conversation_id: conversation,
            contact_id: record.ok_or(NO_CONVERSATION)?.contact,
            message_id: message,
        })
    }

    fn known(&self, conversation: i64, user: Option<i64>) -> Result<(), SimulatorError> {
        if !self.conversations.contains_key(&conversation) {
            return Err(NO_CONVERSATION);
        }
        match user {
            Some(user) if !self.users.contains_key(&user) => Err(SimulatorError::Unknown("user")),
            _ => Ok(()),
        }
    }

    /// The conversation meant, made when the customer is new.
    fn find(&mut self, who: &Who) -> Result<i64, SimulatorError> {
        if let Some(id) = who.conversation_id {
            self.known(id, None)?;
            return Ok(id);
        }
        let inbox = match who.inbox_id {
            Some(id) => Some(id).filter(|id| self.inboxes.contains_key(id)),
            None => self.inboxes.keys().next().copied(),
        };
        let inbox = inbox.ok_or(SimulatorError::Unknown("inbox"))?;
        if who.phone.is_none() && who.email.is_none() {
            return Err(SimulatorError::Unknown("customer"));
        }
        let contact = self.customer(
            who.phone.as_deref(),
            who.email.as_deref(),
            who.name.as_deref(),
        );
        Ok(self.conversation_with(contact, inbox))
    }
}
