//! The person's own desk: macros, notifications, availability, words of the platform's AI.

use inbox_core::{PlatformError, RemoteId, Timestamp};
use serde_json::{Value, json};

use crate::chatwoot::{
    Chatwoot,
    client::{Call, readable},
    wire::{self, Row, id_value},
};

/// A prepared row of deeds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Macro {
    /// Its id.
    pub remote: RemoteId,
    /// Its name.
    pub name: String,
    /// Everybody's, as opposed to the person's own.
    pub shared: bool,
    /// What it does, by the platform's names for deeds.
    pub deeds: Vec<String>,
}

/// A notification of the platform to the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// Its id.
    pub remote: RemoteId,
    /// The platform's word for what it is about.
    pub kind: String,
    /// Its title.
    pub title: Option<String>,
    /// Its words.
    pub text: Option<String>,
    /// The conversation it is about.
    pub conversation: Option<RemoteId>,
    /// When it was read.
    pub read_at: Option<Timestamp>,
    /// When it was raised.
    pub created_at: Option<Timestamp>,
}

/// Whether colleagues see the person as there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Availability {
    /// There.
    Online,
    /// There, but not to be given anything.
    Busy,
    /// Away.
    Offline,
}

/// How the platform's AI shall put words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rewrite {
    /// Spelling and grammar only.
    Correct,
    /// Better, knowing the conversation.
    Improve,
    /// Relaxed.
    Casual,
    /// Businesslike.
    Professional,
    /// Warm.
    Friendly,
    /// Sure of itself.
    Confident,
    /// To the point.
    Straightforward,
}

impl Chatwoot {
    /// The macros the person may use.
    pub async fn macros(&self) -> Result<Vec<Macro>, PlatformError> {
        let rows = self.rows(&["macros"]).await?;
        let read = |value: &Value| {
            let row = Row::of(value)?;
            let deeds = row.list("actions").iter().filter_map(Row::of);
            Some(Macro {
                remote: row.id("id")?,
                name: row.name("name")?,
                shared: row.text("visibility") == Some("global"),
                deeds: deeds.filter_map(|deed| deed.name("action_name")).collect(),
            })
        };
        Ok(readable(&rows, "macro", read).0)
    }

    /// Runs a macro on conversations. The platform does it in the background; what it did shows in
    /// the conversations. Not to be repeated blindly: a macro may send messages.
    pub async fn run_macro(
        &self,
        run: &RemoteId,
        conversations: &[RemoteId],
    ) -> Result<(), PlatformError> {
        let path = ["macros", run.as_str(), "execute"];
        let ids: Vec<_> = conversations.iter().map(id_value).collect();
        let body = json!({ "conversation_ids": ids });
        self.call(Call::post(&path, body).slow()).await.map(drop)
    }

    /// The person's notifications, newest first; fifteen to a page, from 1.
    pub async fn notifications(
        &self,
        page: u32,
        with_read: bool,
    ) -> Result<Vec<Notification>, PlatformError> {
        let call = Call::get(&["notifications"])
            .query("page", page.to_string())
            .query_if("includes[]", with_read.then_some("read"));
        let document = self.call(call).await?;
        let rows = wire::rows(&document).ok_or(PlatformError::Unreadable)?;
        let read = |value: &Value| {
            let row = Row::of(value)?;
            Some(Notification {
                remote: row.id("id")?,
                kind: row.name("notification_type")?,
                title: row.name("push_message_title"),
                text: row.words("push_message_body"),
                // The id beside it is the database's; only the object inside tells the number that
                // conversations go by.
                conversation: row
                    .row("primary_actor")
                    .filter(|_| row.text("primary_actor_type") == Some("Conversation"))
                    .and_then(|actor| actor.id("id")),
                read_at: row.instant("read_at"),
                created_at: row.instant("created_at"),
            })
        };
        Ok(readable(rows, "notification", read).0)
    }

    /// Marks one notification as read.
    pub async fn read_notification(&self, notification: &RemoteId) -> Result<(), PlatformError> {
        let path = ["notifications", notification.as_str()];
        self.call(Call::patch(&path, json!({}))).await.map(drop)
    }

    /// Marks all notifications as read.
    pub async fn read_all_notifications(&self) -> Result<(), PlatformError> {
        self.call(Call::post(&["notifications", "read_all"], json!({})))
            .await
            .map(drop)
    }

    /// Colleagues who are there now.
    pub async fn agents_online(&self) -> Result<Vec<RemoteId>, PlatformError> {
        let rows = self.rows(&["agents"]).await?;
        let present = rows.iter().filter_map(Row::of).filter(|row| {
            row.text("availability_status")
                .is_some_and(|status| status != "offline")
        });
        Ok(present.filter_map(|row| row.id("id")).collect())
    }

    /// Shows colleagues whether the person is there.
    pub async fn set_availability(&self, availability: Availability) -> Result<(), PlatformError> {
        let word = match availability {
            Availability::Online => "online",
            Availability::Busy => "busy",
            Availability::Offline => "offline",
        };
        let body = json!({
            "profile": { "account_id": self.session.account, "availability": word },
        });
        let path = ["api", "v1", "profile", "availability"];
        self.call(Call::post(&path, body).beside_accounts())
            .await
            .map(drop)
    }

    /// A summary of a conversation by the platform's AI; `None` when it has nothing to say.
    pub async fn summarise(
        &self,
        conversation: &RemoteId,
    ) -> Result<Option<String>, PlatformError> {
        self.about(conversation, "summarize").await
    }

    /// An answer the platform's AI suggests.
    pub async fn suggest_reply(
        &self,
        conversation: &RemoteId,
    ) -> Result<Option<String>, PlatformError> {
        self.about(conversation, "reply_suggestion").await
    }

    /// Tags the platform's AI suggests.
    pub async fn suggest_tags(
        &self,
        conversation: &RemoteId,
    ) -> Result<Vec<RemoteId>, PlatformError> {
        let answer = self.about(conversation, "label_suggestion").await?;
        let titles = answer.as_deref().unwrap_or_default().split(',');
        Ok(titles.filter_map(wire::name).map(RemoteId).collect())
    }

    /// The person's words, put differently by the platform's AI.
    pub async fn rewrite(
        &self,
        conversation: &RemoteId,
        text: &str,
        how: Rewrite,
    ) -> Result<Option<String>, PlatformError> {
        let operation = match how {
            Rewrite::Correct => "fix_spelling_grammar",
            Rewrite::Improve => "improve",
            Rewrite::Casual => "casual",
            Rewrite::Professional => "professional",
            Rewrite::Friendly => "friendly",
            Rewrite::Confident => "confident",
            Rewrite::Straightforward => "straightforward",
        };
        let body = json!({
            "content": text,
            "operation": operation,
            "conversation_display_id": id_value(conversation),
        });
        self.task("rewrite", body).await
    }

    async fn about(
        &self,
        conversation: &RemoteId,
        task: &str,
    ) -> Result<Option<String>, PlatformError> {
        let body = json!({ "conversation_display_id": id_value(conversation) });
        self.task(task, body).await
    }

    async fn task(&self, task: &str, body: Value) -> Result<Option<String>, PlatformError> {
        let path = ["captain", "tasks", task];
        let document = self.call(Call::post(&path, body).slow()).await?;
        Ok(Row::of(&document).and_then(|row| row.words("message")))
    }
}
