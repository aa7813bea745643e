//! Customers, colleagues, tags, and the panel beside a conversation.

use inbox_core::{Agent, AgentKind, Channel, ChannelKind, Content, Directory, ReplyWindow, Tag};
use inbox_store::{Change, History, TimelineBatch};

use crate::support::*;

fn directory() -> Directory {
    Directory {
        channels: vec![Channel {
            remote: remote("channel"),
            name: "Main".to_owned(),
            kind: ChannelKind::WhatsApp,
            address: Some("+966500000000".to_owned()),
        }],
        agents: vec![
            Agent {
                remote: remote(ME),
                name: "Anna".to_owned(),
                kind: AgentKind::Person,
                email: None,
            },
            Agent {
                remote: remote("bot"),
                name: "مساعد".to_owned(),
                kind: AgentKind::AiAgent,
                email: None,
            },
        ],
        tags: vec![
            Tag {
                remote: remote("t1"),
                name: "VIP".to_owned(),
                icon: Some("⭐".to_owned()),
            },
            Tag {
                remote: remote("t2"),
                name: "شكوى".to_owned(),
                icon: None,
            },
        ],
        ..Directory::default()
    }
}

async fn found(desk: &Desk, text: &str) -> Vec<String> {
    let mut read = desk.store.read().await.expect("read");
    let hits = read.find_conversations(text, 10).await.expect("find");
    hits.into_iter()
        .map(|hit| hit.conversation.remote.0)
        .collect()
}

#[tokio::test]
async fn customers_are_found_by_name_and_number_without_minding_accents_or_hamza() {
    let desk = Desk::new().await;
    let named = |id: &str, name: &str, phone: &str, minutes: i64| {
        relisted(&conversation(id), "1", |record| {
            record.contact.name = Some(name.to_owned());
            record.contact.phone = Some(phone.to_owned());
            record.last_activity_at = at(minutes);
        })
    };
    desk.list(&[
        named("a", "أحمد علي", "+966 50 111 2222", -1),
        named("b", "João Ahmed", "+55 11 98888", -2),
        named("c", "Ali 100%_", "+49 170 1", -3),
    ])
    .await;
    assert!(found(&desk, "nobody").await.is_empty());
    assert!(found(&desk, "  ").await.is_empty());
    assert_eq!(found(&desk, "احمد").await, ["a"]);
    assert_eq!(found(&desk, "joao ah").await, ["b"]);
    assert_eq!(found(&desk, "٥٠١١١").await, ["a"]);
    assert_eq!(
        found(&desk, "+966 50").await,
        ["a"],
        "numbers are typed with signs and blanks"
    );
    assert!(
        found(&desk, "hmed").await.is_empty(),
        "words match from their beginning"
    );
    assert_eq!(found(&desk, "100%").await, ["c"]);
}

#[tokio::test]
async fn a_customer_renamed_in_one_conversation_is_renamed_in_all() {
    let desk = Desk::new().await;
    let same = |id: &str| {
        relisted(&conversation(id), "1", |record| {
            record.contact.remote = "one".to_owned();
            record.contact.name = Some("Before".to_owned());
        })
    };
    desk.list(&[same("a"), same("b")]).await;
    let mut changes = desk.store.changes();
    desk.list(&[relisted(&same("a"), "2", |record| {
        record.contact.name = Some("After".to_owned());
    })])
    .await;
    assert_eq!(desk.row("b").await.contact_name.as_deref(), Some("After"));
    let told = changes.try_recv().expect("told");
    assert!(told.changes.contains(&Change::Conversation(desk.id("b"))));
}

#[tokio::test]
async fn contacts_without_an_id_are_told_apart_by_their_address() {
    let desk = Desk::new().await;
    let nameless = |id: &str, phone: Option<&str>| {
        relisted(&conversation(id), "1", |record| {
            record.contact.remote = String::new();
            record.contact.name = Some(id.to_owned());
            record.contact.phone = phone.map(str::to_owned);
        })
    };
    desk.list(&[
        nameless("x", None),
        nameless("y", None),
        nameless("z", Some("+9665")),
    ])
    .await;
    assert_eq!(desk.row("x").await.contact_name.as_deref(), Some("x"));
    assert_eq!(desk.row("y").await.contact_name.as_deref(), Some("y"));
    assert_eq!(desk.row("z").await.contact, None);
}

