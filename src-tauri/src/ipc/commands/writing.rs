//! What helps a person write: prepared texts, macros, the platform's AI, answers, templates.

use inbox_core::{ConversationId, LineId, SavedReplyId};

use super::lines::line_dto;
use crate::{
    host::Host,
    ipc::{
        convert::{id, writing as convert},
        dto::{
            AiAnswerDto, AiAttemptRef, AskAiInput, ChangeSavedReplyInput, ConversationRef,
            FindAnswersInput, FindingDto, LineDto, LineRef, MacroDto, NewSavedReplyInput, Nothing,
            RunMacroInput, SavedRepliesQuery, SavedReplyDto, SavedReplyRef, SettleAiPauseInput,
            TemplateDto, TemplateNumberInput,
        },
        error::{ErrorCode, IpcError, IpcResult},
    },
};

pub async fn list_saved_replies(
    host: &Host,
    query: SavedRepliesQuery,
) -> IpcResult<Vec<SavedReplyDto>> {
    let conversation = query.conversation.as_deref();
    let conversation = conversation.map(id::<ConversationId>).transpose()?;
    let replies = host.engine().saved_replies(conversation.as_ref()).await?;
    Ok(replies.into_iter().map(convert::saved_reply).collect())
}

pub async fn add_saved_reply(host: &Host, input: NewSavedReplyInput) -> IpcResult<SavedReplyDto> {
    let line = input.line.as_deref().map(id::<LineId>).transpose()?;
    let added = host
        .engine()
        .add_saved_reply(line, &input.short_code, &input.text)
        .await?;
    Ok(convert::saved_reply(added))
}

pub async fn change_saved_reply(
    host: &Host,
    input: ChangeSavedReplyInput,
) -> IpcResult<SavedReplyDto> {
    let reply: SavedReplyId = id(&input.reply)?;
    let changed = host
        .engine()
        .change_saved_reply(&reply, &input.short_code, &input.text)
        .await?;
    Ok(convert::saved_reply(changed))
}

pub async fn delete_saved_reply(host: &Host, input: SavedReplyRef) -> IpcResult<Nothing> {
    let reply: SavedReplyId = id(&input.reply)?;
    host.engine().delete_saved_reply(&reply).await?;
    Ok(Nothing {})
}

pub async fn list_macros(host: &Host, input: LineRef) -> IpcResult<Vec<MacroDto>> {
    let line: LineId = id(&input.line)?;
    let macros = host.engine().macros(line).await?;
    let directory = host.store().read().await?.directory(line).await?;
    Ok(macros
        .into_iter()
        .map(|prepared| convert::macro_dto(line, prepared, &directory))
        .collect())
}

pub async fn run_macro(host: &Host, input: RunMacroInput) -> IpcResult<Nothing> {
    let conversations = input
        .conversations
        .iter()
        .map(|text| id(text))
        .collect::<IpcResult<Vec<ConversationId>>>()?;
    let (_, run) = input
        .run
        .split_once(':')
        .ok_or_else(|| IpcError::new(ErrorCode::InvalidInput))?;
    host.engine().run_macro(&run.into(), &conversations).await?;
    Ok(Nothing {})
}

pub async fn ask_ai(host: &Host, input: AskAiInput) -> IpcResult<AiAnswerDto> {
    let conversation: ConversationId = id(&input.conversation)?;
    let outcome = host
        .engine()
        .ask_ai(&conversation, &input.attempt, convert::wish(input.wish))
        .await?;
    let directory = host
        .store()
        .read()
        .await?
        .directory(conversation.line)
        .await?;
    Ok(convert::answer(conversation.line, outcome, &directory))
}

pub async fn stop_asking_ai(host: &Host, input: AiAttemptRef) -> IpcResult<Nothing> {
    host.engine().stop_asking_ai(&input.attempt);
    Ok(Nothing {})
}

pub async fn find_answers(host: &Host, input: FindAnswersInput) -> IpcResult<Vec<FindingDto>> {
    let conversation: ConversationId = id(&input.conversation)?;
    let found = host
        .engine()
        .find_answers(&conversation, &input.question)
        .await?;
    Ok(found.into_iter().map(convert::finding).collect())
}

pub async fn settle_ai_pause(host: &Host, input: SettleAiPauseInput) -> IpcResult<Nothing> {
    let line: LineId = id(&input.line)?;
    host.engine()
        .settle_ai_pause(line, &input.pause, input.end)
        .await?;
    Ok(Nothing {})
}

pub async fn list_templates(host: &Host, input: ConversationRef) -> IpcResult<Vec<TemplateDto>> {
    let conversation: ConversationId = id(&input.conversation)?;
    let templates = host.engine().templates(&conversation).await?;
    Ok(templates.into_iter().map(convert::template).collect())
}

pub async fn set_template_number(host: &Host, input: TemplateNumberInput) -> IpcResult<LineDto> {
    let line: LineId = id(&input.line)?;
    let number = input.number.as_deref();
    let state = host.engine().set_template_number(line, number).await?;
    line_dto(host, state).await
}
