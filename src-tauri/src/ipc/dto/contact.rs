//! A customer with everything their platform keeps of them, and what can be changed about it.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{AbilityDto, Milliseconds, StuckReasonDto, TagDto};

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum FieldKindDto {
    /// Words.
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

/// A field that a platform keeps of a contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ContactFieldDto {
    /// What it is changed by.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// Its value; `None` where it is defined and empty.
    pub value: Option<String>,
    /// What it holds.
    pub kind: FieldKindDto,
    /// What can be chosen.
    pub options: Vec<String>,
    /// The platform's AI set it.
    pub by_ai: bool,
}

/// A note about a contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ContactNoteDto {
    /// Names it for deleting; `None` while the platform has not confirmed it.
    pub id: Option<String>,
    /// The words.
    pub text: String,
    /// Who wrote it.
    pub author: Option<String>,
    /// When.
    pub written_at: Option<Milliseconds>,
    /// It is kept only on this computer.
    pub own: bool,
}

/// A fact under the name its platform gives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NamedFact {
    /// The name.
    pub name: String,
    /// The value.
    pub value: String,
}

/// A company.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CompanyDto {
    /// Its id on the platform; `None` where only a name is kept.
    pub id: Option<String>,
    /// Its name.
    pub name: String,
    /// Facts the platform found out.
    pub facts: Vec<NamedFact>,
}

/// How well a finished conversation went, in hundredths from 100 to 500.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct QualityDto {
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
    pub scored_at: Option<Milliseconds>,
}

/// Where somebody is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ContactPlace {
    /// The city.
    pub city: Option<String>,
    /// ISO code of the country.
    pub country: Option<String>,
    /// The country as the platform writes it, where it has no code.
    pub country_text: Option<String>,
    /// Only the calling code of the number says so.
    pub by_number: bool,
    /// The zone of the country's clocks; `None` where there are several.
    pub time_zone: Option<String>,
}

/// What can be done about a contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ContactAbilitiesDto {
    /// The platform tells more of a contact than its conversations do.
    pub read: AbilityDto,
    /// Change the name.
    pub name: AbilityDto,
    /// Change number and e-mail address.
    pub addresses: AbilityDto,
    /// Change the company by name.
    pub company: AbilityDto,
    /// Take number, address or company away, as opposed to replace it.
    pub clear: AbilityDto,
    /// Change fields.
    pub fields: AbilityDto,
    /// Add fields of any name.
    pub new_fields: AbilityDto,
    /// Write notes; where not, they are kept on this computer.
    pub add_notes: AbilityDto,
    /// Delete notes.
    pub delete_notes: AbilityDto,
    /// Change labels.
    pub labels: AbilityDto,
    /// Block and unblock.
    pub block: AbilityDto,
    /// Join two contacts.
    pub merge: AbilityDto,
    /// Choose one of the platform's companies.
    pub link_company: AbilityDto,
    /// Get conversations that only the platform knows.
    pub conversations: AbilityDto,
}

/// A change of a contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum ChangeOfContact {
    /// Another name.
    #[serde(rename_all = "camelCase")]
    SetName {
        /// The name.
        name: String,
    },
    /// Another number; `None` takes it away.
    #[serde(rename_all = "camelCase")]
    SetPhone {
        /// The number.
        phone: Option<String>,
    },
    /// Another e-mail address; `None` takes it away.
    #[serde(rename_all = "camelCase")]
    SetEmail {
        /// The address.
        email: Option<String>,
    },
    /// Another company, by name; `None` takes it away.
    #[serde(rename_all = "camelCase")]
    SetCompany {
        /// The company.
        company: Option<String>,
    },
    /// Another value of a field; `None` takes it away.
    #[serde(rename_all = "camelCase")]
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
    },
    /// One note less.
    #[serde(rename_all = "camelCase")]
    DeleteNote {
        /// The note.
        note: String,
    },
    /// Exactly these labels.
    #[serde(rename_all = "camelCase")]
    SetLabels {
        /// Ids of tags of the line.
        labels: Vec<String>,
    },
    /// Let their messages through, or not.
    #[serde(rename_all = "camelCase")]
    SetBlocked {
        /// Not.
        blocked: bool,
    },
    /// Say to which company they belong.
    #[serde(rename_all = "camelCase")]
    LinkCompany {
        /// The company.
        company: String,
        /// Its name.
        name: String,
    },
}

