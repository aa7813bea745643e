use std::time::Duration;

use inbox_simulators::OhalloOptions;
use inbox_simulators::ohallo::{ChannelType, KeyRestriction, Scope, Size};
use serde_json::{Value, json};

use super::{Desk, LIST, error, options, read};

fn on_gulf() -> OhalloOptions {
    OhalloOptions {
        restriction: KeyRestriction::Workspace("Gulf".to_owned()),
        ..options(Size::Small)
    }
}

#[tokio::test]
async fn a_call_without_a_key_or_with_a_wrong_one_is_refused() {
    let desk = Desk::empty().await;
    let missing = read(desk.http.get(desk.url(LIST))).await;
    assert_eq!(missing, (401, error("Unauthorized")));
    let wrong = read(desk.http.get(desk.url(LIST)).bearer_auth("sf_live_v1_x")).await;
    assert_eq!(wrong.0, 401);
    assert_eq!(desk.control.traffic().total, 0);
}

#[tokio::test]
async fn a_key_ends_on_its_date_and_when_it_is_revoked() {
    let mut desk = Desk::open(OhalloOptions {
        key_lifetime: Some(Duration::from_hours(1)),
        ..options(Size::Empty)
    })
    .await;
    assert_eq!(desk.get(LIST).await.0, 200);
    desk.advance(3_600).await;
    assert_eq!(desk.get(LIST).await.0, 401);
    desk.key = desk.control.revoke_credentials().api_key;
    assert_eq!(desk.get(LIST).await.0, 200);
    desk.control.expire_key();
    assert_eq!(desk.get(LIST).await.0, 401);
    let old = desk.key.clone();
    desk.control.revoke_credentials();
    assert_ne!(desk.simulator.credentials().api_key, old);
    assert_eq!(desk.get(LIST).await.0, 401, "the old key stays dead");
}

#[tokio::test]
async fn the_prefix_tells_a_sandbox_key_from_a_live_one() {
    let live = Desk::empty().await;
    let sandbox = Desk::open(OhalloOptions {
        sandbox: true,
        ..options(Size::Empty)
    })
    .await;
    assert!(live.key.starts_with("sf_live_v1_"));
    assert!(sandbox.key.starts_with("sf_test_v1_"));
    assert_eq!(sandbox.get(LIST).await.0, 200);
}

#[tokio::test]
async fn every_subject_needs_its_scope_and_writing_needs_another() {
    let desk = Desk::small().await;
    let conversation = desk.control.conversations()[0].clone();
    let (id, workspace) = (&conversation.id, &conversation.workspace_id);
    let calls = [
        ("GET", LIST.to_owned(), "conversations:read"),
        ("GET", format!("{LIST}/{id}"), "conversations:read"),
        ("GET", format!("{LIST}/{id}/messages"), "conversations:read"),
        (
            "GET",
            "/api/attention-items".to_owned(),
            "conversations:read",
        ),
        (
            "POST",
            format!("{LIST}/{id}/take-over"),
            "conversations:write",
        ),
        ("POST", format!("{LIST}/compose"), "conversations:write"),
        (
            "POST",
            "/api/attention-items/x/resolve".to_owned(),
            "conversations:write",
        ),
        ("GET", "/api/contacts".to_owned(), "contacts:read"),
        ("GET", "/api/accounts".to_owned(), "contacts:read"),
        ("POST", "/api/contacts".to_owned(), "contacts:write"),
        (
            "GET",
            format!("/api/channels/{}", conversation.channel_id),
            "channels:read",
        ),
        (
            "PATCH",
            format!("/api/channels/{}", conversation.channel_id),
            "channels:write",
        ),
        (
            "GET",
            format!("/api/workspaces/{workspace}/kb-entries"),
            "kb:read",
        ),
        (
            "POST",
            format!("/api/workspaces/{workspace}/kb-entries"),
            "kb:write",
        ),
        (
            "GET",
            format!("/api/workspaces/{workspace}/policy-entries"),
            "policy:read",
        ),
        (
            "POST",
            "/api/policy-entries/x/approve".to_owned(),
            "policy:write",
        ),
        ("GET", "/api/agent-definitions".to_owned(), "agents:read"),
        ("GET", format!("{LIST}/{id}/quality"), "quality:read"),
        (
            "GET",
            format!("/api/workspaces/{workspace}/quality/stats"),
            "quality:read",
        ),
        (
            "POST",
            format!("/api/workspaces/{workspace}/quality/circuit-breakers/x/acknowledge"),
            "quality:write",
        ),
        (
            "GET",
            format!("/api/workspaces/{workspace}/consumption/conversation-stats"),
            "conversations:read",
        ),
        (
            "GET",
            "/api/calendar-connections/x".to_owned(),
            "calendar:read",
        ),
    ];
    for (method, path, scope) in calls {
        let others = Scope::ALL.into_iter().filter(|known| known.word() != scope);
        desk.control.limit_scopes(others);
        let request = desk.http.request(method.parse().unwrap(), desk.url(&path));
        let refused = read(request.bearer_auth(&desk.key)).await;
        let sentence = format!("Missing required scope: {scope}");
        assert_eq!(refused, (403, error(&sentence)), "{method} {path}");
    }
    assert_eq!(desk.get("/api/workspaces").await.0, 200, "needs no scope");
}

