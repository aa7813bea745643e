//! A damaged cache is filled again while the program runs, and nothing of the desk is lost.

use inbox_core::LineHealth;
use inbox_testkit::{Absence, World, WorldOptions};

use crate::support::Desk;

#[tokio::test(flavor = "multi_thread")]
async fn damage_that_is_found_while_the_program_runs_is_mended_by_filling_again() {
    let (mut world, line) = World::connected(WorldOptions::default()).await;
    let conversation = world.open_window(line).await;
    world.platform.set_absent(Some(Absence::Refused));
    // Before that is known, a cut connection would leave open whether the words went out.
    world
        .until("offline", async |world| {
            world.health(line).await == LineHealth::Offline
        })
        .await;
    world
        .say(&conversation, "Kept through it all")
        .await
        .expect("it can be queued");
    world.restart_with_damaged_cache().await;
    let rebuilt = world.engine.check_cache().await;
    assert!(rebuilt.expect("it can be checked"));
    let aside = world.data_dir().join("cache.damaged.db");
    assert!(aside.exists(), "kept until it is not needed any more");
    world.platform.set_absent(None);
    world
        .until("sent", async |world| world.outbox().await.is_empty())
        .await;
    assert_eq!(world.platform.sent_texts(), ["Kept through it all"]);
    world.in_step(line).await;
    world
        .until("live", async |world| {
            world.health(line).await == LineHealth::Live
        })
        .await;
    world
        .until_without_time("the damaged file is deleted", async |_| !aside.exists())
        .await;
    let rebuilt = world.engine.check_cache().await;
    assert!(!rebuilt.expect("it can be checked"), "it is sound now");
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_deletes_a_damaged_cache_that_was_set_aside() {
    let (world, line) = World::connected(WorldOptions::default()).await;
    let aside = world.data_dir().join("cache.damaged.db");
    std::fs::write(&aside, "what customers wrote").expect("a file");
    world
        .engine
        .remove_line(line)
        .await
        .expect("it can be removed");
    assert!(!aside.exists());
}
