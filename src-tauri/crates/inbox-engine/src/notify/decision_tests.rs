use std::collections::HashSet;

use inbox_core::LineId;
use proptest::prelude::*;

use super::*;

const NOW: Timestamp = Timestamp(1_800_000_000_000);

fn conversation(number: u8) -> ConversationId {
    ConversationId::new(LineId(1), format!("c{number}"))
}

fn message(item: i64, number: u8) -> News {
    News {
        item: ItemId(item),
        conversation: conversation(number),
        history: false,
        marked: false,
        carrier: Carrier::Me,
        person_asked: false,
        name: "Layla".into(),
        kind: PreviewKind::Text,
        text: Some("hello".into()),
    }
}

fn circumstances<'a>(
    choices: &'a NotificationChoices,
    attention: &'a Attention,
    now: Timestamp,
) -> Circumstances<'a> {
    Circumstances {
        choices,
        attention,
        now,
        minute_of_day: 12 * 60,
    }
}

fn decide_with(choices: &NotificationChoices, news: &[News]) -> Decision {
    decide(
        news,
        circumstances(choices, &Attention::default(), NOW),
        &Recent::default(),
    )
}

#[test]
fn the_conversation_in_front_of_the_eyes_needs_no_toast_but_one_behind_another_window_does() {
    let choices = NotificationChoices::default();
    let looking = Attention {
        focused: true,
        visible: true,
        conversation: Some(conversation(1)),
    };
    let away = Attention {
        focused: false,
        ..looking.clone()
    };
    let news = [message(1, 1)];
    let looked_at = decide(
        &news,
        circumstances(&choices, &looking, NOW),
        &Recent::default(),
    );
    assert!(looked_at.toasts.is_empty());
    assert_eq!(looked_at.marks, [ItemId(1)]);
    let behind = decide(
        &news,
        circumstances(&choices, &away, NOW),
        &Recent::default(),
    );
    assert_eq!(behind.toasts.len(), 1);
}

#[test]
fn the_fourth_message_of_a_burst_becomes_a_summary_that_keeps_counting() {
    let choices = NotificationChoices::default();
    let attention = Attention::default();
    let news: Vec<_> = (1..=5).map(|item| message(item, item as u8)).collect();
    let first = decide(
        &news,
        circumstances(&choices, &attention, NOW),
        &Recent::default(),
    );
    let burst = Toast::Burst {
        messages: 2,
        conversations: 2,
        only: None,
    };
    assert_eq!(first.toasts.len(), 4);
    assert_eq!(first.toasts[3], burst);
    let later = circumstances(&choices, &attention, NOW.plus(20_000));
    let second = decide(&[message(6, 5)], later, &first.recent);
    assert_eq!(
        second.toasts,
        [Toast::Burst {
            messages: 3,
            conversations: 2,
            only: None
        }]
    );
    let quiet = circumstances(&choices, &attention, NOW.plus(50_000));
    let third = decide(&[message(7, 1)], quiet, &second.recent);
    assert!(
        matches!(third.toasts[..], [Toast::Message { .. }]),
        "after a pause they are single"
    );
}

#[test]
fn what_is_hidden_does_not_leave_the_program() {
    let choices = NotificationChoices {
        hide_name: true,
        hide_text: true,
        ..NotificationChoices::default()
    };
    let decision = decide_with(&choices, &[message(1, 1)]);
    let printed = format!("{:?}", decision.toasts);
    assert!(
        !printed.contains("Layla") && !printed.contains("hello"),
        "{printed}"
    );
}

#[test]
fn quiet_hours_may_cross_midnight() {
    let choices = NotificationChoices {
        quiet: Some((22 * 60, 7 * 60)),
        ..NotificationChoices::default()
    };
    let quiet_at = |hour: u32| choices.is_quiet(hour * 60);
    assert!(quiet_at(23) && quiet_at(3) && quiet_at(22));
    assert!(!quiet_at(7) && !quiet_at(12));
}

