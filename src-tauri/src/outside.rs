//! What leaves the program: addresses and files handed to the system.

use std::path::Path;

use crate::ipc::error::{ErrorCode, IpcError, IpcResult};

/// Hands addresses and files to the system.
pub trait Outside: Send + Sync + 'static {
    /// Opens an address that was allowed.
    fn open_address(&self, address: &str) -> bool;
    /// Opens a file with the system's program for it.
    fn open_file(&self, path: &Path) -> bool;
    /// Opens the window in which a customer of this line is played.
    fn open_visitor_window(&self, line: &str) -> bool;
}

/// For machines without a desktop.
pub struct NoOutside;

impl Outside for NoOutside {
    fn open_address(&self, _address: &str) -> bool {
        false
    }

    fn open_file(&self, _path: &Path) -> bool {
        false
    }

    fn open_visitor_window(&self, _line: &str) -> bool {
        false
    }
}

/// The system's own way, through Tauri.
pub struct SystemOutside(pub tauri::AppHandle);

impl Outside for SystemOutside {
    fn open_address(&self, address: &str) -> bool {
        tauri_plugin_opener::open_url(address, None::<&str>).is_ok()
    }

    fn open_file(&self, path: &Path) -> bool {
        tauri_plugin_opener::open_path(path, None::<&str>).is_ok()
    }

    fn open_visitor_window(&self, line: &str) -> bool {
        crate::windows::open_visitor(&self.0, line).is_ok()
    }
}

/// The address in the form to open, if its scheme may leave: a customer's text must not start
/// programs.
pub fn allowed(address: &str) -> IpcResult<tauri::Url> {
    let refused = || IpcError::new(ErrorCode::AddressNotAllowed);
    let url = tauri::Url::parse(address).map_err(|_| refused())?;
    match url.scheme() {
        "https" | "http" if url.host_str().is_some_and(|host| !host.is_empty()) => Ok(url),
        "mailto" | "tel" => Ok(url),
        _ => Err(refused()),
    }
}

#[cfg(test)]
mod tests {
    use super::allowed;

    #[test]
    fn only_web_mail_and_phone_addresses_leave() {
        for address in [
            "file:///etc/passwd",
            "javascript:alert(1)",
            "data:text/html,x",
            "smb://host/share",
            "not an address",
            "//host",
            "",
        ] {
            assert!(allowed(address).is_err(), "{address}");
        }
        for address in [
            "https://example.com/a?b=c",
            "mailto:a@example.com",
            "tel:+966500000001",
        ] {
            assert!(allowed(address).is_ok(), "{address}");
        }
    }
}
