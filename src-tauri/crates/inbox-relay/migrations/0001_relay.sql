-- The stream of accepted events. Ids are given by the relay, in the order of commit and without holes, so a reader's
-- place in the stream is one number.
CREATE TABLE event (
    id          INTEGER PRIMARY KEY,
    inlet       TEXT    NOT NULL,             -- the inlet's label: it outlives the inlet itself
    received_at INTEGER NOT NULL,             -- ms since 1970, UTC
    headers     TEXT    NOT NULL DEFAULT '{}',-- JSON object of the allow-listed headers
    body        BLOB    NOT NULL              -- exactly as received; last, so that scans need not read it
) STRICT;

-- The keys by which repeats are known, journalled with each commit and held in memory while they count. An index over
-- them would be written at as many random places as a commit has events, and make commits several times slower.
CREATE TABLE commit_keys (
    first_id     INTEGER PRIMARY KEY,          -- the first event of the commit
    committed_at INTEGER NOT NULL,             -- ms since 1970, UTC: when the last of its events was received
    keys         BLOB    NOT NULL              -- 16 bytes for each event of the commit
) STRICT;

-- Where platforms post to. The path id itself is shown once and never stored.
CREATE TABLE inlet (
    id_hash     BLOB    PRIMARY KEY,          -- SHA-256 of the path id
    label       TEXT    NOT NULL UNIQUE,
    scheme      TEXT    NOT NULL,             -- hatif | chatwoot | none
    secret_kind TEXT    NOT NULL DEFAULT '',  -- signature | static | ''
    secret      TEXT    NOT NULL DEFAULT '',
    created_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Who may read. The token itself is shown once and never stored.
CREATE TABLE reader (
    token_hash  BLOB    PRIMARY KEY,          -- SHA-256 of the token
    label       TEXT    NOT NULL UNIQUE,
    inlets      TEXT,                         -- JSON array of inlet labels; NULL means all, also future ones
    created_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One row of facts about this database.
CREATE TABLE relay (
    only_row         INTEGER PRIMARY KEY CHECK (only_row = 1),
    stream_id        INTEGER NOT NULL,            -- random; an iterator of another database is not ours to honour
    pruned_through   INTEGER NOT NULL DEFAULT 0,  -- every event up to this id is gone
    registry_version INTEGER NOT NULL DEFAULT 0,  -- goes up with every change of inlets and readers
    checked_at       INTEGER NOT NULL DEFAULT 0   -- what a health check commits
) STRICT;

INSERT INTO relay (only_row, stream_id) VALUES (1, random());
