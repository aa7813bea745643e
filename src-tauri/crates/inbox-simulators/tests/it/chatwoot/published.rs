//! The simulator's answers against the schemas the platform publishes of them, with the list of
//! places where the platform itself does otherwise.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::Desk;

/// Where the real server's answers differ from its published schemas.
const KNOWN: &[&str] = &[
    // A message that is only a file has no content, wherever it is embedded.
    "get /conversations.data.payload[].last_non_activity_message fits none",
    "get /conversations.data.payload[].messages[].content is null and not string",
    // The published enumeration forgets `snoozed`.
    "get /conversations.data.payload[].status is none of the enumeration",
    "get /custom_attribute_definitions[].attribute_values is array and not string",
    "get /custom_attribute_definitions[].default_value is null and not string",
    "get /custom_attribute_definitions[].regex_cue is null and not string",
    "get /custom_attribute_definitions[].regex_pattern is null and not string",
    // Members of one kind of channel are null for the others.
    "get /inboxes.payload[].hmac_mandatory is null and not boolean",
    "get /inboxes.payload[].reply_time is null and not string",
    "get /inboxes.payload[].web_widget_script is null and not string",
    "get /inboxes.payload[].website_token is null and not string",
    "get /inboxes.payload[].website_url is null and not string",
    "get /inboxes.payload[].widget_color is null and not string",
    "get /inboxes/{id}.reply_time is null and not string",
    "get /inboxes/{id}.web_widget_script is null and not string",
    "get /inboxes/{id}.website_token is null and not string",
    "get /inboxes/{id}.website_url is null and not string",
    "get /inboxes/{id}.widget_color is null and not string",
    "get /labels.payload[].description is null and not string",
    "get /labels/{id}.description is null and not string",
    // Both come inside a further object.
    "get /webhooks is object and not array",
    "post /contacts.payload is object and not array",
];

struct Published(Value);

impl Published {
    fn load() -> Self {
        let text = include_str!("../../fixtures/chatwoot/swagger.json");
        Self(serde_json::from_str(text).unwrap())
    }

    /// Everything about an answer that its schema does not allow.
    fn check(&self, method: &str, path: &str, answer: &Value, found: &mut BTreeSet<String>) {
        let operation = &self.0["paths"][path][method];
        assert!(operation.is_object(), "{method} {path} is not published");
        let schema = &operation["responses"]["200"]["content"]["application/json"]["schema"];
        assert!(schema.is_object(), "{method} {path} has no schema");
        let place = path.replace("/api/v1/accounts/{account_id}", "");
        self.walk(schema, answer, &format!("{method} {place}"), found);
    }

