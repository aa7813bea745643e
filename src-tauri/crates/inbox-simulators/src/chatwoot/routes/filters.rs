//! Filters as rows of conditions, for conversations and contacts.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::lists::{Counts, PAGE, page_of};
use crate::chatwoot::call::Call;
use crate::chatwoot::model::{Contact, Conversation};
use crate::chatwoot::refusal::Refusal;
use crate::chatwoot::server::{Answer, Reply};
use crate::chatwoot::world::World;

const EQUAL: &[&str] = &["equal_to", "not_equal_to"];
const PRESENT: &[&str] = &["equal_to", "not_equal_to", "is_present", "is_not_present"];
const CONTAINS: &[&str] = &["equal_to", "not_equal_to", "contains", "does_not_contain"];
const TIME: &[&str] = &["is_greater_than", "is_less_than", "days_before"];
const TEXT: &[&str] = &[
    "equal_to",
    "not_equal_to",
    "contains",
    "does_not_contain",
    "starts_with",
    "is_present",
    "is_not_present",
];

const CONVERSATION_KEYS: [(&str, &[&str]); 14] = [
    ("status", EQUAL),
    ("priority", EQUAL),
    ("assignee_id", PRESENT),
    ("inbox_id", PRESENT),
    ("team_id", PRESENT),
    ("campaign_id", PRESENT),
    ("contact_id", EQUAL),
    ("display_id", CONTAINS),
    ("labels", PRESENT),
    ("browser_language", EQUAL),
    ("conversation_language", EQUAL),
    ("referer", CONTAINS),
    ("created_at", TIME),
    ("last_activity_at", TIME),
];
const CONTACT_KEYS: [(&str, &[&str]); 11] = [
    ("name", TEXT),
    ("email", TEXT),
    ("phone_number", TEXT),
    ("identifier", TEXT),
    ("country_code", EQUAL),
    ("city", TEXT),
    ("company_name", TEXT),
    ("labels", PRESENT),
    ("created_at", TIME),
    ("last_activity_at", TIME),
    ("blocked", EQUAL),
];

/// One row.
struct Condition {
    key: String,
    operator: String,
    values: Vec<String>,
    /// Joined to the next row by OR.
    or: bool,
}

/// What a record has under a key: several values for labels.
enum Held {
    Words(Vec<String>),
    Time(Option<Timestamp>),
}

impl Held {
    fn word(word: Option<impl ToString>) -> Self {
        Self::Words(word.map(|word| word.to_string()).into_iter().collect())
    }
}

