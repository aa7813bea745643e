use std::time::Duration;

use serde_json::{Value, json};

use super::{Desk, texts};

#[tokio::test]
async fn a_step_whose_first_message_is_too_late_is_not_entered_but_a_move_is_made_without_it() {
    let desk = Desk::empty().await;
    let id = desk.joao_writes("Olá");
    desk.control.advance(Duration::from_hours(25)).await;
    let qualified = desk.control.overview().scenarios[0].steps[1].0.clone();
    let body = json!({ "conversationId": id, "stepId": qualified });
    let (status, answer) = desk.post("/crm/step/conversation", body).await;
    assert_eq!((status, &answer["blockedBy24hRule"]), (400, &json!(true)));
    assert_eq!(
        desk.conversation(&id).await["crmScenarioConversations"],
        json!([])
    );
    let body = json!({
        "conversationId": id, "destStepId": qualified, "shouldSendInitialMessage": true,
    });
    let (status, answer) = desk.post("/crm/step/move", body).await;
    assert_eq!((status, &answer["messageSent"]), (200, &json!(false)));
    assert_eq!(answer["messageError"], "ERR_META_SESSION_EXPIRED_24H");
    assert_eq!(answer["blockedBy24hRule"], true);
    assert_eq!(desk.messages(&id, 10).await.len(), 1);
}

#[tokio::test]
async fn entering_a_step_changes_the_conversation_as_the_step_says_and_is_logged() {
    let desk = Desk::empty().await;
    let id = desk.joao_writes("Olá");
    let scenario = desk.control.overview().scenarios[0].clone();
    let body = json!({ "conversationId": id, "scenarioId": scenario.id });
    let (status, answer) = desk.post("/crm/step/conversation", body.clone()).await;
    assert_eq!(
        (status, &answer["newStepId"]),
        (200, &json!(scenario.steps[0].0))
    );
    let (status, answer) = desk.post("/crm/step/conversation", body).await;
    assert_eq!((status, &answer["success"]), (409, &json!(false)));

    let body = json!({
        "conversationId": id, "scenarioId": scenario.id, "destStepIndex": 1,
        "shouldSendInitialMessage": true,
    });
    let (_, answer) = desk.post("/crm/step/move", body).await;
    assert_eq!(answer["messageSent"], true);
    let row = desk.conversation(&id).await;
    assert_eq!(
        (&row["priority"], &row["isAiEnabled"]),
        (&json!("HIGH"), &json!(false))
    );
    assert_eq!(row["tags"], json!([{ "tag": "vip" }]));
    assert_eq!(row["assignees"].as_array().unwrap().len(), 1);
    assert_eq!(
        row["crmScenarioConversations"][0]["step"]["name"],
        "Qualified"
    );
    assert_eq!(
        desk.messages(&id, 1).await[0]["id"],
        answer["sentMessageId"]
    );

    let (_, log) = desk
        .get(&format!("/crm/conversationLog?conversationId={id}"))
        .await;
    assert_eq!(texts(&log["data"], "status"), ["active", "inactive"]);
    assert_eq!(log["pagination"]["total"], 2);
    let entry = log["data"][0]["id"].as_str().unwrap();
    let path = format!("/crm/conversationLog/{entry}");
    let (_, changed) = desk.patch(&path, json!({ "status": "error" })).await;
    assert_eq!(changed["status"], "error");
    assert_eq!(desk.get(&path).await.1, changed);
}

#[tokio::test]
async fn a_conversation_is_active_in_one_scenario_at_a_time() {
    let desk = Desk::empty().await;
    let id = desk.joao_writes("Olá");
    let [sales, after] = &desk.control.overview().scenarios[..] else {
        panic!("two scenarios");
    };
    for scenario in [sales, after] {
        let body = json!({ "conversationId": id, "scenarioId": scenario.id });
        assert_eq!(desk.post("/crm/step/conversation", body).await.0, 200);
    }
    let row = desk.conversation(&id).await;
    let available: Vec<&Value> = row["crmScenarioConversations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|link| &link["available"])
        .collect();
    assert_eq!(available, [false, true]);
    let inside = async |query: &str| {
        let path = format!("/crm/scenario/{}/conversation?{query}", sales.id);
        desk.get(&path).await.1
    };
    assert_eq!(inside("").await, json!([]));
    let left = inside("showInactiveConversations=true").await;
    assert_eq!(left[0]["conversation"]["id"], id.as_str());
    let counts = inside("isCount=true&showInactiveConversations=true").await;
    assert_eq!(counts[&sales.steps[0].0], 1);
    let path = format!(
        "/crm/scenario/{}/conversation?conversationId={id}",
        after.id
    );
    let (status, answer) = desk.delete(&path, json!({})).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(desk.delete(&path, json!({})).await.0, 404);
}

#[tokio::test]
async fn scenarios_and_steps_are_made_changed_and_deleted_with_ids_in_the_body() {
    let desk = Desk::empty().await;
    let (status, scenario) = desk
        .post("/crm/scenario", json!({ "name": "Returns" }))
        .await;
    assert_eq!(status, 201);
    let id = scenario["id"].as_str().unwrap();
    let (_, answer) = desk
        .put("/crm/scenario", json!({ "id": id, "name": "Refunds" }))
        .await;
    assert_eq!(answer["scenario"]["name"], "Refunds");
    let nameless = json!({ "scenarioId": id, "name": "First" });
    assert_eq!(desk.post("/crm/step", nameless).await.0, 400);
    let body = json!({ "scenarioId": id, "name": "First", "trigger": "wants money back" });
    let (status, step) = desk.post("/crm/step", body).await;
    assert_eq!((status, &step["index"]), (201, &json!(0)));
    let body = json!({ "id": step["id"], "defaultStatus": "RESOLVED" });
    let (_, step) = desk.put("/crm/step", body).await;
    assert_eq!(
        (&step["name"], &step["defaultStatus"]),
        (&json!("First"), &json!("RESOLVED"))
    );
    let (_, steps) = desk.get(&format!("/crm/step?scenarioId={id}")).await;
    assert_eq!(texts(&steps, "name"), ["First"]);
    assert_eq!(
        desk.delete("/crm/step", json!({ "id": step["id"] }))
            .await
            .0,
        200
    );
    assert_eq!(
        desk.delete("/crm/scenario", json!({ "id": id })).await.0,
        200
    );
    assert_eq!(texts(&desk.get("/crm/scenario").await.1, "name").len(), 2);
}
