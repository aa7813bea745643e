//! The plan of each hot query: it follows an index, reads no table whole and sorts nothing.

use std::sync::Arc;

use inbox_core::{
    AgentId, ChannelId, ChannelKind, Clock, LineId, PlatformViewId, Priority, Status, TagId,
    TeamId, Timestamp,
};
use sqlx::{AssertSqlSafe, Row};

use crate::{
    Carried, ListCursor, ListQuery, Sort, Store, View, ViewFilter, card, contacts, detail,
    directory, filter, follow_up,
    list::{self, Source},
    named_people, notices, people, person, place_counts, properties, reply_head, settle, story,
    sync, timeline, views,
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
const DERIVED: [&str; 6] = [
    "unsaid",
    "last_answer",
    "newest_shown",
    "(subquery-2)",
    "(subquery-4)",
    "(subquery-6)",
];

/// Filters by everything that lists can be filtered by.
fn faceted() -> ViewFilter {
    ViewFilter {
        line: Some(LineId(1)),
        unread_only: true,
        tag: None,
        statuses: vec![Status::Open, Status::Pending],
        priorities: vec![Priority::High],
        channel_kinds: vec![ChannelKind::Email],
        channels: vec![
            ChannelId::new(LineId(1), "3"),
            ChannelId::new(LineId(1), "6"),
        ],
        teams: vec![TeamId::new(LineId(1), "4")],
        without_team: true,
        carried: Some(Carried::By(AgentId::new(LineId(1), "a"))),
        platform_view: None,
    }
}

#[tokio::test]
async fn every_page_of_every_view_follows_one_index_and_sorts_nothing() {
    let planner = Planner::new().await;
    let filters = [
        ViewFilter::default(),
        ViewFilter {
            line: Some(LineId(1)),
            unread_only: true,
            tag: Some(TagId::new(LineId(1), "t")),
            ..ViewFilter::default()
        },
        faceted(),
    ];
    for view in View::ALL {
        for sort in Sort::ALL {
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
                        Source::Order,
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
    let (plan, _) = planner.plan(&list::page_sql(&query, Source::Tag)).await;
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
            ..ViewFilter::default()
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
async fn what_is_where_is_counted_without_reading_a_conversation() {
    let planner = Planner::new().await;
    let (plan, _) = planner.plan(place_counts::PLACE_COUNTS).await;
    // The groups are few, so they are gathered on the way; what is resolved is not looked at.
    assert!(
        plan.starts_with(
            "SEARCH conversations USING COVERING INDEX conversations_facets (standing<?)"
        ),
        "{plan}"
    );
}

#[tokio::test]
async fn what_a_filter_finds_is_counted_without_reading_a_conversation() {
    let planner = Planner::new().await;
    for carried in [
        Carried::ByMe,
        Carried::ByNobody,
        Carried::By(AgentId::new(LineId(1), "a")),
    ] {
        let filter = ViewFilter {
            carried: Some(carried),
            ..faceted()
        };
        // The other views hold few conversations.
        for view in [View::Mine, View::AllOpen, View::Snoozed, View::Resolved] {
            for sql in [
                list::group_counts_sql(view, &filter),
                filter::few(view, &filter),
            ] {
                let (plan, _) = planner.plan(&sql).await;
                let first = plan
                    .lines()
                    .find(|step| step.contains(" c "))
                    .unwrap_or_default();
                assert!(
                    first.starts_with("SEARCH c USING COVERING INDEX conversations_facets"),
                    "{view:?}: {plan}"
                );
            }
        }
    }
}

#[tokio::test]
async fn the_few_that_a_filter_finds_are_followed_from_what_it_asks_for() {
    let planner = Planner::new().await;
    for view in View::ALL {
        let query = ListQuery {
            view,
            filter: faceted(),
            sort: Sort::MostFrustrated,
            after: None,
            limit: 50,
        };
        let (plan, _) = planner.plan(&list::page_sql(&query, Source::Facets)).await;
        let first = plan.lines().next().unwrap_or_default();
        let by_facets = first.starts_with("SEARCH c USING INDEX conversations_facets");
        // Few conversations are in these views; their own index is as good.
        let by_view = first.contains("list_person_")
            || first.contains("list_human_")
            || first.contains("list_soon_");
        assert!(by_facets || by_view, "{view:?}: {plan}");
    }
}

#[tokio::test]
async fn timelines_and_the_panel_are_found_by_key() {
    let planner = Planner::new().await;
    for sql in [
        timeline::NEWEST,
        timeline::BEFORE,
        timeline::AFTER,
        directory::STRANGE_CHANNELS,
        sync::OPEN_CONVERSATIONS,
        sync::TIMELINES_TO_READ,
        sync::HISTORIES_TO_FILL,
        detail::DETAIL,
        properties::DEFINITIONS,
        properties::STUCK_CHANGES,
        reply_head::REPLY_HEAD,
        reply_head::NEWEST_EMAILS,
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
        person::PLACES,
        person::IDENTITIES,
        story::STORY_PLACES,
        timeline::ITEMS,
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

#[tokio::test]
async fn a_person_is_found_by_index_and_told_without_sorting() {
    let planner = Planner::new().await;
    for sql in [
        person::SHARING_PHONE,
        person::SHARING_EMAIL,
        person::KEPT_APART,
        card::CARD,
        card::OWN_NOTES,
        contacts::UNKEYED,
        notices::HAS_NOTICES,
        story::NEWEST_KEYS,
        story::KEYS_BEFORE,
        story::KEYS_AFTER,
    ] {
        let (plan, costly) = planner.plan(sql).await;
        assert!(costly.is_empty(), "{costly:?}\n{plan}");
        assert!(plan.contains("USING"), "{plan}");
    }
}

/// What a platform's view holds is found by its index, each conversation by its id, and sorted.
#[tokio::test]
async fn a_platforms_view_is_read_from_its_members_alone() {
    let planner = Planner::new().await;
    let filter = ViewFilter {
        tag: Some(TagId::new(LineId(1), "t")),
        platform_view: Some(PlatformViewId::new(LineId(1), "v")),
        ..faceted()
    };
    let query = ListQuery {
        view: View::AllOpen,
        filter: filter.clone(),
        sort: Sort::Newest,
        after: None,
        limit: 50,
    };
    for sql in [
        list::page_sql(&query, Source::Members),
        list::group_counts_sql(View::AllOpen, &filter),
    ] {
        let (plan, _) = planner.plan(&sql).await;
        let first: Vec<_> = plan.lines().take(2).collect();
        assert!(first[0].starts_with("SEARCH m USING PRIMARY KEY"), "{plan}");
        assert!(first[1].starts_with("SEARCH c USING"), "{plan}");
        assert!(!plan.contains("SCAN c"), "{plan}");
    }
}
