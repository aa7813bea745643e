//! Conversations that are being begun. Until its platform names one it stands in the lists under a
//! provisional id, with its first words as an echo; once it is named, what this desk holds of it moves
//! to the real one and the provisional one is gone.
//!
//! The row of the outbox is the truth: a cache that lacks the provisional conversation makes it anew.

use inbox_core::{
    AgentKind, Assignee, Audience, Begun, ContactRecord, ConversationFacts, ConversationId,
    ConversationRecord, FirstWords, ItemId, LineId, Opening, OpeningSketch, Outbound, OutboxAction,
    OutboxId, PersonKeys, RemoteId, Status, Timestamp, digits_of,
};

use crate::{
    Change, Read, StoreError, Write, contacts,
    conversations::{place, row_of},
    echo,
    fold::folded,
    outbox, read_marks,
    timing::timed,
    words::{from_json, to_json},
};

/// What a provisional conversation is listed under, so that nobody reads it from its platform.
const FINGERPRINT: &str = "new";

/// The name of the draft of a conversation that is not begun yet; one for each line.
const DRAFT: &str = "new/draft";

/// Something new to begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOpening {
    /// UUIDv7, new.
    pub id: OutboxId,
    /// The line to begin it on.
    pub line: LineId,
    /// What to begin.
    pub opening: Opening,
    /// When the person asked for it.
    pub created_at: Timestamp,
}

/// Somebody of the cache who can be written to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// The line that knows them.
    pub line: LineId,
    /// The contact.
    pub contact: ContactRecord,
    /// The newest conversation with them on the asked channel, when there is one.
    pub conversation: Option<ConversationId>,
}

