//! Conversations met for the first time, a page at once.

use inbox_core::{
    AgentKind, AttentionKind, ContactRecord, ConversationAction, ConversationFacts,
    ConversationRecord, OutboxAction, OutboxId, Status,
};
use inbox_store::{Listed, NewOutbound, Sort, TimelineBatch, View};

use crate::support::*;

/// One of each kind that a listing may tell.
fn all_kinds() -> Vec<ConversationRecord> {
    let changed = |name: &str, change: &dyn Fn(&mut ConversationRecord)| {
        relisted(&conversation(name), &format!("{name}-1"), |record| {
            change(record);
        })
    };
    vec![
        conversation("silent"),
        changed("asking", &|record| {
            record.preview = listed_text("where is it?", false);
            record.last_activity_at = at(-30);
        }),
        changed("closing", &|record| {
            record.preview = listed_text("anybody?", false);
            record.last_activity_at = at(-23 * 60);
        }),
        changed("answered", &|record| {
            record.preview = listed_text("on its way", true);
            record.last_activity_at = at(-5);
        }),
        changed("mine", &|record| {
            record.assignee = carried_by(ME, AgentKind::Person);
            record.preview = listed_text("hello", false);
            record.last_activity_at = at(5);
        }),
        changed("ai", &|record| {
            record.assignee = carried_by("bot", AgentKind::AiAgent);
            record.tags = vec![remote("t-1"), remote("t-2")];
        }),
        changed("wanted", &|record| {
            record.facts.attention = vec![asked_for(AttentionKind::HumanRequested, at(-10))];
            record.facts.frustration = Some(80);
        }),
        changed("snoozed", &|record| {
            record.status = Status::Snoozed;
            record.facts = ConversationFacts {
                snoozed_until: Some(at(600)),
                subject: Some("Later".to_owned()),
                ..ConversationFacts::default()
            };
        }),
        changed("done", &|record| record.status = Status::Resolved),
    ]
}

#[tokio::test]
async fn what_a_conversation_shows_at_first_sight_is_what_settling_it_shows() {
    let desk = Desk::new().await;
    let records = all_kinds();
    desk.list(&records).await;
    let mut first = Vec::new();
    for record in &records {
        first.push(desk.row(record.remote.as_str()).await);
    }
    for (record, first) in records.iter().zip(first) {
        // Has it settled, and tells nothing of the listing.
        let batch = TimelineBatch {
            covers: Some("another".to_owned()),
            ..TimelineBatch::default()
        };
        desk.tell_batch(record, batch).await;
        assert_eq!(desk.row(record.remote.as_str()).await, first);
    }
    for sort in Sort::ALL {
        let mut shown: Vec<_> = Vec::new();
        for view in [View::AllOpen, View::Snoozed, View::Resolved] {
            shown.extend(desk.ids(view, sort).await);
        }
        assert_eq!(shown.len(), records.len(), "{sort:?}: each is in a list");
    }
}

#[tokio::test]
async fn a_long_page_of_newcomers_keeps_each_with_its_own_customer_and_tags() {
    let desk = Desk::new().await;
    let records: Vec<_> = (0..84)
        .map(|number| {
            let name = format!("c{number}");
            relisted(&conversation(&name), &name, |record| {
                record.tags = vec![remote(&format!("tag-{number}"))];
            })
        })
        .collect();
    let listed = desk.list(&records).await;
    assert_eq!((listed.new, listed.to_read.len()), (84, 84));
    for record in &records {
        let row = desk.row(record.remote.as_str()).await;
        assert_eq!(row.contact_name, record.contact.name);
        let tags: Vec<_> = row.tags.into_iter().map(|tag| tag.id.remote).collect();
        assert_eq!(tags, record.tags);
    }
}

#[tokio::test]
async fn a_conversation_told_twice_on_a_page_is_one_and_the_later_word_counts() {
    let desk = Desk::new().await;
    let first = conversation("c");
    let later = relisted(&first, "c-2", |record| record.status = Status::Resolved);
    let listed = desk.list(&[first.clone(), later.clone(), later]).await;
    assert_eq!(
        listed,
        Listed {
            to_read: vec![remote("c"), remote("c"), remote("c")],
            news: vec![remote("c"), remote("c")],
            new: 1,
            unchanged: 1,
        }
    );
    assert_eq!(desk.row("c").await.status, Status::Resolved);
    assert_eq!(desk.ids(View::Resolved, Sort::Newest).await, ["c"]);
}

#[tokio::test]
async fn newcomers_of_one_customer_share_the_last_that_was_told_of_them() {
    let desk = Desk::new().await;
    let of = |name: &str, called: &str| {
        relisted(&conversation(name), name, |record| {
            record.contact = ContactRecord {
                remote: "sara".to_owned(),
                name: Some(called.to_owned()),
                ..ContactRecord::default()
            };
        })
    };
    desk.list(&[of("one", "Sara"), of("two", "Sara Haddad")])
        .await;
    for conversation in ["one", "two"] {
        let row = desk.row(conversation).await;
        assert_eq!(row.contact_name.as_deref(), Some("Sara Haddad"));
    }
    // Known by now; the older conversation shows the news as well.
    desk.list(&[of("three", "Sara H.")]).await;
    for conversation in ["one", "two", "three"] {
        let row = desk.row(conversation).await;
        assert_eq!(row.contact_name.as_deref(), Some("Sara H."));
    }
}

#[tokio::test]
async fn a_newcomer_shows_what_this_desk_has_said_of_it_before() {
    let desk = Desk::new().await;
    let known = relisted(&conversation("c"), "c-1", |record| {
        record.preview = listed_text("hello", false);
        record.last_activity_at = at(1);
    });
    desk.list(std::slice::from_ref(&known)).await;
    commit!(desk, |w| w.queue(&NewOutbound {
        id: OutboxId("row".to_owned()),
        conversation: desk.id("c"),
        action: OutboxAction::Act {
            action: ConversationAction::SetStatus {
                status: Status::Snoozed,
                until: Some(at(60)),
            },
        },
        created_at: at(2),
        not_before: None,
    }))
    .expect("queue");
    commit!(desk, |w| w.forget_conversation(&desk.id("c"))).expect("forget");
    desk.list(&[known, conversation("other")]).await;
    assert_eq!(desk.row("c").await.status, Status::Snoozed);
    assert_eq!(desk.ids(View::Snoozed, Sort::Newest).await, ["c"]);
    assert_eq!(desk.ids(View::AllOpen, Sort::Newest).await, ["other"]);
}
