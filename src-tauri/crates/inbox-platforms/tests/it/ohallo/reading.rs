//! Reading a simulated account, in every dialect it speaks.

use std::collections::BTreeSet;

use inbox_core::{
    AttentionKind, AuthorKind, ChannelKind, Content, Direction, Platform, PlatformError, Status,
    SyncScope, Walk,
};
use inbox_simulators::{
    OhalloOptions, Outage,
    ohallo::{
        Dialect, Dialects, Inbound, InboundMedia, ListEnvelope, MediaKind, Status as Stands, Who,
    },
};

use super::desk::Desk;
use crate::support::words;

#[tokio::test]
async fn every_dialect_lists_the_same_customers_with_names_and_channels() {
    let mut seen = Vec::new();
    for dialects in [
        Dialects::default(),
        Dialects::all(Dialect::Guide),
        Dialects::all(Dialect::Reference),
    ] {
        let desk = Desk::with(OhalloOptions {
            dialects,
            ..OhalloOptions::default()
        })
        .await;
        desk.control
            .quirks(|quirks| quirks.list_envelope = ListEnvelope::Items);
        let records = desk.list("all").await.expect("a list");
        let truth = desk.control.conversations();
        assert_eq!(records.len(), truth.len());
        for record in &records {
            let truth = truth
                .iter()
                .find(|truth| truth.id == record.remote.0)
                .expect("nobody is invented");
            assert_eq!(record.contact.name, truth.contact_name, "{dialects:?}");
            assert_ne!(record.channel_kind, ChannelKind::Other);
            assert_eq!(
                record.status == Status::Resolved,
                matches!(
                    truth.status,
                    Stands::Resolved | Stands::Closed | Stands::Abandoned
                )
            );
        }
        let standing = records
            .into_iter()
            .map(|record| (record.remote.0, record.status as u8, record.facts.ai_on));
        seen.push(standing.collect::<BTreeSet<_>>());
    }
    assert_eq!(seen[0], seen[1]);
    assert_eq!(seen[0], seen[2]);
}

#[tokio::test]
async fn read_again_nothing_has_changed_also_for_a_session_that_has_just_begun() {
    let desk = Desk::with(OhalloOptions::default()).await;
    let prints = async |desk: &Desk| -> Vec<_> {
        let records = desk.list("all").await.expect("a list");
        records
            .into_iter()
            .map(|record| (record.remote, record.fingerprint))
            .collect()
    };
    let before = prints(&desk).await;
    assert_eq!(prints(&desk).await, before);
    let credentials = serde_json::to_string(&desk.simulator.credentials()).expect("plain text");
    let fresh = super::desk::open(desk.simulator.base_url(), &credentials, desk.clock.clone());
    let desk = Desk {
        ohallo: fresh.at(inbox_core::Urgency::Person),
        ..desk
    };
    assert_eq!(prints(&desk).await, before);
}

#[tokio::test]
async fn what_leaves_the_list_of_taken_over_conversations_is_told_once() {
    let desk = Desk::empty().await;
    let customer = desk.customer_writes("Hello?");
    let id = &customer.conversation_id;
    desk.control.portal_take_over(id).expect("it runs");
    let scope = SyncScope("humanManaged".to_owned());
    assert_eq!(desk.ohallo.walk(&scope), Walk::Whole { every_ms: 60_000 });
    let held = desk.list("humanManaged").await.expect("a list");
    assert_eq!(held[0].facts.ai_on, Some(false));
    desk.control.portal_release(id).expect("it runs");
    let left = desk.list("humanManaged").await.expect("a list");
    assert_eq!(
        left.len(),
        1,
        "nothing else would tell that the AI has it again"
    );
    assert_eq!(left[0].facts.ai_on, Some(true));
    assert_eq!(desk.list("humanManaged").await, Ok(Vec::new()));

    desk.list("unfinished").await.expect("a list");
    desk.control
        .portal_resolve(id, Some("Solved"))
        .expect("it runs");
    let left = desk.list("unfinished").await.expect("a list");
    assert_eq!(left[0].status, Status::Resolved);
    assert_eq!(left[0].facts.can_reply, Some(false));
    assert!(left[0].facts.over, "nothing can be said in it any more");
}

