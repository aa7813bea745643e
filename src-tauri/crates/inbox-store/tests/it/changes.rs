//! The change feed: every commit that changed something, once, in order, by name.

use inbox_core::Audience;
use inbox_store::{Change, ReadThrough};

use crate::support::*;

#[tokio::test]
async fn numbers_grow_by_one_and_silent_commits_are_not_told() {
    let desk = Desk::new().await;
    let mut changes = desk.store.changes();
    desk.store
        .write()
        .await
        .expect("write")
        .commit()
        .await
        .expect("commit");
    desk.list(&[conversation("c")]).await;
    desk.list(&[conversation("c")]).await;
    desk.say("c", "o1", "hi").await;
    commit!(desk, |w| w.save_draft(
        &desk.id("c"),
        Audience::Customer,
        "more"
    ))
    .expect("draft");
    let mut numbers = Vec::new();
    while let Ok(changed) = changes.try_recv() {
        numbers.push(changed.seq);
    }
    assert_eq!(
        numbers,
        [2, 3, 4],
        "the line was the first commit of this run"
    );
}

#[tokio::test]
async fn commits_of_many_writers_arrive_in_the_order_of_their_numbers() {
    let desk = Desk::new().await;
    let mut changes = desk.store.changes();
    let writers: Vec<_> = (0..20)
        .map(|number| {
            let store = desk.store.clone();
            let line = desk.line;
            tokio::spawn(async move {
                let mut write = store.write().await.expect("write");
                let record = conversation(&format!("c{number}"));
                write.apply_listing(line, &[record]).await.expect("list");
                write.commit().await.expect("commit");
            })
        })
        .collect();
    for writer in writers {
        writer.await.expect("writer");
    }
    let mut numbers = Vec::new();
    while let Ok(changed) = changes.try_recv() {
        numbers.push(changed.seq);
    }
    assert_eq!(numbers, (2..22).collect::<Vec<_>>());
}

#[tokio::test]
async fn each_action_tells_what_it_touched() {
    let desk = Desk::new().await;
    desk.tell(&conversation("c"), vec![asks("c", "q", at(1), "hi")])
        .await;
    let mut changes = desk.store.changes();
    let mut next = || changes.try_recv().expect("told").changes.clone();
    let row = [Change::Conversations, Change::Conversation(desk.id("c"))];

    commit!(desk, |w| w.mark_read(&desk.id("c"), ReadThrough::Newest)).expect("mark");
    assert_eq!(next(), [row.as_slice(), &[Change::Counts]].concat());

    commit!(desk, |w| w.save_draft(
        &desk.id("c"),
        Audience::Customer,
        "more"
    ))
    .expect("draft");
    assert_eq!(
        next(),
        [row.as_slice(), &[Change::Draft(desk.id("c"))]].concat()
    );

    desk.say("c", "o1", "answer").await;
    assert_eq!(
        next(),
        [
            row.as_slice(),
            &[Change::Items(desk.id("c")), Change::Outbox]
        ]
        .concat(),
        "it has reached nobody, so it answers nobody"
    );

    let id = inbox_core::OutboxId("o1".to_owned());
    let receipt = inbox_core::Receipt { item: None };
    commit!(desk, |w| w.confirm(&id, &receipt)).expect("confirm");
    assert_eq!(
        next(),
        [
            row.as_slice(),
            &[Change::Items(desk.id("c")), Change::Outbox, Change::Counts]
        ]
        .concat()
    );

    commit!(desk, |w| w.rename_line(desk.line, "جدة")).expect("rename");
    assert_eq!(next(), [Change::Conversations, Change::Lines]);
}

#[tokio::test]
async fn a_commit_whose_caller_goes_away_is_still_told() {
    let desk = Desk::new().await;
    let mut changes = desk.store.changes();
    let mut write = desk.store.write().await.expect("write");
    write
        .apply_listing(desk.line, &[conversation("c")])
        .await
        .expect("list");
    {
        let mut commit = Box::pin(write.commit());
        let begun = std::future::poll_fn(|context| {
            std::task::Poll::Ready(commit.as_mut().poll(context).is_pending())
        })
        .await;
        assert!(begun, "it is cancelled in the middle");
    }
    // The next writer's turn comes after the commit's end.
    drop(desk.store.write().await.expect("write"));
    assert!(changes.try_recv().is_ok());
    desk.row("c").await;
}
