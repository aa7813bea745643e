//! What a platform or its customers should never send, and do: shown or refused in words, and what
//! comes after it is read as ever.

use inbox_core::{LineHealth, LineId, Timestamp, turns_text};
use inbox_engine::Toast;
use inbox_store::ConversationDetail;
use inbox_testkit::{Oddity, PlatformOptions, World};

use super::on_every_platform;
use crate::support::Desk;

on_every_platform! {
    nulls_gaps_and_wrong_types_stop_nothing_and_lose_nothing,
    rows_that_cannot_be_read_are_told_until_they_can_be,
    an_answer_too_large_to_read_is_no_answer_and_the_next_one_is_read,
    half_an_emoji_hides_neither_its_message_nor_its_page,
    instants_without_a_zone_are_where_they_belong,
    what_customers_write_stays_words_whatever_it_looks_like,
    a_name_that_turns_the_text_around_it_does_not,
}

async fn nulls_gaps_and_wrong_types_stop_nothing_and_lose_nothing(platform: PlatformOptions) {
    let (world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    for oddity in [Oddity::Nulls, Oddity::Gaps, Oddity::OtherTypes] {
        let text = format!("written meanwhile: {oddity:?}");
        world.platform.answer_oddly(oddity, 12);
        world
            .platform
            .customer_writes(Some(conversation.remote.as_str()), &text);
        world.pass(3 * 60_000).await;
        world.platform.answer_oddly(oddity, 0);
        // What came without a name could not be kept; the next look at its thread brings it.
        world
            .platform
            .customer_writes(Some(conversation.remote.as_str()), "And after");
        world.in_step(line).await;
        world
            .until("in its own words", async |world| {
                world.texts(&conversation).await.contains(&text)
            })
            .await;
    }
    is_live(&world, line).await;
}

async fn rows_that_cannot_be_read_are_told_until_they_can_be(platform: PlatformOptions) {
    let (world, line) = World::connected(platform).await;
    world.open_window(line).await;
    let unreadable = async |world: &World| world.state(line).await.status.unreadable;
    assert_eq!(unreadable(&world).await, 0);
    // Sooner or later it is their ids that are missing.
    world.platform.answer_oddly(Oddity::Gaps, u32::MAX);
    world
        .until("told that some could not be read", async |world| {
            unreadable(world).await > 0
        })
        .await;
    world.platform.answer_oddly(Oddity::Gaps, 0);
    world
        .until("told no longer", async |world| unreadable(world).await == 0)
        .await;
    is_live(&world, line).await;
}

async fn an_answer_too_large_to_read_is_no_answer_and_the_next_one_is_read(
    platform: PlatformOptions,
) {
    let (world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    world.platform.answer_oddly(Oddity::Oversized, u32::MAX);
    world
        .platform
        .customer_writes(Some(conversation.remote.as_str()), "Behind all this");
    world
        .until("told that it does not work", async |world| {
            world.health(line).await == LineHealth::Faulty
        })
        .await;
    world.platform.answer_oddly(Oddity::Oversized, 0);
    world.in_step(line).await;
    is_live(&world, line).await;
    let texts = world.texts(&conversation).await;
    assert!(texts.iter().any(|text| text == "Behind all this"));
}

async fn half_an_emoji_hides_neither_its_message_nor_its_page(platform: PlatformOptions) {
    let (world, line) = World::connected(platform).await;
    world.platform.answer_oddly(Oddity::BrokenEmoji, u32::MAX);
    let conversation = world.open_window(line).await;
    world.in_step(line).await;
    let texts = world.texts(&conversation).await;
    let [text] = texts.as_slice() else {
        panic!("one message: {texts:?}");
    };
    assert_eq!(text.trim_end_matches('\u{FFFD}'), "Is anybody there?");
    is_live(&world, line).await;
}

async fn instants_without_a_zone_are_where_they_belong(platform: PlatformOptions) {
    let (world, line) = World::connected(platform).await;
    world.platform.answer_oddly(Oddity::ZonelessTimes, u32::MAX);
    let conversation = world.open_window(line).await;
    world.in_step(line).await;
    let told: Vec<Timestamp> = world
        .platform
        .timeline(conversation.remote.as_str())
        .iter()
        .map(|item| item.occurred_at)
        .collect();
    let items = world.items(&conversation).await;
    let shown: Vec<Timestamp> = items.iter().map(|item| item.occurred_at).collect();
    // Platforms that tell whole seconds tell them here too.
    let seconds = |times: &[Timestamp]| times.iter().map(|at| at.0 / 1000).collect::<Vec<_>>();
    assert_eq!(seconds(&shown), seconds(&told));
}

async fn what_customers_write_stays_words_whatever_it_looks_like(platform: PlatformOptions) {
    let (world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    let written = [
        "<script>alert(document.cookie)</script>",
        "<img src=x onerror=alert(1)> &lt;b&gt; &#0; ]]>",
        "\u{202E}txet denruT\u{202C}",
        "\u{200B}zero\u{200D}width\u{FEFF}",
        "👨\u{200D}👩\u{200D}👧 🇸 👍🏽 e\u{301}\u{301}\u{301}",
        "javascript:alert(1) {{name}} ${name} %s",
        "'; DROP TABLE items; --",
    ];
    for text in written {
        world
            .platform
            .customer_writes(Some(conversation.remote.as_str()), text);
        world.pass(2_000).await;
    }
    world.in_step(line).await;
    let mut shown = world.texts(&conversation).await;
    shown.sort_unstable();
    let mut wanted: Vec<_> = written.map(str::to_owned).into();
    wanted.push("Is anybody there?".to_owned());
    wanted.sort_unstable();
    assert_eq!(shown, wanted);
    is_live(&world, line).await;
}

async fn a_name_that_turns_the_text_around_it_does_not(platform: PlatformOptions) {
    let (world, line) = World::connected(platform).await;
    is_live(&world, line).await;
    world.pass(60_000).await;
    let names = [
        "Mira \u{202E}knab ruoy",
        "\u{2067}Ahmed\u{0007}\nAli",
        "\u{200B}\u{FEFF}",
        "<b>Bob</b>",
    ];
    let mut conversations = Vec::new();
    for name in names {
        let happening = world.platform.stranger_writes(name, "Good morning");
        conversations.push(world.platform.id(line, &happening.conversation));
        world.pass(20_000).await;
    }
    world.in_step(line).await;
    for (conversation, name) in conversations.iter().zip(names) {
        let detail = detail(&world, conversation).await;
        let shown = detail.contact.name.unwrap_or_default();
        let fit = |text: &str| !text.contains(turns_text) && !text.contains(char::is_control);
        assert!(fit(&shown), "{name:?} is shown as {shown:?}");
        for toast in world.shown.toasts() {
            if let Toast::Message {
                name: Some(name), ..
            } = toast
            {
                assert!(fit(&name) && !name.trim().is_empty(), "{name:?}");
            }
        }
    }
    let first = detail(&world, &conversations[0]).await;
    let shown = first.contact.name.unwrap_or_default();
    assert!(shown.contains("Mira knab ruoy"), "{shown:?}");
}

async fn detail(world: &World, id: &inbox_core::ConversationId) -> ConversationDetail {
    let mut read = world.store.read().await.expect("the store can be read");
    let detail = read.conversation(id).await.expect("it can be read");
    detail.expect("it is there")
}

async fn is_live(world: &World, line: LineId) {
    world
        .until("live", async |world| {
            world.health(line).await == LineHealth::Live
        })
        .await;
}
