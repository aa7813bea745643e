//! First fill: an empty store takes in what a first sync brings, in the transactions a first sync
//! makes.

use std::time::Instant;

use inbox_core::{ConversationId, PlatformKind};
use inbox_store::{History, TimelineBatch};

use crate::{bare, figure::Figure, generate, generate::Size, seed};

/// Items per page of a timeline.
const PAGE: u32 = 50;
/// Conversations per page of a listing.
const LISTED: usize = 50;

/// Measures items kept per second.
pub(crate) async fn measure(conversations: u32) -> anyhow::Result<()> {
    let size = Size {
        conversations,
        items: conversations * PAGE,
        lines: 1,
    };
    let now = seed::now();
    let made: Vec<_> = (0..conversations)
        .map(|number| {
            let (record, mut items) = generate::conversation(size, number, now);
            items.truncate(PAGE as usize);
            (record, items)
        })
        .collect();
    let total: usize = made.iter().map(|(_, items)| items.len()).sum();

    let folder = tempfile::tempdir()?;
    let mut connection = bare::empty_cache(&folder.path().join("bare.db")).await?;
    let bare_items = made
        .iter()
        .map(|(_, items)| items.iter().map(bare::bare).collect::<Result<Vec<_>, _>>())
        .collect::<Result<Vec<_>, _>>()?;
    let began = Instant::now();
    for (number, items) in bare_items.iter().enumerate() {
        bare::insert_items(&mut connection, number as i64, items).await?;
    }
    let reference = total as f64 / began.elapsed().as_secs_f64();

    let store = seed::open(&folder.path().join("data")).await?;
    let line = seed::add_line(&store, PlatformKind::Hatif).await?;
    let began = Instant::now();
    for page in made.chunks(LISTED) {
        let records: Vec<_> = page.iter().map(|(record, _)| record.clone()).collect();
        let mut write = store.write().await?;
        write.apply_listing(line, &records).await?;
        write.commit().await?;
        for (record, items) in page {
            let conversation = ConversationId::new(line, record.remote.clone());
            let batch = TimelineBatch {
                record: None,
                items: items.clone(),
                covers: Some(record.fingerprint.clone()),
                history: Some(History::Complete),
            };
            let mut write = store.write().await?;
            write.apply_timeline(&conversation, &batch).await?;
            let reach = record.last_activity_at.0.to_string();
            write
                .set_cursor(line, &format!("covered:{}", record.remote), Some(&reach))
                .await?;
            write.commit().await?;
        }
    }
    let ours = total as f64 / began.elapsed().as_secs_f64();
    store.close().await?;
    Figure {
        id: "first-fill",
        what: "items stored per second at first fill",
        value: ours,
        unit: "/s",
        reference: Some(reference),
        note: format!(
            "{conversations} conversations, {total} items, a transaction per page of {PAGE}; the \
             reference inserts them into the same table with the same indexes"
        ),
    }
    .print()
}
