//! Contacts as conversations bring them.

use inbox_core::{Channel, ContactRecord, Country, LineId, PersonKeys, digits_of};
use sqlx::SqliteConnection;

use crate::{StoreError, Write, fold::folded, write::Touch};

/// Contacts that get their keys in one transaction.
const PORTION: i64 = 2_000;

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
    let country = country_of_line(write.connection(), line).await?;
    let keys = PersonKeys::of(contact, country);
    let id = sqlx::query_scalar(
        "INSERT INTO contacts (line_id, key, remote, name, phone, email, company, avatar_url,
                               search_text, person_phone, person_email, unkeyed)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)
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
    .bind(search_text(contact))
    .bind(keys.phone)
    .bind(keys.email)
    .fetch_one(write.connection())
    .await?;
    Ok(id)
}

/// Changes what is told of a contact, and by what it is recognised elsewhere.
pub(crate) async fn update(
    connection: &mut SqliteConnection,
    id: i64,
    contact: &ContactRecord,
) -> Result<(), StoreError> {
    let (line, own): (i64, Option<String>) =
        sqlx::query_as("SELECT line_id, country FROM contacts WHERE id = ?")
            .bind(id)
            .fetch_one(&mut *connection)
            .await?;
    let country = match own.as_deref().and_then(Country::by_iso) {
        Some(country) => Some(country),
        None => country_of_line(&mut *connection, LineId(line)).await?,
    };
    let keys = PersonKeys::of(contact, country);
    sqlx::query(
        "UPDATE contacts
         SET remote = ?, name = ?, phone = ?, email = ?, company = ?, avatar_url = ?,
             search_text = ?, person_phone = ?, person_email = ?, unkeyed = 0
         WHERE id = ?",
    )
    .bind(&contact.remote)
    .bind(&contact.name)
    .bind(&contact.phone)
    .bind(&contact.email)
    .bind(&contact.company)
    .bind(&contact.avatar_url)
    .bind(search_text(contact))
    .bind(keys.phone)
    .bind(keys.email)
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

async fn country_of_line(
    connection: &mut SqliteConnection,
    line: LineId,
) -> Result<Option<Country>, StoreError> {
    let iso: Option<String> =
        sqlx::query_scalar("SELECT country FROM line_countries WHERE line_id = ?")
            .bind(line.0)
            .fetch_optional(connection)
            .await?;
    Ok(iso.as_deref().and_then(Country::by_iso))
}

/// Notes in which country a contact is, as its platform says.
pub(crate) async fn keep_own_country(
    connection: &mut SqliteConnection,
    id: i64,
    country: Country,
) -> Result<(), StoreError> {
    let changed =
        sqlx::query("UPDATE contacts SET country = ?1 WHERE id = ?2 AND country IS NOT ?1")
            .bind(country.iso())
            .bind(id)
            .execute(&mut *connection)
            .await?;
    if changed.rows_affected() > 0 {
        let contact = record(&mut *connection, id).await?;
        update(connection, id, &contact).await?;
    }
    Ok(())
}

/// Notes where the numbers of a line's channels are. Numbers of several countries say nothing of
/// customers'. Another country than before has the line's contacts keyed anew.
pub(crate) async fn keep_country(
    connection: &mut SqliteConnection,
    line: LineId,
    channels: &[Channel],
) -> Result<(), StoreError> {
    let mut countries = channels
        .iter()
        .filter_map(|channel| Country::of_number(channel.address.as_deref()?));
    let country = countries
        .next()
        .filter(|first| countries.all(|other| other == *first));
    if country == country_of_line(&mut *connection, line).await? {
        return Ok(());
    }
    match country {
        Some(country) => sqlx::query(
            "INSERT INTO line_countries (line_id, country) VALUES (?, ?)
             ON CONFLICT (line_id) DO UPDATE SET country = excluded.country",
        )
        .bind(line.0)
        .bind(country.iso()),
        None => sqlx::query("DELETE FROM line_countries WHERE line_id = ?").bind(line.0),
    }
    .execute(&mut *connection)
    .await?;
    sqlx::query("UPDATE contacts SET unkeyed = 1 WHERE line_id = ?")
        .bind(line.0)
        .execute(&mut *connection)
        .await?;
    while key_some(&mut *connection).await? > 0 {}
    Ok(())
}

/// Says by what some contacts are recognised elsewhere that lack it; answers how many.
pub(crate) async fn key_some(connection: &mut SqliteConnection) -> Result<usize, StoreError> {
    let unkeyed: Vec<i64> = sqlx::query_scalar(UNKEYED)
        .bind(PORTION)
        .fetch_all(&mut *connection)
        .await?;
    for id in &unkeyed {
        let contact = record(&mut *connection, *id).await?;
        update(&mut *connection, *id, &contact).await?;
    }
    Ok(unkeyed.len())
}

pub(crate) const UNKEYED: &str =
    "SELECT id FROM contacts INDEXED BY contacts_unkeyed WHERE unkeyed = 1 LIMIT ?";
