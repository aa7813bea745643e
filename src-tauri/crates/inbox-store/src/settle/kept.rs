//! How derived columns are written.
//!
//! SQLite renews each index that holds a column named in an update, whether its value changes or not.
//! Therefore an update names no more groups of columns than have news.

use inbox_core::LineId;
use sqlx::SqliteConnection;

use super::{Derived, NewPreview};
use crate::{StoreError, conversations::Statement, words::Word};

/// Columns that no index holds, in the order of [`bind_unplaced`].
macro_rules! unplaced {
    ($write:ident) => {
        $write!(
            "assignee_name",
            "tags",
            "ai_on",
            "last_customer_at",
            "unanswered_since",
            "window_ends_at",
            "move_since",
            "waiting_since",
            "closing_at",
            "read_through",
            "snoozed_until",
            "ai_off_since"
        )
    };
}

/// Columns that say where in a list a conversation is, in the order of [`bind_keys`].
macro_rules! keys {
    ($write:ident) => {
        $write!(
            "last_activity_at",
            "needs_key",
            "waiting_key",
            "closing_key",
            "frustration_key",
            "move_holds_until"
        )
    };
}

/// Columns that say in which lists it is, and what they are filtered and counted by, in the order of
/// [`bind_places`].
macro_rules! places {
    ($write:ident) => {
        $write!(
            "assignee",
            "assignee_kind",
            "team",
            "status",
            "priority",
            "move_rank",
            "move_reason",
            "standing",
            "unread"
        )
    };
}

macro_rules! set {
    ($($column:literal),+) => { concat!($($column, " = ?, "),+) };
}

macro_rules! listed {
    ($($column:literal),+) => { &[$($column),+] };
}

const UNPLACED: &[&str] = unplaced!(listed);
const KEYS: &[&str] = keys!(listed);
const PLACES: &[&str] = places!(listed);

/// Every derived column, in the order of [`bind_all`].
pub(super) fn columns() -> Vec<&'static str> {
    [UNPLACED, KEYS, PLACES].concat()
}

/// The preview comes from the listing where the items have no news of it.
macro_rules! update {
    ($($columns:expr),+) => {
        concat!(
            "UPDATE conversations SET ",
            $($columns),+,
            "preview_kind = iif(?, ?, preview_kind), \
             preview_outbound = iif(?, ?, preview_outbound), \
             preview_text = iif(?, ?, preview_text), preview_item = iif(?, ?, preview_item) \
             WHERE id = ?"
        )
    };
}

const UPDATE_UNPLACED: &str = update!(unplaced!(set));
const UPDATE_KEYS: &str = update!(unplaced!(set), keys!(set));
const UPDATE_ALL: &str = update!(unplaced!(set), keys!(set), places!(set));

/// Writes what differs from before.
pub(super) async fn update(
    connection: &mut SqliteConnection,
    id: i64,
    before: &Derived,
    derived: &Derived,
    preview: Option<&NewPreview>,
) -> Result<(), StoreError> {
    let statement = if derived.places() != before.places() {
        bind_all(sqlx::query(UPDATE_ALL), derived)
    } else if derived.keys() != before.keys() {
        bind_keys(bind_unplaced(sqlx::query(UPDATE_KEYS), derived), derived)
    } else {
        bind_unplaced(sqlx::query(UPDATE_UNPLACED), derived)
    };
    bind_preview(statement, preview)
        .bind(id)
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn replace_tags(
    connection: &mut SqliteConnection,
    line: LineId,
    id: i64,
    tags: &str,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM conversation_tags WHERE conversation_id = ?")
        .bind(id)
        .execute(&mut *connection)
        .await?;
    sqlx::query(
        "INSERT INTO conversation_tags (conversation_id, tag, line_id)
         SELECT ?, value, ? FROM json_each(?) WHERE true
         ON CONFLICT DO NOTHING",
    )
    .bind(id)
    .bind(line.0)
    .bind(tags)
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) fn bind_all<'a>(statement: Statement<'a>, derived: &'a Derived) -> Statement<'a> {
    bind_places(
        bind_keys(bind_unplaced(statement, derived), derived),
        derived,
    )
}

fn bind_unplaced<'a>(statement: Statement<'a>, derived: &'a Derived) -> Statement<'a> {
    statement
        .bind(derived.assignee_name.as_deref())
        .bind(&derived.tags)
        .bind(derived.ai_on)
        .bind(derived.last_customer_at)
        .bind(derived.unanswered_since)
        .bind(derived.window_ends_at)
        .bind(derived.move_since)
        .bind(derived.waiting_since)
        .bind(derived.closing_at)
        .bind(derived.read_through)
        .bind(derived.snoozed_until)
        .bind(derived.ai_off_since)
}

fn bind_preview<'a>(statement: Statement<'a>, preview: Option<&'a NewPreview>) -> Statement<'a> {
    let told = preview.map(|new| &new.preview);
    let is_new = preview.is_some();
    statement
        .bind(is_new)
        .bind(told.map(|preview| preview.kind.word()))
        .bind(is_new)
        .bind(told.map(|preview| preview.outbound))
        .bind(is_new)
        .bind(told.and_then(|preview| preview.text.as_deref()))
        .bind(is_new)
        .bind(preview.map(|new| new.item))
}

fn bind_keys<'a>(statement: Statement<'a>, derived: &Derived) -> Statement<'a> {
    let keys = derived.keys();
    statement
        .bind(keys.last_activity_at)
        .bind(keys.needs)
        .bind(keys.waiting)
        .bind(keys.closing)
        .bind(keys.frustration)
        .bind(keys.move_holds_until)
}

fn bind_places<'a>(statement: Statement<'a>, derived: &'a Derived) -> Statement<'a> {
    let places = derived.places();
    statement
        .bind(places.assignee)
        .bind(places.assignee_kind)
        .bind(places.team)
        .bind(places.status)
        .bind(places.priority)
        .bind(places.move_rank)
        .bind(places.move_reason)
        .bind(places.standing)
        .bind(places.unread)
}
