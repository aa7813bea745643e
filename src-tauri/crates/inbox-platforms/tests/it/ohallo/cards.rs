//! What is read of a customer, their company, and how it went.

use inbox_core::{ContactChange, ConversationAction, Platform, PlatformError, RemoteId};
use inbox_simulators::{
    OhalloOptions,
    ohallo::{Scope, Size},
};

use super::desk::Desk;

#[tokio::test]
async fn a_key_that_may_read_conversations_alone_still_shows_a_card() {
    let desk = Desk::with(OhalloOptions {
        size: Size::Empty,
        ai_answers: false,
        scopes: vec![Scope::ConversationsRead, Scope::ContactsRead],
        ..OhalloOptions::default()
    })
    .await;
    let record = desk.conversation(&desk.customer_writes("Hello")).await;
    let card = Platform::contact(&desk.ohallo, &record)
        .await
        .expect("a card");
    assert_eq!(card.record.email.as_deref(), Some("jan@mueller.example"));
    assert_eq!(card.quality, None);
}

#[tokio::test]
async fn a_company_is_found_chosen_and_told_with_what_is_known_of_it() {
    let desk = Desk::with(OhalloOptions {
        size: Size::Small,
        ai_answers: false,
        ..OhalloOptions::default()
    })
    .await;
    let record = desk.conversation(&desk.customer_writes("Hello")).await;
    let companies = desk.ohallo.find_companies("").await.expect("companies");
    let chosen = companies
        .iter()
        .find(|company| !company.facts.is_empty())
        .expect("sample data enriches some");
    let link = |company: &RemoteId| ConversationAction::ChangeContact {
        contact: RemoteId(record.contact.remote.clone()),
        change: ContactChange::LinkCompany {
            company: company.clone(),
            name: chosen.name.clone(),
        },
    };
    let nowhere = desk.ohallo.act(&record, &link(&"nowhere".into())).await;
    assert!(
        matches!(
            nowhere,
            Err(PlatformError::NotFound | PlatformError::Refused { .. })
        ),
        "{nowhere:?}"
    );
    let remote = chosen.remote.clone().expect("an id");
    for _ in 0..2 {
        let linked = desk.ohallo.act(&record, &link(&remote)).await;
        linked.expect("linked");
    }
    let card = Platform::contact(&desk.ohallo, &record)
        .await
        .expect("a card");
    let company = card.company.expect("a company");
    assert_eq!(company.name, chosen.name);
    assert_eq!(company.facts, chosen.facts);
    assert_eq!(card.record.company.as_deref(), Some(chosen.name.as_str()));
    assert!(card.brand.is_some(), "the workspace belongs to a brand");
    let conversations = desk.ohallo.conversations_with(&record).await;
    let conversations = conversations.expect("an answer");
    assert_eq!(conversations.len(), 1);
    assert_eq!(conversations[0].remote, record.remote);
}

#[tokio::test]
async fn what_this_platform_cannot_change_is_not_imitated() {
    let desk = Desk::empty().await;
    let record = desk.conversation(&desk.customer_writes("Hello")).await;
    let name = ConversationAction::ChangeContact {
        contact: RemoteId(record.contact.remote.clone()),
        change: ContactChange::SetName {
            name: "X".to_owned(),
        },
    };
    let refused = desk.ohallo.act(&record, &name).await;
    assert_eq!(refused, Err(PlatformError::Unsupported));
}
