//! Playing a customer on a channel that is built on a platform's API.
//!
//! Everything here really happens: conversations are made, colleagues are told. What is played lives
//! in memory only; ending it, or the program, forgets who the visitor was.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use futures_util::StreamExt as _;
use inbox_core::{LineId, PlatformError, RemoteId, Retry, Timestamp};
use inbox_platforms::chatwoot::visitor::{
    Visitor, VisitorConversation, VisitorDraft, VisitorMessage, VisitorSign, proof_of,
};
use tokio_util::sync::CancellationToken;

use crate::{
    engine::{Engine, EngineEvent},
    error::EngineError,
    pace::growing_wait_ms,
};

/// How often is looked while no live connection stands.
const LOOK_MS: u64 = 4_000;

/// How often and how many times the removal of somebody is tried who was there a moment ago.
const REMOVAL_MS: u64 = 5_000;
const REMOVALS: u32 = 24;

/// Who was told to be writing and not to have stopped has stopped after this long.
const WRITING_MS: i64 = 30_000;

/// A channel on which a customer can be played.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitorChannel {
    /// Its id on the platform.
    pub remote: RemoteId,
    /// Its name.
    pub name: String,
    /// Visitors can prove who they are.
    pub proves: bool,
    /// Visitors are let in with a proof only.
    pub proof_needed: bool,
}

/// Who the played customer says they are; everything may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VisitorWish {
    /// The channel.
    pub channel: String,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Their id in the program that is played; proven where the channel can.
    pub identifier: String,
}

/// What a played customer sees.
#[derive(Debug, Clone, PartialEq)]
pub struct VisitorState {
    /// The name under which it is played.
    pub visitor: String,
    /// The line.
    pub line: LineId,
    /// The channel's name.
    pub channel: String,
    /// What they are called.
    pub name: String,
    /// The conversation's id on the platform.
    pub conversation: RemoteId,
    /// Both sides, oldest first.
    pub messages: Vec<VisitorMessage>,
    /// The conversation is resolved.
    pub resolved: bool,
    /// When somebody of the desk last read it.
    pub desk_read_at: Option<Timestamp>,
    /// Who of the desk writes now; the name may be untold. Who is not heard of again until the time beside
    /// it has stopped.
    pub writing: Option<(Option<String>, Timestamp)>,
    /// The live connection stands; otherwise it is looked every few seconds.
    pub live: bool,
    /// The last look failed.
    pub unreachable: bool,
    /// Whether the customer can be removed from the platform, and how far that has come.
    pub removal: Removal,
}

/// How far the removal of a played customer has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removal {
    /// They came with this playing, and can be removed at its end.
    Possible,
    /// They may have been there before, and stay.
    Refused,
    /// Platforms remove nobody who was there a moment ago; it is tried again until they do.
    Waiting,
    /// The platform would not; everything is still there.
    Failed,
}

/// What changes while a customer is played.
#[derive(Default)]
struct Seen {
    messages: Vec<VisitorMessage>,
    status: String,
    desk_read_at: Option<Timestamp>,
    writing: Option<(Option<String>, Timestamp)>,
    live: bool,
    unreachable: bool,
    removal: Option<Removal>,
}

struct Played {
    id: String,
    line: LineId,
    channel: String,
    name: String,
    visitor: Visitor,
    conversation: RemoteId,
    /// The contact on the desk's side, where this playing made it.
    made: Option<RemoteId>,
    seen: Mutex<Seen>,
    stopping: CancellationToken,
}

