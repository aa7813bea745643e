//! Syncing goes on where it stopped, reads only what changed, and forgets nothing in a crash.

use inbox_core::{ItemId, PageToken, Timestamp};
use inbox_store::{History, HistoryProgress, Listed, RelaySubscription, TimelineBatch};

use crate::support::*;

#[tokio::test]
async fn a_cursor_of_a_dropped_write_is_not_kept() {
    let desk = Desk::new().await;
    commit!(desk, |w| w.set_cursor(desk.line, "list", Some("page-2"))).expect("cursor");
    let mut write = desk.store.write().await.expect("write");
    write
        .set_cursor(desk.line, "list", Some("page-3"))
        .await
        .expect("cursor");
    write
        .apply_listing(desk.line, &[conversation("c")])
        .await
        .expect("list");
    drop(write);
    let mut read = desk.store.read().await.expect("read");
    let cursor = read.cursor(desk.line, "list").await.expect("cursor");
    assert_eq!(cursor.as_deref(), Some("page-2"));
    assert!(read.list_row(&desk.id("c")).await.expect("row").is_none());
}

#[tokio::test]
async fn only_conversations_with_another_fingerprint_are_read() {
    let desk = Desk::new().await;
    let (one, two) = (conversation("one"), conversation("two"));
    let listed = desk.list(&[one.clone(), two.clone()]).await;
    assert_eq!(
        listed,
        Listed {
            to_read: vec![remote("one"), remote("two")],
            news: vec![remote("one"), remote("two")],
            new: 2,
            unchanged: 0
        }
    );
    desk.tell(&one, Vec::new()).await;
    let listed = desk.list(&[one.clone(), two.clone()]).await;
    assert_eq!(
        (listed.to_read, listed.unchanged),
        (vec![remote("two")], 2),
        "listed before but never read still has to be read"
    );
    assert_eq!(listed.news, [], "but it is no news");
    desk.tell(&two, Vec::new()).await;
    let listed = desk.list(&[relisted(&one, "one-2", |_| ()), two]).await;
    assert_eq!(listed.to_read, [remote("one")]);
    assert_eq!(listed.news, [remote("one")]);
}

#[tokio::test]
async fn a_listing_that_changed_during_the_read_asks_for_another_read() {
    let desk = Desk::new().await;
    let record = conversation("c");
    desk.list(std::slice::from_ref(&record)).await;
    desk.list(&[relisted(&record, "c-2", |record| {
        record.preview = listed_text("just now", false);
        record.last_activity_at = at(5);
    })])
    .await;
    let batch = TimelineBatch {
        covers: Some("c-1".to_owned()),
        ..TimelineBatch::default()
    };
    desk.tell_batch(&record, batch).await;
    let mut read = desk.store.read().await.expect("read");
    let to_read = read.timelines_to_read(desk.line, 10).await.expect("query");
    assert_eq!(to_read.len(), 1);
    assert_eq!(to_read[0].fingerprint, "c-2");
    drop(read);
    assert!(
        desk.row("c").await.unread,
        "what the listing announced is not forgotten"
    );
}

#[tokio::test]
async fn a_requested_read_survives_a_crash() {
    let mut desk = Desk::new().await;
    desk.tell(&conversation("c"), Vec::new()).await;
    let known = commit!(desk, |w| w.request_read(&desk.id("c"))).expect("request");
    assert!(known);
    let known = commit!(desk, |w| w.request_read(&desk.id("nowhere"))).expect("request");
    assert!(!known);
    desk.crash().await;
    let mut read = desk.store.read().await.expect("read");
    let to_read = read.timelines_to_read(desk.line, 10).await.expect("query");
    assert_eq!(to_read.len(), 1);
}

