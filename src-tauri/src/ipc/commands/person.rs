//! One person behind contacts of several lines, and their whole story.

use inbox_core::{ContactKey, ConversationId};
use inbox_store::TimelineWindow;

use super::conversations::{LONGEST_PAGE, key_of, quoted_item};
use crate::{
    host::Host,
    ipc::{
        convert::{
            count, id,
            item::{Viewpoint, item as item_dto},
            person as convert,
        },
        dto::{
            ConversationRef, Nothing, PersonContactInput, PersonDto, PersonSplit, StoryItemDto,
            StoryQuery, StoryWindow, WindowAnchor,
        },
        error::IpcResult,
    },
};

pub async fn get_person(host: &Host, input: ConversationRef) -> IpcResult<PersonDto> {
    let mut read = host.store().read().await?;
    let person = read.person(&id(&input.conversation)?).await?;
    Ok(convert::person(person))
}

pub async fn split_person(host: &Host, input: PersonContactInput) -> IpcResult<PersonSplit> {
    let contact: ContactKey = id(&input.contact)?;
    let mut write = host.store().write().await?;
    let others = write
        .keep_apart(&contact, &id(&input.conversation)?)
        .await?;
    write.commit().await?;
    Ok(PersonSplit {
        contact: input.contact,
        others: others.iter().map(ToString::to_string).collect(),
    })
}

pub async fn undo_split(host: &Host, input: PersonSplit) -> IpcResult<Nothing> {
    let contact: ContactKey = id(&input.contact)?;
    let others = input
        .others
        .iter()
        .map(|other| id(other))
        .collect::<IpcResult<Vec<ContactKey>>>()?;
    let mut write = host.store().write().await?;
    write.join_again(&contact, &others).await?;
    write.commit().await?;
    Ok(Nothing {})
}

pub async fn join_person(host: &Host, input: PersonContactInput) -> IpcResult<Nothing> {
    let mut write = host.store().write().await?;
    write
        .join_person(&id(&input.contact)?, &id(&input.conversation)?)
        .await?;
    write.commit().await?;
    Ok(Nothing {})
}

pub async fn list_story(host: &Host, query: StoryQuery) -> IpcResult<StoryWindow> {
    let conversation: ConversationId = id(&query.conversation)?;
    let mut read = host.store().read().await?;
    let window = match query.anchor {
        WindowAnchor::Unread | WindowAnchor::Newest => TimelineWindow::Newest,
        WindowAnchor::Before { item } => TimelineWindow::Before(key_of(&mut read, &item).await?),
        WindowAnchor::After { item } => TimelineWindow::After(key_of(&mut read, &item).await?),
        WindowAnchor::Around { item } => TimelineWindow::Around(id(&item)?),
    };
    let limit = query.limit.clamp(1, LONGEST_PAGE);
    let story = read.story(&conversation, window, limit).await?;
    let mut items = Vec::with_capacity(story.items.len());
    for told in story.items {
        let Some(place) = story.places.get(told.place) else {
            continue;
        };
        let quoted = quoted_item(&mut read, &place.conversation, &told.item).await?;
        let view = Viewpoint {
            me: place.me.as_ref(),
            now: host.now(),
            contact_name: place.contact_name.as_deref(),
            // A story is read only: what leaves is followed in its own conversation.
            uploads: None,
        };
        items.push(StoryItemDto {
            place: count(told.place),
            item: item_dto(told.item, quoted.as_ref(), view),
        });
    }
    Ok(StoryWindow {
        places: story.places.iter().map(convert::story_place).collect(),
        items,
        has_before: story.has_older,
        has_after: story.has_newer,
    })
}