impl Write {
    /// Puts a beginning into the outbox and shows it at once: the conversation under its provisional
    /// id, and the first words in it.
    pub async fn queue_opening(
        &mut self,
        new: &NewOpening,
    ) -> Result<(ConversationId, ItemId), StoreError> {
        let conversation = ConversationId::new(new.line, RemoteId::provisional(&new.id.0));
        let action = OutboxAction::Begin {
            opening: Box::new(new.opening.clone()),
        };
        sqlx::query(
            "INSERT INTO desk.outbox (id, line_id, conversation, action_kind, action, state,
                                      due_at, created_at)
             VALUES (?, ?, ?, 'begin', ?, 'queued', 0, ?)",
        )
        .bind(&new.id.0)
        .bind(new.line.0)
        .bind(conversation.remote.as_str())
        .bind(to_json("action", &action)?)
        .bind(new.created_at.0)
        .execute(self.connection())
        .await?;
        self.tell(Change::Outbox);
        self.stand_provisionally(&conversation, &new.opening, new.created_at)
            .await?;
        let item: i64 = sqlx::query_scalar("SELECT id FROM items WHERE outbox_id = ?")
            .bind(&new.id.0)
            .fetch_one(self.connection())
            .await?;
        Ok((conversation, ItemId(item)))
    }

    /// Makes the provisional conversation of a row of the outbox, with its echo.
    async fn stand_provisionally(
        &mut self,
        conversation: &ConversationId,
        opening: &Opening,
        begun_at: Timestamp,
    ) -> Result<(), StoreError> {
        let record = ConversationRecord {
            remote: conversation.remote.clone(),
            channel: Some(opening.channel.clone()),
            channel_kind: opening.channel_kind,
            contact: opening.contact.clone(),
            status: Status::Open,
            platform_status: String::new(),
            assignee: opening.carrier.clone().map(|agent| Assignee {
                agent,
                kind: AgentKind::Person,
                name: None,
            }),
            priority: None,
            mood: None,
            tags: Vec::new(),
            preview: None,
            facts: ConversationFacts {
                subject: opening.subject.clone(),
                ..ConversationFacts::default()
            },
            last_activity_at: begun_at,
            fingerprint: FINGERPRINT.to_owned(),
        };
        // Its echo comes with it, as with any conversation that something is to be said in.
        self.keep_conversation(conversation.line, &record, None)
            .await?;
        sqlx::query(
            "UPDATE conversations SET timeline_fingerprint = fingerprint, history_complete = 1
             WHERE line_id = ? AND remote = ?",
        )
        .bind(conversation.line.0)
        .bind(conversation.remote.as_str())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// The platform named the conversation: everything of the provisional one moves there. First words
    /// that went out are confirmed; those that did not are sent into it next. Telling it twice is
    /// harmless. Returns the conversation.
    pub async fn confirm_opening(
        &mut self,
        id: &OutboxId,
        begun: &Begun,
    ) -> Result<Option<ConversationId>, StoreError> {
        let Some(row) = outbox::outbound(self.connection(), id).await? else {
            return Ok(None);
        };
        let OutboxAction::Begin { opening } = &row.action else {
            return Ok(None);
        };
        let provisional = &row.conversation;
        let real = ConversationId::new(provisional.line, begun.conversation.clone());
        let stand_in = row_of(self.connection(), provisional).await?;
        let target = self.real_row(&real, stand_in, begun).await?;
        self.move_over(&row, &real, stand_in, target).await?;
        match &begun.words {
            FirstWords::Said(item) => {
                echo::confirm(self, &real, &id.0, item.as_ref()).await?;
                sqlx::query("DELETE FROM desk.outbox WHERE id = ?")
                    .bind(&id.0)
                    .execute(self.connection())
                    .await?;
            }
            FirstWords::ToBeSaid => {
                let send = OutboxAction::Send {
                    message: Box::new(opening.message.clone()),
                };
                sqlx::query(
                    "UPDATE desk.outbox
                     SET action_kind = 'send', action = ?, state = 'queued', due_at = 0,
                         attempts = 0, attempted_at = NULL
                     WHERE id = ?",
                )
                .bind(to_json("action", &send)?)
                .bind(&id.0)
                .execute(self.connection())
                .await?;
                echo::restore_in(self, target, &real).await?;
            }
        }
        read_marks::read_all(self, target, &real).await?;
        for conversation in [provisional, &real] {
            self.tell(Change::Conversation(conversation.clone()));
            self.tell(Change::Items(conversation.clone()));
        }
        self.tell(Change::Outbox);
        self.tell(Change::Conversations);
        self.tell(Change::Counts);
        self.items_changed(target, &real);
        Ok(Some(real))
    }

    /// The row of the real conversation: the one that is there, one made of what was told, or the
    /// provisional one under its real name.
    async fn real_row(
        &mut self,
        real: &ConversationId,
        stand_in: Option<i64>,
        begun: &Begun,
    ) -> Result<i64, StoreError> {
        let known = place(self.connection(), real.line, &real.remote).await?;
        if let Some(record) = &begun.record {
            self.keep_conversation(real.line, record, known.as_ref())
                .await?;
            return self.known_conversation(real).await;
        }
        if let Some(known) = known {
            return Ok(known.id);
        }
        let Some(stand_in) = stand_in else {
            return Err(StoreError::Unknown {
                what: "conversation",
            });
        };
        // The next listing counts whatever it tells, and the timeline was never read.
        sqlx::query(
            "UPDATE conversations
             SET remote = ?, fingerprint = '', timeline_fingerprint = NULL, history_complete = 0
             WHERE id = ?",
        )
        .bind(real.remote.as_str())
        .bind(stand_in)
        .execute(self.connection())
        .await?;
        Ok(stand_in)
    }

    async fn move_over(
        &mut self,
        row: &Outbound,
        real: &ConversationId,
        stand_in: Option<i64>,
        target: i64,
    ) -> Result<(), StoreError> {
        let provisional = &row.conversation;
        sqlx::query(
            "UPDATE desk.outbox SET conversation = ? WHERE line_id = ? AND conversation = ?",
        )
        .bind(real.remote.as_str())
        .bind(provisional.line.0)
        .bind(provisional.remote.as_str())
        .execute(self.connection())
        .await?;
        for forget in [
            "DELETE FROM desk.read_marks WHERE line_id = ? AND conversation = ?",
            "DELETE FROM desk.drafts WHERE line_id = ? AND conversation = ?",
        ] {
            sqlx::query(forget)
                .bind(provisional.line.0)
                .bind(provisional.remote.as_str())
                .execute(self.connection())
                .await?;
        }
        let Some(stand_in) = stand_in.filter(|stand_in| *stand_in != target) else {
            return Ok(());
        };
        sqlx::query("UPDATE items SET conversation_id = ? WHERE conversation_id = ?")
            .bind(target)
            .bind(stand_in)
            .execute(self.connection())
            .await?;
        self.forget_stand_in(stand_in).await
    }

    /// Removes a provisional conversation, and the contact that only it knew.
    async fn forget_stand_in(&mut self, stand_in: i64) -> Result<(), StoreError> {
        let contact: Option<i64> =
            sqlx::query_scalar("SELECT contact_id FROM conversations WHERE id = ?")
                .bind(stand_in)
                .fetch_optional(self.connection())
                .await?;
        sqlx::query("DELETE FROM conversations WHERE id = ?")
            .bind(stand_in)
            .execute(self.connection())
            .await?;
        sqlx::query(
            "DELETE FROM contacts WHERE id = ?1 AND remote = ''
               AND NOT EXISTS (SELECT 1 FROM conversations WHERE contact_id = ?1)",
        )
        .bind(contact)
        .execute(self.connection())
        .await?;
        self.tell(Change::Conversations);
        self.tell(Change::Counts);
        Ok(())
    }

    /// The person let a beginning go: the provisional conversation goes with it.
    pub(crate) async fn drop_opening(
        &mut self,
        provisional: &ConversationId,
    ) -> Result<(), StoreError> {
        if let Some(stand_in) = row_of(self.connection(), provisional).await? {
            self.forget_stand_in(stand_in).await?;
        }
        self.tell(Change::Conversation(provisional.clone()));
        self.tell(Change::Items(provisional.clone()));
        Ok(())
    }

    /// Keeps what was filled in of a conversation that is not begun yet, one for each line; with nothing
    /// in it, it is forgotten.
    pub async fn save_opening_draft(
        &mut self,
        line: LineId,
        sketch: &OpeningSketch,
    ) -> Result<(), StoreError> {
        let text = if sketch.is_empty() {
            String::new()
        } else {
            to_json("opening", sketch)?
        };
        self.save_draft(&ConversationId::new(line, DRAFT), Audience::Customer, &text)
            .await
    }
}

