//! A contact with everything its platform keeps of it, what can be changed about it, and what a
//! change makes of it.

use serde::{Deserialize, Serialize};

use crate::{ContactRecord, RemoteId, Timestamp, Unavailable};

/// What a contact's field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "camelCase")]
pub enum FieldKind {
    /// Words.
    #[default]
    Text,
    /// A number.
    Number,
    /// One of its options.
    Choice,
    /// A day, as `YYYY-MM-DD`.
    Date,
    /// Yes or no, as `true` or `false`.
    Checkbox,
    /// An address on the web.
    Link,
}

/// A field that a platform keeps of a contact: a property, a variable, a custom attribute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub struct ContactField {
    /// What it is changed by.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// Its value; `None` where it is defined and empty.
    pub value: Option<String>,
    /// What it holds.
    pub kind: FieldKind,
    /// What can be chosen.
    pub options: Vec<String>,
    /// The platform's AI set it.
    pub by_ai: bool,
}

/// A note about a contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ContactNote {
    /// Its id on the platform; `None` while it is not there yet, or has none.
    pub remote: Option<RemoteId>,
    /// The words.
    pub text: String,
    /// Who wrote it, when told.
    pub author: Option<String>,
    /// When.
    pub written_at: Option<Timestamp>,
}

/// The company of a contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub struct Company {
    /// Its id on the platform; `None` where only a name is kept.
    pub remote: Option<RemoteId>,
    /// Its name.
    pub name: String,
    /// Facts the platform found out, by its names.
    pub facts: Vec<(String, String)>,
}

/// How well a finished conversation went, in hundredths from 100 to 500.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub struct Quality {
    /// All of it together.
    pub overall: Option<u16>,
    /// What came out.
    pub outcome: Option<u16>,
    /// How it went.
    pub process: Option<u16>,
    /// Under which circumstances.
    pub environment: Option<u16>,
    /// How sure the platform is, in percent.
    pub confidence: Option<u8>,
    /// When it was scored.
    pub scored_at: Option<Timestamp>,
}

/// Everything a platform keeps of the customer of a conversation; read when somebody looks at it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub struct ContactCard {
    /// What conversations tell of it too.
    pub record: ContactRecord,
    /// Further numbers and addresses.
    pub addresses: Vec<String>,
    /// Their position in their company.
    pub position: Option<String>,
    /// Their id in another system.
    pub external_id: Option<String>,
    /// Where they are.
    pub city: Option<String>,
    /// Their country: an ISO code of two letters, else as the platform writes it.
    pub country: Option<String>,
    /// Their language: a code, as the platform writes it.
    pub language: Option<String>,
    /// Their messages are not let through; `None` where the platform does not know blocking.
    pub blocked: Option<bool>,
    /// Fields, in the platform's order.
    pub fields: Vec<ContactField>,
    /// Notes, newest first.
    pub notes: Vec<ContactNote>,
    /// Labels, by their id on the platform.
    pub labels: Vec<RemoteId>,
    /// Their company.
    pub company: Option<Company>,
    /// The brand they wrote to.
    pub brand: Option<String>,
    /// How well the conversation went.
    pub quality: Option<Quality>,
}

/// A change to a contact. Telling it twice is as good as telling it once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "change")]
pub enum ContactChange {
    /// Another name.
    SetName {
        /// The name.
        name: String,
    },
    /// Another number; `None` takes it away.
    SetPhone {
        /// The number.
        phone: Option<String>,
    },
    /// Another e-mail address; `None` takes it away.
    SetEmail {
        /// The address.
        email: Option<String>,
    },
    /// Another company, by name; `None` takes it away.
    SetCompany {
        /// The company.
        company: Option<String>,
    },
    /// Another value of a field; `None` takes it away.
    SetField {
        /// The field.
        key: String,
        /// Its value.
        value: Option<String>,
    },
    /// One more note.
    #[serde(rename_all = "camelCase")]
    AddNote {
        /// The words.
        text: String,
        /// When it was written: one with these words that is no older is this one.
        written_at: Timestamp,
    },
    /// One note less.
    DeleteNote {
        /// The note.
        note: RemoteId,
    },
    /// Exactly these labels.
    SetLabels {
        /// The labels.
        labels: Vec<RemoteId>,
    },
    /// Let their messages through, or not.
    SetBlocked {
        /// Not.
        blocked: bool,
    },
    /// Say to which company they belong.
    LinkCompany {
        /// The company.
        company: RemoteId,
        /// Its name.
        name: String,
    },
}

