//! The account in motion: what happens by itself.

use jiff::Timestamp;

use super::world::{Due, World};
use crate::shared::clock::Clock;
use crate::shared::faults::{Faults, Outage};
use crate::shared::runtime::{Consequence, Living};
use crate::shared::schedule::Schedule;
use crate::shared::webhooks::PostOutcome;

/// What the server, the control and the background task share.
pub(crate) type Runtime = crate::shared::runtime::Runtime<World>;

impl Living for World {
    type Due = Due;

    fn clock(&self) -> &Clock {
        &self.clock
    }

    fn schedule(&mut self) -> &mut Schedule<Due> {
        &mut self.schedule
    }

    fn faults(&mut self) -> &mut Faults {
        &mut self.faults
    }

    fn happen(&mut self, _: Timestamp, action: Due) -> Consequence {
        match action {
            Due::Signal {
                conversation,
                taken,
            } => self.signal_arrives(conversation, taken),
            Due::Reply {
                conversation,
                send,
                content,
            } => self.reply_shows(conversation, send, &content),
            Due::Composed { draft, send } => self.composed(draft, send),
            Due::AiTurn { conversation, turn } => self.ai_turn(conversation, turn),
            Due::AiContinues { conversation } => self.ai_continues(conversation),
            Due::CustomerAnswer { conversation } => self.customer_answers(conversation),
            Due::Life { round } => self.live(round),
            // An outage that was changed meanwhile is not this one's to end.
            Due::EndOutage { number } => {
                if number == self.outages {
                    self.faults.outage = Outage::None;
                    return Consequence::SocketOpens;
                }
            }
        }
        Consequence::None
    }

    /// It has no webhooks.
    fn answered(&mut self, _: &PostOutcome) {}

    fn under_way(&self) -> usize {
        self.sends_under_way
    }
}
