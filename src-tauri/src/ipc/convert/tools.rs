//! Beginnings and tools.

use inbox_core::{
    AgentId, ChannelId, ContactId, ContactRecord, LineId, OpeningSketch, OutgoingMessage,
    OutgoingTemplate, Presence, ReachedBy, RemoteId, Scenario, ScenarioMove, ScenarioMoved,
    Scenarios, StayState, Tools, Unavailable,
};
use inbox_engine::{OpeningDraft, Terms};
use inbox_store::Recipient;

use super::{
    conversation::{contact_key, name_of},
    id,
    line::{ability, optional_time},
    time,
};
use crate::ipc::{
    dto::{
        AbilityDto, BeginInput, OpeningDraftDto, PresenceDto, ReachedByDto, RecipientDto,
        RecipientInput, ScenarioDto, ScenarioMoveDto, ScenarioMovedDto, ScenarioPlaceDto,
        ScenarioStayDto, ScenarioStepDto, ScenariosDto, StayStateDto, TemplateInput,
        TemplateValueDto, TermsDto, ToolsDto,
    },
    error::IpcResult,
};

/// Which tools a line has.
pub fn tools(tools: &Tools) -> ToolsDto {
    ToolsDto {
        begin: can_begin(tools),
        delete_message: ability(tools.delete_message),
        retry_message: ability(tools.retry_message),
        translate: ability(tools.translate),
        change_note: ability(tools.change_note),
        delete_note: ability(tools.delete_note),
        participants: ability(tools.participants),
        transcript: ability(tools.transcript),
        record: ability(tools.record),
        outcome: ability(tools.outcome),
        scenarios: ability(tools.scenarios),
        availability: ability(tools.availability),
        tells_writing: tools.tells_writing,
    }
}

fn can_begin(tools: &Tools) -> AbilityDto {
    let can: Result<(), Unavailable> = tools.begin.map(|_| ());
    ability(can)
}

/// A template with the values of its gaps.
pub fn template(template: TemplateInput) -> OutgoingTemplate {
    OutgoingTemplate {
        name: template.name,
        language: template.language,
        category: template.category,
        values: template
            .values
            .into_iter()
            .map(|filled| (filled.gap, filled.value))
            .collect(),
    }
}

fn template_input(template: OutgoingTemplate) -> TemplateInput {
    TemplateInput {
        name: template.name,
        language: template.language,
        category: template.category,
        values: template
            .values
            .into_iter()
            .map(|(gap, value)| TemplateValueDto { gap, value })
            .collect(),
    }
}

/// A recipient as typed in; one that was chosen is completed by what is known of them.
pub fn recipient(input: RecipientInput) -> IpcResult<ContactRecord> {
    let given = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let contact = input.contact.as_deref().map(id::<ContactId>).transpose()?;
    Ok(ContactRecord {
        remote: contact.map(|contact| contact.remote.0).unwrap_or_default(),
        name: given(input.name),
        phone: given(input.phone),
        email: given(input.email),
        ..ContactRecord::default()
    })
}

/// A conversation to be begun, from the boundary.
pub fn opening(input: BeginInput) -> IpcResult<OpeningDraft> {
    let agent = input.in_name_of.as_deref().map(id::<AgentId>).transpose()?;
    Ok(OpeningDraft {
        line: id(&input.line)?,
        channel: id::<ChannelId>(&input.channel)?.remote,
        contact: recipient(input.recipient)?,
        subject: input.subject,
        in_name_of: agent.map(|agent| agent.remote),
        message: OutgoingMessage {
            text: input.text,
            template: input.template.map(template),
            ..OutgoingMessage::default()
        },
    })
}

/// What was filled in so far, from the boundary.
pub fn sketch(draft: OpeningDraftDto) -> IpcResult<(LineId, OpeningSketch)> {
    let channel = draft.channel.as_deref().map(id::<ChannelId>).transpose()?;
    let agent = draft.in_name_of.as_deref().map(id::<AgentId>).transpose()?;
    let sketch = OpeningSketch {
        channel: channel.map(|channel| channel.remote),
        contact: recipient(draft.recipient)?,
        subject: draft.subject,
        in_name_of: agent.map(|agent| agent.remote),
        text: draft.text,
        template: draft.template.map(template),
    };
    Ok((id(&draft.line)?, sketch))
}

/// What was filled in so far.
pub fn opening_draft(line: LineId, sketch: OpeningSketch) -> OpeningDraftDto {
    let contact = sketch.contact;
    OpeningDraftDto {
        line: line.to_string(),
        channel: sketch
            .channel
            .map(|channel| ChannelId::new(line, channel).to_string()),
        recipient: RecipientInput {
            contact: contact_id(line, &contact.remote).map(|id| id.to_string()),
            name: contact.name,
            phone: contact.phone,
            email: contact.email,
        },
        subject: sketch.subject,
        in_name_of: sketch
            .in_name_of
            .map(|agent| AgentId::new(line, agent).to_string()),
        text: sketch.text,
        template: sketch.template.map(template_input),
    }
}

