//! Which deliveries are one and the same event.
//!
//! Platforms deliver at least once and Hatif sends no event id, so a key is made from what identifies an event.
//! When in doubt the whole body is the key, and for a short while only: the same words can be true twice, as when a
//! conversation is given away and back. An event too many does no harm, a missing one does.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use crate::{event::DedupeKey, verify::Scheme};

/// How a delivery is told from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(crate) key: DedupeKey,
    /// The key names the event; otherwise it names what was said, which may be said anew.
    pub(crate) names_event: bool,
}

/// The identity of a delivery to the inlet of this label.
pub(crate) fn identity(inlet: &str, scheme: Scheme, body: &[u8]) -> Identity {
    let parts = match scheme {
        Scheme::Hatif => hatif_parts(body),
        Scheme::Chatwoot | Scheme::None => None,
    };
    let mut digest = Sha256::new();
    // Every part goes in with its length, so that no two different lists of parts read alike.
    let mut add = |part: &[u8]| {
        digest.update((part.len() as u64).to_le_bytes());
        digest.update(part);
    };
    add(inlet.as_bytes());
    match &parts {
        Some(parts) => parts.iter().for_each(|part| add(part.as_bytes())),
        None => add(body),
    }
    let digest = digest.finalize();
    let mut key = DedupeKey::default();
    key.copy_from_slice(&digest[..16]);
    Identity {
        key,
        names_event: parts.is_some(),
    }
}

/// The fields of Hatif's WhatsApp and call webhooks that matter here.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct HatifEvent<'a> {
    #[serde(borrow, default)]
    id: Option<&'a RawValue>,
    #[serde(borrow, default)]
    message_type: Option<&'a RawValue>,
    #[serde(borrow, default)]
    message_id: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    conversation_event_id: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    conversation_id: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    creation_time: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    direction: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    call_id: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    status: Option<&'a RawValue>,
    #[serde(borrow, default)]
    recording_url: Option<&'a RawValue>,
    #[serde(borrow, default)]
    transcription: Option<&'a RawValue>,
    #[serde(borrow, default)]
    summary: Option<&'a RawValue>,
    #[serde(borrow, default)]
    sentiment: Option<&'a RawValue>,
    #[serde(borrow, default)]
    evaluation_criteria_result: Option<&'a RawValue>,
    #[serde(borrow, default)]
    csat_rating: Option<&'a RawValue>,
}

/// What a message has become, told under the id and status of the message itself.
const LATER: [&str; 2] = ["\"MessageEdited\"", "\"MessageDeleted\""];

fn hatif_parts(body: &[u8]) -> Option<Vec<Cow<'_, str>>> {
    let event: HatifEvent<'_> = serde_json::from_slice(body).ok()?;
    let status = Cow::Borrowed(event.status?.get());
    if let Some(direction) = event.direction {
        let parts = if let Some(message_id) = event.message_id {
            vec![Cow::Borrowed("message"), message_id]
        } else if let Some(conversation_event_id) = event.conversation_event_id {
            vec![Cow::Borrowed("conversation event"), conversation_event_id]
        } else {
            vec![
                Cow::Borrowed("conversation"),
                event.conversation_id?,
                event.creation_time?,
            ]
        };
        let mut parts = [parts, vec![status, direction]].concat();
        if let Some(kind) = event.message_type
            && LATER.contains(&kind.get())
        {
            parts.push(hash_of(body));
        }
        return Some(parts);
    }
    // The result of an outbound IVR call has a callId too, beside an id of its own: it is another event.
    if event.id.is_some() || event.message_type.is_some() {
        return None;
    }
    let mut parts = vec![Cow::Borrowed("call"), event.call_id?, status];
    let analytics = [
        event.recording_url,
        event.transcription,
        event.summary,
        event.sentiment,
        event.evaluation_criteria_result,
        event.csat_rating,
    ];
    // A final status may come a second time once the call was analysed; that delivery says something new.
    if analytics
        .iter()
        .flatten()
        .any(|value| value.get() != "null")
    {
        parts.push(hash_of(body));
    }
    Some(parts)
}

