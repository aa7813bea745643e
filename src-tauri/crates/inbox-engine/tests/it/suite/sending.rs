//! The outbox on every platform: nothing lost, nothing twice, in order.

use std::time::Duration;

use inbox_core::{Audience, Delivery, LineHealth, OutboxState, StuckReason};
use inbox_testkit::{Absence, PlatformOptions, World};

use super::on_every_platform;
use crate::support::{Desk, stuck};

const HOUR: i64 = 60 * 60_000;

on_every_platform! {
    words_stay_a_draft_until_they_are_in_the_outbox_and_not_longer,
    a_text_is_shown_at_once_sent_once_and_its_ticks_follow,
    a_lost_answer_is_found_in_the_thread_and_never_sent_again,
    of_two_same_texts_with_lost_answers_each_is_found_once,
    a_send_that_never_arrived_waits_for_the_person_and_is_not_sent_again_by_itself,
    words_that_may_be_lost_are_soon_asked_about_and_keep_their_place,
    a_colleagues_same_words_of_a_minute_ago_are_not_taken_for_a_send_that_failed,
    a_colleagues_same_words_afterwards_are_not_taken_for_a_send_that_failed,
    trying_again_looks_first_whether_the_words_have_shown_up_after_all,
    a_crash_after_sending_does_not_send_twice,
    stopping_gives_a_message_on_the_wire_a_moment,
    what_was_written_offline_goes_out_in_order_when_the_network_is_back,
    offline_rows_survive_a_restart_and_are_sent_once,
    too_many_requests_only_slow_a_send_down,
    what_is_taken_back_before_it_left_is_never_sent,
    words_taken_back_for_editing_are_in_the_draft_before_anything_else_can_happen,
}

