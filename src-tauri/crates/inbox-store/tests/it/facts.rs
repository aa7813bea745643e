//! What a conversation's row says follows from its items, its listing and the desk.

use inbox_core::{
    AgentKind, AttentionKind, CallOutcome, ChannelKind, FileSource, MoveReason, OutboxAction,
    OutgoingFile, OutgoingMessage, PreviewKind, Status, StuckReason, WhoseMove,
};
use inbox_store::{NewOutbound, OwnMessage, Sort, View};

use crate::support::*;

#[tokio::test]
async fn a_failed_message_needs_a_person_until_a_later_one_gets_through() {
    let desk = Desk::new().await;
    let record = conversation("c");
    desk.tell(
        &record,
        vec![answers("c", "i1", at(1), "ok"), fails("c", "i2", at(2))],
    )
    .await;
    let row = desk.row("c").await;
    assert_eq!(row.whose, WhoseMove::NeedsPerson);
    assert_eq!(row.reason, Some(MoveReason::NotDelivered));
    assert_eq!(row.since, Some(at(2)));
    desk.tell(&record, vec![answers("c", "i3", at(3), "again")])
        .await;
    assert_eq!(desk.row("c").await.whose, WhoseMove::Waiting);
}

#[tokio::test]
async fn a_message_that_fails_after_it_was_sent_stops_counting_as_an_answer() {
    let desk = Desk::new().await;
    let record = conversation("c");
    let sent = answers("c", "i2", at(2), "answer");
    desk.tell(&record, vec![asks("c", "i1", at(1), "hello"), sent.clone()])
        .await;
    assert_eq!(desk.row("c").await.whose, WhoseMove::Waiting);
    desk.hint(&fails("c", "i2", at(2))).await;
    let row = desk.row("c").await;
    assert_eq!(row.reason, Some(MoveReason::NotDelivered));
    assert_eq!(
        row.waiting_since,
        Some(at(1)),
        "the customer waits since the question"
    );
    desk.tell(&record, vec![sent]).await;
    assert_eq!(
        desk.row("c").await.reason,
        Some(MoveReason::NotDelivered),
        "an older state does not take the failure back"
    );
}

#[tokio::test]
async fn the_customer_waits_since_the_first_event_that_no_person_answered() {
    let desk = Desk::new().await;
    desk.clock.set(at(10));
    desk.tell(
        &conversation("c"),
        vec![
            asks("c", "i1", at(1), "one"),
            answers("c", "i2", at(2), "answer"),
            asks("c", "i3", at(3), "two"),
            ai_answers("c", "i4", at(4)),
        ],
    )
    .await;
    let row = desk.row("c").await;
    assert_eq!(row.whose, WhoseMove::OurTurn);
    assert_eq!(row.since, Some(at(3)), "the AI's answer is not a person's");
    desk.tell(
        &conversation("c"),
        vec![calls("c", "i5", at(5), CallOutcome::Missed)],
    )
    .await;
    let row = desk.row("c").await;
    assert_eq!(row.whose, WhoseMove::NeedsPerson);
    assert_eq!(row.reason, Some(MoveReason::MissedCall));
    assert_eq!(row.since, Some(at(5)), "the call asks, not the message");
    assert_eq!(row.waiting_since, Some(at(3)));
    assert_eq!(desk.ids(View::NeedsPerson, Sort::NeedsUsFirst).await, ["c"]);
    desk.tell(
        &conversation("c"),
        vec![calls("c", "i6", at(6), CallOutcome::Answered)],
    )
    .await;
    assert_eq!(
        desk.row("c").await.whose,
        WhoseMove::Waiting,
        "talking answers"
    );
    assert!(
        desk.ids(View::NeedsPerson, Sort::NeedsUsFirst)
            .await
            .is_empty()
    );
}

#[tokio::test]
async fn a_call_that_only_the_listing_tells_of_asks_for_a_person_at_once() {
    let desk = Desk::new().await;
    desk.list(&[relisted(&conversation("c"), "1", |record| {
        record.preview = Some(inbox_core::Preview {
            kind: PreviewKind::MissedCall,
            outbound: false,
            text: None,
        });
        record.last_activity_at = at(3);
    })])
    .await;
    let row = desk.row("c").await;
    assert_eq!(row.reason, Some(MoveReason::MissedCall));
    assert_eq!(row.since, Some(at(3)));
}

