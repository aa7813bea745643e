use inbox_simulators::ohallo::{Role, Who};
use serde_json::{Value, json};

use super::{AHMED, Desk, LIST, error, texts};

impl Desk {
    async fn about(&self, workspace: &str, path: &str) -> Value {
        let id = self.workspace(workspace);
        self.read(&format!("/api/workspaces/{id}/{path}")).await
    }
}

#[tokio::test]
async fn knowledge_is_listed_filtered_searched_and_added() {
    let desk = Desk::empty().await;
    let all = desk.about("Gulf", "kb-entries").await;
    let pending = desk.about("Gulf", "kb-entries/pending").await;
    let approved = desk.about("Gulf", "kb-entries?status=approved").await;
    let number = |list: &Value| list["total"].as_u64().unwrap();
    assert!(number(&pending) > 0 && number(&all) == number(&pending) + number(&approved));
    let topics = desk
        .about("Gulf", "kb-entries?topics=delivery,payment&limit=2")
        .await;
    assert_eq!(
        (topics["items"].as_array().unwrap().len(), &topics["total"]),
        (2, &json!(3))
    );
    let found = desk
        .about("Gulf", "kb-entries/search?q=unpacked%20return")
        .await;
    assert_eq!(found["items"][0]["topics"], json!(["returns"]));
    let gulf = desk.workspace("Gulf");
    let path = format!("/api/workspaces/{gulf}/kb-entries");
    assert_eq!(desk.get(&format!("{path}/search")).await.0, 400);
    assert_eq!(
        desk.post(&path, json!({ "question": "Q?" })).await,
        (400, error("answer is required"))
    );
    let fresh =
        json!({ "question": "Do you sell zebras?", "answer": "No.", "topics": ["animals"] });
    let (status, entry) = desk.post(&path, fresh).await;
    assert_eq!((status, &entry["status"]), (201, &json!("approved")));
    let found = desk.about("Gulf", "kb-entries/search?q=zebras").await;
    assert_eq!(found["items"][0]["id"], entry["id"]);
    assert_eq!(
        desk.about("Portugal", "kb-entries/search?q=zebras").await["total"],
        0
    );
}

#[tokio::test]
async fn a_proposed_policy_counts_once_it_is_approved() {
    let desk = Desk::empty().await;
    let search = "policy-entries/search?q=discount";
    assert_eq!(desk.about("Gulf", search).await["total"], 0);
    let proposed = desk
        .about("Gulf", "policy-entries?status=pending_review")
        .await;
    let id = proposed["items"][0]["id"].as_str().unwrap();
    assert_eq!(desk.act("/api/policy-entries/none/approve").await.0, 404);
    let (status, policy) = desk.act(&format!("/api/policy-entries/{id}/approve")).await;
    assert_eq!((status, &policy["status"]), (200, &json!("approved")));
    assert_eq!(desk.about("Gulf", search).await["items"][0]["id"], id);
}

#[tokio::test]
async fn agents_and_calendars_are_listed() {
    let desk = Desk::empty().await;
    let all = desk.read("/api/agent-definitions").await;
    let custom = desk.read("/api/agent-definitions/custom").await;
    assert_eq!((&all["total"], &custom["total"]), (&json!(3), &json!(1)));
    assert_eq!(custom["items"][0]["agentRole"], "specialist");
    let calendars = desk.about("Gulf", "calendar-connections").await;
    let id = calendars["items"][0]["id"].as_str().unwrap();
    let one = desk.read(&format!("/api/calendar-connections/{id}")).await;
    assert_eq!(one, calendars["items"][0]);
}

#[tokio::test]
async fn a_conversation_is_scored_a_while_after_it_was_resolved() {
    let desk = Desk::empty().await;
    let id = desk.ahmed_writes("Hello");
    let path = format!("{LIST}/{id}/quality");
    assert_eq!(
        desk.get(&path).await,
        (404, error("Quality score not found"))
    );
    desk.control.portal_resolve(&id, None).unwrap();
    assert_eq!(desk.get(&path).await.0, 404);
    desk.advance(60).await;
    let score = desk.read(&path).await;
    let composite = score["compositeScore"].as_f64().unwrap();
    assert!((1.0..=5.0).contains(&composite), "{score}");
    assert_eq!(desk.read(&path).await, score);
    let stats = desk
        .about("United Kingdom", "quality/stats?period=last_7d")
        .await;
    assert_eq!(
        (&stats["conversationCount"], &stats["averageCompositeScore"]),
        (&json!(1), &score["compositeScore"])
    );
    let workspace = desk.workspace("Gulf");
    let wrong = format!("/api/workspaces/{workspace}/quality/stats?period=ever");
    assert_eq!(desk.get(&wrong).await, (400, error("Invalid period")));
}

