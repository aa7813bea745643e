//! When a relay last brought an event of a line's platform: what tells whether webhooks arrive.

use inbox_core::{LineId, Timestamp};
use inbox_store::{Read, StoreError, Write};

use crate::line::LineContext;

/// It is written once in so long; what is told meanwhile is exact.
const KEPT_FOR_MS: i64 = 10 * 60_000;

fn key(line: LineId) -> String {
    format!("line.{line}.relayEventAt")
}

/// Keeps that an event arrived just now, unless that is known well enough already.
pub(crate) async fn note(context: &LineContext, write: &mut Write) -> Result<(), StoreError> {
    let now = context.now();
    let known = context.status().relay_event_at;
    let span = |at: Timestamp| at.0.div_euclid(KEPT_FOR_MS);
    if known.is_some_and(|known| span(known) == span(now)) {
        return Ok(());
    }
    let value = now.0.to_string();
    write.set_setting(&key(context.line.id), Some(&value)).await
}

/// Tells that an event arrived just now.
pub(crate) fn tell(context: &LineContext) {
    let now = context.now();
    context.tell(|status| status.relay_event_at = Some(now));
}

/// When one last arrived, as far as it was kept.
pub(crate) async fn read(read: &mut Read, line: LineId) -> Result<Option<Timestamp>, StoreError> {
    let kept = read.setting(&key(line)).await?;
    Ok(kept.and_then(|kept| kept.parse().ok()).map(Timestamp))
}

/// Forgets it, as what arrives is to come another way from now on.
pub(crate) async fn forget(write: &mut Write, line: LineId) -> Result<(), StoreError> {
    write.set_setting(&key(line), None).await
}
