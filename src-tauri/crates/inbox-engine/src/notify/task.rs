//! Feeds the decision with what the store says is new, marks, shows, and keeps the badge right.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use inbox_core::{AgentKind, CallOutcome, Content, LineId, MoveReason, PreviewKind, Timestamp};
use inbox_store::{Change, Changed, ConversationDetail, Given, NewItem, Read, StoreError, View};
use tokio::sync::{
    broadcast::{self, error::RecvError},
    watch,
};

use super::{
    Carrier, Circumstances, Concern, Decision, GivenNow, News, NotificationChoices, Recent, decide,
    decide_given, welcome_back,
};
use crate::{pace::Attention, surroundings::Surroundings};

/// By then a start counts as over, even if some line has not caught up.
const START_MS: u64 = 60_000;

/// Nobody is told today what a customer wrote longer ago; it is still unread.
const TOO_OLD_MS: i64 = 7 * 24 * 60 * 60_000;

/// Decides and shows for as long as the engine runs.
///
/// The feed is subscribed by the caller, before any line can commit.
pub(crate) async fn run(
    surroundings: Arc<Surroundings>,
    mut feed: broadcast::Receiver<Arc<Changed>>,
    mut caught_up: watch::Receiver<bool>,
) {
    let mut choices = surroundings.choices.subscribe();
    let mut desk = Desk {
        started_at: surroundings.clock.now(),
        surroundings: Arc::clone(&surroundings),
        connected: HashMap::new(),
        waiting: Some(Vec::new()),
        recent: Recent::default(),
        badge: None,
        given: Vec::new(),
        heard: HashSet::new(),
    };
    let start_over = surroundings.clock.sleep(START_MS);
    tokio::pin!(start_over);
    desk.refresh_badge().await;
    loop {
        let starting = desk.waiting.is_some();
        tokio::select! {
            changed = feed.recv() => match changed {
                Ok(changed) => {
                    let _working = surroundings.gauge.enter();
                    desk.take(&changed).await;
                }
                // What was told meanwhile is in the lists, and in the badge.
                Err(RecvError::Lagged(commits)) => {
                    tracing::warn!(commits, "too many changes at once to tell each of them");
                    desk.refresh_badge().await;
                }
                Err(RecvError::Closed) => return,
            },
            () = &mut start_over, if starting => desk.end_start().await,
            Ok(()) = caught_up.changed(), if starting => {
                // Commits made before that moment are still in the feed.
                while let Ok(changed) = feed.try_recv() {
                    desk.take(&changed).await;
                }
                desk.end_start().await;
            }
            Ok(()) = choices.changed() => desk.refresh_badge().await,
        }
    }
}

struct Desk {
    surroundings: Arc<Surroundings>,
    /// When lines were connected.
    connected: HashMap<LineId, Timestamp>,
    /// What came since the start, while it is not over.
    waiting: Option<Vec<NewItem>>,
    recent: Recent,
    badge: Option<u32>,
    started_at: Timestamp,
    /// What was given to the person and is not told yet, as its conversation is not here.
    given: Vec<Given>,
    /// What was given to the person in this run: a cache that is built anew tells it again.
    heard: HashSet<Given>,
}

impl Desk {
    async fn take(&mut self, changed: &Changed) {
        if changed.changes.contains(&Change::Counts) {
            self.refresh_badge().await;
        }
        if let Err(error) = self.hear_given(changed).await {
            tracing::error!(%error, "what was given could not be looked up");
        }
        let candidates = match self.candidates(&changed.new_items).await {
            Ok(candidates) => candidates,
            Err(error) => {
                tracing::error!(%error, "news could not be looked up");
                return;
            }
        };
        if candidates.is_empty() {
            return;
        }
        match &mut self.waiting {
            Some(waiting) => waiting.extend(candidates),
            None => self.decide(&candidates, false).await,
        }
    }

    /// Tells what was given to the person while the program runs; what was given before stands in the
    /// lists, and was told then or never.
    async fn hear_given(&mut self, changed: &Changed) -> Result<(), StoreError> {
        for given in &changed.given {
            let connected_at = self.connected_at(given.conversation.line).await?;
            if given.raised_at > self.started_at.max(connected_at)
                && self.heard.insert(given.clone())
            {
                self.given.push(given.clone());
            }
        }
        let concerned = |given: &Given| {
            let here = Change::Conversation(given.conversation.clone());
            changed.given.contains(given) || changed.changes.contains(&here)
        };
        if !self.given.iter().any(concerned) {
            return Ok(());
        }
        let mut here = Vec::new();
        let mut read = self.surroundings.store.read().await?;
        for given in std::mem::take(&mut self.given) {
            match read.conversation(&given.conversation).await? {
                Some(detail) => here.push(GivenNow {
                    conversation: given.conversation,
                    name: name(&detail),
                }),
                None => self.given.push(given),
            }
        }
        drop(read);
        let choices = self.surroundings.choices.borrow().notifications.clone();
        let attention = self.surroundings.attention.borrow().clone();
        let circumstances = self.circumstances(&choices, &attention);
        let decision = decide_given(&here, circumstances, &self.recent);
        self.recent = decision.recent;
        for toast in &decision.toasts {
            self.surroundings.notifications.show(toast);
        }
        Ok(())
    }