fn hash_of(body: &[u8]) -> Cow<'static, str> {
    Cow::Owned(hex::encode(Sha256::digest(body)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn key(body: &serde_json::Value) -> DedupeKey {
        identity("hatif", Scheme::Hatif, body.to_string().as_bytes()).key
    }

    #[test]
    fn an_edit_and_a_deletion_are_not_repeats_of_their_message() {
        let told = |kind: &str, body: &str| {
            key(
                &json!({"messageId": "wamid.1", "status": "Sent", "direction": "Inbound",
                "messageType": kind, "body": body}),
            )
        };
        let message = told("Text", "at six");
        let edited = told("MessageEdited", "at seven");
        assert_ne!(message, edited);
        assert_eq!(edited, told("MessageEdited", "at seven"));
        assert_ne!(edited, told("MessageEdited", "at eight"));
        assert_ne!(message, told("MessageDeleted", "at six"));
        assert_ne!(edited, told("MessageDeleted", "at six"));
    }

    #[test]
    fn a_whatsapp_message_is_known_by_id_status_and_direction_alone() {
        let sent =
            json!({"messageId": "wamid.1", "status": "Sent", "direction": "Outbound", "body": "a"});
        let again =
            json!({"direction": "Outbound", "status": "Sent", "messageId": "wamid.1", "x": 1});
        let read =
            json!({"messageId": "wamid.1", "status": "Read", "direction": "Outbound", "body": "a"});
        assert_eq!(key(&sent), key(&again));
        assert_ne!(key(&sent), key(&read));
    }

    #[test]
    fn without_a_message_id_the_conversation_event_or_else_its_time_identifies() {
        let event = |conversation_event: Option<&str>, time: &str| {
            key(
                &json!({"messageId": null, "conversationEventId": conversation_event, "conversationId": "c",
                "creationTime": time, "status": "Pending", "direction": "Outbound"}),
            )
        };
        assert_eq!(event(Some("e"), "1"), event(Some("e"), "2"));
        assert_ne!(event(Some("e"), "1"), event(Some("f"), "1"));
        assert_eq!(event(None, "1"), event(None, "1"));
        assert_ne!(event(None, "1"), event(None, "2"));
    }

    #[test]
    fn a_final_call_status_with_analytics_is_not_a_repeat_of_the_bare_one() {
        let bare = json!({"callId": "c", "status": 1, "summary": null});
        let bare_again = json!({"callId": "c", "status": 1, "userName": "x"});
        let analysed = json!({"callId": "c", "status": 1, "summary": "…"});
        let recorded = json!({"callId": "c", "status": 1, "summary": "…", "recordingUrl": "https://a.example/r.wav"});
        assert_eq!(key(&bare), key(&bare_again));
        assert_ne!(key(&bare), key(&analysed));
        assert_ne!(key(&analysed), key(&recorded));
        assert_eq!(key(&analysed), key(&analysed.clone()));
    }

    #[test]
    fn an_ivr_result_is_not_taken_for_the_call_it_belongs_to() {
        let call = json!({"callId": "c", "status": 1});
        let result = json!({"id": "i", "callId": "c", "status": 1, "result": 2});
        assert_ne!(key(&call), key(&result));
    }

    #[test]
    fn what_is_not_understood_is_known_by_its_bytes() {
        for body in [
            "{",
            "[1]",
            "\"text\"",
            r#"{"status":"Sent"}"#,
            r#"{"messageId":7,"status":1}"#,
        ] {
            let same = identity("hatif", Scheme::Hatif, body.as_bytes());
            assert_eq!(
                same,
                identity("hatif", Scheme::None, body.as_bytes()),
                "{body}"
            );
            assert!(!same.names_event);
        }
    }

    #[test]
    fn one_event_at_two_inlets_is_two_events() {
        let body = br#"{"callId":"c","status":1}"#;
        assert_ne!(
            identity("a", Scheme::Hatif, body).key,
            identity("b", Scheme::Hatif, body).key
        );
    }
}
