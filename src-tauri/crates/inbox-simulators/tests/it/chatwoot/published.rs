//! Every answer of the simulator against the schemas the platform publishes, with the list of places
//! where the platform itself does otherwise.

use std::collections::BTreeSet;

use inbox_simulators::chatwoot::served_calls;
use serde_json::{Value, json};

use super::{Desk, read, schema::Published};

/// Where the real server's answers differ from its published schemas.
const KNOWN: &[&str] = &[
    // A conversation without a promise has none.
    "GET /contacts/{id}/conversations.payload[].applied_sla is null and not object",
    "GET /conversations.data.payload[].applied_sla is null and not object",
    "GET /conversations/{id}.applied_sla is null and not object",
    "PATCH /conversations/{id}.applied_sla is null and not object",
    // A message that is only a file has no content, wherever it is embedded.
    "GET /conversations.data.payload[].last_non_activity_message fits none",
    "GET /conversations.data.payload[].messages[].content is null and not string",
    // The published enumeration forgets `snoozed`, and when such a conversation comes back is text.
    "GET /conversations.data.payload[].status is none of the enumeration",
    // Lists and nothing where the file says text.
    "GET /custom_attribute_definitions[].attribute_values is array and not string",
    "GET /custom_attribute_definitions[].default_value is null and not string",
    "GET /custom_attribute_definitions[].regex_cue is null and not string",
    "GET /custom_attribute_definitions[].regex_pattern is null and not string",
    "POST /custom_attribute_definitions.attribute_values is array and not string",
    "POST /custom_attribute_definitions.default_value is null and not string",
    "POST /custom_attribute_definitions.regex_cue is null and not string",
    "POST /custom_attribute_definitions.regex_pattern is null and not string",
    // Members of one kind of channel are null for the others.
    "GET /inboxes.payload[].hmac_mandatory is null and not boolean",
    "GET /inboxes.payload[].reply_time is null and not string",
    "GET /inboxes.payload[].web_widget_script is null and not string",
    "GET /inboxes.payload[].website_token is null and not string",
    "GET /inboxes.payload[].website_url is null and not string",
    "GET /inboxes.payload[].widget_color is null and not string",
    "GET /inboxes/{id}.reply_time is null and not string",
    "GET /inboxes/{id}.web_widget_script is null and not string",
    "GET /inboxes/{id}.website_token is null and not string",
    "GET /inboxes/{id}.website_url is null and not string",
    "GET /inboxes/{id}.widget_color is null and not string",
    "POST /contacts/{id}/contact_inboxes.inbox.provider is null and not string",
    // What was never filled in is null.
    "GET /labels.payload[].description is null and not string",
    "GET /labels/{id}.description is null and not string",
    "PATCH /labels/{id}.description is null and not string",
    "PATCH /labels/{id}.show_on_sidebar is null and not boolean",
    "POST /labels.description is null and not string",
    "POST /labels.show_on_sidebar is null and not boolean",
    // A day without hours has none.
    "GET /public/api/v1/inboxes/{inbox}.working_hours[].close_hour is null and not integer",
    "GET /public/api/v1/inboxes/{inbox}.working_hours[].close_minutes is null and not integer",
    "GET /public/api/v1/inboxes/{inbox}.working_hours[].open_hour is null and not integer",
    "GET /public/api/v1/inboxes/{inbox}.working_hours[].open_minutes is null and not integer",
    // Both come inside a further object.
    "GET /webhooks is object and not array",
    "PATCH /contacts/{id}.payload is object and not array",
    "POST /contacts.payload is object and not array",
    // The status is another one.
    "DELETE /custom_attribute_definitions/{id} is answered 204 and not 200",
    "DELETE /custom_filters/{id} is answered 204 and not 200",
    "GET /inboxes/{id}/agent_bot is answered 200 and not 204",
    "PATCH /contacts/{id} is answered 200 and not 204",
    // Figures are numbers, and nothing where there is none.
    "GET /v2/reports/conversations is object and not array",
    "GET /v2/reports/summary.avg_first_response_time is number and not string",
    "GET /v2/reports/summary.avg_resolution_time is number and not string",
    "GET /v2/reports/summary.previous.avg_first_response_time is null and not string",
    "GET /v2/reports/summary.previous.avg_resolution_time is null and not string",
    "GET /v2/reports[].value is number and not string",
];

