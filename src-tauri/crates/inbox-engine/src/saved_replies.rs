//! Prepared texts: the person's own, and those of each line's platform, with their gaps filled from
//! what is known of a conversation.

use inbox_core::{
    Capabilities, ConversationId, Directory, GapValues, Line, LineId, SavedReply, SavedReplyId,
    Unavailable, fill_gaps,
};
use inbox_platforms::AnyPlatform;
use inbox_store::{ConversationDetail, OwnReply, Read};

use crate::{engine::Engine, error::EngineError};

/// A prepared text, as it is offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferedReply {
    /// Its id.
    pub id: SavedReplyId,
    /// What it is called by.
    pub short_code: String,
    /// The text as it was prepared.
    pub text: String,
    /// The text with every gap filled that is known; gaps that are not stay.
    pub filled: String,
}

impl Engine {
    /// The texts that can be used in a conversation, or without one all there are: the person's own
    /// first.
    pub async fn saved_replies(
        &self,
        conversation: Option<&ConversationId>,
    ) -> Result<Vec<OfferedReply>, EngineError> {
        let mut read = self.inner.surroundings.store.read().await?;
        let values = match conversation {
            Some(conversation) => known_of(&mut read, conversation).await?,
            None => GapValues::default(),
        };
        let fill = |text: &str| match conversation {
            Some(_) => fill_gaps(text, &values),
            None => text.to_owned(),
        };
        let own = read.own_replies().await?;
        let mut offered: Vec<_> = own
            .into_iter()
            .map(|reply| OfferedReply {
                filled: fill(&reply.text),
                ..of_desk(reply)
            })
            .collect();
        let lines = match conversation {
            Some(conversation) => vec![conversation.line],
            None => read.lines().await?.iter().map(|line| line.id).collect(),
        };
        for line in lines {
            let directory = read.directory(line).await?;
            offered.extend(
                directory
                    .saved_replies
                    .into_iter()
                    .map(|reply| OfferedReply {
                        filled: fill(&reply.text),
                        ..of_line(line, reply)
                    }),
            );
        }
        Ok(offered)
    }

    /// Prepares a text: at this desk, or with `line` for everybody on its platform.
    pub async fn add_saved_reply(
        &self,
        line: Option<LineId>,
        short_code: &str,
        text: &str,
    ) -> Result<OfferedReply, EngineError> {
        let (short_code, text) = checked(short_code, text)?;
        let Some(line) = line else {
            let mut write = self.inner.surroundings.store.write().await?;
            let added = write.add_own_reply(short_code, text).await?;
            write.commit().await?;
            return Ok(of_desk(added));
        };
        let added = self
            .ask(line, can_change, |platform: AnyPlatform| async move {
                platform.add_saved_reply(short_code, text).await
            })
            .await?;
        self.keep_replies(line, |known| known.push(added.clone()))
            .await?;
        Ok(of_line(line, added))
    }

    /// Changes a prepared text where it is kept.
    pub async fn change_saved_reply(
        &self,
        id: &SavedReplyId,
        short_code: &str,
        text: &str,
    ) -> Result<OfferedReply, EngineError> {
        let (short_code, text) = checked(short_code, text)?;
        let (line, remote) = match id {
            SavedReplyId::Desk(number) => {
                let mut write = self.inner.surroundings.store.write().await?;
                let changed = write.change_own_reply(*number, short_code, text).await?;
                write.commit().await?;
                return Ok(of_desk(changed));
            }
            SavedReplyId::Line { line, remote } => (*line, remote),
        };
        let changed = self
            .ask(line, can_change, |platform: AnyPlatform| async move {
                platform.update_saved_reply(remote, short_code, text).await
            })
            .await?;
        self.keep_replies(line, |known| {
            known.retain(|reply| reply.remote != *remote);
            known.push(changed.clone());
        })
        .await?;
        Ok(of_line(line, changed))
    }

