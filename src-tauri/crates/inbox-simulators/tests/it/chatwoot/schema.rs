//! The platform's published contract, and what of a call and its answer it does not allow.

use std::collections::{BTreeMap, BTreeSet};

use inbox_simulators::chatwoot::Exchange;
use serde_json::Value;

/// The published contract.
pub(crate) struct Published {
    document: Value,
    /// Paths by their pattern without the names of its parts.
    paths: BTreeMap<String, String>,
}

/// `/labels/{id}` and `/labels/{label_id}` are the same path.
fn nameless(path: &str) -> String {
    let mut plain = String::new();
    let mut depth = 0;
    for character in path.trim_end_matches('/').chars() {
        match character {
            '{' => depth += 1,
            '}' => {
                depth -= 1;
                plain.push_str("{}");
            }
            _ if depth == 0 => plain.push(character),
            _ => {}
        }
    }
    plain
}

impl Published {
    pub(crate) fn load() -> Self {
        let text = include_str!("../../fixtures/chatwoot/swagger.json");
        let document: Value = serde_json::from_str(text).expect("the fixture is JSON");
        let paths = document["paths"].as_object().expect("paths").keys();
        let paths = paths.map(|path| (nameless(path), path.clone())).collect();
        Self { document, paths }
    }

    /// The published operation of a call, when there is one.
    fn operation(&self, call: &str) -> Option<&Value> {
        let (method, path) = call.split_once(' ')?;
        let path = self.paths.get(&nameless(path))?;
        let method = method.to_ascii_lowercase();
        let operation = &self.document["paths"][path][&method];
        // Rails takes both methods for changes; one of them is published.
        let other = match method.as_str() {
            "put" => "patch",
            "patch" => "put",
            _ => return Some(operation).filter(|it| it.is_object()),
        };
        [operation, &self.document["paths"][path][other]]
            .into_iter()
            .find(|it| it.is_object())
    }

    pub(crate) fn knows(&self, call: &str) -> bool {
        self.operation(call).is_some()
    }

    /// Everything about a successful answer that its schema does not allow.
    pub(crate) fn check_answer(&self, exchange: &Exchange, found: &mut BTreeSet<String>) {
        let Some(operation) = self.operation(&exchange.call) else {
            return;
        };
        if !(200..300).contains(&exchange.status) {
            return;
        }
        let place = place(&exchange.call);
        let answers = operation["responses"].as_object().expect("answers");
        let success = |status: &&String| status.starts_with('2');
        let Some(published) = answers.keys().find(success) else {
            return;
        };
        if *published != exchange.status.to_string() {
            found.insert(format!(
                "{place} is answered {} and not {published}",
                exchange.status
            ));
        }
        let schema = &answers[published]["content"]["application/json"]["schema"];
        if schema.is_object() {
            let answer = exchange.answer.as_ref().unwrap_or(&Value::Null);
            self.walk(schema, answer, &place, found);
        }
    }

