//! The folder with the bytes of attached files: written before their row is, swept of whatever has
//! no row.
//!
//! Invariant: a row is only written once all its bytes are on the disk; bytes without a row are
//! being copied at this moment, or are swept away.

use std::{
    collections::HashMap,
    fs, io,
    io::{Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use inbox_core::{ConversationId, FileId, Timestamp};
use tokio::sync::Mutex as AsyncMutex;

use crate::{AttachedFile, StoreError, store::Store};

/// A file whose bytes are about to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// The conversation whose draft it is for.
    pub conversation: ConversationId,
    /// What is known of it; `bytes` is exactly how many will come.
    pub file: AttachedFile,
}

/// How far the copying of a file has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Copied {
    /// So many bytes are here.
    Part(u64),
    /// All are, and the file is in the draft.
    Whole,
}

/// Where the bytes are, and the copies under way.
pub(crate) struct Folder {
    directory: PathBuf,
    copies: Mutex<Copies>,
}

/// Copies under way, with when they were last gone on with.
type Copies = HashMap<FileId, (Timestamp, Arc<AsyncMutex<Copying>>)>;

/// A copy that is not gone on with is given up: the page that made it is gone.
const GIVEN_UP_AFTER_MS: i64 = 10 * 60_000;

struct Copying {
    new: NewFile,
    bytes: Option<fs::File>,
    received: u64,
}

impl Folder {
    pub(crate) fn in_directory(directory: &Path) -> Self {
        Self {
            directory: directory.join("files"),
            copies: Mutex::default(),
        }
    }

    fn path(&self, file: &FileId) -> PathBuf {
        self.directory.join(file.as_str())
    }

    fn copies(&self) -> MutexGuard<'_, Copies> {
        self.copies.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An empty file that nobody else on this computer may read.
    fn create(&self, file: &FileId) -> io::Result<fs::File> {
        fs::create_dir_all(&self.directory)?;
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
            fs::set_permissions(&self.directory, fs::Permissions::from_mode(0o700))?;
            options.mode(0o600);
        }
        options.open(self.path(file))
    }

    /// Has the folder itself remember a new file when the machine dies. Windows does by itself, and
    /// opens no folder.
    fn settle_name(&self) -> io::Result<()> {
        if cfg!(unix) {
            fs::File::open(&self.directory)?.sync_all()?;
        }
        Ok(())
    }

    fn remove(&self, file: &FileId) -> io::Result<()> {
        match fs::remove_file(self.path(file)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    fn present(&self) -> io::Result<Vec<String>> {
        let entries = match fs::read_dir(&self.directory) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        entries
            .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
            .collect()
    }
}

fn failed(error: io::Error) -> StoreError {
    match error.kind() {
        io::ErrorKind::StorageFull
        | io::ErrorKind::QuotaExceeded
        | io::ErrorKind::ReadOnlyFilesystem => StoreError::DiskRefuses,
        _ => StoreError::Directory(error),
    }
}

/// Work on the disk, away from the threads that everybody shares.
async fn on_disk<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, StoreError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done.map_err(failed),
        Err(_) => Err(StoreError::Database {
            code: "file work did not finish".to_owned(),
        }),
    }
}

impl Store {
    /// Where the bytes of a file are.
    pub fn file_path(&self, file: &FileId) -> PathBuf {
        self.folder().path(file)
    }

    /// Makes room for a file whose bytes come with [`Self::append_to_file`].
    pub async fn begin_file(&self, new: NewFile) -> Result<(), StoreError> {
        let id = new.file.id.clone();
        let folder = self.folder();
        let bytes = {
            let (folder, id) = (folder.clone(), id.clone());
            on_disk(move || folder.create(&id)).await?
        };
        let copying = Copying {
            new,
            bytes: Some(bytes),
            received: 0,
        };
        let copying = Arc::new(AsyncMutex::new(copying));
        folder.copies().insert(id, (self.now(), copying));
        Ok(())
    }

