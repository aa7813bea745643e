//! How much of a message's files has left this computer, and the brake on it.
//!
//! Invariant: a cancelled upload never lets its last bytes go, so the platform cannot have executed
//! the request; one whose last bytes went can no longer be cancelled.

use std::{
    fmt,
    future::poll_fn,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::Poll,
};

use futures_util::task::AtomicWaker;

/// Called with the bytes that have left whenever there are more.
pub type UploadListener = dyn Fn(u64) + Send + Sync;

/// The upload was cancelled: nothing more may leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("upload cancelled")]
pub struct UploadCancelled;

/// The upload of one try to send; clones are the same.
#[derive(Clone)]
pub struct Upload(Arc<Inner>);

struct Inner {
    total: u64,
    progress: Mutex<Progress>,
    cancelled: AtomicWaker,
    listener: Option<Box<UploadListener>>,
}

struct Progress {
    sent: u64,
    cancelled: bool,
}

impl fmt::Debug for Upload {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Upload")
            .field("total", &self.0.total)
            .field("sent", &self.sent())
            .finish_non_exhaustive()
    }
}

impl Upload {
    /// An upload of so many bytes.
    pub fn of(total: u64) -> Self {
        Self::new(total, None)
    }

    /// An upload of so many bytes whose progress is told.
    pub fn told(total: u64, listener: impl Fn(u64) + Send + Sync + 'static) -> Self {
        Self::new(total, Some(Box::new(listener)))
    }

    fn new(total: u64, listener: Option<Box<UploadListener>>) -> Self {
        Self(Arc::new(Inner {
            total,
            progress: Mutex::new(Progress {
                sent: 0,
                cancelled: false,
            }),
            cancelled: AtomicWaker::new(),
            listener,
        }))
    }

    fn progress(&self) -> MutexGuard<'_, Progress> {
        // Nothing between lock and unlock can panic.
        self.0
            .progress
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// How many bytes there are.
    pub fn total(&self) -> u64 {
        self.0.total
    }

    /// How many have left.
    pub fn sent(&self) -> u64 {
        self.progress().sent
    }

    /// True once all have left: from then on the platform may have the request.
    pub fn is_complete(&self) -> bool {
        self.progress().sent >= self.0.total
    }

    /// Asks to let so many more bytes go.
    pub fn pass(&self, bytes: u64) -> Result<(), UploadCancelled> {
        let sent = {
            let mut progress = self.progress();
            if progress.cancelled {
                return Err(UploadCancelled);
            }
            progress.sent = progress.sent.saturating_add(bytes).min(self.0.total);
            progress.sent
        };
        if let Some(listener) = &self.0.listener {
            listener(sent);
        }
        Ok(())
    }

    /// Stops it, unless all has left; answers whether it did.
    pub fn cancel(&self) -> bool {
        let stopped = {
            let mut progress = self.progress();
            progress.cancelled |= progress.sent < self.0.total;
            progress.cancelled
        };
        self.0.cancelled.wake();
        stopped
    }

    /// True after [`Self::cancel`] stopped it.
    pub fn is_cancelled(&self) -> bool {
        self.progress().cancelled
    }

    /// Ends when it is cancelled; waits for ever where it is not. For one waiter at a time.
    pub async fn cancelled(&self) {
        poll_fn(|context| {
            self.0.cancelled.register(context.waker());
            if self.is_cancelled() {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        })
        .await;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    #[test]
    fn a_cancelled_upload_lets_nothing_more_go() {
        let upload = Upload::of(10);
        assert_eq!(upload.pass(9), Ok(()));
        assert!(upload.cancel());
        assert_eq!(upload.pass(1), Err(UploadCancelled));
        assert_eq!(upload.sent(), 9);
        assert!(!upload.is_complete());
    }

    #[test]
    fn what_has_left_altogether_cannot_be_cancelled() {
        let upload = Upload::of(10);
        assert_eq!(upload.pass(10), Ok(()));
        assert!(!upload.cancel());
        assert!(!upload.is_cancelled());
    }

    #[test]
    fn a_message_without_bytes_cannot_be_cancelled_on_its_way() {
        assert!(!Upload::of(0).cancel());
    }

    #[test]
    fn progress_is_told_in_bytes_and_never_beyond_the_end() {
        static TOLD: AtomicU64 = AtomicU64::new(0);
        let upload = Upload::told(10, |sent| TOLD.store(sent, Ordering::SeqCst));
        assert_eq!(upload.pass(4), Ok(()));
        assert_eq!(TOLD.load(Ordering::SeqCst), 4);
        assert_eq!(upload.pass(40), Ok(()));
        assert_eq!(TOLD.load(Ordering::SeqCst), 10);
    }
}
