//! How many conversations are on each channel and with each team.

use std::collections::BTreeMap;

use inbox_core::{ChannelId, LineId, RemoteId, TeamId};

use crate::{Read, StoreError, timing::timed};

/// Open conversations by where they are and whom they were given to. What has none is not there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlaceCounts {
    /// By channel.
    pub channels: Vec<(ChannelId, usize)>,
    /// By team.
    pub teams: Vec<(TeamId, usize)>,
    /// With no team, of each line.
    pub without_team: Vec<(LineId, usize)>,
}

/// Few groups, of the index that lists are filtered by.
pub(crate) const PLACE_COUNTS: &str = "
    SELECT line_id, channel, team, count(*)
    FROM conversations INDEXED BY conversations_facets WHERE standing <= 4
    GROUP BY line_id, channel, team";

impl Read {
    /// How many open conversations each channel and each team has.
    pub async fn place_counts(&mut self) -> Result<PlaceCounts, StoreError> {
        let groups = sqlx::query_as(PLACE_COUNTS).fetch_all(self.connection());
        let groups: Vec<(i64, Option<String>, Option<String>, i64)> =
            timed("place_counts", groups).await?;
        let (mut channels, mut teams, mut without_team) =
            (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        for (line, channel, team, count) in groups {
            let (line, count) = (LineId(line), count as usize);
            if let Some(channel) = channel {
                *channels.entry((line, channel)).or_default() += count;
            }
            match team {
                Some(team) => *teams.entry((line, team)).or_default() += count,
                None => *without_team.entry(line).or_default() += count,
            }
        }
        let named = |counts: BTreeMap<(LineId, String), usize>| {
            counts
                .into_iter()
                .map(|((line, remote), count)| (line, RemoteId(remote), count))
        };
        Ok(PlaceCounts {
            channels: named(channels)
                .map(|(line, remote, count)| (ChannelId::new(line, remote), count))
                .collect(),
            teams: named(teams)
                .map(|(line, remote, count)| (TeamId::new(line, remote), count))
                .collect(),
            without_team: without_team.into_iter().collect(),
        })
    }
}
