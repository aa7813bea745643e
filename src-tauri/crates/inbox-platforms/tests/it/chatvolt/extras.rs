//! Contacts, the CRM and templates of a simulated organization.

use std::collections::BTreeSet;

use inbox_core::{PlatformError, RemoteId};
use inbox_platforms::{
    ChatvoltContactDraft as ContactDraft, ChatvoltContactFilter as ContactFilter,
    ChatvoltTemplateDraft as TemplateDraft, CrmLogFilter, CrmTarget, VariableSource,
};
use inbox_simulators::{ChatvoltOptions, chatvolt::Size};
use serde_json::json;

use super::Desk;

#[tokio::test]
async fn every_contact_is_listed_once_whether_the_offset_counts_rows_or_pages() {
    let desk = Desk::with(ChatvoltOptions {
        size: Size::Custom {
            conversations: 350,
            items: 400,
        },
        ..ChatvoltOptions::default()
    })
    .await;
    let there = desk.control.overview().contacts;
    assert!(there > 200, "several pages: {there}");
    for counts_pages in [false, true] {
        desk.quirks(|quirks| quirks.offset_counts_pages = counts_pages);
        let mut seen = BTreeSet::new();
        let mut rows = 0;
        let mut next = None;
        loop {
            let filter = ContactFilter::default();
            let page = desk
                .chatvolt
                .contacts(&filter, next.as_ref())
                .await
                .expect("a page");
            assert_eq!(page.total.map(|total| total as usize), Some(there));
            rows += page.contacts.len();
            seen.extend(
                page.contacts
                    .into_iter()
                    .map(|contact| contact.record.remote),
            );
            next = page.next;
            if next.is_none() {
                break;
            }
        }
        assert_eq!((seen.len(), rows), (there, there), "pages: {counts_pages}");
    }
}

#[tokio::test]
async fn contacts_are_made_found_changed_and_deleted() {
    let desk = Desk::empty().await;
    let draft = ContactDraft {
        email: Some("maria@example.com".to_owned()),
        phone: Some("+5511977776666".to_owned()),
        first_name: Some("Maria".to_owned()),
        last_name: Some("Souza".to_owned()),
        ..ContactDraft::default()
    };
    let made = desk
        .chatvolt
        .save_contact(None, &draft)
        .await
        .expect("made");
    assert_eq!(made.record.name.as_deref(), Some("Maria Souza"));
    let id = RemoteId(made.record.remote);
    let change = ContactDraft {
        last_name: Some(String::new()),
        ..ContactDraft::default()
    };
    let changed = desk
        .chatvolt
        .save_contact(Some(&id), &change)
        .await
        .expect("changed");
    assert_eq!(changed.record.name.as_deref(), Some("Maria"));
    assert_eq!(
        changed.record.email.as_deref(),
        Some("maria@example.com"),
        "the rest stays"
    );
    let filter = ContactFilter {
        search: Some("maria".to_owned()),
        ..ContactFilter::default()
    };
    let found = desk.chatvolt.contacts(&filter, None).await.expect("a page");
    assert_eq!(found.contacts.len(), 1);

    let chatvolt = &desk.chatvolt;
    chatvolt
        .set_contact_variable(&id, "size", &json!(42), VariableSource::Person)
        .await
        .expect("set");
    let variables = chatvolt.contact_variables(&id).await.expect("variables");
    assert_eq!(variables.len(), 1);
    assert_eq!(
        (&variables[0].value, variables[0].source),
        (&json!(42), Some(VariableSource::Person))
    );
    let everything = chatvolt.remove_contact_variable(&id, "").await;
    assert_eq!(
        everything,
        Err(PlatformError::NotFound),
        "no name is not all names"
    );
    for _ in 0..2 {
        chatvolt
            .remove_contact_variable(&id, "size")
            .await
            .expect("gone");
    }
    assert_eq!(chatvolt.contact_variables(&id).await, Ok(Vec::new()));
    for _ in 0..2 {
        chatvolt.delete_contact(&id).await.expect("gone");
    }
}

