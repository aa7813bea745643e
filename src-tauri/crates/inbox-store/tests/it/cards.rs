//! Customers as their platform keeps them, with what this desk changed on top.

use inbox_core::{
    ContactCard, ContactChange, ContactField, ContactRecord, ConversationAction, OutboxAction,
    OutboxId, Receipt, StuckReason,
};
use inbox_store::{Change, NewOutbound, ShownCard, StoreError};

use crate::support::{Desk, at, commit, conversation, new_line, relisted};

async fn shown(desk: &Desk, conversation: &str) -> ShownCard {
    let mut read = desk.store.read().await.expect("read");
    let card = read.card(&desk.id(conversation)).await.expect("card");
    card.expect("known")
}

fn named(name: &str) -> ContactChange {
    ContactChange::SetName {
        name: name.to_owned(),
    }
}

async fn ask(desk: &Desk, conversation: &str, outbox: &str, contact: &str, change: ContactChange) {
    let new = NewOutbound {
        id: OutboxId(outbox.to_owned()),
        conversation: desk.id(conversation),
        action: OutboxAction::Act {
            action: ConversationAction::ChangeContact {
                contact: contact.into(),
                change,
            },
        },
        created_at: at(1),
        not_before: None,
    };
    commit!(desk, |w| w.queue(&new)).expect("queued");
}

fn card(name: &str) -> ContactCard {
    ContactCard {
        record: ContactRecord {
            remote: "contact-c".to_owned(),
            name: Some(name.to_owned()),
            phone: Some("0500000001".to_owned()),
            ..ContactRecord::default()
        },
        fields: vec![ContactField {
            key: "tier".to_owned(),
            name: "Tier".to_owned(),
            value: Some("gold".to_owned()),
            ..ContactField::default()
        }],
        ..ContactCard::default()
    }
}

#[tokio::test]
async fn before_a_card_was_read_it_shows_what_conversations_tell() {
    let desk = Desk::new().await;
    desk.list(&[conversation("c")]).await;
    let shown = shown(&desk, "c").await;
    assert_eq!(shown.read_at, None);
    assert_eq!(shown.card.record.name.as_deref(), Some("Customer c"));
    let mut read = desk.store.read().await.expect("read");
    assert_eq!(read.card(&desk.id("nowhere")).await.expect("card"), None);
    drop(read);
    let nowhere = commit!(desk, |w| w.keep_card(&desk.id("nowhere"), &card("X")));
    assert!(matches!(nowhere, Err(StoreError::Unknown { .. })));
}

#[tokio::test]
async fn a_change_shows_in_every_conversation_of_its_contact_and_in_no_other() {
    let desk = Desk::new().await;
    let same = relisted(&conversation("d"), "1", |record| {
        record.contact = conversation("c").contact;
    });
    desk.list(&[conversation("c"), same, conversation("e")])
        .await;
    ask(&desk, "c", "o1", "contact-c", named("Noura")).await;
    for (of, name, pending) in [
        ("c", "Noura", true),
        ("d", "Noura", true),
        ("e", "Customer e", false),
    ] {
        let shown = shown(&desk, of).await;
        assert_eq!(shown.card.record.name.as_deref(), Some(name), "{of}");
        assert_eq!(shown.pending, pending, "{of}");
    }
    commit!(desk, |w| w.discard(&OutboxId("o1".to_owned()))).expect("discarded");
    assert_eq!(
        shown(&desk, "c").await.card.record.name.as_deref(),
        Some("Customer c")
    );
}

#[tokio::test]
async fn a_confirmed_change_shows_in_card_and_list_without_another_read() {
    let mut desk = Desk::new().await;
    desk.list(&[conversation("c")]).await;
    commit!(desk, |w| w.keep_card(&desk.id("c"), &card("Old"))).expect("kept");
    ask(&desk, "c", "o1", "contact-c", named("Noura")).await;
    let set = ContactChange::SetField {
        key: "tier".to_owned(),
        value: None,
    };
    ask(&desk, "c", "o2", "contact-c", set).await;
    let mut changes = desk.store.changes();
    for outbox in ["o1", "o2"] {
        let id = OutboxId(outbox.to_owned());
        commit!(desk, |w| w.confirm(&id, &Receipt { item: None })).expect("confirmed");
    }
    let told = changes.try_recv().expect("told");
    assert!(told.changes.contains(&Change::Conversation(desk.id("c"))));
    desk.crash().await;
    let shown = shown(&desk, "c").await;
    assert!(!shown.pending);
    assert_eq!(shown.card.record.name.as_deref(), Some("Noura"));
    assert_eq!(shown.card.fields[0].value, None);
    assert_eq!(desk.row("c").await.contact_name.as_deref(), Some("Noura"));
}

