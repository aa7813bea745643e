//! What is left out of a view, as conditions of a statement and their values in the same order.

use inbox_core::{
    AgentId, ChannelId, ChannelKind, LineId, PlatformViewId, Priority, RemoteId, Status, TagId,
    TeamId,
};
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
    /// Only those on these channels.
    pub channels: Vec<ChannelId>,
    /// Only those given to these teams.
    pub teams: Vec<TeamId>,
    /// Those given to no team as well; without a team to choose from, only those.
    pub without_team: bool,
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
            || !self.channels.is_empty()
            || self.asks_for_team()
            || self.carried.is_some()
    }

    fn asks_for_team(&self) -> bool {
        self.without_team || !self.teams.is_empty()
    }

    /// The line outside of which it finds nothing.
    pub(crate) fn only_line(&self) -> Option<LineId> {
        let tagged = self.tag.as_ref().map(|tag| tag.line);
        let carried = match &self.carried {
            Some(Carried::By(agent)) => Some(agent.line),
            Some(Carried::ByMe | Carried::ByNobody) | None => None,
        };
        let channels = one_of(self.channels.iter().map(|channel| channel.line));
        let teams = one_of(self.teams.iter().map(|team| team.line)).filter(|_| !self.without_team);
        let found = self.platform_view.as_ref().map(|view| view.line);
        self.line
            .or(tagged)
            .or(carried)
            .or(channels)
            .or(teams)
            .or(found)
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
        // An id of a channel or a team says nothing without its line either.
        if !self.channels.is_empty() {
            let channel = "c.line_id = ? AND c.channel = ?";
            let any = vec![channel; self.channels.len()].join(" OR ");
            conditions.extend([" AND (", &any, ")"]);
        }
        if self.asks_for_team() {
            let mut any = vec!["c.line_id = ? AND c.team = ?"; self.teams.len()];
            if self.without_team {
                any.push("c.team IS NULL");
            }
            conditions.extend([" AND (", &any.join(" OR "), ")"]);
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
        let channels = self.channels.iter().map(|each| (each.line, &each.remote));
        let teams = self.teams.iter().map(|each| (each.line, &each.remote));
        values.extend(channels.chain(teams).flat_map(named));
        if let Some(Carried::By(agent)) = &self.carried {
            values.extend(named((agent.line, &agent.remote)));
        }
        values
    }
}

/// The line of all of them, where they are of one.
fn one_of(mut lines: impl Iterator<Item = LineId>) -> Option<LineId> {
    let first = lines.next()?;
    lines.all(|line| line == first).then_some(first)
}

/// What a thing of a line is found by.
fn named((line, remote): (LineId, &RemoteId)) -> [Value; 2] {
    [Value::Number(line.0), Value::Text(remote.0.clone())]
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
    view.into_iter().chain(tag).flat_map(named).collect()
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
