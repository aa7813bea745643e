//! What the tests share.

use std::{sync::Arc, time::Duration};

use inbox_core::{
    AgentKind, ChannelKind, ContactRecord, ConversationAction, ConversationFacts,
    ConversationRecord, OutgoingMessage, Platform, PlatformError, PlatformKind, RemoteId, Status,
    Timestamp,
};
use inbox_platforms::{AnyPlatform, Hatif, Http, OpenOptions, Quotas, Timeouts};

use crate::manual_clock::ManualClock;

/// 2026-05-25T00:00:00Z.
pub(crate) const NOW: Timestamp = Timestamp(1_779_667_200_000);

/// Waits short enough for a test and long enough for a busy machine.
pub(crate) fn http() -> Http {
    Http::new(Timeouts {
        connect: Duration::from_secs(5),
        read: Duration::from_secs(5),
        send: Duration::from_secs(5),
    })
    .expect("the client can be built")
}

pub(crate) fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::at(NOW))
}

pub(crate) fn open_with(
    base_url: &str,
    credentials: &str,
    clock: Arc<ManualClock>,
    http: Http,
) -> Hatif {
    let options = OpenOptions {
        base_url: base_url.to_owned(),
        credentials: credentials.to_owned().into(),
        clock,
        http,
        quotas: Quotas::default(),
    };
    match AnyPlatform::open(PlatformKind::Hatif, options).expect("well-formed options") {
        AnyPlatform::Hatif(hatif) => hatif,
        other => panic!("asked for Hatif, got {:?}", other.kind()),
    }
}

/// Words to the customer.
pub(crate) fn words(text: &str) -> OutgoingMessage {
    OutgoingMessage::text("01890a5d-ac96-774b-bcce-b302099a8057", text)
}

/// Gives a conversation to somebody, or to nobody.
pub(crate) async fn assign(
    hatif: &Hatif,
    conversation: &RemoteId,
    to: Option<(&RemoteId, AgentKind)>,
) -> Result<(), PlatformError> {
    let action = ConversationAction::Assign {
        to: to.map(|(agent, _)| agent.clone()),
        to_kind: to.map_or(AgentKind::Person, |(_, kind)| kind),
        force: false,
    };
    let record = conversation_with(conversation.as_str(), "channel", "1");
    hatif.act(&record, &action).await
}

/// A conversation as the store would hand it to a send.
pub(crate) fn conversation_with(remote: &str, channel: &str, phone: &str) -> ConversationRecord {
    ConversationRecord {
        remote: RemoteId::from(remote),
        channel: Some(RemoteId::from(channel)),
        channel_kind: ChannelKind::WhatsApp,
        contact: ContactRecord {
            phone: Some(phone.to_owned()),
            ..ContactRecord::default()
        },
        status: Status::Open,
        platform_status: "Open".to_owned(),
        assignee: None,
        priority: None,
        mood: None,
        tags: Vec::new(),
        preview: None,
        facts: ConversationFacts::default(),
        last_activity_at: NOW,
        fingerprint: String::new(),
    }
}