#[test]
fn a_colleagues_conversation_concerns_me_only_when_a_person_is_asked_for() {
    let others = News {
        carrier: Carrier::SomebodyElse,
        ..message(1, 1)
    };
    let asked = News {
        person_asked: true,
        ..others.clone()
    };
    let choices = NotificationChoices::default();
    assert!(decide_with(&choices, &[others]).toasts.is_empty());
    assert_eq!(decide_with(&choices, &[asked]).toasts.len(), 1);
}

#[test]
fn what_came_while_away_is_one_line_for_all_of_it() {
    let choices = NotificationChoices::default();
    let attention = Attention::default();
    let mut news: Vec<_> = (1..=40)
        .map(|item| message(item, (item % 7) as u8))
        .collect();
    news.push(News {
        history: true,
        ..message(41, 1)
    });
    let decision = welcome_back(&news, circumstances(&choices, &attention, NOW));
    let line = Toast::WhileAway {
        messages: 40,
        conversations: 7,
        only: None,
    };
    assert_eq!(decision.toasts, [line]);
    assert_eq!(decision.marks.len(), 41);
}

fn any_news() -> impl Strategy<Value = News> {
    let carrier = prop_oneof![
        Just(Carrier::Me),
        Just(Carrier::Nobody),
        Just(Carrier::SomebodyElse)
    ];
    (0_i64..60, 0_u8..6, any::<bool>(), carrier, any::<bool>()).prop_map(
        |(item, number, history, carrier, person_asked)| News {
            history,
            carrier,
            person_asked,
            ..message(item, number)
        },
    )
}

fn any_choices() -> impl Strategy<Value = NotificationChoices> {
    let concern = prop_oneof![
        Just(Concern::Mine),
        Just(Concern::MineAndUnassigned),
        Just(Concern::Everything)
    ];
    let quiet = proptest::option::of((0_u32..1440, 0_u32..1440));
    (any::<bool>(), concern, any::<bool>(), any::<bool>(), quiet).prop_map(
        |(enabled, concern, hide_text, hide_name, quiet)| NotificationChoices {
            enabled,
            concern,
            hide_text,
            hide_name,
            quiet,
        },
    )
}

fn any_attention() -> impl Strategy<Value = Attention> {
    (any::<bool>(), any::<bool>(), proptest::option::of(0_u8..6)).prop_map(
        |(focused, visible, number)| Attention {
            focused,
            visible,
            conversation: number.map(conversation),
        },
    )
}

fn given(number: u8) -> GivenNow {
    GivenNow {
        conversation: conversation(number),
        name: "Layla".into(),
    }
}

fn toast_of(number: u8) -> Toast {
    Toast::Given {
        conversation: conversation(number),
        name: Some("Layla".into()),
    }
}

#[test]
fn what_is_given_to_me_is_told_whatever_concerns_me_and_not_against_my_choices() {
    let attention = Attention::default();
    let told = |choices: &NotificationChoices, attention: &Attention| {
        let circumstances = circumstances(choices, attention, NOW);
        decide_given(&[given(1)], circumstances, &Recent::default()).toasts
    };
    for concern in [
        Concern::Mine,
        Concern::MineAndUnassigned,
        Concern::Everything,
    ] {
        let choices = NotificationChoices {
            concern,
            ..NotificationChoices::default()
        };
        assert_eq!(told(&choices, &attention), [toast_of(1)]);
    }
    let off = NotificationChoices {
        enabled: false,
        ..NotificationChoices::default()
    };
    let quiet = NotificationChoices {
        quiet: Some((11 * 60, 13 * 60)),
        ..NotificationChoices::default()
    };
    for choices in [off, quiet] {
        assert_eq!(told(&choices, &attention), []);
    }
    let hidden = NotificationChoices {
        hide_name: true,
        ..NotificationChoices::default()
    };
    assert!(matches!(
        &told(&hidden, &attention)[..],
        [Toast::Given { name: None, .. }]
    ));
    let looking = Attention {
        focused: true,
        visible: true,
        conversation: Some(conversation(1)),
    };
    assert_eq!(told(&NotificationChoices::default(), &looking), []);
}

