//! Playing a customer.

use inbox_core::{Content, Direction, LineId, RemoteId};
use inbox_engine::{Removal, VisitorState, VisitorWish};

use crate::{
    host::Host,
    ipc::{
        convert::{
            id,
            item::{self, Viewpoint},
            line::optional_time,
            time,
        },
        dto::{
            EndVisitorInput, LineRef, Nothing, OpenedWindow, RemovalDto, StartVisitorInput,
            VisitorChannelDto, VisitorDto, VisitorMessageDto, VisitorMessageRef,
            VisitorRatingInput, VisitorRef, VisitorTextInput, VisitorTypingInput,
        },
        error::{ErrorCode, IpcError, IpcResult},
    },
};

fn visitor(host: &Host, state: VisitorState) -> VisitorDto {
    let view = Viewpoint {
        me: None,
        now: host.now(),
        contact_name: None,
        uploads: None,
    };
    let (writer, writing_until) = state.writing.unzip();
    VisitorDto {
        visitor: state.visitor,
        line: state.line.to_string(),
        channel: state.channel,
        name: state.name,
        conversation: inbox_core::ConversationId::new(state.line, state.conversation).to_string(),
        messages: state
            .messages
            .into_iter()
            .map(|message| VisitorMessageDto {
                id: message.remote.0,
                own: message.direction == Direction::Inbound,
                author: message.author,
                written_at: time(message.written_at),
                content: item::content(message.content, view),
            })
            .collect(),
        resolved: state.resolved,
        desk_read_at: optional_time(state.desk_read_at),
        writing_until: optional_time(writing_until),
        writer: writer.flatten(),
        live: state.live,
        unreachable: state.unreachable,
        removal: match state.removal {
            Removal::Possible => RemovalDto::Possible,
            Removal::Refused => RemovalDto::Refused,
            Removal::Waiting => RemovalDto::Waiting,
            Removal::Failed => RemovalDto::Failed,
        },
    }
}

pub async fn list_visitor_channels(
    host: &Host,
    input: LineRef,
) -> IpcResult<Vec<VisitorChannelDto>> {
    let channels = host.engine().visitor_channels(id(&input.line)?).await?;
    Ok(channels
        .into_iter()
        .map(|channel| VisitorChannelDto {
            id: channel.remote.0,
            name: channel.name,
            proves: channel.proves,
            proof_needed: channel.proof_needed,
        })
        .collect())
}

pub async fn open_visitor_window(host: &Host, input: LineRef) -> IpcResult<OpenedWindow> {
    let line: LineId = id(&input.line)?;
    // A window for a line that is gone would have nothing to show.
    host.engine().line_state(line).await?;
    Ok(OpenedWindow {
        opened: host.open_visitor_window(line),
    })
}

pub async fn start_visitor(host: &Host, input: StartVisitorInput) -> IpcResult<VisitorDto> {
    let wish = VisitorWish {
        channel: input.channel,
        name: input.name,
        email: input.email,
        identifier: input.identifier,
    };
    let state = host.engine().start_visitor(id(&input.line)?, &wish).await?;
    Ok(visitor(host, state))
}

pub async fn get_visitor(host: &Host, input: VisitorRef) -> IpcResult<VisitorDto> {
    Ok(visitor(host, host.engine().visitor(&input.visitor)?))
}

pub async fn open_visitor_file(host: &Host, input: VisitorMessageRef) -> IpcResult<Nothing> {
    let state = host.engine().visitor(&input.visitor)?;
    let message = state
        .messages
        .into_iter()
        .find(|message| message.remote.0 == input.message);
    let Some(Content::Media(media)) = message.map(|message| message.content) else {
        return Err(IpcError::new(ErrorCode::NotFound));
    };
    host.open_address(&media.url)
}

pub async fn send_as_visitor(host: &Host, input: VisitorTextInput) -> IpcResult<Nothing> {
    host.engine()
        .visitor_writes(&input.visitor, &input.text)
        .await?;
    Ok(Nothing {})
}

pub async fn set_visitor_typing(host: &Host, input: VisitorTypingInput) -> IpcResult<Nothing> {
    host.engine()
        .visitor_types(&input.visitor, input.on)
        .await?;
    Ok(Nothing {})
}

pub async fn mark_visitor_read(host: &Host, input: VisitorRef) -> IpcResult<Nothing> {
    host.engine().visitor_reads(&input.visitor).await?;
    Ok(Nothing {})
}

pub async fn rate_as_visitor(host: &Host, input: VisitorRatingInput) -> IpcResult<Nothing> {
    let message = RemoteId::from(input.message.as_str());
    host.engine()
        .visitor_rates(&input.visitor, &message, input.rating, &input.words)
        .await?;
    Ok(Nothing {})
}

pub async fn resolve_as_visitor(host: &Host, input: VisitorRef) -> IpcResult<Nothing> {
    host.engine().visitor_resolves(&input.visitor).await?;
    Ok(Nothing {})
}

pub async fn end_visitor(host: &Host, input: EndVisitorInput) -> IpcResult<Nothing> {
    host.engine()
        .end_visitor(&input.visitor, input.clean_up)
        .await?;
    Ok(Nothing {})
}
