//! What goes out to the customers of a simulated account, and what is done to their conversations.

use inbox_core::{
    AgentKind, Clock, ConversationAction, Platform, PlatformError, RemoteId, SentProbe, Status,
};
use inbox_platforms::{Composition, Recipient};
use inbox_simulators::ohallo::ReplyDelay;

use super::desk::{Desk, taking_over};
use crate::support::words;

fn refused(code: &str) -> PlatformError {
    PlatformError::Refused {
        code: code.to_owned(),
    }
}

#[tokio::test]
async fn while_the_ai_answers_words_go_out_only_after_a_take_over() {
    let desk = Desk::empty().await;
    let customer = desk.customer_writes("Hello?");
    let conversation = desk.conversation(&customer).await;
    assert_eq!(
        desk.ohallo.send(&conversation, &words("Hello!")).await,
        Err(PlatformError::AiAnswers)
    );
    assert!(desk.control.sends().is_empty(), "it was not even tried");
    let receipt = desk
        .ohallo
        .send(&conversation, &taking_over("Hello!"))
        .await;
    assert_eq!(receipt.expect("accepted").item, None);
    assert_eq!(desk.control.sent_texts(), ["Hello!"]);
    assert_eq!(desk.conversation(&customer).await.facts.ai_on, Some(false));
    // What is stored may be older than that.
    desk.ohallo
        .send(&conversation, &words("Still there?"))
        .await
        .expect("a person has it");
    // And somebody may give it back meanwhile.
    let held = desk.conversation(&customer).await;
    desk.control
        .portal_release(&customer.conversation_id)
        .expect("it runs");
    let sent = desk.ohallo.send(&held, &words("Hello?")).await;
    assert_eq!(sent, Err(PlatformError::AiAnswers));
    desk.ohallo
        .send(&held, &taking_over("Hello again"))
        .await
        .expect("taken over anew");
    assert_eq!(
        desk.control.sent_texts(),
        ["Hello!", "Still there?", "Hello again"]
    );
}

#[tokio::test]
async fn a_take_over_that_shows_late_is_waited_for() {
    let desk = Desk::empty().await;
    desk.control.quirks(|quirks| quirks.signal_delay_ms = 1_000);
    let conversation = desk.conversation(&desk.customer_writes("Hello?")).await;
    let ohallo = desk.ohallo.clone();
    let record = conversation.clone();
    let send = tokio::spawn(async move { ohallo.send(&record, &taking_over("Hello!")).await });
    while !send.is_finished() {
        tokio::task::yield_now().await;
        desk.advance(10).await;
    }
    send.await.expect("no panic").expect("accepted");
    assert_eq!(desk.control.sent_texts(), ["Hello!"]);
}

#[tokio::test]
async fn a_reply_whose_answer_was_lost_is_found_in_the_thread_and_never_sent_again() {
    let desk = Desk::empty().await;
    desk.control.delay_replies(ReplyDelay::AfterMs(1_000));
    let customer = desk.customer_writes("Hello?");
    desk.control
        .portal_take_over(&customer.conversation_id)
        .expect("it runs");
    let conversation = desk.conversation(&customer).await;
    desk.control
        .faults(|faults| faults.lose_send_answers_next = 1);
    let probe = |linked: Vec<RemoteId>| SentProbe {
        conversation: conversation.remote.clone(),
        message: words("Hello,\n  there"),
        attempted_at: desk.clock.now(),
        linked,
    };
    let error = desk
        .ohallo
        .send(&conversation, &words("Hello, there"))
        .await
        .expect_err("no answer");
    assert!(error.outcome_unknown(), "{error}");
    assert_eq!(desk.ohallo.find_sent(&probe(Vec::new())).await, Ok(None));
    desk.advance(1_000).await;
    let found = desk.ohallo.find_sent(&probe(Vec::new())).await;
    let found = found.expect("a thread").expect("it is there by now");
    assert_eq!(
        desk.ohallo.find_sent(&probe(vec![found.remote])).await,
        Ok(None)
    );
    assert_eq!(desk.control.sent_texts(), ["Hello, there"]);
}