#[test]
fn a_whole_queue_given_to_me_is_three_toasts_and_a_number_and_messages_count_with_it() {
    let choices = NotificationChoices::default();
    let attention = Attention::default();
    let circumstances = circumstances(&choices, &attention, NOW);
    let first = decide(&[message(1, 9)], circumstances, &Recent::default());
    let queue: Vec<_> = (1..=6).map(given).collect();
    let told = decide_given(&queue, circumstances, &first.recent);
    let more = Toast::MoreGiven {
        conversations: 4,
        only: None,
    };
    assert_eq!(told.toasts, [toast_of(1), toast_of(2), more]);
    assert!(told.marks.is_empty());
}

proptest! {
    /// A whole day in batches, with restarts that forget everything but the marks.
    #[test]
    fn no_item_is_ever_shown_twice_and_nothing_against_the_choices(
        choices in any_choices(),
        batches in proptest::collection::vec(
            (proptest::collection::vec(any_news(), 0..12), any_attention(), 0_i64..120_000,
             0_u32..1440, any::<bool>()),
            1..12,
        ),
    ) {
        let mut marks: HashSet<ItemId> = HashSet::new();
        let mut shown: HashSet<ItemId> = HashSet::new();
        let mut recent = Recent::default();
        let mut now = NOW;
        for (mut news, attention, pause, minute_of_day, restarted) in batches {
            now = now.plus(pause);
            for piece in &mut news {
                piece.marked = marks.contains(&piece.item);
            }
            let circumstances =
                Circumstances { choices: &choices, attention: &attention, now, minute_of_day };
            let decision = if restarted {
                welcome_back(&news, circumstances)
            } else {
                decide(&news, circumstances, &recent)
            };
            let singles = decision
                .toasts
                .iter()
                .filter(|toast| matches!(toast, Toast::Message { .. }))
                .count();
            prop_assert!(singles <= SINGLES);
            prop_assert!(decision.toasts.len() <= singles + 1, "at most one summary");
            prop_assert!(decision.recent.singles.len() <= SINGLES);
            if !choices.enabled || choices.is_quiet(minute_of_day) {
                prop_assert!(decision.toasts.is_empty());
            }
            for toast in &decision.toasts {
                if let Toast::Message { conversation, item, name, text, .. } = toast {
                    prop_assert!(shown.insert(*item), "shown twice");
                    prop_assert!(!attention.is_on(conversation));
                    let piece = news.iter().find(|piece| piece.item == *item).expect("from the news");
                    prop_assert!(!piece.history && piece.concerns(choices.concern));
                    prop_assert_eq!(name.is_none(), choices.hide_name);
                    prop_assert_eq!(text.is_none(), choices.hide_text);
                }
            }
            for piece in &news {
                prop_assert!(piece.marked || decision.marks.contains(&piece.item), "left unmarked");
            }
            marks.extend(decision.marks);
            recent = decision.recent;
        }
    }

    /// What is summed up and what is shown singly add up to what concerns the person.
    #[test]
    fn toasts_account_for_every_message_that_concerns_the_person(
        choices in any_choices(),
        news in proptest::collection::vec(any_news(), 0..30),
        attention in any_attention(),
    ) {
        let circumstances = circumstances(&choices, &attention, NOW);
        let mut seen = HashSet::new();
        let wanted = news
            .iter()
            .filter(|piece| seen.insert(piece.item) && is_shown(piece, circumstances))
            .count();
        let count = |toasts: &[Toast]| -> usize {
            toasts
                .iter()
                .map(|toast| match toast {
                    Toast::Message { .. } => 1,
                    Toast::Burst { messages, .. } | Toast::WhileAway { messages, .. } => {
                        *messages as usize
                    }
                    Toast::Given { .. } | Toast::MoreGiven { .. } => 0,
                })
                .sum()
        };
        let running = decide(&news, circumstances, &Recent::default());
        prop_assert_eq!(count(&running.toasts), wanted);
        prop_assert_eq!(count(&welcome_back(&news, circumstances).toasts), wanted);
    }
}
