//! The command list as types: what the TypeScript side is generated from.

use specta::Type;

#[allow(
    clippy::wildcard_imports,
    reason = "the command list names whatever shapes it needs"
)]
use super::dto::*;
use super::{error::IpcError, event::HostEvent};

/// One command: what it takes and what it answers.
#[derive(Type)]
#[expect(dead_code, reason = "only its type is used, by the generator")]
pub struct Command<Input, Output> {
    input: Input,
    output: Output,
}

macro_rules! commands {
    ($($(#[$doc:meta])* $name:ident($input:ty) -> $output:ty;)*) => {
        /// Every command by name.
        #[derive(Type)]
        #[expect(dead_code, reason = "only its type is used, by the generator")]
        pub struct Commands {
            $($(#[$doc])* $name: Command<$input, $output>,)*
        }

        /// The names of all commands.
        pub const COMMAND_NAMES: &[&str] = &[$(stringify!($name)),*];
    };
}

include!("command_list.rs");

/// All types that cross the boundary.
pub fn boundary_types() -> specta::Types {
    specta::Types::default()
        .register::<Commands>()
        .register::<HostEvent>()
        // Answers to portions of files, which go beside the commands.
        .register::<CopiedDto>()
        .register::<IpcError>()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the page may call, by hand and for all to read; this holds it against the commands there are.
    #[test]
    fn the_page_may_call_every_command_and_nothing_else() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/capabilities/main.json");
        let text = std::fs::read_to_string(path).expect("the capability is there");
        let capability: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let granted = capability["permissions"].as_array().expect("a list");
        let mut granted: Vec<_> = granted.iter().filter_map(|name| name.as_str()).collect();
        let mut wanted: Vec<_> = COMMAND_NAMES
            .iter()
            .map(|name| format!("allow-{}", name.replace('_', "-")))
            .collect();
        wanted.push("core:event:allow-listen".to_owned());
        wanted.push("core:event:allow-unlisten".to_owned());
        granted.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(granted, wanted);
    }

    /// The committed bindings; run with `UPDATE_BINDINGS=1` to write them anew.
    #[test]
    fn the_committed_typescript_is_what_the_rust_types_say() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/src/ipc/bindings.gen.ts");
        let wanted = specta_typescript::Typescript::default()
            .header("// Generated from the host's types. Do not edit.\n")
            .export(&boundary_types(), specta_serde::Format)
            .expect("every type has a TypeScript form");
        if std::env::var_os("UPDATE_BINDINGS").is_some() {
            std::fs::write(path, &wanted).expect("the bindings can be written");
        }
        let committed = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            committed == wanted,
            "stale bindings: run `npm run bindings` and commit the result"
        );
    }
}
