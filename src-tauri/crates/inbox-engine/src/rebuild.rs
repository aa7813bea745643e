//! The cache as a whole: looked through behind a start that follows a crash, and filled again when it
//! is damaged.

use inbox_core::LineId;
use inbox_store::StoreError;

use crate::{
    engine::{Engine, halt},
    error::EngineError,
};

impl Engine {
    /// Reads the whole cache, which may take seconds and holds up nobody. A damaged one is set aside
    /// and filled again while the program runs; true when that was needed. What exists only at this
    /// desk is kept.
    pub async fn check_cache(&self) -> Result<bool, EngineError> {
        let store = &self.inner.surroundings.store;
        match store.check_cache().await {
            Ok(()) => return Ok(false),
            Err(StoreError::CacheDamaged) => {}
            Err(error) => return Err(error.into()),
        }
        tracing::warn!("cache damaged, set aside");
        let turn = self.inner.turn.lock().await;
        // Lines keep in memory what they know to be in the store, and start anew with the new one.
        let running = std::mem::take(&mut *self.inner.lines());
        let lines: Vec<LineId> = running.keys().copied().collect();
        for (_, slot) in running {
            halt(slot).await;
        }
        let rebuilt = store.rebuild_cache().await;
        for line in lines {
            if let Err(error) = self.restart_in(&turn, line).await {
                tracing::error!(%line, %error, "line could not be started");
            }
        }
        rebuilt?;
        self.delete_damaged_cache_once_refilled();
        Ok(true)
    }
}