impl Played {
    fn seen<T>(&self, look: impl FnOnce(&mut Seen) -> T) -> T {
        look(&mut self.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn state(&self, now: Timestamp) -> VisitorState {
        self.seen(|seen| VisitorState {
            visitor: self.id.clone(),
            line: self.line,
            channel: self.channel.clone(),
            name: self.name.clone(),
            conversation: self.conversation.clone(),
            messages: seen.messages.clone(),
            resolved: seen.status == "resolved",
            desk_read_at: seen.desk_read_at,
            writing: seen
                .writing
                .as_ref()
                .filter(|(_, until)| *until > now)
                .cloned(),
            live: seen.live,
            unreachable: seen.unreachable,
            removal: seen.removal.unwrap_or(if self.made.is_some() {
                Removal::Possible
            } else {
                Removal::Refused
            }),
        })
    }
}

/// The customers that are played now.
#[derive(Default)]
pub(crate) struct Visitors(Mutex<HashMap<String, Arc<Played>>>);

impl Visitors {
    fn all<T>(&self, look: impl FnOnce(&mut HashMap<String, Arc<Played>>) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn get(&self, visitor: &str) -> Result<Arc<Played>, EngineError> {
        let played = self.all(|all| all.get(visitor).cloned());
        played.ok_or(EngineError::UnknownVisitor)
    }

    /// Forgets those of a line that goes.
    pub(crate) fn forget(&self, line: LineId) {
        self.all(|all| {
            all.retain(|_, played| {
                if played.line == line {
                    played.stopping.cancel();
                }
                played.line != line
            });
        });
    }
}

impl Engine {
    /// The channels of a line on which a customer can be played.
    pub async fn visitor_channels(&self, line: LineId) -> Result<Vec<VisitorChannel>, EngineError> {
        let state = self.line_state(line).await?;
        let channels = self.platform_of(&state).await?.api_channels().await?;
        Ok(channels
            .into_iter()
            .map(|channel| VisitorChannel {
                remote: channel.remote,
                name: channel.name,
                proves: channel.proof_key.is_some(),
                proof_needed: channel.proof_needed,
            })
            .collect())
    }

    /// Begins to play a customer: they come in and begin a conversation.
    pub async fn start_visitor(
        &self,
        line: LineId,
        wish: &VisitorWish,
    ) -> Result<VisitorState, EngineError> {
        let state = self.line_state(line).await?;
        let platform = self.platform_of(&state).await?;
        let channels = platform.api_channels().await?;
        let channel = channels
            .into_iter()
            .find(|channel| channel.remote.0 == wish.channel)
            .ok_or(PlatformError::NotFound)?;
        let told = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let identifier = told(&wish.identifier);
        let proof = identifier.as_deref().zip(channel.proof_key.as_ref());
        let draft = VisitorDraft {
            identifier_proof: proof.map(|(identifier, key)| proof_of(identifier, key)),
            name: told(&wish.name),
            email: told(&wish.email),
            identifier,
            ..VisitorDraft::default()
        };
        // The platform lets in as the one it knows who says their address or id. Somebody who was there
        // before must not be removed with the test; where that cannot be told, nobody is.
        let is_new = matches!(platform.knows(&draft).await, Ok(false));
        let visitor = platform.let_in(&channel, &draft).await?;
        let conversation = visitor.begin().await?;
        let surroundings = &self.inner.surroundings;
        let id = format!("{:032x}", u128::from_be_bytes(surroundings.dice.bytes()));
        let played = Arc::new(Played {
            id: id.clone(),
            line,
            channel: channel.name,
            name: draft.name.unwrap_or_default(),
            conversation: conversation.remote,
            made: visitor.desk_contact().filter(|_| is_new).cloned(),
            visitor,
            seen: Mutex::default(),
            stopping: CancellationToken::new(),
        });
        self.look(&played).await;
        self.inner
            .visitors
            .all(|all| all.insert(id, Arc::clone(&played)));
        let engine = self.clone();
        let stopping = played.stopping.clone();
        let watched = Arc::clone(&played);
        self.spawn(async move {
            stopping.run_until_cancelled(engine.watch(&watched)).await;
        });
        Ok(played.state(surroundings.clock.now()))
    }

    /// What a played customer sees now.
    pub fn visitor(&self, visitor: &str) -> Result<VisitorState, EngineError> {
        let played = self.inner.visitors.get(visitor)?;
        Ok(played.state(self.inner.surroundings.clock.now()))
    }

    /// Writes as the customer. One try: the platform drops no repeats.
    pub async fn visitor_writes(&self, visitor: &str, text: &str) -> Result<(), EngineError> {
        let played = self.inner.visitors.get(visitor)?;
        if text.trim().is_empty() {
            return Err(EngineError::EmptyText);
        }
        played.visitor.write(&played.conversation, text).await?;
        self.look(&played).await;
        Ok(())
    }

    /// Tells the desk that the customer writes, or stopped.
    pub async fn visitor_types(&self, visitor: &str, on: bool) -> Result<(), EngineError> {
        let played = self.inner.visitors.get(visitor)?;
        Ok(played.visitor.typing(&played.conversation, on).await?)
    }

    /// Tells the desk that the customer has read everything.
    pub async fn visitor_reads(&self, visitor: &str) -> Result<(), EngineError> {
        let played = self.inner.visitors.get(visitor)?;
        Ok(played.visitor.mark_read(&played.conversation).await?)
    }

    /// Answers the desk's question for a rating.
    pub async fn visitor_rates(
        &self,
        visitor: &str,
        message: &RemoteId,
        rating: u8,
        words: &str,
    ) -> Result<(), EngineError> {
        let played = self.inner.visitors.get(visitor)?;
        let words = Some(words.trim()).filter(|words| !words.is_empty());
        let rated = played
            .visitor
            .rate(&played.conversation, message, rating.clamp(1, 5), words);
        rated.await?;
        self.look(&played).await;
        Ok(())
    }

    /// Ends the conversation as the customer; writing again opens it again.
    pub async fn visitor_resolves(&self, visitor: &str) -> Result<(), EngineError> {
        let played = self.inner.visitors.get(visitor)?;
        played.visitor.resolve(&played.conversation).await?;
        self.look(&played).await;
        Ok(())
    }

    /// Ends the playing. With `clean_up` the customer is removed from the platform with their
    /// conversations, which may take a while and is told as [`VisitorState::removal`]; otherwise
    /// what was said stays there, also when a removal was under way. Who was there before the playing
    /// is not removed: that is refused, and the playing goes on.
    pub async fn end_visitor(&self, visitor: &str, clean_up: bool) -> Result<(), EngineError> {
        let played = self.inner.visitors.get(visitor)?;
        if !clean_up {
            played.stopping.cancel();
            self.forget_visitor(&played);
            return Ok(());
        }
        let contact = played.made.clone().ok_or(PlatformError::Unsupported)?;
        let state = self.line_state(played.line).await?;
        let platform = self.platform_of(&state).await?;
        played.stopping.cancel();
        played.seen(|seen| {
            seen.live = false;
            seen.writing = None;
            seen.removal = Some(Removal::Waiting);
        });
        self.tell_visitor(&played);
        let engine = self.clone();
        self.spawn(async move {
            for _ in 0..REMOVALS {
                match platform.delete_contact(&contact).await {
                    Ok(()) => return engine.forget_visitor(&played),
                    Err(PlatformError::Refused { .. }) => {}
                    Err(error) if error.retry() != Retry::Never => {}
                    Err(_) => break,
                }
                engine.inner.surroundings.clock.sleep(REMOVAL_MS).await;
                // Left there after all.
                if engine.inner.visitors.get(&played.id).is_err() {
                    return;
                }
            }
            played.seen(|seen| seen.removal = Some(Removal::Failed));
            engine.tell_visitor(&played);
        });
        Ok(())
    }

    fn forget_visitor(&self, played: &Played) {
        self.inner.visitors.all(|all| all.remove(&played.id));
        self.tell_visitor(played);
    }

    async fn watch(&self, played: &Arc<Played>) {
        let clock = &self.inner.surroundings.clock;
        let mut failures = 0;
        loop {
            if let Some(mut signs) = played.visitor.live() {
                while let Some(Ok(sign)) = signs.next().await {
                    failures = 0;
                    self.take(played, sign).await;
                }
            }
            played.seen(|seen| {
                seen.live = false;
                seen.writing = None;
            });
            failures += 1;
            self.look(played).await;
            clock
                .sleep(growing_wait_ms(failures, LOOK_MS, 60_000))
                .await;
        }
    }

    async fn take(&self, played: &Arc<Played>, sign: VisitorSign) {
        let now = self.inner.surroundings.clock.now();
        match sign {
            VisitorSign::Connected => {
                played.seen(|seen| seen.live = true);
                self.look(played).await;
            }
            VisitorSign::News => self.look(played).await,
            VisitorSign::Typing {
                conversation,
                name,
                on,
            } if conversation == played.conversation => {
                played.seen(|seen| seen.writing = on.then(|| (name, now.plus(WRITING_MS))));
            }
            VisitorSign::Typing { .. } => return,
        }
        self.tell_visitor(played);
    }

    /// Reads what the customer sees, and tells when it is not what it was.
    async fn look(&self, played: &Arc<Played>) {
        let found = async {
            let (messages, _) = played.visitor.messages(&played.conversation, None).await?;
            let all = played.visitor.conversations().await?;
            let own = all
                .into_iter()
                .find(|one| one.remote == played.conversation);
            Ok::<_, PlatformError>((messages, own))
        };
        let found: Result<(Vec<VisitorMessage>, Option<VisitorConversation>), _> = found.await;
        played.seen(|seen| match found {
            Ok((messages, own)) => {
                // Somebody who has just answered is not writing any more.
                if messages.len() > seen.messages.len() {
                    seen.writing = None;
                }
                seen.messages = messages;
                seen.unreachable = false;
                if let Some(own) = own {
                    seen.status = own.status;
                    seen.desk_read_at = own.desk_read_at;
                }
            }
            Err(error) => {
                seen.unreachable = true;
                tracing::debug!(line = %played.line, %error, "a played customer could not look");
            }
        });
        self.tell_visitor(played);
    }

    fn tell_visitor(&self, played: &Played) {
        // An error only says that nobody listens.
        let _ = self
            .inner
            .surroundings
            .events
            .send(EngineEvent::Visitor(played.id.clone()));
    }
}
