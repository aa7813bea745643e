//! Lets time pass in the store: windows close and moves change by themselves.

use std::sync::Arc;

use inbox_store::Change;
use tokio::sync::broadcast::error::RecvError;

use crate::surroundings::Surroundings;

/// Look again at least this often, should the clock have been set.
const LONGEST_MS: i64 = 15 * 60_000;

/// Never more often than this: what changes in between changes together.
const SHORTEST_MS: i64 = 250;

/// Advances moves whenever one is due, for as long as the engine runs.
pub(crate) async fn run(surroundings: Arc<Surroundings>) {
    let mut feed = surroundings.store.changes();
    loop {
        let now = surroundings.clock.now();
        let next = match surroundings.store.advance_moves(now).await {
            Ok(next) => next,
            Err(error) => {
                tracing::error!(%error, "moves could not be advanced");
                None
            }
        };
        let wait = next.map_or(LONGEST_MS, |next| {
            next.since(now).clamp(SHORTEST_MS, LONGEST_MS)
        });
        let alarm = surroundings.clock.sleep(wait.unsigned_abs());
        tokio::pin!(alarm);
        // A commit may have brought a move that changes sooner; asking is one look at an index.
        loop {
            tokio::select! {
                () = &mut alarm => break,
                changed = feed.recv() => match changed {
                    Ok(changed) => {
                        let moved = |change: &Change| matches!(change, Change::Conversation(_));
                        if changed.changes.iter().any(moved) {
                            let pause = surroundings.clock.sleep(SHORTEST_MS.unsigned_abs());
                            tokio::select! { () = &mut alarm => {}, () = pause => {} }
                            break;
                        }
                    }
                    Err(RecvError::Lagged(_)) => break,
                    Err(RecvError::Closed) => return,
                },
            }
        }
    }
}
