//! The main window, and the one in which a customer is played.

use tauri::{AppHandle, Manager as _, WebviewUrl, WebviewWindow, WebviewWindowBuilder};

/// Label of the main window; its capabilities are granted to this name.
pub const MAIN: &str = "main";

/// Opens the main window, hidden until its page asks to be seen or has loaded.
pub fn open_main(app: &AppHandle) -> tauri::Result<WebviewWindow> {
    let builder = WebviewWindowBuilder::new(app, MAIN, WebviewUrl::App("index.html".into()))
        .title("Switchboard")
        .inner_size(1440.0, 900.0)
        .min_inner_size(480.0, 480.0)
        .on_navigation(stays_in_the_program);
    // Files that are dropped reach the page as files; the handler would keep them from it. On Linux they
    // never do, so there the program is told their paths.
    #[cfg(not(target_os = "linux"))]
    let builder = builder.disable_drag_drop_handler();
    let window = builder.build()?;
    #[cfg(target_os = "linux")]
    {
        fonts::follow_desktop(&window)?;
        recovery::load_again_after_crashes(&window)?;
    }
    Ok(window)
}

/// Label of the window in which a customer is played.
pub const VISITOR: &str = "visitor";

/// Opens the window in which a customer of this line is played; one that is open is replaced, as it
/// may play on another line.
pub fn open_visitor(app: &AppHandle, line: &str) -> tauri::Result<()> {
    if let Some(window) = app.get_webview_window(VISITOR) {
        window.destroy()?;
    }
    let page = format!("index.html?visitor={line}");
    let window = WebviewWindowBuilder::new(app, VISITOR, WebviewUrl::App(page.into()))
        .title("Switchboard")
        .inner_size(460.0, 720.0)
        .min_inner_size(360.0, 480.0)
        .on_navigation(stays_in_the_program)
        .build()?;
    #[cfg(target_os = "linux")]
    fonts::follow_desktop(&window)?;
    window.set_focus()
}

/// Links leave through `open_link` only; nothing may replace the page.
fn stays_in_the_program(url: &tauri::Url) -> bool {
    matches!(url.scheme(), "tauri") || matches!(url.host_str(), Some("tauri.localhost"))
}

/// Shows the main window in front of the others.
pub fn bring_to_front(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(MAIN) {
        let _ = window.show();
        let _ = window.unminimize();
        let _ = window.set_focus();
    }
}

/// The desktop's own font, so that the window looks at home.
#[cfg(target_os = "linux")]
mod fonts {
    use gtk::{pango, prelude::GtkSettingsExt as _};
    use tauri::WebviewWindow;
    use webkit2gtk::{SettingsExt as _, WebViewExt as _};

    /// Lets the page's plain font be that of the desktop. The page names no families for it to be
    /// looked for in: each that is not there is looked for again in every size and weight.
    pub(super) fn follow_desktop(window: &WebviewWindow) -> tauri::Result<()> {
        window.with_webview(|webview| {
            let chosen = gtk::Settings::default().and_then(|desktop| desktop.gtk_font_name());
            let family = chosen.as_deref().and_then(family_of);
            if let (Some(family), Some(settings)) = (family, webview.inner().settings()) {
                settings.set_sans_serif_font_family(&family);
            }
        })
    }

    /// The family of a font as desktops write it, such as `Cantarell Bold 11`. "Sans" says nothing of
    /// its own: it means what WebKit takes anyway.
    fn family_of(name: &str) -> Option<String> {
        let family = pango::FontDescription::from_string(name).family()?;
        let says_nothing = ["sans", "sans-serif", "system-ui"]
            .iter()
            .any(|generic| family.eq_ignore_ascii_case(generic));
        (!says_nothing).then(|| family.to_string())
    }

    #[cfg(test)]
    mod tests {
        use super::family_of;

        #[test]
        fn a_family_is_told_apart_from_style_and_size() {
            assert_eq!(family_of("Cantarell 11").as_deref(), Some("Cantarell"));
            assert_eq!(family_of("Ubuntu Medium 10.5").as_deref(), Some("Ubuntu"));
            assert_eq!(
                family_of("IBM Plex Sans Arabic Bold 11").as_deref(),
                Some("IBM Plex Sans Arabic")
            );
        }

        #[test]
        fn a_font_that_names_no_family_leaves_webkits_own() {
            for name in ["Sans 10", "sans-serif", "System-ui 12", "11", ""] {
                assert_eq!(family_of(name), None, "{name:?}");
            }
        }
    }
}

/// Filling the window again when the page is gone.
#[cfg(target_os = "linux")]
mod recovery {
    use std::{
        cell::Cell,
        time::{Duration, Instant},
    };

    use tauri::WebviewWindow;
    use webkit2gtk::WebViewExt as _;

    /// A page that ends sooner than this after the last end would end again and again.
    const STEADY: Duration = Duration::from_secs(5);

    /// Loads the page again when its process ends. WebKit keeps the page in a process of its own,
    /// which a broken decoder or a lack of memory can end, and leaves the window empty then. What
    /// counts is in the host, not in the page.
    pub(super) fn load_again_after_crashes(window: &WebviewWindow) -> tauri::Result<()> {
        window.with_webview(|webview| {
            let last = Cell::new(None::<Instant>);
            webview
                .inner()
                .connect_web_process_terminated(move |view, reason| {
                    tracing::error!(?reason, "the page's process ended");
                    let before = last.replace(Some(Instant::now()));
                    if before.is_none_or(|at| at.elapsed() > STEADY) {
                        view.reload();
                    }
                });
        })
    }
}

/// Drawing on machines without a GPU, such as many virtual desktops.
#[cfg(target_os = "linux")]
pub mod software {
    use std::path::Path;

    use webkit2gtk::glib;

    /// Has pages drawn by the processor directly where there is no GPU. Left to itself, WebKit then
    /// composes layers through a software GL library: the start takes twice as long, a scrolled
    /// frame five times, and the library costs 60 MiB.
    ///
    /// Said by the environment, as a window's own setting comes too late: by then its view has begun
    /// to start the library, and its page waits until that is up. To be called before the first
    /// window and the first thread; what the person has said themselves stays.
    pub fn spare_without_gpu() {
        if !has_gpu(Path::new("/dev/dri")) {
            let _ = glib::setenv("WEBKIT_DISABLE_COMPOSITING_MODE", "1", false);
        }
    }

    fn has_gpu(devices: &Path) -> bool {
        std::fs::read_dir(devices).is_ok_and(|entries| {
            entries
                .flatten()
                .any(|entry| entry.file_name().to_string_lossy().starts_with("renderD"))
        })
    }

    #[cfg(test)]
    mod tests {
        use super::has_gpu;

        #[test]
        fn a_machine_without_devices_or_with_a_screen_alone_has_no_gpu() {
            let folder = tempfile::tempdir().unwrap();
            assert!(!has_gpu(&folder.path().join("dri")));
            std::fs::write(folder.path().join("card0"), "").unwrap();
            assert!(!has_gpu(folder.path()));
            std::fs::write(folder.path().join("renderD128"), "").unwrap();
            assert!(has_gpu(folder.path()));
        }
    }
}
