//! What colleagues share: the draft and the files of a conversation, prepared texts, labels.

use inbox_core::{Content, Media, PlatformError, RemoteId, SavedReply, Tag, Timestamp};
use serde_json::{Value, json};

use crate::chatwoot::{
    Chatwoot,
    client::{Call, readable},
    map,
    wire::{self, Row},
};

/// A file somebody sent in a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedFile {
    /// The message it belongs to.
    pub message: Option<RemoteId>,
    /// The file.
    pub media: Media,
    /// When it was sent.
    pub sent_at: Option<Timestamp>,
}

impl Chatwoot {
    /// The draft a conversation has on the platform; there is one for all colleagues.
    pub async fn shared_draft(
        &self,
        conversation: &RemoteId,
    ) -> Result<Option<String>, PlatformError> {
        let path = ["conversations", conversation.as_str(), "draft_messages"];
        let document = self.call(Call::get(&path)).await?;
        Ok(Row::of(&document).and_then(|row| row.words("message")))
    }

    /// Replaces the draft of a conversation, or takes it away.
    pub async fn keep_shared_draft(
        &self,
        conversation: &RemoteId,
        text: Option<&str>,
    ) -> Result<(), PlatformError> {
        let path = ["conversations", conversation.as_str(), "draft_messages"];
        let call = match text {
            Some(text) => Call::patch(&path, json!({ "draft_message": { "message": text } })),
            None => Call::delete(&path),
        };
        self.call(call).await.map(drop)
    }

    /// The files of a conversation, newest first; a hundred to a page, from 1.
    pub async fn shared_files(
        &self,
        conversation: &RemoteId,
        page: u32,
    ) -> Result<Vec<SharedFile>, PlatformError> {
        let path = ["conversations", conversation.as_str(), "attachments"];
        let call = Call::get(&path).query("page", page.to_string());
        let document = self.call(call).await?;
        let rows = wire::rows(&document).ok_or(PlatformError::Unreadable)?;
        // Places and links are attachments too, but no files.
        let files = rows.iter().filter_map(|value| {
            let row = Row::of(value)?;
            let Content::Media(media) = map::attachment(row).1 else {
                return None;
            };
            Some(SharedFile {
                message: row.id("message_id"),
                media,
                sent_at: row.instant("created_at"),
            })
        });
        Ok(files.collect())
    }

    /// Prepared texts whose code or words hold the given ones, best first.
    pub async fn search_saved_replies(
        &self,
        query: &str,
    ) -> Result<Vec<SavedReply>, PlatformError> {
        let call = Call::get(&["canned_responses"]).query("search", query);
        let document = self.call(call).await?;
        let rows = wire::rows(&document).ok_or(PlatformError::Unreadable)?;
        Ok(readable(rows, "canned response", map::saved_reply).0)
    }

    /// Prepares a text for everybody; a code that is taken is refused.
    pub async fn add_saved_reply(
        &self,
        short_code: &str,
        text: &str,
    ) -> Result<SavedReply, PlatformError> {
        let body = saved_reply_body(short_code, text);
        let document = self.call(Call::post(&["canned_responses"], body)).await?;
        map::saved_reply(wire::unwrapped(&document)).ok_or(PlatformError::Unreadable)
    }

    /// Changes a prepared text.
    pub async fn update_saved_reply(
        &self,
        reply: &RemoteId,
        short_code: &str,
        text: &str,
    ) -> Result<SavedReply, PlatformError> {
        let path = ["canned_responses", reply.as_str()];
        let body = saved_reply_body(short_code, text);
        let document = self.call(Call::patch(&path, body)).await?;
        map::saved_reply(wire::unwrapped(&document)).ok_or(PlatformError::Unreadable)
    }

    /// Makes a label. The platform knows them in lower case and without blanks, so that is how it is
    /// called; a title that is taken is refused.
    pub async fn create_label(&self, name: &str) -> Result<Tag, PlatformError> {
        let words: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
        let label = json!({ "title": words.join("-"), "show_on_sidebar": true });
        let body = json!({ "label": label });
        let document = self.call(Call::post(&["labels"], body)).await?;
        map::tag(wire::unwrapped(&document)).ok_or(PlatformError::Unreadable)
    }

    /// Removes a prepared text.
    pub async fn delete_saved_reply(&self, reply: &RemoteId) -> Result<(), PlatformError> {
        let path = ["canned_responses", reply.as_str()];
        self.call(Call::delete(&path)).await.map(drop)
    }
}

fn saved_reply_body(short_code: &str, text: &str) -> Value {
    json!({ "canned_response": { "short_code": short_code, "content": text } })
}
