//! Who could take a conversation, who a customer is, and how tags are used.

use inbox_core::{
    Agent, AgentId, AgentKind, ContactId, ConversationId, LineId, RemoteId, TagId, Timestamp,
    WhoseMove,
};

use sqlx::AssertSqlSafe;

use crate::{Read, StoreError, fold::folded, timing::timed, words::Word};

/// Somebody who can carry conversations, with what they carry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentLoad {
    /// The agent.
    pub id: AgentId,
    /// Display name.
    pub name: String,
    /// Person or AI agent.
    pub kind: AgentKind,
    /// E-mail address, when told.
    pub email: Option<String>,
    /// True for the person at this desk.
    pub is_me: bool,
    /// Conversations they carry that are neither snoozed nor resolved.
    pub open: usize,
    /// Those of them where it is our move.
    pub our_move: usize,
}

impl AgentLoad {
    /// The agent without the load.
    pub fn agent(&self) -> Agent {
        Agent {
            remote: self.id.remote.clone(),
            name: self.name.clone(),
            kind: self.kind,
            email: self.email.clone(),
        }
    }
}

/// A tag and how it is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagCount {
    /// The tag.
    pub id: TagId,
    /// Its name.
    pub name: String,
    /// An icon, often an emoji.
    pub icon: Option<String>,
    /// Open conversations with it that are unread.
    pub unread: usize,
    /// Open conversations with it.
    pub total: usize,
}

/// A conversation found by its customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactHit {
    /// The conversation.
    pub conversation: ConversationId,
    /// The customer; `None` where the platform gives them no id.
    pub contact: Option<ContactId>,
    /// The customer's name.
    pub name: Option<String>,
    /// The customer's number as the platform writes it.
    pub phone: Option<String>,
    /// The customer's company.
    pub company: Option<String>,
    /// The name of its line.
    pub line_name: String,
    /// Whose move it is.
    pub whose: WhoseMove,
    /// When anything last happened.
    pub last_activity_at: Timestamp,
}

pub(crate) const AGENT_LOADS: &str = "
    SELECT a.remote, a.name, a.kind, a.email, a.remote IS l.me AS is_me,
           (SELECT count(*) FROM conversations c INDEXED BY conversations_assignee
            WHERE c.line_id = a.line_id AND c.assignee = a.remote AND c.standing <= 4) AS open,
           (SELECT count(*) FROM conversations c INDEXED BY conversations_assignee
            WHERE c.line_id = a.line_id AND c.assignee = a.remote AND c.move_rank <= 3
              AND c.standing <= 4) AS our_move
    FROM agents a CROSS JOIN desk.lines l ON l.id = a.line_id
    WHERE a.line_id = ? ORDER BY a.name, a.remote";

/// Begins with the open conversations, which are few, and not with all that ever carried a tag.
pub(crate) const TAG_COUNTS: &str = "
    WITH used AS MATERIALIZED (
        SELECT ct.line_id, ct.tag, count(*) AS total, sum(c.unread) AS unread
        FROM conversations c INDEXED BY list_open_newest
        CROSS JOIN conversation_tags ct ON ct.conversation_id = c.id
        WHERE c.standing <= 4
        GROUP BY ct.line_id, ct.tag)
    SELECT t.line_id, t.remote, t.name, t.icon,
           coalesce(u.unread, 0) AS unread, coalesce(u.total, 0) AS total
    FROM tags t LEFT JOIN used u ON u.line_id = t.line_id AND u.tag = t.remote
    ORDER BY total DESC, t.name, t.remote";

/// The statement that finds conversations by this many words of their customer.
fn contact_search_sql(words: usize) -> String {
    let matches = vec!["instr(k.search_text, ?) > 0"; words].join(" AND ");
    format!(
        "SELECT c.line_id, c.remote, k.remote AS contact_remote, k.name, k.phone, k.company,
                l.name AS line_name, c.move_rank, c.last_activity_at
         FROM contacts k
         CROSS JOIN conversations c INDEXED BY conversations_contact ON c.contact_id = k.id
         CROSS JOIN desk.lines l ON l.id = c.line_id
         WHERE {matches}
         ORDER BY c.last_activity_at DESC LIMIT ?"
    )
}