    /// Takes the next bytes of a file. With the last ones it is on the disk for good and in its
    /// draft.
    ///
    /// Fails with [`StoreError::NotNow`] when they are not the next ones or too many, and with
    /// [`StoreError::Unknown`] when the file is not being copied; the copy is given up then.
    pub async fn append_to_file(
        &self,
        id: &FileId,
        offset: u64,
        bytes: Vec<u8>,
    ) -> Result<Copied, StoreError> {
        let now = self.now();
        let copying = self.folder().copies().get_mut(id).map(|(at, copying)| {
            *at = now;
            copying.clone()
        });
        let copying = copying.ok_or(StoreError::Unknown { what: "file" })?;
        let mut copying = copying.lock().await;
        let appended = self.append(&mut copying, offset, bytes).await;
        if !matches!(appended, Ok(Copied::Part(_))) {
            drop(copying);
            self.folder().copies().remove(id);
        }
        if appended.is_err() {
            self.remove_bytes(id).await?;
        }
        appended
    }

    async fn append(
        &self,
        copying: &mut Copying,
        offset: u64,
        bytes: Vec<u8>,
    ) -> Result<Copied, StoreError> {
        let length = bytes.len() as u64;
        let total = copying.new.file.bytes;
        if offset != copying.received || offset.saturating_add(length) > total {
            return Err(StoreError::NotNow { state: "copying" });
        }
        let mut file = copying
            .bytes
            .take()
            .ok_or(StoreError::Unknown { what: "file" })?;
        let whole = offset + length == total;
        let folder = self.folder();
        let file = on_disk(move || {
            file.seek(SeekFrom::Start(offset))?;
            file.write_all(&bytes)?;
            if whole {
                file.sync_all()?;
                folder.settle_name()?;
            }
            Ok(file)
        })
        .await?;
        copying.received = offset + length;
        if !whole {
            copying.bytes = Some(file);
            return Ok(Copied::Part(copying.received));
        }
        drop(file);
        let mut write = self.write().await?;
        write
            .attach(&copying.new.conversation, &copying.new.file)
            .await?;
        write.commit().await?;
        Ok(Copied::Whole)
    }

    /// Takes a file out of its draft, or ends its copying, and deletes its bytes. A file that is in
    /// the outbox stays.
    pub async fn detach_file(&self, id: &FileId) -> Result<(), StoreError> {
        let copying = self.folder().copies().remove(id);
        if let Some((_, copying)) = copying {
            // Whoever appends right now has the file open; it ends, and finds nothing more to do.
            drop(copying.lock().await.bytes.take());
        }
        let mut write = self.write().await?;
        write.detach(id).await?;
        write.commit().await?;
        if self.read().await?.attached_file(id).await?.is_none() {
            self.remove_bytes(id).await?;
        }
        Ok(())
    }

    async fn remove_bytes(&self, id: &FileId) -> Result<(), StoreError> {
        let (folder, id) = (self.folder(), id.clone());
        on_disk(move || folder.remove(&id)).await
    }

    /// Deletes bytes that belong to no draft and no row of the outbox, and says of how many files.
    /// What is being copied stays.
    pub async fn sweep_files(&self) -> Result<usize, StoreError> {
        let folder = self.folder();
        let present = {
            let folder = folder.clone();
            on_disk(move || folder.present()).await?
        };
        if present.is_empty() {
            return Ok(0);
        }
        // In this order: what was still being copied when the folder was read has its row by the time
        // rows are read, or is still being copied.
        let now = self.now();
        let copying: Vec<FileId> = {
            let mut copies = folder.copies();
            copies.retain(|_, (at, _)| now.since(*at) < GIVEN_UP_AFTER_MS);
            copies.keys().cloned().collect()
        };
        let needed = self.read().await?.kept_files().await?;
        let mut swept = 0;
        for name in present {
            // What has another name is not ours.
            let Ok(id) = name.parse::<FileId>() else {
                continue;
            };
            if !needed.contains(&id) && !copying.contains(&id) {
                self.remove_bytes(&id).await?;
                swept += 1;
            }
        }
        Ok(swept)
    }
}
