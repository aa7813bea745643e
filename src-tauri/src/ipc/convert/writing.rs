//! What helps a person write.

use inbox_core::{
    Deed, DeedAgent, Directory, Finding, FindingKind, LineId, Macro, RemoteId, SavedReplyId, TagId,
    TemplateObstacle, Tone,
};
use inbox_engine::{AiOutcome, AiWish, OfferedReply, OfferedTemplate};

use super::conversation::{priority, status};
use crate::ipc::dto::{
    AiAnswerDto, AiWishDto, DeedDto, FindingDto, FindingKindDto, MacroDto, SavedReplyDto, TagDto,
    TemplateDto, TemplateGapDto, TemplateObstacleDto, ToneDto,
};

/// A prepared text.
pub fn saved_reply(reply: OfferedReply) -> SavedReplyDto {
    SavedReplyDto {
        line: match &reply.id {
            SavedReplyId::Desk(_) => None,
            SavedReplyId::Line { line, .. } => Some(line.to_string()),
        },
        id: reply.id.to_string(),
        short_code: reply.short_code,
        text: reply.text,
        filled: reply.filled,
    }
}

/// A macro, with the names of whom it is about.
pub fn macro_dto(line: LineId, prepared: Macro, directory: &Directory) -> MacroDto {
    MacroDto {
        id: format!("{line}:{}", prepared.remote),
        name: prepared.name,
        shared: prepared.shared,
        deeds: prepared
            .deeds
            .into_iter()
            .map(|done| deed(done, directory))
            .collect(),
    }
}

fn deed(done: Deed, directory: &Directory) -> DeedDto {
    match done {
        Deed::Assign { to } => match to {
            DeedAgent::Agent(agent) => DeedDto::Assign {
                name: agent_name(&agent, directory),
            },
            DeedAgent::Me => DeedDto::AssignMe,
            DeedAgent::LastAnswering => DeedDto::AssignLast,
        },
        Deed::AssignTeam { team: Some(team) } => DeedDto::AssignTeam {
            name: directory
                .teams
                .iter()
                .find(|known| known.remote == team)
                .map_or(team.0, |known| known.name.clone()),
        },
        Deed::AssignTeam { team: None } => DeedDto::UnassignTeam,
        Deed::Unassign => DeedDto::Unassign,
        Deed::AddTags { tags } => DeedDto::AddTags { tags },
        Deed::RemoveTags { tags } => DeedDto::RemoveTags { tags },
        Deed::Mute => DeedDto::Mute,
        Deed::SetStatus { status: to } => DeedDto::SetStatus { status: status(to) },
        Deed::SetPriority { priority: to } => DeedDto::SetPriority {
            priority: to.map(priority),
        },
        Deed::Send { text } => DeedDto::Send { text },
        Deed::Note { text } => DeedDto::Note { text },
        Deed::SendFile => DeedDto::SendFile,
        Deed::MailTranscript { to } => DeedDto::MailTranscript { to },
        Deed::Tell => DeedDto::Tell,
        Deed::Other => DeedDto::Other,
    }
}

fn agent_name(agent: &RemoteId, directory: &Directory) -> String {
    let mut agents = directory.agents.iter();
    agents
        .find(|known| known.remote == *agent)
        .map_or_else(|| agent.to_string(), |known| known.name.clone())
}

/// What to ask the platform's AI.
pub fn wish(wish: AiWishDto) -> AiWish {
    match wish {
        AiWishDto::Summary => AiWish::Summary,
        AiWishDto::Reply => AiWish::Reply,
        AiWishDto::Tags => AiWish::Tags,
        AiWishDto::Rewrite { text, tone } => AiWish::Rewrite {
            text,
            tone: match tone {
                ToneDto::Correct => Tone::Correct,
                ToneDto::Improve => Tone::Improve,
                ToneDto::Casual => Tone::Casual,
                ToneDto::Professional => Tone::Professional,
                ToneDto::Friendly => Tone::Friendly,
                ToneDto::Confident => Tone::Confident,
                ToneDto::Straightforward => Tone::Straightforward,
            },
        },
        AiWishDto::Refine { attempt, wish } => AiWish::Refine { attempt, wish },
    }
}

/// What the platform's AI answered.
pub fn answer(line: LineId, outcome: AiOutcome, directory: &Directory) -> AiAnswerDto {
    match outcome {
        AiOutcome::Words { text, refinable } => AiAnswerDto::Words { text, refinable },
        AiOutcome::Tags(tags) => AiAnswerDto::Tags {
            tags: tags
                .into_iter()
                .map(|remote| {
                    let known = directory.tags.iter().find(|tag| tag.remote == remote);
                    TagDto {
                        name: known.map_or_else(|| remote.to_string(), |tag| tag.name.clone()),
                        icon: known.and_then(|tag| tag.icon.clone()),
                        id: TagId::new(line, remote).to_string(),
                    }
                })
                .collect(),
        },
        AiOutcome::Nothing => AiAnswerDto::Nothing,
        AiOutcome::Cancelled => AiAnswerDto::Cancelled,
    }
}

/// Something the platform knows.
pub fn finding(finding: Finding) -> FindingDto {
    FindingDto {
        id: finding.remote.0,
        kind: match finding.kind {
            FindingKind::Knowledge => FindingKindDto::Knowledge,
            FindingKind::Rule => FindingKindDto::Rule,
        },
        heading: finding.heading,
        text: finding.text,
        confidence: finding
            .confidence
            .map(|sure| (sure.clamp(0.0, 1.0) * 100.0).round() as u8),
    }
}

/// A template with values to propose.
pub fn template(offered: OfferedTemplate) -> TemplateDto {
    let template = offered.template;
    TemplateDto {
        name: template.name,
        language: template.language,
        category: template.category,
        header: template.header,
        body: template.body,
        footer: template.footer,
        buttons: template.buttons,
        gaps: offered
            .gaps
            .into_iter()
            .map(|(name, proposal)| TemplateGapDto { name, proposal })
            .collect(),
        obstacle: template.obstacle.map(|obstacle| match obstacle {
            TemplateObstacle::Media => TemplateObstacleDto::Media,
            TemplateObstacle::Gap => TemplateObstacleDto::Gap,
        }),
    }
}
