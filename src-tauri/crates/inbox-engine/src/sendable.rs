//! Whether a line takes a message: its words, its files, and what goes along with them.

use inbox_core::{Audience, Capabilities, OutgoingMessage, PlatformError};

use crate::{error::EngineError, files, requests::available};

/// Refuses a message that the line is known not to take.
pub(crate) fn check_message(
    capabilities: &Capabilities,
    message: &OutgoingMessage,
) -> Result<(), EngineError> {
    let words = message.text.chars().count() as u32;
    let limit = match message.audience {
        Audience::Customer => capabilities.text_limit,
        Audience::Colleagues => capabilities.note_limit,
    };
    if limit < words && message.template.is_none() {
        return Err(EngineError::TextTooLong { limit });
    }
    files::check_files(capabilities, message)?;
    if message.audience == Audience::Colleagues {
        if !message.terms.are_plain() && !capabilities.note_terms {
            return Err(PlatformError::Unsupported.into());
        }
        return available(capabilities.notes);
    }
    if message.said_elsewhere {
        return available(capabilities.tools.record);
    }
    if message.template.is_some() {
        return available(capabilities.send_template);
    }
    available(capabilities.send_text)?;
    check_buttons(capabilities, message)?;
    let head = message.email.as_ref();
    if head.is_some_and(|head| !head.cc.is_empty() || !head.bcc.is_empty()) {
        available(capabilities.email_copies)?;
    }
    if message.quote.is_some() {
        available(capabilities.quote)?;
    }
    Ok(())
}

fn check_buttons(
    capabilities: &Capabilities,
    message: &OutgoingMessage,
) -> Result<(), EngineError> {
    if message.buttons.is_empty() {
        return Ok(());
    }
    let limits = capabilities.buttons.as_ref();
    let limits = limits.map_err(|_| PlatformError::Unsupported)?;
    if message.buttons.len() as u32 > limits.count || !message.files.is_empty() {
        return Err(PlatformError::Unsupported.into());
    }
    let titles = message.buttons.iter().map(|title| (title, limits.title));
    for (words, limit) in titles.chain([(&message.text, limits.text)]) {
        if words.trim().is_empty() {
            return Err(EngineError::EmptyText);
        }
        if words.chars().count() as u32 > limit {
            return Err(EngineError::TextTooLong { limit });
        }
    }
    Ok(())
}
