use std::time::Duration;

use inbox_simulators::ChatwootOptions;
use inbox_simulators::chatwoot::{LifePace, Size, Who};
use serde_json::json;

use super::{AHMED, Desk, options};

#[tokio::test]
async fn the_same_seed_gives_the_same_account_and_another_one_another() {
    let first = Desk::small().await;
    let second = Desk::small().await;
    assert_eq!(
        first.control.conversations(),
        second.control.conversations()
    );
    assert_eq!(first.control.timeline(7), second.control.timeline(7));
    assert_eq!(first.token, second.token);
    let other = Desk::open(ChatwootOptions {
        seed: 2,
        ..options(Size::Small)
    });
    assert_ne!(
        first.control.conversations(),
        other.await.control.conversations()
    );
}

#[tokio::test]
async fn a_size_is_kept_to_the_message_and_ids_follow_time() {
    let size = Size::Custom {
        conversations: 300,
        items: 4_000,
    };
    let desk = Desk::open(options(size)).await;
    let overview = desk.control.overview();
    assert_eq!((overview.conversations, overview.messages), (300, 4_000));
    let mut all = Vec::new();
    for conversation in desk.control.conversations() {
        all.extend(desk.control.timeline(conversation.id));
    }
    all.sort_by_key(|message| message.id);
    assert!(all.is_sorted_by_key(|message| message.created_at));
    assert!(all.iter().all(|message| message.created_at <= overview.now));
    assert!(all.iter().any(|message| message.reply_to.is_some()));
    assert!(all.iter().any(|message| !message.files.is_empty()));
}

#[tokio::test]
async fn life_goes_on_by_itself_until_it_is_stopped() {
    let desk = Desk::small().await;
    let before = desk.control.overview().messages;
    desk.control.start_life(LifePace::default());
    desk.control.advance(Duration::from_mins(5)).await;
    let lived = desk.control.overview().messages;
    assert!(lived > before + 20, "{before} and then {lived}");
    desk.control.stop_life();
    desk.control.advance(Duration::from_mins(5)).await;
    let later = desk.control.timeline(1).len();
    desk.control.advance(Duration::from_mins(5)).await;
    assert_eq!(desk.control.timeline(1).len(), later);
}

#[tokio::test]
async fn customers_read_and_answer_when_they_are_told_to() {
    let desk = Desk::empty().await;
    desk.control.customers_answer(true);
    let happened = desk.control.receive_text(&Who::phone(AHMED), "Hello");
    let id = happened.unwrap().conversation_id;
    let path = format!("/conversations/{id}/messages");
    desk.post(&path, json!({ "content": "Hi" })).await;
    assert_eq!(desk.control.timeline(id).len(), 2);
    desk.control.advance(Duration::from_secs(10)).await;
    assert_eq!(desk.control.timeline(id).len(), 3);
}
