//! Saved filters of the platform: those that can be told in our words.

use inbox_core::{CarriedQuery, PlatformView, RemoteId, Status, ViewKind, ViewQuery};
use serde_json::Value;

use super::conversation::priority;
use crate::chatwoot::wire::Row;

/// A saved filter of the person, with what it asks where that can be asked here.
pub(in crate::chatwoot) fn saved_view(value: &Value) -> Option<PlatformView> {
    let row = Row::of(value)?;
    Some(PlatformView {
        remote: row.id("id")?,
        name: row.name("name")?,
        kind: ViewKind::Saved,
        query: row.member("query").and_then(query),
    })
}

/// What a filter asks; `None` where only the platform can answer: conditions that are joined by OR,
/// that exclude, or that ask for what is not kept here.
fn query(query: &Value) -> Option<ViewQuery> {
    let conditions = Row::of(query)?.list("payload");
    let mut asked = ViewQuery::default();
    let last = conditions.len().checked_sub(1)?;
    for (place, condition) in conditions.iter().enumerate() {
        let condition = Row::of(condition)?;
        let joined = condition.text("query_operator").unwrap_or_default();
        if place < last && !joined.eq_ignore_ascii_case("and") {
            return None;
        }
        take(&mut asked, condition)?;
    }
    Some(asked)
}

/// Works one condition in; `None` where it cannot be told here, or asks for the same twice.
fn take(asked: &mut ViewQuery, condition: Row<'_>) -> Option<()> {
    let equals = condition.text("filter_operator") == Some("equal_to");
    let absent = condition.text("filter_operator") == Some("is_not_present");
    let values = values(condition)?;
    match condition.text("attribute_key")? {
        "status" if equals && asked.statuses.is_empty() && !values.is_empty() => {
            asked.statuses = values
                .iter()
                .map(|word| status(word))
                .collect::<Option<_>>()?;
        }
        "priority" if equals && asked.priorities.is_empty() && !values.is_empty() => {
            asked.priorities = values
                .iter()
                .map(|word| priority(word))
                .collect::<Option<_>>()?;
        }
        "labels" if equals && asked.tag.is_none() && values.len() == 1 => {
            asked.tag = values.into_iter().next().map(RemoteId);
        }
        "inbox_id" if equals && asked.channels.is_empty() && !values.is_empty() => {
            asked.channels = values.into_iter().map(RemoteId).collect();
        }
        "team_id" if equals && !asked.asks_for_team() && !values.is_empty() => {
            asked.teams = values.into_iter().map(RemoteId).collect();
        }
        "team_id" if absent && !asked.asks_for_team() => asked.without_team = true,
        "assignee_id" if equals && asked.carried.is_none() && values.len() == 1 => {
            let agent = values.into_iter().next().map(RemoteId)?;
            asked.carried = Some(CarriedQuery::By(agent));
        }
        "assignee_id" if absent && asked.carried.is_none() => {
            asked.carried = Some(CarriedQuery::Nobody);
        }
        _ => return None,
    }
    Some(())
}

/// The values of a condition as text; the platform's pages write some as `{"id": …, "name": …}`.
/// `None` where one of them cannot be read.
fn values(condition: Row<'_>) -> Option<Vec<String>> {
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Object(_) => Row::of(value)?.id("id").map(|id| id.0),
        Value::Null | Value::Bool(_) | Value::Array(_) => None,
    };
    match condition.member("values") {
        Some(Value::Array(values)) => values.iter().map(text).collect(),
        Some(value) => Some(vec![text(value)?]),
        None => Some(Vec::new()),
    }
}

fn status(word: &str) -> Option<Status> {
    match word {
        "open" => Some(Status::Open),
        "pending" => Some(Status::Pending),
        "snoozed" => Some(Status::Snoozed),
        "resolved" => Some(Status::Resolved),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use inbox_core::Priority;
    use serde_json::json;

    use super::*;

    fn of(payload: &Value) -> Option<ViewQuery> {
        query(&json!({ "payload": payload }))
    }

    #[test]
    fn conditions_that_all_have_to_hold_are_told_in_our_words() {
        let asked = of(&json!([
            { "attribute_key": "status", "filter_operator": "equal_to",
              "values": ["open", "pending"], "query_operator": "and" },
            { "attribute_key": "priority", "filter_operator": "equal_to",
              "values": ["urgent"], "query_operator": "AND" },
            { "attribute_key": "labels", "filter_operator": "equal_to",
              "values": ["vip"], "query_operator": "AND" },
            { "attribute_key": "inbox_id", "filter_operator": "equal_to",
              "values": [3, "6"], "query_operator": "AND" },
            { "attribute_key": "team_id", "filter_operator": "equal_to",
              "values": { "id": 4, "name": "sales" }, "query_operator": "AND" },
            { "attribute_key": "assignee_id", "filter_operator": "equal_to",
              "values": [{ "id": 7, "name": "Sam" }], "query_operator": null },
        ]));
        assert_eq!(
            asked,
            Some(ViewQuery {
                statuses: vec![Status::Open, Status::Pending],
                priorities: vec![Priority::Urgent],
                tag: Some("vip".into()),
                channels: vec!["3".into(), "6".into()],
                teams: vec!["4".into()],
                without_team: false,
                carried: Some(CarriedQuery::By("7".into())),
            })
        );
        let nobody = of(&json!([
            { "attribute_key": "assignee_id", "filter_operator": "is_not_present",
              "values": [], "query_operator": null },
        ]));
        assert_eq!(
            nobody.and_then(|asked| asked.carried),
            Some(CarriedQuery::Nobody)
        );
        let without_team = of(&json!([
            { "attribute_key": "team_id", "filter_operator": "is_not_present",
              "values": [], "query_operator": null },
        ]));
        assert!(without_team.is_some_and(|asked| asked.without_team));
    }

    #[test]
    fn what_cannot_be_asked_here_is_left_to_the_platform() {
        let one = |key: &str, operator: &str, value: &str| {
            json!({ "attribute_key": key, "filter_operator": operator, "values": [value],
                    "query_operator": "OR" })
        };
        for payload in [
            json!([
                one("status", "equal_to", "open"),
                one("labels", "equal_to", "vip")
            ]),
            json!([one("status", "not_equal_to", "open")]),
            json!([one("status", "equal_to", "all")]),
            json!([one("created_at", "days_before", "3")]),
            json!([one("order_number", "equal_to", "17")]),
            json!([one("team_id", "not_equal_to", "3")]),
            json!([one("team_id", "is_present", "3")]),
            json!([one("inbox_id", "not_equal_to", "3")]),
            json!([one("campaign_id", "equal_to", "3")]),
            json!([
                { "attribute_key": "team_id", "filter_operator": "equal_to",
                  "values": ["3"], "query_operator": "AND" },
                { "attribute_key": "team_id", "filter_operator": "is_not_present",
                  "values": [], "query_operator": null },
            ]),
            json!([{ "attribute_key": "status", "filter_operator": "equal_to", "values": [] }]),
            json!([{ "attribute_key": "status", "filter_operator": "equal_to",
                     "values": ["open", null] }]),
            json!([]),
            json!("strange"),
        ] {
            assert_eq!(of(&payload), None, "{payload}");
        }
    }
}
