//! Files that a person attaches. Their bytes never cross as JSON: they go in portions of their own.

use serde::{Deserialize, Serialize};
use specta::Type;

/// Make room for a file of this computer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BeginFileInput {
    /// The conversation whose draft it is for.
    pub conversation: String,
    /// For colleagues, not for the customer.
    pub note: bool,
    /// Its name.
    pub name: String,
    /// MIME type as the page knows it; empty when it does not.
    pub mime_type: String,
    /// Exactly how many bytes will come.
    pub bytes: u32,
}

/// A file that was dropped on the window. Its bytes are read by its number.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DroppedFileDto {
    /// What it is read by.
    pub file: String,
    /// Its name.
    pub name: String,
    /// Its size in bytes, as far as the number reaches.
    pub bytes: u32,
}

impl std::fmt::Debug for DroppedFileDto {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("DroppedFileDto")
            .field("file", &self.file)
            .finish_non_exhaustive()
    }
}

/// Attach a file that is public on the web.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AttachLinkInput {
    /// The conversation whose draft it is for.
    pub conversation: String,
    /// Its address.
    pub url: String,
    /// The name to show for it.
    pub name: String,
    /// What it is; told from its name when absent.
    pub kind: Option<super::MediaKindDto>,
    /// Size in bytes, where it is known.
    pub bytes: Option<u32>,
}

impl std::fmt::Debug for BeginFileInput {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("BeginFileInput")
            .field("conversation", &self.conversation)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for AttachLinkInput {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("AttachLinkInput")
            .field("conversation", &self.conversation)
            .finish_non_exhaustive()
    }
}

/// Names an attached file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FileRef {
    /// Opaque id.
    pub file: String,
}

/// How far the copying of a file has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CopiedDto {
    /// So many bytes are here; the next portion begins there.
    pub received: u32,
    /// All are, and the file is in the draft.
    pub whole: bool,
}

/// A file in a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AttachedFileDto {
    /// Opaque id.
    pub id: String,
    /// For colleagues, not for the customer.
    pub note: bool,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: super::MediaKindDto,
    /// Size in bytes, when known.
    pub bytes: Option<u32>,
    /// It is on the web, not on this computer.
    pub link: bool,
}

/// How much of a message's files has left this computer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct UploadDto {
    /// Bytes that have left.
    pub sent: u32,
    /// Bytes there are.
    pub total: u32,
}
