//! Conversations: lists, single ones, their timelines, who has them, their tags.

use std::sync::Arc;

use axum::extract::{Path, State};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;
use serde_json::{Value, json};

use crate::hatif::ids::Guid;
use crate::hatif::model::{Direction, Event, Source, Status, UserIndex};
use crate::hatif::refusal::Refusal;
use crate::hatif::request::{Body, Page, Query, SortKey, sort_rows};
use crate::hatif::runtime::Runtime;
use crate::hatif::server::{Answer, Id, ok};
use crate::hatif::wire::paged;
use crate::hatif::workspace::{World, digits};

/// `GET /v2/conversations/service-account/channels/{channelId}`
pub(crate) async fn list(
    State(runtime): State<Arc<Runtime>>,
    Path(channel): Id,
    query: Query,
) -> Answer {
    let page = query.page(10)?;
    let sorting = query.sorting(&[
        "lastactivityat",
        "lasteventoccurredat",
        "lasteventscount",
        "contactname",
        "phonenumber",
        "status",
        "id",
        "creationtime",
    ])?;
    let filter = Filter::read(&query)?;
    let channel = Guid::parse(&channel)
        .ok_or_else(|| Refusal::invalid("channelId", "The value is not a valid id."))?;
    runtime.look(|world| {
        // An unknown channel is an empty page.
        let Some(channel) = world.channel(channel) else {
            return ok(&world.listed(paged(0, &[])));
        };
        let mut rows: Vec<usize> = (0..world.conversations.len())
            .filter(|index| world.conversations[*index].channel == channel)
            .filter(|index| filter.lets_through(world, *index))
            .collect();
        let newest_first = [("lastactivityat".to_owned(), true)];
        let sorting = if sorting.is_empty() {
            &newest_first[..]
        } else {
            &sorting
        };
        sort_rows(&mut rows, sorting, |index, property| {
            sort_key(world, *index, property)
        });
        let items: Vec<Value> = rows
            .iter()
            .skip(page.skip)
            .take(page.most)
            .map(|index| world.conversation_row(*index))
            .collect();
        ok(&world.listed(paged(rows.len(), &items)))
    })
}

fn sort_key(world: &World, index: usize, property: &str) -> SortKey {
    let conversation = &world.conversations[index];
    let contact = &world.contacts[conversation.contact];
    match property {
        "lasteventoccurredat" => conversation
            .last_event
            .as_ref()
            .map_or(SortKey::Nothing, |last| {
                SortKey::Number(last.created.as_millisecond())
            }),
        "lasteventscount" => SortKey::Number(world.event_count(index) as i64),
        "contactname" => SortKey::Text(contact.name.to_lowercase()),
        "phonenumber" => SortKey::Text(contact.phone.clone()),
        "status" => SortKey::Number(i64::from(!conversation.open)),
        "id" | "creationtime" => SortKey::Text(conversation.id.to_string()),
        _ => SortKey::Number(conversation.last_activity.as_millisecond()),
    }
}

/// The filters of the conversation list.
struct Filter {
    open: Option<bool>,
    assignees: Vec<Guid>,
    unassigned: bool,
    contacts: Vec<Guid>,
    tags: Vec<Guid>,
    name: Option<String>,
    phone: Option<String>,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
    lost: bool,
}

impl Filter {
    fn read(query: &Query) -> Result<Self, Refusal> {
        let open = match query.get("Status") {
            None => None,
            Some(word) if word == "1" || word.eq_ignore_ascii_case("open") => Some(true),
            Some(word) if word == "2" || word.eq_ignore_ascii_case("closed") => Some(false),
            Some(word) => {
                return Err(Refusal::invalid(
                    "Status",
                    format!("'{word}' is not valid."),
                ));
            }
        };
        Ok(Self {
            open,
            assignees: query.ids("AssigneeUserIds")?,
            unassigned: query.flag("GetUnAssigned")?,
            contacts: query.ids("ContactIds")?,
            tags: query.ids("TagIds")?,
            name: query.get("Name").map(str::to_lowercase),
            phone: query.get("PhoneNumber").map(digits),
            from: instant(query, "FromDate")?,
            to: instant(query, "ToDate")?,
            lost: query.flag("IsLost")?,
        })
    }