#[tokio::test]
async fn a_conversation_goes_through_a_scenario_and_out_again() {
    let desk = Desk::empty().await;
    let customer = desk.customer_writes("Hello?");
    let id = RemoteId::from(customer.conversation_id.as_str());
    let chatvolt = &desk.chatvolt;
    let scenario = chatvolt
        .crm_scenarios(None)
        .await
        .expect("a list")
        .remove(0);
    let steps = chatvolt.crm_steps(&scenario.remote).await.expect("a list");
    let truth = &desk.control.overview().scenarios[0];
    let names: Vec<_> = truth.steps.iter().map(|(id, _)| id.as_str()).collect();
    let read: Vec<_> = steps.iter().map(|step| step.remote.as_str()).collect();
    assert_eq!(read, names);

    let first = CrmTarget::Place {
        scenario: scenario.remote.clone(),
        index: 0,
    };
    let entered = chatvolt.enter_crm(&id, &first).await.expect("entered");
    assert_eq!(entered.step.as_ref(), Some(&steps[0].remote));
    let again = chatvolt.enter_crm(&id, &first).await;
    assert_eq!(
        again,
        Err(PlatformError::Refused {
            code: "409".to_owned()
        })
    );
    let second = CrmTarget::Step(steps[1].remote.clone());
    let moved = chatvolt
        .move_in_crm(&id, &second, false)
        .await
        .expect("moved");
    assert_eq!(moved.step.as_ref(), Some(&steps[1].remote));
    assert!(!moved.message_sent);

    let inside = chatvolt
        .crm_conversations(&scenario.remote, None, 0)
        .await
        .expect("a list");
    assert!(
        inside
            .iter()
            .any(|entry| entry.conversation == id && entry.active)
    );
    let filter = CrmLogFilter {
        conversation: Some(id.clone()),
        ..CrmLogFilter::default()
    };
    let log = chatvolt.crm_log(&filter, 1).await.expect("a page");
    assert!(!log.entries.is_empty() && log.next.is_none());
    for _ in 0..2 {
        chatvolt
            .leave_crm(&id, &scenario.remote)
            .await
            .expect("out");
    }
    let inside = chatvolt
        .crm_conversations(&scenario.remote, None, 0)
        .await
        .expect("a list");
    assert!(inside.iter().all(|entry| entry.conversation != id));
}

#[tokio::test]
async fn a_step_that_writes_to_a_silent_customer_is_blocked_by_the_window() {
    let desk = Desk::empty().await;
    let customer = desk.customer_writes("Hello?");
    let id = RemoteId::from(customer.conversation_id.as_str());
    let chatvolt = &desk.chatvolt;
    let mut speaking = None;
    for scenario in chatvolt.crm_scenarios(None).await.expect("a list") {
        let steps = chatvolt.crm_steps(&scenario.remote).await.expect("a list");
        speaking = speaking.or(steps
            .into_iter()
            .find(|step| step.initial_message.is_some()));
    }
    let target = CrmTarget::Step(speaking.expect("a step that writes").remote);
    desk.advance(25 * 60 * 60 * 1000).await;
    let entered = chatvolt.enter_crm(&id, &target).await;
    assert_eq!(entered, Err(PlatformError::WindowClosed));
    let moved = chatvolt
        .move_in_crm(&id, &target, true)
        .await
        .expect("moved in silence");
    assert!(moved.blocked_by_window && !moved.message_sent);
}

#[tokio::test]
async fn a_new_template_waits_for_approval() {
    let desk = Desk::empty().await;
    let customer = desk.customer_writes("Hello?");
    let id = RemoteId::from(customer.conversation_id.as_str());
    let agent = RemoteId::from(desk.control.overview().agents[0].id.as_str());
    let draft = TemplateDraft {
        name: "doors_open_again".to_owned(),
        language: "en".to_owned(),
        category: "UTILITY".to_owned(),
        components: json!([{ "type": "BODY", "text": "We are back, {{name}}." }]),
    };
    desk.chatvolt
        .create_template(&agent, &draft)
        .await
        .expect("handed in");
    let all = desk.chatvolt.templates(&agent).await.expect("a list");
    let new = all
        .iter()
        .find(|template| template.name == "doors_open_again");
    let new = new.expect("listed");
    assert!(!new.is_approved());
    assert_eq!(new.gaps, ["name"]);
    let sendable = desk.chatvolt.templates_for(&id).await.expect("a list");
    assert!(
        sendable
            .iter()
            .all(|template| template.name != "doors_open_again")
    );
    assert!(sendable.len() < all.len());
}
