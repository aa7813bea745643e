//! The decoders of foreign bytes, from the bytes on: what a platform may answer, post or push, and
//! what is asked of every decoder whatever comes. Fuzz targets and the corpus test enter here; nothing
//! of a platform's JSON is named.

use std::{
    collections::HashSet,
    pin::Pin,
    sync::{Arc, OnceLock},
};

use inbox_core::{
    Clock, Content, ConversationRecord, Hint, ItemRecord, RawEvent, Timestamp, turns_text,
};
use reqwest::header::HeaderMap;
use serde_json::Value;

use crate::{
    Http, OpenOptions, Quotas, Timeouts, chatvolt, chatwoot, hatif, html, http::Answer, ohallo,
    text,
};

/// A target by the name of its folder in the corpus.
pub type Target = (&'static str, fn(&[u8]));

/// Each of them.
pub const TARGETS: [Target; 5] = [
    ("hatif", hatif::fuzzing::decode),
    ("chatvolt", chatvolt::fuzzing::decode),
    ("ohallo", ohallo::fuzzing::decode),
    ("chatwoot", chatwoot::fuzzing::decode),
    ("text", shown_text),
];

/// Runs the target of that name.
///
/// # Panics
///
/// When a decoder breaks a promise, or there is no such target.
pub fn run(target: &str, bytes: &[u8]) {
    let target = TARGETS.iter().find(|(name, _)| *name == target);
    let (_, decode) = target.expect("a target of this crate");
    decode(bytes);
}

/// A webhook as the relay hands it on, read as one of each platform.
///
/// # Panics
///
/// When a decoder breaks a promise.
pub fn webhook(event: &RawEvent) {
    hatif::fuzzing::webhook(event);
    chatvolt::fuzzing::webhook(event);
    chatwoot::fuzzing::webhook(event);
}

/// Names and bodies as they are made fit for showing.
fn shown_text(bytes: &[u8]) {
    let foreign = String::from_utf8_lossy(bytes);
    let body = text::cleaned(&foreign);
    assert_fit_body(&body);
    assert_eq!(text::cleaned(&body), body, "cleaning twice changes nothing");
    if let Some(name) = text::name(&foreign) {
        assert_fit_name(&name);
        assert_eq!(text::name(&name).as_ref(), Some(&name));
    }
    if let Some(words) = text::words(&foreign) {
        assert!(!words.trim().is_empty());
    }
    if let Some(words) = html::words_of_html(&foreign) {
        assert_fit_body(&words);
        assert!(!words.trim().is_empty());
    }
}

/// The bytes as the HTTP client reads an answer.
pub(crate) fn document(bytes: &[u8]) -> Option<Value> {
    let answer = Answer::new(200, HeaderMap::new(), bytes.to_vec());
    answer.json().ok()
}

/// The bytes as the relay hands a webhook on.
pub(crate) fn event(bytes: &[u8]) -> RawEvent {
    RawEvent {
        body: String::from_utf8_lossy(bytes).into_owned(),
        received_at: NOW,
    }
}

/// The time of a client that only decodes.
pub(crate) const NOW: Timestamp = Timestamp(1_800_000_000_000);

/// What a client needs that calls nobody.
pub(crate) fn options(credentials: &str) -> OpenOptions {
    static HTTP: OnceLock<Http> = OnceLock::new();
    let http = HTTP.get_or_init(|| Http::new(Timeouts::default()).expect("a client"));
    OpenOptions {
        base_url: "https://desk.example.com".to_owned(),
        credentials: credentials.to_owned().into(),
        clock: Arc::new(Still),
        http: http.clone(),
        quotas: Quotas::default(),
    }
}

/// Time that does not pass.
struct Still;

impl Clock for Still {
    fn now(&self) -> Timestamp {
        NOW
    }

    fn sleep(&self, _: u64) -> Pin<Box<dyn Future<Output = ()> + Send + 'static>> {
        Box::pin(std::future::pending())
    }
}

