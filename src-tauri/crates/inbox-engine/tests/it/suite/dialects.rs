//! The same platforms as they answer elsewhere: older, documented differently, or behind switches
//! of their owners. What matters most must hold in each of these worlds.

use inbox_simulators::{
    ChatvoltOptions, ChatwootOptions, HatifOptions, OhalloOptions, chatvolt,
    chatwoot::{self, CableSwitches, Role},
    hatif::WireProfile,
    ohallo::{self, Dialect, Dialects, ListEnvelope},
};
use inbox_testkit::{Absence, PlatformOptions, World};

use super::on_each_of;
use crate::support::Desk;

on_each_of! {
    { hatif_as_documented: super::hatif(super::WireProfile::Docs) }
    { hatif_in_numbers: super::hatif(super::WireProfile::Ints) }
    { chatvolt_where_we_read_back_as_the_customer: super::chatvolt(super::chatvolt::Quirks {
        sent_as_human: true,
        ..super::chatvolt::Quirks::default()
    }) }
    { chatvolt_newest_first_and_sparse: super::chatvolt(super::chatvolt::Quirks {
        newest_message_first: true,
        plain_assignees: true,
        sparse_rows: true,
        unresolved_includes_requested: true,
        ..super::chatvolt::Quirks::default()
    }) }
    { chatvolt_with_its_dashboard: super::chatvolt_with_dashboard() }
    { ohallo_by_its_guide: super::ohallo(super::Dialect::Guide, super::ohallo::Quirks::default()) }
    { ohallo_by_its_reference: super::ohallo(
        super::Dialect::Reference,
        super::ohallo::Quirks::default(),
    ) }
    { ohallo_wrapped_and_nameless: super::ohallo(super::Dialect::Reference, super::ohallo::Quirks {
        embed: true,
        list_envelope: super::ListEnvelope::Data,
        human_managed_in_rows: false,
        null_optionals: true,
        nameless: true,
        whole_seconds: true,
        signal_delay_ms: 800,
        ..super::ohallo::Quirks::default()
    }) }
    { chatwoot_of_an_older_release: super::chatwoot("4.4.0", true) }
    { chatwoot_of_the_community: super::chatwoot("4.16.2", false) }
    { chatwoot_that_takes_no_tokens: super::chatwoot_by_password() }
    { chatwoot_of_somebody_who_administers_nothing: super::chatwoot_of(super::Role::Agent) }
    { chatwoot_whose_events_come_twice_and_swapped: super::chatwoot_told_by(super::CableSwitches {
        duplicate: true,
        reorder: true,
        ..super::CableSwitches::default()
    }) }
    { chatwoot_whose_events_are_lost: super::chatwoot_told_by(super::CableSwitches {
        silent: true,
        ..super::CableSwitches::default()
    }) }
    { chatwoot_whose_events_are_late_and_whose_connection_looks_dead: super::chatwoot_told_by(
        super::CableSwitches {
            delay_ms: 9_000,
            no_pings: true,
            ..super::CableSwitches::default()
        }
    ) }
    => [
        a_desk_is_in_step_after_connecting_hearing_answering_and_assigning,
        a_lost_answer_does_not_send_twice,
        trouble_and_a_restart_leave_it_in_step
    ]
}

fn hatif(profile: WireProfile) -> PlatformOptions {
    let options = HatifOptions {
        profile,
        ..HatifOptions::default()
    };
    PlatformOptions::from(options).sized(8, 60)
}

fn chatvolt(quirks: chatvolt::Quirks) -> PlatformOptions {
    let options = ChatvoltOptions {
        ai_answers: false,
        quirks,
        ..ChatvoltOptions::default()
    };
    PlatformOptions::from(options).sized(8, 60)
}

fn chatvolt_with_dashboard() -> PlatformOptions {
    let options = ChatvoltOptions {
        ai_answers: false,
        dashboard: true,
        ..ChatvoltOptions::default()
    };
    PlatformOptions::from(options).sized(8, 60)
}

