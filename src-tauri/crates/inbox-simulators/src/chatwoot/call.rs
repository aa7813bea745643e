//! A call as a handler sees it: who calls, the ids of the path, and the parameters, which come
//! from query, JSON, form or multipart alike, as Rails hands them on.

use std::collections::HashMap;

use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header::{CONTENT_TYPE, HeaderMap, USER_AGENT};
use serde_json::{Map, Value};

use super::refusal::Refusal;
use crate::shared::query::pairs;

/// The largest body read.
pub(crate) const LARGEST_BODY: usize = 64 * 1024 * 1024;

/// Who calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Caller {
    Nobody,
    User { id: i64, by_token: bool },
}

/// An uploaded file.
#[derive(Debug, Clone)]
pub(crate) struct Upload {
    pub(crate) field: String,
    pub(crate) name: String,
    pub(crate) content_type: String,
    pub(crate) bytes: Vec<u8>,
}

/// A call.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) caller: Caller,
    pub(crate) path: HashMap<String, String>,
    pub(crate) params: Params,
    pub(crate) headers: HeaderMap,
}

impl Call {
    /// The caller's user id; guarded routes always have one.
    pub(crate) fn me(&self) -> i64 {
        match self.caller {
            Caller::User { id, .. } => id,
            Caller::Nobody => 0,
        }
    }

    /// A number of the path; anything else names no record.
    pub(crate) fn id(&self, name: &str) -> Result<i64, Refusal> {
        self.segment(name).parse().map_err(|_| Refusal::not_found())
    }

    pub(crate) fn segment(&self, name: &str) -> &str {
        self.path.get(name).map_or("", String::as_str)
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Whether a browser calls, or something that says so.
    pub(crate) fn is_browser(&self) -> bool {
        self.header(USER_AGENT.as_str())
            .is_some_and(|agent| agent.contains("Mozilla"))
    }
}

/// The parameters of a call.
#[derive(Debug, Default)]
pub(crate) struct Params {
    pub(crate) members: Map<String, Value>,
    pub(crate) files: Vec<Upload>,
    /// The members came as JSON, where flat keys are wrapped into the resource's name.
    json: bool,
}

impl Params {
    pub(crate) async fn read(request: Request) -> Result<Self, Refusal> {
        let mut params = Self::default();
        for (name, value) in pairs(request.uri().query().unwrap_or_default()) {
            params.put(&name, Value::String(value));
        }
        let kind = request
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_ascii_lowercase();
        if kind.starts_with("multipart/form-data") {
            params.read_parts(request).await?;
            return Ok(params);
        }
        let body = axum::body::to_bytes(request.into_body(), LARGEST_BODY)
            .await
            .map_err(|_| Refusal::empty(400))?;
        if kind.contains("json") && !body.is_empty() {
            params.json = true;
            match serde_json::from_slice(&body) {
                Ok(Value::Object(members)) => params.members.extend(members),
                // Rails keeps a bare array under `_json`, which nothing here reads.
                Ok(_) => {}
                Err(_) => return Err(Refusal::empty(400)),
            }
        } else if kind.starts_with("application/x-www-form-urlencoded") {
            for (name, value) in pairs(&String::from_utf8_lossy(&body)) {
                params.put(&name, Value::String(value));
            }
        }
        Ok(params)
    }

    async fn read_parts(&mut self, request: Request) -> Result<(), Refusal> {
        let broken = || Refusal::empty(400);
        let mut parts = Multipart::from_request(request, &())
            .await
            .map_err(|_| broken())?;
        while let Some(part) = parts.next_field().await.map_err(|_| broken())? {
            let field = part.name().unwrap_or_default().to_owned();
            let name = part.file_name().map(str::to_owned);
            let content_type = part.content_type().map(str::to_owned);
            let bytes = part.bytes().await.map_err(|_| broken())?;
            if let Some(name) = name {
                self.files.push(Upload {
                    field: field.trim_end_matches("[]").to_owned(),
                    content_type: content_type
                        .unwrap_or_else(|| crate::shared::media::content_type(&name).to_owned()),
                    name,
                    bytes: bytes.to_vec(),
                });
            } else {
                let text = String::from_utf8_lossy(&bytes).into_owned();
                self.put(&field, Value::String(text));
            }
        }
        Ok(())
    }

