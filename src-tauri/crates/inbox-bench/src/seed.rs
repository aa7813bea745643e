//! Seeded data: made once per schema and size, copied for each run.

use std::{
    fs,
    path::{Path, PathBuf},
    pin::Pin,
    sync::Arc,
};

use anyhow::Context as _;
use inbox_core::{
    AttentionItem, AttentionKind, Clock, ConversationId, LineId, PlatformKind, Timestamp,
};
use inbox_relay::{RelayClock as _, SystemClock};
use inbox_store::{History, NewLine, Store, TimelineBatch};
use sha2::{Digest as _, Sha256};

use crate::generate::{self, Size};

/// Made data is told apart by this as well; to be raised when the generator changes.
const GENERATION: u32 = 1;
/// Data ages: reply windows close while it lies in the cache.
const FRESH_MS: i64 = 12 * 60 * 60_000;

/// A clock that stands still.
pub(crate) struct Standing(pub(crate) Timestamp);

impl Clock for Standing {
    fn now(&self) -> Timestamp {
        self.0
    }

    fn sleep(&self, _milliseconds: u64) -> Pin<Box<dyn Future<Output = ()> + Send + 'static>> {
        Box::pin(std::future::pending())
    }
}

/// The time of this computer.
pub(crate) fn now() -> Timestamp {
    Timestamp(SystemClock.now_ms())
}

/// Opens a store whose time stands at this moment.
pub(crate) async fn open(directory: &Path) -> anyhow::Result<Store> {
    let opened = Store::open(directory, Arc::new(Standing(now()))).await?;
    Ok(opened.store)
}

/// Fills `into` from the cache, which is filled first when it lacks this size.
pub(crate) async fn seed(cache: &Path, into: &Path, size: Size) -> anyhow::Result<()> {
    let kept = cache.join(name(size));
    let made_at = kept.join("made-at");
    let fresh = fs::read_to_string(&made_at)
        .ok()
        .and_then(|text| text.parse::<i64>().ok())
        .is_some_and(|made| now().0 - made < FRESH_MS);
    if !fresh {
        if kept.exists() {
            fs::remove_dir_all(&kept).context("old seeded data cannot be removed")?;
        }
        fs::create_dir_all(&kept).context("the cache directory cannot be made")?;
        make(&kept, size).await?;
        fs::write(&made_at, now().0.to_string())?;
    }
    fs::create_dir_all(into)?;
    for file in ["cache.db", "desk.db"] {
        fs::copy(kept.join(file), into.join(file)).context("seeded data cannot be copied")?;
    }
    // Moves that were due since the data was made would otherwise be the first start's work.
    let store = open(into).await?;
    store.advance_moves(now()).await?;
    store.close().await?;
    Ok(())
}

fn name(size: Size) -> PathBuf {
    let mut digest = Sha256::new();
    // Another schema needs other data.
    for checksum in inbox_store::schema() {
        digest.update(checksum);
    }
    let digest = hex::encode(digest.finalize());
    format!(
        "{}-{}-{}-{GENERATION}-{}",
        size.conversations,
        size.items,
        size.lines,
        &digest[..12]
    )
    .into()
}

async fn make(directory: &Path, size: Size) -> anyhow::Result<()> {
    const AT_ONCE: u32 = 50;
    let store = open(directory).await?;
    for platform in PlatformKind::ALL.into_iter().take(size.lines as usize) {
        add_line(&store, platform).await?;
    }
    let now = now();
    let numbers: Vec<u32> = (0..size.conversations).collect();
    for portion in numbers.chunks(AT_ONCE as usize) {
        let mut write = store.write().await?;
        for number in portion {
            let (mut record, items) = generate::conversation(size, *number, now);
            if number % 97 == 0 {
                record.facts.attention.push(AttentionItem {
                    remote: None,
                    kind: AttentionKind::HumanRequested,
                    reason: None,
                    raised_at: now.plus(-60_000),
                    open: true,
                });
            }
            let line = generate::line_of(*number, size.lines);
            let conversation = ConversationId::new(line, record.remote.clone());
            let batch = TimelineBatch {
                covers: Some(record.fingerprint.clone()),
                record: Some(record),
                items,
                history: Some(History::Complete),
            };
            write.apply_timeline(&conversation, &batch).await?;
        }
        write.commit().await?;
    }
    store.close().await?;
    Ok(())
}

/// A paused line with its directory: it is looked at, not synced.
pub(crate) async fn add_line(store: &Store, platform: PlatformKind) -> anyhow::Result<LineId> {
    let mut write = store.write().await?;
    let line = write
        .add_line(&NewLine {
            platform,
            name: format!("{platform:?} line"),
            base_url: "http://127.0.0.1:9".to_owned(),
            me: Some(generate::ME.into()),
            unprotected: false,
        })
        .await?;
    write.pause_line(line, true).await?;
    write
        .replace_directory(line, &generate::directory())
        .await?;
    write.commit().await?;
    Ok(line)
}
