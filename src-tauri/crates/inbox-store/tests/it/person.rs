//! One person behind contacts of several lines, and their story.

use inbox_core::{
    Channel, ChannelKind, ContactKey, ContactRecord, Content, ConversationId, ConversationRecord,
    Directory, ItemRecord, LineId,
};
use inbox_store::{Change, Person, StoreError, Story, TimelineBatch, TimelineWindow};
use proptest::prelude::*;

use crate::support::{Desk, MINUTE, answers, asks, at, commit, conversation, new_line, relisted};

/// A conversation with somebody of this number and address, last active then.
fn with(
    remote: &str,
    phone: Option<&str>,
    email: Option<&str>,
    minutes: i64,
) -> ConversationRecord {
    relisted(&conversation(remote), "1", |record| {
        record.contact = ContactRecord {
            remote: format!("contact-{remote}"),
            name: Some(format!("Customer {remote}")),
            phone: phone.map(str::to_owned),
            email: email.map(str::to_owned),
            ..ContactRecord::default()
        };
        record.last_activity_at = at(minutes);
    })
}

async fn list_on(desk: &Desk, line: LineId, records: &[ConversationRecord]) {
    commit!(desk, |w| w.apply_listing(line, records)).expect("list");
}

async fn another_line(desk: &Desk, name: &str) -> LineId {
    commit!(desk, |w| w.add_line(&new_line(name))).expect("line")
}

async fn person(desk: &Desk, conversation: &ConversationId) -> Person {
    let mut read = desk.store.read().await.expect("read");
    read.person(conversation).await.expect("person")
}

fn contacts(person: &Person) -> Vec<&str> {
    let mut contacts: Vec<_> = person
        .others
        .iter()
        .map(|identity| identity.contact.remote.as_str())
        .collect();
    contacts.sort_unstable();
    contacts
}

fn key(line: LineId, remote: &str) -> ContactKey {
    ContactKey::new(line, format!("id:contact-{remote}"))
}

/// Numbers of a line's own channels say which country it is in.
fn numbers(addresses: &[&str]) -> Directory {
    Directory {
        channels: addresses
            .iter()
            .map(|address| Channel {
                remote: (*address).into(),
                name: (*address).to_owned(),
                kind: ChannelKind::WhatsApp,
                address: Some((*address).to_owned()),
            })
            .collect(),
        ..Directory::default()
    }
}

#[tokio::test]
async fn short_numbers_and_machines_addresses_join_nobody() {
    let desk = Desk::new().await;
    let other = another_line(&desk, "Jeddah").await;
    let mine = with("a", Some("1234"), Some("no-reply@shop.example"), 1);
    let theirs = with("b", Some("1234"), Some("no-reply@shop.example"), 2);
    desk.list(&[mine]).await;
    list_on(&desk, other, &[theirs]).await;
    let person = person(&desk, &desk.id("a")).await;
    assert_eq!((contacts(&person), person.conversations), (Vec::new(), 1));
}

#[tokio::test]
async fn a_number_that_a_whole_office_shares_joins_nobody() {
    let desk = Desk::new().await;
    let office: Vec<_> = (0..21)
        .map(|number| {
            with(
                &format!("c{number}"),
                Some("+966 11 000 0000"),
                None,
                number,
            )
        })
        .collect();
    desk.list(&office[..20]).await;
    assert_eq!(person(&desk, &desk.id("c0")).await.others.len(), 19);
    desk.list(&office).await;
    assert!(person(&desk, &desk.id("c0")).await.others.is_empty());
}

