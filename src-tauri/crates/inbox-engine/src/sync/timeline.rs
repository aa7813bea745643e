//! Reading one conversation: its newest items down to what was read before, or one page of its past.
//!
//! What was read without a hole is remembered per conversation as the instant it reaches up to. An
//! item that an event brought does not move it, so a read never stops above something it missed.

use std::sync::Arc;

use inbox_core::{
    ConversationId, ItemRecord, Platform, PlatformError, TimelineRequest, Timestamp, Urgency,
};
use inbox_store::{Applied, History, TimelineBatch, UnfilledHistory};

use tokio::task::JoinSet;

use super::{SyncError, reconcile::read_by_itself};
use crate::line::LineContext;

/// Items may show up in a timeline a while after they happened.
const LATE_MS: i64 = 15 * 60_000;

/// Reads several conversations at the same time, each down to an instant where one is given, and tells
/// how it went in the order in which they ended.
pub(super) async fn read_together(
    context: &Arc<LineContext>,
    wishes: Vec<(ConversationId, Option<Timestamp>)>,
    urgency: Urgency,
) -> Vec<(ConversationId, Result<usize, SyncError>)> {
    let mut tasks = JoinSet::new();
    for (conversation, down_to) in wishes {
        let context = Arc::clone(context);
        tasks.spawn(async move {
            let outcome = read_conversation(&context, &conversation, urgency, down_to).await;
            (conversation, outcome)
        });
    }
    let mut outcomes = Vec::new();
    while let Some(ended) = tasks.join_next().await {
        match ended {
            Ok(ended) => outcomes.push(ended),
            // Reported and restarted like any other panic of a part.
            Err(error) => std::panic::resume_unwind(error.into_panic()),
        }
    }
    outcomes
}

/// Reads what is new in a conversation, and further back to `down_to` when that is given. Returns
/// how many items were seen for the first time.
pub(crate) async fn read_conversation(
    context: &LineContext,
    conversation: &ConversationId,
    urgency: Urgency,
    down_to: Option<Timestamp>,
) -> Result<usize, SyncError> {
    let platform = context.platform.at(urgency);
    let (known, covered) = {
        let mut read = context.store().read().await?;
        let record = read.conversation_record(conversation).await?;
        let covered = read
            .cursor(conversation.line, &covered_name(conversation))
            .await?;
        (
            record,
            covered.and_then(|text| text.parse().ok()).map(Timestamp),
        )
    };
    // Taken before the timeline is read: what changes meanwhile changes the fingerprint as well.
    let (mut record, fingerprint) = if let Some(known) = known {
        (None, known.fingerprint)
    } else {
        let record = context
            .call(platform.conversation(&conversation.remote))
            .await?;
        let fingerprint = record.fingerprint.clone();
        (Some(record), fingerprint)
    };
    let mut inserted = 0;
    let mut newest = covered;
    let mut page = None;
    loop {
        let request = TimelineRequest {
            conversation: conversation.remote.clone(),
            page,
        };
        let answer = match context.call(platform.timeline(&request)).await {
            Ok(answer) => answer,
            // Its items are gone; perhaps it is as well.
            Err(PlatformError::NotFound)
                if !read_by_itself(context, &conversation.remote, urgency).await? =>
            {
                return Ok(inserted);
            }
            Err(error) if says_nothing_to_read(&error) => {
                // Nothing can be read now; the next change of the listing asks again.
                let covers = Some(fingerprint);
                let batch = TimelineBatch {
                    record,
                    covers,
                    ..TimelineBatch::default()
                };
                keep(context, conversation, &batch, None).await?;
                tracing::info!(line = %conversation.line, %error, "timeline not readable");
                return Ok(inserted);
            }
            Err(error) => return Err(error.into()),
        };
        newest = newest.max(answer.items.iter().map(|item| item.occurred_at).max());
        let joined = covered.is_none_or(|covered| {
            let late = covered.plus(-LATE_MS);
            reaches(
                &answer.items,
                down_to.map_or(late, |instant| instant.min(late)),
            )
        });
        let done = joined || answer.next.is_none();
        let history = match (&answer.next, covered) {
            (None, _) => Some(History::Complete),
            (Some(next), None) => Some(History::More(next.clone())),
            (Some(_), Some(_)) => None,
        };
        let batch = TimelineBatch {
            record: record.take(),
            items: answer.items,
            covers: done.then(|| fingerprint.clone()),
            history,
        };
        let reach = done.then(|| newest.unwrap_or_default());
        inserted += keep(context, conversation, &batch, reach).await?.inserted;
        if done {
            return Ok(inserted);
        }
        page = answer.next;
    }
}

/// Reads one page of a conversation's past. Returns the oldest item's time, or `None` when the
/// beginning was reached.
pub(crate) async fn fill_older(
    context: &LineContext,
    history: &UnfilledHistory,
    urgency: Urgency,
) -> Result<Option<Timestamp>, SyncError> {
    let conversation = &history.conversation;
    let Some(next) = history.next.clone() else {
        // Never begun: the newest page is where a past begins.
        read_conversation(context, conversation, urgency, None).await?;
        return Ok(None);
    };
    let request = TimelineRequest {
        conversation: conversation.remote.clone(),
        page: Some(next),
    };
    let platform = context.platform.at(urgency);
    let answer = match context.call(platform.timeline(&request)).await {
        Ok(answer) => answer,
        Err(error) if says_nothing_to_read(&error) => {
            let history = Some(History::Complete);
            let batch = TimelineBatch {
                history,
                ..TimelineBatch::default()
            };
            keep(context, conversation, &batch, None).await?;
            return Ok(None);
        }
        Err(error) => return Err(error.into()),
    };
    let oldest = answer.items.iter().map(|item| item.occurred_at).min();
    let more = answer.next.clone();
    let batch = TimelineBatch {
        items: answer.items,
        history: Some(answer.next.map_or(History::Complete, History::More)),
        ..TimelineBatch::default()
    };
    keep(context, conversation, &batch, None).await?;
    Ok(more.and(oldest))
}

fn covered_name(conversation: &ConversationId) -> String {
    format!("covered:{}", conversation.remote)
}

/// True when the page goes back at least to `instant`.
fn reaches(items: &[ItemRecord], instant: Timestamp) -> bool {
    items
        .iter()
        .map(|item| item.occurred_at)
        .min()
        .is_none_or(|oldest| oldest <= instant)
}

/// The platform spoke about this conversation, and asking again will not change its mind.
fn says_nothing_to_read(error: &PlatformError) -> bool {
    matches!(
        error,
        PlatformError::NotFound
            | PlatformError::Refused { .. }
            | PlatformError::ScopeMissing { .. }
            | PlatformError::Unsupported
            | PlatformError::WindowClosed
    )
}

async fn keep(
    context: &LineContext,
    conversation: &ConversationId,
    batch: &TimelineBatch,
    reach: Option<Timestamp>,
) -> Result<Applied, SyncError> {
    let mut write = context.store().write().await?;
    let applied = write.apply_timeline(conversation, batch).await?;
    if let Some(reach) = reach {
        let name = covered_name(conversation);
        write
            .set_cursor(conversation.line, &name, Some(&reach.0.to_string()))
            .await?;
    }
    write.commit().await?;
    if applied.inserted > 0 {
        context.heard_something();
    }
    Ok(applied)
}
