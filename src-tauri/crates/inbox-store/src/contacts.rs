//! Contacts as conversations bring them.

use inbox_core::{ContactRecord, LineId, digits_of};
use sqlx::SqliteConnection;

use crate::{StoreError, Write, fold::folded, write::Touch};

/// What a contact is told apart by on its line: its id, or where the platform gives none, its
/// address. The prefix keeps an address from meeting an id.
fn key_of(contact: &ContactRecord, conversation: &str) -> String {
    if !contact.remote.is_empty() {
        return key_of_id(&contact.remote);
    }
    match (&contact.phone, &contact.email) {
        (Some(phone), _) if !digits_of(phone).is_empty() => format!("phone:{}", digits_of(phone)),
        (_, Some(email)) if !email.is_empty() => format!("email:{}", email.to_lowercase()),
        _ => format!("conversation:{conversation}"),
    }
}

/// The key of a contact that has an id on its platform.
pub(crate) fn key_of_id(remote: &str) -> String {
    format!("id:{remote}")
}

/// What a contact is searched by: each word of the name, the digits of the number and the parts of
/// the address, each after a blank.
fn search_text(contact: &ContactRecord) -> String {
    let mut text = String::new();
    let digits = contact.phone.as_deref().map(digits_of);
    let sources = [
        contact.name.as_deref(),
        contact.company.as_deref(),
        contact.email.as_deref(),
    ];
    for word in sources
        .into_iter()
        .flatten()
        .map(folded)
        .chain(digits)
        .collect::<Vec<_>>()
        .iter()
        .flat_map(|source| source.split_whitespace())
    {
        text.push(' ');
        text.push_str(word);
    }
    text
}

/// Keeps what is told of a contact and returns its row. When it was known under other facts, every
/// conversation of it is touched.
pub(crate) async fn keep(
    write: &mut Write,
    line: LineId,
    contact: &ContactRecord,
    conversation: &str,
) -> Result<i64, StoreError> {
    let key = key_of(contact, conversation);
    if let Some((id, known)) = find(write.connection(), line, &key).await? {
        if known == *contact {
            return Ok(id);
        }
        update(write.connection(), id, contact).await?;
        for conversation in conversations_of(write.connection(), id).await? {
            write.touch(
                conversation,
                Touch {
                    row: true,
                    ..Touch::default()
                },
            );
        }
        return Ok(id);
    }
    let id = sqlx::query_scalar(
        "INSERT INTO contacts (line_id, key, remote, name, phone, email, company, avatar_url,
                               phone_digits, search_text)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         RETURNING id",
    )
    .bind(line.0)
    .bind(key)
    .bind(&contact.remote)
    .bind(&contact.name)
    .bind(&contact.phone)
    .bind(&contact.email)
    .bind(&contact.company)
    .bind(&contact.avatar_url)
    .bind(comparable_phone(contact))
    .bind(search_text(contact))
    .fetch_one(write.connection())
    .await?;
    Ok(id)
}

fn comparable_phone(contact: &ContactRecord) -> Option<String> {
    contact
        .phone
        .as_deref()
        .map(digits_of)
        .filter(|digits| !digits.is_empty())
}

async fn update(
    connection: &mut SqliteConnection,
    id: i64,
    contact: &ContactRecord,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE contacts
         SET remote = ?, name = ?, phone = ?, email = ?, company = ?, avatar_url = ?,
             phone_digits = ?, search_text = ?
         WHERE id = ?",
    )
    .bind(&contact.remote)
    .bind(&contact.name)
    .bind(&contact.phone)
    .bind(&contact.email)
    .bind(&contact.company)
    .bind(&contact.avatar_url)
    .bind(comparable_phone(contact))
    .bind(search_text(contact))
    .bind(id)
    .execute(connection)
    .await?;
    Ok(())
}

async fn conversations_of(
    connection: &mut SqliteConnection,
    contact: i64,
) -> Result<Vec<i64>, StoreError> {
    Ok(
        sqlx::query_scalar("SELECT id FROM conversations WHERE contact_id = ?")
            .bind(contact)
            .fetch_all(connection)
            .await?,
    )
}

/// The row of a contact, and what is known of it.
pub(crate) async fn find(
    connection: &mut SqliteConnection,
    line: LineId,
    key: &str,
) -> Result<Option<(i64, ContactRecord)>, StoreError> {
    let row: Option<ContactRow> = sqlx::query_as(
        "SELECT id, remote, name, phone, email, company, avatar_url
         FROM contacts WHERE line_id = ? AND key = ?",
    )
    .bind(line.0)
    .bind(key)
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|row| (row.id, row.into_record())))
}

/// A contact's columns.
#[derive(sqlx::FromRow)]
struct ContactRow {
    id: i64,
    remote: String,
    name: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    company: Option<String>,
    avatar_url: Option<String>,
}

impl ContactRow {
    fn into_record(self) -> ContactRecord {
        ContactRecord {
            remote: self.remote,
            name: self.name,
            phone: self.phone,
            email: self.email,
            company: self.company,
            avatar_url: self.avatar_url,
        }
    }
}

/// The contact of a row id, as it was told.
pub(crate) async fn record(
    connection: &mut SqliteConnection,
    id: i64,
) -> Result<ContactRecord, StoreError> {
    let row: ContactRow = sqlx::query_as(
        "SELECT id, remote, name, phone, email, company, avatar_url FROM contacts WHERE id = ?",
    )
    .bind(id)
    .fetch_one(connection)
    .await?;
    Ok(row.into_record())
}
