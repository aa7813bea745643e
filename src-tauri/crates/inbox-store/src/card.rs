//! What a platform keeps of a customer, with what this desk changed and the platform has not confirmed
//! on top, and the notes that exist only here.

use inbox_core::{
    ContactCard, ContactChange, ContactKey, ContactRecord, ConversationAction, ConversationId,
    Country, LineId, OutboxAction, OutboxId, RemoteId, StuckReason, Timestamp,
};
use sqlx::SqliteConnection;

use crate::{
    Change, Read, StoreError, Write, contacts,
    conversations::row_of,
    timing::timed,
    words::{Word, from_json, to_json},
    write::Touch,
};

/// A note that exists only at this desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnNote {
    /// Names it here.
    pub id: i64,
    /// The words.
    pub text: String,
    /// When it was written.
    pub written_at: Timestamp,
}

/// A change of a contact that stays until the person acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedChange {
    /// The outbox row.
    pub outbox: OutboxId,
    /// What was to be changed.
    pub change: ContactChange,
    /// Why it was not.
    pub reason: StuckReason,
}

/// A customer, as shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownCard {
    /// Names the contact at this desk.
    pub contact: ContactKey,
    /// What is kept, with pending changes on top.
    pub card: ContactCard,
    /// When the platform told it; `None` before, when only what conversations tell is known.
    pub read_at: Option<Timestamp>,
    /// Some of it was changed here and is not confirmed.
    pub pending: bool,
    /// Changes that were refused.
    pub refused: Vec<RefusedChange>,
    /// Notes that exist only here, newest first.
    pub own_notes: Vec<OwnNote>,
}

#[derive(sqlx::FromRow)]
struct CardRow {
    contact_id: i64,
    key: String,
    card: Option<String>,
    read_at: Option<i64>,
}

pub(crate) const CARD: &str = "
    SELECT c.contact_id, k.key, d.card, d.read_at
    FROM conversations c
    CROSS JOIN contacts k ON k.id = c.contact_id
    LEFT JOIN contact_cards d ON d.conversation_id = c.id
    WHERE c.line_id = ? AND c.remote = ?";

pub(crate) const OWN_NOTES: &str = "
    SELECT id, text, created_at FROM desk.contact_notes INDEXED BY contact_notes_of
    WHERE line_id = ? AND contact = ? ORDER BY id DESC";

impl Read {
    /// The customer of a conversation; `None` when the conversation is not known.
    pub async fn card(
        &mut self,
        conversation: &ConversationId,
    ) -> Result<Option<ShownCard>, StoreError> {
        timed("card", shown(self.connection(), conversation)).await
    }

    /// Conversations of a contact of a line that are known.
    pub async fn conversations_of_contact(
        &mut self,
        line: LineId,
        contact: &RemoteId,
    ) -> Result<Vec<ConversationId>, StoreError> {
        let remotes: Vec<String> = sqlx::query_scalar(
            "SELECT c.remote FROM contacts k
             JOIN conversations c INDEXED BY conversations_contact ON c.contact_id = k.id
             WHERE k.line_id = ? AND k.key = ?",
        )
        .bind(line.0)
        .bind(contacts::key_of_id(contact.as_str()))
        .fetch_all(self.connection())
        .await?;
        Ok(remotes
            .into_iter()
            .map(|remote| ConversationId::new(line, remote))
            .collect())
    }
}

