//! Files of messages: fetched by item, never by address, and as the page asks for them
//! (`media://localhost/{item}`). Attached files come and go the same way.
//!
//! They are kept in memory for a while and never written to disk unless the person saves one.

use std::{
    collections::VecDeque,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use tauri::http::{HeaderValue, Method, Request, Response, StatusCode, header};

use crate::{
    dropped::DroppedFiles,
    host::Host,
    ipc::error::{ErrorCode, IpcError, IpcResult},
};

/// Larger files are not fetched: WhatsApp's own limit for documents.
pub const FILE_LIMIT: u64 = 100 * 1024 * 1024;

/// Where the page comes from. Its files come from another origin, and without being named in the answer
/// it could ask for them but not read them.
const PAGE_ORIGIN: &str = if cfg!(windows) {
    "http://tauri.localhost"
} else {
    "tauri://localhost"
};

/// What is kept in memory at most.
const KEPT: usize = 64 * 1024 * 1024;

/// A fetched file.
#[derive(Debug)]
pub struct MediaFile {
    /// Its MIME type: what its first bytes say, else what the platform told.
    pub mime_type: String,
    /// A name to save it under.
    pub file_name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl MediaFile {
    /// Names a file from what is known of it.
    pub fn new(bytes: Vec<u8>, told_type: Option<&str>, told_name: Option<&str>) -> Self {
        let kind = infer::get(&bytes);
        // A page or script that calls itself a picture must not become one for the webview.
        let told_type = told_type.filter(|told| !told.contains("html") && !told.contains("script"));
        let mime_type = kind
            .map(|kind| kind.mime_type())
            .or(told_type)
            .unwrap_or("application/octet-stream")
            .to_owned();
        let extension = kind.map_or("bin", |kind| kind.extension());
        let file_name = told_name
            .map(safe_name)
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| format!("switchboard.{extension}"));
        Self {
            mime_type,
            file_name,
            bytes,
        }
    }
}

impl MediaFile {
    /// True when the first bytes are of a kind that is only looked at or listened to, and the name
    /// does not make the system take it for another.
    pub fn is_safe_to_open(&self) -> bool {
        let Some(kind) = infer::get(&self.bytes) else {
            return false;
        };
        let seen = matches!(
            kind.matcher_type(),
            infer::MatcherType::Image | infer::MatcherType::Audio | infer::MatcherType::Video
        ) || kind.mime_type() == "application/pdf";
        let named = Path::new(&self.file_name)
            .extension()
            .and_then(|ending| ending.to_str())
            .and_then(|ending| mime_guess::from_ext(ending).first());
        let family = |mime: &str| mime.split('/').next().unwrap_or_default().to_owned();
        seen && named.is_some_and(|named| {
            family(named.essence_str()) == family(kind.mime_type())
                && (family(kind.mime_type()) != "application"
                    || named.essence_str() == kind.mime_type())
        })
    }
}

/// A customer's file name without anything that could lead out of a folder, hide the file or turn
/// its ending around.
fn safe_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last
        .chars()
        .filter(|character| {
            !character.is_control()
                && !matches!(character, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
                && !matches!(character, '<' | '>' | ':' | '"' | '|' | '?' | '*')
        })
        .collect();
    let kept = kept.trim_matches(['.', ' ']);
    let mark = if is_device(kept) { "_" } else { "" };
    mark.chars().chain(kept.chars()).take(120).collect()
}

/// Whether Windows takes a file of this name for a device, whatever its ending.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end();
    let (kind, number) = stem.split_at_checked(3).unwrap_or_default();
    let is = |device: &str| kind.eq_ignore_ascii_case(device);
    match number {
        "" => ["con", "prn", "aux", "nul"].into_iter().any(is),
        "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³" => {
            ["com", "lpt"].into_iter().any(is)
        }
        _ => false,
    }
}

/// Recently fetched files, newest last.
#[derive(Default)]
pub struct MediaMemory {
    files: Mutex<VecDeque<(String, Arc<MediaFile>)>>,
}

