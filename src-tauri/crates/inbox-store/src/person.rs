//! One person behind contacts of several lines: those that share a number or an address, also by way
//! of a third, unless somebody at this desk said that they are not the same. Nothing is merged on
//! a platform, and nothing is kept: who belongs together is found when it is asked for.

use std::collections::{HashSet, VecDeque};

use inbox_core::{
    ChannelKind, ContactKey, ConversationId, LineId, PlatformKind, RemoteId, Timestamp, WhoseMove,
};
use sqlx::SqliteConnection;

use crate::{
    Read, StoreError, Write,
    conversations::row_of,
    timing::timed,
    words::{Word, to_json},
};

/// An address that more contacts share belongs to an office or a machine, and joins nobody.
const MOST_SHARING: usize = 20;

/// Contacts of one person.
const MOST_MEMBERS: usize = 50;

/// A contact of a person, as its line knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Names it at this desk.
    pub contact: ContactKey,
    /// Its name there.
    pub name: Option<String>,
    /// Its number as the platform writes it.
    pub phone: Option<String>,
    /// Its e-mail address.
    pub email: Option<String>,
    /// The name of its line.
    pub line_name: String,
    /// The platform of its line.
    pub platform: PlatformKind,
    /// Where it is talked to, newest first.
    pub places: Vec<Place>,
}

/// A channel on which somebody is talked to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The newest conversation there.
    pub conversation: ConversationId,
    /// The name of the channel, when known.
    pub channel_name: Option<String>,
    /// What travels on it.
    pub channel_kind: ChannelKind,
    /// Whose move it is, of the conversation there that presses most.
    pub whose: WhoseMove,
    /// When anything last happened there.
    pub last_activity_at: Timestamp,
}

/// Who a contact is beyond its own line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Person {
    /// The same person's other contacts, the last active first.
    pub others: Vec<Identity>,
    /// Contacts that share a number or an address and were said to be somebody else.
    pub apart: Vec<Identity>,
    /// Conversations of the person in all, this one included.
    pub conversations: usize,
}

/// A contact as the search for its person sees it.
#[derive(Debug, Clone, sqlx::FromRow)]
struct Candidate {
    id: i64,
    line_id: i64,
    key: String,
    person_phone: Option<String>,
    person_email: Option<String>,
}

impl Candidate {
    fn contact(&self) -> ContactKey {
        ContactKey::new(LineId(self.line_id), self.key.clone())
    }
}

/// Contacts that are one person, the asked for first, and those kept apart from it.
pub(crate) struct Circle {
    members: Vec<Candidate>,
    apart: Vec<Candidate>,
}

impl Circle {
    /// Row ids of the contacts.
    pub(crate) fn member_ids(&self) -> Vec<i64> {
        self.members.iter().map(|member| member.id).collect()
    }
}

pub(crate) const SHARING_PHONE: &str = "
    SELECT id, line_id, key, person_phone, person_email
    FROM contacts INDEXED BY contacts_person_phone WHERE person_phone = ? LIMIT ?";

pub(crate) const SHARING_EMAIL: &str = "
    SELECT id, line_id, key, person_phone, person_email
    FROM contacts INDEXED BY contacts_person_email WHERE person_email = ? LIMIT ?";

pub(crate) const KEPT_APART: &str = "
    SELECT other_line, other FROM desk.kept_apart WHERE line_id = ? AND contact = ?";

pub(crate) const PLACES: &str = "
    SELECT c.contact_id, c.line_id, c.remote, c.channel, c.channel_kind, ch.name AS channel_name,
           c.move_rank, c.last_activity_at
    FROM json_each(?) k
    CROSS JOIN conversations c INDEXED BY conversations_contact ON c.contact_id = k.value
    LEFT JOIN channels ch ON ch.line_id = c.line_id AND ch.remote = c.channel";

pub(crate) const IDENTITIES: &str = "
    SELECT c.id, c.line_id, c.key, c.name, c.phone, c.email, l.name AS line_name, l.platform
    FROM json_each(?) k
    CROSS JOIN contacts c ON c.id = k.value
    CROSS JOIN desk.lines l ON l.id = c.line_id";

