//! What a line can do, kept so that the next start knows it before the platform was reached.

use inbox_core::{Capabilities, LineId};
use inbox_store::{Read, StoreError, Write};

fn key(line: LineId) -> String {
    format!("line.{line}.capabilities")
}

pub(crate) async fn keep(
    write: &mut Write,
    line: LineId,
    capabilities: &Capabilities,
) -> Result<(), StoreError> {
    let text = serde_json::to_string(capabilities).map_err(|_| StoreError::NotUnderstood {
        what: "capabilities",
    })?;
    write.set_setting(&key(line), Some(&text)).await
}

pub(crate) async fn forget(write: &mut Write, line: LineId) -> Result<(), StoreError> {
    write.set_setting(&key(line), None).await
}

/// `None` before the line was first reached, and when another version kept them differently.
pub(crate) async fn read(
    read: &mut Read,
    line: LineId,
) -> Result<Option<Capabilities>, StoreError> {
    let text = read.setting(&key(line)).await?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
}
