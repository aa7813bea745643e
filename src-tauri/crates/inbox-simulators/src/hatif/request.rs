//! Reading requests the way ASP.NET does: names in any casing, every problem reported at once.

use std::cmp::Ordering;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, RawQuery, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use serde_json::{Map, Value};

use super::ids::Guid;
use super::refusal::{Problem, Refusal};
use crate::shared::casing::member;
pub(crate) use crate::shared::query::pairs;

/// The most rows a page may have.
const MOST_RESULTS: usize = 1_000;

/// Query parameters.
#[derive(Debug, Default)]
pub(crate) struct Query(Vec<(String, String)>);

impl<S: Send + Sync> FromRequestParts<S> for Query {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let RawQuery(query) = RawQuery::from_request_parts(parts, state)
            .await
            .unwrap_or(RawQuery(None));
        Ok(Self(pairs(&query.unwrap_or_default())))
    }
}

/// Where a page of a list begins and how long it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Page {
    pub(crate) skip: usize,
    pub(crate) most: usize,
}

impl Page {
    pub(crate) fn end(self) -> usize {
        self.skip.saturating_add(self.most)
    }
}

impl Query {
    /// The value of a parameter; absent and empty are the same.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    pub(crate) fn page(&self, default: usize) -> Result<Page, Refusal> {
        let number = |name: &str, default: usize, low: usize, high: usize| match self.get(name) {
            None => Ok(default),
            Some(text) => text
                .parse::<usize>()
                .ok()
                .filter(|value| (low..=high).contains(value))
                .ok_or_else(|| {
                    let message = format!("The field {name} must be between {low} and {high}.");
                    Refusal::invalid(name, message)
                }),
        };
        let skip = number("SkipCount", 0, 0, i32::MAX as usize)?;
        Ok(Page {
            skip,
            most: number("MaxResultCount", default, 1, MOST_RESULTS)?,
        })
    }

    pub(crate) fn flag(&self, name: &str) -> Result<bool, Refusal> {
        match self.get(name) {
            None => Ok(false),
            Some(text) if text.eq_ignore_ascii_case("true") => Ok(true),
            Some(text) if text.eq_ignore_ascii_case("false") => Ok(false),
            Some(text) => Err(Refusal::invalid(
                name,
                format!("The value '{text}' is not valid."),
            )),
        }
    }

    /// A comma-separated list of ids; empty when the parameter is absent.
    pub(crate) fn ids(&self, name: &str) -> Result<Vec<Guid>, Refusal> {
        self.get(name)
            .unwrap_or_default()
            .split(',')
            .map(str::trim)
            .filter(|text| !text.is_empty())
            .map(|text| {
                Guid::parse(text).ok_or_else(|| {
                    Refusal::invalid(name, format!("The value '{text}' is not valid."))
                })
            })
            .collect()
    }

    /// The `Sorting` parameter as lower-case property and direction (true: descending), checked
    /// against what the list can be sorted by.
    pub(crate) fn sorting(&self, known: &[&str]) -> Result<Vec<(String, bool)>, Refusal> {
        let Some(text) = self.get("Sorting") else {
            return Ok(Vec::new());
        };
        text.split(',')
            .map(|part| {
                let mut words = part.split_whitespace();
                let property = words.next().unwrap_or_default().to_ascii_lowercase();
                let direction = words.next().unwrap_or("ASC").to_ascii_uppercase();
                let sound = known.contains(&property.as_str())
                    && ["ASC", "DESC"].contains(&direction.as_str())
                    && words.next().is_none();
                if sound {
                    Ok((property, direction == "DESC"))
                } else {
                    Err(Refusal::invalid(
                        "Sorting",
                        format!("Cannot sort by '{part}'."),
                    ))
                }
            })
            .collect()
    }
}

/// Sorts rows by properties of them, the first property first.
pub(crate) fn sort_rows<Row, Key: PartialOrd>(
    rows: &mut [Row],
    sorting: &[(String, bool)],
    key: impl Fn(&Row, &str) -> Key,
) {
    rows.sort_by(|left, right| {
        sorting
            .iter()
            .map(|(property, descending)| {
                let ordering = key(left, property)
                    .partial_cmp(&key(right, property))
                    .unwrap_or(Ordering::Equal);
                if *descending {
                    ordering.reverse()
                } else {
                    ordering
                }
            })
            .find(|ordering| ordering.is_ne())
            .unwrap_or(Ordering::Equal)
    });
}

/// What a list can be sorted by: text, number or nothing.
#[derive(Debug, Clone, PartialEq, PartialOrd)]
pub(crate) enum SortKey {
    Nothing,
    Number(i64),
    Text(String),
}

/// A JSON body.
#[derive(Debug, Default)]
pub(crate) struct Body {
    members: Map<String, Value>,
    problems: Vec<Problem>,
}

impl<S: Send + Sync> FromRequest<S> for Body {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let json = request
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|value| value.to_ascii_lowercase().contains("json"));
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|_| Refusal::invalid("$", "The body cannot be read."))?;
        if bytes.is_empty() {
            return Ok(Self::default());
        }
        if !json {
            return Err(Refusal::WrongContentType);
        }
        match serde_json::from_slice(&bytes) {
            Ok(Value::Object(members)) => Ok(Self {
                members,
                problems: Vec::new(),
            }),
            _ => Err(Refusal::invalid(
                "$",
                "The JSON value could not be converted.",
            )),
        }
    }
}

impl Body {
    /// A member that is there and not null.
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        member(&self.members, name).filter(|value| !value.is_null())
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.get(name)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty())
    }

    pub(crate) fn problem(&mut self, name: &str, message: impl Into<String>) {
        self.problems.push(Problem {
            member: name.to_owned(),
            message: message.into(),
        });
    }

    /// Text that must be there; its absence is noted as a problem.
    pub(crate) fn required(&mut self, name: &str) -> String {
        if let Some(text) = self.text(name) {
            return text.to_owned();
        }
        self.problem(name, format!("The {name} field is required."));
        String::new()
    }

    /// An id that must be there.
    pub(crate) fn required_id(&mut self, name: &str) -> Option<Guid> {
        let text = self.required(name);
        let id = Guid::parse(&text);
        if id.is_none() && !text.is_empty() {
            self.problem(name, "The value is not a valid id.");
        }
        id
    }

    /// An id that may be there.
    pub(crate) fn id(&mut self, name: &str) -> Option<Guid> {
        let text = self.text(name)?.to_owned();
        let id = Guid::parse(&text);
        if id.is_none() {
            self.problem(name, "The value is not a valid id.");
        }
        id
    }

    /// Refuses the request if anything was wrong with it.
    pub(crate) fn checked(&mut self) -> Result<(), Refusal> {
        if self.problems.is_empty() {
            Ok(())
        } else {
            Err(Refusal::Invalid(std::mem::take(&mut self.problems)))
        }
    }
}