#[tokio::test]
async fn the_directory_is_replaced_whole_and_told_only_when_it_changed() {
    let desk = Desk::new().await;
    commit!(desk, |w| w.replace_directory(desk.line, &directory())).expect("directory");
    let mut changes = desk.store.changes();
    commit!(desk, |w| w.replace_directory(desk.line, &directory())).expect("directory");
    assert!(changes.try_recv().is_err());
    let mut fewer = directory();
    fewer.tags.pop();
    commit!(desk, |w| w.replace_directory(desk.line, &fewer)).expect("directory");
    assert!(
        changes
            .try_recv()
            .expect("told")
            .changes
            .contains(&Change::Directory(desk.line))
    );
    let mut read = desk.store.read().await.expect("read");
    assert_eq!(
        read.directory(desk.line).await.expect("directory").tags,
        fewer.tags
    );
}

#[tokio::test]
async fn people_carry_what_is_open_and_tags_count_what_is_open() {
    let desk = Desk::new().await;
    commit!(desk, |w| w.replace_directory(desk.line, &directory())).expect("directory");
    for (id, status, tags) in [
        ("a", inbox_core::Status::Open, vec!["t1", "t2"]),
        ("b", inbox_core::Status::Open, vec!["t2"]),
        ("c", inbox_core::Status::Resolved, vec!["t1"]),
    ] {
        let record = relisted(&conversation(id), "1", |record| {
            record.status = status;
            record.assignee = carried_by(ME, AgentKind::Person);
            record.tags = tags.into_iter().map(remote).collect();
        });
        let items = if id == "a" {
            vec![asks("a", "q", at(1), "hi")]
        } else {
            Vec::new()
        };
        desk.tell(&record, items).await;
    }
    let mut read = desk.store.read().await.expect("read");
    let loads = read.agent_loads(desk.line).await.expect("loads");
    let anna = loads.iter().find(|load| load.name == "Anna").expect("Anna");
    assert_eq!((anna.open, anna.our_move, anna.is_me), (2, 1, true));
    let bot = loads
        .iter()
        .find(|load| load.kind == AgentKind::AiAgent)
        .expect("bot");
    assert_eq!((bot.open, bot.is_me), (0, false));
    let tags: Vec<_> = read
        .tag_counts()
        .await
        .expect("tags")
        .into_iter()
        .map(|tag| (tag.name, tag.unread, tag.total))
        .collect();
    assert_eq!(tags, [("شكوى".to_owned(), 1, 2), ("VIP".to_owned(), 1, 1)]);
    let row = read
        .list_row(&desk.id("a"))
        .await
        .expect("row")
        .expect("known");
    let names: Vec<_> = row.tags.iter().map(|tag| tag.name.as_str()).collect();
    assert_eq!(names, ["VIP", "شكوى"]);
    assert_eq!(row.channel_name.as_deref(), Some("Main"));
    assert_eq!(
        row.assignee.and_then(|assignee| assignee.name).as_deref(),
        Some("Anna")
    );
}

