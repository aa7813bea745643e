//! A row of a list, from what SQLite gathers of it.

use inbox_core::{
    AgentKind, Author, AuthorKind, ContactId, ConversationId, LineId, RemoteId, TagId, Timestamp,
};
use serde::Deserialize;

use super::{ListRow, OwnMessage, Place, ShownPreview, Sort, whose};
use crate::{
    ShownAssignee, ShownTag, StoreError,
    echo::row_of_echo,
    gathered::flag,
    outbox::state_of,
    words::{Word, from_json},
};

/// What a row is made of; one look-up by key per part.
pub(super) const ROW_COLUMNS: &str = "
    c.id, c.line_id, c.remote, c.channel_kind, c.status, c.priority, c.mood, c.ai_on, c.frustration,
    c.move_rank, c.move_since, c.move_reason, c.waiting_since, c.window_ends_at,
    c.last_activity_at, c.unread, c.needs_key, c.waiting_key, c.closing_key, c.frustration_key,
    c.snoozed_until, c.subject,
    c.preview_kind, c.preview_outbound, c.preview_text,
    c.assignee, c.assignee_kind, coalesce(a.name, c.assignee_name),
    l.name, l.platform, l.me,
    k.remote, k.name, k.phone,
    k.email, k.company, k.avatar_url,
    ch.name,
    p.author_kind, p.author_agent, p.author_name, p.outbox_id,
    p.delivery, o.state, o.due_at, o.stuck_reason,
    substr(d.text, 1, 240), json(b.titles),
    json((SELECT json_group_array(f.name) FROM desk.files f INDEXED BY files_of_draft
          WHERE f.line_id = c.line_id AND f.conversation = c.remote AND f.outbox_id IS NULL
            AND NOT f.note)),
    CASE WHEN c.unread THEN
        (SELECT count(*) FROM items u INDEXED BY items_role
         WHERE u.conversation_id = c.id AND u.role = 1 AND u.occurred_at > c.read_through)
        + (SELECT count(*) FROM items u INDEXED BY items_role
           WHERE u.conversation_id = c.id AND u.role = 2 AND u.occurred_at > c.read_through)
    ELSE 0 END,
    json((SELECT json_group_array(json_array(ct.tag, coalesce(n.name, ct.tag), n.icon))
          FROM conversation_tags ct LEFT JOIN tags n ON n.line_id = ct.line_id AND n.remote = ct.tag
          WHERE ct.conversation_id = c.id))";

pub(super) const ROW_JOINS: &str = concat!(
    "
    CROSS JOIN contacts k ON k.id = c.contact_id
    CROSS JOIN desk.lines l ON l.id = c.line_id
    LEFT JOIN channels ch ON ch.line_id = c.line_id AND ch.remote = c.channel
    LEFT JOIN agents a ON a.line_id = c.line_id AND a.remote = c.assignee
    LEFT JOIN items p ON p.id = c.preview_item AND c.preview_outbound = 1
    LEFT JOIN desk.outbox o ON o.id = ",
    row_of_echo!("p.outbox_id"),
    "
    LEFT JOIN desk.drafts d ON d.line_id = c.line_id AND d.conversation = c.remote
    LEFT JOIN desk.draft_buttons b ON b.line_id = c.line_id AND b.conversation = c.remote"
);

/// What a row is read from; the fields are in the order of [`ROW_COLUMNS`].
#[derive(Deserialize)]
pub(super) struct RowColumns {
    id: i64,
    line_id: i64,
    remote: String,
    channel_kind: String,
    status: String,
    priority: Option<String>,
    mood: Option<String>,
    #[serde(deserialize_with = "flag")]
    ai_on: bool,
    frustration: Option<u8>,
    move_rank: i64,
    move_since: Option<i64>,
    move_reason: Option<String>,
    waiting_since: Option<i64>,
    window_ends_at: Option<i64>,
    last_activity_at: i64,
    #[serde(deserialize_with = "flag")]
    unread: bool,
    needs_key: i64,
    waiting_key: i64,
    closing_key: i64,
    frustration_key: i64,
    snoozed_until: Option<i64>,
    subject: Option<String>,
    preview_kind: Option<String>,
    #[serde(deserialize_with = "flag")]
    preview_outbound: bool,
    preview_text: Option<String>,
    assignee: Option<String>,
    assignee_kind: Option<String>,
    assignee_name: Option<String>,
    line_name: String,
    platform: String,
    me: Option<String>,
    contact_remote: String,
    contact_name: Option<String>,
    contact_phone: Option<String>,
    contact_email: Option<String>,
    company: Option<String>,
    avatar_url: Option<String>,
    channel_name: Option<String>,
    author_kind: Option<String>,
    author_agent: Option<String>,
    author_name: Option<String>,
    said_here: Option<String>,
    delivery: Option<String>,
    outbox_state: Option<String>,
    due_at: Option<i64>,
    stuck_reason: Option<String>,
    draft: Option<String>,
    draft_buttons: Option<Vec<String>>,
    draft_files: Vec<String>,
    unread_count: i64,
    tags: Vec<(String, String, Option<String>)>,
}

