//! What e-mails have that other messages have not: a subject, further readers, a body in HTML, and what
//! was written before below it.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::model::{ChannelKind, MessageKind};
use super::world::World;
use crate::shared::phrases::Language;

/// What customers write about.
fn subject(language: Language, number: i64) -> String {
    let order = 1_000 + number * 37 % 9_000;
    match language {
        Language::Arabic => format!("استفسار عن الطلب رقم A-{order}"),
        Language::Portuguese => format!("Dúvida sobre o pedido A-{order}"),
        Language::English => format!("Question about order A-{order}"),
        Language::German => format!("Frage zur Bestellung A-{order}"),
    }
}

/// How a program for e-mails puts what was written before.
fn wrote(language: Language, who: &str) -> String {
    match language {
        Language::Arabic => format!("كتب {who}:"),
        Language::Portuguese => format!("{who} escreveu:"),
        Language::English => format!("{who} wrote:"),
        Language::German => format!("{who} schrieb:"),
    }
}

fn html(text: &str) -> String {
    let escaped = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('\n', "<br>");
    format!("<div dir=\"auto\">{escaped}</div>")
}

impl World {
    /// Makes e-mails of what was said in mailboxes.
    pub(crate) fn make_letters(&mut self) {
        let mailboxes: BTreeMap<i64, String> = self
            .inboxes
            .values()
            .filter(|inbox| inbox.kind == ChannelKind::Email)
            .filter_map(|inbox| Some((inbox.id, inbox.email.clone()?)))
            .collect();
        let threads: Vec<(i64, i64, i64, Vec<i64>)> = self
            .conversations
            .values()
            .filter(|conversation| mailboxes.contains_key(&conversation.inbox))
            .map(|it| (it.id, it.inbox, it.contact, it.messages.clone()))
            .collect();
        for (id, inbox, contact, messages) in threads {
            let Some(contact) = self.contacts.get(&contact) else {
                continue;
            };
            let (language, name) = (contact.language, contact.name.clone());
            let Some(address) = contact.email.clone() else {
                continue;
            };
            let ours = mailboxes.get(&inbox).cloned().unwrap_or_default();
            let subject = subject(language, id);
            // In every third thread somebody else reads along.
            let cc: Vec<String> = (id % 3 == 0)
                .then(|| format!("accounts{id}@mail.example"))
                .into_iter()
                .collect();
            self.name_thread(id, &subject);
            let mut before: Option<(String, String)> = None;
            for message in messages {
                let Some(message) = self.message_mut(message) else {
                    continue;
                };
                let Some(text) = message.content.clone().filter(|_| !message.private) else {
                    continue;
                };
                match message.kind {
                    MessageKind::Incoming => {
                        let quoted = before.take().map(|(who, said)| {
                            let said = said.replace('\n', "\n> ");
                            format!("{}\n> {said}", wrote(language, &who))
                        });
                        let full = quoted
                            .as_ref()
                            .map_or_else(|| text.clone(), |quoted| format!("{text}\n\n{quoted}"));
                        "incoming_email".clone_into(&mut message.content_type);
                        let head = json!({
                            "subject": subject, "from": [address], "to": [ours], "cc": cc, "bcc": [],
                            "date": message.created.to_string(), "message_id": format!("{}@mail.example", message.id),
                            "in_reply_to": Value::Null, "references": [], "auto_reply": false,
                            "content_type": "multipart/alternative", "multipart": true,
                            "number_of_attachments": message.attachments.len(), "headers": {},
                            "html_content": {
                                "full": html(&full), "reply": html(&text),
                                "quoted": quoted.as_deref().map(html),
                            },
                            "text_content": { "full": full, "reply": text, "quoted": quoted },
                        });
                        message.attributes.insert("email".to_owned(), head);
                        before = Some((name.clone(), text));
                    }
                    MessageKind::Outgoing => {
                        if !cc.is_empty() {
                            message.attributes.insert("cc_emails".to_owned(), json!(cc));
                        }
                        before = Some((ours.clone(), text));
                    }
                    MessageKind::Activity | MessageKind::Template => {}
                }
            }
        }
    }

    fn name_thread(&mut self, conversation: i64, subject: &str) {
        if let Some(conversation) = self.conversations.get_mut(&conversation) {
            conversation
                .additional
                .insert("mail_subject".to_owned(), subject.into());
        }
    }
}
