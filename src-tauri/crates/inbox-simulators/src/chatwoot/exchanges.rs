//! What was asked and answered, word for word, for tests that hold it against a published contract.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::CONTENT_TYPE;
use axum::response::Response;
use serde_json::{Map, Value};

use super::call::Params;
use super::routes;
use crate::shared::query::pairs;

/// A call and its answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Exchange {
    /// Method and path pattern, `GET /api/v1/accounts/{account_id}/labels`.
    pub call: String,
    /// Names and values of the query.
    pub query: Vec<(String, String)>,
    /// The members of the body, files as `null`; `None` without a body.
    pub body: Option<Value>,
    /// The body came as a form.
    pub form: bool,
    /// Status of the answer.
    pub status: u16,
    /// The answer; `None` when it is no JSON.
    pub answer: Option<Value>,
}

/// Everything that is served, as [`Exchange::call`] names it.
pub fn served_calls() -> Vec<String> {
    let routes = routes::all().into_iter();
    routes
        .map(|route| format!("{} {}", route.method, route.path))
        .collect()
}

/// What a call asks, before it is answered.
pub(crate) struct Asked {
    query: Vec<(String, String)>,
    form: bool,
}

impl Asked {
    pub(crate) fn of(request: &Request) -> Self {
        let kind = request.headers().get(CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok());
        Self {
            query: pairs(request.uri().query().unwrap_or_default()),
            form: kind.is_some_and(|kind| !kind.contains("json")),
        }
    }

    /// The call with the parameters that were read of it and with its answer, which is handed back.
    pub(crate) async fn answered(
        self,
        call: String,
        params: &Params,
        response: Response,
    ) -> (Exchange, Response) {
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
        // `name[]` of a query is the parameter `name`.
        let asked = |name: &String| {
            let mut names = self.query.iter().map(|(asked, _)| asked);
            names.any(|asked| asked.trim_end_matches("[]") == name.as_str())
        };
        let members = params.members.iter();
        let mut body: Map<String, Value> = members
            .filter(|(name, _)| !asked(name))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        for file in &params.files {
            body.insert(file.field.clone(), Value::Null);
        }
        let exchange = Exchange {
            call,
            query: self.query,
            body: (!body.is_empty()).then_some(Value::Object(body)),
            form: self.form,
            status: parts.status.as_u16(),
            answer: serde_json::from_slice(&bytes).ok(),
        };
        (exchange, Response::from_parts(parts, Body::from(bytes)))
    }
}
