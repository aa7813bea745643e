#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]
//! Starts the application.

fn main() -> std::process::ExitCode {
    switchboard::run()
}