#[tokio::test]
async fn contacts_of_all_lines_with_one_number_or_address_are_one_person_also_by_way_of_a_third() {
    let desk = Desk::new().await;
    let second = another_line(&desk, "Jeddah").await;
    let third = another_line(&desk, "Shop").await;
    desk.list(&[
        with("a", Some("+966 50 000 0001"), None, 1),
        with("stranger", Some("+966 50 000 0002"), None, 1),
    ])
    .await;
    list_on(
        &desk,
        second,
        &[with(
            "b",
            Some("00966500000001"),
            Some("Noura@Example.com"),
            5,
        )],
    )
    .await;
    list_on(
        &desk,
        third,
        &[with("c", None, Some("noura@example.com"), 3)],
    )
    .await;
    for from in [desk.id("a"), ConversationId::new(third, "c")] {
        assert_eq!(person(&desk, &from).await.others.len(), 2, "{from}");
    }
    let found = person(&desk, &desk.id("a")).await;
    let [jeddah, shop] = found.others.as_slice() else {
        panic!("two others: {found:?}");
    };
    assert_eq!(
        (jeddah.line_name.as_str(), shop.line_name.as_str()),
        ("Jeddah", "Shop")
    );
    assert_eq!(
        jeddah.places[0].last_activity_at,
        at(5),
        "the last active comes first"
    );
    assert_eq!(found.conversations, 3);
    assert!(person(&desk, &desk.id("stranger")).await.others.is_empty());
}

#[tokio::test]
async fn a_local_zero_is_understood_once_the_lines_own_numbers_tell_the_country() {
    let desk = Desk::new().await;
    let other = another_line(&desk, "Jeddah").await;
    desk.list(&[with("a", Some("0500000001"), None, 1)]).await;
    list_on(&desk, other, &[with("b", Some("+966500000001"), None, 1)]).await;
    assert!(person(&desk, &desk.id("a")).await.others.is_empty());

    let riyadh = numbers(&["+966 11 111 1111", "+966500000099"]);
    commit!(desk, |w| w.replace_directory(desk.line, &riyadh)).expect("directory");
    assert_eq!(
        contacts(&person(&desk, &desk.id("a")).await),
        ["id:contact-b"]
    );

    // Numbers of two countries say nothing any more.
    let mixed = numbers(&["+966 11 111 1111", "+49 30 1234567"]);
    commit!(desk, |w| w.replace_directory(desk.line, &mixed)).expect("directory");
    assert!(person(&desk, &desk.id("a")).await.others.is_empty());
}

#[tokio::test]
async fn one_line_shows_where_a_contact_is_talked_to_with_the_most_pressing_lamp() {
    let desk = Desk::new().await;
    let other = another_line(&desk, "Jeddah").await;
    desk.list(&[with("a", Some("+966500000001"), None, 1)])
        .await;
    let same = |remote: &str, channel: &str, minutes| {
        let record = with(remote, Some("+966500000001"), None, minutes);
        relisted(&record, "1", |record| {
            record.contact.remote = "noura".to_owned();
            record.channel = Some(channel.into());
        })
    };
    list_on(
        &desk,
        other,
        &[
            same("b1", "w", 2),
            same("b2", "w", 9),
            same("b3", "mail", 4),
        ],
    )
    .await;
    let batch = TimelineBatch {
        items: vec![asks("b1", "q", at(3), "still waiting")],
        covers: Some("1".to_owned()),
        ..TimelineBatch::default()
    };
    let unanswered = ConversationId::new(other, "b1");
    commit!(desk, |w| w.apply_timeline(&unanswered, &batch)).expect("items");
    let found = person(&desk, &desk.id("a")).await;
    let [noura] = found.others.as_slice() else {
        panic!("one contact: {found:?}");
    };
    let places: Vec<_> = noura
        .places
        .iter()
        .map(|place| (place.conversation.remote.as_str(), place.whose.rank()))
        .collect();
    assert_eq!(places, [("b2", 3), ("b3", 5)], "{places:?}");
}

