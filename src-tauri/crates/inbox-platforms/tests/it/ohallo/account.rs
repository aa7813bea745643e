//! Signing in, what a key may do, and what else a simulated account offers.

use std::time::Duration;

use inbox_core::{
    Directory, LineNotice, Platform, PlatformError, PlatformKind, RemoteId, Unavailable,
};
use inbox_platforms::{OpenOptions, Quotas, SignInError, sign_in};
use inbox_simulators::{
    OhalloOptions,
    ohallo::{KeyRestriction, Scope, Size},
};

use super::desk::Desk;
use crate::support::{clock, http};

async fn accounts(desk: &Desk, key: &str) -> Result<Vec<String>, SignInError> {
    let options = OpenOptions {
        base_url: desk.simulator.base_url().to_owned(),
        credentials: serde_json::json!({ "apiKey": key }).to_string().into(),
        clock: clock(),
        http: http(),
        quotas: Quotas::default(),
    };
    let accounts = sign_in(PlatformKind::Ohallo, options).await?;
    Ok(accounts.into_iter().map(|account| account.name).collect())
}

#[tokio::test]
async fn signing_in_offers_each_workspace_and_all_of_them_together() {
    let desk = Desk::empty().await;
    let key = desk.simulator.credentials().api_key;
    let workspaces = desk.control.overview().workspaces;
    assert!(workspaces.len() > 1);
    let names = accounts(&desk, &key).await.expect("a good key");
    assert_eq!(names.len(), workspaces.len() + 1);
    assert_eq!(names[0], workspaces[0].name);
    let only = workspaces[1].name.clone();
    desk.control
        .restrict_key(KeyRestriction::Workspace(only.clone()))
        .expect("a workspace");
    assert_eq!(accounts(&desk, &key).await.expect("a good key"), [only]);
    let refused = accounts(&desk, "sf_live_v1_nothing").await;
    assert!(matches!(
        refused,
        Err(SignInError::Platform(PlatformError::KeyRefused))
    ));
}

#[tokio::test]
async fn a_key_without_rights_switches_features_off_instead_of_the_line() {
    let desk = Desk::with(OhalloOptions {
        scopes: vec![Scope::ConversationsRead],
        ..OhalloOptions::default()
    })
    .await;
    desk.control
        .quirks(|quirks| quirks.api_keys_readable = true);
    let connection = desk.ohallo.connect().await.expect("it can read");
    assert_eq!(connection.capabilities.send_text, Err(Unavailable::Key));
    assert_eq!(connection.capabilities.reopen, Err(Unavailable::Platform));
    assert!(!desk.list("all").await.expect("a list").is_empty());

    // Another minute, another quota.
    desk.advance(60_000).await;
    desk.control
        .quirks(|quirks| quirks.api_keys_readable = false);
    let connection = desk.ohallo.connect().await.expect("it can read");
    assert_eq!(
        connection.capabilities.set_ai,
        Ok(()),
        "nothing says otherwise yet"
    );
    desk.advance(60_000).await;
    let record = desk.list("all").await.expect("a list").remove(0);
    let action = inbox_core::ConversationAction::SetAi { on: true };
    let refused = desk.ohallo.act(&record, &action).await;
    assert_eq!(
        refused,
        Err(PlatformError::ScopeMissing {
            scope: "conversations:write".to_owned()
        })
    );
    desk.advance(60_000).await;
    let connection = desk.ohallo.connect().await.expect("it can read");
    assert_eq!(connection.capabilities.set_ai, Err(Unavailable::Key));

    desk.advance(60_000).await;
    desk.control.limit_scopes([Scope::KbRead]);
    assert_eq!(
        desk.ohallo.connect().await.map(drop),
        Err(PlatformError::ScopeMissing {
            scope: "conversations:read".to_owned()
        })
    );
}

