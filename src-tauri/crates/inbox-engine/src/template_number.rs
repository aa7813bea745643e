//! The number that templates go out from, where a platform does not tell it: the person types it in
//! once, and it is kept with the line. It is an id and no secret.

use inbox_core::LineId;
use inbox_store::{Read, StoreError, Write};

use crate::{
    engine::{Engine, LineState},
    error::EngineError,
};

/// Longer than any id of Meta's.
const LONGEST: usize = 40;

fn key(line: LineId) -> String {
    format!("line.{line}.templateNumber")
}

pub(crate) async fn read(read: &mut Read, line: LineId) -> Result<Option<String>, StoreError> {
    read.setting(&key(line)).await
}

pub(crate) async fn forget(write: &mut Write, line: LineId) -> Result<(), StoreError> {
    write.set_setting(&key(line), None).await
}

impl Engine {
    /// Says which number the templates of a line go out from; `None` forgets it.
    pub async fn set_template_number(
        &self,
        line: LineId,
        number: Option<&str>,
    ) -> Result<LineState, EngineError> {
        let number = number.map(str::trim).filter(|number| !number.is_empty());
        if number.is_some_and(|number| {
            number.len() > LONGEST || !number.bytes().all(|byte| byte.is_ascii_digit())
        }) {
            return Err(EngineError::NotANumber);
        }
        let turn = self.inner.turn.lock().await;
        let store = &self.inner.surroundings.store;
        if store.read().await?.line(line).await?.is_none() {
            return Err(EngineError::UnknownLine);
        }
        let mut write = store.write().await?;
        write.set_setting(&key(line), number).await?;
        write.commit().await?;
        self.restart_in(&turn, line).await?;
        drop(turn);
        self.line_state(line).await
    }
}
