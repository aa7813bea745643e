//! Sending, what waits to be sent, and files of messages.

use inbox_core::{
    Audience, ConversationAction, ConversationId, FileId, ItemId, OutboxAction, OutboxId,
    OutgoingMessage, RemoteId,
};

use crate::{
    host::Host,
    ipc::{
        convert::{
            id,
            item::{Viewpoint, item as item_dto, told_terms},
            outbox::{email_copies, email_head, entry},
            tools::template,
        },
        dto::{
            DiscardInput, Discarded, EmailCopiesDto, ItemDto, ItemRef, Nothing, OutboxEntry,
            OutboxRef, SaveReplyHeadInput, SavedFile, SendMessageInput,
        },
        error::{ErrorCode, IpcError, IpcResult},
    },
    media,
};

pub async fn send_message(host: &Host, input: SendMessageInput) -> IpcResult<ItemDto> {
    let conversation: ConversationId = id(&input.conversation)?;
    let quote = match &input.quote {
        Some(item) => remote_of(host, &conversation, item).await?,
        None => None,
    };
    let message = OutgoingMessage {
        audience: if input.note {
            Audience::Colleagues
        } else {
            Audience::Customer
        },
        text: input.text,
        terms: input.terms.map(told_terms).unwrap_or_default(),
        quote,
        take_over: input.take_over,
        template: input.template.map(template),
        buttons: input.buttons,
        email: input.email.map(email_head),
        ..OutgoingMessage::default()
    };
    let files = input
        .files
        .iter()
        .map(|file| id(file))
        .collect::<IpcResult<Vec<FileId>>>()?;
    let queued = host
        .engine()
        .queue_message_with(&conversation, message, &files)
        .await?;
    let mut read = host.store().read().await?;
    let item = read
        .item(queued.item)
        .await?
        .ok_or_else(|| IpcError::new(ErrorCode::Internal))?;
    let me = read.line(conversation.line).await?.and_then(|line| line.me);
    Ok(item_dto(
        item,
        None,
        Viewpoint {
            me: me.as_ref(),
            now: host.now(),
            contact_name: None,
            uploads: None,
        },
    ))
}

pub async fn save_reply_head(host: &Host, input: SaveReplyHeadInput) -> IpcResult<EmailCopiesDto> {
    let conversation: ConversationId = id(&input.conversation)?;
    let head = email_head(input.copies);
    let kept = host.engine().save_reply_head(&conversation, &head).await?;
    Ok(email_copies(kept))
}

/// The platform's id of an item to be answered; an echo that the platform has not named yet has
/// none, and is answered without a quote.
async fn remote_of(
    host: &Host,
    conversation: &ConversationId,
    item: &str,
) -> IpcResult<Option<RemoteId>> {
    let item: ItemId = id(item)?;
    let mut read = host.store().read().await?;
    if read.conversation_of_item(item).await?.as_ref() != Some(conversation) {
        return Err(IpcError::new(ErrorCode::NotFound));
    }
    Ok(read.item(item).await?.and_then(|item| item.remote))
}

pub async fn list_outbox(host: &Host, _: Nothing) -> IpcResult<Vec<OutboxEntry>> {
    let mut read = host.store().read().await?;
    let rows = read.outbox(None).await?;
    let mut entries = Vec::with_capacity(rows.len());
    for row in rows {
        let contact = read
            .list_row(&row.conversation)
            .await?
            .map_or_else(String::new, |shown| {
                shown
                    .contact_name
                    .or(shown.contact_phone)
                    .or(shown.contact_email)
                    .unwrap_or_default()
            });
        let to_name = match &row.action {
            OutboxAction::Act {
                action: ConversationAction::Assign { to: Some(to), .. },
            } => read
                .directory(row.conversation.line)
                .await?
                .agents
                .into_iter()
                .find(|agent| agent.remote == *to)
                .map(|agent| agent.name),
            OutboxAction::Act { .. } | OutboxAction::Send { .. } | OutboxAction::Begin { .. } => {
                None
            }
        };
        entries.push(entry(row, contact, to_name));
    }
    Ok(entries)
}

pub async fn retry_send(host: &Host, input: OutboxRef) -> IpcResult<Nothing> {
    host.engine().retry(&OutboxId(input.outbox)).await?;
    Ok(Nothing {})
}

pub async fn discard_send(host: &Host, input: DiscardInput) -> IpcResult<Discarded> {
    let row = OutboxId(input.outbox);
    let discarded = if input.into_draft {
        host.engine().discard_into_draft(&row).await?
    } else {
        host.engine().discard(&row).await?
    };
    Ok(Discarded {
        text: match discarded.action {
            OutboxAction::Send { message } => Some(message.text),
            OutboxAction::Begin { opening } => Some(opening.message.text),
            OutboxAction::Act { .. } => None,
        },
    })
}

pub async fn save_media(host: &Host, input: ItemRef) -> IpcResult<SavedFile> {
    let path = save(host, &input.item).await?;
    let file_name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    Ok(SavedFile {
        file_name: file_name.unwrap_or_default(),
    })
}

pub async fn open_media(host: &Host, input: ItemRef) -> IpcResult<Nothing> {
    // A customer's file may be a program. What its first bytes do not show to be harmless to open
    // can be saved, and opened by the person's own decision.
    let file = host.media(&input.item).await?;
    if !file.is_safe_to_open() {
        return Err(IpcError::new(ErrorCode::FileNotOpened));
    }
    let path = save(host, &input.item).await?;
    host.open_file(&path)
}

async fn save(host: &Host, item: &str) -> IpcResult<std::path::PathBuf> {
    let file = host.media(item).await?;
    let folder = host.downloads().to_owned();
    let saved = tokio::task::spawn_blocking(move || media::save(&folder, &file)).await;
    match saved {
        Ok(Ok(path)) => Ok(path),
        Ok(Err(_)) | Err(_) => Err(IpcError::new(ErrorCode::StoreFailed).with_detail("downloads")),
    }
}