fn contact_id(line: LineId, remote: &str) -> Option<ContactId> {
    Some(remote)
        .filter(|remote| !remote.is_empty())
        .map(|remote| ContactId::new(line, remote))
}

/// Somebody to write to.
pub fn found(recipient: Recipient) -> RecipientDto {
    let contact = recipient.contact;
    let contact_id = contact_id(recipient.line, &contact.remote);
    let name = name_of(
        contact.name,
        contact.phone.as_deref(),
        contact.email.as_deref(),
    );
    RecipientDto {
        contact: contact_id.as_ref().map(ToString::to_string),
        key: contact_key(contact_id.as_ref(), &name),
        name,
        phone: contact.phone,
        email: contact.email,
        company: contact.company,
        conversation: recipient
            .conversation
            .map(|conversation| conversation.to_string()),
    }
}

/// What beginning asks for.
pub fn terms(terms: Terms) -> TermsDto {
    TermsDto {
        reached_by: terms.reached_by.map(|by| match by {
            ReachedBy::Phone => ReachedByDto::Phone,
            ReachedBy::Email => ReachedByDto::Email,
            ReachedBy::Contact => ReachedByDto::Contact,
        }),
        strangers: terms.strangers,
        subject: terms.subject,
        template: terms.template,
        in_name_of_ai: terms.in_name_of_ai,
        conversation: terms
            .conversation
            .map(|conversation| conversation.to_string()),
    }
}

/// The scenarios, with the names that the log knows only by id.
pub fn scenarios(scenarios: Scenarios) -> ScenariosDto {
    let step_name = |sought: &RemoteId| {
        let mut steps = scenarios.all.iter().flat_map(|scenario| &scenario.steps);
        steps
            .find(|step| step.remote == *sought)
            .map(|step| step.name.clone())
    };
    let scenario_name = |sought: &RemoteId| {
        let mut all = scenarios.all.iter();
        all.find(|scenario| scenario.remote == *sought)
            .map(|scenario| scenario.name.clone())
    };
    let log = scenarios
        .log
        .iter()
        .map(|stay| ScenarioStayDto {
            id: stay.remote.to_string(),
            scenario: stay
                .scenario_name
                .clone()
                .or_else(|| stay.scenario.as_ref().and_then(scenario_name)),
            step: stay.step.as_ref().and_then(step_name),
            state: stay.state.map(|state| match state {
                StayState::Active => StayStateDto::Active,
                StayState::Over => StayStateDto::Over,
                StayState::Failed => StayStateDto::Failed,
            }),
            began_at: optional_time(stay.began_at),
        })
        .collect();
    ScenariosDto {
        log,
        place: scenarios.place.map(|place| ScenarioPlaceDto {
            scenario: place.scenario.0,
            step: place.step.map(|step| step.0),
            since: place.since.map(time),
        }),
        all: scenarios.all.into_iter().map(scenario).collect(),
    }
}

fn scenario(scenario: Scenario) -> ScenarioDto {
    ScenarioDto {
        id: scenario.remote.0,
        name: scenario.name,
        steps: scenario
            .steps
            .into_iter()
            .map(|step| ScenarioStepDto {
                id: step.remote.0,
                name: step.name,
                message: step.message,
                ends_scenario: step.ends_scenario,
            })
            .collect(),
    }
}

/// Where a conversation shall go, from the boundary.
pub fn scenario_move(to: ScenarioMoveDto) -> ScenarioMove {
    match to {
        ScenarioMoveDto::Enter { step } => ScenarioMove::Enter {
            step: RemoteId(step),
        },
        ScenarioMoveDto::Move { step, with_message } => ScenarioMove::Move {
            step: RemoteId(step),
            with_message,
        },
        ScenarioMoveDto::Leave { scenario } => ScenarioMove::Leave {
            scenario: RemoteId(scenario),
        },
    }
}

/// What became of a move.
pub fn scenario_moved(moved: ScenarioMoved) -> ScenarioMovedDto {
    ScenarioMovedDto {
        message_sent: moved.message_sent,
        blocked_by_window: moved.blocked_by_window,
    }
}

/// How colleagues see one.
pub fn presence(presence: Presence) -> PresenceDto {
    match presence {
        Presence::Online => PresenceDto::Online,
        Presence::Busy => PresenceDto::Busy,
        Presence::Offline => PresenceDto::Offline,
    }
}

/// How colleagues shall see one.
pub fn wished_presence(presence: PresenceDto) -> Presence {
    match presence {
        PresenceDto::Online => Presence::Online,
        PresenceDto::Busy => Presence::Busy,
        PresenceDto::Offline => Presence::Offline,
    }
}
