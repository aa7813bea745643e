//! Timelines in windows, and items that arrive in any order, twice, or half.

use inbox_core::{CallOutcome, Content, Delivery, Direction, ItemId, PageToken, Quote};
use inbox_store::{
    Applied, HintApplied, History, ItemKey, StoreError, TimelineBatch, TimelineWindow,
};
use proptest::prelude::*;

use crate::support::*;

#[tokio::test]
async fn what_is_not_there_is_an_error() {
    let desk = Desk::new().await;
    let mut read = desk.store.read().await.expect("read");
    let missing = read
        .timeline(&desk.id("c"), TimelineWindow::Newest, 10)
        .await;
    assert!(matches!(
        missing,
        Err(StoreError::Unknown {
            what: "conversation"
        })
    ));
    drop(read);
    desk.list(&[conversation("c")]).await;
    let mut read = desk.store.read().await.expect("read");
    let missing = read
        .timeline(&desk.id("c"), TimelineWindow::Around(ItemId(7)), 10)
        .await;
    assert!(matches!(missing, Err(StoreError::Unknown { what: "item" })));
}

#[tokio::test]
async fn a_hint_for_an_unknown_conversation_is_handed_back() {
    let desk = Desk::new().await;
    let outcome = desk.hint(&asks("new", "i1", at(1), "hi")).await;
    assert_eq!(outcome, HintApplied::UnknownConversation);
}

#[tokio::test]
async fn the_same_batch_twice_changes_nothing() {
    let desk = Desk::new().await;
    let record = conversation("c");
    let batch = TimelineBatch {
        record: Some(record.clone()),
        items: vec![
            asks("c", "i2", at(2), "two"),
            asks("c", "i1", at(1), "one"),
            asks("c", "i1", at(1), "one"),
        ],
        covers: Some(record.fingerprint.clone()),
        history: Some(History::More(PageToken("next".to_owned()))),
    };
    let first = desk.tell_batch(&record, batch.clone()).await;
    assert_eq!(
        first,
        Applied {
            inserted: 2,
            changed: 0,
            unchanged: 0
        }
    );
    let mut changes = desk.store.changes();
    let again = TimelineBatch {
        history: None,
        ..batch
    };
    let second = desk.tell_batch(&record, again).await;
    assert_eq!(
        second,
        Applied {
            inserted: 0,
            changed: 0,
            unchanged: 2
        }
    );
    assert!(
        changes.try_recv().is_err(),
        "nothing changed, so nothing is told"
    );
}

#[tokio::test]
async fn a_late_event_does_not_overwrite_what_a_read_told() {
    let desk = Desk::new().await;
    let mut full = asks("c", "i1", at(1), "edited");
    full.quote = Some(Quote {
        remote: None,
        text: Some("before".to_owned()),
    });
    desk.tell(&conversation("c"), vec![full.clone()]).await;
    desk.hint(&asks("c", "i1", at(1), "original")).await;
    let shown = desk.timeline("c").await.items;
    assert_eq!(shown[0].content, full.content);
    assert_eq!(shown[0].quote, full.quote);
}

#[tokio::test]
async fn a_call_is_followed_by_its_events_until_it_is_over() {
    let desk = Desk::new().await;
    desk.tell(&conversation("c"), Vec::new()).await;
    for outcome in [
        CallOutcome::Ringing,
        CallOutcome::Active,
        CallOutcome::Answered,
    ] {
        desk.hint(&calls("c", "call", at(1), outcome)).await;
    }
    desk.hint(&calls("c", "call", at(1), CallOutcome::Ringing))
        .await;
    let shown = desk.timeline("c").await.items;
    assert_eq!(shown.len(), 1);
    assert!(
        matches!(&shown[0].content, Content::Call(call) if call.outcome == CallOutcome::Answered)
    );
}

#[tokio::test]
async fn what_cannot_be_shown_keeps_the_platforms_own_words() {
    let desk = Desk::new().await;
    let mut odd = asks("c", "i1", at(1), "");
    odd.content = Content::Unsupported {
        platform_kind: Some("sticker".to_owned()),
    };
    odd.raw = Some("{\"ملصق\":\"🦄\"}".to_owned());
    desk.tell(&conversation("c"), vec![odd.clone()]).await;
    let shown = desk.timeline("c").await.items;
    assert_eq!(shown[0].raw, odd.raw);
    assert_eq!(shown[0].direction, Direction::Inbound);
}

#[tokio::test]
async fn new_inbound_items_are_told_with_their_ids_and_only_once() {
    let desk = Desk::new().await;
    let record = conversation("c");
    desk.list(std::slice::from_ref(&record)).await;
    let mut changes = desk.store.changes();
    desk.hint(&asks("c", "i1", at(1), "hi")).await;
    let told = changes.try_recv().expect("told");
    assert_eq!(told.new_items.len(), 1);
    assert!(told.new_items[0].customer_event);
    assert_eq!(told.new_items[0].conversation, desk.id("c"));
    assert_eq!(told.new_items[0].item, desk.timeline("c").await.items[0].id);
    desk.tell(
        &record,
        vec![
            asks("c", "i1", at(1), "hi"),
            answers("c", "i2", at(2), "ok"),
        ],
    )
    .await;
    let told = changes.try_recv().expect("told");
    assert!(told.new_items.is_empty());
}