#[derive(sqlx::FromRow)]
struct AgentLoadRow {
    remote: String,
    name: String,
    kind: String,
    email: Option<String>,
    is_me: bool,
    open: i64,
    our_move: i64,
}

#[derive(sqlx::FromRow)]
struct TagCountRow {
    line_id: i64,
    remote: String,
    name: String,
    icon: Option<String>,
    unread: i64,
    total: i64,
}

#[derive(sqlx::FromRow)]
struct ContactHitRow {
    line_id: i64,
    remote: String,
    contact_remote: String,
    name: Option<String>,
    phone: Option<String>,
    company: Option<String>,
    line_name: String,
    move_rank: i64,
    last_activity_at: i64,
}

impl Read {
    /// The people and AI agents of a line with what they carry, by name.
    pub async fn agent_loads(&mut self, line: LineId) -> Result<Vec<AgentLoad>, StoreError> {
        let rows = sqlx::query_as(AGENT_LOADS)
            .bind(line.0)
            .fetch_all(self.connection());
        let rows: Vec<AgentLoadRow> = timed("agent_loads", rows).await?;
        rows.into_iter()
            .map(|row| {
                Ok(AgentLoad {
                    id: AgentId::new(line, RemoteId(row.remote)),
                    name: row.name,
                    kind: Word::read(&row.kind)?,
                    email: row.email,
                    is_me: row.is_me,
                    open: row.open as usize,
                    our_move: row.our_move as usize,
                })
            })
            .collect()
    }

    /// All tags with how many open conversations carry them, most used first.
    pub async fn tag_counts(&mut self) -> Result<Vec<TagCount>, StoreError> {
        let rows = sqlx::query_as(TAG_COUNTS).fetch_all(self.connection());
        let rows: Vec<TagCountRow> = timed("tag_counts", rows).await?;
        Ok(rows
            .into_iter()
            .map(|row| TagCount {
                id: TagId::new(LineId(row.line_id), RemoteId(row.remote)),
                name: row.name,
                icon: row.icon,
                unread: row.unread as usize,
                total: row.total as usize,
            })
            .collect())
    }

    /// Conversations whose customer matches every word of `text`, by the beginning of a word of
    /// name, company or address, or by any digits of the number; newest activity first.
    pub async fn find_conversations(
        &mut self,
        text: &str,
        limit: u32,
    ) -> Result<Vec<ContactHit>, StoreError> {
        let words = search_words(text);
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let mut statement = sqlx::query_as(AssertSqlSafe(contact_search_sql(words.len())));
        for word in words {
            statement = statement.bind(word);
        }
        let rows = statement.bind(limit).fetch_all(self.connection());
        let rows: Vec<ContactHitRow> = timed("find_conversations", rows).await?;
        rows.into_iter()
            .map(|row| {
                let line = LineId(row.line_id);
                Ok(ContactHit {
                    conversation: ConversationId::new(line, row.remote),
                    contact: Some(row.contact_remote)
                        .filter(|remote| !remote.is_empty())
                        .map(|remote| ContactId::new(line, remote)),
                    name: row.name,
                    phone: row.phone,
                    company: row.company,
                    line_name: row.line_name,
                    whose: WhoseMove::from_rank(row.move_rank)
                        .ok_or(StoreError::NotUnderstood { what: "rank" })?,
                    last_activity_at: Timestamp(row.last_activity_at),
                })
            })
            .collect()
    }
}

/// More words than anybody types narrow nothing.
const MOST_WORDS: usize = 8;

/// What has to occur in a contact's search text. A blank before a word asks for a word's beginning;
/// digits may be anywhere in a number.
fn search_words(text: &str) -> Vec<String> {
    folded(text)
        .split_whitespace()
        .take(MOST_WORDS)
        .map(|word| {
            if word.chars().all(|character| character.is_ascii_digit()) {
                word.to_owned()
            } else {
                format!(" {word}")
            }
        })
        .collect()
}
