//! Everything Chatwoot's client decodes, from raw bytes.

use inbox_core::{ChannelKind, LiveSign, RawEvent, RemoteId};
use serde_json::Value;

use super::{
    client::{Known, Session, readable},
    extras, live, map, sign_in, visitor, webhook, wire,
};
use crate::fuzzing::{
    NOW, assert_fit_body, assert_fit_item, assert_fit_name, assert_hints, assert_listed,
    assert_nothing_lost, document, event, options,
};

thread_local! {
    // Made once, as reading the system's certificates takes a while.
    static SESSION: Session = Session::new(options(r#"{"accountId":1,"accessToken":"x"}"#))
        .expect("well-formed options");
}

pub(crate) fn webhook(event: &RawEvent) {
    assert_hints(&webhook::hints(event, 1, &known()));
}

pub(crate) fn decode(bytes: &[u8]) {
    let known = known();
    webhook(&event(bytes));
    let Some(document) = document(bytes) else {
        return;
    };
    let sign = SESSION.with(|session| live::sign(&document, session));
    if let Some(LiveSign::Hints(hints)) = sign {
        assert_hints(&hints);
        assert!(!hints.is_empty(), "a sign that says nothing");
    }
    read_everything(&document, &known);
    let Some(rows) = wire::rows(&document) else {
        return;
    };
    let (records, unreadable) = readable(rows, "conversation", |row| {
        map::conversation(row, &known, NOW)
    });
    assert_listed(rows, &records, unreadable, id_of);
    let conversation = RemoteId::from("42");
    let (items, _) = readable(rows, "message", |row| {
        let items = map::items(row, &conversation, &known, NOW);
        (!items.is_empty()).then_some(items)
    });
    assert_nothing_lost(rows, &items.concat(), id_of);
    for row in rows {
        read_everything(row, &known);
    }
}

fn read_everything(row: &Value, known: &Known) {
    let _ = SESSION.with(|session| live::sign(row, session));
    let _ = map::conversation(wire::unwrapped(row), known, NOW);
    let _ = map::channel(row);
    let _ = map::agent(row);
    let _ = map::bot(row);
    let _ = map::tag(row);
    let _ = map::team(row);
    let _ = map::saved_reply(row);
    let _ = map::attribute_type(row);
    let _ = map::whatsapp_templates(row);
    let _ = map::membership(row, 1);
    let _ = map::saved_view(row);
    let _ = map::contact_seen(row);
    let _ = map::oldest(row);
    let _ = extras::read_contact(row);
    let _ = extras::read_note(row);
    let _ = extras::read_hit(row);
    let _ = extras::read_report(row);
    let _ = extras::read_figures(row);
    let _ = extras::read_webhook(row);
    let _ = visitor::read_channel(row);
    let _ = live::visitor_sign(row);
    let _ = sign_in::read_ticket(row);
    let _ = sign_in::memberships(&sign_in::read_profile(row.clone())).count();
    if let Some(conversation) = visitor::read_conversation(row) {
        assert!(!conversation.remote.0.is_empty());
    }
    if let Some(notice) = extras::read_notification(row) {
        notice.text.iter().for_each(|words| assert_fit_body(words));
        notice.title.iter().for_each(|title| assert_fit_name(title));
    }
    if let Some(prepared) = extras::read_macro(row) {
        assert_fit_name(&prepared.name);
    }
    let answer = extras::read_answer(row);
    answer.text.iter().for_each(|words| assert_fit_body(words));
    if let Some(said) = extras::read_said(row, known, NOW) {
        assert_fit_item(&said);
    }
}

fn known() -> Known {
    Known {
        channels: [
            (RemoteId::from("3"), ChannelKind::Api),
            (RemoteId::from("5"), ChannelKind::Email),
            (RemoteId::from("6"), ChannelKind::WhatsApp),
        ]
        .into(),
        agents: [("Mira".to_owned(), RemoteId::from("7"))].into(),
        teams: vec!["returns".to_owned()],
        ..Known::default()
    }
}

/// Messages are numbered; zero is no number.
fn id_of(row: &Value) -> Option<String> {
    let id = row.as_object()?.get("id")?.as_i64()?;
    (id != 0).then(|| id.to_string())
}