    fn lets_through(&self, world: &World, index: usize) -> bool {
        let conversation = &world.conversations[index];
        let contact = &world.contacts[conversation.contact];
        let assignee = conversation.assignee.map(|user| world.users[user].user_id);
        let among = |ids: &[Guid], id: Guid| ids.is_empty() || ids.contains(&id);
        let phone_works = world.options.quirks.phone_number_filter;
        self.open.is_none_or(|open| conversation.open == open)
            && (self.assignees.is_empty()
                || assignee.is_some_and(|assignee| self.assignees.contains(&assignee)))
            && (!self.unassigned || assignee.is_none())
            && among(&self.contacts, contact.id)
            && (self.tags.is_empty() || conversation.tags.iter().any(|tag| self.tags.contains(tag)))
            && self
                .name
                .as_ref()
                .is_none_or(|name| contact.name.to_lowercase().contains(name))
            && (!phone_works
                || self
                    .phone
                    .as_ref()
                    .is_none_or(|phone| digits(&contact.phone).contains(phone)))
            && self
                .from
                .is_none_or(|from| conversation.last_activity >= from)
            && self.to.is_none_or(|to| conversation.last_activity <= to)
            && (!self.lost || is_lost(world, index))
    }
}

/// The customer had the last word or call, and nobody took it.
fn is_lost(world: &World, index: usize) -> bool {
    world.conversations[index]
        .last_event
        .as_ref()
        .is_some_and(|last| {
            last.direction == Direction::Inbound
                && (last.source == Source::WhatsApp || last.status == Status::Missed)
        })
}

/// A date given as wall time of UTC+3; an offset in the text is honoured instead.
fn instant(query: &Query, name: &str) -> Result<Option<Timestamp>, Refusal> {
    let Some(text) = query.get(name) else {
        return Ok(None);
    };
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Ok(Some(instant));
    }
    text.parse::<DateTime>()
        .and_then(|wall| Offset::constant(3).to_timestamp(wall))
        .map(Some)
        .map_err(|_| Refusal::invalid(name, format!("The value '{text}' is not valid.")))
}

/// `GET /v2/conversations/service-account/{conversationId}`
pub(crate) async fn one(State(runtime): State<Arc<Runtime>>, Path(id): Id) -> Answer {
    runtime.look(|world| {
        let index = known(world, &id)?;
        ok(&world.conversation_single(index))
    })
}

fn known(world: &World, id: &str) -> Result<usize, Refusal> {
    Guid::parse(id)
        .and_then(|guid| world.conversation(guid))
        .ok_or_else(|| Refusal::no_such("Conversation", id))
}

/// `GET /v2/conversations/service-account/{conversationId}/timeline`
pub(crate) async fn timeline(
    State(runtime): State<Arc<Runtime>>,
    Path(id): Id,
    query: Query,
) -> Answer {
    let page = query.page(10)?;
    let sorting = query.sorting(&["creationtime", "eventid", "status", "direction"])?;
    runtime.look(|world| {
        let index = known(world, &id)?;
        let newest_first = match sorting.first() {
            None => !world.options.quirks.oldest_first_timeline,
            Some((property, descending)) => *descending && property == "creationtime",
        };
        let events = if newest_first {
            let newest = world.newest_events(index, page.end());
            newest.into_iter().skip(page.skip).collect()
        } else {
            sorted_events(world, index, &sorting, page)
        };
        let items: Vec<Value> = events
            .iter()
            .map(|event| world.event_json(index, event))
            .collect();
        ok(&world.listed(paged(world.event_count(index), &items)))
    })
}

fn sorted_events(
    world: &World,
    index: usize,
    sorting: &[(String, bool)],
    page: Page,
) -> Vec<Event> {
    let mut events = world.events(index).into_owned();
    sort_rows(&mut events, sorting, |event, property| match property {
        "status" => SortKey::Text(event.status.word().to_owned()),
        "direction" => SortKey::Number(event.direction as i64),
        "eventid" => SortKey::Text(event.id.to_string()),
        _ => SortKey::Number(event.created.as_millisecond()),
    });
    events.into_iter().skip(page.skip).take(page.most).collect()
}