    fn circumstances<'a>(
        &self,
        choices: &'a NotificationChoices,
        attention: &'a Attention,
    ) -> Circumstances<'a> {
        let now = self.surroundings.clock.now();
        Circumstances {
            choices,
            attention,
            now,
            minute_of_day: self.surroundings.minute_of_day(now),
        }
    }

    async fn end_start(&mut self) {
        if let Some(waiting) = self.waiting.take().filter(|waiting| !waiting.is_empty()) {
            self.decide(&waiting, true).await;
        }
    }

    /// Customer events that are no history by their time alone: a first sync brings ten thousands
    /// that are, and they are not worth a query each.
    async fn candidates(&mut self, items: &[NewItem]) -> Result<Vec<NewItem>, StoreError> {
        let horizon = self.surroundings.clock.now().plus(-TOO_OLD_MS);
        let mut candidates = Vec::new();
        for item in items {
            if !item.customer_event || item.occurred_at < horizon {
                continue;
            }
            if self.connected_at(item.conversation.line).await? < item.occurred_at {
                candidates.push(item.clone());
            }
        }
        Ok(candidates)
    }

    async fn connected_at(&mut self, line: LineId) -> Result<Timestamp, StoreError> {
        if let Some(at) = self.connected.get(&line) {
            return Ok(*at);
        }
        let at = self
            .surroundings
            .store
            .read()
            .await?
            .connected_at(line)
            .await?;
        let at = at.unwrap_or(Timestamp(i64::MAX));
        self.connected.insert(line, at);
        Ok(at)
    }

    async fn decide(&mut self, items: &[NewItem], starting: bool) {
        let decision = match self.decision(items, starting).await {
            Ok(decision) => decision,
            Err(error) => {
                tracing::error!(%error, "notifications could not be decided");
                return;
            }
        };
        // Marked first: shown once or, if we crash right here, not at all; the badge still counts.
        let marked = async {
            let mut write = self.surroundings.store.write().await?;
            write.mark_shown(&decision.marks).await?;
            write.commit().await
        };
        if let Err(error) = marked.await {
            tracing::error!(%error, "notifications could not be marked");
            return;
        }
        self.recent = decision.recent;
        for toast in &decision.toasts {
            self.surroundings.notifications.show(toast);
        }
    }

    async fn decision(&self, items: &[NewItem], starting: bool) -> Result<Decision, StoreError> {
        let mut read = self.surroundings.store.read().await?;
        let ids: Vec<_> = items.iter().map(|item| item.item).collect();
        let marked = read.shown(&ids).await?;
        let mut news = Vec::with_capacity(items.len());
        for item in items {
            if let Some(piece) = piece(&mut read, item, marked.contains(&item.item)).await? {
                news.push(piece);
            }
        }
        drop(read);
        let choices = self.surroundings.choices.borrow().notifications.clone();
        let attention = self.surroundings.attention.borrow().clone();
        let circumstances = self.circumstances(&choices, &attention);
        Ok(if starting {
            welcome_back(&news, circumstances)
        } else {
            decide(&news, circumstances, &self.recent)
        })
    }

    async fn refresh_badge(&mut self) {
        let counts = async { self.surroundings.store.read().await?.view_counts().await };
        let counts = match counts.await {
            Ok(counts) => counts,
            Err(error) => {
                tracing::error!(%error, "badge could not be counted");
                return;
            }
        };
        let views: &[View] = match self.surroundings.choices.borrow().badge {
            Concern::Mine => &[View::Mine],
            Concern::MineAndUnassigned => &[View::Mine, View::Unassigned],
            Concern::Everything => &[View::AllOpen],
        };
        let counted = counts.iter().filter(|count| views.contains(&count.view));
        let unread = counted.map(|count| count.unread as u32).sum();
        if self.badge != Some(unread) {
            self.badge = Some(unread);
            self.surroundings.badge.show(unread);
        }
    }
}

/// What the decision looks at; `None` when the item is gone again.
async fn piece(read: &mut Read, new: &NewItem, marked: bool) -> Result<Option<News>, StoreError> {
    let Some(detail) = read.conversation(&new.conversation).await? else {
        return Ok(None);
    };
    let Some(item) = read.item(new.item).await? else {
        return Ok(None);
    };
    let (kind, text) = shown(&item.content);
    let carried_by_person = detail
        .assignee
        .as_ref()
        .is_some_and(|assignee| assignee.kind == AgentKind::Person);
    Ok(Some(News {
        item: new.item,
        conversation: new.conversation.clone(),
        history: new.occurred_at <= detail.read_through,
        marked,
        carrier: carrier(&detail),
        person_asked: detail.reason == Some(MoveReason::HumanRequested)
            || !carried_by_person && detail.reason.is_some_and(MoveReason::asks_anybody),
        name: name(&detail),
        kind,
        text,
    }))
}

fn carrier(detail: &ConversationDetail) -> Carrier {
    match &detail.assignee {
        None => Carrier::Nobody,
        Some(assignee) if assignee.is_me && assignee.kind == AgentKind::Person => Carrier::Me,
        Some(_) => Carrier::SomebodyElse,
    }
}

fn name(detail: &ConversationDetail) -> String {
    let contact = &detail.contact;
    let names = [&contact.name, &contact.phone, &contact.email];
    names
        .into_iter()
        .flatten()
        .next()
        .cloned()
        .unwrap_or_default()
}

fn shown(content: &Content) -> (PreviewKind, Option<String>) {
    match content {
        Content::Text { text } => (PreviewKind::Text, Some(text.clone())),
        Content::Media(media) => (PreviewKind::Media, media.caption.clone()),
        Content::Location { name, .. } => (PreviewKind::Location, name.clone()),
        Content::Call(call) if call.outcome == CallOutcome::Missed => {
            (PreviewKind::MissedCall, None)
        }
        Content::Call(_) => (PreviewKind::Call, None),
        Content::Template { text, .. }
        | Content::Email { text, .. }
        | Content::Interactive { text, .. } => (PreviewKind::Template, Some(text.clone())),
        Content::Note { .. } | Content::Activity(_) => (PreviewKind::Activity, None),
        Content::Deleted | Content::Unsupported { .. } => (PreviewKind::Unsupported, None),
    }
}