fn ohallo(dialect: Dialect, quirks: ohallo::Quirks) -> PlatformOptions {
    let options = OhalloOptions {
        ai_answers: false,
        dialects: Dialects::all(dialect),
        quirks,
        ..OhalloOptions::default()
    };
    PlatformOptions::from(options).sized(8, 60)
}

fn chatwoot(version: &str, enterprise: bool) -> PlatformOptions {
    let options = ChatwootOptions {
        quirks: chatwoot::Quirks {
            version: version.to_owned(),
            enterprise,
            ..chatwoot::Quirks::default()
        },
        ..ChatwootOptions::default()
    };
    PlatformOptions::from(options).sized(8, 60)
}

fn chatwoot_by_password() -> PlatformOptions {
    let options = ChatwootOptions {
        quirks: chatwoot::Quirks {
            api_access: false,
            ..chatwoot::Quirks::default()
        },
        ..ChatwootOptions::default()
    };
    PlatformOptions::from(options).sized(8, 60)
}

fn chatwoot_of(person: Role) -> PlatformOptions {
    let options = ChatwootOptions {
        person,
        ..ChatwootOptions::default()
    };
    PlatformOptions::from(options).sized(8, 60)
}

fn chatwoot_told_by(cable: CableSwitches) -> PlatformOptions {
    let options = ChatwootOptions {
        cable,
        ..ChatwootOptions::default()
    };
    PlatformOptions::from(options).sized(8, 60)
}

async fn a_desk_is_in_step_after_connecting_hearing_answering_and_assigning(
    platform: PlatformOptions,
) {
    let (world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    world
        .say(&conversation, "Yes, good morning")
        .await
        .expect("it can be queued");
    world
        .platform
        .customer_writes(Some(conversation.remote.as_str()), "Great");
    world
        .until("sent", async |world| world.outbox().await.is_empty())
        .await;
    let to = world.platform.people().remove(1);
    world
        .platform
        .colleague_assigns(conversation.remote.as_str(), Some(&to));
    world.in_step(line).await;
    let mut shown = world.texts(&conversation).await;
    shown.sort_unstable();
    assert_eq!(shown, ["Great", "Is anybody there?", "Yes, good morning"]);
    assert_eq!(world.platform.sent_texts(), ["Yes, good morning"]);
}

async fn trouble_and_a_restart_leave_it_in_step(platform: PlatformOptions) {
    let (mut world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    let remote = conversation.remote.clone();
    world.platform.set_absent(Some(Absence::Refused));
    let came = world
        .platform
        .customer_writes(Some(remote.as_str()), "Hello?");
    world
        .say(&conversation, "One moment")
        .await
        .expect("queued");
    world.pass(40_000).await;
    world.platform.set_absent(None);
    world.platform.refuse_as_too_many(2);
    world
        .until("sent", async |world| world.outbox().await.is_empty())
        .await;
    world
        .restart_after(|platform| {
            platform.customer_writes(Some(came.conversation.as_str()), "Thank you");
            platform.colleague_writes(came.conversation.as_str(), "You are welcome");
        })
        .await;
    world.in_step(line).await;
    world.platform.colleague_resolves(remote.as_str());
    world.in_step(line).await;
    let mut shown = world.texts(&conversation).await;
    shown.sort_unstable();
    let all = [
        "Hello?",
        "Is anybody there?",
        "One moment",
        "Thank you",
        "You are welcome",
    ];
    assert_eq!(shown, all);
    assert_eq!(world.platform.sent_texts(), ["One moment"]);
}

async fn a_lost_answer_does_not_send_twice(platform: PlatformOptions) {
    let (world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    world.platform.lose_send_answers(2);
    for _ in 0..2 {
        world
            .say(&conversation, "Did you get this?")
            .await
            .expect("it can be queued");
    }
    world
        .until("reconciled", async |world| world.outbox().await.is_empty())
        .await;
    world.in_step(line).await;
    assert_eq!(
        world.platform.sent_texts(),
        ["Did you get this?", "Did you get this?"]
    );
}
