//! A line on a scripted server.

use inbox_core::{ListRequest, Platform, PlatformError, Receipt, SyncScope, Urgency};
use inbox_platforms::Hatif;
use serde_json::json;

use crate::{
    scripted::{Received, Reply, Scripted},
    support::{clock, conversation_with, http, open_with, words},
};

pub(crate) const CREDENTIALS: &str = r#"{"clientId":"desk","clientSecret":"not to be told"}"#;
pub(crate) const CONVERSATION: &str = "3a1a4cb7-e7c1-f045-127b-ad2297847528";
pub(crate) const CHANNEL: &str = "3a197b6e-e0b9-ce63-4664-a4d3eddae5a0";
pub(crate) const SEND_TEXT: &str = "/v1/whatsapp/service-account/sendText";

pub(crate) fn open(server: &Scripted) -> Hatif {
    open_with(&server.url(), CREDENTIALS, clock(), http())
}

pub(crate) fn token() -> Reply {
    Reply::Json(
        200,
        json!({ "access_token": "open sesame", "token_type": "Bearer", "expires_in": 3600 }),
    )
}

/// Signs anybody in and answers everything else by `script`.
pub(crate) async fn signed_in(
    script: impl Fn(&Received) -> Reply + Send + Sync + 'static,
) -> Scripted {
    Scripted::start(move |request| {
        if request.is("POST", "/connect/token") {
            token()
        } else {
            script(request)
        }
    })
    .await
}

pub(crate) fn first_page() -> ListRequest {
    ListRequest {
        scope: SyncScope(CHANNEL.to_owned()),
        page: None,
        since: None,
    }
}

pub(crate) async fn send(hatif: &Hatif) -> Result<Receipt, PlatformError> {
    let conversation = conversation_with(CONVERSATION, CHANNEL, "+966 50 000 0001");
    hatif
        .at(Urgency::Person)
        .send(&conversation, &words("Hello"))
        .await
}