/// Drops what the outbox does not begin any more.
pub(crate) async fn drop_left(write: &mut Write) -> Result<(), StoreError> {
    let left: Vec<i64> = sqlx::query_scalar(
        "SELECT c.id FROM conversations c
         WHERE c.remote LIKE 'new/%' AND NOT EXISTS (
             SELECT 1 FROM desk.outbox o
             WHERE o.line_id = c.line_id AND o.conversation = c.remote
               AND o.action_kind = 'begin')",
    )
    .fetch_all(write.connection())
    .await?;
    for stand_in in left {
        write.forget_stand_in(stand_in).await?;
    }
    Ok(())
}

/// Makes what the outbox begins and the cache lacks, also in a cache that is new: no platform would tell it.
pub(crate) async fn restore(write: &mut Write) -> Result<(), StoreError> {
    let lacking: Vec<(i64, String, String, i64)> = sqlx::query_as(
        "SELECT o.line_id, o.conversation, o.action, o.created_at FROM desk.outbox o
         WHERE o.action_kind = 'begin' AND NOT EXISTS (
             SELECT 1 FROM conversations c
             WHERE c.line_id = o.line_id AND c.remote = o.conversation)
         ORDER BY o.position",
    )
    .fetch_all(write.connection())
    .await?;
    for (line, remote, action, created_at) in lacking {
        let OutboxAction::Begin { opening } = from_json("action", &action)? else {
            continue;
        };
        let conversation = ConversationId::new(LineId(line), remote);
        write
            .stand_provisionally(&conversation, &opening, Timestamp(created_at))
            .await?;
    }
    Ok(())
}

/// Contacts of a line by every word of what was typed, those with the newest conversation first.
fn recipients_sql(words: usize) -> String {
    let matches = vec!["instr(k.search_text, ?) > 0"; words].join(" AND ");
    format!(
        "SELECT k.remote, k.name, k.phone, k.email, k.company,
                (SELECT c.remote FROM conversations c INDEXED BY conversations_contact
                 WHERE c.contact_id = k.id AND c.channel IS ?
                 ORDER BY c.last_activity_at DESC LIMIT 1) AS conversation,
                (SELECT max(c.last_activity_at) FROM conversations c INDEXED BY conversations_contact
                 WHERE c.contact_id = k.id) AS seen_at
         FROM contacts k
         WHERE k.line_id = ? AND {matches}
         ORDER BY seen_at DESC, k.id LIMIT ?"
    )
}

#[derive(sqlx::FromRow)]
struct RecipientRow {
    remote: String,
    name: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    company: Option<String>,
    conversation: Option<String>,
}

