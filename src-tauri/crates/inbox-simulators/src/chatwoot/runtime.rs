//! The installation in motion: one lock around its state, scheduled things, leaving webhooks.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::{Notify, mpsc, watch};
use tokio_util::sync::CancellationToken;

use super::world::{Due, World};
use crate::shared::clock::Clock;
use crate::shared::faults::Outage;
use crate::shared::webhooks::{PostOutcome, WebhookSender};

/// What the server, the control and the background task share.
#[derive(Debug)]
pub(crate) struct Runtime {
    world: Mutex<World>,
    clock: Clock,
    sender: WebhookSender,
    wake: Notify,
    closed: watch::Sender<bool>,
    stop: CancellationToken,
}

impl Runtime {
    pub(crate) fn new(
        world: World,
        sender: WebhookSender,
        closed: watch::Sender<bool>,
        stop: CancellationToken,
    ) -> Self {
        let clock = world.clock.clone();
        Self {
            world: Mutex::new(world),
            clock,
            sender,
            wake: Notify::new(),
            closed,
            stop,
        }
    }

    /// Looks at or changes the state. What becomes due by it happens before this returns.
    pub(crate) fn act<T>(&self, action: impl FnOnce(&mut World) -> T) -> T {
        let mut world = self.lock();
        let outcome = action(&mut world);
        self.run_due(&mut world);
        drop(world);
        self.wake.notify_one();
        outcome
    }

    /// Looks only; nothing is scheduled by it.
    pub(crate) fn look<T>(&self, look: impl FnOnce(&World) -> T) -> T {
        look(&self.lock())
    }

    /// Ends when the simulator stops: open sockets must not outlive it.
    pub(crate) async fn stopped(&self) {
        self.stop.cancelled().await;
    }

    /// Waits until every webhook that has left was answered.
    pub(crate) async fn settle(&self) {
        self.sender.idle().await;
    }

    /// Moves a manual clock to `instant`, stopping at everything that is due on the way.
    pub(crate) async fn advance_to(&self, instant: Timestamp) {
        if !self.clock.is_manual() {
            return;
        }
        loop {
            // An API inbox that refuses a message changes what lies on the way.
            self.settle().await;
            let mut world = self.lock();
            let Some(due) = world.schedule.next_due().filter(|due| *due <= instant) else {
                break;
            };
            self.clock.move_to(due);
            self.run_due(&mut world);
        }
        self.clock.move_to(instant);
    }

    /// Opens or closes the listening socket.
    pub(crate) fn close_socket(&self, closed: bool) {
        self.closed
            .send_if_modified(|current| std::mem::replace(current, closed) != closed);
    }

    fn lock(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn run_due(&self, world: &mut World) {
        while let Some((due, action)) = world.schedule.take_due(self.clock.now()) {
            self.run(world, due, action);
        }
    }

    fn run(&self, world: &mut World, due: Timestamp, action: Due) {
        match action {
            Due::Post { delivery, first } => {
                for post in world.book.posts(delivery, due, first) {
                    self.sender.send(post);
                }
            }
            Due::ReleaseHeld => {
                if let Some(delivery) = world.book.release_held() {
                    world.post(delivery);
                }
            }
            Due::Cable(frames) => world.cable.send(frames),
            Due::Progress {
                message,
                status,
                error,
            } => world.progress(message, status, error),
            Due::Reopen {
                conversation,
                until,
            } => world.wake_up(conversation, until),
            Due::Macro {
                id,
                user,
                conversations,
            } => world.execute_macro(id, user, &conversations),
            Due::CustomerAnswer { conversation } => world.customer_answers(conversation),
            Due::Life { round } => world.live(round),
            // An outage that was changed meanwhile is not this one's to end.
            Due::EndOutage { number } => {
                if number == world.outages {
                    world.faults.outage = Outage::None;
                    self.close_socket(false);
                }
            }
        }
    }

    fn record(&self, outcome: &PostOutcome) {
        let mut world = self.lock();
        // Nothing is ever tried again.
        world.book.record(outcome, &[]);
        world.noted(outcome.id);
        self.run_due(&mut world);
        drop(world);
        self.sender.finished();
    }

    /// How long until something is due; a manual clock never comes there by itself.
    fn pause(&self) -> Option<Duration> {
        if self.clock.is_manual() {
            return None;
        }
        let due = self.lock().schedule.next_due()?;
        Some(Duration::try_from(due.duration_since(self.clock.now())).unwrap_or_default())
    }
}

/// Runs what is due and notes what became of webhooks, until stopped.
pub(crate) async fn drive(
    runtime: Arc<Runtime>,
    mut outcomes: mpsc::UnboundedReceiver<PostOutcome>,
    stop: CancellationToken,
) {
    loop {
        let pause = runtime.pause();
        let due = async {
            match pause {
                Some(pause) => tokio::time::sleep(pause).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = stop.cancelled() => break,
            Some(outcome) = outcomes.recv() => runtime.record(&outcome),
            () = runtime.wake.notified() => {}
            () = due => {}
        }
        let mut world = runtime.lock();
        runtime.run_due(&mut world);
    }
}
