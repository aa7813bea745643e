//! How the platform says no: ABP's error envelope, OAuth's, and bare status codes.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::shared::http::json_response;

/// Sending free text outside the reply window.
pub(crate) const WINDOW_EXPIRED: &str = "Voxa:WhatsApp:ServiceWindowExpired";

/// A refused call.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// 401 with an empty body.
    Unauthorised,
    /// 400 with the offending members.
    Invalid(Vec<Problem>),
    /// 404 with ABP's entity-not-found error.
    NoSuch { entity: &'static str, id: String },
    /// A business rule; the status is usually 403.
    Business {
        status: u16,
        code: &'static str,
        message: &'static str,
    },
    /// 415 with ASP.NET's problem object.
    WrongContentType,
    /// 429, with the wait if it is to be told.
    TooMany(Option<SignedDuration>),
    /// 500.
    Internal,
    /// 503.
    Unavailable,
    /// The token endpoint's errors.
    OAuth {
        status: u16,
        error: &'static str,
        description: &'static str,
    },
}

/// A member of the request that is not acceptable.
#[derive(Debug)]
pub(crate) struct Problem {
    pub(crate) member: String,
    pub(crate) message: String,
}

impl Refusal {
    pub(crate) fn no_such(entity: &'static str, id: &str) -> Self {
        Self::NoSuch {
            entity,
            id: id.to_owned(),
        }
    }

    pub(crate) fn business(code: &'static str, message: &'static str) -> Self {
        Self::Business {
            status: 403,
            code,
            message,
        }
    }

    pub(crate) fn invalid(member: &str, message: impl Into<String>) -> Self {
        Self::Invalid(vec![Problem {
            member: member.to_owned(),
            message: message.into(),
        }])
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::Unauthorised => (
                StatusCode::UNAUTHORIZED,
                [(header::WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"")],
            )
                .into_response(),
            Self::Invalid(problems) => {
                let message = "Your request is not valid!";
                let problems: Vec<Value> = problems
                    .into_iter()
                    .map(|problem| json!({ "message": problem.message, "members": [problem.member] }))
                    .collect();
                let details = "The following errors were detected during validation.";
                abp(400, None, message, Some(details), &json!(problems))
            }
            Self::NoSuch { entity, id } => {
                let message = format!("There is no entity {entity} with id = {id}!");
                abp(404, None, &message, None, &Value::Null)
            }
            Self::Business {
                status,
                code,
                message,
            } => abp(status, Some(code), message, None, &Value::Null),
            Self::WrongContentType => json_response(
                415,
                &json!({
                    "type": "https://tools.ietf.org/html/rfc9110#section-15.5.16",
                    "title": "Unsupported Media Type",
                    "status": 415,
                    "traceId": "00-5f1c0000000000000000000000000000-0000000000000000-00",
                }),
            ),
            Self::TooMany(wait) => {
                let mut response = StatusCode::TOO_MANY_REQUESTS.into_response();
                if let Some(wait) = wait {
                    let seconds = (wait.as_millis() as u64).div_ceil(1_000).max(1);
                    response
                        .headers_mut()
                        .insert(header::RETRY_AFTER, seconds.into());
                }
                response
            }
            Self::Internal => {
                let message = "An internal error occurred during your request!";
                abp(500, None, message, None, &Value::Null)
            }
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE.into_response(),
            Self::OAuth {
                status,
                error,
                description,
            } => json_response(
                status,
                &json!({
                    "error": error,
                    "error_description": description,
                    "error_uri": "https://documentation.openiddict.com/errors/ID2055",
                }),
            ),
        }
    }
}

fn abp(
    status: u16,
    code: Option<&str>,
    message: &str,
    details: Option<&str>,
    validation_errors: &Value,
) -> Response {
    let mut response = json_response(
        status,
        &json!({ "error": {
            "code": code,
            "message": message,
            "details": details,
            "data": {},
            "validationErrors": validation_errors,
        }}),
    );
    response
        .headers_mut()
        .insert("_abperrorformat", HeaderValue::from_static("true"));
    response
}
