//! What helps a person write, asked of the platform at the person's own urgency: macros, the
//! platform's AI, answers it knows, templates. Nothing of it is queued: it is worth something now or
//! not at all, and nothing is tried twice.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};

use inbox_core::{
    AiAnswer, AiTask, AiThread, Capabilities, ConversationId, Finding, LineId, LineNotice, Macro,
    MessageTemplate, Platform, PlatformError, RemoteId, Tone, Unavailable, Urgency, propose_values,
};
use inbox_platforms::{AI_OFF, AI_USED_UP, AnyPlatform, CODE_TAKEN};
use tokio_util::sync::CancellationToken;

use crate::{engine::Engine, error::EngineError, health::Condition, saved_replies::known_of};

/// When a macro's doings are looked for; the platform does them in the background.
const MACRO_LOOKS_MS: [i64; 2] = [1_500, 6_000];

/// Former answers of an AI that can still be changed.
const THREADS: usize = 20;

/// The longest question that is looked for.
const QUESTION_LIMIT: usize = 500;

/// Something to ask the platform's AI.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AiWish {
    /// Sum the conversation up; the summary is kept with it.
    Summary,
    /// Suggest an answer.
    Reply,
    /// Suggest tags.
    Tags,
    /// Put words differently.
    Rewrite {
        /// The words.
        text: String,
        /// How.
        tone: Tone,
    },
    /// Change a former answer.
    Refine {
        /// The attempt that brought it.
        attempt: String,
        /// What to change.
        wish: String,
    },
}

/// What became of asking the platform's AI.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AiOutcome {
    /// Words to use or not.
    Words {
        /// The words.
        text: String,
        /// They can be changed further.
        refinable: bool,
    },
    /// Tags to use or not; those the line knows and the conversation does not have.
    Tags(Vec<RemoteId>),
    /// It has nothing to say.
    Nothing,
    /// The person let go of it.
    Cancelled,
}

/// A template with values to propose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferedTemplate {
    /// The template.
    pub template: MessageTemplate,
    /// Its gaps in order, each with a value to propose where one is known.
    pub gaps: Vec<(String, Option<String>)>,
}

/// What is being asked, and what answers came out of.
#[derive(Default)]
pub(crate) struct Asking(Mutex<Asked>);

#[derive(Default)]
struct Asked {
    running: HashMap<String, CancellationToken>,
    threads: VecDeque<(String, AiThread)>,
}

impl Asking {
    fn lock(&self) -> MutexGuard<'_, Asked> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn begin(&self, attempt: &str) -> CancellationToken {
        let stop = CancellationToken::new();
        let before = self.lock().running.insert(attempt.to_owned(), stop.clone());
        // A name used twice means that the page let go of the first.
        if let Some(before) = before {
            before.cancel();
        }
        stop
    }

    fn keep(&self, attempt: &str, thread: Option<AiThread>) {
        let mut asked = self.lock();
        asked.threads.retain(|(known, _)| known != attempt);
        if let Some(thread) = thread {
            asked.threads.push_back((attempt.to_owned(), thread));
            if asked.threads.len() > THREADS {
                asked.threads.pop_front();
            }
        }
    }

    fn thread(&self, attempt: &str) -> Option<AiThread> {
        let asked = self.lock();
        let mut threads = asked.threads.iter();
        threads
            .find(|(known, _)| known == attempt)
            .map(|(_, thread)| thread.clone())
    }
}

impl Engine {
    /// Makes a call for a person who waits for it. Without a way to the platform it fails at once;
    /// it is never made twice.
    pub(crate) async fn ask<T, Answer>(
        &self,
        line: LineId,
        ability: fn(&Capabilities) -> Result<(), Unavailable>,
        call: impl FnOnce(AnyPlatform) -> Answer,
    ) -> Result<T, EngineError>
    where
        Answer: Future<Output = Result<T, PlatformError>>,
    {
        let state = self.line_state(line).await?;
        if let Some(capabilities) = &state.status.capabilities {
            ability(capabilities).map_err(|_| PlatformError::Unsupported)?;
        }
        let context = self.running(line).ok_or(PlatformError::Unreachable)?;
        if context.condition(Condition::stopped) {
            return Err(PlatformError::KeyRefused.into());
        }
        if !context.may_call() {
            return Err(PlatformError::Unreachable.into());
        }
        let ways_at_start = context.condition(Condition::ways);
        let answer = call(context.platform.at(Urgency::Person)).await;
        // What is slow or fails here is one service of the platform; only what is true of the whole
        // line is learnt from it.
        let is_of_one_service = matches!(
            &answer,
            Err(PlatformError::NoAnswer | PlatformError::Failed { .. } | PlatformError::Unreadable)
        );
        if !is_of_one_service {
            context.learn(&answer, ways_at_start);
        }
        answer.map_err(of_help)
    }

