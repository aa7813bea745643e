//! Phone calls: they ring, are taken or not, and afterwards the AI says what they were about.

use jiff::SignedDuration;

use super::control::{CallEnding, NewCall};
use super::ids::Guid;
use super::model::{Attachment, Direction, Event, Source, Status, UserIndex};
use super::timeline::analysis;
use super::workspace::{Due, World};

/// Calls shorter than this come without summary and transcript.
const ANALYSED_FROM_SECONDS: u32 = 30;

/// What happens next in a call.
#[derive(Debug, Clone, Copy)]
pub(crate) enum CallStep {
    /// Somebody picks up and talks for that long.
    PickUp {
        handler: UserIndex,
        talk_seconds: u32,
        pace: f64,
    },
    /// Both hang up.
    HangUp {
        handler: UserIndex,
        talk_seconds: u32,
    },
    /// It ends without anybody having talked.
    End { status: Status },
}

impl World {
    /// A call begins to ring.
    pub(crate) fn ring(&mut self, conversation: usize, call: &NewCall, handler: UserIndex) -> Guid {
        let (id, created) = (self.mint(), self.now());
        let direction = if call.outbound {
            Direction::Outbound
        } else {
            Direction::Inbound
        };
        let mut event = Event::text(id, created, direction, String::new());
        event.body = None;
        event.source = Source::Call;
        event.source_id = self.mint();
        event.status = Status::Ringing;
        event.ringing_seconds = Some(call.ring_seconds);
        self.append(conversation, &event);
        self.tell_call(conversation, &event);
        let step = match call.ending {
            CallEnding::Answered { talk_seconds } => CallStep::PickUp {
                handler,
                talk_seconds,
                pace: call.pace,
            },
            CallEnding::Missed => CallStep::End {
                status: Status::Missed,
            },
            CallEnding::RejectedByCaller => CallStep::End {
                status: Status::RejectedByCaller,
            },
            CallEnding::RejectedByCallee => CallStep::End {
                status: Status::RejectedByCallee,
            },
            CallEnding::NoAnswer => CallStep::End {
                status: Status::NoAnswer,
            },
            CallEnding::Cancelled => CallStep::End {
                status: Status::Cancelled,
            },
            CallEnding::Failed => CallStep::End {
                status: Status::Failed,
            },
        };
        let due = created + scaled(call.ring_seconds, call.pace);
        self.schedule.add(
            due,
            Due::Call {
                conversation,
                event: id,
                step,
            },
        );
        id
    }

    /// The call goes on.
    pub(crate) fn call_step(&mut self, conversation: usize, id: Guid, step: CallStep) {
        let now = self.now();
        let changed = match step {
            CallStep::PickUp {
                handler,
                talk_seconds,
                pace,
            } => {
                let step = CallStep::HangUp {
                    handler,
                    talk_seconds,
                };
                let due = now + scaled(talk_seconds, pace);
                self.schedule.add(
                    due,
                    Due::Call {
                        conversation,
                        event: id,
                        step,
                    },
                );
                self.change_event(conversation, id, |event| {
                    event.status = Status::Active;
                    event.handler = Some(handler);
                })
            }
            CallStep::HangUp {
                handler,
                talk_seconds,
            } => self.hang_up(conversation, id, handler, talk_seconds),
            CallStep::End { status } => {
                self.change_event(conversation, id, |event| event.status = status)
            }
        };
        let Some(event) = changed else { return };
        self.conversations[conversation].last_activity = now;
        self.tell_call(conversation, &event);
    }

    fn hang_up(
        &mut self,
        conversation: usize,
        id: Guid,
        handler: UserIndex,
        talk_seconds: u32,
    ) -> Option<Event> {
        let contact = &self.contacts[self.conversations[conversation].contact];
        let (language, customer) = (contact.language, contact.name.clone());
        let agent = self.users[handler].name;
        let analysed = analysis(language, &customer, agent, &mut self.dice);
        let recording = format!("recording-{}.wav", self.dice.below(10_000));
        self.change_event(conversation, id, |event| {
            event.status = Status::Answered;
            event.talk_seconds = Some(talk_seconds);
            // Outbound calls come without recording and summary, short ones without summary.
            if event.direction == Direction::Inbound {
                event.attachment = Some(Attachment::Ours(recording));
                if talk_seconds >= ANALYSED_FROM_SECONDS {
                    event.analysis = Some(Box::new(analysed));
                }
            }
        })
    }
}

fn scaled(seconds: u32, pace: f64) -> SignedDuration {
    SignedDuration::from_millis((f64::from(seconds) * 1000.0 * pace.max(0.0)) as i64)
}