impl MediaMemory {
    /// The file of `item`, when it is still there.
    pub fn get(&self, item: &str) -> Option<Arc<MediaFile>> {
        let files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        files
            .iter()
            .find(|(kept, _)| kept == item)
            .map(|(_, file)| file.clone())
    }

    /// Keeps a file and drops the oldest beyond the limit.
    pub fn keep(&self, item: String, file: Arc<MediaFile>) {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        files.push_back((item, file));
        let mut total: usize = files.iter().map(|(_, file)| file.bytes.len()).sum();
        while total > KEPT {
            let Some((_, oldest)) = files.pop_front() else {
                break;
            };
            total -= oldest.bytes.len();
        }
    }
}

/// Writes a file into `folder` under a name that is not taken; answers the path.
pub fn save(folder: &Path, file: &MediaFile) -> std::io::Result<PathBuf> {
    use std::io::Write as _;
    std::fs::create_dir_all(folder)?;
    let name = Path::new(&file.file_name);
    let stem = name
        .file_stem()
        .and_then(|stem| stem.to_str())
        .unwrap_or("switchboard");
    let ending = name.extension().and_then(|ending| ending.to_str());
    for attempt in 0..1000 {
        let numbered = if attempt == 0 {
            stem.to_owned()
        } else {
            format!("{stem} ({attempt})")
        };
        let path =
            folder.join(ending.map_or(numbered.clone(), |ending| format!("{numbered}.{ending}")));
        match std::fs::File::create_new(&path) {
            Ok(mut created) => {
                created.write_all(&file.bytes)?;
                return Ok(path);
            }
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(std::io::ErrorKind::AlreadyExists.into())
}

/// What the page asks for: the file of an item (`/{item}`), an attached file (`/kept/{file}`), with a
/// body the next portion of one (`/kept/{file}/{offset}`), or a portion of a file that was dropped on
/// the window (`/dropped/{file}/{offset}`).
enum Asked<'a> {
    Dropped(&'a str, u64),
    Item(&'a str),
    Attached(&'a str),
    Portion(&'a str, u64),
}

impl<'a> Asked<'a> {
    fn read(method: &Method, path: &'a str) -> Option<Self> {
        let path = path.trim_start_matches('/');
        if let Some(place) = path.strip_prefix("dropped/") {
            let (file, offset) = place.split_once('/')?;
            let offset = offset.parse().ok()?;
            return (method == Method::GET).then_some(Self::Dropped(file, offset));
        }
        match path.strip_prefix("kept/") {
            None if method == Method::GET => Some(Self::Item(path)),
            Some(file) if method == Method::GET => Some(Self::Attached(file)),
            Some(place) if method == Method::POST => {
                let (file, offset) = place.split_once('/')?;
                Some(Self::Portion(file, offset.parse().ok()?))
            }
            _ => None,
        }
    }
}

/// Answers the page.
pub async fn respond(
    host: IpcResult<Host>,
    dropped: &DroppedFiles,
    request: Request<Vec<u8>>,
) -> Response<Vec<u8>> {
    let answer = match answered(host, dropped, request).await {
        Ok(answer) => answer,
        Err(error) => failure(&error),
    };
    let mut response = answer.unwrap_or_else(|_| Response::new(Vec::new()));
    response.headers_mut().insert(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static(PAGE_ORIGIN),
    );
    response
}

async fn answered(
    host: IpcResult<Host>,
    dropped: &DroppedFiles,
    request: Request<Vec<u8>>,
) -> IpcResult<tauri::http::Result<Response<Vec<u8>>>> {
    let host = host?;
    let (head, body) = request.into_parts();
    let asked = Asked::read(&head.method, head.uri.path())
        .ok_or_else(|| IpcError::new(ErrorCode::InvalidInput))?;
    let picture = |mime_type: &str, bytes: Vec<u8>| {
        Response::builder()
            .header(header::CONTENT_TYPE, mime_type)
            .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
            .body(bytes)
    };
    Ok(match asked {
        Asked::Item(item) => {
            let file = host.media(item).await?;
            picture(&file.mime_type, file.bytes.clone())
        }
        Asked::Dropped(file, offset) => {
            let bytes = dropped.portion(file, offset).await?;
            picture("application/octet-stream", bytes)
        }
        Asked::Attached(file) => {
            let file = host.attached_file(file).await?;
            picture(&file.mime_type, file.bytes)
        }
        Asked::Portion(file, offset) => {
            let copied = host.append_to_file(file, offset, body).await?;
            let copied = serde_json::to_vec(&copied).unwrap_or_default();
            picture("application/json", copied)
        }
    })
}

fn failure(error: &IpcError) -> tauri::http::Result<Response<Vec<u8>>> {
    let status = match error.code {
        ErrorCode::NotFound => StatusCode::NOT_FOUND,
        ErrorCode::FileTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        _ => StatusCode::BAD_GATEWAY,
    };
    Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, "application/json")
        .body(serde_json::to_vec(error).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_cannot_leave_the_folder_or_lie_about_its_ending() {
        assert_eq!(safe_name("../../etc/passwd"), "passwd");
        assert_eq!(safe_name("..\\evil.exe"), "evil.exe");
        assert_eq!(safe_name("invoice\u{202E}fdp.exe"), "invoicefdp.exe");
        assert_eq!(safe_name("فاتورة ١.pdf"), "فاتورة ١.pdf");
        assert_eq!(safe_name("..."), "");
    }

    #[test]
    fn a_file_that_is_named_like_a_device_of_windows_can_be_saved_there() {
        assert_eq!(safe_name("con.pdf"), "_con.pdf");
        assert_eq!(safe_name("NUL"), "_NUL");
        assert_eq!(safe_name("Com1 .tar.gz"), "_Com1 .tar.gz");
        assert_eq!(safe_name("LPT².txt"), "_LPT².txt");
        assert_eq!(safe_name("contract.pdf"), "contract.pdf");
        assert_eq!(safe_name("com10.txt"), "com10.txt");
        assert_eq!(safe_name("عقد.pdf"), "عقد.pdf");
    }

    #[tokio::test]
    async fn the_page_and_nobody_else_may_read_an_answer() {
        let request = Request::get("media://localhost/1").body(Vec::new());
        let request = request.expect("a plain request");
        let host = Err(IpcError::new(ErrorCode::NotFound));
        let response = respond(host, &DroppedFiles::default(), request).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
        assert_eq!(
            response.headers().get(header::ACCESS_CONTROL_ALLOW_ORIGIN),
            Some(&HeaderValue::from_static(PAGE_ORIGIN))
        );
    }

    #[test]
    fn saving_twice_keeps_both() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = MediaFile::new(b"%PDF-1.4 x".to_vec(), None, Some("Invoice.pdf"));
        let first = save(folder.path(), &file).expect("saved");
        let second = save(folder.path(), &file).expect("saved again");
        assert_eq!(
            first.file_name().and_then(|name| name.to_str()),
            Some("Invoice.pdf")
        );
        assert_eq!(
            second.file_name().and_then(|name| name.to_str()),
            Some("Invoice (1).pdf")
        );
    }

    #[test]
    fn only_what_is_looked_at_or_listened_to_is_opened() {
        let safe =
            |bytes: &[u8], name| MediaFile::new(bytes.to_vec(), None, Some(name)).is_safe_to_open();
        let png = b"\x89PNG\r\n\x1a\n0000";
        assert!(safe(png, "photo.png"));
        assert!(safe(b"%PDF-1.4 x", "Invoice.pdf"));
        assert!(!safe(png, "photo.png.exe"), "the system goes by the name");
        assert!(!safe(b"%PDF-1.4 x", "invoice.js"));
        assert!(!safe(b"MZ\x90\0 program", "photo.png"));
        assert!(!safe(b"<html><script>", "page.html"));
        assert!(!safe(b"", "nothing"));
    }

    #[test]
    fn what_calls_itself_a_picture_but_is_a_page_is_not_given_to_the_webview_as_one() {
        let file = MediaFile::new(b"plain".to_vec(), Some("text/html"), None);
        assert_eq!(file.mime_type, "application/octet-stream");
    }
}
