//! Reading and small writes on seeded data.

use std::path::Path;

use inbox_core::ConversationId;
use inbox_store::{ListQuery, Read, Sort, Store, TimelineWindow, View, ViewFilter};
use sqlx::{SqliteConnection, sqlite::SqliteSynchronous};

use crate::{
    bare,
    figure::{Durations, Figure},
    generate, seed,
};

const SORTS: [Sort; 5] = [
    Sort::NeedsUsFirst,
    Sort::Newest,
    Sort::LongestWaiting,
    Sort::ClosingFirst,
    Sort::MostFrustrated,
];
/// Pages of each list: the first one, and those one scrolls to.
const PAGES: usize = 4;

/// What the directory was filled with.
#[derive(Clone, Copy)]
struct Made {
    conversations: u64,
    lines: u32,
}

impl Made {
    /// The number of one of its conversations.
    fn any(self, dice: &mut generate::Dice) -> u32 {
        dice.below(self.conversations) as u32
    }
}

/// Measures everything that a seeded store can be asked.
pub(crate) async fn measure(directory: &Path, rounds: usize, lines: u32) -> anyhow::Result<()> {
    let store = seed::open(directory).await?;
    let mut bare = bare::connect(&directory.join("cache.db"), SqliteSynchronous::Normal).await?;
    let made = Made {
        conversations: conversations(&mut bare).await?,
        lines,
    };
    let mut read = store.read().await?;
    lists(&mut read, &mut bare, rounds).await?;
    counts(&mut read, rounds * 10).await?;
    opening(&mut read, &mut bare, made, rounds * 20).await?;
    finding(&mut read, rounds).await?;
    drop(read);
    applying(&store, made, rounds * 10).await?;
    store.close().await?;
    Ok(())
}

async fn conversations(bare: &mut SqliteConnection) -> anyhow::Result<u64> {
    let count: i64 = sqlx::query_scalar("SELECT count(*) FROM conversations")
        .fetch_one(bare)
        .await?;
    anyhow::ensure!(count > 0, "the directory holds no seeded data");
    Ok(count.unsigned_abs())
}

/// The index a list follows, its condition and its order, as a bare query needs them.
fn bare_list(view: View, sort: Sort) -> (String, &'static str, &'static str) {
    let (family, condition) = match view {
        View::Mine => ("standing", "c.standing = 1"),
        View::Unassigned => ("standing", "c.standing = 2"),
        View::AllOpen => ("open", "c.standing <= 4"),
        View::NeedsPerson => ("person", "c.move_rank = 1"),
        View::HumanRequested => ("human", "c.move_reason = 'humanRequested'"),
        View::ClosingSoon => ("soon", "c.move_rank = 2"),
        View::Snoozed => ("standing", "c.standing = 5"),
        View::Resolved => ("standing", "c.standing = 6"),
    };
    let (key, order) = match sort {
        Sort::NeedsUsFirst if matches!(view, View::ClosingSoon | View::NeedsPerson) => {
            ("needs", "c.needs_key, c.id")
        }
        Sort::NeedsUsFirst => ("needs", "c.move_rank, c.needs_key, c.id"),
        Sort::Newest => ("newest", "c.last_activity_at DESC, c.id DESC"),
        Sort::LongestWaiting => ("waiting", "c.waiting_key, c.id"),
        Sort::ClosingFirst => ("closing", "c.closing_key, c.id"),
        Sort::MostFrustrated => ("frustration", "c.frustration_key, c.id"),
    };
    (format!("list_{family}_{key}"), condition, order)
}

async fn lists(
    read: &mut Read,
    connection: &mut SqliteConnection,
    rounds: usize,
) -> anyhow::Result<()> {
    let mut ours = Durations::default();
    // The list that takes longest, with the bare query for the same list: none may be over the budget.
    let mut slowest = (0.0, 0.0, String::new());
    for view in View::ALL {
        for sort in SORTS {
            let (index, condition, order) = bare_list(view, sort);
            let mut these = Durations::default();
            let mut reference = Durations::default();
            for _ in 0..rounds {
                let mut after = None;
                for _ in 0..PAGES {
                    let query = ListQuery {
                        view,
                        filter: ViewFilter::default(),
                        sort,
                        after,
                        limit: 50,
                    };
                    let page = these.time(read.list(&query)).await?;
                    after = page.next;
                    if after.is_none() {
                        break;
                    }
                }
                reference
                    .time(bare::list(connection, &index, condition, order))
                    .await?;
            }
            let p95 = these.quantile(0.95);
            if p95 > slowest.0 {
                let bare = reference.quantile(0.95);
                slowest = (p95, bare, format!("{view:?} by {sort:?}"));
            }
            ours.extend(&these);
        }
    }
    Figure {
        id: "list-page",
        what: "page of 50, the slowest of all views and sorts, in Rust, p95",
        value: slowest.0,
        unit: "ms",
        reference: Some(slowest.1),
        note: format!(
            "the slowest of all lists, {}; over all p50 {:.2} and p95 {:.2} ms",
            slowest.2,
            ours.quantile(0.5),
            ours.quantile(0.95)
        ),
    }
    .print()
}

