use inbox_simulators::OhalloOptions;
use inbox_simulators::ohallo::{
    AiTurn, ChannelType, Quirks, ReplyDelay, Role, SendKind, Size, Status, Who,
};
use serde_json::{Value, json};

use super::{AHMED, Desk, LIST, accepted, error, options, read, texts};

#[tokio::test]
async fn a_reply_needs_words_and_a_person_in_charge() {
    let desk = Desk::empty().await;
    let id = desk.ahmed_writes("Hello");
    assert_eq!(
        desk.reply("nobody's", "Hi").await,
        (404, error("Conversation not found"))
    );
    assert_eq!(
        desk.reply(&id, "Hi").await,
        (400, error("Conversation is not human managed"))
    );
    assert_eq!(desk.action(&id, "take-over").await, accepted());
    for body in [
        json!({}),
        json!({ "content": " \n" }),
        json!({ "content": 7 }),
    ] {
        let (status, answer) = desk.post(&format!("{LIST}/{id}/reply"), body).await;
        assert_eq!((status, answer["error"].is_string()), (400, true));
    }
    let form = desk.http.post(desk.url(&format!("{LIST}/{id}/reply")));
    let form = form.bearer_auth(&desk.key).body("content=Hi");
    assert_eq!(read(form).await.0, 400);
    assert!(desk.control.sent_texts().is_empty());
    let refused = desk.control.sends();
    assert_eq!((refused.len(), refused[0].accepted), (1, false));
}

#[tokio::test]
async fn an_accepted_reply_shows_in_the_thread_a_little_later_under_the_keys_name() {
    let desk = Desk::empty().await;
    let id = desk.ahmed_writes("Hello");
    desk.action(&id, "take-over").await;
    assert_eq!(desk.reply(&id, "Good morning").await, accepted());
    assert_eq!(desk.thread(&id).await.as_array().unwrap().len(), 1);
    assert_eq!(desk.control.sends()[0].message_id, None);
    desk.advance(2).await;
    let thread = desk.thread(&id).await;
    assert_eq!(
        (
            &thread[1]["role"],
            &thread[1]["content"],
            &thread[1]["senderName"]
        ),
        (
            &json!("agent"),
            &json!("Good morning"),
            &json!("Switchboard")
        )
    );
    assert_eq!(
        desk.control.sends()[0].message_id.as_deref(),
        thread[1]["id"].as_str()
    );
    let one = desk.one(&id).await;
    assert_eq!(
        (&one["messageCount"], &one["status"]),
        (&json!(2), &json!("human_managed"))
    );
    assert_eq!(one["lastMessageAt"], thread[1]["createdAt"]);
    let row = desk.read(LIST).await["data"][0].clone();
    assert_eq!(row["lastMessagePreview"], "Good morning");
    assert_eq!(row["humanManaged"], true);
}

#[tokio::test]
async fn a_reply_can_take_long_or_never_show() {
    let desk = Desk::empty().await;
    let id = desk.ahmed_writes("Hello");
    desk.action(&id, "take-over").await;
    desk.control.delay_replies(ReplyDelay::AfterMs(30_000));
    desk.reply(&id, "late").await;
    desk.advance(29).await;
    assert_eq!(desk.thread(&id).await.as_array().unwrap().len(), 1);
    desk.advance(1).await;
    assert_eq!(desk.thread(&id).await[1]["content"], "late");
    desk.control.delay_replies(ReplyDelay::Never);
    assert_eq!(desk.reply(&id, "lost").await, accepted());
    desk.advance(86_400).await;
    assert_eq!(desk.thread(&id).await.as_array().unwrap().len(), 2);
    assert_eq!(desk.control.sent_texts(), ["late", "lost"]);
}

#[tokio::test]
async fn a_finished_workflow_can_be_neither_taken_over_nor_released() {
    let desk = Desk::empty().await;
    let failed = (500, error("Failed to signal conversation workflow"));
    assert_eq!(desk.action("nobody's", "take-over").await, failed);
    let id = desk.ahmed_writes("Hello");
    desk.control.finish_workflow(&id).unwrap();
    assert_eq!(desk.action(&id, "take-over").await, failed);
    assert_eq!(
        desk.one(&id).await["status"],
        "new",
        "it does not look finished"
    );
    let id = desk.ahmed_writes("Hello?");
    desk.control.portal_resolve(&id, None).unwrap();
    assert_eq!(desk.action(&id, "take-over").await, failed);
    assert_eq!(desk.action(&id, "release").await, failed);
}