#[tokio::test]
async fn a_very_frustrated_customer_needs_a_person_although_the_ai_answers() {
    let desk = Desk::new().await;
    let angry = |version: &str, percent| {
        relisted(&conversation("c"), version, |record| {
            record.facts.ai_on = Some(true);
            record.facts.frustration = Some(percent);
        })
    };
    desk.tell(
        &angry("1", 79),
        vec![asks("c", "q", at(1), "hm"), ai_answers("c", "a", at(2))],
    )
    .await;
    assert_eq!(desk.row("c").await.whose, WhoseMove::Ai);
    desk.list(&[angry("2", 80)]).await;
    let row = desk.row("c").await;
    assert_eq!(row.reason, Some(MoveReason::Frustrated));
    assert_eq!(row.since, Some(at(1)));
    assert_eq!(
        desk.ids(View::Unassigned, Sort::Newest).await,
        ["c"],
        "whoever is free is asked"
    );
    desk.tell(&angry("3", 95), vec![answers("c", "p", at(3), "I am here")])
        .await;
    assert_eq!(desk.row("c").await.whose, WhoseMove::Ai);
}

#[tokio::test]
async fn a_row_tells_when_a_hidden_conversation_comes_back_also_while_that_is_on_its_way() {
    let desk = Desk::new().await;
    let told = relisted(&conversation("c"), "1", |record| {
        record.status = Status::Snoozed;
        record.facts.snoozed_until = Some(at(60));
        record.facts.subject = Some("Invoice 12".to_owned());
    });
    desk.list(std::slice::from_ref(&told)).await;
    let row = desk.row("c").await;
    assert_eq!(row.snoozed_until, Some(at(60)));
    assert_eq!(row.subject.as_deref(), Some("Invoice 12"));
    let act = |id: &str, status, until| inbox_store::NewOutbound {
        id: inbox_core::OutboxId(id.to_owned()),
        conversation: desk.id("c"),
        action: inbox_core::OutboxAction::Act {
            action: inbox_core::ConversationAction::SetStatus { status, until },
        },
        created_at: at(1),
        not_before: None,
    };
    let later = act("o1", Status::Snoozed, Some(at(90)));
    commit!(desk, |w| w.queue(&later)).expect("queued");
    assert_eq!(desk.row("c").await.snoozed_until, Some(at(90)));
    let receipt = inbox_core::Receipt { item: None };
    commit!(desk, |w| w.confirm(&later.id, &receipt)).expect("confirmed");
    assert_eq!(desk.row("c").await.snoozed_until, Some(at(90)));
    let open = act("o2", Status::Open, None);
    commit!(desk, |w| w.queue(&open)).expect("queued");
    assert_eq!(desk.row("c").await.snoozed_until, None, "it is not hidden");
}

#[tokio::test]
async fn since_when_the_ai_is_off_is_known_where_this_desk_switched_it_off() {
    let desk = Desk::new().await;
    let told = |version: &str, on| {
        relisted(&conversation("c"), version, |record| {
            record.facts.ai_on = Some(on);
        })
    };
    let off_since = async || {
        let mut read = desk.store.read().await.expect("read");
        let detail = read.conversation(&desk.id("c")).await.expect("detail");
        detail.expect("known").ai_off_since
    };
    desk.list(&[told("1", true)]).await;
    desk.list(&[told("2", false)]).await;
    assert_eq!(off_since().await, None, "somebody else did, some time ago");
    desk.list(&[told("3", true)]).await;
    desk.clock.set(at(5));
    let switch = inbox_store::NewOutbound {
        id: inbox_core::OutboxId("o".to_owned()),
        conversation: desk.id("c"),
        action: inbox_core::OutboxAction::Act {
            action: inbox_core::ConversationAction::SetAi { on: false },
        },
        created_at: at(5),
        not_before: None,
    };
    commit!(desk, |w| w.queue(&switch)).expect("queued");
    assert_eq!(off_since().await, Some(at(5)));
    desk.clock.set(at(9));
    let receipt = inbox_core::Receipt { item: None };
    commit!(desk, |w| w.confirm(&switch.id, &receipt)).expect("confirmed");
    desk.list(&[told("4", false)]).await;
    assert_eq!(off_since().await, Some(at(5)));
    desk.list(&[told("5", true)]).await;
    assert_eq!(off_since().await, None);
}