async fn counts(read: &mut Read, rounds: usize) -> anyhow::Result<()> {
    let mut views = Durations::default();
    let mut tags = Durations::default();
    let mut places = Durations::default();
    for _ in 0..rounds {
        views.time(read.view_counts()).await?;
        tags.time(read.tag_counts()).await?;
        places.time(read.place_counts()).await?;
    }
    Figure {
        id: "place-counts",
        what: "counts of all channels and teams, in Rust, p95",
        value: places.quantile(0.95),
        unit: "ms",
        reference: None,
        note: String::new(),
    }
    .print()?;
    Figure {
        id: "view-counts",
        what: "all view counts, in Rust, p95",
        value: views.quantile(0.95),
        unit: "ms",
        reference: None,
        note: String::new(),
    }
    .print()?;
    Figure {
        id: "tag-counts",
        what: "all tag counts, in Rust, p95",
        value: tags.quantile(0.95),
        unit: "ms",
        reference: None,
        note: String::new(),
    }
    .print()
}

async fn opening(
    read: &mut Read,
    connection: &mut SqliteConnection,
    made: Made,
    rounds: usize,
) -> anyhow::Result<()> {
    let mut dice = generate::Dice::new(1);
    let mut ours = Durations::default();
    let mut reference = Durations::default();
    for _ in 0..rounds {
        let number = made.any(&mut dice);
        let remote = format!("conversation-{number}");
        let line = generate::line_of(number, made.lines);
        let conversation = ConversationId::new(line, remote.as_str());
        // Both find the pages in memory: the disk is the other figures' concern.
        read.timeline(&conversation, TimelineWindow::Newest, 50)
            .await?;
        bare::newest_items(connection, line, &remote).await?;
        ours.time(read.timeline(&conversation, TimelineWindow::Newest, 50))
            .await?;
        reference
            .time(bare::newest_items(connection, line, &remote))
            .await?;
    }
    Figure {
        id: "open-rust",
        what: "newest 50 items of a conversation, in Rust, p95",
        value: ours.quantile(0.95),
        unit: "ms",
        reference: Some(reference.quantile(0.95)),
        note: format!("p50 {:.2} ms", ours.quantile(0.5)),
    }
    .print()
}

async fn finding(read: &mut Read, rounds: usize) -> anyhow::Result<()> {
    let mut took = Durations::default();
    for _ in 0..rounds {
        for words in ["sara", "khal", "خالد", "ferreira joao", "55500", "zzz"] {
            took.time(read.find_conversations(words, 20)).await?;
        }
    }
    Figure {
        id: "find-contact",
        what: "conversations by the customer's name or number, in Rust, p95",
        value: took.quantile(0.95),
        unit: "ms",
        reference: None,
        note: format!(
            "p50 {:.2} ms; common, rare and absent words",
            took.quantile(0.5)
        ),
    }
    .print()
}

/// What the engine does with an event of the relay: the item, the wish to read, the place in the
/// stream, and the conversation's facts, in one write.
async fn applying(store: &Store, made: Made, rounds: usize) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let mut connection = bare::empty_cache(&folder.path().join("bare.db")).await?;
    let mut dice = generate::Dice::new(2);
    let mut ours = Durations::default();
    let mut reference = Durations::default();
    let now = seed::now();
    for round in 0..rounds {
        let number = made.any(&mut dice);
        let line = generate::line_of(number, made.lines);
        let item = generate::news(number, round, now.plus(round as i64));
        let conversation = ConversationId::new(line, item.conversation.clone());
        let place = round.to_string();
        ours.time(async {
            let mut write = store.write().await?;
            write.apply_hint(line, &item).await?;
            write.request_read(&conversation).await?;
            write.set_relay_iterator(line, Some(&place)).await?;
            write.commit().await
        })
        .await?;
        let item = [bare::bare(&item)?];
        reference
            .time(bare::insert_items(
                &mut connection,
                i64::from(number),
                &item,
            ))
            .await?;
    }
    Figure {
        id: "apply",
        what: "apply a hint with its facts, p95",
        value: ours.quantile(0.95),
        unit: "ms",
        reference: Some(reference.quantile(0.95)),
        note: format!("p50 {:.2} ms", ours.quantile(0.5)),
    }
    .print()
}
