use std::collections::HashSet;
use std::time::Duration;

use inbox_simulators::HatifOptions;
use inbox_simulators::hatif::{Inbound, Location, Quirks, Size, Who, WireProfile};
use serde_json::{Value, json};

use super::{AHMED, CONVERSATIONS, Desk, options, texts};

#[tokio::test]
async fn a_page_over_the_limit_or_an_unknown_sorting_is_refused_with_the_members_named() {
    let desk = Desk::small().await;
    for query in [
        "MaxResultCount=1001",
        "MaxResultCount=0",
        "SkipCount=-1",
        "Sorting=Shoe ASC",
    ] {
        let (status, answer) = desk.list("Main", query).await;
        assert_eq!(status, 400, "{query}");
        let error = &answer["error"];
        assert_eq!(error["message"], "Your request is not valid!", "{query}");
        let member = error["validationErrors"][0]["members"][0].as_str().unwrap();
        assert!(query.starts_with(member), "{query} blamed {member}");
    }
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_repetition_and_default_to_ten() {
    let desk = Desk::small().await;
    let (_, first) = desk.list("Main", "").await;
    assert_eq!(first["items"].as_array().unwrap().len(), 10);
    let (_, whole) = desk
        .list("Main", "maxresultcount=1000&sorting=lastActivityAt desc")
        .await;
    let total = whole["totalCount"].as_u64().unwrap() as usize;
    let mut paged = Vec::new();
    for skip in (0..total).step_by(7) {
        let query = format!("Sorting=LastActivityAt DESC&SkipCount={skip}&MaxResultCount=7");
        paged.extend(texts(&desk.list("Main", &query).await.1, "id"));
    }
    assert_eq!(paged, texts(&whole, "id"));
    assert_eq!(paged.iter().collect::<HashSet<_>>().len(), total);
    let times = texts(&whole, "lastActivityAt");
    let times: Vec<jiff::Timestamp> = times.iter().map(|time| time.parse().unwrap()).collect();
    assert!(times.is_sorted_by(|left, right| left >= right));
}

#[tokio::test]
async fn the_list_filters_by_state_assignee_tag_contact_and_name_but_not_by_number() {
    let desk = Desk::small().await;
    let rows = |answer: Value| answer["items"].as_array().unwrap().clone();
    let all = rows(desk.list("Main", "MaxResultCount=1000").await.1);
    let filtered = async |query: String| {
        rows(
            desk.list("Main", &format!("MaxResultCount=1000&{query}"))
                .await
                .1,
        )
    };
    let expect = |keep: &dyn Fn(&Value) -> bool| all.iter().filter(|row| keep(row)).count();

    let closed = filtered("Status=2".into()).await;
    assert_eq!(closed.len(), expect(&|row| row["status"] == 2));
    assert!(!closed.is_empty() && closed.len() < all.len());

    let unassigned = filtered("GetUnAssigned=true".into()).await;
    assert_eq!(
        unassigned.len(),
        expect(&|row| row["assigneeId"].is_null() && row["assignedAiAgentId"].is_null())
    );

    let layla = desk.user("Layla Hassan");
    let robot = desk.user("Reception AI");
    let hers = filtered(format!("AssigneeUserIds={layla},{robot}")).await;
    assert_eq!(
        hers.len(),
        expect(&|row| row["assigneeId"] == layla.as_str()
            || row["assignedAiAgentId"] == robot.as_str())
    );

    let tag = desk.control.overview().tags[0].id.clone();
    let tagged = filtered(format!("TagIds={tag}")).await;
    let has_tag = |row: &Value| {
        row["tags"]
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one["id"] == tag.as_str())
    };
    assert_eq!(tagged.len(), expect(&has_tag));

    let name = all[3]["contactName"].as_str().unwrap().to_lowercase();
    let named = filtered(format!("Name={name}")).await;
    assert!(named.iter().any(|row| row["id"] == all[3]["id"]) && named.len() < all.len());
    let contact = all[3]["contactId"].as_str().unwrap();
    assert_eq!(filtered(format!("ContactIds={contact}")).await.len(), 1);

    // The field's oddity: this filter does nothing.
    assert_eq!(
        filtered("PhoneNumber=00000000".into()).await.len(),
        all.len()
    );
    desk.control
        .quirks(|quirks| quirks.phone_number_filter = true);
    assert_eq!(filtered("PhoneNumber=00000000".into()).await.len(), 0);
}