    /// Removes a prepared text where it is kept.
    pub async fn delete_saved_reply(&self, id: &SavedReplyId) -> Result<(), EngineError> {
        let (line, remote) = match id {
            SavedReplyId::Desk(number) => {
                let mut write = self.inner.surroundings.store.write().await?;
                write.remove_own_reply(*number).await?;
                return Ok(write.commit().await?);
            }
            SavedReplyId::Line { line, remote } => (*line, remote),
        };
        let deleted = self
            .ask(line, can_change, |platform: AnyPlatform| async move {
                platform.delete_saved_reply(remote).await
            })
            .await;
        match deleted {
            // Gone already: somebody else was faster, and it is as was wished.
            Ok(()) | Err(EngineError::Platform(inbox_core::PlatformError::NotFound)) => {}
            Err(error) => return Err(error),
        }
        self.keep_replies(line, |known| known.retain(|reply| reply.remote != *remote))
            .await
    }

    /// Keeps what the platform has confirmed, until the line's directory is read again.
    async fn keep_replies(
        &self,
        line: LineId,
        change: impl FnOnce(&mut Vec<SavedReply>),
    ) -> Result<(), EngineError> {
        self.change_directory(line, |directory| change(&mut directory.saved_replies))
            .await
    }

    /// Keeps what the platform has confirmed of a line's directory; a reading that is under way does
    /// not bring back what was.
    pub(crate) async fn change_directory(
        &self,
        line: LineId,
        change: impl FnOnce(&mut Directory),
    ) -> Result<(), EngineError> {
        let mut write = self.inner.surroundings.store.write().await?;
        if let Some(context) = self.running(line) {
            context.note_directory_change();
        }
        write.change_directory(line, change).await?;
        Ok(write.commit().await?)
    }
}

fn can_change(capabilities: &Capabilities) -> Result<(), Unavailable> {
    capabilities.saved_replies
}

fn checked<'a>(short_code: &'a str, text: &'a str) -> Result<(&'a str, &'a str), EngineError> {
    let short_code = short_code.trim();
    if short_code.is_empty() || text.trim().is_empty() {
        return Err(EngineError::EmptyText);
    }
    Ok((short_code, text))
}

fn of_desk(reply: OwnReply) -> OfferedReply {
    OfferedReply {
        id: SavedReplyId::Desk(reply.id),
        short_code: reply.short_code,
        filled: reply.text.clone(),
        text: reply.text,
    }
}

fn of_line(line: LineId, reply: SavedReply) -> OfferedReply {
    OfferedReply {
        id: SavedReplyId::Line {
            line,
            remote: reply.remote,
        },
        short_code: reply.short_code,
        filled: reply.text.clone(),
        text: reply.text,
    }
}

/// What is known of a conversation to fill gaps with.
pub(crate) async fn known_of(
    read: &mut Read,
    conversation: &ConversationId,
) -> Result<GapValues, EngineError> {
    let detail = read.conversation(conversation).await?;
    let detail = detail.ok_or(EngineError::UnknownConversation)?;
    let line = read.line(conversation.line).await?;
    let directory = read.directory(conversation.line).await?;
    Ok(values_of(detail, line.as_ref(), &directory))
}

fn values_of(detail: ConversationDetail, line: Option<&Line>, directory: &Directory) -> GapValues {
    let me = line.and_then(|line| line.me.as_ref());
    let me = me.and_then(|me| {
        let mut agents = directory.agents.iter();
        agents.find(|agent| agent.remote == *me)
    });
    GapValues {
        contact_name: detail.contact.name,
        contact_phone: detail.contact.phone,
        contact_email: detail.contact.email,
        company: detail.contact.company,
        agent_name: me.map(|me| me.name.clone()),
        agent_email: me.and_then(|me| me.email.clone()),
        conversation: Some(detail.id.remote.0),
        channel: detail.channel.name,
        properties: detail
            .facts
            .properties
            .into_iter()
            .map(|property| (property.name, property.value))
            .collect(),
    }
}
