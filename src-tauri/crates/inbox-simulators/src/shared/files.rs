//! Files that clients sent, as tests ask for them: what they are called, what they are, and what is in
//! them.

use serde::Serialize;
use sha2::{Digest as _, Sha256};

/// A file that a client sent with a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SentFile {
    /// Id of the conversation; where messages go to numbers, the number.
    pub conversation: String,
    /// What it is called.
    pub name: String,
    /// MIME type, where the platform is told it.
    pub content_type: Option<String>,
    /// How many bytes are here; nothing for one that lies elsewhere.
    pub size: Option<usize>,
    /// SHA-256 of them in hexadecimal.
    pub sha256: Option<String>,
    /// Where it lies, for one that was sent by its address.
    pub url: Option<String>,
    /// The words it was sent with.
    pub text: Option<String>,
    /// For colleagues only.
    pub private: bool,
}

impl SentFile {
    /// The digest of a file's bytes as it is told.
    pub fn digest(bytes: &[u8]) -> String {
        hex::encode(Sha256::digest(bytes))
    }
}