#[tokio::test]
async fn dates_of_the_list_are_wall_times_three_hours_ahead_of_utc() {
    let desk = Desk::empty().await;
    desk.control
        .receive_text(&Who::phone(AHMED), "Hello")
        .unwrap();
    // It is 09:00 UTC, 12:00 in Riyadh.
    for (query, found) in [
        ("FromDate=2026-11-20T12:00:00", 1),
        ("FromDate=2026-11-20T12:00:01", 0),
        ("ToDate=2026-11-20T11:59:59", 0),
        ("FromDate=2026-11-20T08:00:00&ToDate=2026-11-20T13:00:00", 1),
    ] {
        let (_, answer) = desk.list("Main", query).await;
        assert_eq!(answer["totalCount"], found, "{query}");
    }
}

#[tokio::test]
async fn lost_are_missed_calls_and_unanswered_messages() {
    let desk = Desk::small().await;
    for channel in ["Main", "Showroom"] {
        let (_, lost) = desk.list(channel, "IsLost=true&MaxResultCount=1000").await;
        let rows = lost["items"].as_array().unwrap();
        assert!(!rows.is_empty(), "{channel}");
        assert!(rows.iter().all(|row| row["lastEventDirection"] == 1
            && (row["lastEventSourceType"] == 2 || row["lastEventStatus"] == "Missed")));
    }
}

#[tokio::test]
async fn an_unknown_channel_is_an_empty_page_and_an_unknown_conversation_is_404() {
    let desk = Desk::small().await;
    let nobody = "3a1a4cb7-e7c1-f045-127b-ad2297847528";
    let (status, page) = desk
        .get(&format!("{CONVERSATIONS}/channels/{nobody}"))
        .await;
    assert_eq!((status, &page["totalCount"]), (200, &json!(0)));
    for path in ["", "/timeline"] {
        let (status, answer) = desk.get(&format!("{CONVERSATIONS}/{nobody}{path}")).await;
        assert_eq!(status, 404);
        assert!(
            answer["error"]["message"]
                .as_str()
                .unwrap()
                .contains(nobody)
        );
    }
}

