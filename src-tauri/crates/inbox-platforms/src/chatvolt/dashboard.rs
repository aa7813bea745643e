//! The dashboard's own host: what it may be asked, and whether the person wants it asked at all.
//!
//! Nobody documents it. Some of its calls do more than they say: its `PATCH` calls clear metadata or
//! assignees that are left out, and one of its `POST`s marks the whole organization as read. So what
//! may be asked is listed here, and nothing else can be.

use inbox_core::Secret;
use reqwest::Method;
use secrecy::ExposeSecret;
use serde_json::Value;

/// What lives beside a key and belongs to the line rather than to the key.
const CHOICES: [&str; 3] = ["dashboard", "dashboardUrl", "phoneNumberId"];

/// Whether a call is one of those that are known to do one thing only.
pub(super) fn is_harmless(method: &Method, path: &[&str]) -> bool {
    matches!(
        (method.as_str(), path),
        ("GET", ["memberships" | "agents"] | ["logs", _])
            | ("POST" | "DELETE", ["conversations", _, "tags"])
            | ("POST", ["generate-upload-links"])
    )
}

/// The same credentials, with the dashboard's host used or not.
pub(crate) fn with_dashboard(credentials: &Secret, on: bool) -> Option<Secret> {
    let mut document: Value = serde_json::from_str(credentials.expose_secret()).ok()?;
    document
        .as_object_mut()?
        .insert("dashboard".into(), on.into());
    Some(document.to_string().into())
}

/// A new key with the choices that the line made beside its old one.
pub(crate) fn with_choices_of(new: &Secret, old: &Secret) -> Option<Secret> {
    let old: Value = serde_json::from_str(old.expose_secret()).ok()?;
    let mut document: Value = serde_json::from_str(new.expose_secret()).ok()?;
    let members = document.as_object_mut()?;
    for choice in CHOICES {
        if let Some(chosen) = old.get(choice) {
            members.entry(choice).or_insert_with(|| chosen.clone());
        }
    }
    Some(document.to_string().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_call_that_wipes_or_marks_everything_can_be_formed() {
        for (method, path) in [
            (Method::PATCH, &["conversations", "c1"] as &[&str]),
            (Method::PATCH, &["logs", "c1"]),
            (Method::PUT, &["conversations", "c1"]),
            (Method::PATCH, &["conversations", "c1", "tags"]),
            (Method::POST, &["messages", "mark-all-read"]),
            (Method::POST, &["logs", "c1"]),
            (Method::POST, &["conversations", "c1", "message"]),
            (Method::DELETE, &["conversations", "c1"]),
            (Method::DELETE, &["memberships", "m1"]),
            (Method::GET, &["conversations", "c1"]),
            (Method::GET, &[]),
        ] {
            assert!(!is_harmless(&method, path), "{method} {path:?}");
        }
    }

    #[test]
    fn a_new_key_keeps_what_the_line_chose_and_nothing_of_the_old_key() {
        let old = Secret::from(r#"{"apiKey":"old","dashboard":true,"phoneNumberId":"7"}"#);
        let new = with_choices_of(&r#"{"apiKey":"new"}"#.into(), &old).expect("well-formed");
        let document: Value = serde_json::from_str(new.expose_secret()).expect("JSON");
        assert_eq!(
            document,
            serde_json::json!({ "apiKey": "new", "dashboard": true, "phoneNumberId": "7" })
        );
        let off = with_dashboard(&new, false).expect("well-formed");
        let document: Value = serde_json::from_str(off.expose_secret()).expect("JSON");
        assert_eq!(document["dashboard"], serde_json::json!(false));
        assert_eq!(document["apiKey"], serde_json::json!("new"));
    }
}