impl World {
    fn conditions(
        &self,
        call: &Call,
        keys: &[(&str, &'static [&'static str])],
        model: &str,
    ) -> Result<Vec<Condition>, Refusal> {
        let rows = call.params.members.get("payload").and_then(Value::as_array);
        let rows = rows.cloned().unwrap_or_default();
        let text = |row: &Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
        let mut conditions = Vec::new();
        for (place, row) in rows.iter().enumerate() {
            let key = text(row, "attribute_key");
            let known = keys.iter().find(|(name, _)| *name == key);
            let custom = self
                .definitions
                .values()
                .any(|it| it.key == key && it.model == model);
            let operators = match known {
                Some((_, operators)) => *operators,
                None if custom => TEXT,
                None => {
                    let names: Vec<&str> = keys.iter().map(|(name, _)| *name).collect();
                    return Err(Refusal::unprocessable(format!(
                        "Invalid attribute key - [{key}]. The key should be one of [{}] or a \
                         custom attribute defined in the account.",
                        names.join(",")
                    )));
                }
            };
            let operator = text(row, "filter_operator");
            if !operators.contains(&operator.as_str()) {
                return Err(Refusal::unprocessable(format!(
                    "Invalid operator. The allowed operators for {key} are [{}].",
                    operators.join(",")
                )));
            }
            let values: Vec<String> = match &row["values"] {
                Value::Array(values) => values.iter().map(word_of).collect(),
                Value::Null => Vec::new(),
                one => vec![word_of(one)],
            };
            let needs_none = operator.ends_with("present");
            let sound_days = operator != "days_before"
                || values
                    .first()
                    .is_some_and(|days| days.parse::<i64>().is_ok());
            if values.is_empty() && !needs_none || !sound_days {
                return Err(Refusal::unprocessable(format!(
                    "Invalid value. The values provided for {key} are invalid"
                )));
            }
            let joiner = text(row, "query_operator").to_uppercase();
            let last = place + 1 == rows.len();
            if !last && joiner != "AND" && joiner != "OR" {
                let text = "Query operator must be either \"AND\" or \"OR\".";
                return Err(Refusal::unprocessable(text));
            }
            conditions.push(Condition {
                key,
                operator,
                values,
                or: joiner == "OR",
            });
        }
        Ok(conditions)
    }

    /// AND binds more tightly than OR, as in SQL.
    fn meets(&self, conditions: &[Condition], held: impl Fn(&str) -> Held) -> bool {
        conditions
            .split_inclusive(|condition| condition.or)
            .any(|group| group.iter().all(|it| self.meets_one(it, held(&it.key))))
            || conditions.is_empty()
    }

    fn meets_one(&self, condition: &Condition, held: Held) -> bool {
        let words = match held {
            Held::Time(time) => {
                return time.is_some_and(|time| self.meets_time(condition, time));
            }
            Held::Words(words) => words,
        };
        let words: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
        let values: Vec<String> = condition
            .values
            .iter()
            .map(|it| it.to_lowercase())
            .collect();
        let any = |test: &dyn Fn(&str, &str) -> bool| {
            words
                .iter()
                .any(|word| values.iter().any(|value| test(word, value)))
        };
        let all_statuses = condition.key == "status" && values.iter().any(|it| it == "all");
        match condition.operator.as_str() {
            "equal_to" => all_statuses || any(&|word, value| word == value),
            "not_equal_to" => !any(&|word, value| word == value),
            "contains" => any(&|word, value| word.contains(value)),
            "does_not_contain" => !any(&|word, value| word.contains(value)),
            "starts_with" => any(&|word, value| word.starts_with(value)),
            "is_present" => !words.is_empty(),
            _ => words.is_empty(),
        }
    }

    fn meets_time(&self, condition: &Condition, time: Timestamp) -> bool {
        let value = condition.values.first().map_or("", String::as_str);
        if condition.operator == "days_before" {
            let days: i64 = value.parse().unwrap_or_default();
            return time < self.now() - SignedDuration::from_hours(24 * days);
        }
        let Some(date) = value
            .get(..10)
            .and_then(|day| day.parse::<Date>().ok())
            .and_then(|day| day.to_zoned(TimeZone::UTC).ok())
        else {
            return false;
        };
        if condition.operator == "is_greater_than" {
            time > date.timestamp()
        } else {
            time < date.timestamp()
        }
    }

    fn conversation_holds(conversation: &Conversation, key: &str) -> Held {
        let extra = |name: &str| Held::word(conversation.additional.get(name).map(word_of));
        match key {
            "status" => Held::word(Some(conversation.status.word())),
            "priority" => Held::word(conversation.priority),
            "assignee_id" => Held::word(conversation.assigned_user()),
            "inbox_id" => Held::word(Some(conversation.inbox)),
            "team_id" => Held::word(conversation.team),
            "contact_id" => Held::word(Some(conversation.contact)),
            "display_id" => Held::word(Some(conversation.id)),
            "labels" => Held::Words(conversation.labels.clone()),
            "created_at" => Held::Time(Some(conversation.created)),
            "last_activity_at" => Held::Time(Some(conversation.last_activity)),
            "campaign_id" => Held::Words(Vec::new()),
            "browser_language" | "conversation_language" | "referer" | "mail_subject" => extra(key),
            custom => Held::word(conversation.custom.get(custom).map(word_of)),
        }
    }

    fn contact_holds(contact: &Contact, key: &str) -> Held {
        match key {
            "name" => Held::word(Some(&contact.name)),
            "email" => Held::word(contact.email.as_ref()),
            "phone_number" => Held::word(contact.phone.as_ref()),
            "identifier" => Held::word(contact.identifier.as_ref()),
            "labels" => Held::Words(contact.labels.clone()),
            "created_at" => Held::Time(Some(contact.created)),
            "last_activity_at" => Held::Time(contact.last_activity),
            "blocked" => Held::word(Some(contact.blocked)),
            "country_code" | "city" | "company_name" => {
                Held::word(contact.additional.get(key).map(word_of))
            }
            custom => Held::word(contact.custom.get(custom).map(word_of)),
        }
    }
}

fn word_of(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// `POST …/conversations/filter`
pub(crate) fn conversations(world: &mut World, call: &Call) -> Answer {
    let me = call.me();
    let mut keys = CONVERSATION_KEYS.to_vec();
    keys.push(("mail_subject", CONTAINS));
    let conditions = world.conditions(call, &keys, "conversation_attribute")?;
    let mut found: Vec<&Conversation> = world
        .listed(me)
        .filter(|it| world.meets(&conditions, |key| World::conversation_holds(it, key)))
        .collect();
    let counts = Counts::of(&found, me);
    found.sort_by_key(|it| std::cmp::Reverse((it.last_activity, it.id)));
    let payload: Vec<Value> = page_of(found, call.params.page().0, PAGE)
        .into_iter()
        .map(|it| world.conversation_json(it, me))
        .collect();
    Ok(Reply::Json(
        json!({ "meta": counts.short(), "payload": payload }),
    ))
}

/// The contacts that a filter's rows let through.
pub(crate) fn contacts<'a>(world: &'a World, call: &Call) -> Result<Vec<&'a Contact>, Refusal> {
    let conditions = world.conditions(call, &CONTACT_KEYS, "contact_attribute")?;
    Ok(world
        .contacts
        .values()
        .filter(|it| world.meets(&conditions, |key| World::contact_holds(it, key)))
        .collect())
}