#[tokio::test]
async fn who_is_said_to_be_somebody_else_stays_so_also_over_a_new_cache_until_it_is_taken_back() {
    let mut desk = Desk::new().await;
    let second = another_line(&desk, "Jeddah").await;
    let third = another_line(&desk, "Shop").await;
    let fill = async |desk: &Desk| {
        desk.list(&[with("a", Some("+966500000001"), None, 1)])
            .await;
        list_on(desk, second, &[with("b", Some("+966500000001"), None, 2)]).await;
        list_on(desk, third, &[with("c", Some("+966500000001"), None, 3)]).await;
    };
    fill(&desk).await;
    let mut changes = desk.store.changes();
    let from = commit!(desk, |w| w.keep_apart(&key(second, "b"), &desk.id("a"))).expect("split");
    assert_eq!(
        from.len(),
        2,
        "apart from everybody of that person: {from:?}"
    );
    let told = changes.try_recv().expect("told");
    for shown in [desk.id("a"), ConversationId::new(second, "b")] {
        assert!(told.changes.contains(&Change::Conversation(shown)));
    }

    let check = async |desk: &Desk| {
        let of_a = person(desk, &desk.id("a")).await;
        assert_eq!(contacts(&of_a), ["id:contact-c"]);
        assert_eq!(of_a.apart.len(), 1, "it can be taken back later");
        let of_b = person(desk, &ConversationId::new(second, "b")).await;
        assert!(of_b.others.is_empty(), "{of_b:?}");
    };
    check(&desk).await;
    desk.restart().await;
    check(&desk).await;
    desk.store.rebuild_cache().await.expect("rebuilds");
    fill(&desk).await;
    check(&desk).await;

    commit!(desk, |w| w.join_again(&key(second, "b"), &from)).expect("undo");
    assert_eq!(person(&desk, &desk.id("a")).await.others.len(), 2);

    commit!(desk, |w| w.keep_apart(&key(second, "b"), &desk.id("a"))).expect("split");
    commit!(desk, |w| w.join_person(&key(second, "b"), &desk.id("a"))).expect("join");
    let of_a = person(&desk, &desk.id("a")).await;
    assert_eq!((of_a.others.len(), of_a.apart.len()), (2, 0));
}

#[tokio::test]
async fn a_stranger_cannot_be_split_off() {
    let desk = Desk::new().await;
    desk.list(&[
        with("a", Some("+966500000001"), None, 1),
        with("b", Some("+966500000002"), None, 2),
    ])
    .await;
    let from = commit!(desk, |w| w.keep_apart(&key(desk.line, "b"), &desk.id("a")));
    assert_eq!(from.expect("nothing to do"), Vec::new());
}

#[tokio::test]
async fn signing_a_line_out_forgets_who_of_it_was_kept_apart() {
    let desk = Desk::new().await;
    let other = another_line(&desk, "Jeddah").await;
    desk.list(&[with("a", Some("+966500000001"), None, 1)])
        .await;
    list_on(&desk, other, &[with("b", Some("+966500000001"), None, 2)]).await;
    commit!(desk, |w| w.keep_apart(&key(other, "b"), &desk.id("a"))).expect("split");
    commit!(desk, |w| w.remove_line(other)).expect("removed");
    let found = person(&desk, &desk.id("a")).await;
    assert!(found.others.is_empty() && found.apart.is_empty());
}

async fn story(desk: &Desk, window: TimelineWindow, limit: u32) -> Story {
    let mut read = desk.store.read().await.expect("read");
    read.story(&desk.id("a"), window, limit)
        .await
        .expect("story")
}

fn said(story: &Story) -> Vec<(String, String)> {
    story
        .items
        .iter()
        .map(|told| {
            let place = &story.places[told.place];
            let Content::Text { text } = &told.item.content else {
                panic!("only texts were told");
            };
            (place.conversation.remote.0.clone(), text.clone())
        })
        .collect()
}

async fn tell_on(desk: &Desk, line: LineId, record: &ConversationRecord, items: Vec<ItemRecord>) {
    let conversation = ConversationId::new(line, record.remote.clone());
    let batch = TimelineBatch {
        record: Some(record.clone()),
        items,
        covers: Some(record.fingerprint.clone()),
        history: None,
    };
    commit!(desk, |w| w.apply_timeline(&conversation, &batch)).expect("items");
}

