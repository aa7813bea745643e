//! The keys of recent events: how a repeat is known.
//!
//! Held in memory and journalled in `commit_keys` within each event's own transaction, so that memory and events agree
//! after any crash. Memory is bounded: beyond four million keys the oldest are forgotten before their time, and a
//! repeat that late is stored as a new event, which desktops recognise anyway.

use std::{
    collections::{HashMap, VecDeque},
    time::Duration,
};

use futures_util::TryStreamExt;
use sqlx::{Row, Sqlite, SqliteConnection, query::Query, sqlite::SqliteArguments};

use crate::{
    dedupe::Identity,
    error::RelayError,
    event::{DedupeKey, Position},
};

/// Forgetting goes by whole generations; this many keys fill a hash table well without a long pause when it grows.
const GENERATION_KEYS: usize = 200_000;
const GENERATIONS: usize = 20;
/// For how long the same words are the same event, where nothing in them names it: what a platform sends again
/// mostly comes within.
const WORDS_HORIZON_MS: i64 = 10 * 60_000;
/// Journal rows removed per transaction.
const FORGET_ROWS: i64 = 2_000;

/// Journals the keys of a commit, within its transaction.
pub(super) const JOURNAL: &str =
    "INSERT INTO commit_keys (first_id, committed_at, keys) VALUES (?, ?, ?)";

/// Binds the keys of the events that follow `after` to [`JOURNAL`].
pub(super) fn bind_journal<'a>(
    statement: Query<'a, Sqlite, SqliteArguments>,
    after: Position,
    keys: &[(DedupeKey, i64)],
) -> Query<'a, Sqlite, SqliteArguments> {
    let committed_at = keys.iter().map(|(_, received_at)| *received_at).max();
    let packed: Vec<u8> = keys.iter().flat_map(|(key, _)| *key).collect();
    statement
        .bind(after.0 + 1)
        .bind(committed_at.unwrap_or_default())
        .bind(packed)
}

/// Which events were seen within the horizon.
pub(super) struct RecentKeys {
    horizon_ms: i64,
    generations: VecDeque<Generation>,
}

#[derive(Default)]
struct Generation {
    /// When its newest key was seen.
    newest_at: i64,
    seen_at: HashMap<DedupeKey, i64>,
}

impl RecentKeys {
    /// Reads the journal back.
    pub(super) async fn load(
        connection: &mut SqliteConnection,
        horizon: Duration,
    ) -> Result<Self, RelayError> {
        let mut recent = Self {
            horizon_ms: horizon.as_millis() as i64,
            generations: VecDeque::new(),
        };
        recent.reload(connection).await?;
        Ok(recent)
    }

    /// Reads the journal anew, when it is uncertain whether the last commit happened.
    pub(super) async fn reload(
        &mut self,
        connection: &mut SqliteConnection,
    ) -> Result<(), RelayError> {
        self.generations.clear();
        let mut rows = sqlx::query("SELECT committed_at, keys FROM commit_keys ORDER BY first_id")
            .fetch(connection);
        while let Some(row) = rows.try_next().await? {
            let committed_at = row.try_get(0)?;
            let (keys, rest) = row.try_get::<&[u8], _>(1)?.as_chunks::<16>();
            if !rest.is_empty() {
                return Err(RelayError::DamagedRow("keys"));
            }
            self.remember(keys.iter().map(|key| (*key, committed_at)));
        }
        Ok(())
    }

    /// Whether the event received at `now_ms` repeats one seen within the horizon.
    pub(super) fn is_repeat(&self, identity: &Identity, now_ms: i64) -> bool {
        let horizon_ms = if identity.names_event {
            self.horizon_ms
        } else {
            self.horizon_ms.min(WORDS_HORIZON_MS)
        };
        self.generations
            .iter()
            .rev()
            .filter_map(|generation| generation.seen_at.get(&identity.key))
            .any(|seen_at| now_ms - seen_at < horizon_ms)
    }

    /// Takes over the keys of committed events.
    pub(super) fn remember(&mut self, keys: impl IntoIterator<Item = (DedupeKey, i64)>) {
        for (key, seen_at) in keys {
            let newest = match self.generations.back_mut() {
                Some(newest) if newest.seen_at.len() < GENERATION_KEYS => newest,
                _ => {
                    if self.generations.len() == GENERATIONS {
                        self.generations.pop_front();
                    }
                    self.generations.push_back(Generation::default());
                    self.generations
                        .back_mut()
                        .expect("a generation was just added")
                }
            };
            newest.newest_at = newest.newest_at.max(seen_at);
            newest.seen_at.insert(key, seen_at);
        }
    }

    /// Removes keys that count no longer from memory, and a small batch of them from the journal; returns whether the
    /// journal held any.
    pub(super) async fn forget(
        &mut self,
        connection: &mut SqliteConnection,
        now_ms: i64,
    ) -> Result<bool, RelayError> {
        let seen_before = now_ms - self.horizon_ms;
        while self
            .generations
            .front()
            .is_some_and(|oldest| oldest.newest_at <= seen_before)
        {
            self.generations.pop_front();
        }
        let removed = sqlx::query(
            "DELETE FROM commit_keys WHERE first_id IN
                 (SELECT first_id FROM (SELECT first_id, committed_at FROM commit_keys ORDER BY first_id LIMIT ?)
                  WHERE committed_at <= ?)",
        )
        .bind(FORGET_ROWS)
        .bind(seen_before)
        .execute(connection)
        .await?;
        Ok(removed.rows_affected() > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recent() -> RecentKeys {
        RecentKeys {
            horizon_ms: 100,
            generations: VecDeque::new(),
        }
    }

    fn key(number: usize) -> DedupeKey {
        (number as u128).to_be_bytes()
    }

    fn event(number: usize) -> Identity {
        Identity {
            key: key(number),
            names_event: true,
        }
    }

    #[test]
    fn memory_is_bounded_and_the_newest_keys_stay() {
        let mut recent = recent();
        let all = GENERATION_KEYS * GENERATIONS;
        recent.remember((0..=all).map(|number| (key(number), 0)));
        assert!(
            !recent.is_repeat(&event(0), 1),
            "the oldest generation went"
        );
        assert!(recent.is_repeat(&event(GENERATION_KEYS), 1));
        assert!(recent.is_repeat(&event(all), 1));
        assert_eq!(recent.generations.len(), GENERATIONS);
    }

    #[test]
    fn a_key_seen_again_counts_from_its_last_time() {
        let mut recent = recent();
        recent.remember([(key(1), 0)]);
        assert!(recent.is_repeat(&event(1), 99));
        assert!(!recent.is_repeat(&event(1), 100));
        recent.remember([(key(1), 100)]);
        assert!(recent.is_repeat(&event(1), 199));
    }

    #[test]
    fn words_that_name_no_event_can_be_true_again_soon() {
        let mut recent = RecentKeys {
            horizon_ms: 3 * WORDS_HORIZON_MS,
            generations: VecDeque::new(),
        };
        let words = Identity {
            names_event: false,
            ..event(1)
        };
        recent.remember([(key(1), 0)]);
        assert!(recent.is_repeat(&words, WORDS_HORIZON_MS - 1));
        assert!(!recent.is_repeat(&words, WORDS_HORIZON_MS));
        assert!(recent.is_repeat(&event(1), WORDS_HORIZON_MS));
    }
}