    /// Understands `name`, `name[]` and `name[key]`.
    fn put(&mut self, name: &str, value: Value) {
        if let Some(name) = name.strip_suffix("[]") {
            let list = self
                .members
                .entry(name)
                .or_insert_with(|| Value::Array(Vec::new()));
            if let Value::Array(items) = list {
                items.push(value);
            }
        } else if let Some((name, key)) =
            name.strip_suffix(']').and_then(|name| name.split_once('['))
        {
            let object = self
                .members
                .entry(name)
                .or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(members) = object {
                members.insert(key.to_owned(), value);
            }
        } else {
            self.members.insert(name.to_owned(), value);
        }
    }

    /// The nested object of that name; for JSON also the flat members, as Rails wraps them.
    pub(crate) fn nested(&self, name: &str) -> Result<Fields<'_>, Refusal> {
        match self.members.get(name) {
            Some(Value::Object(members)) => Ok(Fields(members)),
            None if self.json && !self.members.is_empty() => Ok(Fields(&self.members)),
            _ => Err(Refusal::unprocessable(format!(
                "param is missing or the value is empty: {name}"
            ))),
        }
    }

    /// All members.
    pub(crate) fn fields(&self) -> Fields<'_> {
        Fields(&self.members)
    }

    /// The page asked for and how it is told: as text when it was asked for, else as 1.
    pub(crate) fn page(&self) -> (usize, Value) {
        let fields = self.fields();
        match fields.text("page") {
            Some(text) => (text.parse().unwrap_or(1).max(1), Value::String(text)),
            None => (1, Value::from(1)),
        }
    }
}

/// The members of an object, read as leniently as Rails does.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields<'a>(pub(crate) &'a Map<String, Value>);

impl<'a> Fields<'a> {
    /// Whether the key is there at all, with null too.
    pub(crate) fn has(self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    pub(crate) fn get(self, name: &str) -> Option<&'a Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    /// Text or a number as text; empty text is nothing.
    pub(crate) fn text(self, name: &str) -> Option<String> {
        let text = match self.get(name)? {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Bool(flag) => flag.to_string(),
            _ => return None,
        };
        Some(text).filter(|text| !text.is_empty())
    }

    pub(crate) fn number(self, name: &str) -> Option<i64> {
        number(self.get(name)?)
    }

    pub(crate) fn flag(self, name: &str) -> Option<bool> {
        match self.get(name)? {
            Value::Bool(flag) => Some(*flag),
            Value::String(text) => Some(!matches!(text.as_str(), "false" | "0" | "off" | "")),
            Value::Number(number) => Some(number.as_i64() != Some(0)),
            _ => None,
        }
    }

    pub(crate) fn object(self, name: &str) -> Option<Map<String, Value>> {
        match self.get(name)? {
            Value::Object(members) => Some(members.clone()),
            // Multipart carries objects as JSON text.
            Value::String(text) => serde_json::from_str(text).ok(),
            _ => None,
        }
    }

    pub(crate) fn texts(self, name: &str) -> Option<Vec<String>> {
        match self.get(name)? {
            Value::Array(items) => Some(items.iter().filter_map(plain).collect()),
            other => plain(other).map(|text| vec![text]),
        }
    }

    pub(crate) fn numbers(self, name: &str) -> Vec<i64> {
        match self.get(name) {
            Some(Value::Array(items)) => items.iter().filter_map(number).collect(),
            Some(other) => number(other).into_iter().collect(),
            None => Vec::new(),
        }
    }
}

fn number(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number
            .as_i64()
            .or_else(|| number.as_f64().map(|float| float as i64)),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
