//! Views that the person has saved on a platform.
//!
//! What such a view asks is asked here where our words reach: then it is one of our lists like any
//! other. Where they do not, its platform says which conversations it holds; the answer is kept, so
//! that the list is there without the network as well, as of the time of the answer.

use inbox_core::{
    AgentId, CarriedQuery, ChannelId, LineId, PlatformView, PlatformViewId, RemoteId, Status,
    TagId, TeamId, Timestamp,
};

use crate::{
    Carried, Change, Read, Sort, StoreError, View, ViewFilter, ViewRecipe, Write, words::from_json,
};

/// What a platform answered last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ViewAnswer {
    /// When.
    pub answered_at: Timestamp,
    /// How many the view holds in all, where the platform said; only the newest of many are kept.
    pub total: Option<u32>,
}

impl ViewRecipe {
    /// What a view of a platform shows; newest first, as its platform does.
    pub fn of_platform(line: LineId, view: &PlatformView) -> Self {
        Self::told(line, view).unwrap_or_else(|| Self {
            name: view.name.clone(),
            // Where its conversations stand is the platform's to say.
            view: View::AllOpen,
            filter: ViewFilter {
                line: Some(line),
                platform_view: Some(PlatformViewId::new(line, view.remote.clone())),
                ..ViewFilter::default()
            },
            sort: Sort::Newest,
        })
    }

    /// The same in our words; `None` where they do not reach, or where what it asks lies in several of
    /// our views.
    fn told(line: LineId, view: &PlatformView) -> Option<Self> {
        let query = view.query.as_ref()?;
        let all_among = |statuses: &[Status]| {
            let asked = &query.statuses;
            !asked.is_empty() && asked.iter().all(|status| statuses.contains(status))
        };
        let (place, statuses) = if all_among(&[Status::Open, Status::Pending]) {
            (View::AllOpen, query.statuses.clone())
        } else if all_among(&[Status::Snoozed]) {
            (View::Snoozed, Vec::new())
        } else if all_among(&[Status::Resolved]) {
            (View::Resolved, Vec::new())
        } else {
            return None;
        };
        Some(Self {
            name: view.name.clone(),
            view: place,
            filter: ViewFilter {
                line: Some(line),
                tag: query.tag.clone().map(|tag| TagId::new(line, tag)),
                statuses,
                priorities: query.priorities.clone(),
                channels: query
                    .channels
                    .iter()
                    .map(|channel| ChannelId::new(line, channel.clone()))
                    .collect(),
                teams: query
                    .teams
                    .iter()
                    .map(|team| TeamId::new(line, team.clone()))
                    .collect(),
                without_team: query.without_team,
                carried: query.carried.clone().map(|carried| match carried {
                    CarriedQuery::Nobody => Carried::ByNobody,
                    CarriedQuery::By(agent) => Carried::By(AgentId::new(line, agent)),
                }),
                ..ViewFilter::default()
            },
            sort: Sort::Newest,
        })
    }
}

impl Write {
    /// Keeps which conversations a view holds, in place of what was answered before.
    pub async fn keep_view_answer(
        &mut self,
        view: &PlatformViewId,
        conversations: &[RemoteId],
        total: Option<u32>,
    ) -> Result<(), StoreError> {
        self.forget_view_answer(view.line, view.remote.as_str())
            .await?;
        for conversation in conversations {
            sqlx::query(
                "INSERT INTO platform_view_members (line_id, view, conversation) VALUES (?, ?, ?)
                 ON CONFLICT DO NOTHING",
            )
            .bind(view.line.0)
            .bind(view.remote.as_str())
            .bind(conversation.as_str())
            .execute(self.connection())
            .await?;
        }
        let now = self.now;
        sqlx::query(
            "INSERT INTO platform_view_answers (line_id, view, answered_at, total)
             VALUES (?, ?, ?, ?)",
        )
        .bind(view.line.0)
        .bind(view.remote.as_str())
        .bind(now.0)
        .bind(total)
        .execute(self.connection())
        .await?;
        self.tell(Change::SavedViews);
        self.tell(Change::Conversations);
        Ok(())
    }

    /// Forgets the answers for views that are gone on the platform.
    pub(crate) async fn forget_views_except(
        &mut self,
        line: LineId,
        views: &[PlatformView],
    ) -> Result<(), StoreError> {
        let known: Vec<String> =
            sqlx::query_scalar("SELECT view FROM platform_view_answers WHERE line_id = ?")
                .bind(line.0)
                .fetch_all(self.connection())
                .await?;
        for gone in known {
            if !views.iter().any(|view| view.remote.as_str() == gone) {
                self.forget_view_answer(line, &gone).await?;
            }
        }
        Ok(())
    }

    async fn forget_view_answer(&mut self, line: LineId, view: &str) -> Result<(), StoreError> {
        for table in [
            "DELETE FROM platform_view_members WHERE line_id = ? AND view = ?",
            "DELETE FROM platform_view_answers WHERE line_id = ? AND view = ?",
        ] {
            sqlx::query(table)
                .bind(line.0)
                .bind(view)
                .execute(self.connection())
                .await?;
        }
        Ok(())
    }
}

impl Read {
    /// The views that the person has saved on the platform of a line, as it lists them.
    pub async fn platform_views(&mut self, line: LineId) -> Result<Vec<PlatformView>, StoreError> {
        let views: Option<String> =
            sqlx::query_scalar("SELECT views FROM line_extras WHERE line_id = ?")
                .bind(line.0)
                .fetch_optional(self.connection())
                .await?;
        views.map_or_else(|| Ok(Vec::new()), |views| from_json("views", &views))
    }

    /// What a platform answered last for a view; `None` when it was never asked.
    pub async fn view_answer(
        &mut self,
        view: &PlatformViewId,
    ) -> Result<Option<ViewAnswer>, StoreError> {
        let answer: Option<(i64, Option<u32>)> = sqlx::query_as(
            "SELECT answered_at, total FROM platform_view_answers WHERE line_id = ? AND view = ?",
        )
        .bind(view.line.0)
        .bind(view.remote.as_str())
        .fetch_optional(self.connection())
        .await?;
        Ok(answer.map(|(answered_at, total)| ViewAnswer {
            answered_at: Timestamp(answered_at),
            total,
        }))
    }
}
