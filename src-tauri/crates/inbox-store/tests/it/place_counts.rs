//! Numbers beside channels and teams.

use inbox_core::{ChannelId, Status, TeamId};
use inbox_store::{PlaceCounts, View, ViewFilter};

use crate::support::*;

#[tokio::test]
async fn channels_and_teams_are_counted_as_what_choosing_them_would_show() {
    let desk = Desk::new().await;
    let other = commit!(desk, |w| w.add_line(&new_line("Other"))).expect("a line");
    let told = |id: &str, channel: Option<&str>, team: Option<&str>, done: bool| {
        relisted(&conversation(id), "1", |record| {
            record.channel = channel.map(remote);
            record.facts.team = team.map(remote);
            if done {
                record.status = Status::Resolved;
            }
        })
    };
    desk.list(&[
        told("a", Some("3"), Some("4"), false),
        told("b", Some("3"), None, false),
        told("c", Some("6"), Some("4"), false),
        told("d", None, None, false),
        told("done", Some("3"), Some("4"), true),
    ])
    .await;
    let theirs = [told("theirs", Some("3"), Some("4"), false)];
    commit!(desk, |w| w.apply_listing(other, &theirs)).expect("listed");
    let mut read = desk.store.read().await.expect("read");
    let counts = read.place_counts().await.expect("counts");
    assert_eq!(
        counts,
        PlaceCounts {
            channels: vec![
                (ChannelId::new(desk.line, "3"), 2),
                (ChannelId::new(desk.line, "6"), 1),
                (ChannelId::new(other, "3"), 1),
            ],
            teams: vec![
                (TeamId::new(desk.line, "4"), 2),
                (TeamId::new(other, "4"), 1)
            ],
            without_team: vec![(desk.line, 2)],
        }
    );
    let mut shown = async |filter: ViewFilter| {
        let groups = read.group_counts(View::AllOpen, &filter).await;
        let groups = groups.expect("groups").into_iter();
        groups.map(|group| group.total).sum::<usize>()
    };
    for (channel, total) in counts.channels {
        let channels = vec![channel];
        let filter = ViewFilter {
            channels,
            ..ViewFilter::default()
        };
        assert_eq!(shown(filter).await, total);
    }
    for (team, total) in counts.teams {
        let filter = ViewFilter {
            teams: vec![team],
            ..ViewFilter::default()
        };
        assert_eq!(shown(filter).await, total);
    }
    let none = ViewFilter {
        without_team: true,
        ..ViewFilter::default()
    };
    assert_eq!(shown(none).await, 2);
}
