//! What the desktop reads of a relay, from raw bytes.

use inbox_core::RawEvent;
use serde_json::{Value, json};

use crate::relay::RelayPage;

/// An answer to a long poll; returns the webhooks in it.
///
/// # Panics
///
/// When an answer breaks a promise.
pub fn answer(bytes: &[u8]) -> Vec<RawEvent> {
    let Some(page) = RelayPage::read(bytes) else {
        return Vec::new();
    };
    // What is not looked at may be broken in ways that only a full reading notices.
    if let Ok(told) = serde_json::from_slice::<Value>(bytes) {
        assert_eq!(
            told["iterator"], page.iterator,
            "it goes on where the relay says"
        );
        let data = told["data"].as_array().map_or(&[][..], Vec::as_slice);
        let mut rest = data.iter();
        for event in &page.events {
            let found = rest.any(|told| {
                told["body"] == event.body
                    && told["receivedAt"].as_i64() == Some(event.received_at.0)
            });
            assert!(found, "an event nobody told, or out of order");
        }
    }
    // What a sound relay tells is read whole.
    let events: Vec<Value> = page
        .events
        .iter()
        .map(|event| json!({ "body": event.body, "receivedAt": event.received_at.0 }))
        .collect();
    let sound = json!({ "data": events, "iterator": page.iterator, "done": true }).to_string();
    assert_eq!(RelayPage::read(sound.as_bytes()).as_ref(), Some(&page));
    page.events
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;

    #[test]
    fn every_file_of_the_corpus_is_read_or_refused_and_nothing_is_made_up() {
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../fuzz/corpus/answer");
        let (mut files, mut pages) = (0, 0);
        for file in fs::read_dir(corpus).expect("the corpus") {
            let path = file.expect("a readable folder").path();
            let bytes = fs::read(&path).expect("a readable file");
            let read = std::panic::catch_unwind(|| answer(&bytes));
            assert!(read.is_ok(), "{} breaks the desktop", path.display());
            files += 1;
            pages += usize::from(RelayPage::read(&bytes).is_some());
        }
        assert!(files > 10, "hardly a corpus: {files}");
        assert!(pages > 5 && pages < files, "{pages} of {files} are answers");
    }

    #[test]
    fn an_event_that_cannot_be_read_stops_none_of_the_others() {
        let told = json!({
            "data": [
                { "receivedAt": 1, "body": "one" },
                { "receivedAt": "soon", "body": "two" },
                null,
                { "receivedAt": 3, "body": "00ff", "bodyEncoding": "hex" },
                { "receivedAt": 4, "body": "four", "bodyEncoding": null },
            ],
            "iterator": "next",
            "done": false,
        });
        let page = RelayPage::read(told.to_string().as_bytes()).expect("an answer");
        let bodies: Vec<&str> = page
            .events
            .iter()
            .map(|event| event.body.as_str())
            .collect();
        assert_eq!(
            (bodies, page.iterator.as_str()),
            (vec!["one", "four"], "next")
        );
        for other in [
            "",
            "[]",
            "{}",
            r#"{"data":[]}"#,
            r#"{"data":{},"iterator":"x"}"#,
        ] {
            assert_eq!(RelayPage::read(other.as_bytes()), None, "{other}");
        }
    }
}
