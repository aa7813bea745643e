//! Connecting, and fetching everything for the first time.

use inbox_testkit::{World, WorldOptions};

#[tokio::test(flavor = "multi_thread")]
async fn a_connected_desk_shows_what_is_true_on_the_platform() {
    let (world, line) = World::connected(WorldOptions::default()).await;
    assert_eq!(world.differences(line).await, "");
}
