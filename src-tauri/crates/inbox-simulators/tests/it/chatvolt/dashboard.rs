use inbox_simulators::ChatvoltOptions;
use inbox_simulators::chatvolt::{Size, Trap, Who};
use serde_json::{Value, json};

use super::{Desk, options, texts};

const HOST: &str = "/dashboard/api";

#[tokio::test]
async fn without_the_option_there_is_no_dashboard_host() {
    let desk = Desk::open(ChatvoltOptions {
        dashboard: false,
        ..options(Size::Empty)
    })
    .await;
    assert_eq!(desk.simulator.dashboard_url(), None);
    assert_eq!(desk.get(&format!("{HOST}/memberships")).await.0, 404);
}

#[tokio::test]
async fn what_wipes_more_than_it_says_is_done_and_recorded() {
    let desk = Desk::empty().await;
    let id = desk.joao_writes("Olá");
    let layla = "layla@switchboard-home.example";
    desk.control.portal_assign(&id, Some(layla)).unwrap();
    let path = format!("{HOST}/conversations/{id}");
    let whole = json!({ "isAiEnabled": true, "metadata": { "erp": 5 } });
    desk.patch(&path, whole).await;
    assert!(desk.control.traps().is_empty());
    desk.patch(&path, json!({ "isAiEnabled": false })).await;
    assert_eq!(desk.conversation(&id).await["metadata"], Value::Null);
    let body = json!({ "status": "UNRESOLVED", "priority": "LOW" });
    desk.patch(&format!("{HOST}/logs/{id}"), body).await;
    assert_eq!(desk.conversation(&id).await["assignees"], json!([]));
    let (_, answer) = desk
        .post(&format!("{HOST}/messages/mark-all-read"), json!({}))
        .await;
    assert_eq!(answer, json!({ "count": 1 }));
    let traps: Vec<Trap> = desk
        .control
        .traps()
        .iter()
        .map(|stepped| stepped.trap)
        .collect();
    assert_eq!(
        traps,
        [
            Trap::MetadataWiped,
            Trap::AssigneesWiped,
            Trap::EverythingMarkedRead
        ]
    );
}

#[tokio::test]
async fn the_list_is_by_activity_and_opening_one_marks_it_read() {
    let desk = Desk::small().await;
    let (_, list) = desk.get(&format!("{HOST}/logs?status=UNRESOLVED")).await;
    let updated = texts(&list, "updatedAt");
    assert!(updated.len() > 3 && updated.windows(2).all(|pair| pair[0] >= pair[1]));
    assert!(texts(&list, "status").contains(&"HUMAN_REQUESTED".to_owned()));
    let (_, before) = desk.get(&format!("{HOST}/logs/count-unread")).await;
    let (_, unread) = desk.get(&format!("{HOST}/logs?unread=true")).await;
    assert_eq!(before, unread.as_array().unwrap().len());
    let id = unread[0]["id"].as_str().unwrap();
    assert!(unread[0]["_count"]["messages"].as_u64().unwrap() > 0);
    let (_, opened) = desk.get(&format!("{HOST}/logs/{id}")).await;
    assert_eq!(opened["unreadMessagesCount"], 0);
    let (_, after) = desk.get(&format!("{HOST}/logs/count-unread")).await;
    assert_eq!(after.as_u64().unwrap() + 1, before.as_u64().unwrap());
}

#[tokio::test]
async fn messages_page_backwards_by_the_last_ones_id() {
    let desk = Desk::empty().await;
    let id = desk.joao_writes("0");
    for number in 1..60 {
        desk.joao_writes(&number.to_string());
    }
    let path = format!("{HOST}/conversations/{id}");
    let (_, first) = desk.get(&path).await;
    assert_eq!(first["messages"][0]["text"], "59");
    let last = first["messages"][49]["id"].as_str().unwrap();
    let (_, second) = desk.get(&format!("{path}?cursor={last}")).await;
    assert_eq!(second["messages"][0]["text"], "9");
    assert_eq!(second["messages"].as_array().unwrap().len(), 10);
}

