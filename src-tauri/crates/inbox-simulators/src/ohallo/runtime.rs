//! The account in motion: one lock around its state, and scheduled things that happen in order.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;

use super::world::{Due, World};
use crate::shared::clock::Clock;
use crate::shared::faults::Outage;

/// What the server, the control and the background task share.
#[derive(Debug)]
pub(crate) struct Runtime {
    world: Mutex<World>,
    clock: Clock,
    wake: Notify,
    closed: watch::Sender<bool>,
    /// Mirrors the number of sends under way, for those who wait for none.
    under_way: watch::Sender<usize>,
}

impl Runtime {
    pub(crate) fn new(world: World, closed: watch::Sender<bool>) -> Self {
        let clock = world.clock.clone();
        Self {
            world: Mutex::new(world),
            clock,
            wake: Notify::new(),
            closed,
            under_way: watch::Sender::new(0),
        }
    }

    /// Looks at or changes the account. What becomes due by it happens before this returns.
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

    /// Waits until every accepted send that will show does. A manual clock is not waited for.
    pub(crate) async fn settle(&self) {
        if self.clock.is_manual() {
            return;
        }
        // The sender lives as long as this, so the wait can only end with the count at zero.
        let _ = self
            .under_way
            .subscribe()
            .wait_for(|count| *count == 0)
            .await;
    }

    /// Moves a manual clock to `instant`, stopping at everything that is due on the way.
    pub(crate) fn advance_to(&self, instant: Timestamp) {
        if !self.clock.is_manual() {
            return;
        }
        let mut world = self.lock();
        while let Some(due) = world.schedule.next_due().filter(|due| *due <= instant) {
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
        while let Some((_, action)) = world.schedule.take_due(self.clock.now()) {
            self.run(world, action);
        }
        let count = world.sends_under_way;
        self.under_way
            .send_if_modified(|current| std::mem::replace(current, count) != count);
    }

    fn run(&self, world: &mut World, action: Due) {
        match action {
            Due::Signal {
                conversation,
                taken,
            } => world.signal_arrives(conversation, taken),
            Due::Reply {
                conversation,
                send,
                content,
            } => world.reply_shows(conversation, send, &content),
            Due::Composed { draft, send } => world.composed(draft, send),
            Due::AiTurn { conversation, turn } => world.ai_turn(conversation, turn),
            Due::AiContinues { conversation } => world.ai_continues(conversation),
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

    /// How long until something is due; a manual clock never comes there by itself.
    fn pause(&self) -> Option<Duration> {
        if self.clock.is_manual() {
            return None;
        }
        let due = self.lock().schedule.next_due()?;
        Some(Duration::try_from(due.duration_since(self.clock.now())).unwrap_or_default())
    }
}

/// Runs what is due until stopped.
pub(crate) async fn drive(runtime: Arc<Runtime>, stop: CancellationToken) {
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
            () = runtime.wake.notified() => {}
            () = due => {}
        }
        let mut world = runtime.lock();
        runtime.run_due(&mut world);
    }
}
