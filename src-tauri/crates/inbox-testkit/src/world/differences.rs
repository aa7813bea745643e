//! What a desk shows, compared with what is true on its platform.

use std::fmt::Write as _;

use inbox_core::{Clock, Content, ConversationId, LineId, Status, Timestamp};
use inbox_store::{ConversationDetail, Read, TimelineItem, TimelineWindow};

use super::World;
use crate::ConversationTruth;

/// What is older does not have to be here.
const HISTORY_MS: i64 = 90 * 24 * 60 * 60_000;

impl World {
    /// What the store shows otherwise than it is, by id; empty when it is all the same.
    pub async fn differences(&self, line: LineId) -> String {
        let mut told = String::new();
        let mut read = self.store.read().await.expect("the store can be read");
        for truth in self.platform.truth() {
            told += &self.difference(&mut read, line, &truth).await;
        }
        told
    }

    /// The first conversation that the store shows otherwise than it is.
    ///
    /// `suspect` is looked at before all others: what was different a moment ago mostly still is.
    pub(super) async fn first_different(
        &self,
        line: LineId,
        suspect: Option<&str>,
    ) -> Option<String> {
        let mut truths = self.platform.truth();
        if let Some(at) = truths.iter().position(|one| Some(&*one.remote) == suspect) {
            truths.swap(0, at);
        }
        let mut read = self.store.read().await.expect("the store can be read");
        for truth in truths {
            if !self.difference(&mut read, line, &truth).await.is_empty() {
                return Some(truth.remote);
            }
        }
        None
    }

    async fn difference(&self, read: &mut Read, line: LineId, truth: &ConversationTruth) -> String {
        let mut told = String::new();
        let horizon = self.clock.now().plus(-HISTORY_MS);
        let id = ConversationId::new(line, truth.remote.as_str());
        let Ok(timeline) = read.timeline(&id, TimelineWindow::Newest, 10_000).await else {
            return format!("{id} is missing\n");
        };
        let detail = read.conversation(&id).await.expect("the store can be read");
        if let Some(detail) = detail {
            compare_facts(&detail, truth, self.platform.tells_assignees(), &mut told);
        }
        compare_items(&id, &timeline.items, truth, horizon, &mut told);
        told
    }
}

fn compare_facts(
    shown: &ConversationDetail,
    truth: &ConversationTruth,
    assignees: bool,
    told: &mut String,
) {
    let id = &shown.id;
    let assignee = shown.assignee.as_ref().map(|who| who.agent.as_str());
    if assignees && assignee != truth.assignee.as_deref() {
        let _ = writeln!(told, "{id} has another assignee");
    }
    if (shown.status == Status::Resolved) != truth.resolved {
        let _ = writeln!(told, "{id} is {:?}", shown.status);
    }
}

fn compare_items(
    id: &ConversationId,
    shown: &[TimelineItem],
    truth: &ConversationTruth,
    horizon: Timestamp,
    told: &mut String,
) {
    for item in shown {
        let Some(remote) = &item.remote else {
            let _ = writeln!(told, "{id}: {} is only an echo", item.id);
            continue;
        };
        // A message in several parts is one item for each, called after it.
        let whole = remote.0.split('/').next().unwrap_or_default();
        // Notes that a simulator keeps apart from its messages are nobody's truth here.
        let is_true = matches!(item.content, Content::Note { .. })
            || truth.items.iter().any(|one| one.remote == whole);
        let times = shown
            .iter()
            .filter(|other| other.remote.as_ref() == Some(remote))
            .count();
        if !is_true || times > 1 {
            let _ = writeln!(told, "{id}: {remote} is shown {times} times");
        }
    }
    for truth in &truth.items {
        if truth.occurred_at <= horizon {
            continue;
        }
        let item = shown
            .iter()
            .find(|item| item.remote.as_ref().is_some_and(|id| id.0 == truth.remote));
        match item {
            None => {
                let (remote, at, text) = (&truth.remote, truth.occurred_at, &truth.text);
                let _ = writeln!(told, "{id}: {remote} of {at:?}, {text:?}, is missing");
            }
            Some(item) if truth.delivery.is_some() && item.delivery != truth.delivery => {
                let (was, is) = (&item.delivery, &truth.delivery);
                let _ = writeln!(told, "{id}: {} {was:?} for {is:?}", truth.remote);
            }
            Some(_) => {}
        }
    }
}
