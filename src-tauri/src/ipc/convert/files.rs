//! Attached files.

use inbox_core::MediaKind;
use inbox_engine::UploadState;
use inbox_store::AttachedFile;

use super::item::media_kind;
use crate::ipc::dto::{AttachedFileDto, MediaKindDto, UploadDto};

/// A size as it crosses; larger files than it can say are sent nowhere.
pub fn size(bytes: u64) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

/// A file in a draft.
pub fn attached(file: AttachedFile) -> AttachedFileDto {
    AttachedFileDto {
        id: file.id.to_string(),
        note: file.note,
        kind: media_kind(MediaKind::of_mime_type(&file.mime_type)),
        bytes: Some(size(file.bytes)).filter(|bytes| *bytes > 0),
        link: file.url.is_some(),
        name: file.name,
    }
}

/// How much of a message's files has left.
pub fn upload(state: UploadState) -> UploadDto {
    UploadDto {
        sent: size(state.sent),
        total: size(state.total),
    }
}

const UNKNOWN: &str = "application/octet-stream";

/// What a file is: as the page says, else as its name does.
pub fn mime_type(told: &str, name: &str) -> String {
    let told = told.split(';').next().unwrap_or_default().trim();
    if told
        .split_once('/')
        .is_some_and(|(family, kind)| !family.is_empty() && !kind.is_empty())
    {
        return told.to_ascii_lowercase();
    }
    named(name).unwrap_or(UNKNOWN).to_owned()
}

/// What a file on the web is: as its name says, where that does not contradict the person.
pub fn linked_mime_type(kind: Option<MediaKindDto>, name: &str) -> String {
    let by_name = named(name);
    let Some(kind) = kind else {
        return by_name.unwrap_or(UNKNOWN).to_owned();
    };
    let agrees = by_name.filter(|mime| media_kind(MediaKind::of_mime_type(mime)) == kind);
    agrees
        .unwrap_or(match kind {
            MediaKindDto::Image => "image/jpeg",
            MediaKindDto::Video => "video/mp4",
            MediaKindDto::Audio => "audio/mpeg",
            MediaKindDto::Document => UNKNOWN,
        })
        .to_owned()
}

fn named(name: &str) -> Option<&'static str> {
    mime_guess::from_path(name).first_raw()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_the_page_says_and_else_what_its_name_does() {
        assert_eq!(mime_type("image/PNG", "a.txt"), "image/png");
        assert_eq!(mime_type("", "a.pdf"), "application/pdf");
        assert_eq!(mime_type("nonsense", "a"), UNKNOWN);
    }

    #[test]
    fn a_link_is_what_the_person_says_in_the_form_its_name_does() {
        let linked = linked_mime_type;
        assert_eq!(linked(Some(MediaKindDto::Image), "a.png"), "image/png");
        assert_eq!(linked(Some(MediaKindDto::Image), "a.pdf"), "image/jpeg");
        assert_eq!(linked(None, "a.pdf"), "application/pdf");
        assert_eq!(linked(None, "a"), UNKNOWN);
    }
}
