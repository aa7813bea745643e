//! A desk in a temporary directory with one line, and short ways to say what happens on it.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use inbox_core::{
    AgentKind, Assignee, AttentionItem, AttentionKind, Author, AuthorKind, Call, CallOutcome,
    ChannelKind, Clock, ContactRecord, Content, ConversationFacts, ConversationId,
    ConversationRecord, Delivery, Direction, ItemId, ItemRecord, LineId, OutboxAction, OutboxId,
    OutgoingMessage, PlatformKind, Preview, PreviewKind, RemoteId, Status, Timestamp,
};
use inbox_store::{
    ListQuery, ListRow, NewLine, NewOutbound, Sort, Store, Timeline, TimelineBatch, TimelineWindow,
    View, ViewFilter,
};
use tempfile::TempDir;

/// When every test's line is connected.
pub(crate) const START: Timestamp = Timestamp(1_800_000_000_000);
pub(crate) const MINUTE: i64 = 60_000;
pub(crate) const ME: &str = "agent-me";

/// `minutes` after the start; negative is history.
pub(crate) fn at(minutes: i64) -> Timestamp {
    START.plus(minutes * MINUTE)
}

/// A clock that stands until it is set.
#[derive(Default)]
pub(crate) struct ManualClock(AtomicI64);

impl ManualClock {
    pub(crate) fn at(now: Timestamp) -> Self {
        Self(AtomicI64::new(now.0))
    }

    pub(crate) fn set(&self, now: Timestamp) {
        self.0.store(now.0, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }

    fn sleep(
        &self,
        _milliseconds: u64,
    ) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send + 'static>> {
        Box::pin(std::future::pending())
    }
}

pub(crate) struct Desk {
    pub(crate) directory: TempDir,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) store: Store,
    pub(crate) line: LineId,
}

pub(crate) async fn open(directory: &Path, clock: &Arc<ManualClock>) -> Store {
    Store::open(directory, clock.clone())
        .await
        .expect("opens")
        .store
}

impl Desk {
    pub(crate) async fn new() -> Self {
        let directory = TempDir::new().expect("directory");
        let clock = Arc::new(ManualClock(AtomicI64::new(START.0)));
        let store = open(directory.path(), &clock).await;
        let mut write = store.write().await.expect("write");
        let line = write.add_line(&new_line("Riyadh")).await.expect("line");
        write.commit().await.expect("commit");
        Self {
            directory,
            clock,
            store,
            line,
        }
    }

    /// Ends the program in an orderly way and starts it again.
    pub(crate) async fn restart(&mut self) {
        self.store.close().await.expect("close");
        self.store = open(self.directory.path(), &self.clock).await;
    }

    /// Kills the program and starts it again.
    pub(crate) async fn crash(&mut self) {
        self.store.abandon().await;
        self.store = open(self.directory.path(), &self.clock).await;
    }

    pub(crate) fn id(&self, conversation: &str) -> ConversationId {
        ConversationId::new(self.line, conversation)
    }

    pub(crate) async fn list(&self, records: &[ConversationRecord]) -> inbox_store::Listed {
        let mut write = self.store.write().await.expect("write");
        let listed = write.apply_listing(self.line, records).await.expect("list");
        write.commit().await.expect("commit");
        listed
    }

    /// Reads a conversation with these items, as a sync would.
    pub(crate) async fn tell(&self, record: &ConversationRecord, items: Vec<ItemRecord>) {
        self.tell_batch(
            record,
            TimelineBatch {
                record: Some(record.clone()),
                items,
                covers: Some(record.fingerprint.clone()),
                history: None,
            },
        )
        .await;
    }

    pub(crate) async fn tell_batch(
        &self,
        record: &ConversationRecord,
        batch: TimelineBatch,
    ) -> inbox_store::Applied {
        let mut write = self.store.write().await.expect("write");
        let conversation = ConversationId::new(self.line, record.remote.clone());
        let applied = write
            .apply_timeline(&conversation, &batch)
            .await
            .expect("apply");
        write.commit().await.expect("commit");
        applied
    }

    pub(crate) async fn hint(&self, item: &ItemRecord) -> inbox_store::HintApplied {
        let mut write = self.store.write().await.expect("write");
        let applied = write.apply_hint(self.line, item).await.expect("hint");
        write.commit().await.expect("commit");
        applied
    }

    pub(crate) async fn say(&self, conversation: &str, id: &str, text: &str) -> ItemId {
        let mut write = self.store.write().await.expect("write");
        let item = write
            .queue(&self.new_text(conversation, id, text))
            .await
            .expect("queue")
            .expect("a text has an echo");
        write.commit().await.expect("commit");
        item
    }

    pub(crate) fn new_text(&self, conversation: &str, id: &str, text: &str) -> NewOutbound {
        NewOutbound {
            id: OutboxId(id.to_owned()),
            conversation: self.id(conversation),
            action: OutboxAction::Send {
                message: Box::new(OutgoingMessage::text(id, text)),
            },
            created_at: self.clock.now(),
            not_before: None,
        }
    }

    pub(crate) async fn row(&self, conversation: &str) -> ListRow {
        let mut read = self.store.read().await.expect("read");
        read.list_row(&self.id(conversation))
            .await
            .expect("row")
            .expect("known")
    }

    pub(crate) async fn timeline(&self, conversation: &str) -> Timeline {
        let mut read = self.store.read().await.expect("read");
        read.timeline(&self.id(conversation), TimelineWindow::Newest, 100)
            .await
            .expect("timeline")
    }

