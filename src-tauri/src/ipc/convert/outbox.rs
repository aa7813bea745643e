//! The outbox.

use inbox_core::{
    Audience, ConversationAction, EmailHead, Outbound, OutboxAction, OutboxState, StuckReason,
};
use inbox_store::ReplyHead;

use super::time;
use crate::ipc::dto::{
    EmailCopiesDto, OutboxActionDto, OutboxEntry, OutboxStateDto, ReplyHeadDto, StuckReasonDto,
};

/// Who gets a copy, from the boundary.
pub fn email_head(copies: EmailCopiesDto) -> EmailHead {
    EmailHead {
        cc: copies.cc,
        bcc: copies.bcc,
        ..EmailHead::default()
    }
}

/// Who gets a copy, to the boundary.
pub fn email_copies(head: EmailHead) -> EmailCopiesDto {
    EmailCopiesDto {
        cc: head.cc,
        bcc: head.bcc,
    }
}

/// The head of an answer.
pub fn reply_head(head: ReplyHead) -> ReplyHeadDto {
    ReplyHeadDto {
        to: head.head.to.clone(),
        copies: email_copies(head.head),
        signature: head.signature,
    }
}

/// Why a row stays.
pub fn stuck_reason(reason: StuckReason) -> StuckReasonDto {
    match reason {
        StuckReason::WindowClosed => StuckReasonDto::WindowClosed,
        StuckReason::Refused => StuckReasonDto::Refused,
        StuckReason::ScopeMissing => StuckReasonDto::ScopeMissing,
        StuckReason::HeldByColleague => StuckReasonDto::HeldByColleague,
        StuckReason::AiAnswers => StuckReasonDto::AiAnswers,
        StuckReason::NotFound => StuckReasonDto::NotFound,
        StuckReason::NotFoundAfterNoAnswer => StuckReasonDto::NotFoundAfterNoAnswer,
        StuckReason::TooManyAttempts => StuckReasonDto::TooManyAttempts,
        StuckReason::FileTooLarge => StuckReasonDto::FileTooLarge,
        StuckReason::FileKind => StuckReasonDto::FileKind,
        StuckReason::FileGone => StuckReasonDto::FileGone,
    }
}

/// A row, with the names that it knows only by id.
pub fn entry(row: Outbound, contact_name: String, to_name: Option<String>) -> OutboxEntry {
    OutboxEntry {
        id: row.id.to_string(),
        conversation: row.conversation.to_string(),
        contact_name,
        line: row.conversation.line.to_string(),
        action: match row.action {
            OutboxAction::Send { message } => OutboxActionDto::Send {
                note: message.audience == Audience::Colleagues,
                recorded: message.said_elsewhere,
                text: message.text,
                files: message.files.into_iter().map(|file| file.name).collect(),
            },
            OutboxAction::Act {
                action: ConversationAction::Assign { .. },
            } => OutboxActionDto::Assign { to_name },
            OutboxAction::Begin { opening } => OutboxActionDto::Begin {
                text: opening.message.text,
            },
            OutboxAction::Act { .. } => OutboxActionDto::Change,
        },
        state: match row.state {
            OutboxState::Queued => OutboxStateDto::Queued,
            OutboxState::Sending => OutboxStateDto::Sending,
            OutboxState::Checking => OutboxStateDto::Checking,
            OutboxState::Waiting { until } => OutboxStateDto::Waiting { until: time(until) },
            OutboxState::Stuck { reason } => OutboxStateDto::Stuck {
                reason: stuck_reason(reason),
            },
        },
        created_at: time(row.created_at),
    }
}
