//! What belongs to a line as a whole and is made from here: its tags.

use inbox_core::{LineId, Tag};
use inbox_platforms::AnyPlatform;

use crate::{engine::Engine, error::EngineError};

impl Engine {
    /// Makes a tag on a line's platform; it can be used at once.
    pub async fn create_tag(&self, line: LineId, name: &str) -> Result<Tag, EngineError> {
        let name = name.trim();
        if name.is_empty() {
            return Err(EngineError::EmptyText);
        }
        let tag = self
            .ask(
                line,
                |can| can.create_tags,
                |platform: AnyPlatform| async move { platform.create_tag(name).await },
            )
            .await?;
        // Kept until the line's directory is read again.
        let store = &self.inner.surroundings.store;
        let mut directory = store.read().await?.directory(line).await?;
        directory.tags.retain(|known| known.remote != tag.remote);
        directory.tags.push(tag.clone());
        let mut write = store.write().await?;
        write.replace_directory(line, &directory).await?;
        write.commit().await?;
        Ok(tag)
    }
}
