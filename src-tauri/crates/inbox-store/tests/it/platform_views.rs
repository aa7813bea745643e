//! Views that the person has saved on a platform: told in our words, or as the platform answered.

use inbox_core::{
    AgentId, AgentKind, CarriedQuery, ChannelId, Directory, PlatformView, PlatformViewId, Priority,
    RemoteId, Status, TagId, TeamId, ViewKind, ViewQuery,
};
use inbox_store::{Carried, ListQuery, View, ViewFilter, ViewRecipe};

use crate::support::*;

fn view(remote: &str, query: Option<ViewQuery>) -> PlatformView {
    PlatformView {
        remote: remote.into(),
        name: format!("View {remote}"),
        kind: ViewKind::Saved,
        query,
    }
}

async fn shown(desk: &Desk, recipe: &ViewRecipe) -> Vec<String> {
    let mut read = desk.store.read().await.expect("read");
    let query = ListQuery {
        view: recipe.view,
        filter: recipe.filter.clone(),
        sort: recipe.sort,
        after: None,
        limit: 1,
    };
    let counted = read.group_counts(recipe.view, &recipe.filter).await;
    let total: usize = counted.expect("counts").iter().map(|it| it.total).sum();
    let (mut ids, mut after) = (Vec::new(), None);
    loop {
        let page = read
            .list(&ListQuery {
                after,
                ..query.clone()
            })
            .await;
        let page = page.expect("page");
        ids.extend(page.rows.into_iter().map(|row| row.id.remote.0));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(ids.len(), total, "the number is that of the list");
    ids
}

#[tokio::test]
async fn what_can_be_asked_here_is_one_of_our_lists() {
    let desk = Desk::new().await;
    let asked = view(
        "1",
        Some(ViewQuery {
            statuses: vec![Status::Pending],
            priorities: vec![Priority::Urgent],
            tag: Some("vip".into()),
            channels: vec!["shop".into()],
            teams: vec!["sales".into()],
            without_team: false,
            carried: Some(CarriedQuery::By("colleague".into())),
        }),
    );
    let recipe = ViewRecipe::of_platform(desk.line, &asked);
    assert_eq!(recipe.view, View::AllOpen);
    assert_eq!(
        recipe.filter,
        ViewFilter {
            line: Some(desk.line),
            tag: Some(TagId::new(desk.line, "vip")),
            statuses: vec![Status::Pending],
            priorities: vec![Priority::Urgent],
            channels: vec![ChannelId::new(desk.line, "shop")],
            teams: vec![TeamId::new(desk.line, "sales")],
            carried: Some(Carried::By(AgentId::new(desk.line, "colleague"))),
            ..ViewFilter::default()
        }
    );
    for (remote, tags, status) in [
        ("in", vec!["vip".into()], Status::Pending),
        ("open", vec!["vip".into()], Status::Open),
        ("untagged", vec![], Status::Pending),
        ("other team", vec!["vip".into()], Status::Pending),
    ] {
        let record = relisted(&conversation(remote), "2", |record| {
            record.channel = Some("shop".into());
            record.facts.team = Some(
                if remote == "other team" {
                    "care"
                } else {
                    "sales"
                }
                .into(),
            );
            record.tags = tags;
            record.status = status;
            record.priority = Some(Priority::Urgent);
            record.assignee = carried_by("colleague", AgentKind::Person);
        });
        desk.list(&[record]).await;
    }
    assert_eq!(shown(&desk, &recipe).await, ["in"]);
}

#[tokio::test]
async fn what_lies_in_several_of_our_views_is_left_to_the_platform() {
    let desk = Desk::new().await;
    for statuses in [vec![], vec![Status::Open, Status::Resolved]] {
        let query = ViewQuery {
            statuses,
            ..ViewQuery::default()
        };
        let recipe = ViewRecipe::of_platform(desk.line, &view("1", Some(query)));
        let asked = Some(PlatformViewId::new(desk.line, "1"));
        assert_eq!(recipe.filter.platform_view, asked);
    }
}

#[tokio::test]
async fn what_a_platform_answered_is_listed_wherever_it_stands_and_follows_what_happens() {
    let mut desk = Desk::new().await;
    let recipe = ViewRecipe::of_platform(desk.line, &view("1", None));
    let id = PlatformViewId::new(desk.line, "1");
    assert_eq!(shown(&desk, &recipe).await, [""; 0]);
    for (remote, status, when) in [
        ("open", Status::Open, 1),
        ("resolved", Status::Resolved, 2),
        ("snoozed", Status::Snoozed, 3),
        ("other", Status::Open, 4),
    ] {
        let record = relisted(&conversation(remote), "2", |record| {
            record.status = status;
            record.last_activity_at = at(when);
        });
        desk.list(&[record]).await;
    }
    let members: [RemoteId; 3] = ["resolved".into(), "snoozed".into(), "open".into()];
    commit!(desk, |w| w.keep_view_answer(&id, &members, Some(70))).expect("kept");
    desk.crash().await;
    assert_eq!(shown(&desk, &recipe).await, ["snoozed", "resolved", "open"]);
    desk.tell(&conversation("open"), vec![asks("open", "q", at(9), "hi")])
        .await;
    assert_eq!(shown(&desk, &recipe).await, ["open", "snoozed", "resolved"]);
    let unread = ViewRecipe {
        filter: ViewFilter {
            unread_only: true,
            ..recipe.filter.clone()
        },
        ..recipe.clone()
    };
    assert_eq!(shown(&desk, &unread).await, ["open"]);
    let mut read = desk.store.read().await.expect("read");
    let answer = read.view_answer(&id).await.expect("a read").expect("kept");
    assert_eq!((answer.answered_at, answer.total), (START, Some(70)));
    drop(read);
    commit!(desk, |w| w.keep_view_answer(&id, &members[..1], None)).expect("kept");
    assert_eq!(shown(&desk, &recipe).await, ["resolved"]);
}

#[tokio::test]
async fn an_answer_goes_with_its_view_and_with_its_line() {
    let desk = Desk::new().await;
    desk.list(&[conversation("c")]).await;
    let known = async |view: &PlatformViewId| {
        let mut read = desk.store.read().await.expect("read");
        read.view_answer(view).await.expect("a read").is_some()
    };
    let directory = |views: &[&str]| Directory {
        views: views.iter().map(|remote| view(remote, None)).collect(),
        ..Directory::default()
    };
    commit!(desk, |w| w
        .replace_directory(desk.line, &directory(&["1", "2"])))
    .expect("kept");
    let mut read = desk.store.read().await.expect("read");
    let views = read.platform_views(desk.line).await.expect("a read");
    assert_eq!(views, directory(&["1", "2"]).views);
    let whole = read.directory(desk.line).await.expect("a read");
    assert_eq!(whole.views, views);
    drop(read);
    let (one, two) = (
        PlatformViewId::new(desk.line, "1"),
        PlatformViewId::new(desk.line, "2"),
    );
    let members: [RemoteId; 1] = ["c".into()];
    for id in [&one, &two] {
        commit!(desk, |w| w.keep_view_answer(id, &members, None)).expect("kept");
    }
    commit!(desk, |w| w.replace_directory(desk.line, &directory(&["2"]))).expect("kept");
    assert!(!known(&one).await);
    assert!(known(&two).await);
    commit!(desk, |w| w.remove_line(desk.line)).expect("removed");
    assert!(!known(&two).await);
}
