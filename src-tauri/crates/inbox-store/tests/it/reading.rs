//! Unread: what customers did after the mark, and nothing else.

use inbox_core::{AgentKind, ItemId, Timestamp};
use inbox_store::{ReadThrough, StoreError, View};
use proptest::prelude::*;

use crate::support::*;

#[tokio::test]
async fn history_counts_as_read_unless_it_still_waits_for_us() {
    let desk = Desk::new().await;
    desk.tell(
        &conversation("done"),
        vec![
            asks("done", "d1", at(-90), "hi"),
            answers("done", "d2", at(-80), "ok"),
        ],
    )
    .await;
    desk.tell(
        &conversation("waits"),
        vec![
            asks("waits", "w1", at(-90), "hi"),
            answers("waits", "w2", at(-80), "ok"),
            asks("waits", "w3", at(-70), "and"),
            asks("waits", "w4", at(-60), "hello?"),
        ],
    )
    .await;
    let ai = relisted(&conversation("ai"), "1", |record| {
        record.assignee = carried_by("bot", AgentKind::AiAgent);
    });
    desk.tell(&ai, vec![asks("ai", "a1", at(-50), "hi")]).await;
    assert!(!desk.row("done").await.unread);
    assert!(!desk.row("ai").await.unread);
    let waits = desk.row("waits").await;
    assert_eq!((waits.unread, waits.unread_count), (true, 2));
    let mut read = desk.store.read().await.expect("read");
    let first = read.first_unread(&desk.id("waits")).await.expect("query");
    assert_eq!(first.map(|key| key.occurred_at), Some(at(-70)));
}

#[tokio::test]
async fn what_happens_after_connecting_is_unread_even_when_a_colleague_answered() {
    let desk = Desk::new().await;
    desk.tell(
        &conversation("c"),
        vec![asks("c", "q", at(1), "hi"), answers("c", "a", at(2), "ok")],
    )
    .await;
    assert_eq!(desk.row("c").await.unread_count, 1);
}

#[tokio::test]
async fn a_message_that_arrives_late_but_lies_after_the_mark_is_unread() {
    let desk = Desk::new().await;
    desk.clock.set(at(30));
    let record = conversation("c");
    desk.tell(&record, vec![asks("c", "q", at(1), "one")]).await;
    commit!(desk, |w| w.mark_read(&desk.id("c"), ReadThrough::Newest)).expect("mark");
    desk.tell(&record, vec![asks("c", "q2", at(20), "came late")])
        .await;
    assert!(
        desk.row("c").await.unread,
        "the mark is not the time of reading"
    );
}

#[tokio::test]
async fn reading_up_to_an_item_leaves_the_rest_and_never_goes_back() {
    let desk = Desk::new().await;
    desk.tell(
        &conversation("c"),
        vec![
            asks("c", "3", at(3), "three"),
            asks("c", "2", at(2), "two"),
            asks("c", "1", at(1), "one"),
        ],
    )
    .await;
    let items = desk.timeline("c").await.items;
    let through = |index: usize| ReadThrough::Item(items[index].id);
    commit!(desk, |w| w.mark_read(&desk.id("c"), through(1))).expect("mark");
    assert_eq!(desk.row("c").await.unread_count, 1);
    commit!(desk, |w| w.mark_read(&desk.id("c"), through(0))).expect("mark");
    assert_eq!(desk.row("c").await.unread_count, 1);
    let mut write = desk.store.write().await.expect("write");
    let refused = write
        .mark_read(&desk.id("c"), ReadThrough::Item(ItemId(99_999)))
        .await;
    assert!(matches!(refused, Err(StoreError::Unknown { what: "item" })));
}

#[tokio::test]
async fn marking_unread_brings_back_the_newest_event_only() {
    let desk = Desk::new().await;
    desk.tell(
        &conversation("c"),
        vec![asks("c", "2", at(2), "two"), asks("c", "1", at(1), "one")],
    )
    .await;
    commit!(desk, |w| w.mark_read(&desk.id("c"), ReadThrough::Newest)).expect("mark");
    commit!(desk, |w| w.mark_unread(&desk.id("c"))).expect("mark");
    assert_eq!(desk.row("c").await.unread_count, 1);
    let silent = conversation("silent");
    desk.tell(&silent, vec![answers("silent", "s", at(1), "we began")])
        .await;
    commit!(desk, |w| w.mark_unread(&desk.id("silent"))).expect("mark");
    assert!(!desk.row("silent").await.unread);
}

#[tokio::test]
async fn the_badge_is_the_unread_of_mine() {
    let desk = Desk::new().await;
    for (id, agent) in [("mine", ME), ("other", "colleague")] {
        let record = relisted(&conversation(id), "1", |record| {
            record.assignee = carried_by(agent, AgentKind::Person);
        });
        desk.tell(&record, vec![asks(id, id, at(1), "hi")]).await;
    }
    let mut read = desk.store.read().await.expect("read");
    assert_eq!(read.badge_count().await.expect("badge"), 1);
    let counts = read.view_counts().await.expect("counts");
    let of = |view| {
        counts
            .iter()
            .find(|count| count.view == view)
            .expect("view")
    };
    assert_eq!((of(View::Mine).unread, of(View::Mine).total), (1, 1));
    assert_eq!((of(View::AllOpen).unread, of(View::AllOpen).total), (2, 2));
}

