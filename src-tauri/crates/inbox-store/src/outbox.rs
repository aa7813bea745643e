//! The outbox: what this desk wants to tell platforms, kept until they confirm or the person lets go.
//!
//! `queued → sending → (gone)`, or `waiting(until)`, or `checking` while nobody knows whether a send
//! went out, or `stuck(reason)` until the person acts. Within a conversation rows go out in the
//! order they were asked for. A stuck row blocks nobody, but for words that may have gone out after all:
//! what was written after them waits until the person has decided about them.

mod confirmed;
mod reading;
mod unconfirmed;

use inbox_core::{
    Audience, ConversationAction, ConversationId, ItemId, LineId, Outbound, OutboxAction, OutboxId,
    OutboxState, Receipt, StuckReason, Timestamp,
};
use sqlx::SqliteConnection;

use crate::{
    Change, StoreError, Write,
    conversations::row_of,
    echo, read_marks,
    words::{Word, from_json, to_json},
    write::Touch,
};
use confirmed::tell;

pub use unconfirmed::Unconfirmed;

/// Something new to tell a platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOutbound {
    /// UUIDv7, new.
    pub id: OutboxId,
    /// The conversation it belongs to; must be known.
    pub conversation: ConversationId,
    /// What to tell.
    pub action: OutboxAction,
    /// When the person asked for it.
    pub created_at: Timestamp,
    /// Not to leave before, so that it can be taken back; `None` leaves at once.
    pub not_before: Option<Timestamp>,
}

/// How much waits in the outbox, for the status sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OutboxCounts {
    /// Rows on their way or waiting for it.
    pub pending: usize,
    /// Rows that wait for the person.
    pub stuck: usize,
}

#[derive(sqlx::FromRow)]
struct OutboxRow {
    id: String,
    line_id: i64,
    conversation: String,
    action: String,
    state: String,
    due_at: i64,
    stuck_reason: Option<String>,
    attempts: i64,
    created_at: i64,
    attempted_at: Option<i64>,
}

macro_rules! outbox_columns {
    () => {
        "o.id, o.line_id, o.conversation, o.action, o.state, o.due_at, o.stuck_reason, \
         o.attempts, o.created_at, o.attempted_at"
    };
}

use outbox_columns;

/// A state from its columns.
pub(crate) fn state_of(
    state: &str,
    due_at: i64,
    reason: Option<&str>,
) -> Result<OutboxState, StoreError> {
    Ok(match state {
        "queued" => OutboxState::Queued,
        "sending" => OutboxState::Sending,
        "checking" => OutboxState::Checking,
        "waiting" => OutboxState::Waiting {
            until: Timestamp(due_at),
        },
        "stuck" => OutboxState::Stuck {
            reason: Word::read(reason.unwrap_or_default())?,
        },
        _ => {
            return Err(StoreError::NotUnderstood {
                what: "outbox state",
            });
        }
    })
}

impl OutboxRow {
    fn outbound(self) -> Result<Outbound, StoreError> {
        Ok(Outbound {
            state: state_of(&self.state, self.due_at, self.stuck_reason.as_deref())?,
            id: OutboxId(self.id),
            conversation: ConversationId::new(LineId(self.line_id), self.conversation),
            action: from_json("action", &self.action)?,
            attempts: u32::try_from(self.attempts).unwrap_or(u32::MAX),
            created_at: Timestamp(self.created_at),
            attempted_at: self.attempted_at.map(Timestamp),
        })
    }
}

impl Write {
    /// Puts something into the outbox. Words also get their echo, whose item id is returned, and
    /// answering counts as having read; a change shows at once.
    pub async fn queue(&mut self, new: &NewOutbound) -> Result<Option<ItemId>, StoreError> {
        let row = self.known_conversation(&new.conversation).await?;
        let (kind, message) = match &new.action {
            OutboxAction::Send { message } => ("send", Some(message)),
            OutboxAction::Act { .. } => ("act", None),
            // It has no conversation to be queued in: see `Write::queue_opening`.
            OutboxAction::Begin { .. } => {
                return Err(StoreError::NotUnderstood { what: "action" });
            }
        };
        sqlx::query(
            "INSERT INTO desk.outbox (id, line_id, conversation, action_kind, action, state,
                                      due_at, created_at)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(&new.id.0)
        .bind(new.conversation.line.0)
        .bind(new.conversation.remote.as_str())
        .bind(kind)
        .bind(to_json("action", &new.action)?)
        .bind(new.not_before.map_or("queued", |_| "waiting"))
        .bind(new.not_before.map_or(0, |until| until.0))
        .bind(new.created_at.0)
        .execute(self.connection())
        .await?;
        self.outbox_changed(row);
        let Some(message) = message else {
            return Ok(None);
        };
        if message.audience == Audience::Customer {
            read_marks::read_all(self, row, &new.conversation).await?;
        }
        let item = echo::add(
            self,
            row,
            &new.conversation,
            &new.id,
            message,
            new.created_at,
        )
        .await?;
        Ok(Some(ItemId(item)))
    }