    /// Everything about a request that is not published.
    #[allow(
        dead_code,
        reason = "clients' tests ask, those of the simulator do not"
    )]
    pub(crate) fn check_request(&self, exchange: &Exchange, found: &mut BTreeSet<String>) {
        let Some(operation) = self.operation(&exchange.call) else {
            return;
        };
        let place = place(&exchange.call);
        let (_, path) = exchange.call.split_once(' ').expect("a method and a path");
        let common = &self.document["paths"][&self.paths[&nameless(path)]]["parameters"];
        let parameters: Vec<&Value> = [common, &operation["parameters"]]
            .into_iter()
            .filter_map(Value::as_array)
            .flatten()
            .map(|parameter| self.resolved(parameter))
            .filter(|parameter| parameter["in"] == "query")
            .collect();
        for (name, value) in &exchange.query {
            let plain = name.trim_end_matches("[]");
            let published = parameters.iter().find(|parameter| {
                let told = parameter["name"].as_str().unwrap_or_default();
                told.trim_end_matches("[]") == plain
            });
            match published {
                None => {
                    found.insert(format!("{place} is asked with ?{name}"));
                }
                Some(parameter) => {
                    let choices = parameter["schema"]["enum"].as_array();
                    if choices.is_some_and(|all| !all.iter().any(|one| one == value.as_str())) {
                        found.insert(format!("{place} is asked with ?{name}={value}"));
                    }
                }
            }
        }
        for parameter in parameters {
            let name = parameter["name"].as_str().unwrap_or_default();
            let asked = exchange.query.iter().any(|(asked, _)| asked == name);
            if parameter["required"] == true && !asked {
                found.insert(format!("{place} is asked without ?{name}"));
            }
        }
        let kinds = &self.resolved(&operation["requestBody"])["content"];
        let mut forms = ["application/json", "multipart/form-data"];
        if exchange.form {
            forms.reverse();
        }
        let schema = forms
            .into_iter()
            .map(|kind| &kinds[kind]["schema"])
            .find(|schema| schema.is_object());
        match (&exchange.body, schema) {
            (Some(body), Some(schema)) => {
                let place = format!("{place} <");
                // In a form everything is text.
                if !exchange.form {
                    self.walk(schema, body, &place, found);
                }
                let known = self.members(schema);
                for name in body.as_object().into_iter().flat_map(|body| body.keys()) {
                    if !known.contains(name) {
                        found.insert(format!("{place}.{name} is not published"));
                    }
                }
            }
            (Some(_), None) => {
                found.insert(format!("{place} is asked with a body"));
            }
            (None, _) => {}
        }
    }

    fn resolved<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value["$ref"].as_str() {
            Some(name) => {
                let target = self.document.pointer(name.trim_start_matches('#'));
                self.resolved(target.expect("what is referred to is there"))
            }
            None => value,
        }
    }

    /// The names of the members a schema knows, in all of its parts.
    #[allow(
        dead_code,
        reason = "clients' tests ask, those of the simulator do not"
    )]
    fn members(&self, schema: &Value) -> BTreeSet<String> {
        let schema = self.resolved(schema);
        let own = schema["properties"].as_object();
        let mut names: BTreeSet<String> = own
            .into_iter()
            .flat_map(|properties| properties.keys())
            .map(|name| name.trim_end_matches("[]").to_owned())
            .collect();
        for kind in ["allOf", "oneOf", "anyOf"] {
            for part in schema[kind].as_array().into_iter().flatten() {
                names.extend(self.members(part));
            }
        }
        names
    }

    fn walk(&self, schema: &Value, value: &Value, place: &str, found: &mut BTreeSet<String>) {
        let schema = self.resolved(schema);
        for part in schema["allOf"].as_array().into_iter().flatten() {
            self.walk(part, value, place, found);
        }
        for kind in ["oneOf", "anyOf"] {
            if let Some(choices) = schema[kind].as_array() {
                let fits = |choice: &Value| {
                    let mut problems = BTreeSet::new();
                    self.walk(choice, value, place, &mut problems);
                    problems.is_empty()
                };
                if !choices.iter().any(fits) {
                    found.insert(format!("{place} fits none"));
                }
            }
        }
        let types: Vec<&str> = match &schema["type"] {
            Value::String(one) => vec![one],
            Value::Array(many) => many.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        let nullable = value.is_null() && schema["nullable"] == true;
        if !types.is_empty() && !nullable && !types.iter().any(|it| is(value, it)) {
            found.insert(format!(
                "{place} is {} and not {}",
                name_of(value),
                types.join(" or ")
            ));
            return;
        }
        if let Some(choices) = schema["enum"].as_array()
            && !choices.contains(value)
        {
            found.insert(format!("{place} is none of the enumeration"));
        }
        for name in schema["required"].as_array().into_iter().flatten() {
            let name = name.as_str().unwrap_or_default();
            if value.is_object() && value.get(name).is_none() {
                found.insert(format!("{place}.{name} is missing"));
            }
        }
        if let (Some(members), Some(properties)) =
            (value.as_object(), schema["properties"].as_object())
        {
            for (name, value) in members {
                if let Some(schema) = properties.get(name) {
                    self.walk(schema, value, &format!("{place}.{name}"), found);
                }
            }
        }
        for item in value.as_array().into_iter().flatten() {
            self.walk(&schema["items"], item, &format!("{place}[]"), found);
        }
    }
}

/// A call in the words of a finding.
fn place(call: &str) -> String {
    call.replace("/api/v1/accounts/{account_id}", "")
        .replace("/api/v2/accounts/{account_id}", "/v2")
}

fn is(value: &Value, name: &str) -> bool {
    match name {
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        other => name_of(value) == other,
    }
}

fn name_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