#[tokio::test]
async fn a_question_in_the_same_instant_as_an_answer_but_after_it_waits() {
    let desk = Desk::new().await;
    let record = conversation("c");
    // Platforms list newest first.
    desk.tell(
        &record,
        vec![
            asks("c", "i2", at(1), "and now?"),
            answers("c", "i1", at(1), "answer"),
        ],
    )
    .await;
    assert_eq!(desk.row("c").await.whose, WhoseMove::OurTurn);
}

#[tokio::test]
async fn only_messages_open_the_reply_window_and_only_on_whatsapp() {
    let desk = Desk::new().await;
    desk.tell(
        &conversation("wa"),
        vec![
            asks("wa", "i1", at(0), "hi"),
            calls("wa", "i2", at(60), CallOutcome::Missed),
        ],
    )
    .await;
    assert_eq!(desk.row("wa").await.window_ends_at, Some(at(24 * 60)));
    let mail = relisted(&conversation("mail"), "mail-1", |record| {
        record.channel_kind = ChannelKind::Email;
    });
    desk.tell(&mail, vec![asks("mail", "i3", at(0), "hi")])
        .await;
    assert_eq!(desk.row("mail").await.window_ends_at, None);
}

#[tokio::test]
async fn the_passing_of_time_alone_moves_a_conversation_to_closing_and_back() {
    let desk = Desk::new().await;
    desk.tell(&conversation("c"), vec![asks("c", "i1", at(0), "hi")])
        .await;
    assert_eq!(desk.row("c").await.whose, WhoseMove::OurTurn);

    let next = desk.store.advance_moves(at(0)).await.expect("advance");
    let closing = next.expect("the window will be closing");
    assert_eq!(closing, at(20 * 60).plus(1));
    assert_eq!(
        desk.store
            .advance_moves(closing.plus(-1))
            .await
            .expect("advance"),
        Some(closing),
        "a moment too early changes nothing"
    );
    assert_eq!(desk.row("c").await.whose, WhoseMove::OurTurn);

    let mut changes = desk.store.changes();
    let end = desk.store.advance_moves(closing).await.expect("advance");
    assert_eq!(end, Some(at(24 * 60)));
    assert_eq!(desk.row("c").await.whose, WhoseMove::ClosingSoon);
    assert_eq!(desk.ids(View::ClosingSoon, Sort::ClosingFirst).await, ["c"]);
    let told = changes.try_recv().expect("the change is told");
    assert!(told.changes.contains(&inbox_store::Change::Counts));

    assert_eq!(
        desk.store
            .advance_moves(at(24 * 60))
            .await
            .expect("advance"),
        None
    );
    assert_eq!(desk.row("c").await.whose, WhoseMove::OurTurn);
}

#[tokio::test]
async fn an_ai_carries_until_a_person_is_asked_for_and_a_persons_answer_settles_that() {
    let desk = Desk::new().await;
    let record = relisted(&conversation("c"), "c-1", |record| {
        record.assignee = carried_by("bot", AgentKind::AiAgent);
    });
    desk.tell(
        &record,
        vec![asks("c", "i1", at(1), "hi"), ai_answers("c", "i2", at(2))],
    )
    .await;
    assert_eq!(desk.row("c").await.whose, WhoseMove::Ai);
    assert!(desk.ids(View::Unassigned, Sort::Newest).await.is_empty());

    let record = relisted(&record, "c-2", |record| {
        record.facts.attention = vec![asked_for(AttentionKind::HumanRequested, at(3))];
    });
    desk.list(std::slice::from_ref(&record)).await;
    assert_eq!(desk.row("c").await.reason, Some(MoveReason::HumanRequested));
    assert_eq!(
        desk.ids(View::HumanRequested, Sort::NeedsUsFirst).await,
        ["c"]
    );
    assert_eq!(desk.ids(View::Unassigned, Sort::Newest).await, ["c"]);

    desk.tell(&record, vec![answers("c", "i3", at(4), "here I am")])
        .await;
    assert_eq!(desk.row("c").await.whose, WhoseMove::Ai);
    assert!(
        desk.ids(View::HumanRequested, Sort::NeedsUsFirst)
            .await
            .is_empty()
    );
}

