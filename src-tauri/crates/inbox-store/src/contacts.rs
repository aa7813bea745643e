//! Contacts as conversations bring them.

use std::collections::HashMap;

use inbox_core::{
    Channel, ContactRecord, ConversationRecord, Country, LineId, PersonKeys, digits_of,
};
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use crate::{StoreError, Write, fold::folded, items::rows_at_once, words::to_json, write::Touch};

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

/// Keeps what is told of the contact of a conversation and returns its row. When it was known under
/// other facts, every conversation of it is touched.
pub(crate) async fn keep(
    write: &mut Write,
    line: LineId,
    record: &ConversationRecord,
) -> Result<i64, StoreError> {
    let rows = keep_all(write, line, &[record]).await?;
    rows.first()
        .copied()
        .ok_or(StoreError::Unknown { what: "contact" })
}

/// The same for the contacts of many conversations; answers their rows, in the conversations' order.
pub(crate) async fn keep_all(
    write: &mut Write,
    line: LineId,
    records: &[&ConversationRecord],
) -> Result<Vec<i64>, StoreError> {
    let keys: Vec<String> = records
        .iter()
        .map(|record| key_of(&record.contact, record.remote.as_str()))
        .collect();
    let mut known = find_all(write.connection(), line, &keys).await?;
    let mut fresh: Vec<(&str, &ContactRecord)> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for (record, key) in records.iter().zip(&keys) {
        let contact = &record.contact;
        if let Some((id, before)) = known.get_mut(key) {
            if before == contact {
                continue;
            }
            update(write.connection(), *id, contact).await?;
            *before = contact.clone();
            for conversation in conversations_of(write.connection(), *id).await? {
                write.touch(
                    conversation,
                    Touch {
                        row: true,
                        ..Touch::default()
                    },
                );
            }
        } else if let Some(place) = places.get(key.as_str()) {
            // Told once more on the same page: the last word counts.
            fresh[*place].1 = contact;
        } else {
            places.insert(key, fresh.len());
            fresh.push((key, contact));
        }
    }
    let inserted = insert_all(write.connection(), line, &fresh).await?;
    let row = |key: &String| {
        let known = known.get(key).map(|(id, _)| *id);
        known.or_else(|| inserted.get(*places.get(key.as_str())?).copied())
    };
    keys.iter()
        .map(|key| row(key).ok_or(StoreError::Unknown { what: "contact" }))
        .collect()
}

async fn insert_all(
    connection: &mut SqliteConnection,
    line: LineId,
    contacts: &[(&str, &ContactRecord)],
) -> Result<Vec<i64>, StoreError> {
    let mut ids = Vec::with_capacity(contacts.len());
    if contacts.is_empty() {
        return Ok(ids);
    }
    let country = country_of_line(&mut *connection, line).await?;
    let mut rest = contacts;
    while !rest.is_empty() {
        let (portion, behind) = rest.split_at(rows_at_once(rest.len()));
        rest = behind;
        let mut statement = QueryBuilder::<Sqlite>::new(
            "INSERT INTO contacts (line_id, key, remote, name, phone, email, company, avatar_url,
                                   search_text, person_phone, person_email, unkeyed) ",
        );
        statement.push_values(portion, |mut row, (key, contact)| {
            let keys = PersonKeys::of(contact, country);
            row.push_bind(line.0)
                .push_bind(*key)
                .push_bind(&contact.remote)
                .push_bind(&contact.name)
                .push_bind(&contact.phone)
                .push_bind(&contact.email)
                .push_bind(&contact.company)
                .push_bind(&contact.avatar_url)
                .push_bind(search_text(contact))
                .push_bind(keys.phone)
                .push_bind(keys.email)
                .push("0");
        });
        let inserted = statement.build().execute(&mut *connection).await?;
        // One writer: the rows of a statement are numbered one after the other, in their order.
        let last = inserted.last_insert_rowid();
        ids.extend(last + 1 - portion.len() as i64..=last);
    }
    Ok(ids)
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

/// The contact of a key, as it was told.
pub(crate) async fn find(
    connection: &mut SqliteConnection,
    line: LineId,
    key: String,
) -> Result<Option<ContactRecord>, StoreError> {
    let found = find_all(connection, line, std::slice::from_ref(&key)).await?;
    Ok(found.into_values().next().map(|(_, record)| record))
}

/// The rows of contacts by their keys, and what is known of them.
async fn find_all(
    connection: &mut SqliteConnection,
    line: LineId,
    keys: &[String],
) -> Result<HashMap<String, (i64, ContactRecord)>, StoreError> {
    let rows: Vec<KeyedRow> = sqlx::query_as(
        "SELECT key, id, remote, name, phone, email, company, avatar_url
         FROM contacts WHERE line_id = ? AND key IN (SELECT value FROM json_each(?))",
    )
    .bind(line.0)
    .bind(to_json("keys", &keys)?)
    .fetch_all(connection)
    .await?;
    let kept = |row: KeyedRow| (row.key, (row.id, row.contact.into_record()));
    Ok(rows.into_iter().map(kept).collect())
}

#[derive(sqlx::FromRow)]
struct KeyedRow {
    key: String,
    id: i64,
    #[sqlx(flatten)]
    contact: ContactRow,
}

/// A contact's columns.
#[derive(sqlx::FromRow)]
struct ContactRow {
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
        "SELECT remote, name, phone, email, company, avatar_url FROM contacts WHERE id = ?",
    )
    .bind(id)
    .fetch_one(connection)
    .await?;
    Ok(row.into_record())
}

pub(crate) async fn country_of_line(
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