#[derive(Debug, Clone)]
enum Step {
    Asks(i64),
    Answers(i64),
    Ai(i64),
    Calls(i64),
    ReadAll,
    ReadItem(usize),
    Unread,
}

fn any_step() -> impl Strategy<Value = Step> {
    let minute = -20_i64..20;
    prop_oneof![
        4 => minute.clone().prop_map(Step::Asks),
        2 => minute.clone().prop_map(Step::Answers),
        1 => minute.clone().prop_map(Step::Ai),
        1 => minute.prop_map(Step::Calls),
        1 => Just(Step::ReadAll),
        2 => (0_usize..12).prop_map(Step::ReadItem),
        1 => Just(Step::Unread),
    ]
}

/// The rule, written as plainly as it can be.
#[derive(Default)]
struct Naive {
    /// When, in order of arrival, and whether it was a customer event or an answer.
    events: Vec<(Timestamp, bool, bool)>,
    mark: Option<Timestamp>,
}

impl Naive {
    fn customer(&self) -> impl Iterator<Item = Timestamp> {
        self.events
            .iter()
            .filter(|(_, customer, _)| *customer)
            .map(|(at, ..)| *at)
    }

    fn read_through(&self) -> Timestamp {
        if let Some(mark) = self.mark {
            return mark;
        }
        let answered = self
            .events
            .iter()
            .enumerate()
            .filter(|(_, (_, _, answer))| *answer)
            .map(|(order, (at, ..))| (*at, order))
            .max();
        let unanswered = self
            .events
            .iter()
            .enumerate()
            .filter(|(_, (_, customer, _))| *customer)
            .map(|(order, (at, ..))| (*at, order))
            .filter(|place| Some(*place) > answered)
            .min();
        match unanswered {
            Some((first, _)) => START.min(first.plus(-1)),
            None => START,
        }
    }

    fn unread(&self) -> usize {
        let mark = self.read_through();
        self.customer().filter(|at| *at > mark).count()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn unread_is_what_a_plain_count_says(steps in proptest::collection::vec(any_step(), 1..24)) {
        let runtime = tokio::runtime::Runtime::new().expect("runtime");
        runtime.block_on(async {
            let desk = Desk::new().await;
            desk.clock.set(at(30));
            let record = conversation("c");
            desk.tell(&record, Vec::new()).await;
            let mut naive = Naive::default();
            let mut known = Vec::new();
            for (number, step) in steps.into_iter().enumerate() {
                let id = format!("i{number}");
                let (item, kind) = match step {
                    Step::Asks(minute) => (asks("c", &id, at(minute), "q"), (true, false)),
                    Step::Answers(minute) => (answers("c", &id, at(minute), "a"), (false, true)),
                    Step::Ai(minute) => (ai_answers("c", &id, at(minute)), (false, false)),
                    Step::Calls(minute) => (
                        calls("c", &id, at(minute), inbox_core::CallOutcome::Missed),
                        (true, false),
                    ),
                    Step::ReadAll => {
                        if let Some(newest) = naive.customer().max() {
                            naive.mark = Some(naive.read_through().max(newest));
                        }
                        commit!(desk, |w| w.mark_read(&desk.id("c"), ReadThrough::Newest))
                            .expect("mark");
                        continue;
                    }
                    Step::ReadItem(index) => {
                        let Some((item, when)) = known.get(index).copied() else { continue };
                        naive.mark = Some(naive.read_through().max(when));
                        commit!(desk, |w| w.mark_read(&desk.id("c"), ReadThrough::Item(item)))
                            .expect("mark");
                        continue;
                    }
                    Step::Unread => {
                        if let Some(newest) = naive.customer().max() {
                            naive.mark = Some(naive.read_through().min(newest.plus(-1)));
                        }
                        commit!(desk, |w| w.mark_unread(&desk.id("c"))).expect("mark");
                        continue;
                    }
                };
                naive.events.push((item.occurred_at, kind.0, kind.1));
                let when = item.occurred_at;
                desk.tell(&record, vec![item]).await;
                let shown = desk.timeline("c").await.items;
                let newest = shown.iter().max_by_key(|item| item.id).expect("item");
                known.push((newest.id, when));
                let row = desk.row("c").await;
                prop_assert_eq!(row.unread_count as usize, naive.unread());
                prop_assert_eq!(row.unread, naive.unread() > 0);
            }
            let row = desk.row("c").await;
            prop_assert_eq!(row.unread_count as usize, naive.unread());
            Ok(())
        })?;
    }
}
