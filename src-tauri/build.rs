//! Tells Tauri which commands exist, so that a window can call only those it was granted.

macro_rules! commands {
    ($($(#[$doc:meta])* $name:ident($input:ty) -> $output:ty;)*) => {
        const COMMAND_NAMES: &[&str] = &[$(stringify!($name)),*];
    };
}

include!("src/ipc/command_list.rs");

fn main() {
    println!("cargo:rerun-if-changed=src/ipc/command_list.rs");
    let manifest = tauri_build::AppManifest::new().commands(COMMAND_NAMES);
    let attributes = tauri_build::Attributes::new().app_manifest(manifest);
    tauri_build::try_build(attributes).expect("the application manifest is well-formed");
}