#[tokio::test]
async fn a_window_around_an_item_opens_both_ways() {
    let desk = Desk::new().await;
    let items = (0..30)
        .map(|number| asks("c", &format!("i{number}"), at(number), "x"))
        .collect();
    desk.tell(&conversation("c"), items).await;
    let all = desk.timeline("c").await;
    assert_eq!(all.items.len(), 30);
    assert!(!all.has_older && !all.has_newer && !all.complete);
    let mut read = desk.store.read().await.expect("read");
    let middle = all.items[15].clone();
    let around = read
        .timeline(&desk.id("c"), TimelineWindow::Around(middle.id), 10)
        .await
        .expect("window");
    assert_eq!(around.items, all.items[10..20]);
    assert!(around.has_older && around.has_newer);
    let before = read
        .timeline(
            &desk.id("c"),
            TimelineWindow::Before(around.items[0].key()),
            100,
        )
        .await
        .expect("window");
    assert_eq!(before.items, all.items[..10]);
    assert!(!before.has_older && before.has_newer);
    let after = read
        .timeline(
            &desk.id("c"),
            TimelineWindow::After(around.items[9].key()),
            4,
        )
        .await
        .expect("window");
    assert_eq!(after.items, all.items[20..24]);
    assert!(after.has_older && after.has_newer);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]
    #[test]
    fn paging_both_ways_shows_every_item_once_and_in_order(
        minutes in proptest::collection::vec(0_i64..12, 1..40),
        limit in 1_u32..7,
        start in any::<prop::sample::Index>(),
    ) {
        let runtime = tokio::runtime::Runtime::new().expect("runtime");
        runtime.block_on(async {
            let desk = Desk::new().await;
            let items = minutes
                .iter()
                .enumerate()
                .map(|(number, minute)| asks("c", &format!("i{number}"), at(*minute), "x"))
                .collect();
            desk.tell(&conversation("c"), items).await;
            let all = desk.timeline("c").await.items;
            let mut read = desk.store.read().await.expect("read");
            let middle = start.get(&all).id;
            let mut shown =
                read.timeline(&desk.id("c"), TimelineWindow::Around(middle), limit).await.expect("w");
            while shown.has_older {
                let key: ItemKey = shown.items[0].key();
                let older = read
                    .timeline(&desk.id("c"), TimelineWindow::Before(key), limit)
                    .await
                    .expect("w");
                shown.has_older = older.has_older;
                shown.items.splice(0..0, older.items);
            }
            while shown.has_newer {
                let key = shown.items.last().expect("item").key();
                let newer = read
                    .timeline(&desk.id("c"), TimelineWindow::After(key), limit)
                    .await
                    .expect("w");
                shown.has_newer = newer.has_newer;
                shown.items.extend(newer.items);
            }
            prop_assert_eq!(shown.items, all);
            Ok(())
        })?;
    }

    #[test]
    fn states_end_the_same_in_whatever_order_events_and_reads_arrive(
        order in Just(vec![0_usize, 1, 2, 3]).prop_shuffle(),
        by_event in proptest::collection::vec(any::<bool>(), 4),
    ) {
        let runtime = tokio::runtime::Runtime::new().expect("runtime");
        runtime.block_on(async {
            let desk = Desk::new().await;
            let record = conversation("c");
            desk.list(std::slice::from_ref(&record)).await;
            let states =
                [Delivery::Pending, Delivery::Sent, Delivery::Delivered, Delivery::Read];
            for (index, event) in order.into_iter().zip(by_event) {
                let mut item = answers("c", "i1", at(1), "hi");
                item.delivery = Some(states[index].clone());
                if event {
                    desk.hint(&item).await;
                } else {
                    desk.tell(&record, vec![item]).await;
                }
            }
            let shown = desk.timeline("c").await.items;
            prop_assert_eq!(shown.len(), 1);
            prop_assert_eq!(shown[0].delivery.clone(), Some(Delivery::Read));
            Ok(())
        })?;
    }
}

#[tokio::test]
async fn a_deleted_message_takes_all_of_its_files_along_and_nothing_else() {
    let desk = Desk::new().await;
    let record = conversation("c");
    let parts = ["9", "9/1", "9/2", "90", "91/1"];
    let items = parts.map(|remote| asks("c", remote, at(1), remote));
    desk.tell(&record, items.to_vec()).await;
    let mut changes = desk.store.changes();
    let deleted = inbox_core::ItemRecord {
        content: Content::Deleted,
        ..asks("c", "9", at(1), "")
    };
    desk.tell(&record, vec![deleted.clone()]).await;
    let mut shown = desk.texts("c").await;
    shown.sort_unstable();
    assert_eq!(shown, ["90", "91/1", "Deleted"]);
    assert!(changes.try_recv().is_ok(), "whoever shows them is told");
    desk.tell(&record, vec![deleted]).await;
    assert!(changes.try_recv().is_err(), "the second time it is no news");
}

#[tokio::test]
async fn words_come_back_as_they_were_told_whatever_they_are_made_of() {
    let desk = Desk::new().await;
    let words = [
        "\"quoted\" \\ and /slashed/",
        "one\nline\r\nand\tanother",
        "nothing \u{0} and a bell \u{7} between",
        "\u{2028} \u{FEFF} \u{10FFFF}",
        "السلام عليكم 👋🏽",
        "[1, {\"a\": null}]",
        "",
    ];
    let items = words
        .iter()
        .zip(1..)
        .map(|(text, minute)| asks("c", &format!("m{minute}"), at(minute), text))
        .collect();
    desk.tell(&conversation("c"), items).await;
    assert_eq!(desk.texts("c").await, words);
    for (text, number) in words.iter().zip(1..) {
        let name = format!("d{number}");
        let item = asks(&name, &format!("{name}-m"), at(1), text);
        desk.tell(&conversation(&name), vec![item]).await;
        let preview = desk.row(&name).await.preview.expect("a preview");
        assert_eq!(preview.text.as_deref(), Some(*text));
    }
}
