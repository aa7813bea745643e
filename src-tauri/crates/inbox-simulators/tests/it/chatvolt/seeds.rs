use std::collections::BTreeSet;
use std::time::Duration;

use inbox_simulators::ChatvoltOptions;
use inbox_simulators::chatvolt::{Author, LifePace, Size, Status};

use super::{Desk, options};

#[tokio::test]
async fn the_same_seed_gives_the_same_organization_and_another_one_another() {
    let truth = async |seed| {
        let desk = Desk::open(ChatvoltOptions {
            seed,
            ..options(Size::Small)
        })
        .await;
        desk.control.conversations()
    };
    let first = truth(1).await;
    assert_eq!(first, truth(1).await);
    assert_ne!(first, truth(2).await);
}

#[tokio::test]
async fn sample_data_has_every_status_several_channels_and_consistent_messages() {
    let desk = Desk::small().await;
    let conversations = desk.control.conversations();
    assert_eq!(conversations.len(), 60);
    let channels: BTreeSet<&str> = conversations
        .iter()
        .map(|one| one.channel.as_str())
        .collect();
    assert!(channels.len() >= 5, "{channels:?}");
    for status in [Status::Unresolved, Status::HumanRequested, Status::Resolved] {
        assert!(
            conversations.iter().any(|one| one.status == status),
            "{status:?}"
        );
    }
    let mut authors = Vec::new();
    let mut files = 0;
    for one in &conversations {
        let messages = desk.control.timeline(&one.id);
        assert!(messages.is_sorted_by_key(|message| message.created_at));
        let ids: BTreeSet<&str> = messages.iter().map(|message| message.id.as_str()).collect();
        assert_eq!(ids.len(), messages.len());
        assert!(messages.iter().all(|message| !message.text.is_empty()));
        authors.extend(messages.iter().map(|message| message.author));
        files += messages
            .iter()
            .map(|message| message.attachments.len())
            .sum::<usize>();
    }
    for author in [Author::Customer, Author::Ai, Author::Colleague] {
        assert!(authors.contains(&author), "{author:?}");
    }
    assert!(files > 0);
    assert_eq!(desk.control.overview().messages, 1_100);
}

#[tokio::test]
async fn a_picture_of_the_sample_data_really_loads() {
    let desk = Desk::small().await;
    let conversations = desk.control.conversations();
    let file = conversations
        .iter()
        .flat_map(|one| desk.control.timeline(&one.id))
        .find_map(|message| message.attachments.first().cloned())
        .unwrap();
    let answer = desk.http.get(&file.url).send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], file.mime_type.as_str());
    assert_eq!(answer.bytes().await.unwrap().len() as u64, file.size);
}

#[tokio::test]
async fn in_life_mode_customers_write_ask_for_people_and_the_ai_answers() {
    let desk = Desk::small().await;
    desk.control.ai_answers(true);
    let before = desk.control.overview();
    desk.control.start_life(LifePace::default());
    desk.control.advance(Duration::from_mins(10)).await;
    let after = desk.control.overview();
    assert!(after.messages > before.messages + 40 && after.conversations > before.conversations);
    let start = before.now;
    let fresh: Vec<Author> = desk
        .control
        .conversations()
        .iter()
        .flat_map(|one| desk.control.timeline(&one.id))
        .filter(|message| message.created_at > start)
        .map(|message| message.author)
        .collect();
    assert!(fresh.contains(&Author::Ai) && fresh.contains(&Author::Customer));
    desk.control.stop_life();
    desk.control.advance(Duration::from_mins(1)).await;
    let still = desk.control.overview().messages;
    desk.control.advance(Duration::from_mins(10)).await;
    assert_eq!(desk.control.overview().messages, still);
}
