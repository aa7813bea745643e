//! Taking in pages of listings.

use std::collections::HashSet;

use inbox_core::{ConversationRecord, LineId, RemoteId};

use crate::{StoreError, Write, conversations::places, newcomers};

/// What a page of a listing brought.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listed {
    /// Conversations whose timeline was not read since their fingerprint changed, in the order of
    /// the page. Only these need a read.
    pub to_read: Vec<RemoteId>,
    /// Those of them that this page told something new of.
    pub news: Vec<RemoteId>,
    /// Conversations seen for the first time.
    pub new: usize,
    /// Conversations already known under this very fingerprint; a page full of them means that the
    /// listing has reached what is known.
    pub unchanged: usize,
}

impl Write {
    /// Keeps a page of conversations of a line. Those whose fingerprint did not change cost no more
    /// than being looked up together.
    pub async fn apply_listing(
        &mut self,
        line: LineId,
        records: &[ConversationRecord],
    ) -> Result<Listed, StoreError> {
        let mut listed = Listed::default();
        let mut rest = records;
        while !rest.is_empty() {
            let (distinct, behind) = rest.split_at(distinct(rest));
            rest = behind;
            self.apply_distinct(line, distinct, &mut listed).await?;
        }
        Ok(listed)
    }

    /// Keeps conversations of which each is told once.
    async fn apply_distinct(
        &mut self,
        line: LineId,
        records: &[ConversationRecord],
        listed: &mut Listed,
    ) -> Result<(), StoreError> {
        let places = places(self.connection(), line, records).await?;
        let mut new = Vec::new();
        for record in records {
            let Some(known) = places.get(record.remote.as_str()) else {
                listed.to_read.push(record.remote.clone());
                listed.news.push(record.remote.clone());
                new.push(record);
                continue;
            };
            if known.differs_from(record) {
                self.keep_conversation(line, record, Some(known)).await?;
            } else {
                listed.unchanged += 1;
            }
            if known.timeline_fingerprint.as_ref() != Some(&record.fingerprint) {
                listed.to_read.push(record.remote.clone());
                if known.differs_from(record) {
                    listed.news.push(record.remote.clone());
                }
            }
        }
        listed.new += new.len();
        if !new.is_empty() {
            newcomers::keep(self, line, &new).await?;
        }
        Ok(())
    }
}

/// How many records from the first on tell of different conversations: a platform whose list moves
/// while it is paged may tell one twice.
fn distinct(records: &[ConversationRecord]) -> usize {
    let mut seen = HashSet::new();
    records
        .iter()
        .take_while(|record| seen.insert(&record.remote))
        .count()
}
