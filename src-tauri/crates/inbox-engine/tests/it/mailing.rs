//! E-mails: whom an answer goes to, what is kept of it, and what the platform is told.

use inbox_core::{
    Audience, ChannelKind, Content, ConversationId, EmailHead, LineHealth, LineId, OutgoingMessage,
    PlatformKind,
};
use inbox_engine::EngineError;
use inbox_store::{ListQuery, ReplyHead, Sort, TimelineItem, View, ViewFilter};
use inbox_testkit::{Absence, PlatformOptions, World};

use crate::support::Desk;

async fn head(world: &World, conversation: &ConversationId) -> Option<ReplyHead> {
    let mut read = world.store.read().await.expect("the store can be read");
    read.reply_head(conversation).await.expect("it can be read")
}

/// A thread of the sample in which somebody reads along, and who.
async fn thread(world: &World, line: LineId) -> (ConversationId, Vec<String>) {
    let query = ListQuery {
        view: View::AllOpen,
        filter: ViewFilter {
            line: Some(line),
            channel_kinds: vec![ChannelKind::Email],
            ..ViewFilter::default()
        },
        sort: Sort::Newest,
        after: None,
        limit: 100,
    };
    let mut read = world.store.read().await.expect("the store can be read");
    let rows = read.list(&query).await.expect("a page").rows;
    drop(read);
    for row in rows {
        world.engine.open_conversation(row.id.clone());
        world
            .until("its timeline is here", async |world| {
                !world.items(&row.id).await.is_empty()
            })
            .await;
        let found = head(world, &row.id).await.expect("it is an e-mail");
        if !found.head.cc.is_empty() {
            return (row.id, found.head.cc);
        }
    }
    panic!("the sample has a thread with a copy");
}

fn mail(text: &str, cc: &[String], bcc: &[&str]) -> OutgoingMessage {
    OutgoingMessage {
        email: Some(EmailHead {
            cc: cc.to_vec(),
            bcc: bcc.iter().map(|one| (*one).to_owned()).collect(),
            ..EmailHead::default()
        }),
        ..OutgoingMessage::text("", text)
    }
}

fn copies(item: &TimelineItem) -> Option<(Vec<String>, Vec<String>)> {
    match &item.content {
        Content::Email { cc, bcc, .. } => Some((cc.clone(), bcc.clone())),
        _ => None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_goes_to_everybody_the_newest_email_names_and_shows_them_at_once() {
    let options = PlatformOptions::quiet(PlatformKind::Chatwoot).sized(40, 300);
    let (mut world, line) = World::connected(options).await;
    let (conversation, cc) = thread(&world, line).await;
    let begun = head(&world, &conversation).await.expect("an e-mail");
    assert!(!begun.head.cc.contains(&begun.head.to[0]));
    assert!(begun.signature.is_some(), "the profile has one");

    let wrong = world
        .engine
        .save_reply_head(
            &conversation,
            &mail("", &["sam@".to_owned()], &[])
                .email
                .unwrap_or_default(),
        )
        .await;
    assert!(
        matches!(wrong, Err(EngineError::NoEmailAddress)),
        "{wrong:?}"
    );
    let wished = EmailHead {
        cc: vec!["Ana <ana@example.org>".to_owned()],
        bcc: vec!["boss@example.org".to_owned()],
        ..EmailHead::default()
    };
    let kept = world.engine.save_reply_head(&conversation, &wished).await;
    assert_eq!(kept.expect("all are addresses").cc, ["ana@example.org"]);
    world.restart_without_cache().await;
    world
        .until("the conversation is back", async |world| {
            head(world, &conversation).await.is_some()
        })
        .await;
    let left = head(&world, &conversation).await.expect("an e-mail").head;
    assert_eq!(
        (left.cc, left.bcc),
        (
            vec!["ana@example.org".to_owned()],
            vec!["boss@example.org".to_owned()]
        )
    );

    let sent = mail("The table leaves today", &cc, &["boss@example.org"]);
    let queued = world.engine.queue_message(&conversation, sent).await;
    let item = queued.expect("it can be queued").item;
    let shown = async |world: &World| {
        let items = world.items(&conversation).await;
        let found = items.iter().find(|one| one.id == item);
        found.and_then(copies)
    };
    let expected = Some((cc.clone(), vec!["boss@example.org".to_owned()]));
    assert_eq!(shown(&world).await, expected, "the echo shows them");
    world
        .until("it has left", async |world| world.outbox().await.is_empty())
        .await;
    world.in_step(line).await;
    assert_eq!(shown(&world).await, expected, "and so does the platform");
    assert_eq!(world.platform.sent_texts(), ["The table leaves today"]);
    let anew = head(&world, &conversation).await.expect("an e-mail").head;
    assert_eq!(
        (anew.cc, anew.bcc),
        (cc, vec![]),
        "the next one begins anew"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_email_that_is_taken_back_keeps_whom_it_goes_to() {
    let options = PlatformOptions::quiet(PlatformKind::Chatwoot).sized(40, 300);
    let (world, line) = World::connected(options).await;
    let (conversation, _) = thread(&world, line).await;
    world.platform.set_absent(Some(Absence::Refused));
    world
        .until("offline", async |world| {
            world.health(line).await == LineHealth::Offline
        })
        .await;
    let sent = mail("Unsent", &[], &["boss@example.org"]);
    let queued = world.engine.queue_message(&conversation, sent).await;
    let row = queued.expect("it waits").outbox;
    let back = world.engine.discard_into_draft(&row).await;
    back.expect("it has not left");
    let left = head(&world, &conversation).await.expect("an e-mail").head;
    assert_eq!(left.bcc, ["boss@example.org"]);
    assert_eq!(
        left.cc,
        Vec::<String>::new(),
        "nobody is added behind one's back"
    );
    let mut read = world.store.read().await.expect("the store can be read");
    let draft = read.draft(&conversation, Audience::Customer).await;
    assert_eq!(draft.expect("it can be read").as_deref(), Some("Unsent"));
}

#[tokio::test(flavor = "multi_thread")]
async fn where_no_copies_go_out_none_are_promised() {
    let options = PlatformOptions::quiet(PlatformKind::Chatvolt);
    let (world, line) = World::connected(options).await;
    let conversation = world.open_window(line).await;
    assert_eq!(head(&world, &conversation).await, None);
    let sent = mail("Hello", &["ana@example.org".to_owned()], &[]);
    let refused = world.engine.queue_message(&conversation, sent).await;
    assert!(refused.is_err(), "{refused:?}");
    assert!(world.outbox().await.is_empty());
}
