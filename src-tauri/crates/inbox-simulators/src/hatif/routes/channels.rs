//! WhatsApp numbers and phone lines.

use std::sync::Arc;

use axum::extract::State;
use serde_json::Value;

use crate::hatif::model::ChannelKind;
use crate::hatif::refusal::Refusal;
use crate::hatif::request::Query;
use crate::hatif::runtime::Runtime;
use crate::hatif::server::{Answer, ok};
use crate::hatif::wire::paged;

/// `GET /v1/channels/service-account`
pub(crate) async fn list(State(runtime): State<Arc<Runtime>>, query: Query) -> Answer {
    let page = query.page(20)?;
    let kind = match query.get("type") {
        None => None,
        Some(word) => Some(
            ChannelKind::named(word)
                .ok_or_else(|| Refusal::invalid("type", format!("'{word}' is not valid.")))?,
        ),
    };
    runtime.look(|world| {
        let rows: Vec<usize> = (0..world.channels.len())
            .filter(|index| kind.is_none_or(|kind| world.channels[*index].kind == kind))
            .collect();
        let items: Vec<Value> = rows
            .iter()
            .skip(page.skip)
            .take(page.most)
            .map(|index| world.channel_json(*index))
            .collect();
        ok(&paged(rows.len(), &items))
    })
}
