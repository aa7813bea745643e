//! Hints: what a line's relay kept for us, applied at once and then verified by a read.
//!
//! Invariant: the place in the relay's stream is kept in the same transaction as what its events
//! brought, together with the wish to read those conversations, so no crash forgets either.

use std::{collections::BTreeSet, sync::Arc, time::Instant};

use inbox_core::{ContactId, Hint, Platform, RemoteId, Secret, SecretError, SecretKey};
use inbox_store::{StoreError, Write};

use crate::{
    line::{LineContext, RelayState},
    pace::growing_wait_ms,
    receipts,
    relay::{RelayFailure, RelayPage, RelayReader},
};

/// How often a keychain that does not answer is asked again.
const KEYCHAIN_PAUSE_MS: u64 = 10_000;

/// An answer without events that came sooner than this came from something that does not hold
/// polls, and must not be asked in a circle.
const TOO_SOON_MS: u128 = 500;

/// Listens for as long as the line runs.
pub(crate) async fn run(context: Arc<LineContext>) {
    let Some((url, mut iterator)) = subscription(&context).await else {
        context.place_settled();
        return std::future::pending().await;
    };
    let reader = loop {
        match reader(&context, &url).await {
            Ok(Some(reader)) => break reader,
            Ok(None) => {
                context.tell(|status| status.relay = RelayState::TokenRefused);
                context.place_settled();
                return std::future::pending().await;
            }
            // A locked keychain says nothing about the token; it opens sooner or later.
            Err(error) => {
                tracing::warn!(line = %context.line.id, %error, "relay token not found yet");
                context.tell(|status| status.relay = RelayState::Unreachable);
                context.place_settled();
                context.clock().sleep(KEYCHAIN_PAUSE_MS).await;
            }
        }
    };
    let mut network = context.surroundings.network.subscribe();
    let mut failures = 0;
    // A relay with nothing to tell holds a poll for long; until it has answered once it is asked
    // without waiting, so that a relay that is back is not taken for gone meanwhile.
    let mut reached = false;
    loop {
        let heard = tokio::select! {
            heard = listen(&context, &reader, &mut iterator, reached) => heard,
            // A connection does not survive a nap of the computer and does not always say so.
            Ok(()) = network.changed() => continue,
        };
        reached = heard.is_ok();
        match heard {
            Ok(()) => {
                if failures > 0 {
                    // What the lists did not tell while it was away, they tell now.
                    context.poll_bell.ring();
                }
                failures = 0;
                context.place_holds();
                context.tell(|status| status.relay = RelayState::Connected);
                continue;
            }
            Err(Trouble::Relay(RelayFailure::Expired)) => {
                tracing::info!(line = %context.line.id, "place in the relay expired");
                context.place_lost();
                context.open_gap();
                iterator = None;
                context.poll_bell.ring();
                continue;
            }
            Err(Trouble::Relay(RelayFailure::TokenRefused | RelayFailure::Address)) => {
                context.tell(|status| status.relay = RelayState::TokenRefused);
                context.place_settled();
                context.poll_bell.ring();
                // Only the person can mend it, and then the line starts anew.
                return std::future::pending().await;
            }
            Err(Trouble::Relay(RelayFailure::Unreachable)) => {
                failures += 1;
                if failures == 1 {
                    tracing::info!(line = %context.line.id, "relay unreachable");
                }
                context.tell(|status| status.relay = RelayState::Unreachable);
                context.place_settled();
                // The slow cadence of a hidden window is too slow without hints.
                if failures == 1 {
                    context.poll_bell.ring();
                }
            }
            Err(Trouble::Store(error)) => {
                failures += 1;
                tracing::error!(line = %context.line.id, %error, "hints could not be kept");
            }
        }
        let wait = growing_wait_ms(failures, 1_000, 30_000);
        tokio::select! {
            () = context.clock().sleep(context.surroundings.dice.jittered(wait)) => {}
            Ok(()) = network.changed() => {}
        }
    }
}

enum Trouble {
    Relay(RelayFailure),
    Store(StoreError),
}

