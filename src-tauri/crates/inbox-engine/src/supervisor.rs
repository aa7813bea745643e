//! Keeps the parts of a line alive: a part that panics is reported by name and started again, with
//! growing waits, and the others never notice.

use std::{collections::HashMap, pin::Pin, sync::Arc};

use inbox_core::Timestamp;
use tokio::task::{Id, JoinSet};
use tokio_util::sync::CancellationToken;

use crate::{hints, line::LineContext, live, outbox, pace::growing_wait_ms, sync};

/// A part that ran this long before it panicked starts with the shortest wait again.
const STEADY_MS: i64 = 10 * 60_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Part {
    Poll,
    News,
    Read,
    Hints,
    Live,
    Outbox,
}

impl Part {
    const ALL: [Self; 6] = [
        Self::Poll,
        Self::News,
        Self::Read,
        Self::Hints,
        Self::Live,
        Self::Outbox,
    ];

    fn run(
        self,
        context: Arc<LineContext>,
        stopping: CancellationToken,
    ) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        let work: Pin<Box<dyn Future<Output = ()> + Send>> = match self {
            Self::Poll => Box::pin(sync::poll(context)),
            Self::News => Box::pin(sync::read_news(context)),
            Self::Read => Box::pin(sync::read(context)),
            Self::Hints => Box::pin(hints::run(context)),
            Self::Live => Box::pin(live::run(context)),
            // Ends by itself: a message on the wire is given a moment to be answered.
            Self::Outbox => return Box::pin(outbox::run(context, stopping)),
        };
        Box::pin(async move {
            // Cancelled anywhere: what was not committed is done again at the next start.
            stopping.run_until_cancelled_owned(work).await;
        })
    }
}

/// Runs all parts of a line until `stopping`.
pub(crate) async fn run(context: Arc<LineContext>, stopping: CancellationToken) {
    let mut tasks = JoinSet::new();
    let mut parts: HashMap<Id, (Part, Timestamp)> = HashMap::new();
    let mut panics: HashMap<Part, u32> = HashMap::new();
    for part in Part::ALL {
        let task = tasks.spawn(part.run(Arc::clone(&context), stopping.clone()));
        parts.insert(task.id(), (part, context.now()));
    }
    while let Some(ended) = tasks.join_next_with_id().await {
        let Err(error) = ended else { continue };
        let Some((part, began)) = parts.remove(&error.id()) else {
            continue;
        };
        if !error.is_panic() || stopping.is_cancelled() {
            continue;
        }
        let steady = context.now().since(began) >= STEADY_MS;
        let count = panics.entry(part).or_insert(0);
        *count = if steady { 1 } else { count.saturating_add(1) };
        let wait = growing_wait_ms(*count, 1_000, 5 * 60_000);
        // The panic's own text may quote what it stumbled over.
        tracing::error!(line = %context.line.id, ?part, count, "a part panicked");
        let restart = {
            let (context, stopping) = (Arc::clone(&context), stopping.clone());
            async move {
                let pause = context.clock().sleep(wait);
                if stopping.run_until_cancelled(pause).await.is_some() {
                    part.run(Arc::clone(&context), stopping).await;
                }
            }
        };
        let began = context.now().plus(wait.cast_signed());
        parts.insert(tasks.spawn(restart).id(), (part, began));
    }
}