async fn words_stay_a_draft_until_they_are_in_the_outbox_and_not_longer(platform: PlatformOptions) {
    let (world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    let mut write = world.store.write().await.expect("a transaction");
    write
        .save_draft(&conversation, Audience::Customer, "Good mor")
        .await
        .expect("a draft");
    write.commit().await.expect("kept");
    let draft = async || {
        let mut read = world.store.read().await.expect("a reader");
        read.draft(&conversation, Audience::Customer)
            .await
            .expect("read")
    };
    world.say(&conversation, "  ").await.expect_err("refused");
    assert_eq!(draft().await.as_deref(), Some("Good mor"));
    world
        .say(&conversation, "Good morning")
        .await
        .expect("it can be queued");
    assert_eq!(draft().await, None);
}

async fn a_text_is_shown_at_once_sent_once_and_its_ticks_follow(platform: PlatformOptions) {
    let (world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    let queued = world
        .say(&conversation, "Yes, good morning")
        .await
        .expect("it can be queued");
    let echo = world
        .items(&conversation)
        .await
        .pop()
        .expect("the echo shows");
    assert_eq!(echo.id, queued.item);
    let state = world.state(line).await;
    let can = state.status.capabilities.expect("the line was reached");
    // As far as the platform tells what becomes of a message.
    world
        .until("as far as it is told", async |world| {
            let item = world.items(&conversation).await.pop();
            item.is_some_and(|item| match item.delivery {
                Some(Delivery::Read) => true,
                Some(Delivery::Pending) => false,
                _ => item.remote.is_some() && !can.read_receipts,
            })
        })
        .await;
    let confirmed = world
        .items(&conversation)
        .await
        .pop()
        .expect("it still shows");
    assert_eq!(confirmed.id, queued.item, "the same row before and after");
    assert_eq!(world.platform.sent_texts(), ["Yes, good morning"]);
    world.in_step(line).await;
}

async fn a_lost_answer_is_found_in_the_thread_and_never_sent_again(platform: PlatformOptions) {
    let (world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    world.platform.lose_send_answers(1);
    let queued = world
        .say(&conversation, "Did you get this?")
        .await
        .expect("it can be queued");
    world
        .until("reconciled", async |world| world.outbox().await.is_empty())
        .await;
    world.in_step(line).await;
    let item = world.items(&conversation).await.pop().expect("it shows");
    assert_eq!(item.id, queued.item);
    assert_eq!(world.platform.sent_texts(), ["Did you get this?"]);
}

async fn of_two_same_texts_with_lost_answers_each_is_found_once(platform: PlatformOptions) {
    let (world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    world.platform.lose_send_answers(2);
    for _ in 0..2 {
        world
            .say(&conversation, "Hello?")
            .await
            .expect("it can be queued");
    }
    world
        .until("reconciled", async |world| world.outbox().await.is_empty())
        .await;
    world.in_step(line).await;
    assert_eq!(world.platform.sent_texts(), ["Hello?", "Hello?"]);
}

async fn a_send_that_never_arrived_waits_for_the_person_and_is_not_sent_again_by_itself(
    platform: PlatformOptions,
) {
    let (world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    // Reads that follow the new conversation must not meet the failure in its place.
    world.pass(10_000).await;
    world.platform.fail_next(1);
    let queued = world
        .say(&conversation, "One")
        .await
        .expect("it can be queued");
    world
        .until("stuck", async |world| {
            world.outbox().await == stuck(StuckReason::NotFoundAfterNoAnswer)
        })
        .await;
    world.pass(HOUR).await;
    assert!(world.platform.sent_texts().is_empty());
    world
        .engine
        .retry(&queued.outbox)
        .await
        .expect("the person may retry");
    world
        .until("sent", async |world| world.outbox().await.is_empty())
        .await;
    assert_eq!(world.platform.sent_texts(), ["One"]);
}

async fn words_that_may_be_lost_are_soon_asked_about_and_keep_their_place(
    platform: PlatformOptions,
) {
    let (world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    // Reads that follow the new conversation must not meet the failure in its place.
    world.pass(10_000).await;
    world.platform.fail_next(1);
    let first = world.say(&conversation, "One").await;
    let first = first.expect("it can be queued");
    world
        .say(&conversation, "Two")
        .await
        .expect("it can be queued");
    // A minute after a failure that came at once.
    world.pass(62_000).await;
    let one_is_stuck = async || {
        let rows = world.outbox().await;
        let lost = OutboxState::Stuck {
            reason: StuckReason::NotFoundAfterNoAnswer,
        };
        assert_eq!((rows.first(), rows.len()), (Some(&lost), 2));
    };
    one_is_stuck().await;
    world.pass(HOUR).await;
    one_is_stuck().await;
    assert!(world.platform.sent_texts().is_empty());
    world
        .engine
        .retry(&first.outbox)
        .await
        .expect("the person may retry");
    world
        .until("sent", async |world| world.outbox().await.is_empty())
        .await;
    assert_eq!(world.platform.sent_texts(), ["One", "Two"]);
}

async fn a_colleagues_same_words_of_a_minute_ago_are_not_taken_for_a_send_that_failed(
    platform: PlatformOptions,
) {
    let (world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    world
        .platform
        .colleague_writes(conversation.remote.as_str(), "One moment please");
    world.in_step(line).await;
    // Reads that follow the new conversation must not meet the failure in its place.
    world.pass(10_000).await;
    world.platform.fail_next(1);
    world
        .say(&conversation, "One moment please")
        .await
        .expect("it can be queued");
    world
        .until("stuck", async |world| {
            world.outbox().await == stuck(StuckReason::NotFoundAfterNoAnswer)
        })
        .await;
    assert!(
        world.platform.sent_texts().is_empty(),
        "the customer got nothing of ours, and we do not say otherwise"
    );
}

async fn a_colleagues_same_words_afterwards_are_not_taken_for_a_send_that_failed(
    platform: PlatformOptions,
) {
    let (world, line) = World::connected(platform).await;
    if !world.platform.tells_who_wrote() {
        return;
    }
    let conversation = world.open_window(line).await;
    // Reads that follow the new conversation must not meet the failure in its place.
    world.pass(10_000).await;
    world.platform.fail_next(1);
    world
        .say(&conversation, "Yes.")
        .await
        .expect("it can be queued");
    world.pass(500).await;
    world
        .platform
        .colleague_writes(conversation.remote.as_str(), "Yes.");
    world
        .until("the person is asked", async |world| {
            world.outbox().await == stuck(StuckReason::NotFoundAfterNoAnswer)
        })
        .await;
    let shown = world.texts(&conversation).await;
    let same = shown.iter().filter(|text| *text == "Yes.").count();
    assert_eq!(
        same, 2,
        "the colleague's words, and ours that did not go out"
    );
    assert!(world.platform.sent_texts().is_empty());
}

async fn trying_again_looks_first_whether_the_words_have_shown_up_after_all(
    platform: PlatformOptions,
) {
    let (world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    // Reads that follow the new conversation must not meet the failure in its place.
    world.pass(10_000).await;
    world.platform.fail_next(1);
    let queued = world
        .say(&conversation, "On its way")
        .await
        .expect("it can be queued");
    world
        .until("stuck", async |world| {
            world.outbox().await == stuck(StuckReason::NotFoundAfterNoAnswer)
        })
        .await;
    // The platform was slower than anybody waits: the words turn up now.
    world
        .platform
        .our_words_arrive_late(conversation.remote.as_str(), "On its way");
    world
        .engine
        .retry(&queued.outbox)
        .await
        .expect("the thread can be searched");
    world
        .until("found", async |world| world.outbox().await.is_empty())
        .await;
    assert!(
        world.platform.sent_texts().is_empty(),
        "nothing was sent a second time"
    );
}

async fn a_crash_after_sending_does_not_send_twice(platform: PlatformOptions) {
    let (mut world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    // The platform has it, and its answer is still out when we crash.
    world.platform.delay_send_answers(Duration::from_secs(3));
    world
        .say(&conversation, "Only once")
        .await
        .expect("it can be queued");
    world
        .until("taken", async |world| {
            !world.platform.sent_texts().is_empty()
        })
        .await;
    world.crash().await;
    world.platform.delay_send_answers(Duration::ZERO);
    assert_eq!(world.outbox().await, [OutboxState::Checking]);
    world
        .until("reconciled", async |world| world.outbox().await.is_empty())
        .await;
    world.in_step(line).await;
    assert_eq!(world.platform.sent_texts(), ["Only once"]);
}

async fn stopping_gives_a_message_on_the_wire_a_moment(platform: PlatformOptions) {
    let (mut world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    world
        .platform
        .delay_send_answers(Duration::from_millis(400));
    world
        .say(&conversation, "On my way out")
        .await
        .expect("it can be queued");
    world
        .until("taken", async |world| {
            !world.platform.sent_texts().is_empty()
        })
        .await;
    world.restart().await;
    assert!(world.outbox().await.is_empty(), "its answer was waited for");
    world.in_step(line).await;
}

async fn what_was_written_offline_goes_out_in_order_when_the_network_is_back(
    platform: PlatformOptions,
) {
    let (world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    world.platform.set_absent(Some(Absence::Refused));
    world
        .until("offline", async |world| {
            world.health(line).await == LineHealth::Offline
        })
        .await;
    for text in ["one", "two", "three"] {
        world
            .say(&conversation, text)
            .await
            .expect("it can be queued");
    }
    world.pass(10 * 60_000).await;
    assert_eq!(world.state(line).await.to_send, 3);
    world.platform.set_absent(None);
    let back_at = inbox_core::Clock::now(&world.clock);
    world
        .until("sent", async |world| world.platform.sent_texts().len() == 3)
        .await;
    let took = inbox_core::Clock::now(&world.clock).since(back_at);
    assert!(
        took <= 2_000,
        "sent {took} ms after the return, not at the next slow look"
    );
    assert_eq!(world.platform.sent_texts(), ["one", "two", "three"]);
    world.in_step(line).await;
}

async fn offline_rows_survive_a_restart_and_are_sent_once(platform: PlatformOptions) {
    let (mut world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    world.platform.set_absent(Some(Absence::Refused));
    world
        .until("offline", async |world| {
            world.health(line).await == LineHealth::Offline
        })
        .await;
    world
        .say(&conversation, "Held back")
        .await
        .expect("it can be queued");
    world.pass(5_000).await;
    world.crash().await;
    world.pass(5_000).await;
    world.platform.set_absent(None);
    world
        .until("sent", async |world| world.outbox().await.is_empty())
        .await;
    assert_eq!(world.platform.sent_texts(), ["Held back"]);
    world.in_step(line).await;
}

async fn too_many_requests_only_slow_a_send_down(platform: PlatformOptions) {
    let (world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    world.rest().await;
    world.platform.refuse_as_too_many(1);
    world
        .say(&conversation, "In a moment")
        .await
        .expect("it can be queued");
    world
        .until("sent", async |world| world.outbox().await.is_empty())
        .await;
    assert_eq!(world.platform.sent_texts(), ["In a moment"]);
    world.in_step(line).await;
}

async fn what_is_taken_back_before_it_left_is_never_sent(platform: PlatformOptions) {
    let (world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    world.platform.set_absent(Some(Absence::Refused));
    world
        .until("offline", async |world| {
            world.health(line).await == LineHealth::Offline
        })
        .await;
    let queued = world
        .say(&conversation, "Never mind")
        .await
        .expect("it can be queued");
    world
        .engine
        .discard(&queued.outbox)
        .await
        .expect("it has not left");
    world.platform.set_absent(None);
    world
        .until("live", async |world| {
            world.health(line).await == LineHealth::Live
        })
        .await;
    world.pass(60_000).await;
    assert!(world.platform.sent_texts().is_empty());
    world.in_step(line).await;
}

async fn words_taken_back_for_editing_are_in_the_draft_before_anything_else_can_happen(
    platform: PlatformOptions,
) {
    let (mut world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    world.platform.set_absent(Some(Absence::Refused));
    world
        .until("offline", async |world| {
            world.health(line).await == LineHealth::Offline
        })
        .await;
    let queued = world.say(&conversation, "Unsent words").await;
    let queued = queued.expect("it can be queued");
    let mut write = world.store.write().await.expect("the store can be written");
    write
        .save_draft(&conversation, Audience::Customer, "typed since")
        .await
        .expect("a draft can be kept");
    write.commit().await.expect("it is kept");
    world
        .engine
        .discard_into_draft(&queued.outbox)
        .await
        .expect("it has not left");
    world.crash().await;
    let mut read = world.store.read().await.expect("the store can be read");
    let draft = read
        .draft(&conversation, Audience::Customer)
        .await
        .expect("it can be read");
    assert_eq!(draft.as_deref(), Some("Unsent words\ntyped since"));
    assert!(world.outbox().await.is_empty());
    assert!(
        !world
            .texts(&conversation)
            .await
            .contains(&"Unsent words".to_owned())
    );
}
