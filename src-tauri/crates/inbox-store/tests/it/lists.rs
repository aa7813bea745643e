//! Pages: each conversation once, in order, whatever moves meanwhile.

use std::collections::HashSet;

use inbox_core::{
    AgentKind, Author, AuthorKind, ChannelId, ChannelKind, Priority, TagId, TeamId, WhoseMove,
};
use inbox_store::{ListCursor, ListPage, ListQuery, Sort, StoreError, View, ViewFilter};

use crate::support::*;

async fn page(desk: &Desk, sort: Sort, after: Option<ListCursor>, limit: u32) -> ListPage {
    let mut read = desk.store.read().await.expect("read");
    read.list(&ListQuery {
        view: View::AllOpen,
        filter: ViewFilter::default(),
        sort,
        after,
        limit,
    })
    .await
    .expect("page")
}

#[tokio::test]
async fn a_cursor_of_another_sort_or_of_nobody_is_refused() {
    let desk = Desk::new().await;
    for (sort, cursor) in [
        (Sort::Newest, "needs.1.2.3"),
        (Sort::NeedsUsFirst, "needs.1.2"),
        (Sort::NeedsUsFirst, "needs.1.2.x"),
        (Sort::LongestWaiting, ""),
    ] {
        let mut read = desk.store.read().await.expect("read");
        let refused = read
            .list(&ListQuery {
                view: View::AllOpen,
                filter: ViewFilter::default(),
                sort,
                after: Some(ListCursor(cursor.to_owned())),
                limit: 10,
            })
            .await;
        assert!(
            matches!(refused, Err(StoreError::NotUnderstood { .. })),
            "{cursor}"
        );
    }
}

#[tokio::test]
async fn rows_that_stay_show_exactly_once_while_others_move() {
    let desk = Desk::new().await;
    let records: Vec<_> = (0..60)
        .map(|number| {
            relisted(&conversation(&format!("c{number:02}")), "1", |record| {
                record.last_activity_at = at(-100 - number);
            })
        })
        .collect();
    desk.list(&records).await;
    let mut seen = Vec::new();
    let mut after = None;
    let mut moved = HashSet::new();
    for round in 0.. {
        let page = page(&desk, Sort::Newest, after, 7).await;
        seen.extend(page.rows.into_iter().map(|row| row.id.remote.0));
        after = page.next;
        if after.is_none() {
            break;
        }
        // One that was shown and one that was not yet come up to the top.
        for number in [round * 7 + 1, 59 - round] {
            let id = format!("c{number:02}");
            if moved.insert(id.clone()) {
                let record = relisted(&records[number], &format!("m{round}"), |record| {
                    record.last_activity_at = at(number as i64);
                });
                desk.list(&[record]).await;
            }
        }
    }
    let distinct: HashSet<_> = seen.iter().cloned().collect();
    assert_eq!(distinct.len(), seen.len(), "nothing shows twice");
    for record in &records {
        let id = &record.remote.0;
        assert!(
            distinct.contains(id) || moved.contains(id),
            "{id} is missing"
        );
    }
}

