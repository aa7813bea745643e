//! Lists, their order and their numbers against a plain model over what the rows themselves say.

use inbox_core::{AgentKind, AttentionKind, CallOutcome, ChannelKind, Priority, Status, WhoseMove};
use inbox_store::{Carried, ListQuery, ListRow, Sort, View, ViewFilter};
use proptest::prelude::*;

use crate::support::*;

#[derive(Debug, Clone)]
struct Made {
    status: Status,
    carried: Option<(&'static str, AgentKind)>,
    asked: Option<i64>,
    answered: Option<i64>,
    failed: bool,
    asked_of_person: Option<AttentionKind>,
    called: bool,
    frustration: Option<u8>,
    priority: Option<Priority>,
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
        proptest::option::weighted(
            0.3,
            prop_oneof![
                Just(AttentionKind::HumanRequested),
                Just(AttentionKind::AiStuck),
                Just(AttentionKind::Approval),
                Just(AttentionKind::Other)
            ],
        ),
        proptest::bool::weighted(0.2),
        proptest::option::of(prop_oneof![Just(20_u8), Just(80), 0..=100_u8]),
        prop_oneof![
            Just(None),
            Just(Some(Priority::High)),
            Just(Some(Priority::Low))
        ],
    )
        .prop_map(
            |(
                status,
                carried,
                asked,
                answered,
                failed,
                asked_of_person,
                called,
                frustration,
                priority,
            )| Made {
                status,
                carried,
                asked,
                answered,
                failed,
                asked_of_person,
                called,
                frustration,
                priority,
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
        record.facts.frustration = made.frustration;
        record.priority = made.priority;
        if number.is_multiple_of(3) {
            record.channel_kind = ChannelKind::Email;
        }
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
    if made.called {
        items.push(calls(
            &id,
            &format!("{id}-c"),
            ago(7, number),
            CallOutcome::Missed,
        ));
    }
    if let Some(kind) = made.asked_of_person {
        record.facts.attention = vec![asked_for(kind, ago(5, number))];
    }
    desk.tell(&record, items).await;
}

/// Whether a view holds a row, by what the row says of itself.
fn holds(view: View, row: &ListRow) -> bool {
    let open = matches!(row.status, Status::Open | Status::Pending);
    let human_requested = row.reason == Some(inbox_core::MoveReason::HumanRequested);
    let asked_for = row.reason.is_some_and(inbox_core::MoveReason::asks_anybody);
    match view {
        View::Mine => open && row.assignee.as_ref().is_some_and(|assignee| assignee.is_me),
        View::Unassigned => {
            open && match &row.assignee {
                None => true,
                Some(assignee) => assignee.kind == AgentKind::AiAgent && asked_for,
            }
        }
        View::AllOpen => open,
        View::NeedsPerson => row.reason.is_some(),
        View::HumanRequested => human_requested,
        View::ClosingSoon => row.whose == WhoseMove::ClosingSoon,
        View::Snoozed => row.status == Status::Snoozed,
        View::Resolved => row.status == Status::Resolved,
    }
}

/// Everything that lists can be filtered by, alone and together.
fn filters() -> Vec<ViewFilter> {
    let all = ViewFilter::default();
    vec![
        all.clone(),
        ViewFilter {
            unread_only: true,
            ..all.clone()
        },
        ViewFilter {
            statuses: vec![Status::Pending, Status::Resolved],
            ..all.clone()
        },
        ViewFilter {
            priorities: vec![Priority::High],
            ..all.clone()
        },
        ViewFilter {
            channel_kinds: vec![ChannelKind::Email],
            carried: Some(Carried::ByNobody),
            ..all.clone()
        },
        ViewFilter {
            carried: Some(Carried::ByMe),
            unread_only: true,
            ..all
        },
    ]
}

/// Whether a filter lets a row in, by what the row says of itself.
fn lets_in(filter: &ViewFilter, row: &ListRow) -> bool {
    let among = |asked: bool, found: bool| !asked || found;
    let carrier = row.assignee.as_ref();
    among(filter.unread_only, row.unread)
        && among(
            !filter.statuses.is_empty(),
            filter.statuses.contains(&row.status),
        )
        && among(
            !filter.priorities.is_empty(),
            row.priority
                .is_some_and(|priority| filter.priorities.contains(&priority)),
        )
        && among(
            !filter.channel_kinds.is_empty(),
            filter.channel_kinds.contains(&row.channel_kind),
        )
        && match &filter.carried {
            None => true,
            Some(Carried::ByMe) => carrier.is_some_and(|carrier| carrier.is_me),
            Some(Carried::ByNobody) => {
                carrier.is_none_or(|carrier| carrier.kind == AgentKind::AiAgent)
            }
            Some(Carried::By(agent)) => {
                carrier.is_some_and(|carrier| carrier.agent == agent.remote)
            }
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
        Sort::MostFrustrated => match row.frustration {
            Some(percent) => (-i64::from(percent), newest_first),
            None => (1, newest_first),
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
                for sort in Sort::ALL {
                    for filter in filters() {
                        let mut shown = Vec::new();
                        let mut after = None;
                        loop {
                            let page = read.list(&ListQuery {
                                view,
                                filter: filter.clone(),
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
                            .filter(|row| lets_in(&filter, row))
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
                        let counted = read.group_counts(view, &filter).await.expect("counted");
                        let counted: usize = counted.iter().map(|group| group.total).sum();
                        prop_assert_eq!(counted, expected.len(), "{:?} {:?}", view, filter);
                        prop_assert_eq!(told, expected, "{:?} {:?}", view, filter);
                    }
                }
            }
            Ok(())
        })?;
    }
}
