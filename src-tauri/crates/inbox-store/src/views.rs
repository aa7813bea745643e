//! Views: which conversations belong together, and how many they are.

use crate::{Read, StoreError, timing::timed};

/// A view of the rail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum View {
    /// Not done, carried by the person at this desk.
    Mine,
    /// Not done, carried by no person, and AI off or a person asked for.
    Unassigned,
    /// Neither snoozed nor resolved.
    AllOpen,
    /// Everything a person is asked for, whatever the reason.
    NeedsPerson,
    /// The customer or the AI asked for a person.
    HumanRequested,
    /// The reply window closes soon.
    ClosingSoon,
    /// Hidden until a time or an answer.
    Snoozed,
    /// Done.
    Resolved,
}

impl View {
    /// All, as the rail shows them.
    pub const ALL: [Self; 8] = [
        Self::Mine,
        Self::Unassigned,
        Self::AllOpen,
        Self::NeedsPerson,
        Self::HumanRequested,
        Self::ClosingSoon,
        Self::Snoozed,
        Self::Resolved,
    ];

    /// The family of indexes that serves it, and its condition on `conversations c`; the one
    /// serves the other only if both stay word for word as in the migration.
    pub(crate) fn place(self) -> (&'static str, &'static str) {
        match self {
            Self::Mine => ("standing", "c.standing = 1"),
            Self::Unassigned => ("standing", "c.standing = 2"),
            Self::AllOpen => ("open", "c.standing <= 4"),
            Self::NeedsPerson => ("person", "c.move_rank = 1"),
            Self::HumanRequested => ("human", "c.move_reason = 'humanRequested'"),
            Self::ClosingSoon => ("soon", "c.move_rank = 2"),
            Self::Snoozed => ("standing", "c.standing = 5"),
            Self::Resolved => ("standing", "c.standing = 6"),
        }
    }
}

/// How many conversations a view holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ViewCount {
    /// The view.
    pub view: View,
    /// Unread ones.
    pub unread: usize,
    /// All.
    pub total: usize,
}

/// Groups are small; everything is read from indexes alone.
pub(crate) const VIEW_COUNTS: &str = "
    SELECT standing, count(*), sum(unread)
    FROM conversations INDEXED BY conversations_counted GROUP BY standing
    UNION ALL
    SELECT -1, count(*), coalesce(sum(unread), 0)
    FROM conversations INDEXED BY list_human_newest WHERE move_reason = 'humanRequested'
    UNION ALL
    SELECT -3, count(*), coalesce(sum(unread), 0)
    FROM conversations INDEXED BY list_person_newest WHERE move_rank = 1
    UNION ALL
    SELECT -2, count(*), coalesce(sum(unread), 0)
    FROM conversations INDEXED BY list_soon_newest WHERE move_rank = 2";

pub(crate) const BADGE: &str = "
    SELECT count(*) FROM conversations INDEXED BY conversations_counted
    WHERE standing = 1 AND unread = 1";

impl Read {
    /// How many conversations each view holds, in the order of [`View::ALL`].
    pub async fn view_counts(&mut self) -> Result<Vec<ViewCount>, StoreError> {
        let groups = sqlx::query_as(VIEW_COUNTS).fetch_all(self.connection());
        let groups: Vec<(i64, i64, i64)> = timed("view_counts", groups).await?;
        Ok(View::ALL
            .into_iter()
            .map(|view| {
                let (mut total, mut unread) = (0, 0);
                for (_, all, new) in groups.iter().filter(|(group, ..)| holds(view, *group)) {
                    total += *all as usize;
                    unread += *new as usize;
                }
                ViewCount {
                    view,
                    unread,
                    total,
                }
            })
            .collect())
    }

    /// The number on the app's badge: unread conversations of the person at this desk.
    pub async fn badge_count(&mut self) -> Result<usize, StoreError> {
        let count: i64 = timed(
            "badge_count",
            sqlx::query_scalar(BADGE).fetch_one(self.connection()),
        )
        .await?;
        Ok(count as usize)
    }
}

/// Whether a group of [`VIEW_COUNTS`] belongs to a view.
fn holds(view: View, group: i64) -> bool {
    match view {
        View::Mine => group == 1,
        View::Unassigned => group == 2,
        View::AllOpen => (1..=4).contains(&group),
        View::NeedsPerson => group == -3,
        View::HumanRequested => group == -1,
        View::ClosingSoon => group == -2,
        View::Snoozed => group == 5,
        View::Resolved => group == 6,
    }
}
