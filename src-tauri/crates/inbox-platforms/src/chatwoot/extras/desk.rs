//! The person's own desk: macros, notifications, availability, words of the platform's AI.

use inbox_core::{
    AiAnswer, AiThread, Deed, DeedAgent, Macro, PlatformError, Priority, RemoteId, Status,
    Timestamp, Tone,
};
use serde_json::{Value, json};

use crate::chatwoot::{
    Chatwoot,
    client::{Call, readable},
    release::Release,
    wire::{self, Row, id_value},
};

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

impl Chatwoot {
    /// The macros the person may use.
    pub async fn macros(&self) -> Result<Vec<Macro>, PlatformError> {
        let rows = self.rows(&["macros"]).await?;
        Ok(readable(&rows, "macro", read_macro).0)
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
        Ok(readable(rows, "notification", read_notification).0)
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

    /// A summary of a conversation by the platform's AI; no words when it has nothing to say.
    pub async fn summarise(&self, conversation: &RemoteId) -> Result<AiAnswer, PlatformError> {
        self.about(conversation, "summarize").await
    }

    /// An answer the platform's AI suggests.
    pub async fn suggest_reply(&self, conversation: &RemoteId) -> Result<AiAnswer, PlatformError> {
        self.about(conversation, "reply_suggestion").await
    }

    /// Tags the platform's AI suggests.
    pub async fn suggest_tags(&self, conversation: &RemoteId) -> Result<AiAnswer, PlatformError> {
        let answer = self.about(conversation, "label_suggestion").await?;
        let titles = answer.text.as_deref().unwrap_or_default().split(',');
        Ok(AiAnswer {
            tags: titles.filter_map(wire::name).map(RemoteId).collect(),
            ..AiAnswer::default()
        })
    }

    /// The person's words, put differently by the platform's AI.
    pub async fn rewrite(
        &self,
        conversation: &RemoteId,
        text: &str,
        tone: Tone,
    ) -> Result<AiAnswer, PlatformError> {
        if self.asks_hook().await? {
            let (event, tone) = match tone {
                Tone::Correct => ("fix_spelling_grammar", None),
                Tone::Improve => ("rephrase", None),
                Tone::Casual => ("rephrase", Some("casual")),
                Tone::Professional => ("rephrase", Some("professional")),
                Tone::Friendly => ("rephrase", Some("friendly")),
                Tone::Confident => ("rephrase", Some("confident")),
                Tone::Straightforward => ("rephrase", Some("straightforward")),
            };
            let mut data = json!({
                "content": text,
                "conversation_display_id": id_value(conversation),
            });
            if let Some(tone) = tone {
                data["tone"] = json!(tone);
            }
            return self.ask_hook(event, data).await;
        }
        let operation = match tone {
            Tone::Correct => "fix_spelling_grammar",
            Tone::Improve => "improve",
            Tone::Casual => "casual",
            Tone::Professional => "professional",
            Tone::Friendly => "friendly",
            Tone::Confident => "confident",
            Tone::Straightforward => "straightforward",
        };
        let body = json!({
            "content": text,
            "operation": operation,
            "conversation_display_id": id_value(conversation),
        });
        self.task("rewrite", body).await
    }

    /// A former answer of the platform's AI, changed as wished.
    pub async fn refine(
        &self,
        conversation: &RemoteId,
        thread: &AiThread,
        wish: &str,
    ) -> Result<AiAnswer, PlatformError> {
        if self.asks_hook().await? {
            return Err(PlatformError::Unsupported);
        }
        let context: Value =
            serde_json::from_str(&thread.0).map_err(|_| PlatformError::Unreadable)?;
        let body = json!({
            "follow_up_context": context,
            "message": wish,
            "conversation_display_id": id_value(conversation),
        });
        self.task("follow_up", body).await
    }

    async fn about(&self, conversation: &RemoteId, task: &str) -> Result<AiAnswer, PlatformError> {
        let body = json!({ "conversation_display_id": id_value(conversation) });
        if self.asks_hook().await? {
            return self.ask_hook(task, body).await;
        }
        self.task(task, body).await
    }

    /// Older releases ask an integration of the account for what the AI does.
    async fn asks_hook(&self) -> Result<bool, PlatformError> {
        let release = self.release().await?;
        Ok(release.is_some_and(|release| release < Release::AI_TASKS))
    }

    /// The account's integration with an AI, where it has one.
    pub(in crate::chatwoot) async fn ai_hook(&self) -> Result<Option<RemoteId>, PlatformError> {
        let apps = self.optional_rows(&["integrations", "apps"]).await?;
        Ok(apps
            .iter()
            .filter_map(Row::of)
            .filter(|app| app.text("id") == Some("openai"))
            .flat_map(|app| app.list("hooks"))
            .filter_map(Row::of)
            .find(|hook| hook.flag("status") != Some(false))
            .and_then(|hook| hook.id("id")))
    }

    async fn ask_hook(&self, event: &str, data: Value) -> Result<AiAnswer, PlatformError> {
        let hook = self.ai_hook().await?.ok_or(PlatformError::Unsupported)?;
        let path = ["integrations", "hooks", hook.as_str(), "process_event"];
        let body = json!({ "event": { "name": event, "data": data } });
        let document = self.call(Call::post(&path, body).slow()).await?;
        Ok(read_answer(&document))
    }

    async fn task(&self, task: &str, body: Value) -> Result<AiAnswer, PlatformError> {
        let path = ["captain", "tasks", task];
        let document = self.call(Call::post(&path, body).slow()).await?;
        Ok(read_answer(&document))
    }
}

pub(in crate::chatwoot) fn read_macro(value: &Value) -> Option<Macro> {
    let row = Row::of(value)?;
    let deeds = row.list("actions").iter().filter_map(Row::of);
    Some(Macro {
        remote: row.id("id")?,
        name: row.name("name")?,
        shared: row.text("visibility") == Some("global"),
        deeds: deeds.map(deed).collect(),
    })
}

pub(in crate::chatwoot) fn read_notification(value: &Value) -> Option<Notification> {
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
}

pub(in crate::chatwoot) fn read_answer(document: &Value) -> AiAnswer {
    let row = Row::of(document);
    AiAnswer {
        text: row.and_then(|row| row.words("message")),
        tags: Vec::new(),
        thread: row
            .and_then(|row| row.member("follow_up_context"))
            .filter(|context| context.is_object())
            .map(|context| AiThread(context.to_string())),
    }
}

/// One deed of a macro; what has no words here is at least counted.
fn deed(row: Row<'_>) -> Deed {
    let params = row.list("action_params");
    let words: Vec<String> = params
        .iter()
        .filter_map(|value| match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        })
        .collect();
    let first = || words.first().cloned().unwrap_or_default();
    match row.text("action_name").unwrap_or_default() {
        "assign_agent" => match first().as_str() {
            "nil" => Deed::Unassign,
            "self" => Deed::Assign { to: DeedAgent::Me },
            "last_responding_agent" => Deed::Assign {
                to: DeedAgent::LastAnswering,
            },
            "" => Deed::Other,
            agent => Deed::Assign {
                to: DeedAgent::Agent(agent.into()),
            },
        },
        "remove_assigned_agent" => Deed::Unassign,
        "assign_team" => Deed::AssignTeam {
            team: Some(first())
                .filter(|team| team != "nil" && !team.is_empty())
                .map(RemoteId),
        },
        "remove_assigned_team" => Deed::AssignTeam { team: None },
        "add_label" => Deed::AddTags { tags: words },
        "remove_label" => Deed::RemoveTags { tags: words },
        "mute_conversation" => Deed::Mute,
        "resolve_conversation" => Deed::SetStatus {
            status: Status::Resolved,
        },
        "snooze_conversation" => Deed::SetStatus {
            status: Status::Snoozed,
        },
        "change_status" => match first().as_str() {
            "open" => Deed::SetStatus {
                status: Status::Open,
            },
            "pending" => Deed::SetStatus {
                status: Status::Pending,
            },
            "resolved" => Deed::SetStatus {
                status: Status::Resolved,
            },
            "snoozed" => Deed::SetStatus {
                status: Status::Snoozed,
            },
            _ => Deed::Other,
        },
        "change_priority" => match first().as_str() {
            "urgent" => Deed::SetPriority {
                priority: Some(Priority::Urgent),
            },
            "high" => Deed::SetPriority {
                priority: Some(Priority::High),
            },
            "medium" => Deed::SetPriority {
                priority: Some(Priority::Medium),
            },
            "low" => Deed::SetPriority {
                priority: Some(Priority::Low),
            },
            "nil" => Deed::SetPriority { priority: None },
            _ => Deed::Other,
        },
        "send_message" => Deed::Send { text: first() },
        "add_private_note" => Deed::Note { text: first() },
        "send_attachment" => Deed::SendFile,
        "send_email_transcript" => Deed::MailTranscript { to: first() },
        "send_webhook_event" => Deed::Tell,
        _ => Deed::Other,
    }
}
