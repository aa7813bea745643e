//! Views that the person at this desk has put together: a part of a view, by filters, in an order.

use sqlx::SqliteConnection;

use crate::{
    Change, Read, Sort, StoreError, View, ViewFilter, Write,
    words::{Word, from_json, to_json},
};

/// Names a saved view; never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SavedViewId(pub i64);

/// What a saved view shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewRecipe {
    /// The person's name for it.
    pub name: String,
    /// What it is a part of.
    pub view: View,
    /// What is left out.
    pub filter: ViewFilter,
    /// In which order.
    pub sort: Sort,
}

/// A saved view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedView {
    /// Its id.
    pub id: SavedViewId,
    /// What it shows.
    pub recipe: ViewRecipe,
}

impl Write {
    /// Keeps a new view at the end of the others.
    pub async fn add_saved_view(&mut self, recipe: &ViewRecipe) -> Result<SavedViewId, StoreError> {
        let id = sqlx::query_scalar(
            "INSERT INTO desk.saved_views (position, name, view, sort, filter, line_id)
             VALUES ((SELECT coalesce(max(position), 0) + 1 FROM desk.saved_views), ?, ?, ?, ?, ?)
             RETURNING id",
        )
        .bind(&recipe.name)
        .bind(recipe.view.word())
        .bind(recipe.sort.word())
        .bind(to_json("filter", &recipe.filter)?)
        .bind(recipe.filter.only_line().map(|line| line.0))
        .fetch_one(self.connection())
        .await?;
        self.tell(Change::SavedViews);
        Ok(SavedViewId(id))
    }

    /// Replaces what a view shows, or its name.
    pub async fn update_saved_view(
        &mut self,
        id: SavedViewId,
        recipe: &ViewRecipe,
    ) -> Result<(), StoreError> {
        let updated = sqlx::query(
            "UPDATE desk.saved_views SET name = ?, view = ?, sort = ?, filter = ?, line_id = ?
             WHERE id = ?",
        )
        .bind(&recipe.name)
        .bind(recipe.view.word())
        .bind(recipe.sort.word())
        .bind(to_json("filter", &recipe.filter)?)
        .bind(recipe.filter.only_line().map(|line| line.0))
        .bind(id.0)
        .execute(self.connection())
        .await?;
        self.tell(Change::SavedViews);
        known(updated.rows_affected())
    }

    /// Moves a view to a place among the others, counted from 0; beyond the end means the end.
    pub async fn move_saved_view(&mut self, id: SavedViewId, to: usize) -> Result<(), StoreError> {
        let mut ids: Vec<i64> =
            sqlx::query_scalar("SELECT id FROM desk.saved_views ORDER BY position, id")
                .fetch_all(self.connection())
                .await?;
        let from = ids.iter().position(|each| *each == id.0);
        let from = from.ok_or(StoreError::Unknown { what: "saved view" })?;
        let moved = ids.remove(from);
        ids.insert(to.min(ids.len()), moved);
        for (position, id) in (1_i64..).zip(ids) {
            sqlx::query("UPDATE desk.saved_views SET position = ? WHERE id = ?")
                .bind(position)
                .bind(id)
                .execute(self.connection())
                .await?;
        }
        self.tell(Change::SavedViews);
        Ok(())
    }

    /// Deletes a view, and says at which place it was.
    pub async fn delete_saved_view(
        &mut self,
        id: SavedViewId,
    ) -> Result<(SavedView, usize), StoreError> {
        let views = saved_views(self.connection()).await?;
        let place = views.iter().position(|view| view.id == id);
        let place = place.ok_or(StoreError::Unknown { what: "saved view" })?;
        sqlx::query("DELETE FROM desk.saved_views WHERE id = ?")
            .bind(id.0)
            .execute(self.connection())
            .await?;
        self.tell(Change::SavedViews);
        let view = views
            .into_iter()
            .nth(place)
            .ok_or(StoreError::Unknown { what: "saved view" })?;
        Ok((view, place))
    }
}

impl Read {
    /// The saved views in the order of the rail.
    pub async fn saved_views(&mut self) -> Result<Vec<SavedView>, StoreError> {
        saved_views(self.connection()).await
    }
}

fn known(rows: u64) -> Result<(), StoreError> {
    if rows == 0 {
        return Err(StoreError::Unknown { what: "saved view" });
    }
    Ok(())
}

#[derive(sqlx::FromRow)]
struct SavedRow {
    id: i64,
    name: String,
    view: String,
    sort: String,
    filter: String,
}

async fn saved_views(connection: &mut SqliteConnection) -> Result<Vec<SavedView>, StoreError> {
    let rows: Vec<SavedRow> = sqlx::query_as(
        "SELECT id, name, view, sort, filter FROM desk.saved_views ORDER BY position, id",
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(SavedView {
                id: SavedViewId(row.id),
                recipe: ViewRecipe {
                    name: row.name,
                    view: Word::read(&row.view)?,
                    filter: from_json("filter", &row.filter)?,
                    sort: Word::read(&row.sort)?,
                },
            })
        })
        .collect()
}
