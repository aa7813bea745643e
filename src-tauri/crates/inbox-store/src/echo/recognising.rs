//! Recognising what this desk said in what its platform tells: by the words, for until the answer to a
//! send comes nobody knows the id.

use inbox_core::{Content, InteractiveKind, ItemRecord, tells_buttons};
use sqlx::SqliteConnection;

use super::row_of_echo;
use crate::{StoreError, role::may_be_ours, words::from_json};

/// How far the clocks of this desk and a platform may be apart when a copy is told by its text.
const CLOCK_SLACK_MS: i64 = 10 * 60 * 1000;

/// An echo that carries no id of its platform yet.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Unlinked {
    id: i64,
    outbox_id: String,
    occurred_at: i64,
    content: String,
    confirmed: bool,
    on_the_wire: bool,
}

/// An echo that a new item most likely is a copy of.
pub(crate) enum Twin {
    /// The platform took the message but did not say under which id: this one.
    Sent(i64),
    /// The answer is still out.
    OnTheWire(String),
}

/// The echoes of a conversation without an id of their platform, oldest first.
pub(crate) async fn unlinked(
    connection: &mut SqliteConnection,
    conversation: i64,
) -> Result<Vec<Unlinked>, StoreError> {
    Ok(sqlx::query_as(concat!(
        "SELECT i.id, i.outbox_id, max(i.occurred_at, coalesce(o.attempted_at, 0)) AS occurred_at,
                i.content, i.confirmed,
                coalesce(o.state IN ('sending', 'checking'), 0)
                AND NOT EXISTS (SELECT 1 FROM items twin WHERE twin.behind = i.outbox_id)
                    AS on_the_wire
         FROM items i INDEXED BY items_echoes
         LEFT JOIN desk.outbox o ON o.id = ",
        row_of_echo!("i.outbox_id"),
        " WHERE i.conversation_id = ? AND i.remote IS NULL AND i.outbox_id IS NOT NULL
         ORDER BY i.id"
    ))
    .bind(conversation)
    .fetch_all(connection)
    .await?)
}

/// Finds, and takes out, the echo that `item` most likely is a copy of.
pub(crate) fn twin(echoes: &mut Vec<Unlinked>, item: &ItemRecord) -> Option<Twin> {
    if echoes.is_empty() || !may_be_ours(item) {
        return None;
    }
    words_of(&item.content)?;
    let position = echoes.iter().position(|echo| {
        (echo.confirmed || echo.on_the_wire)
            && (item.occurred_at.0 - echo.occurred_at).abs() <= CLOCK_SLACK_MS
            && from_json("content", &echo.content).is_ok_and(|own| is_copy(&item.content, &own))
    })?;
    let echo = echoes.remove(position);
    Some(if echo.confirmed {
        Twin::Sent(echo.id)
    } else {
        Twin::OnTheWire(echo.outbox_id)
    })
}

/// True when a platform's item most likely is what this desk said.
fn is_copy(item: &Content, own: &Content) -> bool {
    // Beside a file a platform may tell its name as words; those are not the file.
    if matches!(item, Content::Media(_)) != matches!(own, Content::Media(_)) {
        return false;
    }
    // A platform that passes a link on may name it after its address.
    if let Content::Interactive { .. } = own {
        return tells(item, own);
    }
    let same_address =
        matches!((item, own), (Content::Media(item), Content::Media(own)) if item.url == own.url);
    same_address || words_of(item).map(told_alike) == words_of(own).map(told_alike)
}

/// True when a platform's words are all it kept of a message of ours with buttons.
fn tells(item: &Content, own: &Content) -> bool {
    let Content::Interactive {
        kind: InteractiveKind::Choice,
        text,
        entries,
    } = own
    else {
        return false;
    };
    let buttons = entries.iter().map(|entry| entry.title.as_str());
    words_of(item).is_some_and(|(told, private)| !private && tells_buttons(told, text, buttons))
}

/// What a message holds after its platform told of it again. Some keep but the words of one with buttons;
/// the customer sees the buttons all the same, and this desk knows them.
pub(crate) fn better_content(old: Content, news: Content) -> Content {
    if tells(&news, &old) { old } else { news }
}

/// The same for both sides, as a platform keeps a file's name without what a path or a header may not
/// hold.
fn told_alike((words, private): (&str, bool)) -> (String, bool) {
    let kept = |character| match character {
        '\u{202E}' | '%' | '$' | '|' | ':' | ';' | '/' | '<' | '>' | '?' | '*' | '"' | '\\' => '-',
        character if character.is_control() && character != '\n' => '-',
        character => character,
    };
    (words.chars().map(kept).collect(), private)
}

/// What an echo and its copy are compared by: the words, and whether colleagues alone read them.
pub(super) fn words_of(content: &Content) -> Option<(&str, bool)> {
    match content {
        Content::Text { text } | Content::Template { text, .. } | Content::Email { text, .. } => {
            Some((text.trim(), false))
        }
        Content::Note { text, .. } => Some((text.trim(), true)),
        Content::Media(media) => Some((media.file_name.as_deref()?, false)),
        Content::Location { .. }
        | Content::Call(_)
        | Content::Interactive { .. }
        | Content::Activity(_)
        | Content::Deleted
        | Content::Unsupported { .. } => None,
    }
}