impl Read {
    /// The conversation that a provisional one became; `None` while it is not named, and for any other.
    pub async fn begun(
        &mut self,
        provisional: &ConversationId,
    ) -> Result<Option<ConversationId>, StoreError> {
        let Some(outbox) = provisional.remote.begun_by() else {
            return Ok(None);
        };
        let became: Option<String> = sqlx::query_scalar(
            "SELECT c.remote FROM items i JOIN conversations c ON c.id = i.conversation_id
             WHERE i.outbox_id = ? AND c.remote <> ?",
        )
        .bind(outbox)
        .bind(provisional.remote.as_str())
        .fetch_optional(self.connection())
        .await?;
        Ok(became.map(|remote| ConversationId::new(provisional.line, remote)))
    }

    /// Contacts of a line whose name, company, address or number holds every word of `text`; nobody
    /// for blank text. Each with the newest conversation on `channel`.
    pub async fn recipients(
        &mut self,
        line: LineId,
        channel: Option<&RemoteId>,
        text: &str,
        limit: u32,
    ) -> Result<Vec<Recipient>, StoreError> {
        let words = search_words(text);
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let mut statement = sqlx::query_as(sqlx::AssertSqlSafe(recipients_sql(words.len())))
            .bind(channel.map(RemoteId::as_str))
            .bind(line.0);
        for word in words {
            statement = statement.bind(word);
        }
        let rows = statement.bind(limit).fetch_all(self.connection());
        let rows: Vec<RecipientRow> = timed("recipients", rows).await?;
        Ok(rows
            .into_iter()
            .map(|row| Recipient {
                line,
                conversation: row
                    .conversation
                    .map(|remote| ConversationId::new(line, remote)),
                contact: ContactRecord {
                    remote: row.remote,
                    name: row.name,
                    phone: row.phone,
                    email: row.email,
                    company: row.company,
                    avatar_url: None,
                },
            })
            .collect())
    }

    /// A contact of a line by its id on the platform.
    pub async fn contact_record(
        &mut self,
        line: LineId,
        contact: &RemoteId,
    ) -> Result<Option<ContactRecord>, StoreError> {
        let key = contacts::key_of_id(contact.as_str());
        contacts::find(self.connection(), line, key).await
    }

    /// The conversations of a line with a recipient, the newest first: by id, number or address.
    pub async fn conversations_with(
        &mut self,
        line: LineId,
        recipient: &ContactRecord,
    ) -> Result<Vec<ConversationId>, StoreError> {
        let country = contacts::country_of_line(self.connection(), line).await?;
        let keys = PersonKeys::of(recipient, country);
        let remotes: Vec<String> = sqlx::query_scalar(
            "SELECT c.remote FROM contacts k
             CROSS JOIN conversations c INDEXED BY conversations_contact ON c.contact_id = k.id
             WHERE k.line_id = ?1 AND c.remote NOT LIKE 'new/%'
               AND ((k.remote <> '' AND k.remote = ?2) OR k.person_phone = ?3
                    OR lower(k.email) = lower(?4))
             ORDER BY c.last_activity_at DESC LIMIT 20",
        )
        .bind(line.0)
        .bind(&recipient.remote)
        .bind(keys.phone)
        .bind(&recipient.email)
        .fetch_all(self.connection())
        .await?;
        Ok(remotes
            .into_iter()
            .map(|remote| ConversationId::new(line, remote))
            .collect())
    }

    /// The newest draft of a conversation that is not begun yet, and its line.
    pub async fn opening_draft(&mut self) -> Result<Option<(LineId, OpeningSketch)>, StoreError> {
        let row: Option<(i64, String)> = sqlx::query_as(
            "SELECT line_id, text FROM desk.drafts WHERE conversation = ?
             ORDER BY updated_at DESC LIMIT 1",
        )
        .bind(DRAFT)
        .fetch_optional(self.connection())
        .await?;
        row.map(|(line, text)| Ok((LineId(line), from_json("opening", &text)?)))
            .transpose()
    }
}

/// More words than anybody types narrow nothing.
const MOST_WORDS: usize = 8;

/// What has to occur in a contact's search text: the beginnings of words, or any digits of a number.
fn search_words(text: &str) -> Vec<String> {
    let is_number = |word: &str| {
        word.chars()
            .all(|character| character.is_ascii_digit() || "+-()".contains(character))
    };
    folded(text)
        .split_whitespace()
        .take(MOST_WORDS)
        .map(|word| match digits_of(word) {
            digits if is_number(word) && !digits.is_empty() => digits,
            _ => format!(" {word}"),
        })
        .collect()
}