    fn walk(&self, schema: &Value, value: &Value, place: &str, found: &mut BTreeSet<String>) {
        if let Some(name) = schema["$ref"].as_str() {
            let target = self.0.pointer(name.trim_start_matches('#')).unwrap();
            return self.walk(target, value, place, found);
        }
        for part in schema["allOf"].as_array().into_iter().flatten() {
            self.walk(part, value, place, found);
        }
        for kind in ["oneOf", "anyOf"] {
            if let Some(choices) = schema[kind].as_array() {
                let fits = |choice: &Value| {
                    let mut problems = BTreeSet::new();
                    self.walk(choice, value, place, &mut problems);
                    problems.is_empty()
                };
                if !choices.iter().any(fits) {
                    found.insert(format!("{place} fits none"));
                }
            }
        }
        let types: Vec<&str> = match &schema["type"] {
            Value::String(one) => vec![one],
            Value::Array(many) => many.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        let nullable = value.is_null() && schema["nullable"] == true;
        if !types.is_empty() && !nullable && !types.iter().any(|it| is(value, it)) {
            found.insert(format!(
                "{place} is {} and not {}",
                name_of(value),
                types.join(" or ")
            ));
            return;
        }
        if let Some(choices) = schema["enum"].as_array()
            && !choices.contains(value)
        {
            found.insert(format!("{place} is none of the enumeration"));
        }
        for name in schema["required"].as_array().into_iter().flatten() {
            let name = name.as_str().unwrap();
            if value.is_object() && value.get(name).is_none() {
                found.insert(format!("{place}.{name} is missing"));
            }
        }
        if let (Some(members), Some(properties)) =
            (value.as_object(), schema["properties"].as_object())
        {
            for (name, value) in members {
                if let Some(schema) = properties.get(name) {
                    self.walk(schema, value, &format!("{place}.{name}"), found);
                }
            }
        }
        for item in value.as_array().into_iter().flatten() {
            self.walk(&schema["items"], item, &format!("{place}[]"), found);
        }
    }
}

fn is(value: &Value, name: &str) -> bool {
    match name {
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        other => name_of(value) == other,
    }
}

fn name_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

#[expect(
    clippy::too_many_lines,
    reason = "a table of calls, one after the other"
)]
#[tokio::test]
async fn answers_are_as_published_except_where_the_server_itself_differs() {
    let desk = Desk::small().await;
    let published = Published::load();
    let mut found = BTreeSet::new();
    let truth = desk.control.conversations();
    let conversation = truth.iter().find(|it| it.assignee_id.is_some()).unwrap();
    let (id, contact) = (conversation.id, conversation.contact_id);
    let overview = desk.control.overview();
    let (inbox, team) = (overview.inboxes[3].id, overview.teams[0].id);
    let label = overview.labels[0].id;
    let account = "/api/v1/accounts/{account_id}";
    let reads = [
        (String::new(), ""),
        ("/agents".into(), "/agents"),
        ("/agent_bots".into(), "/agent_bots"),
        ("/canned_responses".into(), "/canned_responses"),
        (
            "/custom_attribute_definitions".into(),
            "/custom_attribute_definitions",
        ),
        ("/contacts".into(), "/contacts"),
        (format!("/contacts/{contact}"), "/contacts/{id}"),
        (
            format!("/contacts/{contact}/conversations"),
            "/contacts/{id}/conversations",
        ),
        (
            format!("/contacts/{contact}/labels"),
            "/contacts/{id}/labels",
        ),
        ("/contacts/search?q=a".into(), "/contacts/search"),
        (
            format!("/contacts/{contact}/contactable_inboxes"),
            "/contacts/{id}/contactable_inboxes",
        ),
        ("/conversations/meta".into(), "/conversations/meta"),
        ("/conversations?status=all".into(), "/conversations"),
        (
            format!("/conversations/{id}"),
            "/conversations/{conversation_id}",
        ),
        (
            format!("/conversations/{id}/labels"),
            "/conversations/{conversation_id}/labels",
        ),
        (
            format!("/conversations/{id}/messages"),
            "/conversations/{conversation_id}/messages",
        ),
        ("/inboxes".into(), "/inboxes"),
        (format!("/inboxes/{inbox}"), "/inboxes/{id}"),
        (
            format!("/inbox_members/{inbox}"),
            "/inbox_members/{inbox_id}",
        ),
        ("/labels".into(), "/labels"),
        (format!("/labels/{label}"), "/labels/{id}"),
        ("/teams".into(), "/teams"),
        (format!("/teams/{team}"), "/teams/{team_id}"),
        (
            format!("/teams/{team}/team_members"),
            "/teams/{team_id}/team_members",
        ),
        ("/custom_filters".into(), "/custom_filters"),
        ("/webhooks".into(), "/webhooks"),
    ];
    for (path, schema) in reads {
        let (status, answer) = desk.get(&path).await;
        assert_eq!(status, 200, "{path}");
        published.check("get", &format!("{account}{schema}"), &answer, &mut found);
    }
    let (_, profile) = desk.get("/api/v1/profile").await;
    published.check("get", "/api/v1/profile", &profile, &mut found);
    let writes = [
        (
            format!("/conversations/{id}/toggle_status"),
            "/conversations/{conversation_id}/toggle_status",
            json!({ "status": "open" }),
        ),
        (
            format!("/conversations/{id}/messages"),
            "/conversations/{conversation_id}/messages",
            json!({ "content": "Hi", "echo_id": "e" }),
        ),
        (
            format!("/conversations/{id}/labels"),
            "/conversations/{conversation_id}/labels",
            json!({ "labels": ["vip"] }),
        ),
        (
            format!("/conversations/{id}/custom_attributes"),
            "/conversations/{conversation_id}/custom_attributes",
            json!({ "custom_attributes": {} }),
        ),
        (
            "/conversations/filter".into(),
            "/conversations/filter",
            json!({ "payload": [] }),
        ),
        ("/contacts".into(), "/contacts", json!({ "name": "New" })),
        (
            "/contacts/filter".into(),
            "/contacts/filter",
            json!({ "payload": [] }),
        ),
    ];
    for (path, schema, body) in writes {
        let (status, answer) = desk.post(&path, body).await;
        assert_eq!(status, 200, "{path}");
        published.check("post", &format!("{account}{schema}"), &answer, &mut found);
    }
    let known: BTreeSet<String> = KNOWN.iter().map(|it| (*it).to_owned()).collect();
    let new: Vec<_> = found.difference(&known).collect();
    assert!(new.is_empty(), "not as published: {new:#?}");
    let gone: Vec<_> = known.difference(&found).collect();
    assert!(gone.is_empty(), "as published after all: {gone:#?}");
}
