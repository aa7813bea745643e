//! What is left out of a view, as conditions of a statement and their values in the same order.

use inbox_core::{AgentId, ChannelKind, LineId, PlatformViewId, Priority, Status, TagId};
use serde::{Deserialize, Serialize};

use crate::{View, words::Word};

/// Who shall carry the conversations that are shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Carried {
    /// The person at this desk, on each line.
    ByMe,
    /// No person.
    ByNobody,
    /// This agent.
    By(AgentId),
}

/// What is left out of a view. An empty choice leaves nothing out; several values of one choice let
/// each of them in, and all choices have to agree.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ViewFilter {
    /// Only this line.
    pub line: Option<LineId>,
    /// Only unread ones.
    pub unread_only: bool,
    /// Only those with this tag.
    pub tag: Option<TagId>,
    /// Only those that stand so.
    pub statuses: Vec<Status>,
    /// Only those that are so pressing.
    pub priorities: Vec<Priority>,
    /// Only those on channels of these kinds.
    pub channel_kinds: Vec<ChannelKind>,
    /// Only those carried so.
    pub carried: Option<Carried>,
    /// Only those of which a platform says that its view holds them. Such a view is a whole of its
    /// own: where the conversations stand, the view it is a part of does not say.
    pub platform_view: Option<PlatformViewId>,
}

impl ViewFilter {
    /// Whether it asks for more than the indexes of the views hold.
    pub(crate) fn has_facets(&self) -> bool {
        !self.statuses.is_empty()
            || !self.priorities.is_empty()
            || !self.channel_kinds.is_empty()
            || self.carried.is_some()
    }

    /// The conditions on `conversations c` beside the tag's, each beginning with `AND`.
    pub(crate) fn conditions(&self) -> String {
        let mut conditions = String::new();
        if self.line.is_some() {
            conditions.push_str(" AND c.line_id = ?");
        }
        if self.unread_only {
            conditions.push_str(" AND c.unread = 1");
        }
        for (column, values) in [
            ("status", self.statuses.len()),
            ("priority", self.priorities.len()),
            ("channel_kind", self.channel_kinds.len()),
        ] {
            if values > 0 {
                let places = vec!["?"; values].join(", ");
                conditions.extend([" AND c.", column, " IN (", &places, ")"]);
            }
        }
        match &self.carried {
            None => {}
            // An id of an agent says nothing without its line.
            Some(Carried::ByMe) => conditions.push_str(
                " AND c.assignee_kind IS NOT 'aiAgent'
                  AND c.assignee = (SELECT me FROM desk.lines WHERE id = c.line_id)",
            ),
            Some(Carried::ByNobody) => {
                conditions.push_str(" AND (c.assignee IS NULL OR c.assignee_kind = 'aiAgent')");
            }
            Some(Carried::By(_)) => conditions.push_str(" AND c.line_id = ? AND c.assignee = ?"),
        }
        conditions
    }

    /// Every value of [`Self::conditions`], in order.
    pub(crate) fn values(&self) -> Vec<Value> {
        let mut values = Vec::new();
        values.extend(self.line.map(|line| Value::Number(line.0)));
        let words = self.statuses.iter().map(|each| each.word());
        let words = words.chain(self.priorities.iter().map(|each| each.word()));
        let words = words.chain(self.channel_kinds.iter().map(|each| each.word()));
        values.extend(words.map(|word| Value::Text(word.to_owned())));
        if let Some(Carried::By(agent)) = &self.carried {
            values.push(Value::Number(agent.line.0));
            values.push(Value::Text(agent.remote.0.clone()));
        }
        values
    }
}

/// A value to bind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    Number(i64),
    Text(String),
}

/// Binds values to any kind of statement, in order.
macro_rules! bind_values {
    ($statement:expr, $values:expr) => {{
        let mut statement = $statement;
        for value in $values {
            statement = match value {
                $crate::filter::Value::Number(number) => statement.bind(number),
                $crate::filter::Value::Text(text) => statement.bind(text),
            };
        }
        statement
    }};
}
pub(crate) use bind_values;

/// Where the conversations of a view are counted from, with all conditions: from the order's own
/// index, or from the index of what is filtered by.
pub(crate) fn counted_from(view: View, filter: &ViewFilter) -> String {
    let tagged = if filter.tag.is_some() { TAGGED } else { "" };
    let conditions = filter.conditions();
    if filter.platform_view.is_some() {
        return format!("{MEMBERS} WHERE {MEMBER}{tagged}{conditions}");
    }
    let (family, condition) = view.place();
    // Views over few conversations are read whole; the others from the index of all that is asked.
    let index = match (family, filter.has_facets()) {
        ("standing" | "open", true) => "conversations_facets".to_owned(),
        _ => format!("list_{family}_needs"),
    };
    format!("conversations c INDEXED BY {index} WHERE {condition}{tagged}{conditions}")
}

/// The condition of a tag; its values are among those of [`leading_values`].
pub(crate) const TAGGED: &str = " AND c.line_id = ? AND EXISTS (
    SELECT 1 FROM conversation_tags t WHERE t.conversation_id = c.id AND t.tag = ?)";

/// The conversations that a platform's view holds: few, each found by its id.
pub(crate) const MEMBERS: &str = "platform_view_members m
    CROSS JOIN conversations c ON c.line_id = m.line_id AND c.remote = m.conversation";

/// The condition of a platform's view; its values are among those of [`leading_values`].
pub(crate) const MEMBER: &str = "m.line_id = ? AND m.view = ?";

/// The values that come first in each statement: of a platform's view, then of a tag.
pub(crate) fn leading_values(filter: &ViewFilter) -> Vec<Value> {
    let view = filter.platform_view.as_ref();
    let view = view.map(|view| (view.line, &view.remote));
    let tag = filter.tag.as_ref().map(|tag| (tag.line, &tag.remote));
    let named = view.into_iter().chain(tag);
    named
        .flat_map(|(line, remote)| [Value::Number(line.0), Value::Text(remote.0.clone())])
        .collect()
}

/// Every value of a statement that begins with [`counted_from`].
pub(crate) fn counted_values(filter: &ViewFilter) -> Vec<Value> {
    let mut values = leading_values(filter);
    values.extend(filter.values());
    values
}

/// The statement that counts up to a number of conversations.
pub(crate) fn few(view: View, filter: &ViewFilter) -> String {
    let from = counted_from(view, filter);
    format!("SELECT count(*) FROM (SELECT 1 FROM {from} LIMIT ?)")
}