#[tokio::test]
async fn what_needs_a_person_comes_with_its_reason_and_goes_again() {
    let desk = Desk::empty().await;
    let customer = desk.customer_writes("Hello?");
    desk.control
        .raise_attention(
            &customer.conversation_id,
            "validation_failed",
            Some("No price known"),
        )
        .expect("a conversation");
    let asked = desk.list("attention").await.expect("a list");
    let item = &asked[0].facts.attention[0];
    assert_eq!((item.kind, item.open), (AttentionKind::AiStuck, true));
    assert_eq!(item.reason.as_deref(), Some("No price known"));
    let action = inbox_core::ConversationAction::ResolveAttention {
        item: item.remote.clone().expect("an id"),
    };
    desk.ohallo.act(&asked[0], &action).await.expect("done");
    let gone = desk.list("attention").await.expect("a list");
    assert!(!gone[0].facts.attention[0].open);
    assert_ne!(gone[0].fingerprint, asked[0].fingerprint);
}

#[tokio::test]
async fn a_thread_comes_newest_first_with_its_files_and_who_spoke() {
    let desk = Desk::empty().await;
    let customer = desk.customer_writes("Hello?");
    let who = Who::conversation(&customer.conversation_id);
    let media = Inbound::Media(InboundMedia {
        kind: MediaKind::Image,
        caption: Some("The broken part".to_owned()),
    });
    desk.advance(1_000).await;
    desk.control.receive(&who, media).expect("a channel");
    let user = desk.control.overview().users[0].user_id.clone();
    desk.advance(1_000).await;
    desk.control
        .portal_text(&who, &user, "I see.")
        .expect("it runs");
    let items = desk.items(&customer.conversation_id).await;
    let spoken: Vec<_> = items
        .iter()
        .map(|item| (item.direction, item.author.kind))
        .collect();
    assert_eq!(spoken[0], (Direction::Outbound, AuthorKind::Person));
    assert_eq!(
        spoken.last(),
        Some(&(Direction::Inbound, AuthorKind::Contact))
    );
    let picture = items.iter().find_map(|item| match &item.content {
        Content::Media(media) => Some(media.clone()),
        _ => None,
    });
    let picture = picture.expect("the picture is an item of its own");
    assert!(!picture.url.contains("signature"), "links come and go");
    let size = u64::try_from(picture.bytes.expect("a size")).expect("no negative size");
    let fetch = async |limit| desk.ohallo.fetch_media(&picture.url, limit).await;
    assert_eq!(fetch(size).await.expect("a file").len() as u64, size);
    desk.control.expire_links();
    assert_eq!(fetch(size).await.expect("a new link").len() as u64, size);
    let refused = PlatformError::Refused {
        code: "TooLarge".to_owned(),
    };
    assert_eq!(fetch(size - 1).await, Err(refused));
    assert_eq!(
        desk.ohallo
            .fetch_media("https://example.com/x.png", 9)
            .await,
        Err(PlatformError::NotFound)
    );
}

#[tokio::test]
async fn failures_of_the_platform_are_told_from_the_networks() {
    let desk = Desk::empty().await;
    let conversation = desk.conversation(&desk.customer_writes("Hello?")).await;
    desk.control.faults(|faults| faults.server_errors_next = 1);
    assert_eq!(
        desk.list("all").await,
        Err(PlatformError::Failed { status: 500 })
    );
    desk.control
        .faults(|faults| faults.outage = Outage::Dropped);
    assert_eq!(desk.list("all").await, Err(PlatformError::NoAnswer));
    let sent = desk.ohallo.send(&conversation, &words("Hello!")).await;
    assert_eq!(
        sent,
        Err(PlatformError::Unreachable),
        "what was never tried is certain not to have been sent"
    );
    desk.control.faults(|faults| faults.outage = Outage::None);
    desk.control.faults(|faults| faults.malformed_next = 1);
    assert_eq!(desk.list("all").await, Err(PlatformError::Unreadable));
    desk.control.limit_rate(Some(1));
    let limited = desk.list("all").await;
    assert!(
        matches!(limited, Err(PlatformError::RateLimited { .. })),
        "{limited:?}"
    );
    desk.control.limit_rate(None);
    desk.advance(60_000).await;
    desk.control.revoke_credentials();
    assert_eq!(desk.list("all").await, Err(PlatformError::KeyRefused));
}
