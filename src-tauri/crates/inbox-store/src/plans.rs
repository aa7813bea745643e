//! The plan of each hot query: it follows an index, reads no table whole and sorts nothing.

use std::sync::Arc;

use inbox_core::{Clock, LineId, TagId, Timestamp};
use sqlx::{AssertSqlSafe, Row};

use crate::{
    ListCursor, ListQuery, Sort, Store, View, ViewFilter, detail, follow_up, list, named_people,
    people, settle, sync, timeline, views,
};

struct Standing;

impl Clock for Standing {
    fn now(&self) -> Timestamp {
        Timestamp(0)
    }

    fn sleep(
        &self,
        _milliseconds: u64,
    ) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send + 'static>> {
        Box::pin(std::future::pending())
    }
}

/// A fresh store to ask for plans.
struct Planner {
    _directory: tempfile::TempDir,
    store: Store,
}

impl Planner {
    async fn new() -> Self {
        let directory = tempfile::TempDir::new().expect("directory");
        let store = Store::open(directory.path(), Arc::new(Standing))
            .await
            .expect("opens")
            .store;
        Self {
            _directory: directory,
            store,
        }
    }

    /// The steps of a statement, and whether any reads a table whole or sorts.
    async fn plan(&self, sql: &str) -> (String, Vec<String>) {
        let mut read = self.store.read().await.expect("read");
        let steps: Vec<String> = sqlx::query(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}")))
            .fetch_all(read.connection())
            .await
            .expect("plan")
            .into_iter()
            .map(|row| row.get("detail"))
            .collect();
        let costly = steps
            .iter()
            .filter(|step| {
                let whole_table = step.starts_with("SCAN")
                    && !step.contains("INDEX")
                    && !step.contains("VIRTUAL TABLE")
                    && !step.contains("CONSTANT ROW")
                    && !DERIVED.iter().any(|name| *step == &format!("SCAN {name}"));
                whole_table || step.contains("TEMP B-TREE") || step.contains("AUTOMATIC")
            })
            .cloned()
            .collect();
        (steps.join("\n"), costly)
    }
}

/// Results of inner queries of at most a few rows.
const DERIVED: [&str; 5] = [
    "last_answer",
    "newest_shown",
    "(subquery-2)",
    "(subquery-4)",
    "(subquery-6)",
];

const SORTS: [Sort; 4] = [
    Sort::NeedsUsFirst,
    Sort::Newest,
    Sort::LongestWaiting,
    Sort::ClosingFirst,
];

#[tokio::test]
async fn every_page_of_every_view_follows_one_index_and_sorts_nothing() {
    let planner = Planner::new().await;
    let filters = [
        ViewFilter::default(),
        ViewFilter {
            line: Some(LineId(1)),
            unread_only: true,
            tag: Some(TagId::new(LineId(1), "t")),
        },
    ];
    for view in View::ALL {
        for sort in SORTS {
            for after in [None, Some(ListCursor(String::new()))] {
                for filter in &filters {
                    let sql = list::page_sql(
                        &ListQuery {
                            view,
                            filter: filter.clone(),
                            sort,
                            after: after.clone(),
                            limit: 50,
                        },
                        false,
                    );
                    let (plan, costly) = planner.plan(&sql).await;
                    assert!(costly.is_empty(), "{view:?} {sort:?}: {costly:?}\n{plan}");
                    if after.is_some() {
                        let first = plan.lines().next().unwrap_or_default();
                        assert!(
                            first.starts_with("SEARCH c USING") && first.contains(['<', '>']),
                            "the cursor is a place in the index: {first}"
                        );
                    }
                }
            }
        }
    }
}

#[tokio::test]
async fn a_rare_tag_is_followed_from_the_tag() {
    let planner = Planner::new().await;
    let query = ListQuery {
        view: View::AllOpen,
        filter: ViewFilter {
            tag: Some(TagId::new(LineId(1), "t")),
            ..ViewFilter::default()
        },
        sort: Sort::NeedsUsFirst,
        after: None,
        limit: 50,
    };
    let (plan, _) = planner.plan(&list::page_sql(&query, true)).await;
    let first = plan.lines().next().unwrap_or_default();
    assert!(
        first.starts_with("SEARCH t USING COVERING INDEX conversation_tags_by_tag"),
        "{plan}"
    );
}

#[tokio::test]
async fn counts_are_read_from_indexes_alone() {
    let planner = Planner::new().await;
    let mut statements = vec![views::VIEW_COUNTS.to_owned(), views::BADGE.to_owned()];
    statements.extend(View::ALL.map(|view| {
        let filter = ViewFilter {
            line: Some(LineId(1)),
            unread_only: true,
            tag: None,
        };
        list::group_counts_sql(view, &filter)
    }));
    for sql in statements {
        let (plan, costly) = planner.plan(&sql).await;
        assert!(costly.is_empty(), "{costly:?}\n{plan}");
        for step in plan
            .lines()
            .filter(|step| step.contains("conversations") || step.contains(" c "))
        {
            assert!(step.contains("COVERING INDEX"), "{step}");
        }
    }
}

#[tokio::test]
async fn timelines_and_the_panel_are_found_by_key() {
    let planner = Planner::new().await;
    for sql in [
        timeline::NEWEST,
        timeline::BEFORE,
        timeline::AFTER,
        sync::TIMELINES_TO_READ,
        sync::HISTORIES_TO_FILL,
        detail::DETAIL,
        follow_up::UNFILLED_HISTORY,
        follow_up::CONVERSATION_OF_ITEM,
        follow_up::CONNECTED_AT,
    ] {
        let (plan, costly) = planner.plan(sql).await;
        assert!(costly.is_empty(), "{costly:?}\n{plan}");
    }
}

#[tokio::test]
async fn conversations_of_a_contact_are_followed_from_the_contact() {
    let planner = Planner::new().await;
    let (plan, _) = planner.plan(follow_up::CONVERSATIONS_OF).await;
    let searched = plan
        .lines()
        .take(2)
        .all(|step| step.starts_with("SEARCH k USING") || step.starts_with("SEARCH c USING"));
    assert!(searched, "{plan}");
}

/// These sort, or pass through, only a handful of rows; what they may not do is read a table whole.
#[tokio::test]
async fn nothing_hot_reads_a_table_whole() {
    let planner = Planner::new().await;
    for sql in [
        timeline::FIRST_UNREAD,
        settle::SITUATION,
        detail::OTHER_CONVERSATIONS,
        people::AGENT_LOADS,
        named_people::SEEN_PEOPLE,
        follow_up::UNSETTLED_DELIVERIES,
    ] {
        let (plan, costly) = planner.plan(sql).await;
        let whole: Vec<_> = costly
            .iter()
            .filter(|step| {
                step.starts_with("SCAN conversations")
                    || step.starts_with("SCAN items")
                    || step.starts_with("SCAN c")
                    || step.starts_with("SCAN i")
            })
            .collect();
        assert!(whole.is_empty(), "{whole:?}\n{plan}");
    }
}