#[tokio::test]
async fn every_published_call_is_answered_as_published_except_where_the_server_itself_differs() {
    let desk = Desk::small().await;
    desk.control.record_exchanges();
    ask_everything(&desk).await;
    ask_as_a_customer(&desk).await;
    let published = Published::load();
    let exchanges = desk.control.exchanges();
    let mut found = BTreeSet::new();
    for exchange in &exchanges {
        assert!(
            (200..300).contains(&exchange.status),
            "{} is refused: {:?}",
            exchange.call,
            exchange.answer
        );
        published.check_answer(exchange, &mut found);
    }
    // Rails takes both methods for changes; one of them is asked.
    let changes = |call: &str| call.replacen("PUT ", "PATCH ", 1);
    let asked: BTreeSet<String> = exchanges.iter().map(|it| changes(&it.call)).collect();
    let unchecked: Vec<_> = served_calls()
        .into_iter()
        .filter(|call| published.knows(call) && !asked.contains(&changes(call)))
        .collect();
    assert!(
        unchecked.is_empty(),
        "served and never checked: {unchecked:#?}"
    );
    let known: BTreeSet<String> = KNOWN.iter().map(|it| (*it).to_owned()).collect();
    let new = found
        .difference(&known)
        .map(|it| format!("not as published: {it:?}"));
    let gone = known
        .difference(&found)
        .map(|it| format!("as published after all: {it:?}"));
    let wrong: Vec<String> = new.chain(gone).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Makes something and says its id, wherever the answer has it.
async fn made(desk: &Desk, path: &str, body: Value) -> i64 {
    let (status, answer) = desk.post(path, body).await;
    assert_eq!(status, 200, "{path}: {answer}");
    let id = ["/id", "/payload/contact/id", "/payload/webhook/id"]
        .iter()
        .find_map(|place| answer.pointer(place)?.as_i64());
    id.expect("what is made has an id")
}

/// Everything an agent's client can ask for.
#[expect(
    clippy::too_many_lines,
    reason = "a table of calls, one after the other"
)]
async fn ask_everything(desk: &Desk) {
    let truth = desk.control.conversations();
    let conversation = truth.iter().find(|it| it.assignee_id.is_some()).unwrap();
    let (id, contact) = (conversation.id, conversation.contact_id);
    let overview = desk.control.overview();
    let (inbox, team) = (overview.inboxes[3].id, overview.teams[0].id);
    let (user, label) = (overview.users[0].user_id, overview.labels[0].id);
    for path in [
        "",
        "/agents",
        "/agent_bots",
        "/canned_responses",
        "/custom_attribute_definitions",
        "/contacts",
        "/contacts/search?q=a",
        "/conversations/meta",
        "/conversations?status=all",
        "/inboxes",
        "/integrations/apps",
        "/labels",
        "/teams",
        "/custom_filters",
        "/webhooks",
        "/api/v1/profile",
    ] {
        desk.get(path).await;
    }
    for (path, id) in [
        ("/contacts/{}", contact),
        ("/contacts/{}/conversations", contact),
        ("/contacts/{}/labels", contact),
        ("/contacts/{}/contactable_inboxes", contact),
        ("/conversations/{}", id),
        ("/conversations/{}/labels", id),
        ("/conversations/{}/messages", id),
        ("/inboxes/{}", inbox),
        ("/inboxes/{}/agent_bot", inbox),
        ("/inbox_members/{}", inbox),
        ("/labels/{}", label),
        ("/teams/{}", team),
        ("/teams/{}/team_members", team),
    ] {
        desk.get(&path.replace("{}", &id.to_string())).await;
    }
    let about = |what: &str| format!("/conversations/{id}{what}");
    for (path, body) in [
        (about("/toggle_status"), json!({ "status": "open" })),
        (about("/toggle_priority"), json!({ "priority": "high" })),
        (
            about("/toggle_typing_status"),
            json!({ "typing_status": "on" }),
        ),
        (about("/assignments"), json!({ "assignee_id": user })),
        (about("/labels"), json!({ "labels": ["vip"] })),
        (
            about("/custom_attributes"),
            json!({ "custom_attributes": {} }),
        ),
        ("/conversations/filter".into(), json!({ "payload": [] })),
        ("/contacts/filter".into(), json!({ "payload": [] })),
        (
            format!("/contacts/{contact}/labels"),
            json!({ "labels": ["vip"] }),
        ),
        (
            format!("/teams/{team}/team_members"),
            json!({ "user_ids": [user] }),
        ),
    ] {
        desk.post(&path, body).await;
    }
    ask_for_reports(desk).await;
    desk.patch(&about(""), json!({ "priority": "low" })).await;
    desk.patch(
        "/inbox_members",
        json!({ "inbox_id": inbox, "user_ids": [user] }),
    )
    .await;
    desk.patch(
        &format!("/teams/{team}/team_members"),
        json!({ "user_ids": [user] }),
    )
    .await;
    let profile = json!({ "profile": { "name": "Mira Holt" } });
    read(desk.request("PUT", "/api/v1/profile").json(&profile)).await;
    let message = made(
        desk,
        &about("/messages"),
        json!({ "content": "Hi", "echo_id": "e" }),
    )
    .await;
    desk.delete(&about(&format!("/messages/{message}"))).await;
    ask_for_furniture(desk, user).await;
    let one = made(desk, "/contacts", json!({ "name": "One" })).await;
    let other = made(desk, "/contacts", json!({ "name": "Other" })).await;
    desk.patch(&format!("/contacts/{one}"), json!({ "name": "New" }))
        .await;
    let through = json!({ "inbox_id": desk.inbox("App") });
    desk.post(&format!("/contacts/{one}/contact_inboxes"), through)
        .await;
    let begun = json!({ "inbox_id": desk.inbox("App"), "contact_id": one });
    desk.post("/conversations", begun).await;
    let merge = json!({ "base_contact_id": one, "mergee_contact_id": other });
    desk.post("/actions/contact_merge", merge).await;
    desk.delete(&format!("/contacts/{one}")).await;
}