    pub(crate) async fn texts(&self, conversation: &str) -> Vec<String> {
        self.timeline(conversation)
            .await
            .items
            .into_iter()
            .map(|item| match item.content {
                Content::Text { text } => text,
                other => format!("{other:?}"),
            })
            .collect()
    }

    /// All conversations of a view in order, by remote id.
    pub(crate) async fn ids(&self, view: View, sort: Sort) -> Vec<String> {
        let mut read = self.store.read().await.expect("read");
        let page = read
            .list(&ListQuery {
                view,
                filter: ViewFilter::default(),
                sort,
                after: None,
                limit: 500,
            })
            .await
            .expect("list");
        page.rows.into_iter().map(|row| row.id.remote.0).collect()
    }
}

/// Does something in one write of its own.
macro_rules! commit {
    ($desk:expr, |$write:ident| $work:expr) => {{
        let mut $write = $desk.store.write().await.expect("write");
        let result = $work.await;
        $write.commit().await.expect("commit");
        result
    }};
}
pub(crate) use commit;

pub(crate) fn new_line(name: &str) -> NewLine {
    NewLine {
        platform: PlatformKind::Hatif,
        name: name.to_owned(),
        base_url: "http://127.0.0.1:1".to_owned(),
        me: Some(ME.into()),
        unprotected: false,
    }
}

/// An open WhatsApp conversation that nobody carries, silent since long ago.
pub(crate) fn conversation(remote: &str) -> ConversationRecord {
    ConversationRecord {
        remote: remote.into(),
        channel: Some("channel".into()),
        channel_kind: ChannelKind::WhatsApp,
        contact: ContactRecord {
            remote: format!("contact-{remote}"),
            name: Some(format!("Customer {remote}")),
            phone: Some("+966 50 000 0001".to_owned()),
            ..ContactRecord::default()
        },
        status: Status::Open,
        platform_status: "Open".to_owned(),
        assignee: None,
        priority: None,
        mood: None,
        tags: Vec::new(),
        preview: None,
        facts: ConversationFacts::default(),
        last_activity_at: at(-10_000),
        fingerprint: format!("{remote}-1"),
    }
}

/// The same conversation, listed anew with these changes.
pub(crate) fn relisted(
    record: &ConversationRecord,
    fingerprint: &str,
    change: impl FnOnce(&mut ConversationRecord),
) -> ConversationRecord {
    let mut record = record.clone();
    fingerprint.clone_into(&mut record.fingerprint);
    change(&mut record);
    record
}

#[expect(clippy::unnecessary_wraps, reason = "goes into a field as it is")]
pub(crate) fn listed_text(text: &str, outbound: bool) -> Option<Preview> {
    Some(Preview {
        kind: PreviewKind::Text,
        outbound,
        text: Some(text.to_owned()),
    })
}

#[expect(clippy::unnecessary_wraps, reason = "goes into a field as it is")]
pub(crate) fn carried_by(agent: &str, kind: AgentKind) -> Option<Assignee> {
    Some(Assignee {
        agent: agent.into(),
        kind,
        name: None,
    })
}

fn item(
    conversation: &str,
    remote: &str,
    when: Timestamp,
    direction: Direction,
    author: AuthorKind,
    content: Content,
) -> ItemRecord {
    ItemRecord {
        remote: remote.into(),
        conversation: conversation.into(),
        occurred_at: when,
        direction,
        author: Author {
            kind: author,
            agent: None,
            name: None,
        },
        content,
        delivery: (direction == Direction::Outbound).then_some(Delivery::Sent),
        quote: None,
        raw: None,
    }
}

fn text(text: &str) -> Content {
    Content::Text {
        text: text.to_owned(),
    }
}

/// The customer writes.
pub(crate) fn asks(conversation: &str, remote: &str, when: Timestamp, words: &str) -> ItemRecord {
    item(
        conversation,
        remote,
        when,
        Direction::Inbound,
        AuthorKind::Contact,
        text(words),
    )
}

/// A person on our side writes.
pub(crate) fn answers(
    conversation: &str,
    remote: &str,
    when: Timestamp,
    words: &str,
) -> ItemRecord {
    item(
        conversation,
        remote,
        when,
        Direction::Outbound,
        AuthorKind::Person,
        text(words),
    )
}

/// The AI writes.
pub(crate) fn ai_answers(conversation: &str, remote: &str, when: Timestamp) -> ItemRecord {
    item(
        conversation,
        remote,
        when,
        Direction::Outbound,
        AuthorKind::AiAgent,
        text("from the AI"),
    )
}

/// A message of ours that was not delivered.
pub(crate) fn fails(conversation: &str, remote: &str, when: Timestamp) -> ItemRecord {
    ItemRecord {
        delivery: Some(Delivery::Failed {
            code: Some(131_026),
            reason: None,
        }),
        ..answers(conversation, remote, when, "lost")
    }
}

/// The customer calls.
pub(crate) fn calls(
    conversation: &str,
    remote: &str,
    when: Timestamp,
    outcome: CallOutcome,
) -> ItemRecord {
    item(
        conversation,
        remote,
        when,
        Direction::Inbound,
        AuthorKind::Person,
        Content::Call(Call {
            outcome,
            ringing_ms: None,
            duration_ms: None,
            recording_url: None,
            summary: None,
            transcript: Vec::new(),
        }),
    )
}

pub(crate) fn remote(id: &str) -> RemoteId {
    id.into()
}

/// Somebody is asked for, until a person answers.
pub(crate) fn asked_for(kind: AttentionKind, raised_at: Timestamp) -> AttentionItem {
    AttentionItem {
        remote: None,
        kind,
        reason: None,
        raised_at,
        open: true,
    }
}