    /// Counts an attempt and marks the row as being sent, before anything leaves. `None` when it
    /// was taken back or already left, so there is nothing to do.
    pub async fn begin_attempt(&mut self, id: &OutboxId) -> Result<Option<Outbound>, StoreError> {
        let now = self.now;
        let begun = sqlx::query(
            "UPDATE desk.outbox SET state = 'sending', due_at = 0, attempts = attempts + 1,
                                    attempted_at = ?
             WHERE id = ? AND state IN ('queued', 'waiting')",
        )
        .bind(now.0)
        .bind(&id.0)
        .execute(self.connection())
        .await?;
        if begun.rows_affected() == 0 {
            return Ok(None);
        }
        self.note_outbox(id).await?;
        outbound(self.connection(), id).await
    }

    /// The platform took it: the row goes, the echo becomes the platform's item, a change becomes
    /// what the platform says. Confirming twice is harmless. With a receipt that names no
    /// item, the next matching item of the timeline is taken for it.
    ///
    /// Returns the conversations that a change changed: what was asked about them before is older.
    pub async fn confirm(
        &mut self,
        id: &OutboxId,
        receipt: &Receipt,
    ) -> Result<Vec<ConversationId>, StoreError> {
        let Some(row) = outbound(self.connection(), id).await? else {
            return Ok(Vec::new());
        };
        let mut changed = Vec::new();
        match &row.action {
            OutboxAction::Send { .. } => {
                echo::confirm(self, &row.conversation, &id.0, receipt.item.as_ref()).await?;
            }
            OutboxAction::Act { action, .. } => {
                tell(self.connection(), &row.conversation, action).await?;
                changed = match action {
                    ConversationAction::ChangeContact { change, .. } => {
                        self.contact_changed(&row.conversation, change).await?
                    }
                    // Where a conversation was read up to only ever grows.
                    ConversationAction::MarkRead => Vec::new(),
                    _ => vec![row.conversation.clone()],
                };
                self.tell_items(&row.conversation, action).await?;
            }
            // Only a conversation confirms it: see `Write::confirm_opening`.
            OutboxAction::Begin { .. } => return Ok(changed),
        }
        self.remove_row(&row).await?;
        Ok(changed)
    }

    /// No answer came: the row is looked for in the thread, not before `look_at`.
    pub async fn check(&mut self, id: &OutboxId, look_at: Timestamp) -> Result<(), StoreError> {
        self.set_state(id, "checking", look_at.0, None).await
    }

    /// It certainly did not go out; it is tried again, not before `until`.
    pub async fn wait(&mut self, id: &OutboxId, until: Timestamp) -> Result<(), StoreError> {
        self.set_state(id, "waiting", until.0, None).await
    }

    /// It will not go out by itself: it stays, visible, until the person acts. A change no
    /// longer shows.
    pub async fn stick(&mut self, id: &OutboxId, reason: StuckReason) -> Result<(), StoreError> {
        self.set_state(id, "stuck", 0, Some(reason)).await?;
        echo::set_failed(self, &id.0, true).await?;
        if let Some(row) = outbound(self.connection(), id).await? {
            echo::bring_to_light(self, &row.conversation, &id.0).await?;
        }
        Ok(())
    }

    /// The person wants it tried again, or at once. Attempts are counted from zero.
    ///
    /// Fails with [`StoreError::NotNow`] while it is being sent or looked for.
    pub async fn retry(&mut self, id: &OutboxId) -> Result<(), StoreError> {
        self.refuse_in_flight(id).await?;
        sqlx::query("UPDATE desk.outbox SET attempts = 0 WHERE id = ?")
            .bind(&id.0)
            .execute(self.connection())
            .await?;
        self.set_state(id, "queued", 0, None).await?;
        echo::set_failed(self, &id.0, false).await
    }

