//! The installation in motion: what happens by itself, and what becomes of webhooks.

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

    fn happen(&mut self, due: Timestamp, action: Due) -> Consequence {
        match action {
            Due::Post { delivery, first } => {
                return Consequence::Posts(self.book.posts(delivery, due, first));
            }
            Due::ReleaseHeld => {
                if let Some(delivery) = self.book.release_held() {
                    self.post(delivery);
                }
            }
            Due::Cable(frames) => self.cable.send(frames),
            Due::Progress {
                message,
                status,
                error,
            } => self.progress(message, status, error),
            Due::Reopen {
                conversation,
                until,
            } => self.wake_up(conversation, until),
            Due::Macro {
                id,
                user,
                conversations,
            } => self.execute_macro(id, user, &conversations),
            Due::CustomerAnswer { conversation } => self.customer_answers(conversation),
            Due::CustomerRating { message } => self.customer_may_rate(message),
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

    fn answered(&mut self, outcome: &PostOutcome) {
        // Nothing is ever tried again.
        self.book.record(outcome, &[]);
        self.noted(outcome.id);
    }
}