#[tokio::test]
async fn taking_over_twice_or_releasing_what_nobody_has_changes_nothing() {
    let desk = Desk::empty().await;
    let id = desk.ahmed_writes("Hello");
    assert_eq!(desk.action(&id, "release").await, accepted());
    assert_eq!(desk.one(&id).await["status"], "new");
    desk.action(&id, "take-over").await;
    let before = desk.one(&id).await;
    desk.advance(5).await;
    assert_eq!(desk.action(&id, "take-over").await, accepted());
    assert_eq!(desk.one(&id).await, before);
    assert_eq!(desk.action(&id, "release").await, accepted());
    assert_eq!(desk.one(&id).await["status"], "active");
}

#[tokio::test]
async fn a_signal_may_take_a_moment_to_show() {
    let desk = Desk::with(Quirks {
        signal_delay_ms: 1_500,
        ..Quirks::default()
    })
    .await;
    let id = desk.ahmed_writes("Hello");
    assert_eq!(desk.action(&id, "take-over").await, accepted());
    assert_eq!(desk.one(&id).await["status"], "new");
    assert_eq!(desk.reply(&id, "too early").await.0, 400);
    desk.advance(2).await;
    assert_eq!(desk.one(&id).await["status"], "human_managed");
}

#[tokio::test]
async fn the_ai_answers_until_a_person_takes_over_and_again_after_the_release() {
    let desk = Desk::empty().await;
    let who = Who::phone(AHMED);
    let id = desk
        .control
        .receive_text(&who, "Hello")
        .unwrap()
        .conversation_id;
    assert_eq!(desk.one(&id).await["status"], "new");
    desk.advance(6).await;
    let thread = desk.thread(&id).await;
    assert_eq!(texts(&thread, "role"), ["customer", "agent"]);
    assert_eq!(thread[1]["senderName"], "Sophie");
    desk.control
        .next_ai_turns([AiTurn::Says("It is on its way.".to_owned())]);
    desk.control.receive_text(&who, "Where is it?").unwrap();
    desk.control.receive_text(&who, "The lamp, I mean").unwrap();
    desk.advance(6).await;
    let thread = desk.thread(&id).await;
    assert_eq!(
        texts(&thread, "role"),
        ["customer", "agent", "customer", "customer", "agent"]
    );
    assert_eq!(thread[4]["content"], "It is on its way.");
    assert_eq!(desk.one(&id).await["status"], "active");

    desk.control.receive_text(&who, "When?").unwrap();
    desk.action(&id, "take-over").await;
    desk.advance(60).await;
    assert_eq!(
        desk.thread(&id).await.as_array().unwrap().len(),
        6,
        "the AI falls silent"
    );
    desk.action(&id, "release").await;
    desk.advance(60).await;
    assert_eq!(desk.thread(&id).await.as_array().unwrap().len(), 6);
    desk.control.receive_text(&who, "Hello?").unwrap();
    desk.advance(6).await;
    assert_eq!(desk.thread(&id).await[7]["role"], "agent");
}

#[tokio::test]
async fn a_question_of_the_ai_leaves_it_waiting_for_the_customer() {
    let desk = Desk::empty().await;
    desk.control
        .next_ai_turns([AiTurn::AsksBack, AiTurn::Silent]);
    let who = Who::phone(AHMED);
    let id = desk
        .control
        .receive_text(&who, "Hello")
        .unwrap()
        .conversation_id;
    desk.advance(6).await;
    assert_eq!(desk.one(&id).await["status"], "waiting");
    desk.control.receive_text(&who, "Number 7").unwrap();
    assert_eq!(desk.one(&id).await["status"], "active");
}

#[tokio::test]
async fn an_ai_that_stumbles_asks_for_a_person_and_closing_the_item_touches_nothing_else() {
    let desk = Desk::empty().await;
    desk.control.next_ai_turns([AiTurn::Stumbles]);
    let who = Who::phone(AHMED);
    let id = desk
        .control
        .receive_text(&who, "What does it cost?")
        .unwrap()
        .conversation_id;
    desk.advance(6).await;
    let items = desk.read("/api/attention-items").await;
    assert_eq!(
        (
            &items[0]["type"],
            &items[0]["status"],
            &items[0]["conversationId"],
            &items[0]["resolvedAt"]
        ),
        (
            &json!("validation_failed"),
            &json!("open"),
            &json!(id),
            &Value::Null
        )
    );
    let marked = desk.read(&format!("{LIST}?hasAttention=true")).await;
    assert_eq!(marked["data"][0]["id"], id.as_str());
    assert_eq!(marked["data"].as_array().unwrap().len(), 1);
    desk.action(&id, "take-over").await;
    desk.reply(&id, "It is 40.").await;
    desk.advance(2).await;
    assert_eq!(
        desk.control.overview().open_attention,
        1,
        "a reply does not close it"
    );

    let missing = desk.act("/api/attention-items/nobody's/resolve").await;
    assert_eq!(missing, (404, error("Attention item not found")));
    let item = items[0]["id"].as_str().unwrap();
    for _ in 0..2 {
        assert_eq!(
            desk.act(&format!("/api/attention-items/{item}/resolve"))
                .await,
            accepted()
        );
    }
    let items = desk.read("/api/attention-items").await;
    assert_eq!(items[0]["status"], "resolved");
    assert!(items[0]["resolvedAt"].is_string());
    assert_eq!(desk.one(&id).await["status"], "human_managed");
    assert_eq!(desk.control.overview().open_attention, 0);
}

