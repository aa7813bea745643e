//! The list of phone calls.

use std::cmp::Reverse;
use std::sync::Arc;

use axum::extract::State;
use serde_json::{Value, json};

use crate::hatif::model::Source;
use crate::hatif::request::Query;
use crate::hatif::runtime::Runtime;
use crate::hatif::server::{Answer, ok};
use crate::hatif::workspace::World;

/// `GET /v1/call/list`
pub(crate) async fn list(State(runtime): State<Arc<Runtime>>, query: Query) -> Answer {
    let page = query.page(10)?;
    let sorting = query.sorting(&["creationtime"])?;
    let newest_first = sorting.first().is_none_or(|(_, descending)| *descending);
    runtime.act(|world| {
        world.index_calls();
        let mut calls = world.call_index.clone().unwrap_or_default();
        if newest_first {
            calls.sort_by_key(|(created, _, id)| Reverse((*created, *id)));
        } else {
            calls.sort_by_key(|(created, _, id)| (*created, *id));
        }
        let items: Vec<Value> = calls
            .iter()
            .skip(page.skip)
            .take(page.most)
            .filter_map(|(_, conversation, id)| {
                let event = world.event(*conversation, *id)?;
                Some(world.call_json(*conversation, &event))
            })
            .collect();
        ok(&json!({ "totalCount": calls.len(), "items": items }))
    })
}

impl World {
    /// Gathers all calls; once, because sample timelines are only cooked when looked at.
    fn index_calls(&mut self) {
        if self.call_index.is_some() {
            return;
        }
        let calls = (0..self.conversations.len())
            .filter(|index| {
                self.channels[self.conversations[*index].channel]
                    .kind
                    .calls()
            })
            .flat_map(|index| {
                let events = self.events(index);
                let calls: Vec<_> = events
                    .iter()
                    .filter(|event| event.source == Source::Call)
                    .map(|event| (event.created, index, event.id))
                    .collect();
                calls
            })
            .collect();
        self.call_index = Some(calls);
    }
}
