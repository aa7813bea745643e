//! Taking a change back: for a minute, and where nobody changed it meanwhile.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use inbox_core::{ConversationAction, ConversationId, OutboxId, Timestamp};
use inbox_store::StoreError;

use crate::{changes, engine::Engine, error::EngineError, requests::changed_row};

/// How long a change can be undone.
const UNDO_MS: i64 = 60_000;

/// What an undo did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Undone {
    /// Put back as it was.
    pub restored: u32,
    /// Left alone, as somebody changed them meanwhile.
    pub changed_meanwhile: u32,
}

/// Changes that can still be undone.
#[derive(Default)]
pub(crate) struct Undos(Mutex<HashMap<String, Undo>>);

pub(crate) struct Undo {
    pub(crate) made_at: Timestamp,
    pub(crate) steps: Vec<UndoStep>,
}

pub(crate) struct UndoStep {
    pub(crate) conversation: ConversationId,
    pub(crate) outbox: OutboxId,
    pub(crate) done: ConversationAction,
    /// In this order.
    pub(crate) back: Vec<ConversationAction>,
}

impl Undos {
    pub(crate) fn keep(&self, name: String, undo: Undo) {
        let mut undos = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        undos.retain(|_, known| undo.made_at.since(known.made_at) <= UNDO_MS);
        undos.insert(name, undo);
    }

    fn take(&self, name: &str, now: Timestamp) -> Option<Undo> {
        let mut undos = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        undos
            .remove(name)
            .filter(|undo| now.since(undo.made_at) <= UNDO_MS)
    }
}

impl Engine {
    /// Takes a change back where nobody changed it meanwhile.
    pub async fn undo(&self, undo: &str) -> Result<Undone, EngineError> {
        let surroundings = &self.inner.surroundings;
        let now = surroundings.clock.now();
        let undo = self
            .inner
            .undos
            .take(undo, now)
            .ok_or(EngineError::UndoExpired)?;
        let mut undone = Undone::default();
        let mut lines = Vec::new();
        for step in undo.steps {
            let discarded = async {
                let mut write = surroundings.store.write().await?;
                let row = write.discard(&step.outbox).await?;
                write.commit().await?;
                Ok(row)
            };
            match discarded.await {
                // It had not left yet.
                Ok(Some(_)) => {
                    undone.restored += 1;
                    continue;
                }
                Ok(None) | Err(StoreError::NotNow { .. }) => {}
                Err(error) => return Err(error.into()),
            }
            if !self.still_holds(&step).await? {
                undone.changed_meanwhile += 1;
                continue;
            }
            let line = step.conversation.line;
            let mut write = surroundings.store.write().await?;
            for back in &step.back {
                let id = self.new_outbox_id(now);
                let row = changed_row(id, step.conversation.clone(), back, now);
                write.queue(&row).await?;
            }
            write.commit().await?;
            undone.restored += 1;
            lines.push(line);
        }
        lines.dedup();
        for line in lines {
            self.ring_outbox(line);
        }
        Ok(undone)
    }

    /// Whether what a step did is still as it left it.
    async fn still_holds(&self, step: &UndoStep) -> Result<bool, EngineError> {
        let mut read = self.inner.surroundings.store.read().await?;
        if let ConversationAction::ChangeContact { change, .. } = &step.done {
            let shown = read.card(&step.conversation).await?;
            return Ok(shown.is_some_and(|shown| change.holds(&shown.card)));
        }
        let detail = read.conversation(&step.conversation).await?;
        Ok(detail.is_some_and(|detail| changes::holds(&detail, &step.done)))
    }
}