#[tokio::test]
async fn a_key_that_may_not_read_channels_says_which_right_it_lacks_until_it_has_it() {
    let desk = Desk::with(OhalloOptions::default()).await;
    let unread = |directory: &Directory| {
        let mut notices = directory.notices.iter();
        notices.any(
            |notice| matches!(notice, LineNotice::ChannelsUnread { scope } if scope == "channels:read"),
        )
    };
    let named = |directory: &Directory| {
        let mut channels = directory.channels.iter();
        channels.all(|channel| channel.name != channel.remote.as_str())
    };
    let rest = Scope::ALL.into_iter();
    let rest = rest.filter(|scope| *scope != Scope::ChannelsRead);
    desk.control.limit_scopes(rest);
    let connection = desk.ohallo.connect().await.expect("enough for an inbox");
    assert!(!connection.directory.channels.is_empty());
    assert!(unread(&connection.directory) && !named(&connection.directory));
    desk.advance(60_000).await;
    let still = desk.ohallo.directory().await.expect("it can be read");
    assert!(unread(&still), "said for as long as it is so");
    desk.advance(60_000).await;
    desk.control.limit_scopes(Scope::ALL);
    let mended = desk.ohallo.directory().await.expect("it can be read");
    assert!(!unread(&mended) && named(&mended), "the owner gave it");
}

#[tokio::test]
async fn a_person_is_told_of_a_sandbox_an_ending_key_and_a_paused_ai() {
    let desk = Desk::with(OhalloOptions {
        size: Size::Empty,
        sandbox: true,
        key_lifetime: Some(Duration::from_hours(24 * 5)),
        ..OhalloOptions::default()
    })
    .await;
    desk.control
        .quirks(|quirks| quirks.api_keys_readable = true);
    let workspace = desk.control.overview().workspaces[0].id.clone();
    let breaker = desk
        .control
        .open_breaker(&workspace, None, "Too many corrections")
        .expect("a workspace");
    let notices = desk.ohallo.directory().await.expect("a directory").notices;
    assert!(notices.contains(&LineNotice::Sandbox));
    assert!(
        notices
            .iter()
            .any(|notice| matches!(notice, LineNotice::KeyExpires { .. }))
    );
    let paused = |notices: &[LineNotice]| {
        notices.iter().any(|notice| {
            matches!(notice, LineNotice::AiPaused { reason: Some(reason), .. } if reason == "Too many corrections")
        })
    };
    assert!(paused(&notices));

    let (workspace, breaker) = (RemoteId(workspace), RemoteId(breaker));
    let early = desk.ohallo.resolve_breaker(&workspace, &breaker).await;
    assert!(matches!(early, Err(PlatformError::Refused { .. })));
    desk.ohallo
        .acknowledge_breaker(&workspace, &breaker)
        .await
        .expect("noted");
    let over = desk.ohallo.resolve_breaker(&workspace, &breaker).await;
    assert!(over.expect("over").resolved_at.is_some());
    assert!(!paused(
        &desk.ohallo.directory().await.expect("a directory").notices
    ));
}

#[tokio::test]
async fn contacts_companies_and_answers_are_found() {
    let desk = Desk::with(OhalloOptions::default()).await;
    let workspace = desk
        .ohallo
        .workspaces()
        .await
        .expect("workspaces")
        .remove(0);
    let made = desk
        .ohallo
        .create_contact(&workspace.remote, "Astrid Holm", "astrid@holm.example")
        .await
        .expect("made");
    let contact = RemoteId(made.record.remote.clone());
    let company = desk
        .ohallo
        .companies("")
        .await
        .expect("companies")
        .remove(0);
    desk.ohallo
        .link_company(&contact, &company.remote)
        .await
        .expect("linked");
    let found = desk
        .ohallo
        .contacts("astrid@holm", 0)
        .await
        .expect("contacts");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].record.company.as_ref(), Some(&company.name));
    assert_eq!(found[0].company.as_ref(), Some(&company.remote));

    let stats = desk
        .ohallo
        .conversation_stats(&workspace.remote, "last_90d")
        .await
        .expect("counts");
    assert_eq!(stats.by_channel.values().sum::<u64>(), stats.total);
    let period = desk
        .ohallo
        .quality_stats(&workspace.remote, "last_30d")
        .await;
    assert!(
        period
            .expect("quality")
            .numbers
            .contains_key("conversationCount")
    );
    let question = desk
        .ohallo
        .search_knowledge(&workspace.remote, "delivery order return")
        .await;
    question.expect("knowledge may be searched");
    desk.ohallo
        .search_policies(&workspace.remote, "refund")
        .await
        .expect("policies may be searched");
    assert!(!desk.ohallo.brands().await.expect("brands").is_empty());
    assert!(!desk.ohallo.ai_agents().await.expect("agents").is_empty());
}
