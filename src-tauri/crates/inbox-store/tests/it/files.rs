//! Attached files: rows that go where their message goes, bytes that never stay behind, and echoes of
//! messages that their platform shows as several items.

use inbox_core::{
    Audience, Author, AuthorKind, ChannelKind, Content, ConversationRecord, Delivery, Direction,
    FileId, ItemRecord, Media, MediaKind, OutboxAction, OutboxId, OutgoingMessage, Receipt,
    StuckReason, Timestamp,
};
use inbox_store::{AttachedFile, Copied, NewFile, NewOutbound, StoreError};

use crate::support::*;

fn id(text: &str) -> OutboxId {
    OutboxId(text.to_owned())
}

fn file(number: u8, name: &str, bytes: u64) -> AttachedFile {
    AttachedFile {
        id: FileId::of_bits([number; 16]),
        note: false,
        name: name.to_owned(),
        mime_type: "application/pdf".to_owned(),
        bytes,
        url: None,
    }
}

async fn keep(desk: &Desk, file: &AttachedFile, bytes: &[u8]) {
    let new = NewFile {
        conversation: desk.id("c"),
        file: file.clone(),
    };
    desk.store.begin_file(new).await.expect("room");
    let copied = desk.store.append_to_file(&file.id, 0, bytes.to_vec()).await;
    assert_eq!(copied.expect("taken"), Copied::Whole);
}

async fn drafted(desk: &Desk) -> Vec<String> {
    let mut read = desk.store.read().await.expect("read");
    let files = read.attached_files(&desk.id("c")).await.expect("files");
    files.into_iter().map(|file| file.name).collect()
}

fn on_disk(desk: &Desk) -> usize {
    std::fs::read_dir(desk.directory.path().join("files")).map_or(0, Iterator::count)
}

/// Queues these words with these files of the draft.
async fn send(desk: &Desk, row: &str, text: &str, files: &[AttachedFile], audience: Audience) {
    let message = OutgoingMessage {
        audience,
        files: files.iter().map(AttachedFile::outgoing).collect(),
        ..OutgoingMessage::text(row, text)
    };
    let ids: Vec<FileId> = files.iter().map(|file| file.id.clone()).collect();
    let mut write = desk.store.write().await.expect("write");
    let new = NewOutbound {
        action: OutboxAction::Send {
            message: Box::new(message),
        },
        ..desk.new_text("c", row, text)
    };
    write.queue(&new).await.expect("queue");
    write
        .give_files(&desk.id("c"), &ids, &id(row))
        .await
        .expect("they are in the draft");
    write.commit().await.expect("commit");
}

fn mail() -> ConversationRecord {
    ConversationRecord {
        channel_kind: ChannelKind::Email,
        ..conversation("c")
    }
}

async fn desk_with_a_mail() -> Desk {
    let desk = Desk::new().await;
    desk.clock.set(at(10));
    desk.tell(&mail(), vec![asks("c", "q", at(9), "question")])
        .await;
    desk
}

fn ours(remote_id: &str, when: Timestamp, content: Content) -> ItemRecord {
    ItemRecord {
        remote: remote(remote_id),
        conversation: remote("c"),
        occurred_at: when,
        direction: Direction::Outbound,
        author: Author {
            kind: AuthorKind::Person,
            agent: None,
            name: None,
        },
        content,
        delivery: Some(Delivery::Sent),
        quote: None,
        raw: None,
    }
}

fn attachment(name: &str) -> Content {
    Content::Media(Media {
        kind: MediaKind::Document,
        url: format!("https://files.example.com/{name}"),
        file_name: Some(name.to_owned()),
        mime_type: None,
        bytes: None,
        duration_ms: None,
        caption: None,
    })
}

/// What the platform makes of a mail with two files.
fn copies() -> Vec<ItemRecord> {
    // Newest first, as platforms list.
    vec![
        ours("7/2", at(10), attachment("b-1.pdf")),
        ours("7/1", at(10), attachment("a.pdf")),
        ours(
            "7",
            at(10),
            Content::Email {
                subject: Some("Offer".to_owned()),
                from: None,
                to: Vec::new(),
                cc: Vec::new(),
                bcc: Vec::new(),
                text: "look".to_owned(),
                html: None,
            },
        ),
    ]
}

