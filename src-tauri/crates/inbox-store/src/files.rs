//! Files that a person attached: rows that say whose they are. A file belongs to a draft, moves to a
//! row of the outbox when that is queued, and goes with it; [`crate::folder`] keeps the bytes.

use std::collections::HashSet;

use inbox_core::{ConversationId, FileId, FileSource, OutboxId, OutgoingFile};

use crate::{Change, Read, StoreError, Write, conversations::row_of, write::Touch};

/// A file of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachedFile {
    /// Its id.
    pub id: FileId,
    /// For colleagues, not for the customer.
    pub note: bool,
    /// Its name.
    pub name: String,
    /// MIME type.
    pub mime_type: String,
    /// Size in bytes; 0 where the size of a link is not known.
    pub bytes: u64,
    /// Its address, when it is a link.
    pub url: Option<String>,
}

impl AttachedFile {
    /// The file as it goes into a message.
    pub fn outgoing(&self) -> OutgoingFile {
        OutgoingFile {
            source: match &self.url {
                Some(url) => FileSource::Link { url: url.clone() },
                None => FileSource::Kept {
                    path: self.id.to_string(),
                },
            },
            name: self.name.clone(),
            mime_type: self.mime_type.clone(),
            bytes: self.bytes,
        }
    }
}

#[derive(sqlx::FromRow)]
struct FileRow {
    id: String,
    note: bool,
    name: String,
    mime_type: String,
    bytes: i64,
    url: Option<String>,
}

impl FileRow {
    fn file(self) -> Result<AttachedFile, StoreError> {
        Ok(AttachedFile {
            id: id_of(&self.id)?,
            note: self.note,
            name: self.name,
            mime_type: self.mime_type,
            bytes: self.bytes.max(0).unsigned_abs(),
            url: self.url,
        })
    }
}

fn id_of(text: &str) -> Result<FileId, StoreError> {
    text.parse()
        .map_err(|_| StoreError::NotUnderstood { what: "file id" })
}

impl Write {
    /// Puts a file into the draft of a conversation.
    pub async fn attach(
        &mut self,
        conversation: &ConversationId,
        file: &AttachedFile,
    ) -> Result<(), StoreError> {
        let now = self.now;
        self.known_conversation(conversation).await?;
        sqlx::query(
            "INSERT INTO desk.files (id, line_id, conversation, note, name, mime_type, bytes, url,
                                     added_at)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(file.id.as_str())
        .bind(conversation.line.0)
        .bind(conversation.remote.as_str())
        .bind(file.note)
        .bind(&file.name)
        .bind(&file.mime_type)
        .bind(i64::try_from(file.bytes).unwrap_or(i64::MAX))
        .bind(&file.url)
        .bind(now.0)
        .execute(self.connection())
        .await?;
        self.draft_files_changed(conversation).await
    }

    /// Takes a file out of its draft; nothing happens when it is in none.
    pub async fn detach(&mut self, file: &FileId) -> Result<(), StoreError> {
        let place: Option<(i64, String)> = sqlx::query_as(
            "DELETE FROM desk.files WHERE id = ? AND outbox_id IS NULL
             RETURNING line_id, conversation",
        )
        .bind(file.as_str())
        .fetch_optional(self.connection())
        .await?;
        match place {
            Some((line, remote)) => {
                let conversation = ConversationId::new(inbox_core::LineId(line), remote);
                self.draft_files_changed(&conversation).await
            }
            None => Ok(()),
        }
    }

    /// Moves files from their draft to a row of the outbox, which they then go with. Fails with
    /// [`StoreError::Unknown`] when one is not in the draft of this conversation.
    pub async fn give_files(
        &mut self,
        conversation: &ConversationId,
        files: &[FileId],
        outbox: &OutboxId,
    ) -> Result<(), StoreError> {
        for file in files {
            let given = sqlx::query(
                "UPDATE desk.files SET outbox_id = ?
                 WHERE id = ? AND line_id = ? AND conversation = ? AND outbox_id IS NULL",
            )
            .bind(&outbox.0)
            .bind(file.as_str())
            .bind(conversation.line.0)
            .bind(conversation.remote.as_str())
            .execute(self.connection())
            .await?;
            if given.rows_affected() == 0 {
                return Err(StoreError::Unknown { what: "file" });
            }
        }
        if files.is_empty() {
            return Ok(());
        }
        self.draft_files_changed(conversation).await
    }

    /// Puts the files of a row of the outbox back into the draft they came from.
    pub async fn put_back_files(
        &mut self,
        conversation: &ConversationId,
        outbox: &OutboxId,
    ) -> Result<(), StoreError> {
        let back = sqlx::query("UPDATE desk.files SET outbox_id = NULL WHERE outbox_id = ?")
            .bind(&outbox.0)
            .execute(self.connection())
            .await?;
        if back.rows_affected() == 0 {
            return Ok(());
        }
        self.draft_files_changed(conversation).await
    }

    async fn draft_files_changed(
        &mut self,
        conversation: &ConversationId,
    ) -> Result<(), StoreError> {
        self.tell(Change::Draft(conversation.clone()));
        if let Some(row) = row_of(self.connection(), conversation).await? {
            self.touch(
                row,
                Touch {
                    row: true,
                    ..Touch::default()
                },
            );
        }
        Ok(())
    }
}

impl Read {
    /// The files of a draft, in the order they were attached.
    pub async fn attached_files(
        &mut self,
        conversation: &ConversationId,
    ) -> Result<Vec<AttachedFile>, StoreError> {
        let rows: Vec<FileRow> = sqlx::query_as(
            "SELECT id, note, name, mime_type, bytes, url FROM desk.files
             WHERE line_id = ? AND conversation = ? AND outbox_id IS NULL
             ORDER BY position",
        )
        .bind(conversation.line.0)
        .bind(conversation.remote.as_str())
        .fetch_all(self.connection())
        .await?;
        rows.into_iter().map(FileRow::file).collect()
    }

    /// A file, of a draft or of the outbox, while it is at this desk.
    pub async fn attached_file(
        &mut self,
        file: &FileId,
    ) -> Result<Option<AttachedFile>, StoreError> {
        let row: Option<FileRow> = sqlx::query_as(
            "SELECT id, note, name, mime_type, bytes, url FROM desk.files WHERE id = ?",
        )
        .bind(file.as_str())
        .fetch_optional(self.connection())
        .await?;
        row.map(FileRow::file).transpose()
    }

    /// The ids of all files whose bytes are needed.
    pub(crate) async fn kept_files(&mut self) -> Result<HashSet<FileId>, StoreError> {
        let ids: Vec<String> = sqlx::query_scalar("SELECT id FROM desk.files WHERE url IS NULL")
            .fetch_all(self.connection())
            .await?;
        ids.iter().map(|id| id_of(id)).collect()
    }
}