/// Everybody who is the same person as the contact of this row.
pub(crate) async fn circle(
    connection: &mut SqliteConnection,
    contact: i64,
) -> Result<Circle, StoreError> {
    let first: Candidate = sqlx::query_as(
        "SELECT id, line_id, key, person_phone, person_email FROM contacts WHERE id = ?",
    )
    .bind(contact)
    .fetch_one(&mut *connection)
    .await?;
    let mut known = HashSet::from([first.id]);
    let mut asked = HashSet::new();
    let mut apart = Vec::new();
    let mut to_follow = VecDeque::from([first.clone()]);
    let mut members = vec![first];
    while let Some(member) = to_follow.pop_front() {
        let keys = [
            (SHARING_PHONE, member.person_phone),
            (SHARING_EMAIL, member.person_email),
        ];
        for (sql, key) in keys {
            let Some(key) = key.filter(|key| asked.insert((sql, key.clone()))) else {
                continue;
            };
            for found in sharing(&mut *connection, sql, &key).await? {
                if members.len() >= MOST_MEMBERS || !known.insert(found.id) {
                    continue;
                }
                let strangers = kept_apart(&mut *connection, &found).await?;
                if members
                    .iter()
                    .any(|member| strangers.contains(&member.contact()))
                {
                    apart.push(found);
                } else {
                    to_follow.push_back(found.clone());
                    members.push(found);
                }
            }
        }
    }
    Ok(Circle { members, apart })
}

async fn sharing(
    connection: &mut SqliteConnection,
    sql: &'static str,
    key: &str,
) -> Result<Vec<Candidate>, StoreError> {
    let found: Vec<Candidate> = sqlx::query_as(sql)
        .bind(key)
        .bind(MOST_SHARING as i64 + 1)
        .fetch_all(connection)
        .await?;
    Ok(if found.len() > MOST_SHARING {
        Vec::new()
    } else {
        found
    })
}

async fn kept_apart(
    connection: &mut SqliteConnection,
    contact: &Candidate,
) -> Result<HashSet<ContactKey>, StoreError> {
    let rows: Vec<(i64, String)> = sqlx::query_as(KEPT_APART)
        .bind(contact.line_id)
        .bind(&contact.key)
        .fetch_all(connection)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(line, other)| ContactKey::new(LineId(line), other))
        .collect())
}

/// The circle around the contact of a conversation.
pub(crate) async fn circle_of(
    connection: &mut SqliteConnection,
    conversation: &ConversationId,
) -> Result<Circle, StoreError> {
    let row = row_of(&mut *connection, conversation)
        .await?
        .ok_or(StoreError::Unknown {
            what: "conversation",
        })?;
    let contact: i64 = sqlx::query_scalar("SELECT contact_id FROM conversations WHERE id = ?")
        .bind(row)
        .fetch_one(&mut *connection)
        .await?;
    circle(connection, contact).await
}

#[derive(sqlx::FromRow)]
struct PlaceRow {
    contact_id: i64,
    line_id: i64,
    remote: String,
    channel: Option<String>,
    channel_kind: String,
    channel_name: Option<String>,
    move_rank: i64,
    last_activity_at: i64,
}

#[derive(sqlx::FromRow)]
struct IdentityRow {
    id: i64,
    line_id: i64,
    key: String,
    name: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    line_name: String,
    platform: String,
}

async fn identities(
    connection: &mut SqliteConnection,
    contacts: &[i64],
) -> Result<(Vec<Identity>, usize), StoreError> {
    if contacts.is_empty() {
        return Ok((Vec::new(), 0));
    }
    let ids = to_json("members", &contacts)?;
    let rows: Vec<IdentityRow> = sqlx::query_as(IDENTITIES)
        .bind(&ids)
        .fetch_all(&mut *connection)
        .await?;
    let mut conversations: Vec<PlaceRow> = sqlx::query_as(PLACES)
        .bind(&ids)
        .fetch_all(connection)
        .await?;
    conversations.sort_by_key(|row| -row.last_activity_at);
    let count = conversations.len();
    let mut identities = Vec::with_capacity(rows.len());
    for row in rows {
        let own = conversations
            .iter()
            .filter(|conversation| conversation.contact_id == row.id);
        identities.push(Identity {
            places: places(own)?,
            contact: ContactKey::new(LineId(row.line_id), row.key),
            name: row.name,
            phone: row.phone,
            email: row.email,
            line_name: row.line_name,
            platform: Word::read(&row.platform)?,
        });
    }
    // A contact whose conversations were all forgotten has nothing to show.
    identities.retain(|identity| !identity.places.is_empty());
    identities.sort_by_key(|identity| {
        identity
            .places
            .first()
            .map(|place| -place.last_activity_at.0)
    });
    Ok((identities, count))
}

