//! The platform's own live connection: Action Cable, one channel, named by the person's token.
//!
//! Invariant: a connection that has gone quiet or that nobody confirmed is given up and told as
//! broken; whoever listens opens it anew and reads what was missed.

mod events;

#[cfg(any(test, feature = "fuzzing"))]
pub(super) use events::{sign, visitor_sign};

use std::{collections::VecDeque, sync::Arc};

use futures_util::{
    StreamExt,
    stream::{self, BoxStream},
};
use inbox_core::{Clock, LiveSign, PlatformError, Secret, Timestamp, Urgency};
use reqwest::Url;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::{
    client::{Session, address},
    visitor::VisitorSign,
    wire::Row,
};
use crate::{
    http::{Http, Socket},
    text::document,
};

/// A person counts as online for 20 s after each sign of life.
const PRESENCE_MS: i64 = 20_000;

/// The platform pings every 3 s; four missed ones are a dead connection.
const SILENCE_MS: i64 = 12_000;

/// How long a subscription may take. A wrong token is answered with nothing at all.
const CONFIRMATION_MS: i64 = 10_000;

/// The platform's dialect of WebSocket.
const PROTOCOL: &str = "actioncable-v1-json";

/// Signs until the connection breaks, and then why.
pub(super) fn signs(
    session: Arc<Session>,
    urgency: Urgency,
) -> BoxStream<'static, Result<LiveSign, PlatformError>> {
    stream::unfold(Stage::Closed { session, urgency }, step).boxed()
}

enum Stage {
    Closed {
        session: Arc<Session>,
        urgency: Urgency,
    },
    Open(Box<Cable<LiveSign>>),
    Broken,
}

async fn step(stage: Stage) -> Option<(Result<LiveSign, PlatformError>, Stage)> {
    match stage {
        Stage::Closed { session, urgency } => match Cable::of_line(session, urgency).await {
            Ok(cable) => Some((Ok(LiveSign::Connected), Stage::Open(Box::new(cable)))),
            Err(error) => Some((Err(error), Stage::Broken)),
        },
        Stage::Open(mut cable) => match cable.next().await {
            Ok(sign) => Some((Ok(sign), Stage::Open(cable))),
            Err(error) => Some((Err(error), Stage::Broken)),
        },
        Stage::Broken => None,
    }
}

/// Where to connect, and as whom.
pub(super) struct Way {
    pub(super) http: Http,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) url: Url,
    /// Compared byte by byte by the platform, so it is made once.
    pub(super) identifier: String,
}

/// Reads an event; `None` for those that tell nothing.
type Reader<Sign> = Box<dyn Fn(&Value) -> Option<Sign> + Send + Sync>;

/// A subscribed connection, and how its events are read.
struct Cable<Sign> {
    clock: Arc<dyn Clock>,
    socket: Socket,
    identifier: String,
    heard_at: Timestamp,
    present_at: Timestamp,
    ready: VecDeque<Sign>,
    read: Reader<Sign>,
}

impl Cable<LiveSign> {
    async fn of_line(session: Arc<Session>, urgency: Urgency) -> Result<Self, PlatformError> {
        // The token changes with the person's password, so it is asked for each time; a wrong one
        // would be met with silence.
        let profile = session.profile(urgency).await?;
        let way = Way {
            identifier: identifier(&profile, session.account).ok_or(PlatformError::Unreadable)?,
            url: address(&session.base, ["cable"]).ok_or(PlatformError::NotFound)?,
            http: session.http.clone(),
            clock: session.clock.clone(),
        };
        Self::open(way, Box::new(move |event| events::sign(event, &session))).await
    }
}

impl<Sign> Cable<Sign> {
    async fn open(way: Way, read: Reader<Sign>) -> Result<Self, PlatformError> {
        let socket = way.http.socket(way.url, PROTOCOL).await?;
        let now = way.clock.now();
        let mut cable = Self {
            clock: way.clock,
            socket,
            identifier: way.identifier,
            heard_at: now,
            present_at: now,
            ready: VecDeque::new(),
            read,
        };
        cable.subscribe(now.plus(CONFIRMATION_MS)).await?;
        Ok(cable)
    }

