//! Beginning conversations, and the tools around one.

use inbox_core::{AgentId, ChannelId, ConversationId, ItemId, LineId, OutboxId};

use crate::{
    host::Host,
    ipc::{
        convert::{
            id,
            item::told_terms,
            line::{agent as agent_dto, channel as channel_dto},
            tools as convert,
        },
        dto::{
            AgentDto, AgentPresenceDto, BeginInput, ChannelDto, ConversationRef, ItemRef, LineRef,
            LinkDto, NoteInput, Nothing, OpeningDraftDto, OutboxRef, ParticipantsInput,
            PresenceAnswer, PresenceInput, RecipientDto, RecipientsQuery, RecordInput,
            ScenarioMoveInput, ScenarioMovedDto, ScenariosDto, TermsDto, TermsQuery,
            TranscriptInput, TranslateInput, TranslationDto, WritingInput,
        },
        error::{ErrorCode, IpcError, IpcResult},
    },
};

/// More recipients than a person looks through.
const MOST_RECIPIENTS: u32 = 50;

pub async fn begin_conversation(host: &Host, input: BeginInput) -> IpcResult<ConversationRef> {
    let draft = convert::opening(input)?;
    let begun = host.engine().begin_conversation(draft).await?;
    Ok(ConversationRef {
        conversation: begun.conversation.to_string(),
    })
}

pub async fn list_beginnings(host: &Host, input: LineRef) -> IpcResult<Vec<ChannelDto>> {
    let line: LineId = id(&input.line)?;
    let directory = host.store().read().await?.directory(line).await?;
    Ok(directory
        .channels
        .into_iter()
        .filter(|channel| channel.kind.reached_by().is_some())
        .map(|channel| channel_dto(line, channel))
        .collect())
}

pub async fn opening_terms(host: &Host, query: TermsQuery) -> IpcResult<TermsDto> {
    let line: LineId = id(&query.line)?;
    let channel = id::<ChannelId>(&query.channel)?.remote;
    let contact = convert::recipient(query.recipient)?;
    let terms = host.engine().terms(line, &channel, &contact).await?;
    Ok(convert::terms(terms))
}

pub async fn find_recipients(host: &Host, query: RecipientsQuery) -> IpcResult<Vec<RecipientDto>> {
    let line: LineId = id(&query.line)?;
    let channel = query.channel.as_deref().map(id::<ChannelId>).transpose()?;
    let channel = channel.map(|channel| channel.remote);
    let limit = query.limit.clamp(1, MOST_RECIPIENTS);
    let mut read = host.store().read().await?;
    let found = read
        .recipients(line, channel.as_ref(), &query.text, limit)
        .await?;
    Ok(found.into_iter().map(convert::found).collect())
}

pub async fn get_opening_draft(host: &Host, _: Nothing) -> IpcResult<Option<OpeningDraftDto>> {
    let draft = host.store().read().await?.opening_draft().await?;
    Ok(draft.map(|(line, sketch)| convert::opening_draft(line, sketch)))
}

pub async fn save_opening_draft(host: &Host, input: OpeningDraftDto) -> IpcResult<Nothing> {
    let (line, sketch) = convert::sketch(input)?;
    let mut write = host.store().write().await?;
    write.save_opening_draft(line, &sketch).await?;
    write.commit().await?;
    Ok(Nothing {})
}

pub async fn take_over_held(host: &Host, input: OutboxRef) -> IpcResult<Nothing> {
    let row = OutboxId(input.outbox);
    host.engine().take_over_held(&row).await?;
    Ok(Nothing {})
}

pub async fn delete_item(host: &Host, input: ItemRef) -> IpcResult<Nothing> {
    let item: ItemId = id(&input.item)?;
    host.engine().delete_item(item).await?;
    Ok(Nothing {})
}

pub async fn change_note(host: &Host, input: NoteInput) -> IpcResult<Nothing> {
    let item: ItemId = id(&input.item)?;
    let terms = input.terms.map(told_terms);
    host.engine().change_note(item, &input.text, terms).await?;
    Ok(Nothing {})
}

