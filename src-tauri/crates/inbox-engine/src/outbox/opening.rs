//! Beginning conversations from the outbox. Like words, a beginning is never repeated blindly: when
//! nobody knows whether it went out, it is looked for.

use inbox_core::{
    Begun, ConversationId, ConversationTools, Opening, OpeningProbe, Outbound, OutboxId, Platform,
    StuckReason, Urgency,
};
use inbox_store::StoreError;

use super::{LOOK_AGAIN_MS, Step, carry_out, keep, verdict};
use crate::{error::EngineError, line::LineContext, pace::growing_wait_ms};

/// Tries once to begin the conversation of a row that was just marked as being on the wire.
pub(super) async fn attempt(context: &LineContext, row: &Outbound, opening: &Opening) {
    let platform = context.platform.at(Urgency::Person);
    // On the heap: only one row in many begins something.
    match context.call(Box::pin(platform.begin(opening))).await {
        Ok(Some(begun)) => stand(context, row, &begun).await,
        Ok(None) => {
            // Taken, but not named: it is looked for as if nobody had answered.
            tracing::debug!(line = %context.line.id, outbox = %row.id, "begun, unnamed");
            super::outcome_unknown(context, row).await;
        }
        Err(error) => {
            tracing::info!(line = %context.line.id, outbox = %row.id, %error, "not begun");
            let verdict = verdict::after_failure(&row.action, &error, row.attempts, context.now());
            carry_out(context, row, verdict).await;
        }
    }
}

/// Looks for a beginning that got no answer.
pub(super) async fn look_for(context: &LineContext, row: &Outbound, opening: &Opening) {
    let looked_at = context.now();
    let attempted_at = row.attempted_at.unwrap_or(row.created_at);
    match find(context, row, opening).await {
        Ok(Some(begun)) => stand(context, row, &begun).await,
        Ok(None) => {
            let step =
                verdict::next_look(attempted_at, looked_at, context.answer_given_up(&row.id))
                    .map_or(Step::Stick(StuckReason::NotFoundAfterNoAnswer), Step::Check);
            keep(context, &row.id, step).await;
        }
        Err(error) => {
            tracing::info!(line = %context.line.id, outbox = %row.id, %error, "look failed");
            // Only a look that was answered may say that it is not there.
            keep(context, &row.id, Step::Check(looked_at.plus(LOOK_AGAIN_MS))).await;
        }
    }
}

/// One more look; true when the conversation is there, and then it stands.
pub(super) async fn found_after_all(
    context: &LineContext,
    row: &Outbound,
    opening: &Opening,
) -> Result<bool, EngineError> {
    let Some(begun) = find(context, row, opening).await? else {
        return Ok(false);
    };
    stand(context, row, &begun).await;
    Ok(true)
}

async fn find(
    context: &LineContext,
    row: &Outbound,
    opening: &Opening,
) -> Result<Option<Begun>, EngineError> {
    let mut read = context.store().read().await?;
    let known = read
        .conversations_with(context.line.id, &opening.contact)
        .await?;
    drop(read);
    let probe = OpeningProbe {
        opening: opening.clone(),
        attempted_at: row.attempted_at.unwrap_or(row.created_at),
        known: known
            .into_iter()
            .map(|conversation| conversation.remote)
            .collect(),
    };
    let platform = context.platform.at(Urgency::Person);
    let found = context.call(Box::pin(platform.find_begun(&probe))).await;
    Ok(found?)
}

/// Writes down under which name the conversation stands, however long the disk refuses, and has it
/// read.
async fn stand(context: &LineContext, row: &Outbound, begun: &Begun) {
    let mut failures = 0;
    let real = loop {
        match confirmed(context, &row.id, begun).await {
            Ok(real) => break real,
            // Let go of by the person in the meantime, or gone with its line.
            Err(StoreError::Unknown { .. }) => break None,
            Err(error) => {
                failures += 1;
                tracing::error!(line = %context.line.id, %error, "outbox could not be written");
                let wait = growing_wait_ms(failures, 1_000, 60_000);
                context.clock().sleep(wait).await;
            }
        }
    };
    context.answer_settled(&row.id);
    let Some(real) = real else { return };
    tracing::debug!(line = %context.line.id, outbox = %row.id, "begun");
    context.target(&real.remote, 0);
    // First words that are still to be said go out now.
    context.outbox_bell.ring();
}

async fn confirmed(
    context: &LineContext,
    id: &OutboxId,
    begun: &Begun,
) -> Result<Option<ConversationId>, StoreError> {
    let mut write = context.store().write().await?;
    let real = write.confirm_opening(id, begun).await?;
    write.commit().await?;
    Ok(real)
}