    /// The macros a person may run on conversations of a line.
    pub async fn macros(&self, line: LineId) -> Result<Vec<Macro>, EngineError> {
        self.ask(
            line,
            |can| can.macros,
            |platform: AnyPlatform| async move { platform.macros().await },
        )
        .await
    }

    /// Runs a macro on conversations of one line. The platform does it in the background; what it did
    /// is read afterwards. No answer means that it may have been run.
    pub async fn run_macro(
        &self,
        run: &RemoteId,
        conversations: &[ConversationId],
    ) -> Result<(), EngineError> {
        let first = conversations.first();
        let line = first.ok_or(EngineError::UnknownConversation)?.line;
        if conversations
            .iter()
            .any(|conversation| conversation.line != line)
        {
            return Err(EngineError::SeveralLines);
        }
        let remotes: Vec<_> = conversations
            .iter()
            .map(|conversation| conversation.remote.clone())
            .collect();
        let told = remotes.as_slice();
        let run = self
            .ask(
                line,
                |can| can.macros,
                |platform: AnyPlatform| async move { platform.run_macro(run, told).await },
            )
            .await;
        if !matches!(&run, Err(EngineError::Platform(error)) if !error.outcome_unknown())
            && let Some(context) = self.running(line)
        {
            for remote in &remotes {
                context.target(remote, MACRO_LOOKS_MS[0]);
            }
            let (engine, later) = (self.clone(), remotes.clone());
            self.spawn(async move {
                let clock = &engine.inner.surroundings.clock;
                clock.sleep(MACRO_LOOKS_MS[1].unsigned_abs()).await;
                for remote in &later {
                    context.target(remote, 0);
                }
            });
        }
        run
    }

    /// Asks the platform's AI about a conversation; `attempt` is the page's name for it, by which it
    /// can be let go of or its answer changed.
    pub async fn ask_ai(
        &self,
        conversation: &ConversationId,
        attempt: &str,
        wish: AiWish,
    ) -> Result<AiOutcome, EngineError> {
        let is_summary = wish == AiWish::Summary;
        let task = match wish {
            AiWish::Summary => AiTask::Summarise,
            AiWish::Reply => AiTask::SuggestReply,
            AiWish::Tags => AiTask::SuggestTags,
            AiWish::Rewrite { text, tone } => {
                if text.trim().is_empty() {
                    return Err(EngineError::EmptyText);
                }
                AiTask::Rewrite { text, tone }
            }
            AiWish::Refine { attempt, wish } => {
                if wish.trim().is_empty() {
                    return Err(EngineError::EmptyText);
                }
                let thread = self.inner.asking.thread(&attempt);
                let thread = thread.ok_or(EngineError::AnswerExpired)?;
                AiTask::Refine { thread, wish }
            }
        };
        let stop = self.inner.asking.begin(attempt);
        let asked = &task;
        let asking =
            self.ask(
                conversation.line,
                |can| can.ai_tasks,
                |platform: AnyPlatform| async move {
                    platform.ask_ai(&conversation.remote, asked).await
                },
            );
        let answer = stop.run_until_cancelled(asking).await;
        if !stop.is_cancelled() {
            self.inner.asking.lock().running.remove(attempt);
        }
        let Some(answer) = answer.filter(|_| !stop.is_cancelled()) else {
            return Ok(AiOutcome::Cancelled);
        };
        let AiAnswer { text, tags, thread } = answer?;
        let refinable = thread.is_some();
        self.inner.asking.keep(attempt, thread);
        if task == AiTask::SuggestTags {
            let fresh = self.fresh_tags(conversation, tags).await?;
            return Ok(if fresh.is_empty() {
                AiOutcome::Nothing
            } else {
                AiOutcome::Tags(fresh)
            });
        }
        let Some(text) = text.filter(|text| !text.trim().is_empty()) else {
            return Ok(AiOutcome::Nothing);
        };
        if is_summary {
            let mut write = self.inner.surroundings.store.write().await?;
            write.keep_summary(conversation, &text).await?;
            write.commit().await?;
        }
        Ok(AiOutcome::Words { text, refinable })
    }