async fn shown(
    connection: &mut SqliteConnection,
    conversation: &ConversationId,
) -> Result<Option<ShownCard>, StoreError> {
    let line = conversation.line;
    let row: Option<CardRow> = sqlx::query_as(CARD)
        .bind(line.0)
        .bind(conversation.remote.as_str())
        .fetch_optional(&mut *connection)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let record = contacts::record(&mut *connection, row.contact_id).await?;
    let remote = RemoteId(record.remote.clone());
    let mut card = match &row.card {
        Some(card) => from_json("card", card)?,
        None => ContactCard {
            record,
            ..ContactCard::default()
        },
    };
    let mut pending = false;
    let mut refused = Vec::new();
    for change in changes_of(&mut *connection, conversation, &remote).await? {
        if let Some(reason) = change.stuck {
            refused.push(RefusedChange {
                outbox: change.outbox,
                change: change.change,
                reason,
            });
        } else {
            pending = true;
            card = card.with(&change.change);
        }
    }
    let notes: Vec<(i64, String, i64)> = sqlx::query_as(OWN_NOTES)
        .bind(line.0)
        .bind(&row.key)
        .fetch_all(connection)
        .await?;
    Ok(Some(ShownCard {
        contact: ContactKey::new(line, row.key),
        card,
        read_at: row.read_at.map(Timestamp),
        pending,
        refused,
        own_notes: notes
            .into_iter()
            .map(|(id, text, at)| OwnNote {
                id,
                text,
                written_at: Timestamp(at),
            })
            .collect(),
    }))
}

struct OutboxChange {
    outbox: OutboxId,
    change: ContactChange,
    stuck: Option<StuckReason>,
}

/// Changes of a contact in the outbox, whichever conversation they were made in. A contact without
/// an id is changed in its own conversation only.
async fn changes_of(
    connection: &mut SqliteConnection,
    conversation: &ConversationId,
    contact: &RemoteId,
) -> Result<Vec<OutboxChange>, StoreError> {
    let rows: Vec<(String, String, String, Option<String>, String)> = sqlx::query_as(
        "SELECT id, conversation, state, stuck_reason, action FROM desk.outbox
         WHERE line_id = ? AND action_kind = 'act' ORDER BY position",
    )
    .bind(conversation.line.0)
    .fetch_all(connection)
    .await?;
    let mut changes = Vec::new();
    for (id, made_in, state, reason, action) in rows {
        let OutboxAction::Act {
            action:
                ConversationAction::ChangeContact {
                    contact: of,
                    change,
                },
        } = from_json("action", &action)?
        else {
            continue;
        };
        let is_theirs = of == *contact
            && (!contact.as_str().is_empty() || made_in == conversation.remote.as_str());
        if is_theirs {
            changes.push(OutboxChange {
                outbox: OutboxId(id),
                change,
                stuck: match state.as_str() {
                    "stuck" => Some(Word::read(reason.as_deref().unwrap_or_default())?),
                    _ => None,
                },
            });
        }
    }
    Ok(changes)
}

impl Write {
    /// Keeps what a platform told of the customer of a conversation. Their country completes their
    /// number where it lacks a calling code.
    pub async fn keep_card(
        &mut self,
        conversation: &ConversationId,
        card: &ContactCard,
    ) -> Result<(), StoreError> {
        let row = self.known_conversation(conversation).await?;
        let now = self.now;
        sqlx::query(
            "INSERT INTO contact_cards (conversation_id, card, read_at) VALUES (?, ?, ?)
             ON CONFLICT (conversation_id) DO UPDATE SET
                 card = excluded.card, read_at = excluded.read_at",
        )
        .bind(row)
        .bind(to_json("card", card)?)
        .bind(now.0)
        .execute(self.connection())
        .await?;
        let country = card.country.as_deref().and_then(Country::by_iso);
        if let Some(country) = country {
            let contact = contact_of(self.connection(), row).await?;
            contacts::keep_own_country(self.connection(), contact, country).await?;
        }
        self.tell(Change::Conversation(conversation.clone()));
        Ok(())
    }

    /// Keeps a note about the customer of a conversation at this desk.
    pub async fn add_own_note(
        &mut self,
        conversation: &ConversationId,
        text: &str,
    ) -> Result<i64, StoreError> {
        let key = key_of(self.connection(), conversation).await?;
        let now = self.now;
        let id = sqlx::query_scalar(
            "INSERT INTO desk.contact_notes (line_id, contact, text, created_at)
             VALUES (?, ?, ?, ?) RETURNING id",
        )
        .bind(conversation.line.0)
        .bind(&key)
        .bind(text)
        .bind(now.0)
        .fetch_one(self.connection())
        .await?;
        self.tell_contact(conversation.line, &key).await?;
        Ok(id)
    }