/// One place for each channel, from conversations that come newest first.
fn places<'a>(conversations: impl Iterator<Item = &'a PlaceRow>) -> Result<Vec<Place>, StoreError> {
    let mut places: Vec<(Option<&str>, &str, Place)> = Vec::new();
    for row in conversations {
        let whose = WhoseMove::from_rank(row.move_rank)
            .ok_or(StoreError::NotUnderstood { what: "rank" })?;
        let here = (row.channel.as_deref(), row.channel_kind.as_str());
        let known = places
            .iter_mut()
            .find(|(channel, kind, _)| (*channel, *kind) == here);
        if let Some((_, _, place)) = known {
            if whose.rank() < place.whose.rank() {
                place.whose = whose;
            }
            continue;
        }
        let place = Place {
            conversation: ConversationId::new(LineId(row.line_id), RemoteId(row.remote.clone())),
            channel_name: row.channel_name.clone(),
            channel_kind: Word::read(&row.channel_kind)?,
            whose,
            last_activity_at: Timestamp(row.last_activity_at),
        };
        places.push((here.0, here.1, place));
    }
    Ok(places.into_iter().map(|(_, _, place)| place).collect())
}

impl Read {
    /// Who the customer of a conversation is on other lines.
    ///
    /// Fails with [`StoreError::Unknown`] when the conversation is not there.
    pub async fn person(&mut self, conversation: &ConversationId) -> Result<Person, StoreError> {
        timed("person", person(self.connection(), conversation)).await
    }
}

async fn person(
    connection: &mut SqliteConnection,
    conversation: &ConversationId,
) -> Result<Person, StoreError> {
    let circle = circle_of(&mut *connection, conversation).await?;
    let own = circle.members.first().map(Candidate::contact);
    let (mut others, conversations) = identities(&mut *connection, &circle.member_ids()).await?;
    others.retain(|identity| Some(&identity.contact) != own.as_ref());
    let apart: Vec<i64> = circle.apart.iter().map(|contact| contact.id).collect();
    let (apart, _) = identities(connection, &apart).await?;
    Ok(Person {
        others,
        apart,
        conversations,
    })
}

impl Write {
    /// Says that a contact is somebody else than the person of a conversation. Answers from whom
    /// it is apart now, for [`Self::join_again`]; nobody when it was not of that person.
    pub async fn keep_apart(
        &mut self,
        contact: &ContactKey,
        conversation: &ConversationId,
    ) -> Result<Vec<ContactKey>, StoreError> {
        let circle = circle_of(self.connection(), conversation).await?;
        let others: Vec<ContactKey> = circle
            .members
            .iter()
            .map(Candidate::contact)
            .filter(|member| member != contact)
            .collect();
        if others.len() == circle.members.len() {
            return Ok(Vec::new());
        }
        for other in &others {
            for (one, another) in [(contact, other), (other, contact)] {
                sqlx::query(
                    "INSERT INTO desk.kept_apart (line_id, contact, other_line, other)
                     VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                )
                .bind(one.line.0)
                .bind(one.remote.as_str())
                .bind(another.line.0)
                .bind(another.remote.as_str())
                .execute(self.connection())
                .await?;
            }
        }
        self.tell_people(std::iter::once(contact).chain(&others))
            .await?;
        Ok(others)
    }

    /// Takes back that a contact is somebody else than these.
    pub async fn join_again(
        &mut self,
        contact: &ContactKey,
        others: &[ContactKey],
    ) -> Result<(), StoreError> {
        for other in others {
            for (one, another) in [(contact, other), (other, contact)] {
                sqlx::query(
                    "DELETE FROM desk.kept_apart
                     WHERE line_id = ? AND contact = ? AND other_line = ? AND other = ?",
                )
                .bind(one.line.0)
                .bind(one.remote.as_str())
                .bind(another.line.0)
                .bind(another.remote.as_str())
                .execute(self.connection())
                .await?;
            }
        }
        self.tell_people(std::iter::once(contact).chain(others))
            .await
    }

    /// Takes back all that keeps a contact apart from the person of a conversation.
    pub async fn join_person(
        &mut self,
        contact: &ContactKey,
        conversation: &ConversationId,
    ) -> Result<(), StoreError> {
        let circle = circle_of(self.connection(), conversation).await?;
        let members: Vec<ContactKey> = circle.members.iter().map(Candidate::contact).collect();
        self.join_again(contact, &members).await
    }

    /// Tells that conversations of these contacts show another person now.
    async fn tell_people(
        &mut self,
        contacts: impl Iterator<Item = &ContactKey>,
    ) -> Result<(), StoreError> {
        for contact in contacts {
            self.tell_contact(contact.line, contact.remote.as_str())
                .await?;
        }
        Ok(())
    }
}