#[tokio::test]
async fn an_approval_runs_once_and_the_ai_goes_on() {
    let desk = Desk::empty().await;
    let id = desk.ahmed_writes("I want my money back");
    let nothing = (404, error("Nothing to approve"));
    assert_eq!(desk.action(&id, "approve").await, nothing);
    desk.control.want_approval(&id).unwrap();
    assert_eq!(desk.one(&id).await["status"], "waiting");
    assert_eq!(
        desk.read("/api/attention-items").await[0]["type"],
        "approval_required"
    );
    desk.control
        .receive_text(&Who::phone(AHMED), "Well?")
        .unwrap();
    desk.advance(10).await;
    assert_eq!(
        desk.one(&id).await["status"],
        "waiting",
        "only a person can let it go on"
    );
    assert_eq!(desk.action(&id, "approve").await, accepted());
    assert_eq!(desk.action(&id, "approve").await, nothing);
    desk.advance(3).await;
    assert_eq!(desk.control.timeline(&id).last().unwrap().role, Role::Agent);
    assert_eq!(desk.control.overview().open_attention, 0);

    desk.control.want_approval(&id).unwrap();
    desk.action(&id, "take-over").await;
    assert_eq!(
        desk.action(&id, "approve").await,
        nothing,
        "taking over turns it down"
    );
}

#[tokio::test]
async fn resolving_ends_a_conversation_once_and_says_so_in_the_thread() {
    let desk = Desk::empty().await;
    let id = desk.ahmed_writes("Hello");
    desk.control
        .raise_attention(&id, "escalation", None)
        .unwrap();
    let path = format!("{LIST}/{id}/resolve");
    assert_eq!(
        desk.post(&path, json!({ "outcome": "Delivered" })).await,
        accepted()
    );
    let (status, answer) = desk.act(&path).await;
    assert_eq!((status, answer["error"].is_string()), (400, true));
    let one = desk.one(&id).await;
    assert_eq!(
        (&one["status"], &one["outcome"]),
        (&json!("resolved"), &json!("Delivered"))
    );
    assert_eq!(one["messageCount"], 1, "system messages do not count");
    assert_eq!(
        texts(&desk.thread(&id).await, "role"),
        ["customer", "system"]
    );
    assert_eq!(
        desk.control.overview().open_attention,
        1,
        "its items stay open"
    );
    assert_eq!(desk.reply(&id, "Hi").await.0, 400);
}

#[tokio::test]
async fn an_assignment_is_accepted_but_never_shown() {
    let desk = Desk::empty().await;
    let id = desk.ahmed_writes("Hello");
    let path = format!("{LIST}/{id}/assign");
    assert_eq!(desk.post(&path, json!({})).await.0, 400);
    assert_eq!(
        desk.post(&path, json!({ "userId": "usr_nobody" })).await.0,
        404
    );
    let layla = desk.control.overview().users[0].user_id.clone();
    assert_eq!(
        desk.post(&path, json!({ "userId": layla })).await,
        accepted()
    );
    assert_eq!(
        desk.control.conversations()[0].assignee_id,
        Some(layla.clone())
    );
    assert!(!desk.one(&id).await.to_string().contains(&layla));
    assert_eq!(desk.action(&id, "unassign").await, accepted());
    assert_eq!(desk.control.conversations()[0].assignee_id, None);
}