#[tokio::test]
async fn a_stuck_ai_asks_for_us_while_it_is_on() {
    let desk = Desk::new().await;
    let record = relisted(&conversation("c"), "c-1", |record| {
        record.assignee = carried_by("bot", AgentKind::AiAgent);
    });
    desk.list(std::slice::from_ref(&record)).await;
    let record = relisted(&record, "c-stuck", |record| {
        record.facts.attention = vec![asked_for(AttentionKind::AiStuck, at(3))];
    });
    desk.list(std::slice::from_ref(&record)).await;
    assert_eq!(desk.row("c").await.reason, Some(MoveReason::AiStuck));
    assert_eq!(desk.ids(View::Unassigned, Sort::Newest).await, ["c"]);
    let taken = relisted(&record, "c-2", |record| {
        record.assignee = carried_by(ME, AgentKind::Person);
    });
    desk.list(&[taken]).await;
    assert_eq!(desk.row("c").await.reason, None);
    assert_eq!(desk.ids(View::Mine, Sort::Newest).await, ["c"]);
}

#[tokio::test]
async fn a_stuck_send_needs_a_person_until_it_is_let_go() {
    let desk = Desk::new().await;
    desk.tell(&conversation("c"), vec![asks("c", "i1", at(-1), "hi")])
        .await;
    desk.say("c", "o1", "answer").await;
    assert_eq!(
        desk.row("c").await.whose,
        WhoseMove::OurTurn,
        "a queued answer has reached nobody"
    );
    let id = inbox_core::OutboxId("o1".to_owned());
    commit!(desk, |w| w.stick(&id, StuckReason::WindowClosed)).expect("stick");
    let row = desk.row("c").await;
    assert_eq!(row.reason, Some(MoveReason::NotDelivered));
    assert_eq!(row.waiting_since, Some(at(-1)));
    commit!(desk, |w| w.discard(&id)).expect("discard");
    assert_eq!(desk.row("c").await.whose, WhoseMove::OurTurn);
}

#[tokio::test]
async fn until_the_platform_took_an_answer_the_customer_waits_for_us() {
    let desk = Desk::new().await;
    desk.tell(&conversation("c"), vec![asks("c", "i1", at(-1), "hi")])
        .await;
    let waits = async |desk: &Desk, why: &str| {
        let row = desk.row("c").await;
        assert_eq!(row.whose, WhoseMove::OurTurn, "{why}");
        assert_eq!(row.since, Some(at(-1)), "{why}");
        assert_eq!(row.waiting_since, Some(at(-1)), "{why}");
        let own = row.preview.and_then(|preview| preview.own);
        assert!(matches!(own, Some(OwnMessage::Unconfirmed(_))), "{why}");
        let mut read = desk.store.read().await.expect("read");
        let detail = read.conversation(&desk.id("c")).await.expect("read");
        let first_reply = detail.and_then(|detail| detail.first_reply_ms);
        assert_eq!(first_reply, None, "{why}");
    };
    desk.say("c", "o1", "answer").await;
    waits(&desk, "queued").await;
    let id = inbox_core::OutboxId("o1".to_owned());
    commit!(desk, |w| w.begin_attempt(&id)).expect("begin");
    waits(&desk, "on its way").await;
    commit!(desk, |w| w.wait(&id, at(5))).expect("wait");
    waits(&desk, "waits for another try").await;
    commit!(desk, |w| w.begin_attempt(&id)).expect("begin");
    commit!(desk, |w| w.check(&id, at(6))).expect("check");
    waits(&desk, "nobody knows").await;
    commit!(desk, |w| w.stick(&id, StuckReason::TooManyAttempts)).expect("stick");
    assert_eq!(desk.row("c").await.whose, WhoseMove::NeedsPerson);
    commit!(desk, |w| w.retry(&id)).expect("retry");
    waits(&desk, "tried again").await;
    commit!(desk, |w| w.begin_attempt(&id)).expect("begin");
    let receipt = inbox_core::Receipt { item: None };
    commit!(desk, |w| w.confirm(&id, &receipt)).expect("confirm");
    let row = desk.row("c").await;
    assert_eq!((row.whose, row.since), (WhoseMove::Waiting, None));
}