#[tokio::test]
async fn a_workspace_key_must_name_its_workspace_and_reaches_no_other() {
    let desk = Desk::open(on_gulf()).await;
    let (status, answer) = desk.get(LIST).await;
    let sentence = answer["error"].as_str().unwrap();
    assert!(status == 400 && sentence.contains("workspace"), "{answer}");
    let elsewhere = desk.workspace("Portugal");
    let (status, answer) = desk.get(&format!("{LIST}?workspaceId={elsewhere}")).await;
    let sentence = answer["error"].as_str().unwrap();
    assert!(status == 403 && sentence.contains("workspace"), "{answer}");

    assert_eq!(
        desk.get(&format!("{LIST}?workspaceId=nowhere")).await.0,
        403
    );

    let gulf = desk.workspace("Gulf");
    let rows = desk.read(&format!("{LIST}?workspaceId={gulf}")).await;
    let rows = rows["data"].as_array().unwrap();
    assert!(!rows.is_empty());
    assert!(rows.iter().all(|row| row["workspaceId"] == gulf.as_str()));

    let conversations = desk.control.conversations();
    let foreign = conversations
        .iter()
        .find(|one| one.workspace_id == elsewhere);
    let foreign = &foreign.unwrap().id;
    assert_eq!(desk.get(&format!("{LIST}/{foreign}")).await.0, 403);
    assert_eq!(desk.action(foreign, "take-over").await.0, 403);
    let channel = desk.channel("Portugal", ChannelType::Email);
    assert_eq!(desk.get(&format!("/api/channels/{channel}")).await.0, 403);
    let workspaces = desk.read("/api/workspaces").await;
    assert_eq!(workspaces.as_array().unwrap().len(), 1);
    assert_eq!(workspaces[0]["name"], "Gulf");

    desk.control
        .quirks(|quirks| quirks.workspace_required = false);
    let rows = desk.read(&format!("{LIST}?limit=100")).await;
    let rows = rows["data"].as_array().unwrap().clone();
    assert!(rows.iter().all(|row| row["workspaceId"] == gulf.as_str()));
}

#[tokio::test]
async fn attention_items_of_other_workspaces_are_kept_from_a_restricted_key() {
    let desk = Desk::open(on_gulf()).await;
    let gulf = desk.workspace("Gulf");
    let conversations = desk.control.conversations();
    let here = |id: &Value| {
        conversations
            .iter()
            .any(|one| one.id == id.as_str().unwrap() && one.workspace_id == gulf)
    };
    let items = desk.read("/api/attention-items").await;
    let items = items.as_array().unwrap();
    assert!(items.len() < desk.control.attention_items().len());
    assert!(items.iter().all(|item| here(&item["conversationId"])));
}

#[tokio::test]
async fn a_brand_key_reaches_the_workspaces_of_its_brand() {
    let desk = Desk::small().await;
    let brand = KeyRestriction::Brand("Switchboard Office".to_owned());
    desk.control.restrict_key(brand).unwrap();
    let workspaces = desk.read("/api/workspaces").await;
    assert_eq!(super::texts(&workspaces, "name"), ["Office"]);
    let nobodys = KeyRestriction::Brand("Nobody's".to_owned());
    assert!(desk.control.restrict_key(nobodys.clone()).is_err());
    let options = OhalloOptions {
        restriction: nobodys,
        ..options(Size::Empty)
    };
    let started = inbox_simulators::OhalloSimulator::start(options).await;
    assert!(started.is_err(), "there is no such brand");
}

#[tokio::test]
async fn a_key_that_may_list_keys_finds_itself_by_its_prefix() {
    let desk = Desk::open(OhalloOptions {
        key_lifetime: Some(Duration::from_hours(48)),
        ..options(Size::Empty)
    })
    .await;
    assert_eq!(desk.get("/api/api-keys").await.0, 403);
    desk.control
        .quirks(|quirks| quirks.api_keys_readable = true);
    let keys = desk.read("/api/api-keys").await;
    assert_eq!(keys[0]["keyPrefix"], desk.key[..15]);
    assert_eq!(keys[0]["expiresAt"], "2026-11-22T09:00:00.000Z");
    assert_eq!(keys[0]["workspaceId"], Value::Null);
    assert_eq!(keys[0]["scopes"].as_array().unwrap().len(), 16);
    assert!(
        keys[1]["expiresAt"].as_str().unwrap() < "2026-11",
        "an expired one is listed too"
    );
    assert!(!keys.to_string().contains(&desk.key));
    assert_eq!(keys[1]["scopes"], json!(["quality:read"]));
}
