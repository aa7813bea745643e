//! What a platform tells the person by name: how long it asks for them.

use inbox_core::{MoveReason, NoticeKind, PersonalNotice, PersonalNotices, RemoteId, WhoseMove};
use inbox_store::{ReadThrough, Sort, View};

use crate::support::*;

fn notice(remote: &str, kind: NoticeKind, conversation: &str, minutes: i64) -> PersonalNotice {
    PersonalNotice {
        remote: remote.into(),
        kind,
        conversation: conversation.into(),
        raised_at: at(minutes),
    }
}

/// The platform tells these, and says whether they are all; what is answered are strangers.
async fn told(desk: &Desk, unread: &[PersonalNotice], complete: bool) -> Vec<RemoteId> {
    let notices = PersonalNotices {
        unread: unread.to_vec(),
        complete,
    };
    let strangers = commit!(desk, |w| w.keep_notices(desk.line, &notices)).expect("kept");
    strangers.into_iter().collect()
}

async fn reason(desk: &Desk) -> Option<MoveReason> {
    desk.row("c").await.reason
}

async fn noticed(desk: &Desk) -> bool {
    let mut read = desk.store.read().await.expect("read");
    read.has_notices(&desk.id("c")).await.expect("query")
}

#[tokio::test]
async fn a_mention_asks_for_me_until_it_is_looked_at_elsewhere() {
    let desk = Desk::new().await;
    desk.tell(
        &conversation("c"),
        vec![
            asks("c", "q", at(1), "hi"),
            answers("c", "a", at(2), "hello"),
        ],
    )
    .await;
    let mention = notice("1", NoticeKind::Mention, "c", 3);
    assert_eq!(told(&desk, &[mention], true).await, []);
    let row = desk.row("c").await;
    assert_eq!(row.reason, Some(MoveReason::Mentioned));
    assert_eq!(row.whose, WhoseMove::NeedsPerson);
    assert_eq!(row.since, Some(at(3)));
    assert_eq!(desk.ids(View::NeedsPerson, Sort::NeedsUsFirst).await, ["c"]);
    told(&desk, &[], true).await;
    assert_eq!(reason(&desk).await, None);
    assert!(!noticed(&desk).await);
}

#[tokio::test]
async fn reading_it_here_counts_at_once_although_the_platform_does_not_know_yet() {
    let mut desk = Desk::new().await;
    desk.list(&[conversation("c")]).await;
    let mention = [notice("1", NoticeKind::Mention, "c", 3)];
    told(&desk, &mention, true).await;
    assert!(noticed(&desk).await);
    commit!(desk, |w| w.mark_read(&desk.id("c"), ReadThrough::Newest)).expect("read");
    assert_eq!(reason(&desk).await, None);
    told(&desk, &mention, true).await;
    desk.crash().await;
    assert_eq!(reason(&desk).await, None, "it was looked at");
    let again = [notice("2", NoticeKind::Mention, "c", 9), mention[0].clone()];
    told(&desk, &again, true).await;
    assert_eq!(reason(&desk).await, Some(MoveReason::Mentioned));
}

#[tokio::test]
async fn a_newer_notice_takes_a_mentions_place_and_does_not_settle_it() {
    let desk = Desk::new().await;
    desk.list(&[conversation("c"), conversation("d")]).await;
    told(&desk, &[notice("1", NoticeKind::Mention, "c", 3)], true).await;
    let message = notice("2", NoticeKind::Message, "c", 5);
    told(&desk, std::slice::from_ref(&message), true).await;
    assert_eq!(reason(&desk).await, Some(MoveReason::Mentioned));
    told(&desk, &[notice("3", NoticeKind::Message, "d", 6)], true).await;
    assert_eq!(reason(&desk).await, None, "nothing about it is unread");
    // A message alone asks for nobody.
    told(&desk, &[message], true).await;
    assert!(noticed(&desk).await);
    assert_eq!(reason(&desk).await, None);
}

#[tokio::test]
async fn what_lies_beyond_the_pages_that_were_read_is_not_taken_for_looked_at() {
    let desk = Desk::new().await;
    desk.list(&[conversation("c"), conversation("d")]).await;
    told(&desk, &[notice("1", NoticeKind::Mention, "c", 3)], true).await;
    let newer = [notice("2", NoticeKind::Assigned, "d", 6)];
    told(&desk, &newer, false).await;
    assert_eq!(reason(&desk).await, Some(MoveReason::Mentioned));
    told(&desk, &newer, true).await;
    assert_eq!(reason(&desk).await, None);
}

#[tokio::test]
async fn a_mention_in_a_conversation_that_is_not_here_yet_waits_for_it() {
    let desk = Desk::new().await;
    let mention = [notice("1", NoticeKind::Mention, "c", 3)];
    assert_eq!(told(&desk, &mention, true).await, [RemoteId::from("c")]);
    assert_eq!(told(&desk, &mention, true).await, [], "asked for once");
    desk.list(&[conversation("c")]).await;
    assert_eq!(reason(&desk).await, Some(MoveReason::Mentioned));
}

#[tokio::test]
async fn notices_go_with_their_line() {
    let desk = Desk::new().await;
    desk.list(&[conversation("c")]).await;
    told(&desk, &[notice("1", NoticeKind::Mention, "c", 3)], true).await;
    commit!(desk, |w| w.remove_line(desk.line)).expect("removed");
    assert!(!noticed(&desk).await);
}