#[tokio::test]
async fn words_that_wait_change_nothing_about_what_was_said_before_them() {
    let desk = Desk::new().await;
    let record = conversation("c");
    let failed = fails("c", "i2", at(-2));
    desk.tell(&record, vec![asks("c", "i1", at(-3), "hi"), failed])
        .await;
    desk.say("c", "o1", "once more").await;
    let row = desk.row("c").await;
    assert_eq!(row.reason, Some(MoveReason::NotDelivered), "still not");
    desk.tell(
        &record,
        vec![answers("c", "i3", at(-1), "from a colleague")],
    )
    .await;
    assert_eq!(desk.row("c").await.whose, WhoseMove::Waiting);
    desk.tell(&record, vec![asks("c", "i4", at(1), "and now?")])
        .await;
    desk.say("c", "o2", "now this").await;
    let row = desk.row("c").await;
    assert_eq!((row.whose, row.since), (WhoseMove::OurTurn, Some(at(1))));
    for id in ["o1", "o2"] {
        let id = inbox_core::OutboxId(id.to_owned());
        let receipt = inbox_core::Receipt { item: None };
        commit!(desk, |w| w.begin_attempt(&id)).expect("begin");
        commit!(desk, |w| w.confirm(&id, &receipt)).expect("confirm");
    }
    assert_eq!(desk.row("c").await.whose, WhoseMove::Waiting);
}

#[tokio::test]
async fn of_words_with_files_that_wait_no_part_is_an_answer() {
    let desk = Desk::new().await;
    desk.tell(&conversation("c"), vec![asks("c", "i1", at(-1), "hi")])
        .await;
    let file = |name: &str| OutgoingFile {
        name: name.to_owned(),
        mime_type: "image/png".to_owned(),
        bytes: 9,
        source: FileSource::Link {
            url: format!("https://files.example.com/{name}"),
        },
    };
    let new = NewOutbound {
        id: inbox_core::OutboxId("o1".to_owned()),
        conversation: desk.id("c"),
        action: OutboxAction::Send {
            message: Box::new(OutgoingMessage {
                files: vec![file("one.png"), file("two.png")],
                ..OutgoingMessage::text("o1", "both")
            }),
        },
        created_at: at(0),
        not_before: None,
    };
    commit!(desk, |w| w.queue(&new)).expect("queue");
    assert!(desk.timeline("c").await.items.len() > 2, "several items");
    assert_eq!(desk.row("c").await.whose, WhoseMove::OurTurn);
    commit!(desk, |w| w.discard(&new.id)).expect("discard");
    assert_eq!(desk.row("c").await.whose, WhoseMove::OurTurn);
}

#[tokio::test]
async fn before_its_timeline_is_read_a_conversation_shows_what_the_listing_tells() {
    let desk = Desk::new().await;
    let record = relisted(&conversation("c"), "c-1", |record| {
        record.preview = listed_text("السلام عليكم 🌙", false);
        record.last_activity_at = at(-30);
    });
    desk.list(std::slice::from_ref(&record)).await;
    let row = desk.row("c").await;
    assert_eq!(row.whose, WhoseMove::OurTurn);
    assert_eq!(row.since, Some(at(-30)));
    assert_eq!((row.unread, row.unread_count), (true, 1));
    assert_eq!(
        row.preview.and_then(|preview| preview.text).as_deref(),
        Some("السلام عليكم 🌙")
    );

    let answered = relisted(&record, "c-2", |record| {
        record.preview = listed_text("وعليكم السلام", true);
        record.last_activity_at = at(-20);
    });
    desk.list(&[answered]).await;
    let row = desk.row("c").await;
    assert_eq!(row.whose, WhoseMove::Waiting);
    assert!(!row.unread);
}

