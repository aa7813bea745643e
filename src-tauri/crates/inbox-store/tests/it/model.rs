//! Lists, their order and their numbers against a plain model over what the rows themselves say.

use inbox_core::{AgentKind, AttentionKind, Status, WhoseMove};
use inbox_store::{ListQuery, ListRow, Sort, View, ViewFilter};
use proptest::prelude::*;

use crate::support::*;

#[derive(Debug, Clone)]
struct Made {
    status: Status,
    carried: Option<(&'static str, AgentKind)>,
    asked: Option<i64>,
    answered: Option<i64>,
    failed: bool,
    asked_for_person: bool,
}

fn any_conversation() -> impl Strategy<Value = Made> {
    let hours = 0_i64..40;
    (
        prop_oneof![
            5 => Just(Status::Open),
            1 => Just(Status::Pending),
            1 => Just(Status::Snoozed),
            1 => Just(Status::Resolved)
        ],
        prop_oneof![
            Just(None),
            Just(Some((ME, AgentKind::Person))),
            Just(Some(("other", AgentKind::Person))),
            Just(Some(("bot", AgentKind::AiAgent)))
        ],
        proptest::option::weighted(0.8, hours.clone()),
        proptest::option::weighted(0.5, hours),
        any::<bool>(),
        proptest::bool::weighted(0.2),
    )
        .prop_map(
            |(status, carried, asked, answered, failed, asked_for_person)| Made {
                status,
                carried,
                asked,
                answered,
                failed,
                asked_for_person,
            },
        )
}

async fn made(desk: &Desk, number: usize, made: &Made) {
    let id = format!("c{number:02}");
    let mut record = relisted(&conversation(&id), "1", |record| {
        record.status = made.status;
        record.assignee = made
            .carried
            .and_then(|(agent, kind)| carried_by(agent, kind));
    });
    let ago = |hours: i64, minute: usize| at(-hours * 60 - minute as i64 % 3);
    let mut items = Vec::new();
    if let Some(hours) = made.asked {
        items.push(asks(
            &id,
            &format!("{id}-q"),
            ago(hours, number),
            "question",
        ));
    }
    if let Some(hours) = made.answered {
        let item = if made.failed {
            fails
        } else {
            |c: &str, r: &str, w| answers(c, r, w, "a")
        };
        items.push(item(&id, &format!("{id}-a"), ago(hours, number)));
    }
    if made.asked_for_person {
        record.facts.attention = vec![asked_for(AttentionKind::HumanRequested, ago(5, number))];
    }
    desk.tell(&record, items).await;
}

/// Whether a view holds a row, by what the row says of itself.
fn holds(view: View, row: &ListRow) -> bool {
    let open = matches!(row.status, Status::Open | Status::Pending);
    let asked_for = row.reason == Some(inbox_core::MoveReason::HumanRequested);
    match view {
        View::Mine => open && row.assignee.as_ref().is_some_and(|assignee| assignee.is_me),
        View::Unassigned => {
            open && match &row.assignee {
                None => true,
                Some(assignee) => assignee.kind == AgentKind::AiAgent && asked_for,
            }
        }
        View::AllOpen => open,
        View::HumanRequested => asked_for,
        View::ClosingSoon => row.whose == WhoseMove::ClosingSoon,
        View::Snoozed => row.status == Status::Snoozed,
        View::Resolved => row.status == Status::Resolved,
    }
}

/// The order of a sort as a key of plain numbers.
fn key(sort: Sort, row: &ListRow) -> (i64, i64) {
    let newest_first = -row.last_activity_at.0;
    let ours = row.whose <= WhoseMove::OurTurn;
    match sort {
        Sort::NeedsUsFirst if ours => (row.whose.rank(), row.since.expect("since").0),
        Sort::NeedsUsFirst => (row.whose.rank(), newest_first),
        Sort::Newest => (0, newest_first),
        Sort::LongestWaiting => match row.waiting_since {
            Some(since) => (0, since.0),
            None => (1, newest_first),
        },
        Sort::ClosingFirst => match row.window_ends_at {
            Some(end) if ours && end > START => (0, end.0),
            _ => (1, newest_first),
        },
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn views_orders_groups_and_numbers_are_what_a_plain_model_says(
        conversations in proptest::collection::vec(any_conversation(), 1..18),
        limit in 1_u32..9,
    ) {
        let runtime = tokio::runtime::Runtime::new().expect("runtime");
        runtime.block_on(async {
            let desk = Desk::new().await;
            let mut rows = Vec::new();
            for (number, conversation) in conversations.iter().enumerate() {
                made(&desk, number, conversation).await;
            }
            for number in 0..conversations.len() {
                rows.push(desk.row(&format!("c{number:02}")).await);
            }
            let mut read = desk.store.read().await.expect("read");
            let counts = read.view_counts().await.expect("counts");
            for view in View::ALL {
                let members: Vec<_> = rows.iter().filter(|row| holds(view, row)).collect();
                let count = counts.iter().find(|count| count.view == view).expect("count");
                prop_assert_eq!(count.total, members.len(), "{:?}", view);
                prop_assert_eq!(count.unread, members.iter().filter(|row| row.unread).count());
                let groups = read.group_counts(view, &ViewFilter::default()).await.expect("groups");
                for whose in WhoseMove::ALL {
                    let counted = groups.iter().find(|group| group.whose == whose);
                    let expected = members.iter().filter(|row| row.whose == whose).count();
                    prop_assert_eq!(counted.map_or(0, |group| group.total), expected);
                }
                for sort in [
                    Sort::NeedsUsFirst, Sort::Newest, Sort::LongestWaiting, Sort::ClosingFirst,
                ] {
                    for unread_only in [false, true] {
                        let mut shown = Vec::new();
                        let mut after = None;
                        loop {
                            let page = read.list(&ListQuery {
                                view,
                                filter: ViewFilter { unread_only, ..ViewFilter::default() },
                                sort,
                                after,
                                limit,
                            }).await.expect("page");
                            shown.extend(page.rows);
                            after = page.next;
                            if after.is_none() { break; }
                        }
                        let mut expected: Vec<_> = members
                            .iter()
                            .filter(|row| row.unread || !unread_only)
                            .map(|row| (key(sort, row), row.id.clone()))
                            .collect();
                        expected.sort();
                        let mut told: Vec<_> =
                            shown.iter().map(|row| (key(sort, row), row.id.clone())).collect();
                        prop_assert!(
                            told.windows(2).all(|pair| pair[0].0 <= pair[1].0),
                            "{:?} {:?} out of order", view, sort
                        );
                        told.sort();
                        prop_assert_eq!(told, expected);
                    }
                }
            }
            Ok(())
        })?;
    }
}