impl From<RelayFailure> for Trouble {
    fn from(failure: RelayFailure) -> Self {
        Self::Relay(failure)
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

async fn subscription(context: &LineContext) -> Option<(String, Option<String>)> {
    let line = context.line.id;
    let subscription = async { context.store().read().await?.relay(line).await };
    match subscription.await {
        Ok(subscription) => subscription.map(|relay| (relay.url, relay.iterator)),
        Err(error) => {
            tracing::error!(%line, %error, "relay could not be read from the store");
            None
        }
    }
}

/// The relay's reader; `None` where there is no token, or no address that may be asked.
async fn reader(context: &LineContext, url: &str) -> Result<Option<RelayReader>, SecretError> {
    let key = SecretKey::RelayToken(context.line.id);
    let token: Option<Secret> = context.surroundings.secrets.get(key).await?;
    let client = context.surroundings.relay_client.clone();
    Ok(token.and_then(|token| RelayReader::new(client, url, token).ok()))
}

/// One poll, or the step that has to come before it.
async fn listen(
    context: &LineContext,
    reader: &RelayReader,
    iterator: &mut Option<String>,
    patient: bool,
) -> Result<(), Trouble> {
    let Some(place) = iterator else {
        // From here on events are kept for us; what happened before, the lists tell.
        let head = reader.head().await?;
        let mut write = context.store().write().await?;
        write
            .set_relay_iterator(context.line.id, Some(&head))
            .await?;
        write.commit().await?;
        *iterator = Some(head);
        context.place_settled();
        return Ok(());
    };
    let asked = Instant::now();
    let page = reader.poll(place, patient).await?;
    if page.events.is_empty() {
        if patient && asked.elapsed().as_millis() < TOO_SOON_MS && page.iterator == *place {
            context.clock().sleep(1_000).await;
        }
        if page.iterator == *place {
            return Ok(());
        }
    }
    let _working = context.surroundings.gauge.enter();
    apply(context, &page).await?;
    *iterator = Some(page.iterator);
    Ok(())
}

async fn apply(context: &LineContext, page: &RelayPage) -> Result<(), StoreError> {
    let hints: Vec<Hint> = page
        .events
        .iter()
        .flat_map(|event| context.platform.hints(event))
        .collect();
    let named = named(context, &hints).await?;
    let understood = !hints.is_empty();
    let mut write = context.store().write().await?;
    keep(context, &mut write, hints, &named).await?;
    if understood {
        receipts::note(context, &mut write).await?;
    }
    write
        .set_relay_iterator(context.line.id, Some(&page.iterator))
        .await?;
    write.commit().await?;
    if understood {
        receipts::tell(context);
    }
    follow_up(context, &named);
    Ok(())
}

/// What hints name.
#[derive(Debug, Default)]
pub(crate) struct Named {
    /// The conversations.
    pub(crate) conversations: BTreeSet<RemoteId>,
    /// Those of which more than their items may have changed: where they stand, who has them, whose
    /// they are.
    changed: BTreeSet<RemoteId>,
    /// Something concerns somebody whose conversation is not known yet.
    strangers: bool,
}

impl Named {
    /// Conversations that nothing is known of.
    pub(crate) fn unknown(conversations: BTreeSet<RemoteId>) -> Self {
        Self {
            conversations,
            ..Self::default()
        }
    }
}

/// The conversations that hints name.
pub(crate) async fn named(context: &LineContext, hints: &[Hint]) -> Result<Named, StoreError> {
    let mut named = Named::default();
    let mut contacts = BTreeSet::new();
    for hint in hints {
        match hint {
            Hint::Conversation { conversation, item } => {
                if item.is_none() {
                    named.changed.insert(conversation.clone());
                }
                named.conversations.insert(conversation.clone())
            }
            Hint::Edited { conversation, .. } => named.conversations.insert(conversation.clone()),
            Hint::Contact { contact } => contacts.insert(contact.clone()),
        };
    }
    for contact in contacts {
        let contact = ContactId::new(context.line.id, contact);
        let mut read = context.store().read().await?;
        let conversations = read.conversations_of(&contact).await?;
        named.strangers |= conversations.is_empty();
        for conversation in conversations {
            named.changed.insert(conversation.remote.clone());
            named.conversations.insert(conversation.remote);
        }
    }
    Ok(named)
}

/// Applies what is complete, and notes what is to be read.
pub(crate) async fn keep(
    context: &LineContext,
    write: &mut Write,
    hints: Vec<Hint>,
    named: &Named,
) -> Result<(), StoreError> {
    let line = context.line.id;
    for hint in hints {
        match hint {
            Hint::Conversation {
                item: Some(item), ..
            } => {
                write.apply_hint(line, &item).await?;
            }
            Hint::Edited {
                conversation,
                item,
                content,
            } => {
                let conversation = context.id(&conversation);
                write.mark_edited(&conversation, &item, content).await?;
            }
            Hint::Conversation { item: None, .. } | Hint::Contact { .. } => {}
        }
    }
    for conversation in &named.conversations {
        write.request_read(&context.id(conversation)).await?;
    }
    Ok(())
}

/// Reads what hints named, once they are kept.
pub(crate) fn follow_up(context: &LineContext, named: &Named) {
    context.heard_something();
    for conversation in &named.conversations {
        if named.changed.contains(conversation) {
            context.target_changed(conversation);
        } else {
            context.target(conversation, 0);
        }
    }
    if named.strangers {
        // Somebody whose conversation is not known yet: the lists know it.
        context.poll_bell.ring();
    }
}