impl RowColumns {
    pub(super) fn place(&self, sort: Sort) -> Place {
        let (group, key) = match sort {
            Sort::NeedsUsFirst => (self.move_rank, self.needs_key),
            Sort::Newest => (0, self.last_activity_at),
            Sort::LongestWaiting => (0, self.waiting_key),
            Sort::ClosingFirst => (0, self.closing_key),
            Sort::MostFrustrated => (0, self.frustration_key),
        };
        Place {
            group,
            key,
            id: self.id,
        }
    }

    pub(super) fn row(self) -> Result<ListRow, StoreError> {
        let line = LineId(self.line_id);
        let own = match (self.outbox_state, self.delivery) {
            (Some(state), _) => Some(OwnMessage::Unconfirmed(state_of(
                &state,
                self.due_at.unwrap_or_default(),
                self.stuck_reason.as_deref(),
            )?)),
            (None, Some(delivery)) => Some(OwnMessage::Delivery(from_json("delivery", &delivery)?)),
            (None, None) => None,
        };
        let author = match Word::read_optional(self.author_kind.as_deref())? {
            Some(kind) => Some(Author {
                kind,
                agent: self.author_agent.map(RemoteId),
                name: self.author_name,
            }),
            None => None,
        };
        let by_me = |author: &Author| {
            author.kind == AuthorKind::Person
                && author.agent.is_some()
                && author.agent.as_ref().map(RemoteId::as_str) == self.me.as_deref()
        };
        let mine = self.said_here.is_some() || author.as_ref().is_some_and(by_me);
        let preview = Word::read_optional(self.preview_kind.as_deref())?.map(|kind| ShownPreview {
            kind,
            outbound: self.preview_outbound,
            text: self.preview_text,
            author,
            mine,
            own,
        });
        Ok(ListRow {
            id: ConversationId::new(line, self.remote),
            line_name: self.line_name,
            platform: Word::read(&self.platform)?,
            contact: Some(self.contact_remote)
                .filter(|remote| !remote.is_empty())
                .map(|remote| ContactId::new(line, remote)),
            contact_name: self.contact_name,
            contact_phone: self.contact_phone,
            contact_email: self.contact_email,
            company: self.company,
            avatar_url: self.avatar_url,
            channel_name: self.channel_name,
            channel_kind: Word::read(&self.channel_kind)?,
            status: Word::read(&self.status)?,
            snoozed_until: self.snoozed_until.map(Timestamp),
            subject: self.subject,
            priority: Word::read_optional(self.priority.as_deref())?,
            mood: Word::read_optional(self.mood.as_deref())?,
            whose: whose(self.move_rank)?,
            since: self.move_since.map(Timestamp),
            reason: Word::read_optional(self.move_reason.as_deref())?,
            waiting_since: self.waiting_since.map(Timestamp),
            window_ends_at: self.window_ends_at.map(Timestamp),
            preview,
            last_activity_at: Timestamp(self.last_activity_at),
            unread: self.unread,
            // Unread by the listing alone: which items that are is not known yet.
            unread_count: (self.unread_count as u32).max(u32::from(self.unread)),
            assignee: shown_assignee(
                self.assignee,
                self.assignee_kind.as_deref(),
                self.assignee_name,
                self.me.as_deref(),
            )?,
            ai_on: self.ai_on,
            frustration: self.frustration,
            tags: shown_tags(line, self.tags),
            draft: self.draft,
            draft_buttons: self
                .draft_buttons
                .unwrap_or_default()
                .into_iter()
                .filter(|title| !title.trim().is_empty())
                .collect(),
            draft_files: self.draft_files,
        })
    }
}

/// Tags as shown, from id, name and icon.
fn shown_tags(line: LineId, tags: Vec<(String, String, Option<String>)>) -> Vec<ShownTag> {
    let shown = |(remote, name, icon)| ShownTag {
        id: TagId::new(line, RemoteId(remote)),
        name,
        icon,
    };
    tags.into_iter().map(shown).collect()
}

/// An assignee as shown, from its columns.
pub(crate) fn shown_assignee(
    agent: Option<String>,
    kind: Option<&str>,
    name: Option<String>,
    me: Option<&str>,
) -> Result<Option<ShownAssignee>, StoreError> {
    let Some(agent) = agent else { return Ok(None) };
    let kind = Word::read_optional(kind)?.unwrap_or(AgentKind::Person);
    Ok(Some(ShownAssignee {
        is_me: kind == AgentKind::Person && me == Some(agent.as_str()),
        agent: RemoteId(agent),
        kind,
        name,
    }))
}