#[tokio::test]
async fn a_story_is_told_in_the_order_it_happened_and_says_where() {
    let desk = Desk::new().await;
    let other = another_line(&desk, "Jeddah").await;
    let a = with("a", Some("+966500000001"), None, 9);
    let b = with("b", Some("966500000001"), None, 8);
    tell_on(
        &desk,
        desk.line,
        &a,
        vec![
            asks("a", "a1", at(1), "one"),
            answers("a", "a2", at(4), "four"),
        ],
    )
    .await;
    tell_on(
        &desk,
        other,
        &b,
        vec![
            asks("b", "b1", at(2), "two"),
            asks("b", "b2", at(3), "three"),
        ],
    )
    .await;
    let whole = story(&desk, TimelineWindow::Newest, 10).await;
    let wanted = [("a", "one"), ("b", "two"), ("b", "three"), ("a", "four")];
    let wanted: Vec<_> = wanted
        .iter()
        .map(|(place, text)| ((*place).to_owned(), (*text).to_owned()))
        .collect();
    assert_eq!(said(&whole), wanted);
    assert!(!whole.has_older && !whole.has_newer);
    let lines: Vec<_> = whole
        .places
        .iter()
        .map(|place| place.line_name.as_str())
        .collect();
    assert_eq!(lines, ["Riyadh", "Jeddah"]);

    let middle = whole.items[1].item.id;
    let around = story(&desk, TimelineWindow::Around(middle), 2).await;
    assert_eq!(said(&around), wanted[..2]);
    assert!(!around.has_older && around.has_newer);

    let mut read = desk.store.read().await.expect("read");
    let nowhere = read
        .story(&desk.id("nowhere"), TimelineWindow::Newest, 10)
        .await;
    assert!(matches!(nowhere, Err(StoreError::Unknown { .. })));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// However conversations interleave, also within one instant, paging shows each item once and
    /// in order, in both directions.
    #[test]
    fn paging_a_story_shows_every_item_once(
        instants in prop::collection::vec((0usize..3, 0i64..6), 1..40),
        page in 1u32..7,
    ) {
        let runtime = tokio::runtime::Runtime::new().expect("runtime");
        runtime.block_on(async {
            let desk = Desk::new().await;
            let lines = [desk.line, another_line(&desk, "B").await, another_line(&desk, "C").await];
            for (place, name) in ["a", "b", "c"].into_iter().enumerate() {
                let items = instants
                    .iter()
                    .enumerate()
                    .filter(|(_, (where_to, _))| *where_to == place)
                    .map(|(number, (_, minute))| {
                        asks(name, &format!("{name}{number}"), at(0).plus(minute * MINUTE), &number.to_string())
                    })
                    .collect();
                let record = with(name, Some("+966500000001"), None, 10);
                tell_on(&desk, lines[place], &record, items).await;
            }
            let whole = story(&desk, TimelineWindow::Newest, 200).await;
            prop_assert_eq!(whole.items.len(), instants.len());

            let mut backwards = Vec::new();
            let mut window = TimelineWindow::Newest;
            loop {
                let part = story(&desk, window, page).await;
                let Some(first) = part.items.first() else { break };
                window = TimelineWindow::Before(first.item.key());
                let more = part.has_older;
                backwards.splice(0..0, said(&part));
                if !more { break; }
            }
            prop_assert_eq!(&backwards, &said(&whole));

            let mut forwards = said(&whole)[..1].to_vec();
            let mut from = whole.items[0].item.key();
            loop {
                let part = story(&desk, TimelineWindow::After(from), page).await;
                let Some(last) = part.items.last() else { break };
                from = last.item.key();
                forwards.extend(said(&part));
                if !part.has_newer { break; }
            }
            prop_assert_eq!(&forwards, &said(&whole));
            Ok(())
        })?;
    }
}
