//! Which notifications are shown. Pure: news, choices and what the person looks at in; toasts out.
//!
//! Invariants: every piece of news leaves with a mark, so it can never come up again; at most three
//! single toasts are shown before a summary takes over; nothing is shown about the conversation in
//! front of the person's eyes, about history, or against the person's choices.

use std::collections::BTreeSet;

use inbox_core::{ConversationId, ItemId, PreviewKind, Timestamp};
use serde::{Deserialize, Serialize};

use crate::pace::Attention;

/// Single toasts before a summary takes over.
const SINGLES: usize = 3;

/// Toasts closer together than this belong to one burst.
const BURST_MS: i64 = 30_000;

/// Which conversations concern the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "camelCase")]
pub enum Concern {
    /// Mine.
    Mine,
    /// Mine, and those nobody carries.
    #[default]
    MineAndUnassigned,
    /// All.
    Everything,
}

/// The person's choices about notifications.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct NotificationChoices {
    /// Any at all.
    pub enabled: bool,
    /// About which conversations.
    pub concern: Concern,
    /// Leave the text out.
    pub hide_text: bool,
    /// Leave the name out.
    pub hide_name: bool,
    /// Quiet hours as minutes after local midnight, from and until; `None` means none.
    pub quiet: Option<(u32, u32)>,
}

impl Default for NotificationChoices {
    fn default() -> Self {
        Self {
            enabled: true,
            concern: Concern::default(),
            hide_text: false,
            hide_name: false,
            quiet: None,
        }
    }
}

impl NotificationChoices {
    fn is_quiet(&self, minute_of_day: u32) -> bool {
        self.quiet.is_some_and(|(from, until)| {
            if from <= until {
                (from..until).contains(&minute_of_day)
            } else {
                minute_of_day >= from || minute_of_day < until
            }
        })
    }
}

/// Who carries the conversation that the news is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carrier {
    /// The person at this desk.
    Me,
    /// Nobody.
    Nobody,
    /// A colleague or an AI agent.
    SomebodyElse,
}

/// A customer event that just came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    /// The item.
    pub item: ItemId,
    /// Where it is.
    pub conversation: ConversationId,
    /// It happened before the line was connected, or was read already.
    pub history: bool,
    /// A notification was decided for it before.
    pub marked: bool,
    /// Who carries the conversation.
    pub carrier: Carrier,
    /// A person is asked for in the conversation.
    pub person_asked: bool,
    /// The customer's name, or their number or address.
    pub name: String,
    /// What the item is.
    pub kind: PreviewKind,
    /// Its text, when it has one.
    pub text: Option<String>,
}

impl News {
    fn concerns(&self, concern: Concern) -> bool {
        match concern {
            Concern::Everything => true,
            Concern::MineAndUnassigned => {
                self.carrier != Carrier::SomebodyElse || self.person_asked
            }
            Concern::Mine => self.carrier == Carrier::Me,
        }
    }
}

/// A conversation that a colleague just gave to the person, as its platform told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenNow {
    /// The conversation.
    pub conversation: ConversationId,
    /// The customer's name, or their number or address.
    pub name: String,
}

/// Something to show. Words for numbers and kinds are the host's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Toast {
    /// One customer event.
    Message {
        /// Opened by a click.
        conversation: ConversationId,
        /// The item.
        item: ItemId,
        /// The customer's name, unless hidden.
        name: Option<String>,
        /// What the item is.
        kind: PreviewKind,
        /// Its text, when it has one and it is not hidden.
        text: Option<String>,
    },
    /// A conversation was given to the person.
    Given {
        /// Opened by a click.
        conversation: ConversationId,
        /// The customer's name, unless hidden.
        name: Option<String>,
    },
    /// So many more were given to the person just now.
    MoreGiven {
        /// How many.
        conversations: u32,
        /// The conversation, when it is only one.
        only: Option<ConversationId>,
    },
    /// A summary in place of single toasts; replaces the summary before it.
    Burst {
        /// How many messages it stands for.
        messages: u32,
        /// How many conversations they are in.
        conversations: u32,
        /// The conversation, when it is only one.
        only: Option<ConversationId>,
    },
    /// What came while the program was not running; one for all lines.
    WhileAway {
        /// How many messages.
        messages: u32,
        /// How many conversations they are in.
        conversations: u32,
        /// The conversation, when it is only one.
        only: Option<ConversationId>,
    },
}

/// What was shown lately; kept by the caller from one decision to the next.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Recent {
    singles: Vec<Timestamp>,
    summary: Option<Summary>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Summary {
    updated_at: Timestamp,
    messages: u32,
    conversations: BTreeSet<ConversationId>,
}

/// The circumstances of a decision.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    /// The person's choices.
    pub choices: &'a NotificationChoices,
    /// What the person looks at.
    pub attention: &'a Attention,
    /// The time.
    pub now: Timestamp,
    /// The minute of the local day, for quiet hours.
    pub minute_of_day: u32,
}

