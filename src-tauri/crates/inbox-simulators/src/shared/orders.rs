//! Orders to a control over HTTP, as far as every platform has the same: answers, merged settings,
//! faults, time.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::error::SimulatorError;
use super::faults::{Faults, Outage};
use super::http::json_response;

/// Members of a setting that replace the current ones; those not given stay.
pub(crate) type Members = Json<Map<String, Value>>;

/// A control, as far as orders that every platform knows concern it.
pub(crate) trait Steered: Clone + Send + Sync + 'static {
    /// What goes wrong at present.
    fn current_faults(&self) -> Faults;
    /// This goes wrong from now on.
    fn set_faults(&self, faults: Faults);
    /// The outage ends after so long.
    fn end_outage_after(&self, outage: Outage, span: Duration);
    /// Time passes only by order.
    fn has_manual_clock(&self) -> bool;
    /// So much time passes.
    fn pass(&self, span: Duration) -> impl Future<Output = ()> + Send;
}

/// Every control has these under the same names.
macro_rules! steered {
    ($control:ty) => {
        impl $crate::shared::orders::Steered for $control {
            fn current_faults(&self) -> $crate::shared::faults::Faults {
                self.overview().faults
            }
            fn set_faults(&self, faults: $crate::shared::faults::Faults) {
                self.faults(|current| *current = faults);
            }
            fn end_outage_after(
                &self,
                outage: $crate::shared::faults::Outage,
                span: std::time::Duration,
            ) {
                self.outage_for(outage, span);
            }
            fn has_manual_clock(&self) -> bool {
                self.is_manual()
            }
            async fn pass(&self, span: std::time::Duration) {
                self.advance(span).await;
            }
        }
    };
}
pub(crate) use steered;

pub(crate) fn shown(value: &impl Serialize) -> Response {
    match serde_json::to_value(value) {
        Ok(value) => json_response(200, &value),
        Err(_) => wrong("the answer cannot be written as JSON"),
    }
}

pub(crate) fn done() -> Response {
    json_response(200, &json!({}))
}

pub(crate) fn told(outcome: Result<impl Serialize, SimulatorError>) -> Response {
    match outcome {
        Ok(value) => shown(&value),
        Err(error) => wrong(&error.to_string()),
    }
}

pub(crate) fn finished(outcome: Result<(), SimulatorError>) -> Response {
    match outcome {
        Ok(()) => done(),
        Err(error) => wrong(&error.to_string()),
    }
}

pub(crate) fn wrong(message: &str) -> Response {
    json_response(400, &json!({ "error": message }))
}

/// Changes a setting by its members, or says what is wrong with them.
pub(crate) fn changed<T: Serialize + DeserializeOwned>(
    current: &T,
    change: Map<String, Value>,
    keep: impl FnOnce(T),
) -> Response {
    match merged(current, change) {
        Ok(setting) => {
            keep(setting);
            done()
        }
        Err(error) => wrong(&error.to_string()),
    }
}

/// The current setting with the given members replaced.
fn merged<T: Serialize + DeserializeOwned>(
    current: &T,
    change: Map<String, Value>,
) -> Result<T, serde_json::Error> {
    let mut value = serde_json::to_value(current)?;
    if let Value::Object(members) = &mut value {
        members.extend(change);
    }
    serde_json::from_value(value)
}

/// `faults`: any members of [`Faults`]; `"forMs"` ends an outage.
pub(crate) async fn faults<Control: Steered>(
    State(control): State<Control>,
    Json(mut change): Members,
) -> Response {
    let span = change
        .remove("forMs")
        .and_then(|span| span.as_u64())
        .map(Duration::from_millis);
    let faults: Faults = match merged(&control.current_faults(), change) {
        Ok(faults) => faults,
        Err(error) => return wrong(&error.to_string()),
    };
    let outage = faults.outage;
    // Nothing can be told to a closed socket, so it must open again by itself.
    if outage == Outage::Refused && (span.is_none() || control.has_manual_clock()) {
        return wrong("a refused outage needs forMs and a real clock");
    }
    control.set_faults(faults);
    if let Some(span) = span {
        control.end_outage_after(outage, span);
    }
    done()
}

#[derive(Deserialize)]
pub(crate) struct Advance {
    ms: u64,
}

/// `advance`: so many milliseconds pass.
pub(crate) async fn advance<Control: Steered>(
    State(control): State<Control>,
    Json(order): Json<Advance>,
) -> Response {
    control.pass(Duration::from_millis(order.ms)).await;
    done()
}

/// An order that switches something on or off.
#[derive(Deserialize)]
pub(crate) struct Switch {
    pub(crate) on: bool,
}

/// `rate-limit`: calls per minute, or `null` for none.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RateLimit {
    pub(crate) per_minute: Option<u32>,
}

/// `state`: an overview with where and how to sign in.
pub(crate) fn state(
    overview: &impl Serialize,
    base_url: &str,
    credentials: &impl Serialize,
) -> Response {
    let mut value = serde_json::to_value(overview).unwrap_or_default();
    if let Value::Object(members) = &mut value {
        members.insert("baseUrl".to_owned(), json!(base_url));
        members.insert("credentials".to_owned(), json!(credentials));
    }
    json_response(200, &value)
}
