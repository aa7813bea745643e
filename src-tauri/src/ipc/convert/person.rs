//! One person behind contacts of several lines.

use inbox_store::{Identity, Person, Place, StoryPlace};

use super::{
    conversation::{name_of, whose_move},
    count,
    line::{channel_kind, platform},
    time,
};
use crate::ipc::dto::{PersonContact, PersonDto, PersonPlace, StoryPlaceDto};

/// A person.
pub fn person(person: Person) -> PersonDto {
    PersonDto {
        others: person.others.into_iter().map(contact).collect(),
        apart: person.apart.into_iter().map(contact).collect(),
        conversations: count(person.conversations),
    }
}

fn contact(identity: Identity) -> PersonContact {
    PersonContact {
        contact: identity.contact.to_string(),
        name: name_of(
            identity.name,
            identity.phone.as_deref(),
            identity.email.as_deref(),
        ),
        phone: identity.phone,
        email: identity.email,
        line_name: identity.line_name,
        platform: platform(identity.platform),
        places: identity.places.into_iter().map(place).collect(),
    }
}

fn place(place: Place) -> PersonPlace {
    PersonPlace {
        conversation: place.conversation.to_string(),
        channel_name: place.channel_name,
        channel_kind: channel_kind(place.channel_kind),
        whose_move: whose_move(place.whose),
        last_activity_at: time(place.last_activity_at),
    }
}

/// A conversation of a story.
pub fn story_place(place: &StoryPlace) -> StoryPlaceDto {
    StoryPlaceDto {
        conversation: place.conversation.to_string(),
        line: place.conversation.line.to_string(),
        line_name: place.line_name.clone(),
        platform: platform(place.platform),
        channel_name: place.channel_name.clone(),
        channel_kind: channel_kind(place.channel_kind),
        history_complete: place.complete,
    }
}
