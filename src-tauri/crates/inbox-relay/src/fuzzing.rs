//! What the relay reads of strangers, from raw bytes: bodies, signature headers, queries, iterators.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::Query,
    http::{HeaderMap, HeaderValue, Uri},
};
use hmac::{Hmac, Mac};
use secrecy::SecretString;
use serde_json::value::RawValue;
use sha2::Sha256;

use crate::{
    dedupe::identity,
    event::{Event, Position, StreamId},
    iterator::StreamIterator,
    poll::PollQuery,
    verify::{CHATWOOT_TIMESTAMP, InletSecret, Scheme, is_genuine},
};

const NOW_MS: i64 = 1_800_000_000_000;
const KEY: &str = "the key of an inlet";

/// A request to an inlet and to the poll: the first line is a header's value or a query, the rest the
/// body.
///
/// # Panics
///
/// When something a stranger sent breaks a promise.
pub fn relay(bytes: &[u8]) {
    let end = bytes.iter().position(|byte| *byte == b'\n');
    let (line, body) = bytes.split_at(end.unwrap_or(0));
    let body = body.strip_prefix(b"\n").unwrap_or(body);
    ingest(line, body);
    is_kept_whole(bytes);
    if let Ok(text) = std::str::from_utf8(line) {
        query(text);
        if let Some(place) = StreamIterator::decode(text) {
            assert_eq!(place.encode(), text.to_ascii_lowercase());
        }
    }
}

fn ingest(line: &[u8], body: &[u8]) {
    for scheme in [Scheme::Hatif, Scheme::Chatwoot, Scheme::None] {
        let key = identity("inlet", scheme, body);
        assert_eq!(key, identity("inlet", scheme, body));
        assert_ne!(key, identity("other inlet", scheme, body));
        let signed = InletSecret::Signature(SecretString::from(KEY));
        let word = InletSecret::Static(SecretString::from(KEY));
        let query = String::from_utf8_lossy(line);
        let mut headers = HeaderMap::new();
        if let Ok(value) = HeaderValue::from_bytes(line) {
            headers.insert("x-voxa-signature", value.clone());
            headers.insert("x-chatwoot-signature", value.clone());
            headers.insert(CHATWOOT_TIMESTAMP, value.clone());
            headers.insert("x-relay-secret", value);
        }
        // A signature over a body nobody has the key of is never right, whatever it looks like.
        if line != signature(&[body]).as_bytes() {
            assert!(!is_genuine(scheme, &signed, &headers, &query, body, NOW_MS));
        }
        let _ = is_genuine(scheme, &word, &headers, &query, body, NOW_MS);
    }
    let mut headers = HeaderMap::new();
    let right = HeaderValue::from_str(&signature(&[body])).expect("hex");
    headers.insert("x-voxa-signature", right);
    let key = InletSecret::Signature(SecretString::from(KEY));
    assert!(is_genuine(Scheme::Hatif, &key, &headers, "", body, NOW_MS));
}

/// Whatever came in goes out as JSON that holds all of it.
fn is_kept_whole(body: &[u8]) {
    let headers = RawValue::from_string("{}".to_owned()).expect("JSON");
    let inlet = Arc::from("inlet");
    let event = Event::new(
        Position(1),
        inlet,
        NOW_MS,
        headers,
        Bytes::copy_from_slice(body),
    );
    let told: serde_json::Value =
        serde_json::from_str(event.rendered(StreamId(7))).expect("the answer is JSON");
    let text = told["body"].as_str().expect("a body is text");
    let back = match told["bodyEncoding"].as_str() {
        Some("hex") => hex::decode(text).expect("hex"),
        _ => text.as_bytes().to_vec(),
    };
    assert_eq!(back, body);
}

fn query(text: &str) {
    if let Ok(uri) = format!("/v1/events?{text}").parse::<Uri>() {
        let _ = Query::<PollQuery>::try_from_uri(&uri);
    }
}

fn signature(parts: &[&[u8]]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(KEY.as_bytes()).expect("a key of any length");
    for part in parts {
        mac.update(part);
    }
    hex::encode(mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    #[test]
    fn every_file_of_the_corpus_is_taken_or_refused_and_kept_whole() {
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../fuzz/corpus/relay");
        let mut files = 0;
        for file in fs::read_dir(corpus).expect("the corpus") {
            let path = file.expect("a readable folder").path();
            let bytes = fs::read(&path).expect("a readable file");
            let taken = std::panic::catch_unwind(|| super::relay(&bytes));
            assert!(taken.is_ok(), "{} breaks the relay", path.display());
            files += 1;
        }
        assert!(files > 10, "hardly a corpus: {files}");
    }
}