#[tokio::test]
async fn an_activity_that_moves_the_listing_does_not_make_an_old_message_new() {
    let desk = Desk::new().await;
    let record = relisted(&conversation("c"), "c-1", |record| {
        record.preview = listed_text("hi", false);
        record.last_activity_at = at(1);
    });
    desk.tell(&record, vec![asks("c", "i1", at(1), "hi")]).await;
    commit!(desk, |w| w
        .mark_read(&desk.id("c"), inbox_store::ReadThrough::Newest))
    .expect("read");
    let reassigned = relisted(&record, "c-2", |record| {
        record.assignee = carried_by("other", AgentKind::Person);
        record.last_activity_at = at(5);
    });
    desk.list(&[reassigned]).await;
    let row = desk.row("c").await;
    assert!(!row.unread);
    assert_eq!(row.since, Some(at(1)));
}

#[tokio::test]
async fn a_listing_ahead_of_the_timeline_makes_the_row_unread_until_the_timeline_tells() {
    let desk = Desk::new().await;
    let record = conversation("c");
    desk.tell(
        &record,
        vec![
            asks("c", "i1", at(1), "one"),
            answers("c", "i2", at(2), "ok"),
        ],
    )
    .await;
    commit!(desk, |w| w
        .mark_read(&desk.id("c"), inbox_store::ReadThrough::Newest))
    .expect("read");
    let ahead = relisted(&record, "c-2", |record| {
        record.preview = listed_text("two", false);
        record.last_activity_at = at(9);
    });
    desk.list(std::slice::from_ref(&ahead)).await;
    let row = desk.row("c").await;
    assert!(row.unread);
    assert_eq!(row.since, Some(at(9)));
    desk.tell(&ahead, vec![asks("c", "i3", at(8), "two")]).await;
    let row = desk.row("c").await;
    assert_eq!(
        row.since,
        Some(at(8)),
        "the timeline's time is the true one"
    );
    assert_eq!(row.unread_count, 1);
}

#[tokio::test]
async fn the_row_shows_the_last_message_and_not_the_activity_after_it() {
    let desk = Desk::new().await;
    let mut assigned = answers("c", "i2", at(2), "");
    assigned.direction = inbox_core::Direction::Internal;
    assigned.delivery = None;
    assigned.content = inbox_core::Content::Activity(inbox_core::Activity::Assigned {
        to_name: None,
        to: None,
        to_kind: AgentKind::Person,
        by_name: None,
    });
    desk.tell(
        &conversation("c"),
        vec![asks("c", "i1", at(1), "مرحبا"), assigned],
    )
    .await;
    let row = desk.row("c").await;
    let preview = row.preview.expect("preview");
    assert_eq!(preview.kind, PreviewKind::Text);
    assert_eq!(preview.text.as_deref(), Some("مرحبا"));
    assert_eq!(row.last_activity_at, at(2));
}

#[tokio::test]
async fn resolved_and_snoozed_conversations_are_nobodys_move_and_in_their_own_views() {
    let desk = Desk::new().await;
    for (id, status) in [
        ("r", Status::Resolved),
        ("s", Status::Snoozed),
        ("p", Status::Pending),
    ] {
        let record = relisted(&conversation(id), "1", |record| record.status = status);
        desk.tell(&record, vec![asks(id, id, at(1), "hi")]).await;
        assert_eq!(desk.row(id).await.whose, WhoseMove::Waiting);
    }
    assert_eq!(desk.ids(View::Resolved, Sort::Newest).await, ["r"]);
    assert_eq!(desk.ids(View::Snoozed, Sort::Newest).await, ["s"]);
    assert_eq!(desk.ids(View::AllOpen, Sort::Newest).await, ["p"]);
}