pub async fn retry_item(host: &Host, input: ItemRef) -> IpcResult<Nothing> {
    let item: ItemId = id(&input.item)?;
    host.engine().retry_item(item).await?;
    Ok(Nothing {})
}

pub async fn translate_item(host: &Host, input: TranslateInput) -> IpcResult<TranslationDto> {
    let item: ItemId = id(&input.item)?;
    let text = host.engine().translate_item(item, &input.language).await?;
    Ok(TranslationDto { text })
}

pub async fn tell_writing(host: &Host, input: WritingInput) -> IpcResult<Nothing> {
    let conversation: ConversationId = id(&input.conversation)?;
    host.engine().tell_writing(&conversation, input.on).await?;
    Ok(Nothing {})
}

pub async fn list_participants(host: &Host, input: ConversationRef) -> IpcResult<Vec<AgentDto>> {
    let conversation: ConversationId = id(&input.conversation)?;
    let people = host.engine().participants(&conversation).await?;
    let line = conversation.line;
    let me = host.store().read().await?.line(line).await?;
    let me = me.and_then(|line| line.me);
    Ok(people
        .into_iter()
        .map(|person| agent_dto(line, person, me.as_ref(), 0))
        .collect())
}

pub async fn set_participants(host: &Host, input: ParticipantsInput) -> IpcResult<Nothing> {
    let conversation: ConversationId = id(&input.conversation)?;
    let people = input
        .agents
        .iter()
        .map(|agent| Ok(id::<AgentId>(agent)?.remote))
        .collect::<IpcResult<Vec<_>>>()?;
    host.engine()
        .set_participants(&conversation, &people)
        .await?;
    Ok(Nothing {})
}

pub async fn mail_transcript(host: &Host, input: TranscriptInput) -> IpcResult<Nothing> {
    let conversation: ConversationId = id(&input.conversation)?;
    host.engine()
        .mail_transcript(&conversation, &input.email)
        .await?;
    Ok(Nothing {})
}

pub async fn record_message(host: &Host, input: RecordInput) -> IpcResult<Nothing> {
    let conversation: ConversationId = id(&input.conversation)?;
    let instead_of = input.instead_of.map(OutboxId);
    host.engine()
        .record(&conversation, input.text, instead_of.as_ref())
        .await?;
    Ok(Nothing {})
}

pub async fn conversation_link(host: &Host, input: ConversationRef) -> IpcResult<LinkDto> {
    let conversation: ConversationId = id(&input.conversation)?;
    let address = host.engine().portal_link(&conversation);
    Ok(LinkDto {
        address: address.ok_or_else(|| IpcError::new(ErrorCode::NotFound))?,
    })
}

pub async fn get_scenarios(host: &Host, input: ConversationRef) -> IpcResult<ScenariosDto> {
    let conversation: ConversationId = id(&input.conversation)?;
    let scenarios = host.engine().scenarios(&conversation).await?;
    Ok(convert::scenarios(scenarios))
}

pub async fn move_in_scenarios(
    host: &Host,
    input: ScenarioMoveInput,
) -> IpcResult<ScenarioMovedDto> {
    let conversation: ConversationId = id(&input.conversation)?;
    let to = convert::scenario_move(input.to);
    let moved = host.engine().move_in_scenarios(&conversation, &to).await?;
    Ok(convert::scenario_moved(moved))
}

pub async fn get_presence(host: &Host, input: LineRef) -> IpcResult<PresenceAnswer> {
    let presence = host.engine().presence(id(&input.line)?).await?;
    Ok(PresenceAnswer {
        presence: convert::presence(presence),
    })
}

pub async fn list_presences(host: &Host, input: LineRef) -> IpcResult<Vec<AgentPresenceDto>> {
    let line = id(&input.line)?;
    let presences = host.engine().presences(line).await?.into_iter();
    Ok(presences
        .map(|(agent, presence)| AgentPresenceDto {
            agent: AgentId::new(line, agent).to_string(),
            presence: convert::presence(presence),
        })
        .collect())
}

pub async fn set_presence(host: &Host, input: PresenceInput) -> IpcResult<Nothing> {
    let presence = convert::wished_presence(input.presence);
    host.engine()
        .show_presence(id(&input.line)?, presence)
        .await?;
    Ok(Nothing {})
}
