//! The store's behaviour, against real SQLite files in temporary directories.

mod assigning;
mod attending;
mod cards;
mod changes;
mod changing;
mod crashes;
mod echoes;
mod edits;
mod facts;
mod files;
mod lists;
mod meeting;
mod migrating;
mod model;
mod noticing;
mod opening;
mod openings;
mod outbox;
mod people;
mod person;
mod place_counts;
mod platform_views;
mod reading;
mod support;
mod syncing;
mod timeline;