/// A change that stays until the person acts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RefusedChangeDto {
    /// Its place in the outbox.
    pub outbox: String,
    /// What was to be changed.
    pub change: ChangeOfContact,
    /// Why it was not.
    pub reason: StuckReasonDto,
}

/// A customer, as their platform keeps them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ContactCardDto {
    /// When the platform told it; `None` while only what conversations tell is known.
    pub read_at: Option<Milliseconds>,
    /// Some of it was changed here and is not confirmed.
    pub pending: bool,
    /// Changes that were refused.
    pub refused: Vec<RefusedChangeDto>,
    /// Name; `None` when the platform knows none.
    pub name: Option<String>,
    /// Phone number as the platform writes it.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Further numbers and addresses.
    pub addresses: Vec<String>,
    /// Position in their company.
    pub position: Option<String>,
    /// Their id in another system.
    pub external_id: Option<String>,
    /// Where they are.
    pub place: ContactPlace,
    /// Their language: a code, as the platform writes it.
    pub language: Option<String>,
    /// Their messages are not let through; `None` where the platform does not know blocking.
    pub blocked: Option<bool>,
    /// Fields, in the platform's order.
    pub fields: Vec<ContactFieldDto>,
    /// Notes, newest first.
    pub notes: Vec<ContactNoteDto>,
    /// Labels.
    pub labels: Vec<TagDto>,
    /// All labels of the line.
    pub known_labels: Vec<TagDto>,
    /// Their company.
    pub company: Option<CompanyDto>,
    /// The brand they wrote to.
    pub brand: Option<String>,
    /// How well the conversation went.
    pub quality: Option<QualityDto>,
    /// What can be done about them; `None` before the line was reached once.
    pub can: Option<ContactAbilitiesDto>,
}

/// Change a contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ChangeContactInput {
    /// The conversation whose customer is meant.
    pub conversation: String,
    /// What to change.
    pub change: ChangeOfContact,
}

/// A note of this computer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OwnNoteInput {
    /// The conversation about whose customer it is.
    pub conversation: String,
    /// The note.
    pub note: String,
}

/// How many conversations came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FetchedConversations {
    /// Conversations that were not on this computer before.
    pub count: u32,
}

/// Look for something on the platform of a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PlatformSearch {
    /// The conversation.
    pub conversation: String,
    /// What was typed.
    pub text: String,
}

/// A contact that was found on a platform.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FoundContact {
    /// Its id on the platform.
    pub id: String,
    /// Its name; its number or address when it has none.
    pub name: String,
    /// Number as the platform writes it.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Company.
    pub company: Option<String>,
}

/// Make another contact part of a conversation's customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MergeContactsInput {
    /// The conversation whose customer stays.
    pub conversation: String,
    /// The contact that is gone afterwards.
    pub gone: String,
}

/// How a promise stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum PromiseStateDto {
    /// It runs, and was kept so far.
    Running,
    /// It runs, and was broken once at least.
    RunningBroken,
    /// It is over and was kept.
    Kept,
    /// It is over and was broken.
    Broken,
}

/// How fast a customer was promised to be served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PromiseDto {
    /// What the promise is called.
    pub name: Option<String>,
    /// How it stands.
    pub state: PromiseStateDto,
    /// When the first answer is due.
    pub first_reply_due: Option<Milliseconds>,
    /// When the next answer is due.
    pub next_reply_due: Option<Milliseconds>,
    /// When the conversation shall be resolved.
    pub resolution_due: Option<Milliseconds>,
}

/// The advertisement a customer came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AdDto {
    /// Its head line; its number where it has none.
    pub headline: String,
    /// Its words.
    pub body: Option<String>,
    /// Where it is on the web.
    pub url: Option<String>,
    /// When the customer chose it.
    pub clicked_at: Option<Milliseconds>,
}