#[tokio::test]
async fn consumption_counts_every_conversation_of_the_period_once() {
    let desk = Desk::small().await;
    let truth = desk.control.conversations();
    let mut total = 0;
    for workspace in desk.control.overview().workspaces {
        let stats = desk
            .about(
                &workspace.name,
                "consumption/conversation-stats?from=2020-01-01T00:00:00Z",
            )
            .await;
        let here = truth
            .iter()
            .filter(|one| one.workspace_id == workspace.id)
            .count() as u64;
        assert_eq!(stats["total"], here);
        let sum = |part: &str| -> u64 {
            let parts = stats[part].as_object().unwrap().values();
            parts.map(|number| number.as_u64().unwrap()).sum()
        };
        assert_eq!((sum("byResolution"), sum("byChannel")), (here, here));
        total += here;
    }
    assert_eq!(total, 60);
}

#[tokio::test]
async fn an_open_breaker_silences_the_ai_until_it_is_acknowledged_and_resolved() {
    let desk = Desk::empty().await;
    let workspace = desk.workspace("United Kingdom");
    let reason = "Three complaints in a day";
    let breaker = desk.control.open_breaker(&workspace, None, reason).unwrap();
    let id = desk
        .control
        .receive_text(&Who::phone(AHMED), "Hello")
        .unwrap()
        .conversation_id;
    desk.advance(60).await;
    assert_eq!(desk.control.timeline(&id).len(), 1);
    let list = desk
        .about("United Kingdom", "quality/circuit-breakers")
        .await;
    assert_eq!(list["total"], 1);
    assert_eq!(
        (&list["items"][0]["reason"], &list["items"][0]["resolvedAt"]),
        (&json!(reason), &Value::Null)
    );
    assert_eq!(
        desk.about("Gulf", "quality/circuit-breakers").await["total"],
        0
    );
    let path = format!("/api/workspaces/{workspace}/quality/circuit-breakers/{breaker}");
    let refused = desk.act(&format!("{path}/resolve")).await;
    assert_eq!(
        refused,
        (400, error("Circuit breaker must be acknowledged first"))
    );
    let (_, acknowledged) = desk.act(&format!("{path}/acknowledge")).await;
    assert_eq!(acknowledged["acknowledgedBy"], "Switchboard");
    let (status, resolved) = desk.act(&format!("{path}/resolve")).await;
    assert_eq!((status, resolved["resolvedAt"].is_string()), (200, true));
    assert_eq!(desk.act(&format!("{path}/resolve")).await.0, 400);
    desk.control
        .receive_text(&Who::phone(AHMED), "Hello?")
        .unwrap();
    desk.advance(6).await;
    assert_eq!(desk.control.timeline(&id).last().unwrap().role, Role::Agent);
}

#[tokio::test]
async fn a_breaker_for_one_company_leaves_the_others_to_the_ai() {
    let desk = Desk::small().await;
    let accounts = desk.read("/api/accounts").await;
    let account = accounts[0]["id"].as_str().unwrap();
    let workspace = desk.workspace("United Kingdom");
    desk.control
        .open_breaker(&workspace, Some(account), "Angry")
        .unwrap();
    let list = desk
        .about("United Kingdom", "quality/circuit-breakers")
        .await;
    assert_eq!(
        texts(&list["items"], "scopeKey"),
        [format!("account:{account}")]
    );
    let other = desk
        .control
        .receive_text(&Who::phone(AHMED), "Hello")
        .unwrap();
    let happened = desk
        .control
        .receive_text(&Who::phone("+966501230000"), "Hello")
        .unwrap();
    let path = format!("/api/contacts/{}/link-account", happened.contact_id);
    desk.post(&path, json!({ "accountId": account })).await;
    desk.advance(6).await;
    assert_eq!(desk.control.timeline(&other.conversation_id).len(), 2);
    assert_eq!(desk.control.timeline(&happened.conversation_id).len(), 1);
}