#[tokio::test]
async fn what_is_finished_is_said_to_be_finished() {
    let desk = Desk::empty().await;
    let customer = desk.customer_writes("Hello?");
    let conversation = desk.conversation(&customer).await;
    let resolve = ConversationAction::SetStatus {
        status: Status::Resolved,
        until: None,
    };
    for _ in 0..2 {
        desk.ohallo
            .act(&conversation, &resolve)
            .await
            .expect("as good as once");
    }
    let send = desk
        .ohallo
        .send(&conversation, &taking_over("Hello!"))
        .await;
    assert_eq!(send, Err(refused("ConversationFinished")));
    let take_over = ConversationAction::SetAi { on: false };
    assert_eq!(
        desk.ohallo.act(&conversation, &take_over).await,
        Err(refused("ConversationFinished"))
    );
    let reopen = ConversationAction::SetStatus {
        status: Status::Open,
        until: None,
    };
    assert_eq!(
        desk.ohallo.act(&conversation, &reopen).await,
        Err(PlatformError::Unsupported)
    );
}

#[tokio::test]
async fn an_assignment_a_take_over_and_an_approval_arrive() {
    let desk = Desk::empty().await;
    let customer = desk.customer_writes("Hello?");
    let conversation = desk.conversation(&customer).await;
    let user = RemoteId(desk.control.overview().users[0].user_id.clone());
    let assign = |to: Option<RemoteId>| ConversationAction::Assign {
        to,
        to_kind: AgentKind::Person,
        force: false,
    };
    let assignee = || desk.control.conversations()[0].assignee_id.clone();
    desk.ohallo
        .act(&conversation, &assign(Some(user.clone())))
        .await
        .expect("done");
    assert_eq!(assignee(), Some(user.0));
    desk.ohallo
        .act(&conversation, &assign(None))
        .await
        .expect("done");
    assert_eq!(assignee(), None);
    let stranger = assign(Some(RemoteId::from("nobody")));
    assert_eq!(
        desk.ohallo.act(&conversation, &stranger).await,
        Err(PlatformError::NotFound)
    );

    let approve = ConversationAction::Approve;
    assert_eq!(
        desk.ohallo.act(&conversation, &approve).await,
        Err(refused("NothingToApprove"))
    );
    desk.control
        .want_approval(&customer.conversation_id)
        .expect("it runs");
    desk.advance(30_000).await;
    let asking = desk.conversation(&customer).await;
    for _ in 0..2 {
        desk.ohallo
            .act(&asking, &approve)
            .await
            .expect("as good as once");
    }
    for (on, ai_on) in [(false, false), (true, true)] {
        let action = ConversationAction::SetAi { on };
        desk.ohallo.act(&asking, &action).await.expect("done");
        assert_eq!(desk.conversation(&customer).await.facts.ai_on, Some(ai_on));
    }
}

#[tokio::test]
async fn a_composed_conversation_is_found_once_it_is_there() {
    let desk = Desk::empty().await;
    let overview = desk.control.overview();
    let channel = overview
        .channels
        .iter()
        .find(|channel| channel.channel_type == inbox_simulators::ohallo::ChannelType::Email)
        .expect("an e-mail channel");
    let new = Composition {
        workspace: RemoteId(channel.workspace_id.clone()),
        channel: RemoteId(channel.id.clone()),
        recipient: Recipient::Email {
            address: "mette@example.dk".to_owned(),
            name: Some("Mette".to_owned()),
        },
        subject: Some("Your order".to_owned()),
        text: "It has been sent.".to_owned(),
    };
    let since = desk.clock.now();
    desk.ohallo.compose(&new).await.expect("accepted");
    assert_eq!(desk.ohallo.find_composed(&new, since).await, Ok(None));
    desk.advance(5_000).await;
    let found = desk
        .ohallo
        .find_composed(&new, since)
        .await
        .expect("a list");
    let (found, first) = found.expect("it is there by now");
    assert!(!first.0.is_empty());
    assert_eq!(found.facts.ai_on, Some(false));
    assert_eq!(found.facts.subject.as_deref(), Some("Your order"));
}
