//! Customers: what is changed about them shows at once and is told once, whatever happens in between.

use inbox_core::{
    Clock, ContactAbilities, ContactCard, ContactChange, ConversationId, LineId, PlatformError,
    Timestamp,
};
use inbox_engine::EngineError;
use inbox_store::ShownCard;
use inbox_testkit::{Absence, Calls, PlatformOptions, World};

use super::on_every_platform;
use crate::support::Desk;

on_every_platform! {
    a_contact_is_read_when_somebody_looks_and_stays_readable_without_the_platform,
    a_changed_name_shows_at_once_is_told_and_is_taken_back,
    a_change_made_while_away_survives_a_crash_and_is_told_later,
    what_a_line_cannot_do_about_contacts_is_refused_before_anything_is_queued,
    a_note_whose_answer_is_lost_is_not_added_twice,
    a_field_is_changed_and_emptied,
    conversations_that_only_the_platform_knows_are_fetched_or_refused,
}

/// After this long a card is read again.
const LATER_MS: i64 = 60_000;

async fn able(world: &World, conversation: &ConversationId) -> ContactAbilities {
    let able = world.engine.contact_abilities(conversation).await;
    able.expect("the line is there")
}

async fn shown(world: &World, conversation: &ConversationId) -> ShownCard {
    let mut read = world.store.read().await.expect("the store can be read");
    let card = read
        .card(conversation)
        .await
        .expect("the store can be read");
    card.expect("the conversation is known")
}

/// What the platform tells now, not what was kept.
async fn told(world: &World, line: LineId, conversation: &ConversationId) -> ContactCard {
    world.pass(LATER_MS).await;
    world.in_step(line).await;
    let read = world.engine.read_contact(conversation).await;
    read.expect("the platform answers");
    shown(world, conversation).await.card
}

async fn told_all(world: &World) {
    world
        .until("told", async |world| world.outbox().await.is_empty())
        .await;
}

fn named(name: &str) -> ContactChange {
    ContactChange::SetName {
        name: name.to_owned(),
    }
}