/// `POST /v2/conversations/service-account/create`
pub(crate) async fn create(State(runtime): State<Arc<Runtime>>, mut body: Body) -> Answer {
    let channel = body.required_id("channelId");
    let phone = body.required("phoneNumber");
    if !phone.is_empty() && !(8..=15).contains(&digits(&phone).len()) {
        body.problem("phoneNumber", "The phone number is not valid.");
    }
    let name = body.text("contactName").map(str::to_owned);
    let person = body.id("assignToUserId");
    let ai_agent = body.id("assignToAiAgentId");
    body.checked()?;
    runtime.act(|world| {
        let channel = channel
            .and_then(|channel| world.channel(channel))
            .ok_or_else(|| Refusal::no_such("Channel", &guid_text(channel)))?;
        let assignee = assignee(world, person, ai_agent)?;
        let contact = world.contact_for(&phone, name.as_deref());
        let conversation = world.conversation_for(channel, contact);
        if assignee.is_some() && world.conversations[conversation].assignee != assignee {
            world.assign(conversation, assignee, None);
        }
        ok(&json!({
            "conversation": world.conversation_created(conversation),
            "contactId": world.contacts[contact].id,
        }))
    })
}

fn guid_text(id: Option<Guid>) -> String {
    id.map(|id| id.to_string()).unwrap_or_default()
}

/// The one to be made responsible; both kinds at once are refused.
fn assignee(
    world: &World,
    person: Option<Guid>,
    ai_agent: Option<Guid>,
) -> Result<Option<UserIndex>, Refusal> {
    let (id, ai) = match (person, ai_agent) {
        (None, None) => return Ok(None),
        (Some(_), Some(_)) => {
            return Err(Refusal::business(
                "Voxa:Conversations:AmbiguousAssignee",
                "A conversation is assigned to a user or to an AI agent, not to both.",
            ));
        }
        (Some(person), None) => (person, false),
        (None, Some(ai_agent)) => (ai_agent, true),
    };
    let entity = if ai { "AiAgent" } else { "User" };
    world
        .user(id)
        .filter(|user| world.users[*user].is_ai == ai)
        .map(Some)
        .ok_or_else(|| Refusal::no_such(entity, &id.to_string()))
}

/// `POST /v2/conversations/service-account/{conversationId}/assign`
pub(crate) async fn assign(
    State(runtime): State<Arc<Runtime>>,
    Path(id): Id,
    mut body: Body,
) -> Answer {
    let person = body.id("assignedUserId");
    let ai_agent = body.id("assignedAiAgentId");
    body.checked()?;
    runtime.act(|world| {
        let conversation = known(world, &id)?;
        let assignee = assignee(world, person, ai_agent)?;
        world.assign(conversation, assignee, None);
        ok(&json!({}))
    })
}

/// `POST /v2/conversations/service-account/{conversationId}/tags`
pub(crate) async fn set_tags(
    State(runtime): State<Arc<Runtime>>,
    Path(id): Id,
    mut body: Body,
) -> Answer {
    let texts: Option<Vec<String>> = body.get("tagIds").and_then(Value::as_array).map(|tags| {
        tags.iter()
            .map(|tag| tag.as_str().unwrap_or_default().to_owned())
            .collect()
    });
    if texts.is_none() {
        body.problem("tagIds", "The tagIds field is required.");
    }
    body.checked()?;
    runtime.act(|world| {
        let conversation = known(world, &id)?;
        let mut tags = Vec::new();
        for text in texts.unwrap_or_default() {
            let tag = Guid::parse(&text)
                .filter(|id| world.tags.iter().any(|tag| tag.id == *id))
                .ok_or_else(|| Refusal::no_such("Tag", &text))?;
            if !tags.contains(&tag) {
                tags.push(tag);
            }
        }
        world.conversations[conversation].tags = tags;
        ok(&json!({}))
    })
}
