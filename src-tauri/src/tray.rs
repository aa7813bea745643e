//! The tray icon: says whether something of mine is unread, brings the window back, quits.

#[cfg(not(target_os = "linux"))]
use tauri::Manager as _;
#[cfg(windows)]
use tauri::tray::{MouseButton, MouseButtonState, TrayIconEvent};
use tauri::{
    AppHandle,
    image::Image,
    menu::{MenuBuilder, MenuItemBuilder},
    tray::TrayIconBuilder,
};

use crate::windows;

const TRAY: &str = "main";
const SHOW: &str = "show";
const QUIT: &str = "quit";

const QUIET: &[u8] = include_bytes!("../../icons/tray.png");
const UNREAD: &[u8] = include_bytes!("../../icons/tray-unread.png");

/// Puts the icon into the tray. Without a tray on this desktop the program works all the same.
pub fn install(app: &AppHandle, words: &TrayWords) -> tauri::Result<()> {
    let show = MenuItemBuilder::with_id(SHOW, &words.open).build(app)?;
    let quit = MenuItemBuilder::with_id(QUIT, &words.quit).build(app)?;
    let menu = MenuBuilder::new(app).items(&[&show, &quit]).build()?;
    let builder = TrayIconBuilder::with_id(TRAY)
        .icon(Image::from_bytes(QUIET)?)
        .tooltip("Switchboard")
        .menu(&menu)
        .on_menu_event(|app, event| match event.id().as_ref() {
            SHOW => windows::bring_to_front(app),
            QUIT => app.exit(0),
            _ => {}
        });
    // Windows has the menu under the other button; a click on an icon is for the program itself.
    #[cfg(windows)]
    let builder = builder
        .show_menu_on_left_click(false)
        .on_tray_icon_event(|icon, event| {
            if let TrayIconEvent::Click {
                button: MouseButton::Left,
                button_state: MouseButtonState::Up,
                ..
            } = event
            {
                windows::bring_to_front(icon.app_handle());
            }
        });
    builder.build(app)?;
    Ok(())
}

/// The tray's words, in the person's language.
pub struct TrayWords {
    /// Brings the window back.
    pub open: String,
    /// Ends the program.
    pub quit: String,
}

/// Shows how many conversations are unread: on the icon, and on the dock where there is one.
pub fn show_unread(app: &AppHandle, unread: u32) {
    if let Some(tray) = app.tray_by_id(TRAY) {
        let icon = Image::from_bytes(if unread > 0 { UNREAD } else { QUIET });
        let _ = tray.set_icon(icon.ok());
        let _ = tray.set_tooltip(Some(if unread > 0 {
            format!("Switchboard · {unread}")
        } else {
            "Switchboard".to_owned()
        }));
    }
    // Docks of Linux hear of it by the launcher entry; there this call does nothing.
    #[cfg(not(target_os = "linux"))]
    if let Some(window) = app.get_webview_window(windows::MAIN) {
        let count = (unread > 0).then_some(i64::from(unread));
        let _ = window.set_badge_count(count);
        #[cfg(target_os = "windows")]
        {
            let overlay = count.and_then(|_| Image::from_bytes(UNREAD).ok());
            let _ = window.set_overlay_icon(overlay);
        }
    }
}

/// Whether this desktop shows tray icons at all. Where it does not, closing the window must end the
/// program: nothing could bring it back.
pub fn is_visible() -> bool {
    #[cfg(target_os = "linux")]
    {
        zbus::blocking::Connection::session()
            .and_then(|bus| {
                let names = zbus::blocking::fdo::DBusProxy::new(&bus)?;
                Ok(names.name_has_owner(zbus::names::BusName::try_from(
                    "org.kde.StatusNotifierWatcher",
                )?)?)
            })
            .unwrap_or(false)
    }
    #[cfg(not(target_os = "linux"))]
    {
        true
    }
}