    /// The person takes it back: row and echo go, a change no longer shows. Returns what was
    /// taken back, so that a text can become a draft again; `None` when it was gone already.
    ///
    /// Fails with [`StoreError::NotNow`] while it is being sent or looked for.
    pub async fn discard(&mut self, id: &OutboxId) -> Result<Option<Outbound>, StoreError> {
        let Some(row) = outbound(self.connection(), id).await? else {
            return Ok(None);
        };
        self.refuse_in_flight(id).await?;
        echo::remove(self, &row.conversation, &id.0).await?;
        self.remove_row(&row).await?;
        if matches!(row.action, OutboxAction::Begin { .. }) {
            self.drop_opening(&row.conversation).await?;
        }
        Ok(Some(row))
    }

    async fn refuse_in_flight(&mut self, id: &OutboxId) -> Result<(), StoreError> {
        let row = outbound(self.connection(), id)
            .await?
            .ok_or(StoreError::Unknown { what: "outbox row" })?;
        match row.state {
            OutboxState::Sending => Err(StoreError::NotNow { state: "sending" }),
            OutboxState::Checking => Err(StoreError::NotNow { state: "checking" }),
            OutboxState::Queued | OutboxState::Waiting { .. } | OutboxState::Stuck { .. } => Ok(()),
        }
    }

    async fn set_state(
        &mut self,
        id: &OutboxId,
        state: &'static str,
        due_at: i64,
        reason: Option<StuckReason>,
    ) -> Result<(), StoreError> {
        let updated = sqlx::query(
            "UPDATE desk.outbox SET state = ?, due_at = ?, stuck_reason = ? WHERE id = ?",
        )
        .bind(state)
        .bind(due_at)
        .bind(reason.map(Word::word))
        .bind(&id.0)
        .execute(self.connection())
        .await?;
        if updated.rows_affected() == 0 {
            return Err(StoreError::Unknown { what: "outbox row" });
        }
        self.note_outbox(id).await
    }

    async fn remove_row(&mut self, row: &Outbound) -> Result<(), StoreError> {
        self.note_outbox(&row.id).await?;
        sqlx::query("DELETE FROM desk.outbox WHERE id = ?")
            .bind(&row.id.0)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Takes a row that a colleague held back to the front: it is told again with force. False when
    /// it is not such a row.
    pub async fn force(&mut self, id: &OutboxId) -> Result<bool, StoreError> {
        let Some(row) = outbound(self.connection(), id).await? else {
            return Err(StoreError::Unknown { what: "outbox row" });
        };
        let held = OutboxState::Stuck {
            reason: StuckReason::HeldByColleague,
        };
        let OutboxAction::Act {
            action: ConversationAction::Assign { to, to_kind, .. },
        } = row.action
        else {
            return Ok(false);
        };
        if row.state != held {
            return Ok(false);
        }
        let action = OutboxAction::Act {
            action: ConversationAction::Assign {
                to,
                to_kind,
                force: true,
            },
        };
        sqlx::query("UPDATE desk.outbox SET action = ?, attempts = 0 WHERE id = ?")
            .bind(to_json("action", &action)?)
            .bind(&id.0)
            .execute(self.connection())
            .await?;
        self.set_state(id, "queued", 0, None).await?;
        Ok(true)
    }

    /// Notes that an outbox row, its echo and its conversation's row show something else.
    async fn note_outbox(&mut self, id: &OutboxId) -> Result<(), StoreError> {
        self.tell(Change::Outbox);
        let Some(row) = outbound(self.connection(), id).await? else {
            return Ok(());
        };
        let Some(place) = row_of(self.connection(), &row.conversation).await? else {
            return Ok(());
        };
        self.outbox_changed(place);
        if row.action.words().is_some() {
            self.items_changed(place, &row.conversation);
        }
        Ok(())
    }

    fn outbox_changed(&mut self, row: i64) {
        self.tell(Change::Outbox);
        self.touch(
            row,
            Touch {
                row: true,
                ..Touch::default()
            },
        );
    }
}

fn outbounds(rows: Vec<OutboxRow>) -> Result<Vec<Outbound>, StoreError> {
    rows.into_iter().map(OutboxRow::outbound).collect()
}

/// A row of the outbox.
pub(crate) async fn outbound(
    connection: &mut SqliteConnection,
    id: &OutboxId,
) -> Result<Option<Outbound>, StoreError> {
    let row: Option<OutboxRow> = sqlx::query_as(concat!(
        "SELECT ",
        outbox_columns!(),
        " FROM desk.outbox o WHERE o.id = ?"
    ))
    .bind(&id.0)
    .fetch_optional(connection)
    .await?;
    row.map(OutboxRow::outbound).transpose()
}
