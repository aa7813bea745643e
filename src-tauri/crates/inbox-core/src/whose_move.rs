//! Whose move it is: the one rule behind the lamp, the default order, the queues and the board.
//!
//! The answer depends on the time (a window closes by itself), so it comes with the instant until
//! which it holds; whoever stores it re-asks then.

use serde::{Deserialize, Serialize};

use crate::{CLOSING_SOON_MS, Timestamp};

/// Who must act next, most pressing first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum WhoseMove {
    /// A person was asked for, or something failed for good.
    NeedsPerson,
    /// Our turn, and the reply window closes within four hours.
    ClosingSoon,
    /// The customer waits for us.
    OurTurn,
    /// The platform's AI answers.
    Ai,
    /// The customer's turn, or nobody's.
    Waiting,
}

impl WhoseMove {
    /// All, most pressing first.
    pub const ALL: [Self; 5] = [
        Self::NeedsPerson,
        Self::ClosingSoon,
        Self::OurTurn,
        Self::Ai,
        Self::Waiting,
    ];

    /// 1 for the most pressing … 5.
    pub fn rank(self) -> i64 {
        match self {
            Self::NeedsPerson => 1,
            Self::ClosingSoon => 2,
            Self::OurTurn => 3,
            Self::Ai => 4,
            Self::Waiting => 5,
        }
    }

    /// The inverse of [`Self::rank`].
    pub fn from_rank(rank: i64) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|candidate| candidate.rank() == rank)
    }
}

/// Why a person is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum MoveReason {
    /// The customer or the AI asked for a person.
    HumanRequested,
    /// The AI wants to do something and needs leave.
    Approval,
    /// The AI cannot go on.
    AiStuck,
    /// The platform asks a person to look at something else.
    Attention,
    /// A send failed for good.
    NotDelivered,
    /// The customer called, nobody took it, and nobody called back or wrote since.
    MissedCall,
    /// A colleague named the person at this desk.
    Mentioned,
    /// The customer is very frustrated and waits for a person.
    Frustrated,
}

impl MoveReason {
    /// Whoever is free is asked, as opposed to the one who wrote or the one who was named.
    pub fn asks_anybody(self) -> bool {
        match self {
            Self::HumanRequested
            | Self::Approval
            | Self::AiStuck
            | Self::Attention
            | Self::MissedCall
            | Self::Frustrated => true,
            Self::NotDelivered | Self::Mentioned => false,
        }
    }
}

/// From so many percent on a customer's frustration asks for a person: four lamps of five.
pub const HIGH_FRUSTRATION: u8 = 80;

/// What the rule looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MoveFacts {
    /// Open as opposed to pending, snoozed or resolved.
    pub open: bool,
    /// Pending: the customer is waited for, and perhaps a person too.
    pub pending: bool,
    /// A person was asked for at this instant, and nobody has taken over or replied.
    pub human_requested_at: Option<Timestamp>,
    /// The AI asked for leave at this instant; counts while it is on.
    pub approval_at: Option<Timestamp>,
    /// The AI got stuck at this instant; counts while it is on.
    pub ai_stuck_at: Option<Timestamp>,
    /// The platform asked for something else at this instant; counts while the AI is on.
    pub attention_at: Option<Timestamp>,
    /// A send of this desk is stuck since this instant, and only a person can go on with it.
    pub stuck_at: Option<Timestamp>,
    /// The newest message of ours failed for good at this instant.
    pub not_delivered_at: Option<Timestamp>,
    /// The first missed call that nobody has called back or answered.
    pub missed_call_at: Option<Timestamp>,
    /// A colleague named the person at this desk, who has not looked since.
    pub mentioned_at: Option<Timestamp>,
    /// The customer's frustration in percent, where the platform reads it.
    pub frustration: Option<u8>,
    /// The first customer event that no person has answered. Words of this desk are no answer before
    /// the platform took them.
    pub unanswered_since: Option<Timestamp>,
    /// An AI agent carries the conversation.
    pub ai_on: bool,
    /// When the reply window ends; `None` where the channel knows none or it never opened.
    pub window_ends_at: Option<Timestamp>,
}

/// The rule's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    /// Who must act.
    pub whose: WhoseMove,
    /// What the group is ordered by: the request, the window's end, or the first unanswered event.
    pub since: Option<Timestamp>,
    /// Why a person is needed, when one is.
    pub reason: Option<MoveReason>,
    /// When the answer changes by the passing of time alone.
    pub holds_until: Option<Timestamp>,
}

