//! What opening mends: sends whose outcome nobody knows, and what a crash left between the files.

use inbox_core::{LineId, RemoteId};

use crate::{
    StoreError, Write, contacts, echo, echo::row_of_echo, openings, store::Store, write::Touch,
};

/// Mends what the last run left behind. Costs next to nothing after an orderly end.
pub(crate) async fn after_opening(store: &Store, crashed: bool) -> Result<(), StoreError> {
    let mut write = store.write().await?;
    // Found at start, "sending" means: it may have gone out or not.
    sqlx::query("UPDATE desk.outbox SET state = 'checking', due_at = 0 WHERE state = 'sending'")
        .execute(write.connection())
        .await?;
    if crashed {
        finish_confirmed(&mut write).await?;
        drop_orphans(&mut write).await?;
        openings::drop_left(&mut write).await?;
        openings::restore(&mut write).await?;
        restore_echoes(&mut write).await?;
        bring_orphaned_twins_to_light(&mut write).await?;
        settle_mirrors(&mut write).await?;
    } else {
        openings::restore(&mut write).await?;
    }
    write.commit().await?;
    key_contacts(store).await
}

/// After a migration, contacts do not know yet by what they are recognised on other lines.
async fn key_contacts(store: &Store) -> Result<(), StoreError> {
    loop {
        let mut write = store.write().await?;
        if contacts::key_some(write.connection()).await? == 0 {
            return Ok(());
        }
        write.commit().await?;
    }
}

/// The cache knows a platform's word that the desk missed: the row has done its work.
async fn finish_confirmed(write: &mut Write) -> Result<(), StoreError> {
    sqlx::query(
        "DELETE FROM desk.outbox WHERE action_kind IN ('send', 'begin') AND EXISTS (
             SELECT 1 FROM items i WHERE i.outbox_id = desk.outbox.id AND i.confirmed = 1)",
    )
    .execute(write.connection())
    .await?;
    Ok(())
}

/// The desk has let a row go, confirmed or discarded, and the cache missed it: the platform's
/// timeline tells which it was.
async fn drop_orphans(write: &mut Write) -> Result<(), StoreError> {
    let orphaned: Vec<(i64, i64)> = sqlx::query_as(concat!(
        "SELECT i.id, i.conversation_id FROM items i INDEXED BY items_echoes
         WHERE i.remote IS NULL AND i.confirmed = 0
           AND NOT EXISTS (SELECT 1 FROM desk.outbox o WHERE o.id = ",
        row_of_echo!("i.outbox_id"),
        ")"
    ))
    .fetch_all(write.connection())
    .await?;
    for (item, conversation) in orphaned {
        sqlx::query("DELETE FROM items WHERE id = ?")
            .bind(item)
            .execute(write.connection())
            .await?;
        sqlx::query(
            "UPDATE conversations SET timeline_fingerprint = ''
             WHERE id = ? AND timeline_fingerprint IS NOT NULL",
        )
        .bind(conversation)
        .execute(write.connection())
        .await?;
        write.touch(
            conversation,
            Touch {
                row: true,
                items: true,
            },
        );
    }
    Ok(())
}

/// The desk holds rows that the cache missed. Touches every conversation with something in the
/// outbox, so that pending assignments and stuck sends show as well.
async fn restore_echoes(write: &mut Write) -> Result<(), StoreError> {
    let speaking: Vec<(i64, String)> =
        sqlx::query_as("SELECT DISTINCT line_id, conversation FROM desk.outbox")
            .fetch_all(write.connection())
            .await?;
    for (line, conversation) in speaking {
        echo::restore(write, LineId(line), &RemoteId(conversation)).await?;
    }
    sqlx::query(concat!(
        "UPDATE items SET role = CASE
             WHEN (SELECT state FROM desk.outbox o WHERE o.id = ",
        row_of_echo!("items.outbox_id"),
        ") = 'stuck' THEN 6
             ELSE 3 END
         WHERE remote IS NULL AND confirmed = 0"
    ))
    .execute(write.connection())
    .await?;
    Ok(())
}

/// What stood behind an echo that is gone must not stay hidden.
async fn bring_orphaned_twins_to_light(write: &mut Write) -> Result<(), StoreError> {
    let hidden: Vec<(String, i64, String, i64)> = sqlx::query_as(concat!(
        "SELECT i.behind, c.line_id, c.remote, c.id
         FROM items i INDEXED BY items_behind
         JOIN conversations c ON c.id = i.conversation_id
         WHERE i.behind IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM desk.outbox o WHERE o.id = ",
        row_of_echo!("i.behind"),
        ")"
    ))
    .fetch_all(write.connection())
    .await?;
    for (outbox, line, remote, row) in hidden {
        let conversation = inbox_core::ConversationId::new(LineId(line), remote);
        echo::bring_to_light(write, &conversation, &outbox).await?;
        write.items_changed(row, &conversation);
    }
    Ok(())
}

/// Settles conversations that show another mark or assignee than the desk says.
async fn settle_mirrors(write: &mut Write) -> Result<(), StoreError> {
    let astray: Vec<i64> = sqlx::query_scalar(
        "SELECT c.id FROM desk.read_marks m
         JOIN conversations c ON c.line_id = m.line_id AND c.remote = m.conversation
         WHERE c.read_through <> m.read_through
         UNION
         SELECT id FROM conversations WHERE assignee IS NOT told_assignee",
    )
    .fetch_all(write.connection())
    .await?;
    for conversation in astray {
        write.touch(
            conversation,
            Touch {
                row: true,
                ..Touch::default()
            },
        );
    }
    Ok(())
}