#[tokio::test]
async fn a_send_for_the_wrong_channel_is_200_empty_and_the_right_one_arrives() {
    let desk = Desk::empty().await;
    let id = desk.joao_writes("Olá");
    let path = format!("{HOST}/conversations/{id}/message");
    let wrong = desk
        .post(&path, json!({ "channel": "zapi", "message": "lost" }))
        .await;
    assert_eq!(wrong, (200, Value::Null));
    assert_eq!(desk.control.traps()[0].trap, Trap::SendSwallowed);
    let (_, answer) = desk
        .post(&path, json!({ "channel": "whatsapp", "message": "found" }))
        .await;
    assert_eq!(answer["messages"][0]["text"], "found");
    assert_eq!(desk.control.sent_texts(), ["found"]);
}

#[tokio::test]
async fn an_uploaded_file_can_be_fetched_and_a_wrong_type_cannot_be_uploaded() {
    let desk = Desk::empty().await;
    let id = desk.joao_writes("Olá");
    let request = json!([{
        "case": "chatUpload", "conversationId": id, "fileName": "a.txt", "mimeType": "text/plain",
    }]);
    let (status, links) = desk
        .post(&format!("{HOST}/generate-upload-links"), request)
        .await;
    assert_eq!(status, 200, "{links}");
    let (signed, file) = (&links[0]["signedUrl"], &links[0]["fileUrl"]);
    let put = async |kind: &str| {
        let request = desk.http.put(signed.as_str().unwrap());
        let request = request.header("content-type", kind).body("hello");
        request.send().await.unwrap().status()
    };
    assert_eq!(put("image/png").await, 403);
    assert_eq!(put("text/plain").await, 200);
    let fetched = desk.http.get(file.as_str().unwrap()).send().await.unwrap();
    assert_eq!(fetched.text().await.unwrap(), "hello");
    desk.control
        .advance(std::time::Duration::from_secs(901))
        .await;
    assert_eq!(put("text/plain").await, 403, "the link has expired");
}

#[tokio::test]
async fn tags_people_and_agents_are_told_by_the_dashboard_host_alone() {
    let desk = Desk::empty().await;
    let id = desk.joao_writes("Olá");
    let path = format!("{HOST}/conversations/{id}/tags");
    let (_, answer) = desk.post(&path, json!({ "tag": "vip" })).await;
    assert_eq!(answer["tag"]["tag"], "vip");
    assert_eq!(
        desk.conversation(&id).await["tags"],
        json!([{ "tag": "vip" }])
    );
    let (_, answer) = desk.delete(&path, json!({ "tag": "vip" })).await;
    assert_eq!(answer["success"], true);
    assert_eq!(desk.conversation(&id).await["tags"], json!([]));
    let (_, people) = desk.get(&format!("{HOST}/memberships")).await;
    assert_eq!(
        people.as_array().unwrap().len(),
        4,
        "who left is not listed"
    );
    let (_, agents) = desk.get(&format!("{HOST}/agents")).await;
    assert_eq!(texts(&agents, "name"), ["Support", "Sales"]);
    let (_, me) = desk.get(&format!("{HOST}/me")).await;
    assert_eq!(
        me["organization"]["id"],
        desk.control.overview().organization_id
    );
    for path in ["/memberships", "/agents", "/me", "/logs"] {
        assert_eq!(desk.get(path).await.0, 404, "{path}");
    }
}

#[tokio::test]
async fn calls_no_client_for_people_should_make_are_recorded_too() {
    let desk = Desk::empty().await;
    let id = desk.joao_writes("Olá");
    let agent = desk.agent();
    let body = json!({ "query": "Hi", "conversationId": id });
    let (status, answer) = desk.post(&format!("/agents/{agent}/query"), body).await;
    assert_eq!(status, 200, "{answer}");
    let path = format!("/agents/{agent}/webhook?type=whatsapp&enabled=false");
    let (_, answer) = desk.patch(&path, json!({})).await;
    assert_eq!(answer, "whatsapp webhook disabled");
    desk.control
        .receive_text(&Who::conversation(&id), "unheard")
        .unwrap_err();
    let (_, answer) = desk.delete(&format!("/conversation/{id}"), json!({})).await;
    assert_eq!(answer["message"], "Conversation deleted.");
    assert_eq!(desk.get(&format!("/conversation/{id}")).await.0, 404);
    let traps: Vec<Trap> = desk
        .control
        .traps()
        .iter()
        .map(|stepped| stepped.trap)
        .collect();
    assert_eq!(
        traps,
        [
            Trap::SpokeAsCustomer,
            Trap::ChannelSwitchedOff,
            Trap::ConversationDeleted
        ]
    );
}