#[tokio::test]
async fn equal_instants_do_not_fall_between_pages() {
    let desk = Desk::new().await;
    let records: Vec<_> = (0..25)
        .map(|number| conversation(&format!("c{number}")))
        .collect();
    desk.list(&records).await;
    for sort in Sort::ALL {
        let mut seen = HashSet::new();
        let mut after = None;
        loop {
            let page = page(&desk, sort, after, 4).await;
            for row in page.rows {
                assert!(seen.insert(row.id), "{sort:?}");
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(seen.len(), 25, "{sort:?}");
    }
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one board, seen in three orders")]
async fn those_who_need_us_come_first_in_the_order_of_their_group() {
    let desk = Desk::new().await;
    desk.clock.set(at(0));
    let carried = |id: &str, agent: &str, kind| {
        relisted(&conversation(id), "1", |record| {
            record.assignee = carried_by(agent, kind);
        })
    };
    desk.tell(
        &conversation("failed-new"),
        vec![fails("failed-new", "1", at(-5))],
    )
    .await;
    desk.tell(
        &conversation("failed-old"),
        vec![fails("failed-old", "2", at(-50))],
    )
    .await;
    desk.tell(
        &conversation("closing-late"),
        vec![asks("closing-late", "3", at(-21 * 60), "?")],
    )
    .await;
    desk.tell(
        &conversation("closing-soon"),
        vec![asks("closing-soon", "4", at(-23 * 60), "?")],
    )
    .await;
    desk.tell(
        &conversation("turn-new"),
        vec![asks("turn-new", "5", at(-1), "?")],
    )
    .await;
    desk.tell(
        &conversation("turn-old"),
        vec![asks("turn-old", "6", at(-30 * 60), "?")],
    )
    .await;
    desk.tell(
        &carried("ai-old", "bot", AgentKind::AiAgent),
        vec![asks("ai-old", "7", at(-9), "?")],
    )
    .await;
    desk.tell(
        &carried("ai-new", "bot", AgentKind::AiAgent),
        vec![asks("ai-new", "8", at(-2), "?")],
    )
    .await;
    desk.tell(
        &conversation("waits"),
        vec![answers("waits", "9", at(-3), "!")],
    )
    .await;
    assert_eq!(
        desk.ids(View::AllOpen, Sort::NeedsUsFirst).await,
        [
            "failed-old",
            "failed-new",
            "closing-soon",
            "closing-late",
            "turn-old",
            "turn-new",
            "ai-new",
            "ai-old",
            "waits"
        ]
    );
    assert_eq!(
        desk.ids(View::AllOpen, Sort::LongestWaiting).await,
        [
            "turn-old",
            "closing-soon",
            "closing-late",
            "failed-old",
            "failed-new",
            "turn-new",
            "ai-new",
            "waits",
            "ai-old"
        ]
    );
    assert_eq!(
        desk.ids(View::AllOpen, Sort::ClosingFirst).await,
        [
            "closing-soon",
            "closing-late",
            "turn-new",
            "ai-new",
            "waits",
            "failed-new",
            "ai-old",
            "failed-old",
            "turn-old"
        ],
        "a window that is over, or not ours to use, does not press"
    );
    let mut read = desk.store.read().await.expect("read");
    let groups = read
        .group_counts(View::AllOpen, &ViewFilter::default())
        .await
        .expect("groups");
    let groups: Vec<_> = groups
        .into_iter()
        .map(|group| (group.whose, group.total))
        .collect();
    assert_eq!(
        groups,
        [
            (WhoseMove::NeedsPerson, 2),
            (WhoseMove::ClosingSoon, 2),
            (WhoseMove::OurTurn, 2),
            (WhoseMove::Ai, 2),
            (WhoseMove::Waiting, 1)
        ]
    );
}

#[tokio::test]
async fn filters_leave_out_what_does_not_match_for_rare_and_for_common_tags() {
    let desk = Desk::new().await;
    let records: Vec<_> = (0..450)
        .map(|number| {
            relisted(&conversation(&format!("c{number:03}")), "1", |record| {
                record.last_activity_at = at(-1000 + number);
                record.tags = vec![remote("common")];
                if number % 100 == 0 {
                    record.tags.push(remote("rare"));
                }
                if number % 50 == 0 {
                    record.preview = listed_text("hi", false);
                    record.last_activity_at = at(number);
                }
            })
        })
        .collect();
    desk.list(&records).await;
    let with = async |tag: Option<&str>, unread_only: bool, sort: Sort| {
        let mut read = desk.store.read().await.expect("read");
        let mut ids = Vec::new();
        let mut after = None;
        loop {
            let page = read
                .list(&ListQuery {
                    view: View::AllOpen,
                    filter: ViewFilter {
                        line: Some(desk.line),
                        unread_only,
                        tag: tag.map(|tag| TagId::new(desk.line, tag)),
                        ..ViewFilter::default()
                    },
                    sort,
                    after,
                    limit: 3,
                })
                .await
                .expect("page");
            ids.extend(page.rows.into_iter().map(|row| row.id.remote.0));
            after = page.next;
            if after.is_none() {
                return ids;
            }
        }
    };
    let rare = ["c400", "c300", "c200", "c100", "c000"];
    assert_eq!(with(Some("rare"), false, Sort::Newest).await, rare);
    assert_eq!(
        with(Some("common"), false, Sort::NeedsUsFirst).await.len(),
        450
    );
    assert_eq!(
        with(Some("common"), true, Sort::Newest).await,
        [
            "c400", "c350", "c300", "c250", "c200", "c150", "c100", "c050", "c000"
        ]
    );
    assert!(with(Some("none"), false, Sort::Newest).await.is_empty());
    let mut read = desk.store.read().await.expect("read");
    for tag in ["rare", "common"] {
        let filter = ViewFilter {
            tag: Some(TagId::new(desk.line, tag)),
            unread_only: true,
            line: Some(desk.line),
            ..ViewFilter::default()
        };
        let groups = read
            .group_counts(View::AllOpen, &filter)
            .await
            .expect("groups");
        let total: usize = groups.iter().map(|group| group.total).sum();
        assert_eq!(total, if tag == "rare" { 5 } else { 9 });
    }
}

#[tokio::test]
async fn the_most_frustrated_come_first_and_those_of_unknown_mood_follow_newest_first() {
    let desk = Desk::new().await;
    let told = |id: &str, percent: Option<u8>, minute: i64| {
        relisted(&conversation(id), "1", |record| {
            record.facts.frustration = percent;
            record.last_activity_at = at(minute);
        })
    };
    desk.list(&[
        told("calm", Some(10), 9),
        told("unknown-new", None, 8),
        told("angry-old", Some(90), 1),
        told("unknown-old", None, 2),
        told("angry-new", Some(90), 3),
    ])
    .await;
    assert_eq!(
        desk.ids(View::AllOpen, Sort::MostFrustrated).await,
        [
            "angry-new",
            "angry-old",
            "calm",
            "unknown-new",
            "unknown-old"
        ]
    );
    desk.list(&[relisted(&told("calm", Some(95), 9), "2", |_| {})])
        .await;
    assert_eq!(
        desk.ids(View::AllOpen, Sort::MostFrustrated).await[0],
        "calm"
    );
}

#[tokio::test]
async fn a_rare_combination_and_a_common_one_page_alike() {
    let desk = Desk::new().await;
    let records: Vec<_> = (0..900)
        .map(|number| {
            relisted(&conversation(&format!("c{number:03}")), "1", |record| {
                record.last_activity_at = at(-number);
                record.channel_kind = if number % 2 == 0 {
                    ChannelKind::Email
                } else {
                    ChannelKind::WhatsApp
                };
                record.priority = (number % 300 == 0).then_some(Priority::Urgent);
            })
        })
        .collect();
    desk.list(&records).await;
    let ids = async |filter: ViewFilter| {
        let mut read = desk.store.read().await.expect("read");
        let (mut ids, mut after) = (Vec::new(), None);
        loop {
            let page = read
                .list(&ListQuery {
                    view: View::AllOpen,
                    filter: filter.clone(),
                    sort: Sort::Newest,
                    after,
                    limit: 40,
                })
                .await
                .expect("page");
            ids.extend(page.rows.into_iter().map(|row| row.id.remote.0));
            after = page.next;
            if after.is_none() {
                return ids;
            }
        }
    };
    let by_mail = ViewFilter {
        channel_kinds: vec![ChannelKind::Email],
        ..ViewFilter::default()
    };
    let common = ids(by_mail.clone()).await;
    let every_other: Vec<_> = (0..900).step_by(2).map(|n| format!("c{n:03}")).collect();
    assert_eq!(common, every_other);
    let rare = ids(ViewFilter {
        priorities: vec![Priority::Urgent],
        ..by_mail
    })
    .await;
    assert_eq!(rare, ["c000", "c300", "c600"]);
}

#[tokio::test]
async fn channels_and_teams_narrow_a_list_each_on_its_own_line() {
    let desk = Desk::new().await;
    let other = commit!(desk, |w| w.add_line(&new_line("Other"))).expect("a line");
    let told = |id: &str, channel: &str, team: Option<&str>, minute: i64| {
        relisted(&conversation(id), "1", |record| {
            record.channel = Some(remote(channel));
            record.facts.team = team.map(remote);
            record.last_activity_at = at(minute);
        })
    };
    desk.list(&[
        told("shop-sales", "3", Some("4"), 6),
        told("shop-care", "3", Some("5"), 5),
        told("shop", "3", None, 4),
        told("mail-sales", "6", Some("4"), 3),
    ])
    .await;
    // The same numbers mean something else on another line.
    let theirs = [told("theirs", "3", Some("4"), 2)];
    commit!(desk, |w| w.apply_listing(other, &theirs)).expect("listed");
    let here = |channels: &[&str], teams: &[&str], without_team: bool| ViewFilter {
        channels: channels
            .iter()
            .map(|channel| ChannelId::new(desk.line, *channel))
            .collect(),
        teams: teams
            .iter()
            .map(|team| TeamId::new(desk.line, *team))
            .collect(),
        without_team,
        ..ViewFilter::default()
    };
    for (filter, found) in [
        (
            here(&["3"], &[], false),
            vec!["shop-sales", "shop-care", "shop"],
        ),
        (here(&["6", "9"], &[], false), vec!["mail-sales"]),
        (here(&[], &["4"], false), vec!["shop-sales", "mail-sales"]),
        (
            here(&["3"], &["4", "5"], false),
            vec!["shop-sales", "shop-care"],
        ),
        (here(&[], &["5"], true), vec!["shop-care", "shop"]),
        (here(&[], &[], true), vec!["shop"]),
        (here(&["9"], &[], false), vec![]),
        (
            ViewFilter {
                channels: vec![ChannelId::new(desk.line, "6"), ChannelId::new(other, "3")],
                ..ViewFilter::default()
            },
            vec!["mail-sales", "theirs"],
        ),
    ] {
        let mut read = desk.store.read().await.expect("read");
        let groups = read.group_counts(View::AllOpen, &filter).await;
        let total: usize = groups.expect("groups").iter().map(|it| it.total).sum();
        assert_eq!(total, found.len(), "{filter:?}");
        let query = ListQuery {
            view: View::AllOpen,
            filter,
            sort: Sort::Newest,
            after: None,
            limit: 9,
        };
        let page = read.list(&query).await.expect("page");
        let ids: Vec<_> = page.rows.into_iter().map(|row| row.id.remote.0).collect();
        assert_eq!(ids, found, "{:?}", query.filter);
    }
}

#[tokio::test]
async fn a_row_tells_of_a_draft_that_is_buttons_alone() {
    let desk = Desk::new().await;
    desk.list(&[conversation("c"), conversation("other")]).await;
    let titles = ["Today", " ", "غدًا"].map(str::to_owned);
    commit!(desk, |w| w.save_draft_buttons(&desk.id("c"), &titles)).expect("kept");
    let row = desk.row("c").await;
    assert_eq!(
        (row.draft, row.draft_buttons),
        (None, vec!["Today".into(), "غدًا".into()])
    );
    assert!(desk.row("other").await.draft_buttons.is_empty());
    commit!(desk, |w| w.save_draft_buttons(&desk.id("c"), &[])).expect("forgotten");
    assert!(desk.row("c").await.draft_buttons.is_empty());
}

#[tokio::test]
async fn a_row_tells_who_on_our_side_wrote_last() {
    let desk = Desk::new().await;
    let mut write = desk.store.write().await.expect("write");
    let me = inbox_core::RemoteId::from("me");
    write.set_me(desk.line, Some(&me)).await.expect("me");
    write.commit().await.expect("commit");
    let by = |kind: AuthorKind, agent: Option<&str>, name: Option<&str>| {
        let mut item = answers("c", "i", at(1), "words");
        item.author = Author {
            kind,
            agent: agent.map(Into::into),
            name: name.map(str::to_owned),
        };
        item
    };
    for (number, (kind, agent, mine)) in [
        (AuthorKind::Person, Some("me"), true),
        (AuthorKind::Person, Some("noura"), false),
        (AuthorKind::Person, None, false),
        (AuthorKind::AiAgent, Some("sophie"), false),
        (AuthorKind::Unknown, None, false),
    ]
    .into_iter()
    .enumerate()
    {
        let id = format!("c{number}");
        let mut item = by(kind, agent, Some("Noura"));
        item.conversation = id.as_str().into();
        item.remote = format!("i{number}").as_str().into();
        desk.tell(&conversation(&id), vec![item]).await;
        let preview = desk.row(&id).await.preview.expect("a preview");
        let author = preview.author.expect("its item is known");
        assert_eq!((author.kind, preview.mine), (kind, mine));
        assert_eq!(author.name.as_deref(), Some("Noura"));
    }
    // What was said from this desk is mine, whoever the person is on that line.
    desk.list(&[conversation("own")]).await;
    desk.say("own", "o1", "on my way").await;
    assert!(desk.row("own").await.preview.expect("a preview").mine);
    // Told by the list alone, nobody knows.
    let listed = relisted(&conversation("l"), "1", |record| {
        record.preview = listed_text("Good morning", true);
    });
    desk.list(&[listed]).await;
    let preview = desk.row("l").await.preview.expect("a preview");
    assert_eq!((preview.author, preview.mine), (None, false));
}
