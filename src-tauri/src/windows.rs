//! The main window.

use tauri::{AppHandle, Manager as _, WebviewUrl, WebviewWindow, WebviewWindowBuilder};

/// Label of the main window; its capabilities are granted to this name.
pub const MAIN: &str = "main";

/// Opens the main window, hidden until its page asks to be seen or has loaded.
pub fn open_main(app: &AppHandle) -> tauri::Result<WebviewWindow> {
    let builder = WebviewWindowBuilder::new(app, MAIN, WebviewUrl::App("index.html".into()))
        .title("Switchboard")
        .inner_size(1440.0, 900.0)
        .min_inner_size(480.0, 480.0)
        // Links leave through `open_link` only; nothing may replace the page.
        .on_navigation(|url| {
            matches!(url.scheme(), "tauri") || matches!(url.host_str(), Some("tauri.localhost"))
        });
    #[cfg(target_os = "macos")]
    let builder = builder
        .title_bar_style(tauri::TitleBarStyle::Overlay)
        .hidden_title(true);
    builder.build()
}

/// Shows the main window in front of the others.
pub fn bring_to_front(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(MAIN) {
        let _ = window.show();
        let _ = window.unminimize();
        let _ = window.set_focus();
    }
}
