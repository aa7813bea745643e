//! The store's behaviour, against real SQLite files in temporary directories.

mod assigning;
mod attending;
mod changes;
mod changing;
mod crashes;
mod echoes;
mod facts;
mod lists;
mod migrating;
mod model;
mod opening;
mod outbox;
mod people;
mod reading;
mod support;
mod syncing;
mod timeline;
