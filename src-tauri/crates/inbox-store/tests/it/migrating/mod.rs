//! Files of every earlier version open with everything that was in them.

mod drafts;
mod edits;
mod files;
mod letters;
mod lines_of_ones_own;
mod notices;
mod own_replies;
mod person;
mod queues;
