//! Answers that no stand-in gives.

use inbox_core::{ListRequest, PageToken, Platform, PlatformError, SyncScope, Urgency};
use serde_json::json;

use super::desk::open;
use crate::{
    scripted::{Reply, Scripted},
    support::clock,
};

const KEY: &str = r#"{"apiKey":"sf_live_v1_not_to_be_told"}"#;

#[tokio::test]
async fn the_key_is_never_shown_to_the_place_where_files_lie() {
    let server = Scripted::start(|request| match request.target.as_str() {
        "/api/conversations/c/attachments" => {
            let host = request.headers["host"].clone();
            let url = format!("http://{host}/file?signature=1");
            Reply::Json(200, json!([{ "id": "a", "messageId": "m", "url": url }]))
        }
        "/file?signature=1" => Reply::with_headers(200, "", b"picture"),
        _ => Reply::with_headers(404, "", b""),
    })
    .await;
    let ohallo = open(&server.url(), KEY, clock()).at(Urgency::Person);
    let file = ohallo.fetch_media("c/a", 100).await;
    assert_eq!(file.as_deref(), Ok(b"picture".as_slice()));
    for request in server.received() {
        let is_file = request.is("GET", "/file");
        assert_ne!(request.headers.contains_key("authorization"), is_file);
    }
    assert!(!format!("{ohallo:?}").contains("not_to_be_told"));
}

#[tokio::test]
async fn a_listing_whose_place_is_gone_begins_anew() {
    let server = Scripted::start(|request| {
        if request.target.contains("cursor=") {
            Reply::Json(400, json!({ "error": "Invalid cursor" }))
        } else if request.is("GET", "/api/conversations") {
            let row = json!({ "id": "c", "status": "open", "contactName": "Jan",
                "lastMessageAt": "2026-05-24T10:00:00Z" });
            Reply::Json(200, json!({ "data": [row], "nextCursor": "further" }))
        } else {
            Reply::Json(200, json!([]))
        }
    })
    .await;
    let ohallo = open(&server.url(), KEY, clock()).at(Urgency::Person);
    let page = |scope: &str| ListRequest {
        scope: SyncScope(scope.to_owned()),
        page: Some(PageToken("0:gone".to_owned())),
        since: None,
    };
    let newest = ohallo.list(&page("all")).await.expect("a page");
    assert_eq!(newest.conversations.len(), 1);
    assert!(newest.next.is_some());
    let whole = ohallo.list(&page("attention")).await.expect("a page");
    assert_eq!(
        whole.next, None,
        "what is read as a whole is not begun for ever"
    );
    let nowhere = ListRequest {
        scope: SyncScope("elsewhere".to_owned()),
        ..page("all")
    };
    assert_eq!(ohallo.list(&nowhere).await, Err(PlatformError::NotFound));
}
