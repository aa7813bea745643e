//! Words that were changed after they were sent.

use inbox_core::{Content, ConversationId, Delivery, ItemRecord, RemoteId};

use crate::support::*;

async fn edit(desk: &Desk, item: &str, words: Option<&str>) {
    let conversation = ConversationId::new(desk.line, "c");
    let content = words.map(|text| {
        Box::new(Content::Text {
            text: text.to_owned(),
        })
    });
    let mut write = desk.store.write().await.expect("write");
    write
        .mark_edited(&conversation, &RemoteId::from(item), content)
        .await
        .expect("marked");
    write.commit().await.expect("commit");
}

/// The words shown and whether they are marked, oldest first.
async fn shown(desk: &Desk) -> Vec<(String, bool)> {
    let texts = desk.texts("c").await;
    let marks = desk.timeline("c").await.items;
    let marks = marks.into_iter().map(|item| item.edited);
    texts.into_iter().zip(marks).collect()
}

fn is(words: &str, edited: bool) -> (String, bool) {
    (words.to_owned(), edited)
}

#[tokio::test]
async fn an_edit_is_shown_with_its_words_and_no_later_answer_takes_the_mark_away() {
    let desk = Desk::new().await;
    let record = conversation("c");
    desk.tell(
        &record,
        vec![asks("c", "i2", at(2), "Two"), asks("c", "i1", at(1), "One")],
    )
    .await;
    let mut changes = desk.store.changes();
    edit(&desk, "i1", Some("One!")).await;
    assert_eq!(shown(&desk).await, [is("One!", true), is("Two", false)]);
    assert!(changes.try_recv().is_ok(), "whoever shows it is told");
    edit(&desk, "i1", Some("One!")).await;
    assert!(changes.try_recv().is_err(), "the second time it is no news");

    for words in ["One!", "One!!"] {
        desk.tell(&record, vec![asks("c", "i1", at(1), words)])
            .await;
        assert_eq!(shown(&desk).await[0], is(words, true));
    }
    desk.hint(&asks("c", "i1", at(1), "One")).await;
    assert_eq!(shown(&desk).await[0], is("One!!", true));
}

#[tokio::test]
async fn neither_a_tick_nor_other_words_in_an_answer_are_an_edit() {
    let desk = Desk::new().await;
    let record = conversation("c");
    let mut sent = answers("c", "i1", at(1), "On its way");
    desk.tell(&record, vec![sent.clone()]).await;
    sent.delivery = Some(Delivery::Read);
    desk.hint(&sent).await;
    assert_eq!(shown(&desk).await, [is("On its way", false)]);
    // A newer version of this program may read the same message otherwise.
    desk.tell(&record, vec![answers("c", "i1", at(1), "On its way.")])
        .await;
    assert_eq!(shown(&desk).await, [is("On its way.", false)]);
}

#[tokio::test]
async fn an_edit_without_words_of_its_kind_marks_alone_and_one_of_nothing_known_is_left_to_the_read()
 {
    let desk = Desk::new().await;
    let record = conversation("c");
    let place = ItemRecord {
        content: Content::Location {
            latitude: 24.7,
            longitude: 46.6,
            name: None,
            address: None,
        },
        ..asks("c", "i1", at(1), "")
    };
    desk.tell(&record, vec![place.clone()]).await;
    edit(&desk, "i1", Some("words")).await;
    edit(&desk, "i9", Some("unheard of")).await;
    let items = desk.timeline("c").await.items;
    assert_eq!(items.len(), 1);
    assert_eq!((&items[0].content, items[0].edited), (&place.content, true));
}

#[tokio::test]
async fn what_was_taken_back_is_not_called_edited() {
    let desk = Desk::new().await;
    let record = conversation("c");
    desk.tell(&record, vec![asks("c", "i1", at(1), "One")])
        .await;
    edit(&desk, "i1", None).await;
    assert_eq!(shown(&desk).await, [is("One", true)]);
    let deleted = ItemRecord {
        content: Content::Deleted,
        ..asks("c", "i1", at(1), "")
    };
    desk.tell(&record, vec![deleted]).await;
    assert!(!desk.timeline("c").await.items[0].edited);
}