    async fn subscribe(&mut self, until: Timestamp) -> Result<(), PlatformError> {
        loop {
            let frame = self.frame(until).await?.ok_or(PlatformError::NoAnswer)?;
            match Row::of(&frame).and_then(|row| row.text("type")) {
                Some("welcome") => {
                    let subscribe =
                        json!({ "command": "subscribe", "identifier": self.identifier });
                    self.socket.send(subscribe.to_string()).await?;
                }
                Some("confirm_subscription") => return Ok(()),
                Some("reject_subscription") => return Err(PlatformError::KeyRefused),
                _ => self.take(&frame)?,
            }
        }
    }

    async fn next(&mut self) -> Result<Sign, PlatformError> {
        loop {
            if let Some(sign) = self.ready.pop_front() {
                return Ok(sign);
            }
            let presence_due = self.present_at.plus(PRESENCE_MS);
            match self.frame(presence_due).await? {
                Some(frame) => self.take(&frame)?,
                None => self.show_presence().await?,
            }
        }
    }

    /// The next frame, or `None` at the given instant; a failure when the other side went quiet.
    async fn frame(&mut self, until: Timestamp) -> Result<Option<Value>, PlatformError> {
        loop {
            let now = self.clock.now();
            let silent_at = self.heard_at.plus(SILENCE_MS);
            if now >= silent_at {
                return Err(PlatformError::NoAnswer);
            }
            if now >= until {
                return Ok(None);
            }
            let wait = until.min(silent_at).since(now).unsigned_abs();
            tokio::select! {
                text = self.socket.next() => {
                    self.heard_at = self.clock.now();
                    let text = text.ok_or(PlatformError::NoAnswer)?;
                    // What is no JSON says nothing.
                    if let Some(frame) = document(text.as_bytes()) {
                        return Ok(Some(frame));
                    }
                }
                () = self.clock.sleep(wait) => {}
            }
        }
    }

    async fn show_presence(&mut self) -> Result<(), PlatformError> {
        self.present_at = self.clock.now();
        let data = json!({ "action": "update_presence" }).to_string();
        let command = json!({ "command": "message", "identifier": self.identifier, "data": data });
        self.socket.send(command.to_string()).await
    }

    fn take(&mut self, frame: &Value) -> Result<(), PlatformError> {
        let Some(row) = Row::of(frame) else {
            return Ok(());
        };
        match row.text("type") {
            Some("disconnect") => Err(match row.text("reason") {
                Some("unauthorized") => PlatformError::KeyRefused,
                _ => PlatformError::NoAnswer,
            }),
            Some(_) => Ok(()),
            None => {
                let event = row.member("message");
                self.ready
                    .extend(event.and_then(|event| (self.read)(event)));
                Ok(())
            }
        }
    }
}

/// The name of a visitor's channel.
pub(super) fn visitor_identifier(token: &Secret) -> String {
    json!({ "channel": "RoomChannel", "pubsub_token": token.expose_secret() }).to_string()
}

/// What a visitor is told until the connection breaks, and then why.
pub(super) fn visitor_signs(way: Way) -> BoxStream<'static, Result<VisitorSign, PlatformError>> {
    enum Stage {
        Closed(Box<Way>),
        Open(Box<Cable<VisitorSign>>),
        Broken,
    }
    stream::unfold(Stage::Closed(Box::new(way)), async |stage| match stage {
        Stage::Closed(way) => match Cable::open(*way, Box::new(events::visitor_sign)).await {
            Ok(cable) => Some((Ok(VisitorSign::Connected), Stage::Open(Box::new(cable)))),
            Err(error) => Some((Err(error), Stage::Broken)),
        },
        Stage::Open(mut cable) => match cable.next().await {
            Ok(sign) => Some((Ok(sign), Stage::Open(cable))),
            Err(error) => Some((Err(error), Stage::Broken)),
        },
        Stage::Broken => None,
    })
    .boxed()
}

/// The name of the one channel, which holds the person's token for it.
fn identifier(profile: &Value, account: i64) -> Option<String> {
    let profile = Row::of(profile)?;
    let channel = json!({
        "channel": "RoomChannel",
        "pubsub_token": profile.text("pubsub_token")?,
        "account_id": account,
        "user_id": profile.number("id")?,
    });
    Some(channel.to_string())
}
