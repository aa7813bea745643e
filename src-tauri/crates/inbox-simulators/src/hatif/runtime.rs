//! The workspace in motion: what happens by itself, and what becomes of webhooks.

use jiff::Timestamp;

use super::webhooks::RETRY_WAITS;
use super::workspace::{Due, World};
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
            Due::Echo {
                conversation,
                event,
            } => self.echo(conversation, event),
            Due::Progress {
                conversation,
                event,
                status,
                failure,
            } => {
                self.progress(conversation, event, status, failure);
            }
            Due::Call {
                conversation,
                event,
                step,
            } => self.call_step(conversation, event, step),
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

    fn answered(&mut self, outcome: &PostOutcome) {
        if let Some(retry) = self.book.record(outcome, &RETRY_WAITS) {
            let again = Due::Post {
                delivery: outcome.id,
                first: true,
            };
            self.schedule.add(retry, again);
        }
    }
}