    /// Takes a note of this desk away; its words come back, so that it can be written again.
    pub async fn delete_own_note(
        &mut self,
        conversation: &ConversationId,
        note: i64,
    ) -> Result<Option<String>, StoreError> {
        let key = key_of(self.connection(), conversation).await?;
        let text = sqlx::query_scalar(
            "DELETE FROM desk.contact_notes WHERE id = ? AND line_id = ? AND contact = ?
             RETURNING text",
        )
        .bind(note)
        .bind(conversation.line.0)
        .bind(&key)
        .fetch_optional(self.connection())
        .await?;
        self.tell_contact(conversation.line, &key).await?;
        Ok(text)
    }

    /// Tells that every conversation of a contact shows something else.
    pub(crate) async fn tell_contact(&mut self, line: LineId, key: &str) -> Result<(), StoreError> {
        for (_, remote) in conversations_of(self.connection(), line, key).await? {
            self.tell(Change::Conversation(ConversationId::new(line, remote)));
        }
        Ok(())
    }

    /// A change of a contact became the platform's word: its cards and rows show it without another
    /// look. Returns the contact's conversations.
    pub(crate) async fn contact_changed(
        &mut self,
        conversation: &ConversationId,
        change: &ContactChange,
    ) -> Result<Vec<ConversationId>, StoreError> {
        let Some(row) = row_of(self.connection(), conversation).await? else {
            return Ok(Vec::new());
        };
        let contact = contact_of(self.connection(), row).await?;
        let before = contacts::record(self.connection(), contact).await?;
        let after: ContactRecord = ContactCard {
            record: before.clone(),
            ..ContactCard::default()
        }
        .with(change)
        .record;
        if after != before {
            contacts::update(self.connection(), contact, &after).await?;
        }
        let key = key_of(self.connection(), conversation).await?;
        let mut theirs = Vec::new();
        for (id, remote) in conversations_of(self.connection(), conversation.line, &key).await? {
            theirs.push(ConversationId::new(conversation.line, remote));
            let card: Option<String> =
                sqlx::query_scalar("SELECT card FROM contact_cards WHERE conversation_id = ?")
                    .bind(id)
                    .fetch_optional(self.connection())
                    .await?;
            if let Some(card) = card {
                let card = from_json::<ContactCard>("card", &card)?.with(change);
                sqlx::query("UPDATE contact_cards SET card = ? WHERE conversation_id = ?")
                    .bind(to_json("card", &card)?)
                    .bind(id)
                    .execute(self.connection())
                    .await?;
            }
            self.touch(
                id,
                Touch {
                    row: true,
                    ..Touch::default()
                },
            );
        }
        Ok(theirs)
    }
}

async fn contact_of(connection: &mut SqliteConnection, row: i64) -> Result<i64, StoreError> {
    Ok(
        sqlx::query_scalar("SELECT contact_id FROM conversations WHERE id = ?")
            .bind(row)
            .fetch_one(connection)
            .await?,
    )
}

async fn key_of(
    connection: &mut SqliteConnection,
    conversation: &ConversationId,
) -> Result<String, StoreError> {
    sqlx::query_scalar(
        "SELECT k.key FROM conversations c CROSS JOIN contacts k ON k.id = c.contact_id
         WHERE c.line_id = ? AND c.remote = ?",
    )
    .bind(conversation.line.0)
    .bind(conversation.remote.as_str())
    .fetch_optional(connection)
    .await?
    .ok_or(StoreError::Unknown {
        what: "conversation",
    })
}

async fn conversations_of(
    connection: &mut SqliteConnection,
    line: LineId,
    key: &str,
) -> Result<Vec<(i64, String)>, StoreError> {
    Ok(sqlx::query_as(
        "SELECT c.id, c.remote FROM contacts k
         JOIN conversations c INDEXED BY conversations_contact ON c.contact_id = k.id
         WHERE k.line_id = ? AND k.key = ?",
    )
    .bind(line.0)
    .bind(key)
    .fetch_all(connection)
    .await?)
}