/// Figures for supervisors.
async fn ask_for_reports(desk: &Desk) {
    let now = desk.control.now().as_second();
    let span = format!("since={}&until={now}", now - 7 * 86_400);
    for report in [
        "summary_reports/agent?",
        "summary_reports/team?",
        "summary_reports/inbox?",
        "summary_reports/label?",
        "summary_reports/channel?",
        "live_reports/conversation_metrics?",
        "live_reports/grouped_conversation_metrics?group_by=team_id&",
        "reports?metric=conversations_count&type=account&",
        "reports/conversations?type=account&",
        "reports/outgoing_messages_count?group_by=agent&",
        "reports/first_response_time_distribution?",
    ] {
        desk.get(&format!("/api/v2/accounts/1/{report}{span}"))
            .await;
    }
    // All there ever was, so that there was nothing before.
    let since = now - 400 * 86_400;
    let all = format!("reports/summary?type=account&since={since}&until={now}");
    desk.get(&format!("/api/v2/accounts/1/{all}")).await;
}

/// What is made, changed and thrown away: teams, labels, saved words, filters, webhooks.
async fn ask_for_furniture(desk: &Desk, user: i64) {
    for (path, body, change) in [
        (
            "/teams",
            json!({ "name": "night" }),
            json!({ "name": "late" }),
        ),
        (
            "/labels",
            json!({ "title": "night" }),
            json!({ "color": "#112233" }),
        ),
        (
            "/canned_responses",
            json!({ "short_code": "bye", "content": "Bye" }),
            json!({ "content": "Goodbye" }),
        ),
        (
            "/custom_filters",
            json!({ "name": "Mine", "filter_type": "conversation", "query": { "payload": [] } }),
            json!({ "name": "Ours" }),
        ),
        (
            "/webhooks",
            json!({ "url": "https://hooks.example.com/a", "subscriptions": ["message_created"] }),
            json!({ "url": "https://hooks.example.com/b" }),
        ),
        (
            "/custom_attribute_definitions",
            json!({
                "attribute_display_name": "Tier", "attribute_key": "tier",
                "attribute_display_type": 0, "attribute_model": 1,
            }),
            Value::Null,
        ),
    ] {
        let id = made(desk, path, body).await;
        let one = format!("{path}/{id}");
        if path == "/custom_filters" {
            desk.get(&one).await;
        }
        if !change.is_null() {
            desk.patch(&one, change).await;
        }
        if path == "/teams" {
            let members = format!("{one}/team_members");
            let body = json!({ "user_ids": [user] });
            desk.post(&members, body.clone()).await;
            read(desk.request("DELETE", &members).json(&body)).await;
        }
        desk.delete(&one).await;
    }
}

/// Everything a customer's page can ask for.
async fn ask_as_a_customer(desk: &Desk) {
    let inboxes = desk.control.overview().inboxes;
    let app = inboxes.into_iter().find(|it| it.name == "App").unwrap();
    let call = async |method: &str, path: &str, body: Value| {
        let url = desk.url(&format!("/public/api/v1/inboxes/{}{path}", app.identifier));
        let request = desk.http.request(method.parse().unwrap(), url);
        let request = if body.is_null() {
            request
        } else {
            request.json(&body)
        };
        read(request).await.1
    };
    call("GET", "", Value::Null).await;
    call(
        "POST",
        "/contacts",
        json!({ "source_id": "me", "name": "Sam Reed" }),
    )
    .await;
    let me = "/contacts/me";
    call("GET", me, Value::Null).await;
    call("PATCH", me, json!({ "name": "Sam R." })).await;
    let begun = call("POST", &format!("{me}/conversations"), json!({})).await;
    call("GET", &format!("{me}/conversations"), Value::Null).await;
    let one = format!("{me}/conversations/{}", begun["id"]);
    call("GET", &one, Value::Null).await;
    let hello = json!({ "content": "Hello", "echo_id": "c-1" });
    let message = call("POST", &format!("{one}/messages"), hello).await;
    call("GET", &format!("{one}/messages"), Value::Null).await;
    let values = json!({ "submitted_values": { "name": "a", "title": "A", "value": "a" } });
    call(
        "PATCH",
        &format!("{one}/messages/{}", message["id"]),
        values,
    )
    .await;
    call(
        "POST",
        &format!("{one}/toggle_typing"),
        json!({ "typing_status": "on" }),
    )
    .await;
    call("POST", &format!("{one}/update_last_seen"), json!({})).await;
    call("POST", &format!("{one}/toggle_status"), json!({})).await;
}
