//! Buttons, lists, links, places and contacts on the channels that have them.

use axum::extract::{Path, State};
use serde_json::json;

use crate::chatvolt::control::SendKind;
use crate::chatvolt::messaging::Content;
use crate::chatvolt::refusal::Refusal;
use crate::chatvolt::request::Body;
use crate::chatvolt::server::{Answer, Id, Shared, ok};

/// What a kind demands (with the longest text), which members become the stored text, and where
/// it can go.
struct Kind {
    required: &'static [(&'static str, usize)],
    limited: &'static [(&'static str, usize)],
    shown: &'static [&'static str],
    channels: &'static [&'static str],
}

const EVERYWHERE: &[&str] = &["whatsapp", "zapi", "zapper", "zapperapi"];
const ANY: usize = usize::MAX;

fn kind(name: &str) -> Option<Kind> {
    Some(match name {
        "send-buttons" => Kind {
            required: &[
                ("body_text", ANY),
                ("button_1_id", ANY),
                ("button_1_title", ANY),
            ],
            limited: &[],
            shown: &[
                "body_text",
                "button_1_title",
                "button_2_title",
                "button_3_title",
            ],
            channels: EVERYWHERE,
        },
        "send-lists" => Kind {
            required: &[("body_text", 4096), ("button_text", 20)],
            limited: &[("header_text", 60), ("footer_text", 60)],
            shown: &["body_text", "button_text"],
            channels: EVERYWHERE,
        },
        "send-cta" => Kind {
            required: &[
                ("body_text", ANY),
                ("button_display_text", ANY),
                ("button_url", ANY),
            ],
            limited: &[],
            shown: &["body_text", "button_url"],
            channels: &["whatsapp", "zapi"],
        },
        "send-location" => Kind {
            required: &[
                ("latitude", ANY),
                ("longitude", ANY),
                ("name", ANY),
                ("address", ANY),
            ],
            limited: &[],
            shown: &["name", "address"],
            channels: EVERYWHERE,
        },
        "location-request" => Kind {
            required: &[("body_text", ANY)],
            limited: &[],
            shown: &["body_text"],
            channels: &["whatsapp"],
        },
        "send-contact" => Kind {
            required: &[("name_formatted_name", ANY)],
            limited: &[],
            shown: &["name_formatted_name"],
            channels: EVERYWHERE,
        },
        _ => return None,
    })
}

/// `POST /messages/interactive/{kind}`
pub(crate) async fn send(State(runtime): Shared, Path(name): Id, body: Body) -> Answer {
    let kind = kind(&name).ok_or_else(Refusal::not_found)?;
    let agent = body.required("agentId", ANY)?;
    let id = body.required("conversationId", ANY)?;
    for (member, longest) in kind.required {
        body.required(member, *longest)?;
    }
    for (member, longest) in kind.limited {
        if body.get(member).is_some() {
            body.required(member, *longest)?;
        }
    }
    let shown: Vec<&str> = kind
        .shown
        .iter()
        .filter_map(|member| body.text(member))
        .collect();
    runtime.act(|world| {
        world.bot(agent).ok_or_else(Refusal::invalid)?;
        let conversation = world.sought(id)?;
        let channel = &world.conversations[conversation].channel;
        if !kind.channels.contains(&channel.as_str()) {
            return Err(Refusal::invalid());
        }
        let content = Content::text(shown.join("\n"));
        world.send_in_window(conversation, SendKind::Interactive, content)?;
        ok(&json!({ "success": true }))
    })
}
