//! Views that were saved on a platform and that only the platform can answer.

use inbox_core::{LineId, PlatformError, PlatformKind, PlatformViewId, ViewKind};
use inbox_engine::EngineError;
use inbox_store::{ListQuery, ListRow, ViewRecipe};
use inbox_testkit::{PlatformOptions, World};

use crate::noticing::simulator;

/// The sample's filter, which asks for a label whatever the status.
async fn saved(world: &World, line: LineId) -> (PlatformViewId, ViewRecipe) {
    let mut read = world.store.read().await.expect("the store can be read");
    let directory = read.directory(line).await.expect("the store can be read");
    let view = directory.views.first().expect("the person has saved one");
    let id = PlatformViewId::new(line, view.remote.clone());
    let recipe = ViewRecipe::of_platform(line, view);
    let asked = recipe.filter.platform_view.as_ref();
    assert_eq!(asked, Some(&id), "without a status all are meant");
    (id, recipe)
}

async fn listed(world: &World, recipe: &ViewRecipe) -> Vec<ListRow> {
    let mut read = world.store.read().await.expect("the store can be read");
    let query = ListQuery {
        view: recipe.view,
        filter: recipe.filter.clone(),
        sort: recipe.sort,
        after: None,
        limit: 200,
    };
    read.list(&query).await.expect("a page").rows
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_is_answered_by_its_platform_and_stays_without_the_network() {
    let options = PlatformOptions::quiet(PlatformKind::Chatwoot);
    let (mut world, line) = World::connected(options).await;
    let labelled = |text: &str| {
        let happening = world.platform.customer_writes(None, text);
        let number = happening.conversation.parse().expect("a number");
        let control = simulator(&world).control();
        let labels = control.portal_labels(number, &["urgent"], None);
        labels.expect("it happens");
        happening.conversation
    };
    let first = labelled("The basement is full of water");
    labelled("It burns");
    world.platform.colleague_resolves(&first);
    let (view, recipe) = saved(&world, line).await;
    assert_eq!(listed(&world, &recipe).await, []);
    let asked = world.engine.ask_platform_view(&view, false).await;
    asked.expect("the platform answers");
    let rows = listed(&world, &recipe).await;
    let urgent = |row: &ListRow| row.tags.iter().any(|tag| tag.name == "urgent");
    assert!(rows.len() >= 2 && rows.iter().all(urgent));
    let of_first = |row: &ListRow| row.id.remote.as_str() == first;
    assert!(rows.iter().any(of_first), "wherever it stands");
    let newest_first =
        rows.is_sorted_by(|one, other| one.last_activity_at >= other.last_activity_at);
    assert!(newest_first);
    let mut read = world.store.read().await.expect("the store can be read");
    let answer = read.view_answer(&view).await.expect("a read");
    let answer = answer.expect("it was answered");
    assert_eq!(answer.total, Some(rows.len() as u32));
    drop(read);

    // What was just said is not asked again.
    world.rest().await;
    let (calls, _) = world.platform.calls();
    let again = world.engine.ask_platform_view(&view, false).await;
    again.expect("it is still known");
    assert_eq!(world.platform.calls().0, calls);

    world.restart().await;
    let ids = |rows: Vec<ListRow>| rows.into_iter().map(|row| row.id).collect::<Vec<_>>();
    assert_eq!(ids(listed(&world, &recipe).await), ids(rows));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_that_is_gone_on_the_platform_is_said_to_be() {
    let options = PlatformOptions::quiet(PlatformKind::Chatwoot);
    let (world, line) = World::connected(options).await;
    let nothing = PlatformViewId::new(line, "999999");
    let refused = world.engine.ask_platform_view(&nothing, false).await;
    assert!(matches!(
        refused,
        Err(EngineError::Platform(PlatformError::NotFound))
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_platforms_own_views_hold_what_it_says_and_are_kept_for_when_it_is_away() {
    let options = PlatformOptions::quiet(PlatformKind::Chatwoot);
    let (mut world, line) = World::connected(options).await;
    let me = world.platform.people().remove(0);
    let asked = world.platform.customer_writes(None, "Is anybody there?");
    let taken = world.platform.customer_writes(None, "And here?");
    world
        .platform
        .colleague_assigns(&taken.conversation, Some(&me));
    world
        .platform
        .colleague_writes(&taken.conversation, "We are");
    let own = async |world: &World, kind: ViewKind| {
        let mut read = world.store.read().await.expect("the store can be read");
        let views = read.directory(line).await.expect("a read").views;
        drop(read);
        let view = views.into_iter().find(|view| view.kind == kind);
        let view = view.expect("the platform has it");
        let id = PlatformViewId::new(line, view.remote.clone());
        (id, ViewRecipe::of_platform(line, &view))
    };
    let held = async |world: &World, recipe: &ViewRecipe| -> Vec<String> {
        let rows = listed(world, recipe).await;
        rows.into_iter().map(|row| row.id.remote.0).collect()
    };
    let (unattended, waiting) = own(&world, ViewKind::Unattended).await;
    let (participating, mine) = own(&world, ViewKind::Participating).await;
    for view in [&unattended, &participating] {
        let asked = world.engine.ask_platform_view(view, true).await;
        asked.expect("the platform answers");
    }
    let unanswered = held(&world, &waiting).await;
    assert!(unanswered.contains(&asked.conversation), "{unanswered:?}");
    assert!(!unanswered.contains(&taken.conversation), "{unanswered:?}");
    let with_me = held(&world, &mine).await;
    assert!(with_me.contains(&taken.conversation), "{with_me:?}");
    assert!(!with_me.contains(&asked.conversation), "{with_me:?}");

    world.restart().await;
    assert_eq!(held(&world, &waiting).await, unanswered);
    assert_eq!(held(&world, &mine).await, with_me);
}
