use inbox_simulators::hatif::Who;
use serde_json::json;

use super::{AHMED, Desk, texts};

const CONTACTS: &str = "/v1/contacts";
const DEFINITIONS: &str = "/v1/contact-property-definitions";

#[tokio::test]
async fn a_number_belongs_to_one_contact() {
    let desk = Desk::empty().await;
    desk.control
        .receive_text(&Who::phone(AHMED), "Hello")
        .unwrap();
    let (status, answer) = desk
        .post(CONTACTS, json!({ "Name": "Ahmed", "PhoneNumber": AHMED }))
        .await;
    assert_eq!((status, answer["error"]["code"].is_string()), (403, true));
    assert_eq!(desk.post(CONTACTS, json!({ "Name": "Ahmed" })).await.0, 400);
}

#[tokio::test]
async fn a_contact_is_created_changed_in_part_remembered_and_deleted() {
    let desk = Desk::empty().await;
    let body =
        json!({ "Name": "Sara", "PhoneNumber": "+966500000002", "customFields": { "Crm Id": 7 } });
    let (_, created) = desk.post(CONTACTS, body).await;
    let path = format!("{CONTACTS}/{}", created["id"].as_str().unwrap());
    assert_eq!(
        created["creationTime"], "2026-11-20T12:00:00",
        "UTC+3 without saying so"
    );
    assert_eq!(created["customFields"]["Crm Id"], 7);

    for note in ["first", "second"] {
        desk.put(
            &path,
            json!({ "email": "sara@example.com", "name": "", "note": note }),
        )
        .await;
    }
    let (_, contact) = desk.get(&path).await;
    assert_eq!(
        (&contact["name"], &contact["email"]),
        (&json!("Sara"), &json!("sara@example.com"))
    );
    let notes: Vec<_> = contact["notes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|note| &note["text"])
        .collect();
    assert_eq!(
        json!(notes),
        json!(["first", "second"]),
        "notes are only ever added"
    );
    let (_, history) = desk.get(&format!("{path}/history")).await;
    assert_eq!(history["totalCount"], 1);
    assert_eq!(history["items"][0]["propertyName"], "Email");
    assert!(history["items"][0]["oldValue"].is_null());

    assert_eq!(desk.delete(&path).await.0, 200);
    assert_eq!(desk.get(&path).await.0, 404);
    assert_eq!(desk.get(CONTACTS).await.1["totalCount"], 0);
}

#[tokio::test]
async fn contacts_are_found_by_parts_of_name_and_number() {
    let desk = Desk::small().await;
    let (_, all) = desk
        .get("/v1/contacts?SkipCount=0&MaxResultCount=500")
        .await;
    let one = &all["items"][4];
    let number = one["phoneNumber"].as_str().unwrap();
    let (_, found) = desk
        .get(&format!("{CONTACTS}?phoneNumber={}", &number[4..]))
        .await;
    assert!(texts(&found, "id").contains(&one["id"].as_str().unwrap().to_owned()));
    let name = one["name"].as_str().unwrap().split(' ').next().unwrap();
    let (_, found) = desk
        .get(&format!("{CONTACTS}?name={name}&MaxResultCount=500"))
        .await;
    assert!(
        texts(&found, "name")
            .iter()
            .all(|found| found.contains(name))
    );
    assert!(texts(&found, "id").contains(&one["id"].as_str().unwrap().to_owned()));
}

#[tokio::test]
async fn contact_answers_can_come_wrapped() {
    let desk = Desk::small().await;
    desk.control.quirks(|quirks| quirks.wrapped_contacts = true);
    let (_, list) = desk.get(CONTACTS).await;
    let id = list["id"]["items"][0]["id"].as_str().unwrap();
    let (_, one) = desk.get(&format!("{CONTACTS}/{id}")).await;
    assert_eq!(one["id"]["id"], id);
}

#[tokio::test]
async fn vcards_become_contacts_once() {
    let desk = Desk::empty().await;
    let card = "BEGIN:VCARD\nVERSION:3.0\nN:;Sara;;;\nFN:Sara\n\
                TEL;type=CELL;waid=966500000002:+966 50 000 0002\nEND:VCARD";
    for _ in 0..2 {
        let body = json!({ "VCards": [card] });
        assert_eq!(desk.post("/v1/contacts/import/vcards", body).await.0, 200);
    }
    let (_, all) = desk.get(CONTACTS).await;
    assert_eq!(
        (&all["totalCount"], &all["items"][0]["name"]),
        (&json!(1), &json!("Sara"))
    );
}

#[tokio::test]
async fn properties_are_defined_set_searched_counted_and_removed() {
    let desk = Desk::empty().await;
    let body = json!({ "name": "Stage", "type": "Select", "isRequired": false,
        "selectOptions": [{ "value": "Lead", "color": "#FF5733" }, "Customer"] });
    let (_, definition) = desk.post(DEFINITIONS, body).await;
    assert_eq!(definition["type"], 3);
    assert_eq!(definition["selectOptions"], json!(["Lead", "Customer"]));
    let stage = definition["id"].as_str().unwrap();
    let contact = desk
        .control
        .receive_text(&Who::phone(AHMED), "Hello")
        .unwrap()
        .contact_id;
    let path = format!("{CONTACTS}/{contact}/properties/{stage}");
    assert_eq!(desk.put(&path, json!({ "value": "Stranger" })).await.0, 400);
    let (status, changed) = desk.put(&path, json!({ "value": "Lead" })).await;
    assert_eq!(
        (status, &changed["customProperties"][0]["selectValue"]),
        (200, &json!("Lead"))
    );

    let filter = json!({ "skipCount": 0, "maxResultCount": 10, "customPropertyFilters": [
        { "propertyDefinitionId": stage, "operator": 1, "value": "Lead" }
    ]});
    let (_, found) = desk.post("/v1/contacts/search", filter).await;
    assert_eq!(texts(&found, "id"), [contact]);
    let (_, counts) = desk.get(&format!("{DEFINITIONS}/{stage}/statistics")).await;
    assert_eq!(counts, json!(["Lead: 1"]));

    let (_, emptied) = desk.delete(&path).await;
    assert_eq!(emptied["customProperties"], json!([]));
    let put = json!({ "name": "State", "isRequired": true, "selectOptions": ["Lead"] });
    let (_, renamed) = desk.put(&format!("{DEFINITIONS}/{stage}"), put).await;
    assert_eq!(
        (&renamed["name"], &renamed["isRequired"]),
        (&json!("State"), &json!(true))
    );
    assert_eq!(desk.delete(&format!("{DEFINITIONS}/{stage}")).await.0, 204);
    assert_eq!(desk.get(DEFINITIONS).await.1.as_array().unwrap().len(), 3);
}