impl ContactCard {
    /// The card as it is once a change is made.
    #[must_use]
    pub fn with(mut self, change: &ContactChange) -> Self {
        match change {
            ContactChange::SetName { name } => self.record.name = Some(name.clone()),
            ContactChange::SetPhone { phone } => self.record.phone.clone_from(phone),
            ContactChange::SetEmail { email } => self.record.email.clone_from(email),
            ContactChange::SetCompany { company } => {
                self.record.company.clone_from(company);
                self.company = company.as_ref().map(|name| Company {
                    name: name.clone(),
                    ..Company::default()
                });
            }
            ContactChange::SetField { key, value } => {
                match self.fields.iter_mut().find(|field| field.key == *key) {
                    Some(field) => {
                        field.value.clone_from(value);
                        field.by_ai = false;
                    }
                    None => self.fields.push(ContactField {
                        key: key.clone(),
                        name: key.clone(),
                        value: value.clone(),
                        ..ContactField::default()
                    }),
                }
            }
            ContactChange::AddNote { text, written_at } => {
                if !self.has_note(text, *written_at) {
                    self.notes.insert(
                        0,
                        ContactNote {
                            remote: None,
                            text: text.clone(),
                            author: None,
                            written_at: Some(*written_at),
                        },
                    );
                }
            }
            ContactChange::DeleteNote { note } => {
                self.notes
                    .retain(|known| known.remote.as_ref() != Some(note));
            }
            ContactChange::SetLabels { labels } => self.labels.clone_from(labels),
            ContactChange::SetBlocked { blocked } => self.blocked = Some(*blocked),
            ContactChange::LinkCompany { company, name } => {
                self.record.company = Some(name.clone());
                self.company = Some(Company {
                    remote: Some(company.clone()),
                    name: name.clone(),
                    facts: Vec::new(),
                });
            }
        }
        self
    }

    /// True when a note with these words was written then or later, give or take two minutes of a
    /// platform's clock.
    pub fn has_note(&self, text: &str, written_at: Timestamp) -> bool {
        self.notes.iter().any(|note| {
            note.text.trim() == text.trim()
                && note
                    .written_at
                    .is_none_or(|at| at.since(written_at) >= -120_000)
        })
    }
}

impl ContactChange {
    /// True when the contact is already as the change would have it.
    pub fn holds(&self, card: &ContactCard) -> bool {
        match self {
            Self::SetField { key, value } => {
                let known = card.fields.iter().find(|field| field.key == *key);
                known.and_then(|field| field.value.as_ref()) == value.as_ref()
            }
            Self::SetLabels { labels } => {
                let sorted = |labels: &[RemoteId]| {
                    let mut labels = labels.to_vec();
                    labels.sort_unstable();
                    labels
                };
                sorted(labels) == sorted(&card.labels)
            }
            Self::SetBlocked { blocked } => card.blocked.unwrap_or(false) == *blocked,
            Self::LinkCompany { company, .. } => {
                card.company
                    .as_ref()
                    .and_then(|known| known.remote.as_ref())
                    == Some(company)
            }
            Self::SetName { .. }
            | Self::SetPhone { .. }
            | Self::SetEmail { .. }
            | Self::SetCompany { .. }
            | Self::AddNote { .. }
            | Self::DeleteNote { .. } => {
                card.clone().with(self).record == card.record
                    && card.clone().with(self).notes == card.notes
            }
        }
    }

    /// The change that puts the contact back as it is now; `None` where there is none.
    pub fn back(&self, card: &ContactCard) -> Option<Self> {
        Some(match self {
            Self::SetName { .. } => Self::SetName {
                name: card.record.name.clone()?,
            },
            Self::SetPhone { .. } => Self::SetPhone {
                phone: card.record.phone.clone(),
            },
            Self::SetEmail { .. } => Self::SetEmail {
                email: card.record.email.clone(),
            },
            Self::SetCompany { .. } => Self::SetCompany {
                company: card.record.company.clone(),
            },
            Self::SetField { key, .. } => Self::SetField {
                key: key.clone(),
                value: card
                    .fields
                    .iter()
                    .find(|field| field.key == *key)
                    .and_then(|field| field.value.clone()),
            },
            Self::SetLabels { .. } => Self::SetLabels {
                labels: card.labels.clone(),
            },
            Self::SetBlocked { .. } => Self::SetBlocked {
                blocked: card.blocked.unwrap_or(false),
            },
            Self::LinkCompany { .. } => {
                let before = card.company.as_ref()?;
                Self::LinkCompany {
                    company: before.remote.clone()?,
                    name: before.name.clone(),
                }
            }
            // A note that was written may have been read; one that is gone is gone.
            Self::AddNote { .. } | Self::DeleteNote { .. } => return None,
        })
    }

    /// True when the change takes a value away, which not every platform that sets one can do.
    pub fn clears(&self) -> bool {
        matches!(
            self,
            Self::SetPhone { phone: None }
                | Self::SetEmail { email: None }
                | Self::SetCompany { company: None }
        )
    }
}

