//! The head of an e-mail that is being written: whom it goes to beside the customer.

use inbox_core::{ChannelKind, Content, ConversationId, EmailHead};

use crate::{
    Change, Read, StoreError, Write,
    words::{Word, from_json, to_json},
};

/// What the head of an answer is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyHead {
    /// Whom the answer goes to: as it was left, else everybody whom the newest e-mail names.
    pub head: EmailHead,
    /// What the person has put under their e-mails on the platform.
    pub signature: Option<String>,
}

#[derive(sqlx::FromRow)]
struct HeadRow {
    id: i64,
    channel_kind: String,
    email: Option<String>,
    own: Option<String>,
    signature: Option<String>,
    kept: Option<String>,
}

pub(crate) const REPLY_HEAD: &str = "
    SELECT c.id, c.channel_kind, k.email, ch.address AS own, x.signature, h.head AS kept
    FROM conversations c
    CROSS JOIN contacts k ON k.id = c.contact_id
    LEFT JOIN channels ch ON ch.line_id = c.line_id AND ch.remote = c.channel
    LEFT JOIN line_extras x ON x.line_id = c.line_id
    LEFT JOIN desk.reply_heads h ON h.line_id = c.line_id AND h.conversation = c.remote
    WHERE c.line_id = ? AND c.remote = ?";

/// Whom an e-mail names stands in it; the files beside it are items of their own.
pub(crate) const NEWEST_EMAILS: &str = "
    SELECT i.content FROM items i INDEXED BY items_timeline
    WHERE i.conversation_id = ? AND i.behind IS NULL AND i.direction = 'inbound'
    ORDER BY i.occurred_at DESC, i.id DESC LIMIT 10";

impl Read {
    /// The head of the answer in a conversation by e-mail; `None` on other channels, and where the
    /// customer has no address.
    pub async fn reply_head(
        &mut self,
        conversation: &ConversationId,
    ) -> Result<Option<ReplyHead>, StoreError> {
        let row: Option<HeadRow> = sqlx::query_as(REPLY_HEAD)
            .bind(conversation.line.0)
            .bind(conversation.remote.as_str())
            .fetch_optional(self.connection())
            .await?;
        let Some(row) = row else { return Ok(None) };
        let (ChannelKind::Email, Some(customer)) = (Word::read(&row.channel_kind)?, row.email)
        else {
            return Ok(None);
        };
        let begun = EmailHead::answering(&customer, None, None);
        let head = if let Some(kept) = row.kept {
            EmailHead {
                to: begun.to,
                ..from_json("head", &kept)?
            }
        } else {
            let newest = self.newest_email(row.id).await?;
            EmailHead::answering(&customer, row.own.as_deref(), newest.as_ref())
        };
        Ok(Some(ReplyHead {
            head,
            signature: row.signature,
        }))
    }

    async fn newest_email(&mut self, conversation: i64) -> Result<Option<Content>, StoreError> {
        let contents: Vec<String> = sqlx::query_scalar(NEWEST_EMAILS)
            .bind(conversation)
            .fetch_all(self.connection())
            .await?;
        for content in contents {
            let content: Content = from_json("content", &content)?;
            if matches!(content, Content::Email { .. }) {
                return Ok(Some(content));
            }
        }
        Ok(None)
    }
}

impl Write {
    /// Keeps whom an e-mail that is being written goes to, until it is sent.
    pub async fn save_reply_head(
        &mut self,
        conversation: &ConversationId,
        head: &EmailHead,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO desk.reply_heads (line_id, conversation, head) VALUES (?, ?, ?)
             ON CONFLICT (line_id, conversation) DO UPDATE SET head = excluded.head",
        )
        .bind(conversation.line.0)
        .bind(conversation.remote.as_str())
        .bind(to_json("head", head)?)
        .execute(self.connection())
        .await?;
        self.tell(Change::Conversation(conversation.clone()));
        Ok(())
    }

    /// Forgets it: the e-mail was sent.
    pub async fn forget_reply_head(
        &mut self,
        conversation: &ConversationId,
    ) -> Result<(), StoreError> {
        let gone =
            sqlx::query("DELETE FROM desk.reply_heads WHERE line_id = ? AND conversation = ?")
                .bind(conversation.line.0)
                .bind(conversation.remote.as_str())
                .execute(self.connection())
                .await?;
        if gone.rows_affected() > 0 {
            self.tell(Change::Conversation(conversation.clone()));
        }
        Ok(())
    }
}
