//! What helps a person write: asked once, said at once when it cannot be had, and never sent by itself.

use std::slice::from_ref;

use inbox_core::{
    Audience, ConversationId, Deed, FindingKind, LineId, LineNotice, PlatformError, PlatformKind,
    SavedReplyId, Status, Tone, Unavailable,
};
use inbox_engine::{AiOutcome, AiWish, EngineError};
use inbox_simulators::ohallo::Scope;
use inbox_testkit::{Absence, Calls, PlatformOptions, PlatformUnderTest, World};

use crate::support::Desk;

async fn desk(kind: PlatformKind) -> (World, LineId) {
    World::connected(PlatformOptions::quiet(kind)).await
}

/// A platform that is away, and known to be.
async fn away(world: &World, line: LineId) {
    world.platform.set_absent(Some(Absence::Refused));
    world
        .until("offline", async |world| {
            world.health(line).await == inbox_core::LineHealth::Offline
        })
        .await;
}

async fn asked(
    world: &World,
    conversation: &ConversationId,
    attempt: &str,
    wish: AiWish,
) -> Result<AiOutcome, EngineError> {
    world.engine.ask_ai(conversation, attempt, wish).await
}

fn words(outcome: AiOutcome) -> String {
    match outcome {
        AiOutcome::Words { text, .. } => text,
        other => panic!("no words: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_of_ones_own_is_filled_from_the_conversation_and_outlives_the_cache() {
    let (mut world, line) = desk(PlatformKind::Hatif).await;
    let conversation = world.open_window(line).await;
    let engine = &world.engine;
    for (code, text) in [("", "text"), ("code", "  ")] {
        let refused = engine.add_saved_reply(None, code, text).await;
        assert!(matches!(refused, Err(EngineError::EmptyText)), "{code}");
    }
    let text = "Hello, this is {{agent.name}} about {{order number}}";
    let kept = engine.add_saved_reply(None, "Café", text).await;
    let kept = kept.expect("it can be kept");
    let twice = engine.add_saved_reply(None, " cafe ", "other").await;
    assert!(matches!(twice, Err(EngineError::NameTaken)), "{twice:?}");

    let offered = engine.saved_replies(Some(&conversation)).await;
    let offered = offered.expect("they can be read");
    let filled = &offered[0].filled;
    assert!(!filled.contains("agent.name"), "{filled}");
    assert!(filled.ends_with("about {{order number}}"), "{filled}");
    assert_eq!(offered[0].text, text, "what was prepared stays as it was");

    world.restart_without_cache().await;
    let kept_on = world.engine.saved_replies(None).await;
    let kept_on = kept_on.expect("they can be read");
    assert_eq!(
        kept_on,
        std::slice::from_ref(&kept),
        "without a conversation nothing is filled"
    );
    let changed = world
        .engine
        .change_saved_reply(&kept.id, "cafe", "Short")
        .await;
    assert_eq!(changed.expect("its own name is free").text, "Short");
    world
        .engine
        .delete_saved_reply(&kept.id)
        .await
        .expect("deleted");
    let gone = world.engine.change_saved_reply(&kept.id, "cafe", "x").await;
    assert!(gone.is_err());
    assert!(world.platform.sent_texts().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shared_reply_is_kept_on_the_platform_and_only_there() {
    let (world, line) = desk(PlatformKind::Chatwoot).await;
    let engine = &world.engine;
    let added = engine
        .add_saved_reply(
            Some(line),
            "weekend",
            "On Sunday from nine, {{contact.name}}",
        )
        .await
        .expect("any role may write them");
    assert!(matches!(added.id, SavedReplyId::Line { .. }));
    let twice = engine.add_saved_reply(Some(line), "weekend", "again").await;
    assert!(matches!(twice, Err(EngineError::NameTaken)), "{twice:?}");
    let here = async || {
        let all = engine.saved_replies(None).await.expect("they can be read");
        all.into_iter().find(|reply| reply.id == added.id)
    };
    assert_eq!(here().await.as_ref(), Some(&added), "shown at once");
    let changed = engine
        .change_saved_reply(&added.id, "weekend", "On Sunday from ten")
        .await;
    assert_eq!(changed.expect("changed").text, "On Sunday from ten");

    // What the platform says when it is read again is the same.
    world.pass(20 * 60_000).await;
    let read = here().await.expect("the platform has it");
    assert_eq!(read.text, "On Sunday from ten");

    away(&world, line).await;
    let deleted = engine.delete_saved_reply(&added.id).await;
    assert!(matches!(
        deleted,
        Err(EngineError::Platform(PlatformError::Unreachable))
    ));
    assert!(here().await.is_some(), "nothing pretends to be deleted");
    world.platform.set_absent(None);
    engine.check_now(line).await.expect("it looks again");
    world
        .until("back", async |world| {
            world.health(line).await == inbox_core::LineHealth::Live
        })
        .await;
    // The directory may be read at this moment, as it was before.
    engine.delete_saved_reply(&added.id).await.expect("deleted");
    assert_eq!(here().await, None);
    world.rest().await;
    assert_eq!(
        here().await,
        None,
        "an older reading does not bring it back"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_line_cannot_do_is_not_even_asked() {
    let (world, line) = desk(PlatformKind::Hatif).await;
    let conversation = world.open_window(line).await;
    world.rest().await;
    let before = world.platform.calls_of(Calls::All);
    let unsupported = |error: EngineError| {
        assert!(
            matches!(error, EngineError::Platform(PlatformError::Unsupported)),
            "{error:?}"
        );
    };
    let engine = &world.engine;
    unsupported(engine.macros(line).await.expect_err("no macros"));
    unsupported(
        asked(&world, &conversation, "1", AiWish::Reply)
            .await
            .expect_err("no ai"),
    );
    unsupported(
        engine
            .find_answers(&conversation, "price?")
            .await
            .expect_err("no knowledge"),
    );
    unsupported(
        engine
            .templates(&conversation)
            .await
            .expect_err("no list of templates"),
    );
    unsupported(
        engine
            .add_saved_reply(Some(line), "code", "text")
            .await
            .expect_err("no shared replies"),
    );
    unsupported(
        engine
            .settle_ai_pause(line, "w/b", false)
            .await
            .expect_err("no pauses"),
    );
    assert_eq!(world.platform.calls_of(Calls::All), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_macro_says_what_it_will_do_runs_once_and_shows_what_it_did() {
    let (world, line) = desk(PlatformKind::Chatwoot).await;
    let conversation = world.open_window(line).await;
    let engine = &world.engine;
    let macros = engine.macros(line).await.expect("there are macros");
    let first = macros.first().expect("sample data");
    assert!(
        first.deeds.iter().all(|deed| *deed != Deed::Other),
        "{:?}",
        first.deeds
    );
    let resolves = first
        .deeds
        .iter()
        .any(|deed| matches!(deed, Deed::SetStatus { status } if *status == Status::Resolved));
    assert!(resolves, "{:?}", first.deeds);

    // Nothing else may take the refusal that is meant for the macro.
    world.rest().await;
    world.platform.refuse_as_too_many(1);
    let patience = engine
        .run_macro(&first.remote, from_ref(&conversation))
        .await;
    assert!(matches!(
        patience,
        Err(EngineError::Platform(PlatformError::RateLimited { .. }))
    ));
    world.pass(120_000).await;
    let truth = |world: &World| {
        let all = world.platform.truth();
        let mut all = all.into_iter();
        all.find(|one| one.remote == conversation.remote.0)
            .expect("it is there")
    };
    assert!(!truth(&world).resolved, "a refused macro did nothing");

    // Executed, but the answer is lost: it is said, and not done again.
    world.platform.lose_write_answers(1);
    let unknown = engine
        .run_macro(&first.remote, from_ref(&conversation))
        .await;
    assert!(
        matches!(&unknown, Err(EngineError::Platform(error)) if error.outcome_unknown()),
        "{unknown:?}"
    );
    world
        .until("what it did is read", async |world| {
            let mut read = world.store.read().await.expect("a read");
            let detail = read.conversation(&conversation).await.expect("a detail");
            detail.is_some_and(|detail| detail.status == Status::Resolved)
        })
        .await;
    world.in_step(line).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suggestion_is_only_a_suggestion_and_can_be_changed_further() {
    let (world, line) = desk(PlatformKind::Chatwoot).await;
    let conversation = world.open_window(line).await;
    let suggested = asked(&world, &conversation, "one", AiWish::Reply).await;
    let suggested = words(suggested.expect("an answer"));
    assert!(suggested.contains("Is anybody there?"), "{suggested}");
    let refine = |attempt: &str, wish: &str| AiWish::Refine {
        attempt: attempt.to_owned(),
        wish: wish.to_owned(),
    };
    let shorter = asked(&world, &conversation, "two", refine("one", "shorter")).await;
    assert!(words(shorter.expect("an answer")).contains("shorter"));
    let lost = asked(&world, &conversation, "three", refine("never", "shorter")).await;
    assert!(matches!(lost, Err(EngineError::AnswerExpired)), "{lost:?}");
    let rewritten = AiWish::Rewrite {
        text: "helo".to_owned(),
        tone: Tone::Friendly,
    };
    let rewritten = asked(&world, &conversation, "four", rewritten).await;
    assert!(words(rewritten.expect("an answer")).contains("friendly"));
    let nothing = asked(&world, &conversation, "five", AiWish::Tags).await;
    assert_eq!(
        nothing.expect("an answer"),
        AiOutcome::Nothing,
        "one message is too little to tell tags from"
    );
    assert!(world.platform.sent_texts().is_empty(), "nothing was sent");
    let mut read = world.store.read().await.expect("a read");
    assert_eq!(
        read.draft(&conversation, Audience::Customer)
            .await
            .expect("a draft"),
        None
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn suggested_tags_are_those_the_line_knows_and_the_conversation_lacks() {
    let (world, line) = desk(PlatformKind::Chatwoot).await;
    let conversation = world.open_window(line).await;
    for text in ["Hello?", "I want my money back", "Please"] {
        let remote = conversation.remote.as_str();
        world.platform.customer_writes(Some(remote), text);
    }
    world.in_step(line).await;
    let suggested = asked(&world, &conversation, "one", AiWish::Tags).await;
    let AiOutcome::Tags(tags) = suggested.expect("an answer") else {
        panic!("there are tags to suggest");
    };
    let mut read = world.store.read().await.expect("a read");
    let known = read.directory(line).await.expect("a directory").tags;
    assert!(
        tags.iter()
            .all(|tag| known.iter().any(|known| known.remote == *tag))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_summary_is_kept_with_its_age_and_what_came_after_it() {
    let (world, line) = desk(PlatformKind::Chatwoot).await;
    let conversation = world.open_window(line).await;
    let made = asked(&world, &conversation, "one", AiWish::Summary).await;
    let made = words(made.expect("an answer"));
    let kept = async || {
        let mut read = world.store.read().await.expect("a read");
        let detail = read.conversation(&conversation).await.expect("a detail");
        detail.and_then(|detail| detail.made_summary)
    };
    let summary = kept().await.expect("it is kept");
    assert_eq!((summary.text, summary.newer), (made, 0));
    world.pass(60_000).await;
    let remote = conversation.remote.as_str();
    world
        .platform
        .customer_writes(Some(remote), "And one more thing");
    world.in_step(line).await;
    let older = kept().await.expect("it is kept");
    assert_eq!(older.newer, 1);
    assert_eq!(older.made_at, summary.made_at);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ai_that_is_off_used_up_or_away_is_told_apart() {
    let (world, line) = desk(PlatformKind::Chatwoot).await;
    let conversation = world.open_window(line).await;
    let PlatformUnderTest::Chatwoot(chatwoot) = &world.platform else {
        panic!("this is a Chatwoot");
    };
    chatwoot.control().quirks(|quirks| quirks.ai_key = false);
    let off = asked(&world, &conversation, "one", AiWish::Reply).await;
    assert!(matches!(off, Err(EngineError::AiOff)), "{off:?}");
    chatwoot.control().quirks(|quirks| quirks.ai_key = true);

    world.rest().await;
    world.platform.refuse_as_too_many(1);
    let patience = asked(&world, &conversation, "two", AiWish::Reply).await;
    assert!(matches!(
        patience,
        Err(EngineError::Platform(PlatformError::RateLimited { .. }))
    ));
    world.pass(120_000).await;

    world.platform.fail_next(1);
    let failed = asked(&world, &conversation, "three", AiWish::Reply).await;
    assert!(matches!(
        failed,
        Err(EngineError::Platform(PlatformError::Failed { .. }))
    ));
    assert_eq!(
        world.health(line).await,
        inbox_core::LineHealth::Live,
        "a failing AI says nothing of the line"
    );

    away(&world, line).await;
    let before = world.platform.calls_of(Calls::All);
    let away = asked(&world, &conversation, "four", AiWish::Reply).await;
    assert!(matches!(
        away,
        Err(EngineError::Platform(PlatformError::Unreachable))
    ));
    assert_eq!(world.platform.calls_of(Calls::All), before, "said at once");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ai_that_is_not_part_of_the_account_is_known_when_the_line_connects() {
    let world = World::new(PlatformOptions::quiet(PlatformKind::Chatwoot)).await;
    let PlatformUnderTest::Chatwoot(chatwoot) = &world.platform else {
        panic!("this is a Chatwoot");
    };
    chatwoot.control().quirks(|quirks| {
        quirks.features.remove("captain_tasks");
    });
    let line = world.connect().await;
    world.in_step(line).await;
    let can = world.state(line).await.status.capabilities;
    let can = can.expect("it was reached");
    assert_eq!(can.ai_tasks, Err(Unavailable::Account));
    assert_eq!(can.macros, Ok(()));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_server_asks_its_ai_in_its_own_way_where_it_has_one() {
    let older = async |has_ai: bool| {
        let world = World::new(PlatformOptions::quiet(PlatformKind::Chatwoot)).await;
        let PlatformUnderTest::Chatwoot(chatwoot) = &world.platform else {
            panic!("this is a Chatwoot");
        };
        chatwoot.control().quirks(|quirks| {
            quirks.version = "4.10.1".to_owned();
            quirks.features.remove("captain_tasks");
            quirks.ai_key = has_ai;
        });
        let line = world.connect().await;
        world.in_step(line).await;
        let can = world.state(line).await.status.capabilities;
        (world, line, can.expect("it was reached").ai_tasks)
    };
    assert_eq!(older(false).await.2, Err(Unavailable::Account));
    let (world, line, can) = older(true).await;
    assert_eq!(can, Ok(()));

    let conversation = world.open_window(line).await;
    let suggested = asked(&world, &conversation, "one", AiWish::Reply).await;
    let AiOutcome::Words { text, refinable } = suggested.expect("answered") else {
        panic!("a suggestion is words");
    };
    assert!(!text.is_empty());
    assert!(!refinable, "nothing to go on with");
    let wish = AiWish::Rewrite {
        text: "thx".to_owned(),
        tone: Tone::Friendly,
    };
    let friendly = asked(&world, &conversation, "two", wish).await;
    assert_eq!(words(friendly.expect("answered")), "thx (friendly)");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_that_is_let_go_of_leaves_nothing_behind() {
    let (world, line) = desk(PlatformKind::Chatwoot).await;
    let conversation = world.open_window(line).await;
    let PlatformUnderTest::Chatwoot(chatwoot) = &world.platform else {
        panic!("this is a Chatwoot");
    };
    chatwoot
        .control()
        .faults(|faults| faults.latency_ms = 20_000);
    let (engine, about) = (world.engine.clone(), conversation.clone());
    let asking = tokio::spawn(async move { engine.ask_ai(&about, "slow", AiWish::Summary).await });
    let letting_go = async {
        while !asking.is_finished() {
            world.engine.stop_asking_ai("slow");
            tokio::task::yield_now().await;
        }
    };
    letting_go.await;
    chatwoot.control().faults(|faults| faults.latency_ms = 0);
    let outcome = asking.await.expect("it ends").expect("it is no failure");
    assert_eq!(outcome, AiOutcome::Cancelled);
    let mut read = world.store.read().await.expect("a read");
    let detail = read.conversation(&conversation).await.expect("a detail");
    assert_eq!(detail.and_then(|detail| detail.made_summary), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_found_in_what_the_platform_knows_as_far_as_the_key_may() {
    let (world, line) = desk(PlatformKind::Ohallo).await;
    let conversation = world.open_window(line).await;
    let PlatformUnderTest::Ohallo(ohallo) = &world.platform else {
        panic!("this is an Ohallo");
    };
    let engine = &world.engine;
    let question = "delivery order return refund price";
    let empty = engine.find_answers(&conversation, "  ").await;
    assert!(matches!(empty, Err(EngineError::EmptyText)));
    let long = engine.find_answers(&conversation, &"a".repeat(501)).await;
    assert!(matches!(long, Err(EngineError::TextTooLong { limit: 500 })));
    let found = engine.find_answers(&conversation, question).await;
    let found = found.expect("an answer");
    assert!(!found.is_empty());
    let nothing = engine.find_answers(&conversation, "zzzzqqq").await;
    assert_eq!(nothing.expect("an answer"), []);

    ohallo.control().limit_scopes(
        Scope::ALL
            .into_iter()
            .filter(|scope| *scope != Scope::KbRead),
    );
    let rules = engine.find_answers(&conversation, question).await;
    let rules = rules.expect("the other half may be searched");
    assert!(rules.iter().all(|found| found.kind == FindingKind::Rule));
    let without = [Scope::KbRead, Scope::PolicyRead];
    ohallo.control().limit_scopes(
        Scope::ALL
            .into_iter()
            .filter(|scope| !without.contains(scope)),
    );
    let lack = engine.find_answers(&conversation, question).await;
    assert!(
        matches!(
            &lack,
            Err(EngineError::Platform(PlatformError::ScopeMissing { .. }))
        ),
        "{lack:?}"
    );
    world.rest().await;
    world.platform.refuse_as_too_many(1);
    let patience = engine.find_answers(&conversation, question).await;
    assert!(matches!(
        patience,
        Err(EngineError::Platform(PlatformError::RateLimited { .. }))
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_of_the_ai_is_told_noted_and_ended() {
    let (world, line) = desk(PlatformKind::Ohallo).await;
    let PlatformUnderTest::Ohallo(ohallo) = &world.platform else {
        panic!("this is an Ohallo");
    };
    let workspace = ohallo.control().overview().workspaces[0].id.clone();
    ohallo
        .control()
        .open_breaker(&workspace, None, "Too many corrections")
        .expect("a workspace");
    let pauses = async || {
        let mut read = world.store.read().await.expect("a read");
        let notices = read.directory(line).await.expect("a directory").notices;
        let told = notices.into_iter().filter_map(|notice| match notice {
            LineNotice::AiPaused {
                pause,
                acknowledged,
                company,
                ..
            } => Some((pause, acknowledged, company)),
            _ => None,
        });
        told.collect::<Vec<_>>()
    };
    world
        .until("the pause is told", async |_| !pauses().await.is_empty())
        .await;
    let (pause, acknowledged, company) = pauses().await.remove(0);
    assert!(!acknowledged);
    assert_eq!(company, None, "it is about everybody");
    let engine = &world.engine;
    engine
        .settle_ai_pause(line, &pause, false)
        .await
        .expect("noted");
    assert_eq!(pauses().await, [(pause.clone(), true, None)]);
    engine
        .settle_ai_pause(line, &pause, true)
        .await
        .expect("ended");
    assert_eq!(pauses().await, []);
    world.pass(30 * 60_000).await;
    assert_eq!(pauses().await, [], "the platform says the same");
    let unknown = engine.settle_ai_pause(line, "w/none", true).await;
    assert!(unknown.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn templates_are_listed_with_what_is_known_filled_in() {
    let (world, line) = desk(PlatformKind::Chatwoot).await;
    let conversation = world.open_window(line).await;
    let templates = world.engine.templates(&conversation).await;
    let templates = templates.expect("a list");
    assert!(!templates.is_empty());
    for offered in &templates {
        for (gap, _) in &offered.gaps {
            assert!(offered.template.body.contains(gap.as_str()));
        }
    }
    away(&world, line).await;
    let away = world.engine.templates(&conversation).await;
    assert!(matches!(
        away,
        Err(EngineError::Platform(PlatformError::Unreachable))
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn templates_go_out_once_the_number_they_go_out_from_is_named() {
    let (world, line) = desk(PlatformKind::Chatvolt).await;
    let PlatformUnderTest::Chatvolt(chatvolt) = &world.platform else {
        panic!("this is a Chatvolt");
    };
    let number = chatvolt.credentials().phone_number_id;
    let engine = &world.engine;
    let can = async || {
        let state = world.state(line).await;
        state.status.capabilities.expect("it was reached")
    };
    assert!(can().await.wants_template_number);
    let wrong = engine.set_template_number(line, Some("+55 11 9")).await;
    assert!(matches!(wrong, Err(EngineError::NotANumber)), "{wrong:?}");
    let set = engine.set_template_number(line, Some(&number)).await;
    let set = set.expect("it can be named");
    assert_eq!(set.template_number.as_deref(), Some(number.as_str()));
    world
        .until("templates can be sent", async |_| {
            can().await.send_template == Ok(())
        })
        .await;
    let forgotten = engine.set_template_number(line, None).await;
    assert_eq!(
        forgotten.expect("it can be forgotten").template_number,
        None
    );
    world
        .until("none can be sent again", async |_| {
            can().await.send_template == Err(Unavailable::Key)
        })
        .await;
}