/// Every row was read or counted as unreadable, each that `id_of` can name was read, and what was read
/// can be named and shown.
pub(crate) fn assert_listed(
    rows: &[Value],
    records: &[ConversationRecord],
    unreadable: u32,
    id_of: impl Fn(&Value) -> Option<String>,
) {
    assert_eq!(
        records.len() + unreadable as usize,
        rows.len(),
        "a row is read or counted"
    );
    let read: HashSet<&str> = records
        .iter()
        .map(|record| record.remote.as_str())
        .collect();
    for id in rows.iter().filter_map(id_of) {
        assert!(read.contains(id.as_str()), "{id:?} has an id and is lost");
    }
    for record in records {
        assert!(!record.remote.0.is_empty(), "a conversation without id");
        let contact = &record.contact;
        if let Some(name) = &contact.name {
            assert_fit_name(name);
        }
        let preview = record.preview.as_ref();
        let words = preview.and_then(|preview| preview.text.as_ref());
        if let Some(words) = words {
            assert_fit_body(words);
        }
    }
}

/// Every row that `id_of` can name is among the items, and each item can be shown.
pub(crate) fn assert_nothing_lost(
    rows: &[Value],
    items: &[ItemRecord],
    id_of: impl Fn(&Value) -> Option<String>,
) {
    let read: HashSet<&str> = items.iter().map(|item| item.remote.as_str()).collect();
    for id in rows.iter().filter_map(id_of) {
        assert!(read.contains(id.as_str()), "{id:?} has an id and is lost");
    }
    items.iter().for_each(assert_fit_item);
}

/// What a webhook brings along is as good as what is read.
pub(crate) fn assert_hints(hints: &[Hint]) {
    for hint in hints {
        match hint {
            Hint::Conversation { conversation, item } => {
                assert!(!conversation.0.is_empty(), "a hint that says nothing");
                if let Some(item) = item {
                    assert_fit_item(item);
                }
            }
            Hint::Edited {
                conversation, item, ..
            } => assert!(
                !conversation.0.is_empty() && !item.0.is_empty(),
                "an edit of nothing"
            ),
            Hint::Contact { contact } => assert!(!contact.0.is_empty()),
        }
    }
}

pub(crate) fn assert_fit_item(item: &ItemRecord) {
    assert!(!item.remote.0.is_empty(), "an item without id");
    item.author
        .name
        .iter()
        .for_each(|name| assert_fit_name(name));
    match &item.content {
        Content::Text { text }
        | Content::Note { text, .. }
        | Content::Email { text, .. }
        | Content::Interactive { text, .. }
        | Content::Template { text, .. } => assert_fit_body(text),
        Content::Media(media) => {
            media
                .caption
                .iter()
                .for_each(|words| assert_fit_body(words));
            media
                .file_name
                .iter()
                .for_each(|name| assert_fit_name(name));
        }
        Content::Unsupported { .. } => {
            assert!(
                item.raw.is_some(),
                "what cannot be shown is kept as it came"
            );
        }
        Content::Location { .. } | Content::Call(_) | Content::Activity(_) | Content::Deleted => {}
    }
}

pub(crate) fn assert_fit_body(text: &str) {
    let broken = |character: char| character.is_control() && !matches!(character, '\n' | '\t');
    assert!(!text.contains(broken), "{text:?}");
}

pub(crate) fn assert_fit_name(name: &str) {
    let broken = |character: char| character.is_control() || turns_text(character);
    assert!(!name.contains(broken), "{name:?}");
    assert!(!name.trim().is_empty());
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;

    #[test]
    fn every_file_of_the_corpus_is_decoded_and_nothing_with_an_id_is_lost() {
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../fuzz/corpus");
        for (target, decode) in TARGETS {
            let folder = corpus.join(target);
            let mut files = 0;
            for file in fs::read_dir(&folder).expect("each target has its corpus") {
                let path = file.expect("a readable folder").path();
                let bytes = fs::read(&path).expect("a readable file");
                let decoded = std::panic::catch_unwind(|| decode(&bytes));
                assert!(decoded.is_ok(), "{} breaks its decoder", path.display());
                files += 1;
            }
            assert!(files > 10, "{target} has hardly a corpus: {files}");
        }
    }
}
