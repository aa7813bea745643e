//! A platform's own live connection: opened anew whenever it breaks, its signs applied like hints.
//!
//! Invariant: nothing is believed for good. Every sign leads to a read, and each new connection to a
//! look at the lists, as nobody tells what happened in between.

use std::sync::Arc;

use futures_util::StreamExt as _;
use inbox_core::{Hint, LiveSign, Platform, PlatformError, Retry};
use inbox_store::StoreError;

use crate::{
    hints,
    line::{LineContext, Writing},
    pace::growing_wait_ms,
};

/// Who was told to be writing and not to have stopped has stopped after this long.
const WRITING_MS: i64 = 30_000;

/// Keeps a connection for as long as the line runs; a platform without one ends it at once.
pub(crate) async fn run(context: Arc<LineContext>) {
    let mut network = context.surroundings.network.subscribe();
    let mut failures = 0;
    loop {
        let Some(mut signs) = context.platform.live() else {
            return std::future::pending().await;
        };
        let broke = loop {
            let sign = tokio::select! {
                sign = signs.next() => sign,
                // A connection does not survive a nap of the computer and does not always say so.
                Ok(()) = network.changed() => break None,
            };
            match sign {
                Some(Ok(sign)) => {
                    // A server that lets everybody in and out again at once is not asked in a circle.
                    if matches!(sign, LiveSign::Hints(_)) {
                        failures = 0;
                    }
                    if let Err(error) = take(&context, sign).await {
                        tracing::error!(line = %context.line.id, %error, "sign could not be kept");
                        break None;
                    }
                }
                Some(Err(error)) => break Some(error),
                None => break None,
            }
        };
        drop(signs);
        context.set_live(false);
        failures += 1;
        if let Some(error) = broke {
            tracing::info!(line = %context.line.id, %error, "live connection broke");
            // The lists tell the same, and whether the key is refused; polling goes on meanwhile.
            if error == PlatformError::KeyRefused {
                context.poll_bell.ring();
            } else if error.retry() == Retry::Never {
                return std::future::pending().await;
            }
        }
        let wait = growing_wait_ms(failures, 1_000, 60_000);
        tokio::select! {
            () = context.clock().sleep(context.surroundings.dice.jittered(wait)) => {}
            Ok(()) = network.changed() => {}
        }
        context.key_is_not_refused().await;
    }
}

async fn take(context: &LineContext, sign: LiveSign) -> Result<(), StoreError> {
    match sign {
        LiveSign::Connected => {
            context.set_live(true);
            context.poll_bell.ring();
        }
        LiveSign::Hints(signs) => {
            let _working = context.surroundings.gauge.enter();
            apply(context, signs).await?;
        }
        LiveSign::Noticed => context.poll_bell.ring(),
        LiveSign::DirectoryChanged => {
            context.directory_is_old();
            context.poll_bell.ring();
        }
        LiveSign::Presences(presences) => context.set_presences(Some(presences)),
        LiveSign::Typing {
            conversation,
            colleague,
            name,
            on,
        } => {
            let conversation = context.id(&conversation);
            let until = context.now().plus(WRITING_MS);
            context.set_writing(
                conversation,
                on.then_some(Writing {
                    colleague,
                    name,
                    until,
                }),
            );
        }
    }
    Ok(())
}

async fn apply(context: &LineContext, signs: Vec<Hint>) -> Result<(), StoreError> {
    let named = hints::named(context, &signs).await?;
    let mut write = context.store().write().await?;
    hints::keep(context, &mut write, signs, &named).await?;
    write.commit().await?;
    hints::follow_up(context, &named);
    Ok(())
}