#[tokio::test]
async fn a_refused_change_does_not_show_and_says_why() {
    let desk = Desk::new().await;
    desk.list(&[conversation("c")]).await;
    ask(&desk, "c", "o1", "contact-c", named("Noura")).await;
    let id = OutboxId("o1".to_owned());
    commit!(desk, |w| w.begin_attempt(&id)).expect("begun");
    commit!(desk, |w| w.stick(&id, StuckReason::Refused)).expect("stuck");
    let refused = shown(&desk, "c").await;
    assert!(!refused.pending);
    assert_eq!(refused.card.record.name.as_deref(), Some("Customer c"));
    assert_eq!(refused.refused.len(), 1);
    assert_eq!(refused.refused[0].change, named("Noura"));
    assert_eq!(refused.refused[0].reason, StuckReason::Refused);
    assert_ne!(
        desk.row("c").await.whose,
        inbox_core::WhoseMove::NeedsPerson,
        "no customer waits because of it"
    );
    commit!(desk, |w| w.retry(&id)).expect("again");
    assert_eq!(
        shown(&desk, "c").await.card.record.name.as_deref(),
        Some("Noura")
    );
}

#[tokio::test]
async fn a_contact_without_an_id_is_changed_in_its_own_conversation_only() {
    let desk = Desk::new().await;
    let nobody = |remote: &str| {
        relisted(&conversation(remote), "1", |record| {
            record.contact = ContactRecord::default();
        })
    };
    desk.list(&[nobody("c"), nobody("d")]).await;
    ask(&desk, "c", "o1", "", named("Noura")).await;
    assert!(shown(&desk, "c").await.pending);
    assert!(!shown(&desk, "d").await.pending);
}

#[tokio::test]
async fn own_notes_are_of_the_contact_and_outlive_cache_and_crash_but_not_the_line() {
    let mut desk = Desk::new().await;
    let same = relisted(&conversation("d"), "1", |record| {
        record.contact.remote = "contact-c".to_owned();
    });
    let records = [conversation("c"), same, conversation("e")];
    desk.list(&records).await;
    commit!(desk, |w| w.add_own_note(&desk.id("c"), "likes tea")).expect("kept");
    let other = commit!(desk, |w| w.add_own_note(&desk.id("e"), "likes coffee")).expect("kept");
    desk.crash().await;
    desk.store.rebuild_cache().await.expect("rebuilds");
    desk.list(&records).await;
    for of in ["c", "d"] {
        let notes = shown(&desk, of).await.own_notes;
        assert_eq!(notes.len(), 1, "{of}");
        assert_eq!(notes[0].text, "likes tea");
    }
    let not_theirs = commit!(desk, |w| w.delete_own_note(&desk.id("c"), other));
    assert_eq!(not_theirs.expect("nothing happens"), None);
    let note = shown(&desk, "d").await.own_notes[0].id;
    let words = commit!(desk, |w| w.delete_own_note(&desk.id("d"), note)).expect("deleted");
    assert_eq!(words.as_deref(), Some("likes tea"));
    assert!(shown(&desk, "c").await.own_notes.is_empty());

    commit!(desk, |w| w.remove_line(desk.line)).expect("removed");
    let again = commit!(desk, |w| w.add_line(&new_line("Riyadh"))).expect("line");
    commit!(desk, |w| w.apply_listing(again, &records)).expect("list");
    desk.line = again;
    assert!(shown(&desk, "e").await.own_notes.is_empty());
}

#[tokio::test]
async fn the_country_a_platform_tells_completes_a_local_number() {
    let desk = Desk::new().await;
    let other = commit!(desk, |w| w.add_line(&new_line("Jeddah"))).expect("line");
    let local = relisted(&conversation("c"), "1", |record| {
        record.contact.phone = Some("0500000001".to_owned());
    });
    desk.list(&[local]).await;
    let elsewhere = relisted(&conversation("x"), "1", |record| {
        record.contact.phone = Some("+966500000001".to_owned());
    });
    commit!(desk, |w| w.apply_listing(other, &[elsewhere])).expect("list");
    let others = async |desk: &Desk| {
        let mut read = desk.store.read().await.expect("read");
        read.person(&desk.id("c"))
            .await
            .expect("person")
            .others
            .len()
    };
    assert_eq!(others(&desk).await, 0);
    let told = ContactCard {
        country: Some("sa".to_owned()),
        ..card("Noura")
    };
    commit!(desk, |w| w.keep_card(&desk.id("c"), &told)).expect("kept");
    assert_eq!(others(&desk).await, 1);
}
