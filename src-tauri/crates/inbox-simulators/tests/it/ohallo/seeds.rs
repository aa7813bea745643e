use std::collections::HashSet;

use inbox_simulators::OhalloOptions;
use inbox_simulators::ohallo::{ChannelType, MessageTruth, Role, Size, Status};

use super::{Desk, LIST, options};

fn threads(desk: &Desk) -> Vec<Vec<MessageTruth>> {
    let conversations = desk.control.conversations();
    conversations
        .iter()
        .map(|one| desk.control.timeline(&one.id))
        .collect()
}

#[tokio::test]
async fn the_same_seed_gives_the_same_account_and_another_seed_another() {
    let one = Desk::small().await;
    let same = Desk::small().await;
    let other = Desk::open(OhalloOptions {
        seed: 2,
        ..options(Size::Small)
    })
    .await;
    assert_eq!(one.control.conversations(), same.control.conversations());
    assert_eq!(threads(&one), threads(&same));
    assert_eq!(one.key, same.key);
    assert_ne!(one.control.conversations(), other.control.conversations());
}

#[tokio::test]
async fn the_small_account_holds_everything_an_inbox_must_cope_with() {
    let desk = Desk::small().await;
    let conversations = desk.control.conversations();
    assert_eq!(conversations.len(), 60);
    for status in [
        Status::Active,
        Status::Waiting,
        Status::HumanManaged,
        Status::Resolved,
        Status::Closed,
        Status::Abandoned,
    ] {
        assert!(
            conversations.iter().any(|one| one.status == status),
            "{status:?}"
        );
    }
    for kind in [
        ChannelType::Email,
        ChannelType::Chat,
        ChannelType::WhatsApp,
        ChannelType::Voice,
    ] {
        assert!(
            conversations.iter().any(|one| one.channel_type == kind),
            "{kind:?}"
        );
    }
    let workspaces: HashSet<_> = conversations.iter().map(|one| &one.workspace_id).collect();
    assert_eq!(workspaces.len(), 5);
    assert!(conversations.iter().any(|one| one.contact_name.is_none()));
    assert!(conversations.iter().any(|one| one.awaits_approval));
    assert!(conversations.iter().any(|one| one.assignee_id.is_some()));
    let items = desk.control.attention_items();
    assert!(items.iter().any(|item| item.open) && items.iter().any(|item| !item.open));
    let messages: Vec<_> = threads(&desk).concat();
    for script in ["ا", "ã", "ü"] {
        assert!(
            messages
                .iter()
                .any(|message| message.content.contains(script)),
            "{script}"
        );
    }
    assert!(messages.iter().any(|message| !message.files.is_empty()));
    assert!(
        messages
            .iter()
            .all(|message| message.files.is_empty() || message.role == Role::Customer)
    );
    assert!(messages.iter().any(|message| message.role == Role::System));
    let says_something =
        |message: &MessageTruth| !message.content.is_empty() || !message.files.is_empty();
    assert!(messages.iter().all(says_something));
}

#[tokio::test]
async fn threads_are_consistent_with_their_conversations() {
    let desk = Desk::open(OhalloOptions {
        seed: 9,
        ..options(Size::Custom {
            conversations: 150,
            items: 4_000,
        })
    })
    .await;
    let mut total = 0;
    for conversation in desk.control.conversations() {
        let thread = desk.control.timeline(&conversation.id);
        let spoken: Vec<_> = thread
            .iter()
            .filter(|one| one.role != Role::System)
            .collect();
        assert_eq!(spoken.len(), conversation.messages);
        assert_eq!(
            spoken.last().unwrap().created_at,
            conversation.last_message_at
        );
        assert!(thread.is_sorted_by_key(|message| message.created_at));
        assert!(
            thread
                .iter()
                .all(|message| message.created_at <= desk.control.now())
        );
        if conversation.status == Status::New {
            assert_eq!(thread.last().unwrap().role, Role::Customer);
        }
        total += spoken.len();
    }
    assert_eq!(total, 4_000);
}

#[tokio::test]
async fn a_large_account_is_complete_and_pages_to_its_end() {
    let desk = Desk::open(options(Size::Large)).await;
    let overview = desk.control.overview();
    assert_eq!((overview.conversations, overview.messages), (2_000, 50_000));
    let (mut seen, mut cursor) = (0, String::new());
    loop {
        let page = desk.read(&format!("{LIST}?limit=100{cursor}")).await;
        seen += page["data"].as_array().unwrap().len();
        let Some(next) = page["nextCursor"].as_str() else {
            break;
        };
        cursor = format!("&cursor={}", next.replace('=', "%3D").replace('+', "%2B"));
    }
    assert_eq!(seen, 2_000);
}
