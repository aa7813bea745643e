//! What is read and changed of a customer.

use inbox_core::{
    ContactChange, ConversationAction, ConversationRecord, FieldKind, Platform, PlatformError,
    PromiseState, RemoteId,
};
use inbox_simulators::chatwoot::{ChannelKind, Size, Who};

use super::Office;
use crate::support::NOW;

async fn change(
    office: &Office,
    record: &ConversationRecord,
    change: ContactChange,
) -> Result<(), PlatformError> {
    let action = ConversationAction::ChangeContact {
        contact: RemoteId(record.contact.remote.clone()),
        change,
    };
    office.chatwoot.act(record, &action).await
}

#[tokio::test]
async fn a_malformed_address_and_one_that_is_taken_are_refused() {
    let office = Office::empty().await;
    office.connect().await;
    let record = office.record(&office.customer_writes("Hello")).await;
    let email = |email: &str| ContactChange::SetEmail {
        email: Some(email.to_owned()),
    };
    let malformed = change(&office, &record, email("not an address")).await;
    assert!(
        matches!(malformed, Err(PlatformError::Refused { .. })),
        "{malformed:?}"
    );
    let other = Who::email("taken@example.org").on(office.inbox(ChannelKind::Api));
    office
        .control
        .receive_text(&other, "Me too")
        .expect("an inbox");
    let taken = change(&office, &record, email("taken@example.org")).await;
    assert!(
        matches!(taken, Err(PlatformError::Refused { .. })),
        "{taken:?}"
    );
    change(&office, &record, email("sam@example.org"))
        .await
        .expect("a good one");
    let card = Platform::contact(&office.chatwoot, &record)
        .await
        .expect("a card");
    assert_eq!(card.record.email.as_deref(), Some("sam@example.org"));
}

#[tokio::test]
async fn defined_attributes_are_told_with_what_they_hold_and_written_as_that() {
    let office = Office::with(Size::Small).await;
    office.connect().await;
    let record = office.record(&office.customer_writes("Hello")).await;
    let card = Platform::contact(&office.chatwoot, &record)
        .await
        .expect("a card");
    let segment = card
        .fields
        .iter()
        .find(|field| field.key == "segment")
        .expect("sample data defines one");
    assert_eq!(segment.kind, FieldKind::Choice);
    assert_eq!(
        (segment.name.as_str(), segment.value.as_deref()),
        ("Segment", None)
    );
    assert!(!segment.options.is_empty());
    let set = |value: Option<&str>| ContactChange::SetField {
        key: "segment".to_owned(),
        value: value.map(str::to_owned),
    };
    for value in [Some("New"), None] {
        change(&office, &record, set(value)).await.expect("taken");
        let card = Platform::contact(&office.chatwoot, &record)
            .await
            .expect("a card");
        assert!(set(value).holds(&card), "{:?}", card.fields);
    }
}

#[tokio::test]
async fn labels_company_and_blocking_are_told_back() {
    let office = Office::with(Size::Small).await;
    office.connect().await;
    let record = office.record(&office.customer_writes("Hello")).await;
    for made in [
        ContactChange::SetLabels {
            labels: vec!["vip".into()],
        },
        ContactChange::SetCompany {
            company: Some("Reed & Sons".to_owned()),
        },
        ContactChange::SetBlocked { blocked: true },
        ContactChange::SetPhone { phone: None },
    ] {
        change(&office, &record, made.clone()).await.expect("taken");
        let card = Platform::contact(&office.chatwoot, &record)
            .await
            .expect("a card");
        assert!(made.holds(&card), "{made:?} {card:?}");
    }
    let unable = ContactChange::LinkCompany {
        company: "1".into(),
        name: "X".to_owned(),
    };
    let refused = change(&office, &record, unable).await;
    assert_eq!(refused, Err(PlatformError::Unsupported));
}

#[tokio::test]
async fn a_note_that_is_told_twice_is_there_once_and_deleting_twice_is_fine() {
    let office = Office::empty().await;
    office.connect().await;
    let record = office.record(&office.customer_writes("Hello")).await;
    let note = ContactChange::AddNote {
        text: "Prefers mornings".to_owned(),
        written_at: NOW,
    };
    for _ in 0..2 {
        change(&office, &record, note.clone()).await.expect("taken");
    }
    let card = Platform::contact(&office.chatwoot, &record)
        .await
        .expect("a card");
    let [kept] = card.notes.as_slice() else {
        panic!("one note: {:?}", card.notes);
    };
    let gone = ContactChange::DeleteNote {
        note: kept.remote.clone().expect("an id"),
    };
    for _ in 0..2 {
        change(&office, &record, gone.clone()).await.expect("gone");
    }
    let card = Platform::contact(&office.chatwoot, &record)
        .await
        .expect("a card");
    assert!(card.notes.is_empty());
}

#[tokio::test]
async fn joining_moves_conversations_fills_gaps_and_leaves_one() {
    let office = Office::empty().await;
    office.connect().await;
    let record = office.record(&office.customer_writes("Hello")).await;
    let who = Who::email("sam@example.org")
        .on(office.inbox(ChannelKind::Email))
        .named("S. Reed");
    let other = office
        .control
        .receive_text(&who, "By mail")
        .expect("an inbox");
    let other = office.record(&other).await;
    let found = office.chatwoot.find_contacts("sam@example.org").await;
    let found = found.expect("an answer");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].remote, other.contact.remote);
    let kept = RemoteId(record.contact.remote.clone());
    let gone = RemoteId(other.contact.remote.clone());
    Platform::merge_contacts(&office.chatwoot, &kept, &gone)
        .await
        .expect("joined");
    let card = Platform::contact(&office.chatwoot, &record)
        .await
        .expect("a card");
    assert_eq!(card.record.name.as_deref(), Some("Sam Reed"), "ours stays");
    assert_eq!(
        card.record.email.as_deref(),
        Some("sam@example.org"),
        "theirs fills"
    );
    let conversations = office.chatwoot.conversations_with(&record).await;
    assert_eq!(conversations.expect("an answer").len(), 2);
    let again = Platform::merge_contacts(&office.chatwoot, &kept, &gone).await;
    assert_eq!(again, Err(PlatformError::NotFound));
}

#[tokio::test]
async fn a_promise_runs_is_broken_by_time_and_ends_with_the_conversation() {
    let office = Office::with(Size::Small).await;
    office.connect().await;
    let mut page = None;
    let mut states = Vec::new();
    loop {
        let request = inbox_core::ListRequest {
            scope: office.chatwoot.scopes(&inbox_core::Directory::default())[0].clone(),
            page,
            since: None,
        };
        let listed = office.chatwoot.list(&request).await.expect("a page");
        states.extend(
            listed
                .conversations
                .into_iter()
                .filter_map(|record| Some((record.status, record.facts.promise?))),
        );
        page = listed.next;
        if page.is_none() {
            break;
        }
    }
    assert!(!states.is_empty(), "sample data has some");
    for (status, promise) in states {
        let is_over = matches!(promise.state, PromiseState::Kept | PromiseState::Broken);
        assert_eq!(is_over, status == inbox_core::Status::Resolved);
        assert_eq!(promise.name.as_deref(), Some("Gold"));
    }
}
