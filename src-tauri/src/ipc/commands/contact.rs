//! A customer: what their platform keeps of them, changes, notes, companies, joining two contacts.

use inbox_core::{ConversationId, RemoteId};

use crate::{
    host::Host,
    ipc::{
        convert::{contact as convert, id},
        dto::{
            ChangeContactInput, ChangeResult, CompanyDto, ContactCardDto, ConversationRef,
            FetchedConversations, FoundContact, MergeContactsInput, Nothing, OwnNoteInput,
            PlatformSearch,
        },
        error::{ErrorCode, IpcError, IpcResult},
    },
};

pub async fn get_contact(host: &Host, input: ConversationRef) -> IpcResult<ContactCardDto> {
    let conversation: ConversationId = id(&input.conversation)?;
    let state = host.engine().line_state(conversation.line).await?;
    let mut read = host.store().read().await?;
    let shown = read.card(&conversation).await?;
    let shown = shown.ok_or_else(|| IpcError::new(ErrorCode::NotFound))?;
    let capabilities = state.status.capabilities;
    let can = capabilities.as_ref().map(|can| &can.contacts);
    let tags = match can {
        Some(can) if can.labels.is_ok() => read.directory(conversation.line).await?.tags,
        Some(_) | None => Vec::new(),
    };
    Ok(convert::card(shown, &tags, can))
}

pub async fn read_contact(host: &Host, input: ConversationRef) -> IpcResult<Nothing> {
    host.engine()
        .read_contact(&id(&input.conversation)?)
        .await?;
    Ok(Nothing {})
}

pub async fn change_contact(host: &Host, input: ChangeContactInput) -> IpcResult<ChangeResult> {
    let change = convert::change(input.change, host.now())?;
    let changed = host
        .engine()
        .change_contact(&id(&input.conversation)?, &change)
        .await?;
    Ok(ChangeResult {
        undo: changed.undo,
        changed: changed.changed,
        undoable: changed.undoable,
    })
}

pub async fn delete_own_note(host: &Host, input: OwnNoteInput) -> IpcResult<Nothing> {
    let mut write = host.store().write().await?;
    let deleted = write
        .delete_own_note(&id(&input.conversation)?, id(&input.note)?)
        .await?;
    write.commit().await?;
    deleted.ok_or_else(|| IpcError::new(ErrorCode::NotFound))?;
    Ok(Nothing {})
}

pub async fn fetch_other_conversations(
    host: &Host,
    input: ConversationRef,
) -> IpcResult<FetchedConversations> {
    let count = host
        .engine()
        .fetch_conversations_with(&id(&input.conversation)?)
        .await?;
    Ok(FetchedConversations { count })
}

pub async fn find_contacts(host: &Host, input: PlatformSearch) -> IpcResult<Vec<FoundContact>> {
    let found = host
        .engine()
        .find_contacts(&id(&input.conversation)?, &input.text)
        .await?;
    Ok(found.into_iter().map(convert::found).collect())
}

pub async fn merge_contacts(host: &Host, input: MergeContactsInput) -> IpcResult<Nothing> {
    host.engine()
        .merge_contacts(&id(&input.conversation)?, &RemoteId(input.gone))
        .await?;
    Ok(Nothing {})
}

pub async fn find_companies(host: &Host, input: PlatformSearch) -> IpcResult<Vec<CompanyDto>> {
    let found = host
        .engine()
        .find_companies(&id(&input.conversation)?, &input.text)
        .await?;
    Ok(found.into_iter().map(convert::company).collect())
}
