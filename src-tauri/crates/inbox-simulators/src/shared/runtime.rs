//! A simulated world in motion: one lock around its state, scheduled things, leaving webhooks.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::{Notify, mpsc, watch};
use tokio_util::sync::CancellationToken;

use crate::shared::clock::Clock;
use crate::shared::faults::Faults;
use crate::shared::gate::Door;
use crate::shared::schedule::Schedule;
use crate::shared::webhooks::{Post, PostOutcome, WebhookSender};

/// How often it is asked whether an answer is still held back.
const ASK_AGAIN: Duration = Duration::from_millis(2);

/// A platform's state, as far as time and webhooks concern it.
pub(crate) trait Living: Send + 'static {
    /// Something that will happen by itself.
    type Due: Send;

    /// Where it takes its time from.
    fn clock(&self) -> &Clock;

    /// What is planned.
    fn schedule(&mut self) -> &mut Schedule<Self::Due>;

    /// What was planned happens now.
    fn happen(&mut self, due: Timestamp, action: Self::Due) -> Consequence;

    /// A webhook was answered, or was not; plans the next attempt if there is to be one.
    fn answered(&mut self, outcome: &PostOutcome);

    /// What goes wrong at present.
    fn faults(&mut self) -> &mut Faults;

    /// How much was accepted and does not show yet.
    fn under_way(&self) -> usize {
        0
    }
}

/// What a happening means outside of the world's state.
pub(crate) enum Consequence {
    /// Nothing.
    None,
    /// Webhooks leave, in this order.
    Posts(Vec<Post>),
    /// The listening socket opens again.
    SocketOpens,
}

/// What the server, the control and the background task share.
#[derive(Debug)]
pub(crate) struct Runtime<World> {
    world: Mutex<World>,
    clock: Clock,
    sender: WebhookSender,
    wake: Notify,
    door: Arc<Door>,
    /// Mirrors how much is under way, for those who wait for nothing to be.
    under_way: watch::Sender<usize>,
    stop: CancellationToken,
}

impl<World> Runtime<World> {
    /// The socket closes for good.
    pub(crate) fn leave_port(&self) {
        self.door.abandon();
    }
}

impl<World: Living> Runtime<World> {
    pub(crate) fn new(
        world: World,
        sender: WebhookSender,
        door: Arc<Door>,
        stop: CancellationToken,
    ) -> Self {
        let clock = world.clock().clone();
        Self {
            world: Mutex::new(world),
            clock,
            sender,
            wake: Notify::new(),
            door,
            under_way: watch::Sender::new(0),
            stop,
        }
    }

    /// Looks at or changes the world. What becomes due by it happens before this returns.
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

    /// Keeps the answer to an executed call back for as long as a switch says so.
    pub(crate) async fn hold_answer(&self, class: &str) {
        let Some(number) = self.lock().faults().hold(class) else {
            return;
        };
        while self.lock().faults().holds(class, number) {
            tokio::time::sleep(ASK_AGAIN).await;
        }
    }

    /// Ends when the simulator stops: open sockets must not outlive it.
    pub(crate) async fn stopped(&self) {
        self.stop.cancelled().await;
    }

    /// Waits until every webhook that has left was answered and what was accepted shows; for the
    /// latter only with a clock that comes there by itself.
    pub(crate) async fn settle(&self) {
        self.sender.idle().await;
        if !self.clock.is_manual() {
            // The sender lives as long as this, so the wait can only end with the count at zero.
            let mut under_way = self.under_way.subscribe();
            let _ = under_way.wait_for(|count| *count == 0).await;
        }
    }

    /// Moves a manual clock to `instant`, stopping at everything that is due on the way.
    pub(crate) async fn advance_to(&self, instant: Timestamp) {
        if !self.clock.is_manual() {
            return;
        }
        loop {
            // Answers to earlier posts decide which retries lie on the way.
            self.settle().await;
            let mut world = self.lock();
            let next = world.schedule().next_due();
            let Some(due) = next.filter(|due| *due <= instant) else {
                break;
            };
            self.clock.move_to(due);
            self.run_due(&mut world);
        }
        self.clock.move_to(instant);
    }

    /// Opens or closes the listening socket.
    pub(crate) fn close_socket(&self, closed: bool) {
        self.door.set_closed(closed);
    }

    fn lock(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn run_due(&self, world: &mut World) {
        while let Some((due, action)) = world.schedule().take_due(self.clock.now()) {
            match world.happen(due, action) {
                Consequence::None => {}
                Consequence::Posts(posts) => {
                    for post in posts {
                        self.sender.send(post);
                    }
                }
                Consequence::SocketOpens => self.close_socket(false),
            }
        }
        let count = world.under_way();
        self.under_way
            .send_if_modified(|current| std::mem::replace(current, count) != count);
    }

    fn record(&self, outcome: &PostOutcome) {
        let mut world = self.lock();
        world.answered(outcome);
        self.run_due(&mut world);
        drop(world);
        self.sender.finished();
    }

    /// How long until something is due; a manual clock never comes there by itself.
    fn pause(&self) -> Option<Duration> {
        if self.clock.is_manual() {
            return None;
        }
        let due = self.lock().schedule().next_due()?;
        Some(Duration::try_from(due.duration_since(self.clock.now())).unwrap_or_default())
    }
}

/// Runs what is due and notes what became of webhooks, until stopped.
pub(crate) async fn drive<World: Living>(
    runtime: Arc<Runtime<World>>,
    mut outcomes: mpsc::UnboundedReceiver<PostOutcome>,
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
            () = runtime.stopped() => break,
            Some(outcome) = outcomes.recv() => runtime.record(&outcome),
            () = runtime.wake.notified() => {}
            () = due => {}
        }
        let mut world = runtime.lock();
        runtime.run_due(&mut world);
    }
}