    /// Lets go of a question to the platform's AI. An unknown name is fine.
    pub fn stop_asking_ai(&self, attempt: &str) {
        // Cancelled under the lock, so that an answer that comes now sees it.
        let mut asked = self.inner.asking.lock();
        if let Some(stop) = asked.running.remove(attempt) {
            stop.cancel();
        }
    }

    /// Those of the tags that the line knows and the conversation does not have yet.
    async fn fresh_tags(
        &self,
        conversation: &ConversationId,
        tags: Vec<RemoteId>,
    ) -> Result<Vec<RemoteId>, EngineError> {
        let mut read = self.inner.surroundings.store.read().await?;
        let known = read.directory(conversation.line).await?.tags;
        let detail = read.conversation(conversation).await?;
        let had = detail.map(|detail| detail.tags).unwrap_or_default();
        let is_fresh = |tag: &RemoteId| {
            known.iter().any(|known| known.remote == *tag)
                && had.iter().all(|had| had.id.remote != *tag)
        };
        Ok(tags.into_iter().filter(is_fresh).collect())
    }

    /// Looks for answers to a question in what the platform of a conversation knows.
    pub async fn find_answers(
        &self,
        conversation: &ConversationId,
        question: &str,
    ) -> Result<Vec<Finding>, EngineError> {
        let question = question.trim();
        if question.is_empty() {
            return Err(EngineError::EmptyText);
        }
        if question.chars().count() > QUESTION_LIMIT {
            return Err(EngineError::TextTooLong {
                limit: QUESTION_LIMIT as u32,
            });
        }
        self.ask(
            conversation.line,
            |can| can.find_answers,
            |platform: AnyPlatform| async move {
                platform.find_answers(&conversation.remote, question).await
            },
        )
        .await
    }

    /// Takes note of a pause of the platform's AI, or ends it, and reads anew what the line says of
    /// itself.
    pub async fn settle_ai_pause(
        &self,
        line: LineId,
        pause: &str,
        end: bool,
    ) -> Result<(), EngineError> {
        self.ask(
            line,
            |can| can.end_ai_pause,
            |platform: AnyPlatform| async move { platform.settle_ai_pause(pause, end).await },
        )
        .await?;
        self.change_directory(line, |directory| {
            if end {
                directory.notices.retain(
                    |notice| !matches!(notice, LineNotice::AiPaused { pause: known, .. } if known == pause),
                );
            }
            for notice in &mut directory.notices {
                if let LineNotice::AiPaused {
                    pause: known,
                    acknowledged,
                    ..
                } = notice
                {
                    *acknowledged |= known == pause;
                }
            }
        })
        .await
    }

    /// The templates that can be sent in a conversation, with values to propose for their gaps.
    pub async fn templates(
        &self,
        conversation: &ConversationId,
    ) -> Result<Vec<OfferedTemplate>, EngineError> {
        let mut read = self.inner.surroundings.store.read().await?;
        let detail = read.conversation(conversation).await?;
        let detail = detail.ok_or(EngineError::UnknownConversation)?;
        let values = known_of(&mut read, conversation).await?;
        drop(read);
        let channel = detail.channel.id.map(|channel| channel.remote);
        let templates = self
            .ask(
                conversation.line,
                |can| can.list_templates,
                |platform: AnyPlatform| async move {
                    platform
                        .templates(&conversation.remote, channel.as_ref())
                        .await
                },
            )
            .await?;
        Ok(templates
            .into_iter()
            .map(|template| OfferedTemplate {
                gaps: propose_values(&template.body, &values),
                template,
            })
            .collect())
    }
}

/// What a refusal means to the person who asked for help.
fn of_help(error: PlatformError) -> EngineError {
    match error {
        PlatformError::Refused { code } if code == AI_OFF => EngineError::AiOff,
        PlatformError::Refused { code } if code == AI_USED_UP => EngineError::AiUsedUp,
        PlatformError::Refused { code } if code == CODE_TAKEN => EngineError::NameTaken,
        other => other.into(),
    }
}
