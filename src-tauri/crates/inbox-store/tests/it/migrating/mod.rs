//! Files of every earlier version open with everything that was in them.

mod files;
mod own_replies;
mod person;
