//! When contacts of several lines are one person.

use crate::{ContactRecord, Country, comparable_email, international};

/// By what a contact is recognised on other lines. Contacts that share one of these are one person,
/// unless somebody at this desk says that they are not.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PersonKeys {
    /// The number with its calling code, digits only.
    pub phone: Option<String>,
    /// The e-mail address in lower case.
    pub email: Option<String>,
}

impl PersonKeys {
    /// The keys of a contact whose numbers are written as in `country` when they lack a calling
    /// code.
    pub fn of(contact: &ContactRecord, country: Option<Country>) -> Self {
        Self {
            phone: contact
                .phone
                .as_deref()
                .and_then(|phone| international(phone, country)),
            email: contact.email.as_deref().and_then(comparable_email),
        }
    }
}