/// What to show, and what never to ask about again.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Decision {
    /// In the order to show.
    pub toasts: Vec<Toast>,
    /// Items to mark before anything is shown.
    pub marks: Vec<ItemId>,
    /// What was shown lately, from now on.
    pub recent: Recent,
}

/// Decides about news of a running program.
pub fn decide(news: &[News], circumstances: Circumstances<'_>, recent: &Recent) -> Decision {
    let now = circumstances.now;
    let mut decision = Decision {
        recent: recent.clone(),
        ..Decision::default()
    };
    let Recent { singles, summary } = &mut decision.recent;
    singles.retain(|shown| now.since(*shown) < BURST_MS);
    if summary
        .as_ref()
        .is_some_and(|summary| now.since(summary.updated_at) >= BURST_MS)
    {
        *summary = None;
    }
    let mut summed_up = false;
    for piece in fresh(news) {
        decision.marks.push(piece.item);
        if !is_shown(piece, circumstances) {
            continue;
        }
        if summary.is_none() && singles.len() < SINGLES {
            singles.push(now);
            decision.toasts.push(single(piece, circumstances.choices));
            continue;
        }
        let summary = summary.get_or_insert_with(|| Summary {
            updated_at: now,
            messages: 0,
            conversations: BTreeSet::new(),
        });
        summary.updated_at = now;
        summary.messages = summary.messages.saturating_add(1);
        summary.conversations.insert(piece.conversation.clone());
        summed_up = true;
    }
    if let Some(summary) = summary.as_ref().filter(|_| summed_up) {
        decision.toasts.push(Toast::Burst {
            messages: summary.messages,
            conversations: summary.conversations.len() as u32,
            only: only(&summary.conversations),
        });
    }
    decision
}

/// Decides about conversations that were given to the person while the program runs. They concern
/// the person whatever concerns them besides; single toasts count together with those of messages.
pub fn decide_given(
    given: &[GivenNow],
    circumstances: Circumstances<'_>,
    recent: &Recent,
) -> Decision {
    let now = circumstances.now;
    let mut decision = Decision {
        recent: recent.clone(),
        ..Decision::default()
    };
    let singles = &mut decision.recent.singles;
    singles.retain(|shown| now.since(*shown) < BURST_MS);
    let mut more = BTreeSet::new();
    for piece in given {
        if !may_show(&piece.conversation, circumstances) {
            continue;
        }
        if singles.len() < SINGLES {
            singles.push(now);
            decision.toasts.push(Toast::Given {
                conversation: piece.conversation.clone(),
                name: (!circumstances.choices.hide_name).then(|| piece.name.clone()),
            });
        } else {
            more.insert(piece.conversation.clone());
        }
    }
    if !more.is_empty() {
        decision.toasts.push(Toast::MoreGiven {
            conversations: more.len() as u32,
            only: only(&more),
        });
    }
    decision
}

/// Decides about everything that came while the program was not running, in one line.
pub fn welcome_back(news: &[News], circumstances: Circumstances<'_>) -> Decision {
    let marks = fresh(news).map(|piece| piece.item).collect();
    let shown: Vec<_> = fresh(news)
        .filter(|piece| is_shown(piece, circumstances))
        .collect();
    let conversations: BTreeSet<_> = shown
        .iter()
        .map(|piece| piece.conversation.clone())
        .collect();
    let toasts = if shown.is_empty() {
        Vec::new()
    } else {
        vec![Toast::WhileAway {
            messages: shown.len() as u32,
            conversations: conversations.len() as u32,
            only: only(&conversations),
        }]
    };
    Decision {
        toasts,
        marks,
        recent: Recent::default(),
    }
}

/// The news nobody has decided about yet, each once.
fn fresh(news: &[News]) -> impl Iterator<Item = &News> {
    let mut seen = BTreeSet::new();
    news.iter()
        .filter(move |piece| !piece.marked && seen.insert(piece.item))
}

fn is_shown(piece: &News, circumstances: Circumstances<'_>) -> bool {
    may_show(&piece.conversation, circumstances)
        && !piece.history
        && piece.concerns(circumstances.choices.concern)
}

/// The person wants notifications now, and does not look at this conversation.
fn may_show(conversation: &ConversationId, circumstances: Circumstances<'_>) -> bool {
    let choices = circumstances.choices;
    choices.enabled
        && !choices.is_quiet(circumstances.minute_of_day)
        && !circumstances.attention.is_on(conversation)
}

fn single(piece: &News, choices: &NotificationChoices) -> Toast {
    Toast::Message {
        conversation: piece.conversation.clone(),
        item: piece.item,
        name: (!choices.hide_name).then(|| piece.name.clone()),
        kind: piece.kind,
        text: piece.text.clone().filter(|_| !choices.hide_text),
    }
}

fn only(conversations: &BTreeSet<ConversationId>) -> Option<ConversationId> {
    conversations
        .first()
        .filter(|_| conversations.len() == 1)
        .cloned()
}

#[cfg(test)]
#[path = "decision_tests.rs"]
mod tests;