#[tokio::test]
async fn filling_history_goes_on_where_it_stopped() {
    let mut desk = Desk::new().await;
    for (id, day) in [("new", -1), ("old", -20), ("ancient", -200)] {
        let record = relisted(&conversation(id), "1", |record| {
            record.last_activity_at = at(day * 24 * 60);
        });
        desk.list(std::slice::from_ref(&record)).await;
    }
    let batch = TimelineBatch {
        items: vec![asks("new", "i1", at(-1500), "hi")],
        history: Some(History::More(PageToken("page-2".to_owned()))),
        ..TimelineBatch::default()
    };
    desk.tell_batch(&conversation("new"), batch).await;
    desk.restart().await;
    let since = at(-90 * 24 * 60);
    let mut read = desk.store.read().await.expect("read");
    let to_fill = read
        .histories_to_fill(desk.line, since, 10)
        .await
        .expect("query");
    let shown: Vec<_> = to_fill
        .iter()
        .map(|fill| {
            (
                fill.conversation.remote.as_str(),
                fill.next.clone(),
                fill.oldest_item_at,
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("new", Some(PageToken("page-2".to_owned())), Some(at(-1500))),
            ("old", None, None::<Timestamp>)
        ]
    );
    drop(read);
    let batch = TimelineBatch {
        history: Some(History::Complete),
        ..TimelineBatch::default()
    };
    desk.tell_batch(&conversation("new"), batch).await;
    assert!(desk.timeline("new").await.complete);
    let mut read = desk.store.read().await.expect("read");
    assert_eq!(
        read.history_progress(desk.line).await.expect("progress"),
        HistoryProgress {
            conversations: 3,
            to_read: 3,
            to_fill: 2
        }
    );
}

#[tokio::test]
async fn another_relay_starts_a_new_stream() {
    let desk = Desk::new().await;
    let relay = async || {
        let mut read = desk.store.read().await.expect("read");
        read.relay(desk.line).await.expect("relay")
    };
    assert_eq!(relay().await, None);
    commit!(desk, |w| w.set_relay(desk.line, Some("http://127.0.0.1:1"))).expect("relay");
    commit!(desk, |w| w.set_relay_iterator(desk.line, Some("7"))).expect("iterator");
    commit!(desk, |w| w.set_relay(desk.line, Some("http://127.0.0.1:1"))).expect("relay");
    assert_eq!(
        relay().await,
        Some(RelaySubscription {
            url: "http://127.0.0.1:1".to_owned(),
            iterator: Some("7".to_owned()),
            webhook: None,
        })
    );
    commit!(desk, |w| w.set_relay(desk.line, Some("http://127.0.0.1:2"))).expect("relay");
    assert_eq!(relay().await.and_then(|relay| relay.iterator), None);
}

#[tokio::test]
async fn a_conversation_is_handed_back_as_it_was_told() {
    let desk = Desk::new().await;
    let record = relisted(&conversation("c"), "c-1", |record| {
        record.tags = vec![remote("t1"), remote("t2")];
        record.mood = Some(inbox_core::Mood::Negative);
        record.priority = Some(inbox_core::Priority::Urgent);
        record.assignee = carried_by("bot", inbox_core::AgentKind::AiAgent);
        record.preview = listed_text("نص", false);
        record.contact.name = Some("د. ليلى".to_owned());
    });
    desk.list(std::slice::from_ref(&record)).await;
    let mut read = desk.store.read().await.expect("read");
    let told = read
        .conversation_record(&desk.id("c"))
        .await
        .expect("query");
    assert_eq!(told, Some(record));
}

#[tokio::test]
async fn notifications_shown_are_remembered_across_a_rebuilt_cache_and_bounded() {
    let mut desk = Desk::new().await;
    let record = conversation("c");
    desk.tell(
        &record,
        vec![asks("c", "i1", at(1), "hi"), asks("c", "i2", at(2), "ho")],
    )
    .await;
    let items = desk.timeline("c").await.items;
    commit!(desk, |w| w.mark_shown(&[items[0].id])).expect("mark");
    desk.store.abandon().await;
    std::fs::remove_file(desk.directory.path().join("cache.db")).expect("remove");
    desk.store = open(desk.directory.path(), &desk.clock).await;
    // Read again in another order, so that the ids differ.
    desk.tell(&record, vec![asks("c", "i1", at(1), "hi")]).await;
    desk.tell(&record, vec![asks("c", "i2", at(2), "ho")]).await;
    let items = desk.timeline("c").await.items;
    let ids: Vec<_> = items.iter().map(|item| item.id).collect();
    let mut read = desk.store.read().await.expect("read");
    let shown = read.shown(&ids).await.expect("shown");
    assert_eq!(shown.into_iter().collect::<Vec<_>>(), [items[0].id]);
    drop(read);

    let many: Vec<_> = (0..5_100)
        .map(|number| asks("c", &format!("m{number}"), at(100), "x"))
        .collect();
    desk.tell(&record, many).await;
    let mut read = desk.store.read().await.expect("read");
    let all = read
        .timeline(&desk.id("c"), inbox_store::TimelineWindow::Newest, 6_000)
        .await
        .expect("timeline");
    drop(read);
    let ids: Vec<_> = all.items.iter().map(|item| item.id).collect();
    commit!(desk, |w| w.mark_shown(&ids)).expect("mark");
    let mut read = desk.store.read().await.expect("read");
    let shown = read.shown(&ids).await.expect("shown");
    assert_eq!(shown.len(), 5_000);
    assert!(shown.contains(ids.last().expect("newest")));
}

#[tokio::test]
async fn settings_are_kept_replaced_and_forgotten() {
    let mut desk = Desk::new().await;
    commit!(desk, |w| w.set_setting("quiet", Some("a"))).expect("set");
    commit!(desk, |w| w.set_setting("quiet", Some("b"))).expect("set");
    desk.restart().await;
    let mut read = desk.store.read().await.expect("read");
    assert_eq!(
        read.setting("quiet").await.expect("get").as_deref(),
        Some("b")
    );
    drop(read);
    commit!(desk, |w| w.set_setting("quiet", None)).expect("set");
    let mut read = desk.store.read().await.expect("read");
    assert_eq!(read.setting("quiet").await.expect("get"), None);
}

#[tokio::test]
async fn conversations_of_a_contact_are_found_by_the_platforms_id() {
    let desk = Desk::new().await;
    let of_one = |id: &str, minutes: i64| {
        relisted(&conversation(id), "1", |record| {
            record.contact.remote = "one".to_owned();
            record.last_activity_at = at(minutes);
        })
    };
    desk.list(&[of_one("a", -2), of_one("b", -1), conversation("c")])
        .await;
    let mut read = desk.store.read().await.expect("read");
    let contact = inbox_core::ContactId::new(desk.line, "one");
    assert_eq!(
        read.conversations_of(&contact).await.expect("query"),
        [desk.id("b"), desk.id("a")]
    );
    let nobody = inbox_core::ContactId::new(desk.line, "nobody");
    assert!(
        read.conversations_of(&nobody)
            .await
            .expect("query")
            .is_empty()
    );
}

#[tokio::test]
async fn deliveries_that_may_still_change_are_followed_up() {
    let desk = Desk::new().await;
    let read_by_customer = |mut item: inbox_core::ItemRecord| {
        item.delivery = Some(inbox_core::Delivery::Read);
        item
    };
    desk.tell(
        &conversation("open"),
        vec![answers("open", "1", at(5), "a")],
    )
    .await;
    desk.tell(
        &conversation("done"),
        vec![
            read_by_customer(answers("done", "2", at(5), "a")),
            fails("done", "3", at(6)),
        ],
    )
    .await;
    desk.tell(
        &conversation("old"),
        vec![answers("old", "4", at(-500), "a")],
    )
    .await;
    let mut read = desk.store.read().await.expect("read");
    let unsettled = read
        .unsettled_deliveries(desk.line, at(0), 10)
        .await
        .expect("query");
    let ids: Vec<_> = unsettled.into_iter().map(|one| one.conversation).collect();
    assert_eq!(ids, [desk.id("open")]);
}

#[tokio::test]
async fn an_item_and_the_history_of_one_conversation_are_found_by_name() {
    let desk = Desk::new().await;
    desk.tell(&conversation("c"), vec![asks("c", "i1", at(1), "hi")])
        .await;
    let mut read = desk.store.read().await.expect("read");
    let item = read
        .item_by_remote(&desk.id("c"), &remote("i1"))
        .await
        .expect("query");
    assert_eq!(item.map(|item| item.occurred_at), Some(at(1)));
    assert!(
        read.item_by_remote(&desk.id("c"), &remote("i2"))
            .await
            .expect("query")
            .is_none()
    );
    let history = read
        .unfilled_history(&desk.id("c"))
        .await
        .expect("query")
        .expect("unfilled");
    assert_eq!((history.next, history.oldest_item_at), (None, Some(at(1))));
    assert_eq!(
        read.connected_at(desk.line).await.expect("query"),
        Some(START)
    );
    drop(read);
    let batch = TimelineBatch {
        history: Some(History::Complete),
        ..TimelineBatch::default()
    };
    desk.tell_batch(&conversation("c"), batch).await;
    let mut read = desk.store.read().await.expect("read");
    assert_eq!(
        read.unfilled_history(&desk.id("c")).await.expect("query"),
        None
    );
}

#[tokio::test]
async fn an_item_leads_to_its_conversation_and_an_unknown_one_nowhere() {
    let desk = Desk::new().await;
    desk.tell(&conversation("a"), vec![asks("a", "q", at(1), "question")])
        .await;
    desk.tell(&conversation("b"), vec![asks("b", "r", at(2), "another")])
        .await;
    let item = desk.timeline("b").await.items[0].id;
    let mut read = desk.store.read().await.expect("read");
    let found = read.conversation_of_item(item).await.expect("query");
    assert_eq!(found, Some(desk.id("b")));
    let unknown = ItemId(i64::MAX);
    let found = read.conversation_of_item(unknown).await.expect("query");
    assert_eq!(found, None);
}