#[tokio::test]
async fn the_panel_tells_summary_first_reply_window_and_other_conversations() {
    let desk = Desk::new().await;
    desk.clock.set(at(60));
    commit!(desk, |w| w.replace_directory(desk.line, &directory())).expect("directory");
    let mut summarised = calls("c", "call", at(10), inbox_core::CallOutcome::Answered);
    if let Content::Call(call) = &mut summarised.content {
        call.summary = Some("طلب استرداد".to_owned());
    }
    let record = relisted(&conversation("c"), "1", |record| {
        record.tags = vec![remote("t1")];
    });
    let batch = TimelineBatch {
        record: Some(record.clone()),
        items: vec![
            asks("c", "q2", at(30), "and?"),
            answers("c", "a1", at(20), "yes"),
            summarised,
            asks("c", "q1", at(5), "hi"),
        ],
        covers: Some("1".to_owned()),
        history: None,
    };
    desk.tell_batch(&record, batch).await;
    // The same number, written differently, on another line.
    let other_line = commit!(desk, |w| w.add_line(&new_line("Jeddah"))).expect("line");
    let elsewhere = relisted(&conversation("elsewhere"), "1", |record| {
        record.contact.phone = Some("966500000001".to_owned());
    });
    let mut write = desk.store.write().await.expect("write");
    write
        .apply_listing(other_line, &[elsewhere])
        .await
        .expect("list");
    write.commit().await.expect("commit");

    let mut read = desk.store.read().await.expect("read");
    let detail = read
        .conversation(&desk.id("c"))
        .await
        .expect("detail")
        .expect("known");
    let summary = detail.ai_summary.expect("summary");
    assert_eq!(
        (summary.text.as_str(), summary.at, summary.newer),
        ("طلب استرداد", at(10), 2)
    );
    assert_eq!(
        detail.first_reply_ms, None,
        "the beginning is not known yet"
    );
    assert_eq!(detail.waiting_since, Some(at(30)));
    assert_eq!(
        detail.reply_window,
        ReplyWindow::Open {
            ends_at: at(30 + 24 * 60)
        }
    );
    assert_eq!(detail.tags[0].icon.as_deref(), Some("⭐"));
    assert_eq!(detail.channel.name.as_deref(), Some("Main"));
    let others: Vec<_> = detail
        .others
        .iter()
        .map(|other| (other.id.remote.as_str(), other.line_name.as_str()))
        .collect();
    assert_eq!(others, [("elsewhere", "Jeddah")]);
    drop(read);

    let batch = TimelineBatch {
        history: Some(History::Complete),
        ..TimelineBatch::default()
    };
    desk.tell_batch(&record, batch).await;
    let mut read = desk.store.read().await.expect("read");
    let detail = read
        .conversation(&desk.id("c"))
        .await
        .expect("detail")
        .expect("known");
    assert_eq!(detail.first_reply_ms, Some(5 * MINUTE));
    assert_eq!(
        read.conversation(&desk.id("nowhere"))
            .await
            .expect("detail"),
        None
    );
}

#[tokio::test]
async fn a_person_named_here_stands_among_the_agents_also_after_the_directory_was_read_again() {
    let mut desk = Desk::new().await;
    let freja = remote("user-42");
    commit!(desk, |w| w.name_person(desk.line, &freja, "Freja")).expect("named");
    commit!(desk, |w| w
        .replace_directory(desk.line, &Directory::default()))
    .expect("replaced");
    let names = async |desk: &Desk| {
        let mut read = desk.store.read().await.expect("read");
        let loads = read.agent_loads(desk.line).await.expect("loads");
        loads
            .into_iter()
            .map(|load| (load.id.remote.0, load.name))
            .collect::<Vec<_>>()
    };
    let freja_alone = [("user-42".to_owned(), "Freja".to_owned())];
    assert_eq!(names(&desk).await, freja_alone);
    // What the platform says of itself goes before what was typed here.
    let listed = Agent {
        remote: freja.clone(),
        name: "Freja Nielsen".to_owned(),
        kind: AgentKind::Person,
        email: None,
    };
    let directory = Directory {
        agents: vec![listed],
        ..Directory::default()
    };
    commit!(desk, |w| w.replace_directory(desk.line, &directory)).expect("replaced");
    assert_eq!(names(&desk).await[0].1, "Freja Nielsen");
    commit!(desk, |w| w
        .replace_directory(desk.line, &Directory::default()))
    .expect("replaced");
    desk.restart().await;
    assert_eq!(names(&desk).await, freja_alone);
}

#[tokio::test]
async fn whoever_carries_a_conversation_can_be_chosen_though_nobody_listed_them() {
    let desk = Desk::new().await;
    let mut record = conversation("c");
    record.assignee = carried_by("user-7", AgentKind::Person);
    desk.tell(&record, vec![asks("c", "q", at(1), "hello")])
        .await;
    let mut read = desk.store.read().await.expect("read");
    let seen = read.seen_people(desk.line).await.expect("seen");
    let seen: Vec<_> = seen.iter().map(|agent| agent.name.as_str()).collect();
    assert_eq!(seen, ["user-7"]);
    drop(read);
    let known = remote("user-7");
    commit!(desk, |w| w.name_person(desk.line, &known, "Omar")).expect("named");
    let mut read = desk.store.read().await.expect("read");
    assert_eq!(read.seen_people(desk.line).await.expect("seen"), []);
}
