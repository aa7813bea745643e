//! Files that were dropped on the window, where the system tells the program and not the page.
//!
//! On Linux the page of a drop learns addresses only and may not read them. The program is given the
//! paths; the page gets a number for each and reads portions by it, so that it reads what the person
//! dropped and nothing else.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{Read as _, Seek as _, SeekFrom},
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::ipc::{
    dto::DroppedFileDto,
    error::{ErrorCode, IpcError, IpcResult},
    event::HostEvent,
};

/// How much is read at once, in bytes.
const PORTION: u64 = 1024 * 1024;

/// How many are remembered: those of the last drops, of which some may still be copied.
const REMEMBERED: usize = 200;

/// What was dropped lately.
#[derive(Default)]
pub struct DroppedFiles(Mutex<Remembered>);

#[derive(Default)]
struct Remembered {
    last: u32,
    paths: BTreeMap<u32, PathBuf>,
}

impl DroppedFiles {
    /// Takes note of what was dropped; folders are only counted.
    pub fn take(&self, paths: &[PathBuf]) -> HostEvent {
        let (folders, files): (Vec<_>, Vec<_>) = paths.iter().partition(|path| path.is_dir());
        let mut remembered = self.remembered();
        let files = files
            .into_iter()
            .map(|path| {
                remembered.last += 1;
                let number = remembered.last;
                remembered.paths.insert(number, path.clone());
                if remembered.paths.len() > REMEMBERED {
                    remembered.paths.pop_first();
                }
                DroppedFileDto {
                    file: number.to_string(),
                    name: name_of(path),
                    // Of one that cannot be read the first portion fails, which is said then.
                    bytes: path.metadata().map_or(1, |metadata| {
                        u32::try_from(metadata.len()).unwrap_or(u32::MAX)
                    }),
                }
            })
            .collect();
        HostEvent::FilesDropped {
            files,
            folders: u32::try_from(folders.len()).unwrap_or(u32::MAX),
        }
    }

    /// The next bytes of a file from here on; an error at its end, as nobody asks beyond it unless the
    /// file became shorter.
    pub async fn portion(&self, file: &str, offset: u64) -> IpcResult<Vec<u8>> {
        let gone = || IpcError::new(ErrorCode::NotFound);
        let number: u32 = file.parse().map_err(|_| gone())?;
        let path = self.remembered().paths.get(&number).cloned();
        let path = path.ok_or_else(gone)?;
        let read = tokio::task::spawn_blocking(move || read(&path, offset)).await;
        match read {
            Ok(Ok(bytes)) if !bytes.is_empty() => Ok(bytes),
            _ => Err(gone()),
        }
    }

    fn remembered(&self) -> MutexGuard<'_, Remembered> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

fn read(path: &Path, offset: u64) -> std::io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(offset))?;
    let mut bytes = Vec::new();
    file.take(PORTION).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(event: HostEvent) -> (Vec<DroppedFileDto>, u32) {
        match event {
            HostEvent::FilesDropped { files, folders } => (files, folders),
            other => panic!("not a drop: {other:?}"),
        }
    }

    #[tokio::test]
    async fn what_was_dropped_can_be_read_and_nothing_else() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("price list.txt");
        std::fs::write(&path, vec![7; 1_500_000]).expect("written");
        let dropped = DroppedFiles::default();
        assert!(
            dropped.portion("1", 0).await.is_err(),
            "nothing was dropped"
        );

        let (files, folders) = numbers(dropped.take(&[folder.path().to_owned(), path.clone()]));
        assert_eq!(folders, 1);
        let [file] = files.as_slice() else {
            panic!("one file: {files:?}")
        };
        assert_eq!(
            (file.name.as_str(), file.bytes),
            ("price list.txt", 1_500_000)
        );
        let first = dropped.portion(&file.file, 0).await.expect("its start");
        assert_eq!(first.len(), 1024 * 1024);
        let rest = dropped.portion(&file.file, first.len() as u64).await;
        assert_eq!(rest.expect("its rest").len(), 1_500_000 - first.len());
        assert!(dropped.portion(&file.file, 1_500_000).await.is_err());
        for other in ["0", "2", "-1", "../secret", ""] {
            assert!(dropped.portion(other, 0).await.is_err(), "{other}");
        }
        std::fs::remove_file(&path).expect("removed");
        assert!(dropped.portion(&file.file, 0).await.is_err(), "it is gone");
    }
}