#[tokio::test]
async fn a_row_tells_of_a_draft_that_is_files_alone() {
    let desk = Desk::new().await;
    desk.list(&[conversation("c"), conversation("other")]).await;
    let (first, second) = (file(1, "offer.pdf", 1), file(2, "خريطة.pdf", 1));
    let for_colleagues = AttachedFile {
        note: true,
        ..file(3, "margin.pdf", 1)
    };
    for file in [&first, &second, &for_colleagues] {
        commit!(desk, |w| w.attach(&desk.id("c"), file)).expect("attached");
    }
    let row = desk.row("c").await;
    assert_eq!(row.draft, None);
    assert_eq!(row.draft_files, ["offer.pdf", "خريطة.pdf"]);
    assert!(desk.row("other").await.draft_files.is_empty());

    send(&desk, "m1", "", &[first, second], Audience::Customer).await;
    assert!(desk.row("c").await.draft_files.is_empty(), "it is sent");
}

#[tokio::test]
async fn a_file_is_in_the_draft_only_once_all_its_bytes_are_on_the_disk() {
    let desk = desk_with_a_mail().await;
    let new = NewFile {
        conversation: desk.id("c"),
        file: file(1, "a.pdf", 4),
    };
    let of = file(1, "a.pdf", 4).id;
    desk.store.begin_file(new).await.expect("room");
    let part = desk.store.append_to_file(&of, 0, b"ab".to_vec()).await;
    assert_eq!(part.expect("taken"), Copied::Part(2));
    assert_eq!(drafted(&desk).await, [""; 0]);
    assert_eq!(desk.store.sweep_files().await.expect("swept"), 0);
    let whole = desk.store.append_to_file(&of, 2, b"cd".to_vec()).await;
    assert_eq!(whole.expect("taken"), Copied::Whole);
    assert_eq!(drafted(&desk).await, ["a.pdf"]);
    let kept = std::fs::read(desk.store.file_path(&of)).expect("on the disk");
    assert_eq!(kept, b"abcd");
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_on_this_computer_may_read_a_kept_file() {
    use std::os::unix::fs::PermissionsExt as _;
    let desk = desk_with_a_mail().await;
    let one = file(1, "a.pdf", 1);
    keep(&desk, &one, b"x").await;
    let mode = |path: &std::path::Path| {
        std::fs::metadata(path)
            .expect("it is there")
            .permissions()
            .mode()
            & 0o777
    };
    assert_eq!(mode(&desk.store.file_path(&one.id)), 0o600);
    assert_eq!(mode(&desk.directory.path().join("files")), 0o700);
}

#[tokio::test]
async fn bytes_out_of_turn_or_too_many_end_the_copy_and_leave_nothing() {
    let desk = desk_with_a_mail().await;
    for (offset, bytes) in [(1, b"a".to_vec()), (0, b"abcde".to_vec())] {
        let one = file(1, "a.pdf", 4);
        let new = NewFile {
            conversation: desk.id("c"),
            file: one.clone(),
        };
        desk.store.begin_file(new).await.expect("room");
        let refused = desk.store.append_to_file(&one.id, offset, bytes).await;
        assert!(
            matches!(refused, Err(StoreError::NotNow { .. })),
            "{refused:?}"
        );
        assert_eq!(on_disk(&desk), 0);
    }
}

#[tokio::test]
async fn a_copy_that_nobody_goes_on_with_is_given_up() {
    let desk = desk_with_a_mail().await;
    let one = file(1, "a.pdf", 4);
    let new = NewFile {
        conversation: desk.id("c"),
        file: one.clone(),
    };
    desk.store.begin_file(new).await.expect("room");
    desk.clock.set(at(15));
    assert_eq!(desk.store.sweep_files().await.expect("swept"), 0);
    desk.clock.set(at(21));
    assert_eq!(desk.store.sweep_files().await.expect("swept"), 1);
    assert_eq!(on_disk(&desk), 0);
}

#[tokio::test]
async fn files_go_with_their_message_and_their_bytes_after_it() {
    let mut desk = desk_with_a_mail().await;
    let (one, two) = (file(1, "a.pdf", 1), file(2, "b.pdf", 1));
    keep(&desk, &one, b"a").await;
    keep(&desk, &two, b"b").await;
    send(
        &desk,
        "o1",
        "look",
        std::slice::from_ref(&one),
        Audience::Customer,
    )
    .await;
    assert_eq!(drafted(&desk).await, ["b.pdf"]);
    let mut write = desk.store.write().await.expect("write");
    let twice = write
        .give_files(&desk.id("c"), std::slice::from_ref(&one.id), &id("o1"))
        .await;
    assert!(
        matches!(twice, Err(StoreError::Unknown { .. })),
        "it is given away"
    );
    drop(write);
    desk.crash().await;
    assert_eq!(
        desk.store.sweep_files().await.expect("swept"),
        0,
        "both are needed"
    );
    commit!(desk, |w| w.begin_attempt(&id("o1"))).expect("begin");
    let receipt = Receipt {
        item: Some(remote("7")),
    };
    commit!(desk, |w| w.confirm(&id("o1"), &receipt)).expect("confirm");
    assert_eq!(desk.store.sweep_files().await.expect("swept"), 1);
    assert_eq!(drafted(&desk).await, ["b.pdf"]);
    commit!(desk, |w| w.remove_line(desk.line)).expect("signed out");
    assert_eq!(desk.store.sweep_files().await.expect("swept"), 1);
    assert_eq!(on_disk(&desk), 0);
}

#[tokio::test]
async fn files_of_a_row_that_is_taken_back_are_in_the_draft_again_or_gone() {
    let desk = desk_with_a_mail().await;
    let (one, two) = (file(1, "a.pdf", 1), file(2, "b.pdf", 1));
    keep(&desk, &one, b"a").await;
    keep(&desk, &two, b"b").await;
    send(&desk, "o1", "look", &[one], Audience::Customer).await;
    send(&desk, "o2", "look", &[two], Audience::Customer).await;
    let mut write = desk.store.write().await.expect("write");
    write
        .put_back_files(&desk.id("c"), &id("o1"))
        .await
        .expect("back");
    write.discard(&id("o1")).await.expect("discard");
    write.discard(&id("o2")).await.expect("discard");
    write.commit().await.expect("commit");
    assert_eq!(drafted(&desk).await, ["a.pdf"]);
    assert_eq!(desk.store.sweep_files().await.expect("swept"), 1);
    assert_eq!(desk.texts("c").await, ["question"], "no echo is left");
}

async fn mail_with_two_files(desk: &Desk) {
    let files = [file(1, "a.pdf", 1), file(2, "b?1.pdf", 1)];
    for one in &files {
        keep(desk, one, b"x").await;
    }
    send(desk, "o1", "look", &files, Audience::Customer).await;
}

#[tokio::test]
async fn a_mail_with_files_is_as_many_items_before_as_after_the_platform_has_it() {
    let desk = desk_with_a_mail().await;
    mail_with_two_files(&desk).await;
    let before = desk.timeline("c").await.items;
    assert_eq!(before.len(), 4, "{before:?}");
    for echo in &before[1..] {
        let row = echo.echo.as_ref().map(|echo| echo.outbox.clone());
        assert_eq!(row, Some(id("o1")), "all of them are that row");
    }
    commit!(desk, |w| w.begin_attempt(&id("o1"))).expect("begin");
    let receipt = Receipt {
        item: Some(remote("7")),
    };
    commit!(desk, |w| w.confirm(&id("o1"), &receipt)).expect("confirm");
    desk.tell(&mail(), copies()).await;
    let after = desk.timeline("c").await.items;
    let ids =
        |items: &[inbox_store::TimelineItem]| items.iter().map(|item| item.id).collect::<Vec<_>>();
    assert_eq!(ids(&after), ids(&before), "the same rows in the same order");
    let remotes: Vec<_> = after[1..].iter().map(|item| item.remote.clone()).collect();
    assert_eq!(
        remotes,
        [Some(remote("7")), Some(remote("7/1")), Some(remote("7/2"))]
    );
}

#[tokio::test]
async fn copies_of_all_parts_may_arrive_before_the_answer() {
    let desk = desk_with_a_mail().await;
    mail_with_two_files(&desk).await;
    commit!(desk, |w| w.begin_attempt(&id("o1"))).expect("begin");
    for copy in copies() {
        desk.hint(&copy).await;
    }
    assert_eq!(
        desk.timeline("c").await.items.len(),
        4,
        "nothing shows twice"
    );
    let receipt = Receipt {
        item: Some(remote("7")),
    };
    commit!(desk, |w| w.confirm(&id("o1"), &receipt)).expect("confirm");
    desk.tell(&mail(), copies()).await;
    let after = desk.timeline("c").await.items;
    assert_eq!(after.len(), 4, "{after:?}");
    assert!(after[1..].iter().all(|item| item.remote.is_some()));
}

#[tokio::test]
async fn a_stuck_mail_with_files_answers_nobody_and_a_discarded_one_leaves_nothing() {
    let mut desk = desk_with_a_mail().await;
    mail_with_two_files(&desk).await;
    commit!(desk, |w| w.begin_attempt(&id("o1"))).expect("begin");
    for copy in copies() {
        desk.hint(&copy).await;
    }
    commit!(desk, |w| w.stick(&id("o1"), StuckReason::FileTooLarge)).expect("stick");
    // What stood behind the echoes was somebody else's after all.
    assert_eq!(desk.timeline("c").await.items.len(), 7);
    desk.crash().await;
    assert_eq!(desk.timeline("c").await.items.len(), 7);
    commit!(desk, |w| w.discard(&id("o1"))).expect("discard");
    let left = desk.timeline("c").await.items;
    assert_eq!(left.len(), 4, "{left:?}");
    assert!(left.iter().all(|item| item.remote.is_some()));
}

#[tokio::test]
async fn echoes_of_a_mail_with_files_come_back_after_a_new_cache() {
    let mut desk = desk_with_a_mail().await;
    mail_with_two_files(&desk).await;
    desk.store.set_cache_aside().await.expect("aside");
    desk.store = open(desk.directory.path(), &desk.clock).await;
    desk.tell(&mail(), vec![asks("c", "q", at(9), "question")])
        .await;
    assert_eq!(desk.timeline("c").await.items.len(), 4);
    assert_eq!(desk.store.sweep_files().await.expect("swept"), 0);
}

#[tokio::test]
async fn a_file_for_a_customer_carries_its_words_and_a_note_shows_both() {
    let desk = Desk::new().await;
    desk.clock.set(at(10));
    desk.tell(&conversation("c"), vec![asks("c", "q", at(9), "question")])
        .await;
    let (one, two) = (file(1, "a.pdf", 1), file(2, "b.pdf", 1));
    keep(&desk, &one, b"a").await;
    keep(&desk, &two, b"b").await;
    send(&desk, "o1", "look", &[one], Audience::Customer).await;
    send(&desk, "o2", "inside", &[two], Audience::Colleagues).await;
    let items = desk.timeline("c").await.items;
    let shown: Vec<_> = items[1..]
        .iter()
        .map(|item| match &item.content {
            Content::Media(media) => (item.direction, "file", media.caption.clone()),
            Content::Note { text, .. } => (item.direction, "note", Some(text.clone())),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        shown,
        [
            (Direction::Outbound, "file", Some("look".to_owned())),
            (Direction::Internal, "note", Some("inside".to_owned())),
            (Direction::Internal, "file", None),
        ]
    );
}
