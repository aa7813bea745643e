//! What platforms tell the person at this desk by name: who mentioned them, what was given to them,
//! which promise was missed. It counts until the conversation is looked at, here or there.

use std::collections::BTreeSet;

use inbox_core::{ConversationId, LineId, NoticeKind, PersonalNotices, RemoteId};

use crate::{
    Given, Read, StoreError, Write, conversations::row_of, timing::timed, words::Word, write::Touch,
};

#[derive(sqlx::FromRow)]
struct KnownNotice {
    remote: String,
    conversation: String,
    raised_at: i64,
    read_here: bool,
}

impl Write {
    /// Keeps what a platform tells now and forgets what was looked at there. Answers with the
    /// conversations, of new mentions and of what was given, that are not here.
    ///
    /// Platforms keep one notice for each conversation: the newer takes the older's place. As long as
    /// one is unread nobody has looked, so what was told before it counts as well.
    pub async fn keep_notices(
        &mut self,
        line: LineId,
        notices: &PersonalNotices,
    ) -> Result<BTreeSet<RemoteId>, StoreError> {
        let known: Vec<KnownNotice> = sqlx::query_as(
            "SELECT remote, conversation, raised_at, read_here FROM personal_notices
             WHERE line_id = ?",
        )
        .bind(line.0)
        .fetch_all(self.connection())
        .await?;
        let told: BTreeSet<&str> = notices.unread.iter().map(|it| it.remote.as_str()).collect();
        let unread: BTreeSet<&str> = notices
            .unread
            .iter()
            .map(|it| it.conversation.as_str())
            .collect();
        let told_since = notices.unread.iter().map(|it| it.raised_at.0).min();
        let mut concerned = BTreeSet::new();
        for notice in &known {
            let replaced = !notice.read_here && unread.contains(notice.conversation.as_str());
            let not_asked = !notices.complete && Some(notice.raised_at) < told_since;
            if told.contains(notice.remote.as_str()) || replaced || not_asked {
                continue;
            }
            sqlx::query("DELETE FROM personal_notices WHERE line_id = ? AND remote = ?")
                .bind(line.0)
                .bind(&notice.remote)
                .execute(self.connection())
                .await?;
            concerned.insert(RemoteId(notice.conversation.clone()));
        }
        let known: BTreeSet<&str> = known.iter().map(|it| it.remote.as_str()).collect();
        let mut wanted = BTreeSet::new();
        for notice in &notices.unread {
            if known.contains(notice.remote.as_str()) {
                continue;
            }
            sqlx::query(
                "INSERT INTO personal_notices (line_id, remote, kind, conversation, raised_at)
                 VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            )
            .bind(line.0)
            .bind(notice.remote.as_str())
            .bind(notice.kind.word())
            .bind(notice.conversation.as_str())
            .bind(notice.raised_at.0)
            .execute(self.connection())
            .await?;
            concerned.insert(notice.conversation.clone());
            match notice.kind {
                NoticeKind::Mention => {
                    wanted.insert(notice.conversation.clone());
                }
                NoticeKind::Assigned => {
                    wanted.insert(notice.conversation.clone());
                    self.tell_given(Given {
                        conversation: ConversationId::new(line, notice.conversation.clone()),
                        raised_at: notice.raised_at,
                    });
                }
                NoticeKind::Message
                | NoticeKind::Conversation
                | NoticeKind::PromiseMissed
                | NoticeKind::Other => {}
            }
        }
        for remote in concerned {
            let conversation = ConversationId::new(line, remote);
            if let Some(row) = row_of(self.connection(), &conversation).await? {
                self.show_notices(row);
                wanted.remove(&conversation.remote);
            }
        }
        Ok(wanted)
    }

    /// The person has looked at the conversation: what they were told about it counts no longer.
    pub(crate) async fn read_notices(
        &mut self,
        row: i64,
        conversation: &ConversationId,
    ) -> Result<(), StoreError> {
        let read = sqlx::query(
            "UPDATE personal_notices SET read_here = 1
             WHERE line_id = ? AND conversation = ? AND read_here = 0",
        )
        .bind(conversation.line.0)
        .bind(conversation.remote.as_str())
        .execute(self.connection())
        .await?;
        if read.rows_affected() > 0 {
            self.show_notices(row);
        }
        Ok(())
    }

    fn show_notices(&mut self, row: i64) {
        self.touch(
            row,
            Touch {
                row: true,
                ..Touch::default()
            },
        );
    }
}

pub(crate) const HAS_NOTICES: &str = "
    SELECT EXISTS (SELECT 1 FROM personal_notices INDEXED BY personal_notices_unread
                   WHERE line_id = ? AND conversation = ? AND read_here = 0)";

impl Read {
    /// Whether the person was told something about a conversation and has not looked since.
    pub async fn has_notices(&mut self, conversation: &ConversationId) -> Result<bool, StoreError> {
        let found = sqlx::query_scalar(HAS_NOTICES)
            .bind(conversation.line.0)
            .bind(conversation.remote.as_str())
            .fetch_one(self.connection());
        Ok(timed("has_notices", found).await?)
    }
}
