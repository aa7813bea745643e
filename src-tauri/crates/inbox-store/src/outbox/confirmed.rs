//! A change that a platform confirmed becomes its own word.

use inbox_core::{Content, ConversationAction, ConversationId, NoteTerms, Status};
use sqlx::SqliteConnection;

use crate::{
    StoreError, Write,
    conversations::row_of,
    words::{Word, from_json, to_json},
};

impl Write {
    /// Shows what a confirmed change did to an item: nobody tells a note again that is gone.
    pub(super) async fn tell_items(
        &mut self,
        conversation: &ConversationId,
        action: &ConversationAction,
    ) -> Result<(), StoreError> {
        let Some(place) = row_of(self.connection(), conversation).await? else {
            return Ok(());
        };
        match action {
            ConversationAction::DeleteItem { item } => {
                sqlx::query(
                    "DELETE FROM items WHERE conversation_id = ? AND remote = ?
                       AND content ->> '$.type' = 'note'",
                )
                .bind(place)
                .bind(item.as_str())
                .execute(self.connection())
                .await?;
                sqlx::query(
                    "UPDATE items SET content = ? WHERE conversation_id = ? AND remote = ?",
                )
                .bind(to_json("content", &Content::Deleted)?)
                .bind(place)
                .bind(item.as_str())
                .execute(self.connection())
                .await?;
            }
            ConversationAction::ChangeNote { item, text, terms } => {
                let known: Option<String> = sqlx::query_scalar(
                    "SELECT content FROM items WHERE conversation_id = ? AND remote = ?",
                )
                .bind(place)
                .bind(item.as_str())
                .fetch_optional(self.connection())
                .await?;
                let known = known
                    .map(|known| from_json("content", &known))
                    .transpose()?;
                let former = match known {
                    Some(Content::Note { terms, .. }) => terms,
                    _ => NoteTerms::default(),
                };
                let content = Content::Note {
                    text: text.clone(),
                    mentions: Vec::new(),
                    terms: terms.unwrap_or(former),
                };
                sqlx::query(
                    "UPDATE items SET content = ? WHERE conversation_id = ? AND remote = ?",
                )
                .bind(to_json("content", &content)?)
                .bind(place)
                .bind(item.as_str())
                .execute(self.connection())
                .await?;
            }
            _ => return Ok(()),
        }
        self.items_changed(place, conversation);
        Ok(())
    }
}

/// Keeps a change as the platform's own word. The next listing counts whatever its fingerprint is: a
/// platform that took the call but did nothing shows the listing it showed before.
pub(super) async fn tell(
    connection: &mut SqliteConnection,
    conversation: &ConversationId,
    action: &ConversationAction,
) -> Result<(), StoreError> {
    let place =
        |query: sqlx::query::Query<'static, sqlx::Sqlite, sqlx::sqlite::SqliteArguments>| {
            query
                .bind(conversation.line.0)
                .bind(conversation.remote.0.clone())
        };
    let query = match action {
        ConversationAction::Assign { to, to_kind, .. } => sqlx::query(
            "UPDATE conversations
             SET told_assignee = ?, told_assignee_kind = ?, told_assignee_name = NULL, fingerprint = ''
             WHERE line_id = ? AND remote = ?",
        )
        .bind(to.clone().map(|agent| agent.0))
        .bind(to.as_ref().map(|_| to_kind.word())),
        // Whether it took the assignee along, only a read tells.
        ConversationAction::AssignTeam { team } => sqlx::query(
            "UPDATE conversations SET told_team = ?, fingerprint = '' WHERE line_id = ? AND remote = ?",
        )
        .bind(team.clone().map(|team| team.0)),
        ConversationAction::SetStatus { status, until } => sqlx::query(
            "UPDATE conversations SET told_status = ?, told_snoozed_until = ?, fingerprint = ''
             WHERE line_id = ? AND remote = ?",
        )
        .bind(status.word())
        .bind(until.map(|until| until.0)),
        ConversationAction::AskForPerson { since } => sqlx::query(
            "UPDATE conversations
             SET told_status = ?, attention_at = ?, attention_for_person = 1, fingerprint = ''
             WHERE line_id = ? AND remote = ?",
        )
        .bind(Status::Open.word())
        .bind(since.0),
        ConversationAction::ResolveAs { .. } | ConversationAction::SetMuted { muted: true } => sqlx::query(
            "UPDATE conversations SET told_status = ?, fingerprint = '' WHERE line_id = ? AND remote = ?",
        )
        .bind(Status::Resolved.word()),
        ConversationAction::SetPriority { priority } => sqlx::query(
            "UPDATE conversations SET told_priority = ?, fingerprint = '' WHERE line_id = ? AND remote = ?",
        )
        .bind(priority.map(Word::word)),
        ConversationAction::SetTags { tags } => sqlx::query(
            "UPDATE conversations SET told_tags = ?, fingerprint = '' WHERE line_id = ? AND remote = ?",
        )
        .bind(to_json("tags", tags)?),
        ConversationAction::SetAi { on } => sqlx::query(
            "UPDATE conversations SET told_ai_on = ?, fingerprint = '' WHERE line_id = ? AND remote = ?",
        )
        .bind(*on),
        ConversationAction::MarkUnread => sqlx::query(
            "UPDATE conversations SET seen_through = NULL, fingerprint = '' WHERE line_id = ? AND remote = ?",
        ),
        // Only a read tells what these came to.
        ConversationAction::ResolveAttention { .. }
        | ConversationAction::Approve
        | ConversationAction::DeleteItem { .. }
        | ConversationAction::ChangeNote { .. }
        | ConversationAction::SetMuted { muted: false }
        | ConversationAction::SetProperty { .. }
        | ConversationAction::ChangeContact { .. }
        | ConversationAction::MarkRead => sqlx::query(
            "UPDATE conversations SET fingerprint = '' WHERE line_id = ? AND remote = ?",
        ),
    };
    place(query).execute(connection).await?;
    Ok(())
}
