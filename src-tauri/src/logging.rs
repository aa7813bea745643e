//! The log: ids, codes and timings. Never a body, a name, a number or a key.

use std::path::Path;

use tracing_appender::{non_blocking::WorkerGuard, rolling};
use tracing_subscriber::{EnvFilter, Layer, layer::SubscriberExt, util::SubscriberInitExt};

/// Days whose log files are kept.
const DAYS: usize = 7;

/// Writes to daily files in `directory` and to standard error. Keep the guard: dropping it flushes.
///
/// `SWITCHBOARD_LOG` takes a filter such as `inbox_engine=debug`.
pub fn start(directory: &Path) -> Option<WorkerGuard> {
    let filter =
        || EnvFilter::try_from_env("SWITCHBOARD_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let to_terminal = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_filter(filter());
    // Without the folder the appender complains on standard error before it makes it.
    let _ = std::fs::create_dir_all(directory);
    let appender = rolling::Builder::new()
        .rotation(rolling::Rotation::DAILY)
        .filename_prefix("switchboard")
        .filename_suffix("log")
        .max_log_files(DAYS)
        .build(directory);
    let (to_file, guard) = match appender {
        Ok(appender) => {
            let (writer, guard) = tracing_appender::non_blocking(appender);
            let layer = tracing_subscriber::fmt::layer()
                .with_ansi(false)
                .with_writer(writer)
                .with_filter(filter());
            (Some(layer), Some(guard))
        }
        Err(_) => (None, None),
    };
    // A second call (tests) keeps the first subscriber.
    let _ = tracing_subscriber::registry()
        .with(to_terminal)
        .with(to_file)
        .try_init();
    guard
}