#[tokio::test]
async fn an_inbound_message_moves_its_conversation_to_the_top_and_reopens_it() {
    let desk = Desk::small().await;
    let (_, closed) = desk
        .list("Main", "Status=2&Sorting=LastActivityAt ASC")
        .await;
    let conversation = closed["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["status"] == 2);
    let row = conversation.unwrap();
    let (id, count) = (
        row["id"].as_str().unwrap(),
        row["lastEventsCount"].as_u64().unwrap(),
    );
    desk.control
        .receive_text(&Who::conversation(id), "Are you there?")
        .unwrap();

    let (_, list) = desk.list("Main", "Sorting=LastActivityAt DESC").await;
    let top = &list["items"][0];
    assert_eq!(top["id"], id);
    assert_eq!(
        (&top["status"], &top["unreadCount"]),
        (&json!(1), &json!(0))
    );
    assert_eq!(top["lastEventPreviewBody"], "Are you there?");
    assert_eq!(top["lastEventsCount"], count + 1);
    assert_eq!(top["lastActivityAt"], "2026-11-20T09:00:00Z");
}

#[tokio::test]
async fn the_timeline_is_newest_first_unless_asked_otherwise_and_matches_the_truth() {
    let desk = Desk::small().await;
    for conversation in desk.control.conversations() {
        let answer = desk.timeline(&conversation.id, "MaxResultCount=1000").await;
        let mut told = texts(&answer, "eventId");
        told.reverse();
        let truth: Vec<String> = desk
            .control
            .timeline(&conversation.id)
            .into_iter()
            .map(|event| event.id)
            .collect();
        assert_eq!(told, truth);
        assert_eq!(answer["totalCount"], truth.len());
        assert!(told.is_sorted(), "ids are in the order of creation");
    }
    let id = &desk.control.conversations()[0].id;
    let upwards = desk
        .timeline(id, "Sorting=CreationTime ASC&MaxResultCount=1000")
        .await;
    let downwards = desk
        .timeline(id, "Sorting=creationTime desc&MaxResultCount=1000")
        .await;
    let mut reversed = texts(&downwards, "eventId");
    reversed.reverse();
    assert_eq!(texts(&upwards, "eventId"), reversed);
    desk.control
        .quirks(|quirks| quirks.oldest_first_timeline = true);
    let unsorted = desk.timeline(id, "MaxResultCount=1000").await;
    assert_eq!(texts(&unsorted, "eventId"), texts(&upwards, "eventId"));
}

#[tokio::test]
async fn event_ids_carry_the_milliseconds_since_the_year_one() {
    let desk = Desk::empty().await;
    let happened = desk
        .control
        .receive_text(&Who::phone(AHMED), "Hello")
        .unwrap();
    let digits = happened.event_id[..13].replace('-', "");
    let millisecond = i64::from_str_radix(&digits, 16).unwrap() - 62_135_596_800_000;
    assert_eq!(millisecond, desk.control.now().as_millisecond());
    let second = desk
        .control
        .receive_text(&Who::phone(AHMED), "Hello again")
        .unwrap();
    assert!(
        second.event_id > happened.event_id,
        "even within one millisecond"
    );
}

#[tokio::test]
async fn media_places_and_quotes_show_in_the_timeline_and_media_really_loads() {
    let desk = Desk::empty().await;
    let who = Who::phone(AHMED).named("Ahmed Ali");
    let media = serde_json::from_value(json!({ "messageType": "Image", "caption": "Look" }));
    let picture = desk
        .control
        .receive(&who, Inbound::Media(media.unwrap()))
        .unwrap();
    let place = Location {
        latitude: 24.7,
        longitude: 46.7,
        name: Some("Olaya".into()),
        address: None,
    };
    desk.control
        .receive(&who, Inbound::Location(place))
        .unwrap();
    let reply = Inbound::Reply {
        text: "This one".into(),
        event_id: picture.event_id.clone(),
    };
    desk.control.receive(&who, reply).unwrap();

    let timeline = desk.timeline(&picture.conversation_id, "").await;
    let [reply, place, picture] = timeline["items"].as_array().unwrap().as_slice() else {
        panic!("three events");
    };
    assert_eq!(reply["replyTo"]["repliedToEventId"], picture["eventId"]);
    assert_eq!(reply["replyTo"]["repliedToBody"], "Look");
    assert_eq!(place["location"]["name"], "Olaya");
    let url = picture["attachment"].as_str().unwrap();
    let file = desk.http.get(url).send().await.unwrap();
    assert_eq!(file.headers()["content-type"], "image/png");
    assert!(file.bytes().await.unwrap().starts_with(b"\x89PNG"));
}

#[tokio::test]
async fn the_live_dialect_is_camel_case_with_words_only_in_single_conversations() {
    let desk = Desk::small().await;
    let (_, list) = desk.list("Main", "MaxResultCount=1").await;
    let row = &list["items"][0];
    assert!(row["status"].is_u64() && row["channel"]["type"].is_u64());
    let (_, one) = desk
        .get(&format!("{CONVERSATIONS}/{}", row["id"].as_str().unwrap()))
        .await;
    assert!(["Open", "Closed"].contains(&one["status"].as_str().unwrap()));
    assert_eq!(one["contactType"], "Individual");
    assert_eq!(one["channel"]["type"], "PhoneNumberAndWhatsapp");
    assert!(one.get("lastEventStatus").is_none());
}

#[tokio::test]
async fn the_docs_dialect_is_pascal_case_in_lists_timelines_and_tags() {
    let options = HatifOptions {
        profile: WireProfile::Docs,
        ..options(Size::Small)
    };
    let desk = Desk::open(options).await;
    let (_, list) = desk.list("Main", "MaxResultCount=1").await;
    let row = &list["Items"][0];
    assert!(list["TotalCount"].is_u64() && row["LastActivityAt"].is_string());
    let id = row["Id"].as_str().unwrap();
    let timeline = desk.timeline(id, "").await;
    assert!(timeline["Items"][0]["EventId"].is_string());
    let (_, tags) = desk.get("/v1/tags/service-account").await;
    assert!(tags["Items"][0]["IsPinned"].is_boolean());
    let (_, one) = desk.get(&format!("{CONVERSATIONS}/{id}")).await;
    assert_eq!((&one["id"], one["status"].is_string()), (&json!(id), true));
}

#[tokio::test]
async fn the_ints_dialect_has_numbers_in_single_conversations_too() {
    let options = HatifOptions {
        profile: WireProfile::Ints,
        ..options(Size::Small)
    };
    let desk = Desk::open(options).await;
    let id = &desk.control.conversations()[0].id;
    let (_, one) = desk.get(&format!("{CONVERSATIONS}/{id}")).await;
    assert!(one["status"].is_u64() && one["contactType"].is_u64());
}

#[tokio::test]
async fn create_returns_the_existing_conversation_however_the_number_is_spelt() {
    let desk = Desk::empty().await;
    let create = format!("{CONVERSATIONS}/create");
    let body = |phone: &str, name: &str| json!({ "ChannelId": desk.channel("Main"), "PhoneNumber": phone, "ContactName": name });
    let (status, first) = desk.post(&create, body(AHMED, "Ahmed Ali")).await;
    assert_eq!(status, 200, "{first}");
    let (_, again) = desk
        .post(&create, body("+966 50 123 4567", "Somebody else"))
        .await;
    assert_eq!(first["conversation"]["id"], again["conversation"]["id"]);
    assert_eq!(again["conversation"]["contactName"], "Ahmed Ali");
    assert!(first["conversation"].get("contactType").is_none());
    let (_, nameless) = desk
        .post(
            &create,
            json!({
                "channelId": desk.channel("Sales"), "phoneNumber": "+4915100000001",
            }),
        )
        .await;
    assert_eq!(nameless["conversation"]["contactName"], "+4915100000001");
    let (status, wrong) = desk.post(&create, json!({ "ChannelId": "shoe" })).await;
    assert_eq!(status, 400);
    assert_eq!(
        wrong["error"]["validationErrors"].as_array().unwrap().len(),
        2
    );
}

#[tokio::test]
async fn assigning_both_kinds_at_once_is_refused_and_nothing_changes() {
    let desk = Desk::empty().await;
    let happened = desk
        .control
        .receive_text(&Who::phone(AHMED), "Hello")
        .unwrap();
    let path = format!("{CONVERSATIONS}/{}/assign", happened.conversation_id);
    let both = json!({
        "AssignedUserId": desk.user("Layla Hassan"), "AssignedAiAgentId": desk.user("Reception AI"),
    });
    let (status, answer) = desk.post(&path, both).await;
    assert_eq!(status, 403);
    assert!(
        answer["error"]["code"]
            .as_str()
            .unwrap()
            .starts_with("Voxa:")
    );
    let (status, _) = desk
        .post(&path, json!({ "AssignedUserId": happened.contact_id }))
        .await;
    assert_eq!(status, 404);
    assert_eq!(desk.control.timeline(&happened.conversation_id).len(), 1);
}

#[tokio::test]
async fn assigning_shows_in_the_conversation_and_as_an_event() {
    let desk = Desk::empty().await;
    let happened = desk
        .control
        .receive_text(&Who::phone(AHMED), "Hello")
        .unwrap();
    let path = format!("{CONVERSATIONS}/{}", happened.conversation_id);
    let assign = format!("{path}/assign");
    let robot = desk.user("Reception AI");
    let (status, answer) = desk
        .post(&assign, json!({ "AssignedAiAgentId": robot }))
        .await;
    assert_eq!((status, answer), (200, json!({})));
    let (_, one) = desk.get(&path).await;
    assert_eq!(one["assignedAiAgentId"], robot.as_str());
    assert_eq!(
        (&one["isAiAssignee"], &one["assigneeName"]),
        (&json!(true), &json!("Reception AI"))
    );

    desk.post(&assign, json!({})).await;
    let (_, one) = desk.get(&path).await;
    assert!(one["assigneeName"].is_null() && one["isAiAssignee"] == false);
    let timeline = desk.timeline(&happened.conversation_id, "").await;
    let newest = &timeline["items"][1];
    assert_eq!(
        (&newest["sourceType"], &newest["direction"]),
        (&json!(3), &json!(3))
    );
    assert_eq!(newest["assignation"]["assignedAiAgentName"], "Reception AI");
}

#[tokio::test]
async fn media_can_need_the_token_or_have_expired() {
    let desk = Desk::open(HatifOptions {
        quirks: Quirks {
            media_access: serde_json::from_value(json!("needsBearer")).unwrap(),
            ..Quirks::default()
        },
        ..options(Size::Empty)
    })
    .await;
    let url = desk.url("/media/voice-1.wav");
    assert_eq!(desk.http.get(&url).send().await.unwrap().status(), 401);
    let file = desk
        .http
        .get(&url)
        .bearer_auth(&desk.token)
        .send()
        .await
        .unwrap();
    assert_eq!(
        (file.status().as_u16(), &file.headers()["content-type"]),
        (200, &"audio/wav".parse().unwrap())
    );
    desk.control.quirks(|quirks| {
        quirks.media_access = serde_json::from_value(json!("expired")).unwrap();
    });
    assert_eq!(
        desk.http
            .get(&url)
            .bearer_auth(&desk.token)
            .send()
            .await
            .unwrap()
            .status(),
        404
    );
}

#[tokio::test]
async fn the_call_list_agrees_with_the_timelines() {
    let desk = Desk::small().await;
    let (_, calls) = desk
        .get("/v1/call/list?sorting=creationTime desc&maxResultCount=1000")
        .await;
    let truth: usize = desk
        .control
        .conversations()
        .iter()
        .flat_map(|conversation| desk.control.timeline(&conversation.id))
        .filter(|event| event.source == inbox_simulators::hatif::Source::Call)
        .count();
    assert_eq!(calls["items"].as_array().unwrap().len(), truth);
    let who = Who::phone(AHMED).on(desk.channel("Showroom"));
    let call = serde_json::from_value(json!({ "ringSeconds": 5, "ending": "missed" })).unwrap();
    desk.control.call(&who, &call).unwrap();
    desk.control.advance(Duration::from_secs(6)).await;
    let (_, calls) = desk.get("/v1/call/list?maxResultCount=1").await;
    assert_eq!(calls["items"][0]["contactNumber"], AHMED);
    assert_eq!(calls["items"][0]["status"], 2);
}