async fn a_contact_is_read_when_somebody_looks_and_stays_readable_without_the_platform(
    platform: PlatformOptions,
) {
    let (world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    let before = shown(&world, &conversation).await;
    assert_eq!(before.read_at, None, "nobody has looked yet");
    assert!(
        !before.card.record.remote.is_empty(),
        "conversations tell who it is"
    );
    let card = told(&world, line, &conversation).await;
    assert_eq!(card.record.remote, before.card.record.remote);
    let calls = world.platform.calls_of(Calls::All);
    let again = world.engine.read_contact(&conversation).await;
    again.expect("it was read just now");
    assert_eq!(world.platform.calls_of(Calls::All), calls);

    world.platform.set_absent(Some(Absence::Refused));
    world.pass(LATER_MS).await;
    let away = world.engine.read_contact(&conversation).await;
    assert!(away.is_err(), "{away:?}");
    assert_eq!(shown(&world, &conversation).await.card, card);
}

async fn a_changed_name_shows_at_once_is_told_and_is_taken_back(platform: PlatformOptions) {
    let (world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    if able(&world, &conversation).await.name.is_err() {
        return;
    }
    let before = told(&world, line, &conversation).await.record.name;
    let changed = world
        .engine
        .change_contact(&conversation, &named("نورة الحربي"))
        .await;
    changed.expect("it can be changed");
    assert_eq!(
        shown(&world, &conversation)
            .await
            .card
            .record
            .name
            .as_deref(),
        Some("نورة الحربي")
    );
    told_all(&world).await;
    let card = told(&world, line, &conversation).await;
    assert_eq!(card.record.name.as_deref(), Some("نورة الحربي"));
    let mut read = world.store.read().await.expect("the store can be read");
    let row = read
        .list_row(&conversation)
        .await
        .expect("the store can be read");
    assert_eq!(
        row.expect("it is known").contact_name.as_deref(),
        Some("نورة الحربي"),
        "the list shows the name as well"
    );
    drop(read);
    let same = world
        .engine
        .change_contact(&conversation, &named("نورة الحربي"))
        .await;
    assert_eq!(same.expect("nothing to do").changed, 0);
    if let Some(before) = before {
        let changed = world
            .engine
            .change_contact(&conversation, &named("Somebody Else"))
            .await
            .expect("it can be changed");
        told_all(&world).await;
        let undone = world.engine.undo(&changed.undo.expect("a way back")).await;
        assert_eq!(undone.expect("in time").restored, 1);
        told_all(&world).await;
        let card = told(&world, line, &conversation).await;
        assert_eq!(card.record.name.as_deref(), Some("نورة الحربي"));
        assert_ne!(before, "نورة الحربي");
    }
}

async fn a_change_made_while_away_survives_a_crash_and_is_told_later(platform: PlatformOptions) {
    let (mut world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    if able(&world, &conversation).await.name.is_err() {
        return;
    }
    world.platform.set_absent(Some(Absence::Refused));
    let changed = world
        .engine
        .change_contact(&conversation, &named("Sara Lima"))
        .await;
    changed.expect("it is kept");
    world.crash().await;
    let card = shown(&world, &conversation).await;
    assert!(card.pending);
    assert_eq!(card.card.record.name.as_deref(), Some("Sara Lima"));
    world.platform.set_absent(None);
    told_all(&world).await;
    let card = told(&world, line, &conversation).await;
    assert_eq!(card.record.name.as_deref(), Some("Sara Lima"));
    assert!(!shown(&world, &conversation).await.pending);
}

async fn what_a_line_cannot_do_about_contacts_is_refused_before_anything_is_queued(
    platform: PlatformOptions,
) {
    let (world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    let can = able(&world, &conversation).await;
    let wishes = [
        named("X"),
        ContactChange::SetEmail { email: None },
        ContactChange::SetCompany {
            company: Some("X".to_owned()),
        },
        ContactChange::SetLabels {
            labels: vec!["vip".into()],
        },
        ContactChange::SetBlocked { blocked: true },
        ContactChange::LinkCompany {
            company: "1".into(),
            name: "X".to_owned(),
        },
        ContactChange::DeleteNote { note: "1".into() },
    ];
    let before = shown(&world, &conversation).await;
    let mut refused = 0;
    for change in wishes.iter().filter(|change| can.of(change).is_err()) {
        let changed = world.engine.change_contact(&conversation, change).await;
        assert!(
            matches!(
                changed,
                Err(EngineError::Platform(PlatformError::Unsupported))
            ),
            "{change:?}: {changed:?}"
        );
        refused += 1;
    }
    assert!(refused > 0, "no platform can do everything");
    assert!(world.outbox().await.is_empty());
    assert_eq!(shown(&world, &conversation).await, before);
}

async fn a_note_whose_answer_is_lost_is_not_added_twice(platform: PlatformOptions) {
    let (mut world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    let note = ContactChange::AddNote {
        text: "Call back on Monday".to_owned(),
        written_at: world.clock.now(),
    };
    let empty = ContactChange::AddNote {
        text: " \n".to_owned(),
        written_at: Timestamp(0),
    };
    let nothing = world.engine.change_contact(&conversation, &empty).await;
    assert!(
        matches!(nothing, Err(EngineError::EmptyText)),
        "{nothing:?}"
    );
    if able(&world, &conversation).await.add_notes.is_err() {
        let kept = world.engine.change_contact(&conversation, &note).await;
        kept.expect("it is kept here");
        world.crash().await;
        let card = shown(&world, &conversation).await;
        assert_eq!(card.own_notes.len(), 1);
        assert_eq!(card.own_notes[0].text, "Call back on Monday");
        assert!(world.outbox().await.is_empty(), "the platform is not told");
        return;
    }
    world.platform.lose_write_answers(1);
    let added = world.engine.change_contact(&conversation, &note).await;
    added.expect("it can be written");
    assert_eq!(shown(&world, &conversation).await.card.notes.len(), 1);
    told_all(&world).await;
    let card = told(&world, line, &conversation).await;
    let words: Vec<_> = card.notes.iter().map(|note| note.text.as_str()).collect();
    assert_eq!(words, ["Call back on Monday"]);
}

async fn a_field_is_changed_and_emptied(platform: PlatformOptions) {
    let (world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    let can = able(&world, &conversation).await;
    if can.fields.is_err() {
        return;
    }
    let card = told(&world, line, &conversation).await;
    // Where fields are defined by the workspace, one of its own; else any name will do.
    let key = match card
        .fields
        .iter()
        .find(|field| field.kind == inbox_core::FieldKind::Text)
    {
        Some(field) => field.key.clone(),
        None if can.new_fields.is_ok() => "tier".to_owned(),
        None => return,
    };
    let set = |value: Option<&str>| ContactChange::SetField {
        key: key.clone(),
        value: value.map(str::to_owned),
    };
    for value in [Some("ذهبي"), None] {
        let changed = world
            .engine
            .change_contact(&conversation, &set(value))
            .await;
        changed.expect("it can be changed");
        told_all(&world).await;
        let card = told(&world, line, &conversation).await;
        assert!(set(value).holds(&card), "{value:?}: {:?}", card.fields);
    }
}

async fn conversations_that_only_the_platform_knows_are_fetched_or_refused(
    platform: PlatformOptions,
) {
    let (world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    let fetched = world.engine.fetch_conversations_with(&conversation).await;
    if able(&world, &conversation).await.conversations.is_err() {
        assert!(
            matches!(
                fetched,
                Err(EngineError::Platform(PlatformError::Unsupported))
            ),
            "{fetched:?}"
        );
        return;
    }
    assert_eq!(fetched.expect("the platform answers"), 0, "all is known");
    world.platform.set_absent(Some(Absence::Refused));
    let away = world.engine.fetch_conversations_with(&conversation).await;
    assert!(
        matches!(
            away,
            Err(EngineError::Platform(
                PlatformError::Unreachable | PlatformError::NoAnswer
            ))
        ),
        "{away:?}"
    );
}
