//! The person's choices: kept as JSON, read member by member so that a damaged or unknown member
//! costs only itself.

use std::sync::Mutex;

use serde_json::{Map, Value};

use crate::ipc::dto::{LanguageDto, Settings};

/// Where the choices are written.
pub trait SettingsFile: Send + Sync + 'static {
    /// The stored members; empty when there are none.
    fn read(&self) -> Map<String, Value>;
    /// Replaces them. False when they could not be written.
    fn write(&self, members: Map<String, Value>) -> bool;
}

/// The person's choices in memory, written through to their file.
pub struct SettingsKeeper {
    file: Box<dyn SettingsFile>,
    current: Mutex<Settings>,
}

impl SettingsKeeper {
    /// Reads the choices.
    pub fn open(file: Box<dyn SettingsFile>) -> Self {
        let current = Mutex::new(tolerant(file.read()));
        Self { file, current }
    }

    /// The chosen language, before anything else is opened.
    pub fn read_language(file: &dyn SettingsFile) -> LanguageDto {
        tolerant(file.read()).language
    }

    /// The choices as they are.
    pub fn get(&self) -> Settings {
        self.current
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .clone()
    }

    /// Replaces the choices; false when they hold for this run only.
    pub fn set(&self, settings: Settings) -> bool {
        let written = match serde_json::to_value(&settings) {
            Ok(Value::Object(members)) => self.file.write(members),
            _ => false,
        };
        *self
            .current
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner) = settings;
        written
    }
}

/// Takes each stored member that makes sense and the default for the others.
fn tolerant(stored: Map<String, Value>) -> Settings {
    let mut settings = Settings::default();
    for (name, value) in stored {
        let Ok(Value::Object(mut members)) = serde_json::to_value(&settings) else {
            continue;
        };
        members.insert(name, value);
        if let Ok(better) = serde_json::from_value(Value::Object(members)) {
            settings = better;
        }
    }
    settings
}

/// Choices in memory only, for sample data.
#[derive(Default)]
pub struct NoFile;

impl SettingsFile for NoFile {
    fn read(&self) -> Map<String, Value> {
        Map::new()
    }

    fn write(&self, _members: Map<String, Value>) -> bool {
        true
    }
}

/// Choices in a file of the development host.
pub struct JsonFile(pub std::path::PathBuf);

impl SettingsFile for JsonFile {
    fn read(&self) -> Map<String, Value> {
        let text = std::fs::read_to_string(&self.0).unwrap_or_default();
        serde_json::from_str(&text).unwrap_or_default()
    }

    fn write(&self, members: Map<String, Value>) -> bool {
        serde_json::to_vec_pretty(&members)
            .is_ok_and(|bytes| std::fs::write(&self.0, bytes).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::ipc::dto::ThemeDto;

    #[test]
    fn a_damaged_member_costs_only_itself() {
        let Value::Object(stored) =
            json!({ "theme": "dark", "language": 7, "fromTheFuture": true, "listWidth": 400 })
        else {
            unreachable!("an object literal")
        };
        let settings = tolerant(stored);
        assert_eq!(settings.theme, ThemeDto::Dark);
        assert_eq!(settings.language, LanguageDto::System);
        assert_eq!(settings.list_width, 400);
    }
}