impl Move {
    /// Applies the rule, first match wins.
    pub fn decide(facts: &MoveFacts, now: Timestamp) -> Self {
        let quiet = |whose| Self {
            whose,
            since: None,
            reason: None,
            holds_until: None,
        };
        let while_ai_is_on = |asked: Option<Timestamp>| asked.filter(|_| facts.ai_on);
        // Nobody tells since when a customer is angry; they certainly wait since they spoke.
        let angry_since = facts
            .unanswered_since
            .filter(|_| facts.frustration >= Some(HIGH_FRUSTRATION));
        // What a person was asked for is asked too while the customer is waited for, and what did not
        // leave this desk wherever the conversation stands.
        let open = facts.open;
        let unresolved = open || facts.pending;
        let asked = [
            (
                unresolved,
                facts.human_requested_at,
                MoveReason::HumanRequested,
            ),
            (
                unresolved,
                while_ai_is_on(facts.approval_at),
                MoveReason::Approval,
            ),
            (
                unresolved,
                while_ai_is_on(facts.ai_stuck_at),
                MoveReason::AiStuck,
            ),
            (
                unresolved,
                while_ai_is_on(facts.attention_at),
                MoveReason::Attention,
            ),
            (true, facts.stuck_at, MoveReason::NotDelivered),
            (unresolved, facts.not_delivered_at, MoveReason::NotDelivered),
            (open, facts.missed_call_at, MoveReason::MissedCall),
            (open, facts.mentioned_at, MoveReason::Mentioned),
            (open, angry_since, MoveReason::Frustrated),
        ];
        for (counts, since, reason) in asked {
            if counts && since.is_some() {
                return Self {
                    whose: WhoseMove::NeedsPerson,
                    since,
                    reason: Some(reason),
                    holds_until: None,
                };
            }
        }
        if !open {
            return quiet(WhoseMove::Waiting);
        }
        if facts.ai_on {
            return quiet(WhoseMove::Ai);
        }
        let Some(waiting_since) = facts.unanswered_since else {
            return quiet(WhoseMove::Waiting);
        };
        let our_turn = |holds_until| Self {
            whose: WhoseMove::OurTurn,
            since: Some(waiting_since),
            reason: None,
            holds_until,
        };
        match facts.window_ends_at {
            Some(end) if end <= now => our_turn(None),
            Some(end) if end.since(now) < CLOSING_SOON_MS => Self {
                whose: WhoseMove::ClosingSoon,
                since: Some(end),
                reason: None,
                holds_until: Some(end),
            },
            Some(end) => our_turn(Some(end.plus(1 - CLOSING_SOON_MS))),
            None => our_turn(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: Timestamp = Timestamp(1_800_000_000_000);
    const HOUR: i64 = 3_600_000;

    fn our_turn() -> MoveFacts {
        MoveFacts {
            open: true,
            unanswered_since: Some(NOW.plus(-HOUR)),
            ..MoveFacts::default()
        }
    }

    #[test]
    fn a_resolved_conversation_is_nobodys_move_whatever_else_is_true() {
        let facts = MoveFacts {
            open: false,
            human_requested_at: Some(NOW),
            ..our_turn()
        };
        assert_eq!(Move::decide(&facts, NOW).whose, WhoseMove::Waiting);
    }

    #[test]
    fn what_waits_for_a_person_is_asked_while_the_customer_is_waited_for() {
        let asked = Some(NOW.plus(-7));
        let pending = MoveFacts {
            pending: true,
            ai_on: true,
            ..MoveFacts::default()
        };
        assert_eq!(Move::decide(&pending, NOW).whose, WhoseMove::Waiting);
        for (facts, reason) in [
            (
                MoveFacts {
                    approval_at: asked,
                    ..pending
                },
                MoveReason::Approval,
            ),
            (
                MoveFacts {
                    human_requested_at: asked,
                    ..pending
                },
                MoveReason::HumanRequested,
            ),
            (
                MoveFacts {
                    not_delivered_at: asked,
                    ..pending
                },
                MoveReason::NotDelivered,
            ),
        ] {
            let decided = Move::decide(&facts, NOW);
            assert_eq!(decided.whose, WhoseMove::NeedsPerson, "{reason:?}");
            assert_eq!((decided.reason, decided.since), (Some(reason), asked));
        }
        let unanswered = MoveFacts {
            unanswered_since: asked,
            ..pending
        };
        assert_eq!(Move::decide(&unanswered, NOW).whose, WhoseMove::Waiting);
    }

    #[test]
    fn what_did_not_leave_this_desk_needs_a_person_wherever_the_conversation_stands() {
        let resolved = MoveFacts {
            stuck_at: Some(NOW),
            ..MoveFacts::default()
        };
        let decided = Move::decide(&resolved, NOW);
        assert_eq!(decided.whose, WhoseMove::NeedsPerson);
        assert_eq!(decided.reason, Some(MoveReason::NotDelivered));
    }

    #[test]
    fn a_request_for_a_person_outranks_the_ai_and_the_window() {
        let facts = MoveFacts {
            human_requested_at: Some(NOW.plus(-5)),
            ai_on: true,
            window_ends_at: Some(NOW.plus(HOUR)),
            ..our_turn()
        };
        let decided = Move::decide(&facts, NOW);
        assert_eq!(decided.whose, WhoseMove::NeedsPerson);
        assert_eq!(decided.reason, Some(MoveReason::HumanRequested));
        assert_eq!(decided.since, Some(NOW.plus(-5)));
    }

    #[test]
    fn a_stuck_ai_that_was_switched_off_asks_for_nobody() {
        let facts = MoveFacts {
            ai_stuck_at: Some(NOW),
            ai_on: false,
            ..our_turn()
        };
        assert_eq!(Move::decide(&facts, NOW).whose, WhoseMove::OurTurn);
    }

    #[test]
    fn each_thing_a_person_is_asked_for_says_which_and_since_when() {
        let asked = NOW.plus(-7);
        let ai = MoveFacts {
            open: true,
            ai_on: true,
            ..MoveFacts::default()
        };
        let cases = [
            (
                MoveFacts {
                    approval_at: Some(asked),
                    ..ai
                },
                MoveReason::Approval,
            ),
            (
                MoveFacts {
                    ai_stuck_at: Some(asked),
                    ..ai
                },
                MoveReason::AiStuck,
            ),
            (
                MoveFacts {
                    attention_at: Some(asked),
                    ..ai
                },
                MoveReason::Attention,
            ),
            (
                MoveFacts {
                    not_delivered_at: Some(asked),
                    ..our_turn()
                },
                MoveReason::NotDelivered,
            ),
            (
                MoveFacts {
                    missed_call_at: Some(asked),
                    ..our_turn()
                },
                MoveReason::MissedCall,
            ),
            (
                MoveFacts {
                    mentioned_at: Some(asked),
                    ..our_turn()
                },
                MoveReason::Mentioned,
            ),
            (
                MoveFacts {
                    frustration: Some(HIGH_FRUSTRATION),
                    unanswered_since: Some(asked),
                    ..ai
                },
                MoveReason::Frustrated,
            ),
        ];
        for (facts, reason) in cases {
            let decided = Move::decide(&facts, NOW);
            assert_eq!(decided.whose, WhoseMove::NeedsPerson, "{reason:?}");
            assert_eq!(decided.reason, Some(reason));
            assert_eq!(decided.since, Some(asked), "{reason:?}");
        }
    }

    #[test]
    fn frustration_asks_for_nobody_below_its_mark_or_once_a_person_has_answered() {
        let calmer = MoveFacts {
            frustration: Some(HIGH_FRUSTRATION - 1),
            ..our_turn()
        };
        assert_eq!(Move::decide(&calmer, NOW).whose, WhoseMove::OurTurn);
        let answered = MoveFacts {
            frustration: Some(100),
            unanswered_since: None,
            ..our_turn()
        };
        assert_eq!(Move::decide(&answered, NOW).whose, WhoseMove::Waiting);
    }

    #[test]
    fn what_the_ai_asked_for_is_asked_of_nobody_once_the_ai_is_off() {
        let facts = MoveFacts {
            approval_at: Some(NOW),
            attention_at: Some(NOW),
            ..our_turn()
        };
        assert_eq!(Move::decide(&facts, NOW).whose, WhoseMove::OurTurn);
    }

    #[test]
    fn under_four_hours_the_window_is_closing_and_after_its_end_it_is_our_turn_again() {
        let facts = MoveFacts {
            window_ends_at: Some(NOW.plus(4 * HOUR - 1)),
            ..our_turn()
        };
        let closing = Move::decide(&facts, NOW);
        assert_eq!(closing.whose, WhoseMove::ClosingSoon);
        assert_eq!(closing.since, facts.window_ends_at);
        let ended = Move::decide(&facts, NOW.plus(4 * HOUR - 1));
        assert_eq!(ended.whose, WhoseMove::OurTurn);
    }

    #[test]
    fn an_answered_conversation_waits_for_the_customer() {
        let facts = MoveFacts {
            unanswered_since: None,
            ..our_turn()
        };
        assert_eq!(Move::decide(&facts, NOW).whose, WhoseMove::Waiting);
    }

    fn any_instant() -> impl Strategy<Value = Option<Timestamp>> {
        proptest::option::of((-30 * HOUR..30 * HOUR).prop_map(|offset| NOW.plus(offset)))
    }

    proptest! {
        #[test]
        fn an_answer_holds_exactly_as_long_as_it_says(
            open in any::<bool>(), pending in any::<bool>(), ai_on in any::<bool>(),
            human_requested_at in any_instant(), ai_stuck_at in any_instant(),
            not_delivered_at in any_instant(), unanswered_since in any_instant(),
            window_ends_at in any_instant(), missed_call_at in any_instant(),
            frustration in proptest::option::of(0_u8..=100), later in 0..60 * HOUR,
        ) {
            let facts = MoveFacts {
                open, pending: pending && !open, human_requested_at, ai_stuck_at, not_delivered_at, missed_call_at, frustration,
                unanswered_since, ai_on, window_ends_at, ..MoveFacts::default()
            };
            let decided = Move::decide(&facts, NOW);
            let at = |instant| Move::decide(&facts, instant).whose;
            if let Some(limit) = decided.holds_until {
                prop_assert_eq!(at(limit.plus(-1)), decided.whose);
                prop_assert_ne!(at(limit), decided.whose);
            } else {
                prop_assert_eq!(at(NOW.plus(later)), decided.whose);
            }
        }
    }
}