/// What a line can do about contacts; `Err` says why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ContactAbilities {
    /// The platform tells more of a contact than its conversations do.
    pub read: Result<(), Unavailable>,
    /// Change the name.
    pub name: Result<(), Unavailable>,
    /// Change number and e-mail address.
    pub addresses: Result<(), Unavailable>,
    /// Change the company by name.
    pub company: Result<(), Unavailable>,
    /// Take number, address or company away, as opposed to replace it.
    pub clear: Result<(), Unavailable>,
    /// Change fields.
    pub fields: Result<(), Unavailable>,
    /// Add fields of any name, as opposed to fill those that are defined.
    pub new_fields: Result<(), Unavailable>,
    /// Write notes; where not, they are kept at this desk.
    pub add_notes: Result<(), Unavailable>,
    /// Delete notes.
    pub delete_notes: Result<(), Unavailable>,
    /// Change labels, which are the line's tags.
    pub labels: Result<(), Unavailable>,
    /// Block and unblock.
    pub block: Result<(), Unavailable>,
    /// Join two contacts.
    pub merge: Result<(), Unavailable>,
    /// Choose one of the platform's companies.
    pub link_company: Result<(), Unavailable>,
    /// List conversations of a contact that lists of the line do not reach.
    pub conversations: Result<(), Unavailable>,
}

impl ContactAbilities {
    /// Nothing at all, for the given reason.
    pub fn none(reason: Unavailable) -> Self {
        let no = Err(reason);
        Self {
            read: no,
            name: no,
            addresses: no,
            company: no,
            clear: no,
            fields: no,
            new_fields: no,
            add_notes: no,
            delete_notes: no,
            labels: no,
            block: no,
            merge: no,
            link_company: no,
            conversations: no,
        }
    }

    /// Whether a change can be made.
    pub fn of(&self, change: &ContactChange) -> Result<(), Unavailable> {
        let able = match change {
            ContactChange::SetName { .. } => self.name,
            ContactChange::SetPhone { .. } | ContactChange::SetEmail { .. } => self.addresses,
            ContactChange::SetCompany { .. } => self.company,
            ContactChange::SetField { .. } => self.fields,
            ContactChange::AddNote { .. } => self.add_notes,
            ContactChange::DeleteNote { .. } => self.delete_notes,
            ContactChange::SetLabels { .. } => self.labels,
            ContactChange::SetBlocked { .. } => self.block,
            ContactChange::LinkCompany { .. } => self.link_company,
        };
        if change.clears() {
            able.and(self.clear)
        } else {
            able
        }
    }
}

impl Default for ContactAbilities {
    /// Before a line was asked: nothing.
    fn default() -> Self {
        Self::none(Unavailable::Platform)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn card() -> ContactCard {
        ContactCard {
            record: ContactRecord {
                name: Some("Noura".to_owned()),
                phone: Some("+966500000001".to_owned()),
                ..ContactRecord::default()
            },
            fields: vec![ContactField {
                key: "tier".to_owned(),
                name: "Tier".to_owned(),
                value: Some("gold".to_owned()),
                ..ContactField::default()
            }],
            labels: vec!["vip".into()],
            ..ContactCard::default()
        }
    }

    fn change() -> impl Strategy<Value = ContactChange> {
        let text = "[a-c]{1,2}";
        let some = prop::option::of(text);
        prop_oneof![
            text.prop_map(|name| ContactChange::SetName { name }),
            some.clone()
                .prop_map(|phone| ContactChange::SetPhone { phone }),
            some.clone()
                .prop_map(|email| ContactChange::SetEmail { email }),
            some.clone()
                .prop_map(|company| ContactChange::SetCompany { company }),
            ("tier|size", some).prop_map(|(key, value)| ContactChange::SetField { key, value }),
            prop::collection::vec(text.prop_map(RemoteId), 0..3)
                .prop_map(|labels| ContactChange::SetLabels { labels }),
            any::<bool>().prop_map(|blocked| ContactChange::SetBlocked { blocked }),
            text.prop_map(|text| ContactChange::AddNote {
                text,
                written_at: Timestamp(5)
            }),
        ]
    }

    proptest! {
        #[test]
        fn a_change_holds_once_it_is_made_and_making_it_twice_changes_nothing(
            before in prop::collection::vec(change(), 0..4),
            made in change(),
        ) {
            let start = before.iter().fold(card(), ContactCard::with);
            let once = start.with(&made);
            prop_assert!(made.holds(&once), "{made:?} {once:?}");
            prop_assert_eq!(once.clone().with(&made), once);
        }

        #[test]
        fn what_can_be_taken_back_is_as_it_was(made in change()) {
            if let Some(back) = made.back(&card()) {
                let undone = card().with(&made).with(&back);
                prop_assert!(back.holds(&undone));
                prop_assert_eq!(undone.record, card().record);
                prop_assert_eq!(undone.labels, card().labels);
            }
        }
    }

    #[test]
    fn the_same_words_written_long_before_are_another_note() {
        let now = Timestamp(1_000_000_000);
        let note = |at| ContactNote {
            remote: Some("1".into()),
            text: "call back ".to_owned(),
            author: None,
            written_at: Some(at),
        };
        let with = |at| ContactCard {
            notes: vec![note(at)],
            ..card()
        };
        assert!(with(now).has_note("call back", now));
        assert!(!with(now.plus(-3_600_000)).has_note("call back", now));
    }
}
