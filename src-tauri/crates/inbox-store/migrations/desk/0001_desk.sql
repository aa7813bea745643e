-- What exists only at this desk and cannot be fetched again. Rows point into the cache by
-- (line_id, id on the platform), because row ids of the cache change when it is rebuilt.

CREATE TABLE lines (
    id           INTEGER PRIMARY KEY AUTOINCREMENT, -- never reused: keychain entries are named by it
    platform     TEXT    NOT NULL,
    name         TEXT    NOT NULL,                  -- the person's own name for it
    base_url     TEXT    NOT NULL,                  -- without trailing slash
    me           TEXT,                              -- agent id of the person at this desk, once chosen
    paused       INTEGER NOT NULL DEFAULT 0,
    connected_at INTEGER NOT NULL                   -- what happened before counts as read
) STRICT;

CREATE TABLE outbox (
    position      INTEGER PRIMARY KEY AUTOINCREMENT, -- the order in which the person asked for it
    id            TEXT    NOT NULL UNIQUE,           -- UUIDv7; also names the echo
    line_id       INTEGER NOT NULL REFERENCES lines (id) ON DELETE CASCADE,
    conversation  TEXT    NOT NULL,
    action_kind   TEXT    NOT NULL,                  -- send | act
    action        TEXT    NOT NULL,                  -- JSON
    state         TEXT    NOT NULL,                  -- queued | sending | checking | waiting | stuck
    due_at        INTEGER NOT NULL DEFAULT 0,        -- not to be touched before
    stuck_reason  TEXT,
    attempts      INTEGER NOT NULL DEFAULT 0,        -- counted before each try
    created_at    INTEGER NOT NULL,
    attempted_at  INTEGER
) STRICT;
CREATE INDEX outbox_of_conversation ON outbox (line_id, conversation, position);

CREATE TABLE drafts (
    line_id      INTEGER NOT NULL REFERENCES lines (id) ON DELETE CASCADE,
    conversation TEXT    NOT NULL,
    text         TEXT    NOT NULL,
    updated_at   INTEGER NOT NULL,
    PRIMARY KEY (line_id, conversation)
) STRICT, WITHOUT ROWID;

CREATE TABLE read_marks (
    line_id      INTEGER NOT NULL REFERENCES lines (id) ON DELETE CASCADE,
    conversation TEXT    NOT NULL,
    read_through INTEGER NOT NULL, -- customer events up to and including this instant are read
    PRIMARY KEY (line_id, conversation)
) STRICT, WITHOUT ROWID;

-- Items a notification was shown for, by their id on the platform; the oldest are forgotten.
CREATE TABLE shown_items (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    line_id  INTEGER NOT NULL REFERENCES lines (id) ON DELETE CASCADE,
    item     TEXT    NOT NULL,
    UNIQUE (line_id, item)
) STRICT;

CREATE TABLE relay_subscriptions (
    line_id INTEGER PRIMARY KEY REFERENCES lines (id) ON DELETE CASCADE,
    url     TEXT    NOT NULL -- the reader token lives in the keychain
) STRICT;

CREATE TABLE settings (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
