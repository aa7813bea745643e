//! Files that a person attaches.

use inbox_core::{ConversationId, FileId};
use inbox_engine::{ComingFile, LinkedFile};

use crate::{
    host::Host,
    ipc::{
        convert::{files as convert, id},
        dto::{
            AttachLinkInput, AttachedFileDto, BeginFileInput, ConversationRef, FileRef, Nothing,
        },
        error::IpcResult,
    },
};

pub async fn draft_files(host: &Host, input: ConversationRef) -> IpcResult<Vec<AttachedFileDto>> {
    let conversation: ConversationId = id(&input.conversation)?;
    let files = host
        .store()
        .read()
        .await?
        .attached_files(&conversation)
        .await?;
    Ok(files.into_iter().map(convert::attached).collect())
}

pub async fn begin_file(host: &Host, input: BeginFileInput) -> IpcResult<FileRef> {
    let conversation: ConversationId = id(&input.conversation)?;
    let coming = ComingFile {
        note: input.note,
        mime_type: convert::mime_type(&input.mime_type, &input.name),
        name: input.name,
        bytes: u64::from(input.bytes),
    };
    let file = host.engine().begin_file(&conversation, coming).await?;
    Ok(FileRef {
        file: file.to_string(),
    })
}

pub async fn attach_link(host: &Host, input: AttachLinkInput) -> IpcResult<FileRef> {
    let conversation: ConversationId = id(&input.conversation)?;
    let link = LinkedFile {
        url: input.url,
        mime_type: convert::linked_mime_type(input.kind, &input.name),
        name: input.name,
        bytes: input.bytes.map(u64::from),
    };
    let file = host.engine().attach_link(&conversation, link).await?;
    Ok(FileRef {
        file: file.to_string(),
    })
}

pub async fn detach_file(host: &Host, input: FileRef) -> IpcResult<Nothing> {
    let file: FileId = id(&input.file)?;
    host.engine().detach_file(&file).await?;
    Ok(Nothing {})
}