#[tokio::test]
async fn a_new_conversation_needs_a_channel_a_person_and_words() {
    let desk = Desk::small().await;
    let email = desk.channel("Deutschland", ChannelType::Email);
    let workspace = desk.workspace("Deutschland");
    let sound = json!({
        "workspaceId": workspace, "channelId": email, "contactEmail": "neu@mail.example",
        "contactName": "Neue Kundin", "subject": "Ihr Angebot", "content": "Guten Tag",
    });
    let path = format!("{LIST}/compose");
    for (change, expected) in [
        (json!({ "workspaceId": null }), 400),
        (json!({ "workspaceId": "nowhere" }), 404),
        (json!({ "channelId": "nowhere" }), 404),
        (
            json!({ "channelId": desk.channel("Gulf", ChannelType::Email) }),
            400,
        ),
        (json!({ "content": "" }), 400),
        (json!({ "subject": null }), 400),
        (json!({ "contactEmail": null }), 400),
        (json!({ "contactEmail": "not an address" }), 400),
        (json!({ "contactId": "nobody", "contactEmail": null }), 404),
        (
            json!({ "contactId": desk.control.conversations()[0].contact_id }),
            400,
        ),
        (json!({ "contactEmail": null, "contactPhone": AHMED }), 400),
    ] {
        let mut body = sound.clone();
        let change = change.as_object().unwrap().clone();
        body.as_object_mut().unwrap().extend(change.clone());
        let (status, answer) = desk.post(&path, body).await;
        assert_eq!(
            (status, answer["error"].is_string()),
            (expected, true),
            "{change:?}"
        );
    }
    assert!(desk.control.sends().is_empty());

    assert_eq!(desk.post(&path, sound).await, accepted());
    let found = async || desk.read(&format!("{LIST}?q=neu@mail.example")).await["data"].clone();
    assert_eq!(found().await, json!([]), "it is not there at once");
    desk.advance(2).await;
    let rows = found().await;
    assert_eq!(
        (
            &rows[0]["lastMessagePreview"],
            &rows[0]["contactName"],
            &rows[0]["humanManaged"]
        ),
        (&json!("Guten Tag"), &json!("Neue Kundin"), &json!(true))
    );
    let one = desk.one(rows[0]["id"].as_str().unwrap()).await;
    assert_eq!(
        (&one["subject"], &one["status"]),
        (&json!("Ihr Angebot"), &json!("human_managed"))
    );
    let send = desk.control.sends().remove(0);
    assert_eq!(
        (send.kind, send.conversation_id.as_deref()),
        (SendKind::Compose, one["id"].as_str())
    );
    assert_eq!(desk.control.sent_texts(), ["Guten Tag"]);
}

#[tokio::test]
async fn a_contact_that_is_known_is_written_to_and_not_made_again() {
    let desk = Desk::empty().await;
    let first = desk.ahmed_writes("Hello");
    let contact = desk.control.conversations()[0].contact_id.clone();
    for who in [
        json!({ "contactId": contact }),
        json!({ "contactPhone": AHMED }),
    ] {
        let mut body = json!({
            "workspaceId": desk.workspace("United Kingdom"),
            "channelId": desk.channel("United Kingdom", ChannelType::WhatsApp),
            "content": "We have news",
        });
        let who = who.as_object().unwrap().clone();
        body.as_object_mut().unwrap().extend(who);
        assert_eq!(
            desk.post(&format!("{LIST}/compose"), body).await,
            accepted()
        );
    }
    desk.advance(2).await;
    let conversations = desk.control.conversations();
    assert_eq!(
        (conversations.len(), desk.control.overview().contacts),
        (3, 1)
    );
    assert!(conversations.iter().all(|one| one.contact_id == contact));
    assert_eq!(conversations[0].id, first);
    let next = desk.ahmed_writes("Which news?");
    assert_ne!(next, first, "customers answer the newest one");
}

#[tokio::test]
async fn calls_are_read_but_cannot_be_answered_in_writing() {
    let desk = Desk::empty().await;
    let voice = desk.channel("Gulf", ChannelType::Voice);
    let who = Who::phone(AHMED).on(voice);
    let id = desk
        .control
        .receive_text(&who, "(caller) Good morning")
        .unwrap()
        .conversation_id;
    desk.action(&id, "take-over").await;
    assert_eq!(desk.reply(&id, "Hi").await.0, 400);
}

#[tokio::test]
async fn customers_who_answer_do_so_once_per_text() {
    let desk = Desk::open(OhalloOptions {
        customers_answer: true,
        ..options(Size::Empty)
    })
    .await;
    let id = desk.ahmed_writes("Hello");
    desk.action(&id, "take-over").await;
    desk.reply(&id, "Good morning").await;
    desk.advance(60).await;
    assert_eq!(
        texts(&desk.thread(&id).await, "role"),
        ["customer", "agent", "customer"]
    );
    assert_eq!(desk.control.conversations()[0].status, Status::HumanManaged);
}
