-- What the platforms know. May be thrown away at any time and fetched again.

CREATE TABLE contacts (
    id          INTEGER PRIMARY KEY,
    line_id     INTEGER NOT NULL,
    key         TEXT    NOT NULL, -- id on the platform; where there is none, the address
    remote      TEXT    NOT NULL, -- id on the platform, may be empty
    name        TEXT,
    phone       TEXT,
    email       TEXT,
    company     TEXT,
    avatar_url  TEXT,
    phone_digits TEXT,            -- phone numbers are compared by this
    search_text TEXT    NOT NULL, -- folded name, digits and e-mail, each word after a blank
    UNIQUE (line_id, key)
) STRICT;
CREATE INDEX contacts_phone ON contacts (phone_digits) WHERE phone_digits IS NOT NULL;

CREATE TABLE channels (
    line_id INTEGER NOT NULL,
    remote  TEXT    NOT NULL,
    name    TEXT    NOT NULL,
    kind    TEXT    NOT NULL,
    address TEXT,
    PRIMARY KEY (line_id, remote)
) STRICT, WITHOUT ROWID;

CREATE TABLE agents (
    line_id INTEGER NOT NULL,
    remote  TEXT    NOT NULL,
    name    TEXT    NOT NULL,
    kind    TEXT    NOT NULL,
    email   TEXT,
    PRIMARY KEY (line_id, remote)
) STRICT, WITHOUT ROWID;

-- Teams, prepared texts and notices: read whole, never searched by column. All JSON.
CREATE TABLE line_extras (
    line_id       INTEGER PRIMARY KEY,
    teams         TEXT NOT NULL,
    saved_replies TEXT NOT NULL,
    notices       TEXT NOT NULL
) STRICT;

CREATE TABLE tags (
    line_id INTEGER NOT NULL,
    remote  TEXT    NOT NULL,
    name    TEXT    NOT NULL,
    icon    TEXT,
    PRIMARY KEY (line_id, remote)
) STRICT, WITHOUT ROWID;

CREATE TABLE conversations (
    id                   INTEGER PRIMARY KEY,
    line_id              INTEGER NOT NULL,
    remote               TEXT    NOT NULL,

    -- As the platform told it.
    contact_id           INTEGER NOT NULL REFERENCES contacts (id),
    channel              TEXT,
    channel_kind         TEXT    NOT NULL,
    told_status          TEXT    NOT NULL,
    platform_status      TEXT    NOT NULL,
    told_assignee        TEXT,
    told_assignee_kind   TEXT,
    told_assignee_name   TEXT,
    told_priority        TEXT,
    told_tags            TEXT    NOT NULL DEFAULT '[]', -- JSON
    told_ai_on           INTEGER,          -- NULL where an AI agent is an assignee like others
    seen_through         INTEGER,          -- customer events up to here were read by somebody
    mood                 TEXT,
    frustration          INTEGER,          -- percent
    facts                TEXT    NOT NULL DEFAULT '{}', -- what only some platforms tell, JSON
    listed_at            INTEGER NOT NULL, -- last activity by the listing
    fingerprint          TEXT    NOT NULL, -- of the listing
    timeline_fingerprint TEXT,             -- of the listing that the timeline was last read for
    listed_event_role    INTEGER,          -- the customer event that the listing announces and the
    listed_event_at      INTEGER,          --   timeline has not told yet
    human_requested_at   INTEGER,          -- counts until a person answers or carries it
    attention_at         INTEGER,          -- asked for by an item that stays open until it is dealt with;
    attention_for_person INTEGER NOT NULL DEFAULT 0, --   counts while the AI is on

    -- How far the timeline goes back.
    history_complete     INTEGER NOT NULL DEFAULT 0,
    history_next         TEXT,             -- page token of the next older page

    -- The line of text in a row; from the listing, or from preview_item.
    preview_kind         TEXT,
    preview_outbound     INTEGER NOT NULL DEFAULT 0,
    preview_text         TEXT,
    preview_item         INTEGER,

    -- Derived from the above, the items and the desk at the end of each write (settle.rs).
    assignee             TEXT,             -- as told, or as a pending change will have it
    assignee_kind        TEXT,
    assignee_name        TEXT,
    status               TEXT    NOT NULL DEFAULT 'open',
    priority             TEXT,
    tags                 TEXT    NOT NULL DEFAULT '[]', -- JSON; conversation_tags holds the same by row
    ai_on                INTEGER NOT NULL DEFAULT 0,
    last_activity_at     INTEGER NOT NULL DEFAULT 0,
    last_customer_at     INTEGER,          -- newest customer event
    unanswered_since     INTEGER,          -- first customer event no person has answered
    window_ends_at       INTEGER,
    move_rank            INTEGER NOT NULL DEFAULT 5,
    move_since           INTEGER,
    move_reason          TEXT,
    move_holds_until     INTEGER,          -- when the passing of time alone changes the row
    waiting_since        INTEGER,          -- since when the customer waits for us
    closing_at           INTEGER,          -- when the window closes, while we have to answer in it
    read_through         INTEGER NOT NULL DEFAULT 0, -- mirror of the desk's mark, or what counts as read
    standing             INTEGER NOT NULL DEFAULT 6, -- 1 mine 2 unassigned 3 colleague's 4 AI's 5 snoozed 6 resolved

    -- Derived as well, in the form that indexes need. Ordinary columns under a check, because SQLite
    -- never reads a generated column from an index alone.
    unread               INTEGER NOT NULL DEFAULT 0
        CHECK (unread = coalesce(last_customer_at > read_through, 0)),
    needs_key            INTEGER NOT NULL DEFAULT 0
        CHECK (needs_key = CASE WHEN move_rank <= 3 THEN coalesce(move_since, 0) ELSE -last_activity_at END),
    waiting_key          INTEGER NOT NULL DEFAULT 9000000000000000
        CHECK (waiting_key = coalesce(waiting_since, 9000000000000000 - last_activity_at)),
    closing_key          INTEGER NOT NULL DEFAULT 9000000000000000
        CHECK (closing_key = coalesce(closing_at, 9000000000000000 - last_activity_at)),

    -- The timeline was not read since the listing changed.
    stale                INTEGER NOT NULL GENERATED ALWAYS AS (timeline_fingerprint IS NOT fingerprint) VIRTUAL,

    UNIQUE (line_id, remote)
) STRICT;

-- One index per place and sort; line_id and unread make filters and group counts index-only.
-- SQLite reads a condition on a range from an index alone only if the index holds its column.
CREATE INDEX list_standing_needs   ON conversations (standing, move_rank, needs_key, id, line_id, unread);
CREATE INDEX list_standing_newest  ON conversations (standing, last_activity_at, id, line_id, unread);
CREATE INDEX list_standing_waiting ON conversations (standing, waiting_key, id, line_id, unread);
CREATE INDEX list_standing_closing ON conversations (standing, closing_key, id, line_id, unread);
CREATE INDEX list_open_needs       ON conversations (move_rank, needs_key, id, line_id, unread, standing) WHERE standing <= 4;
CREATE INDEX list_open_newest      ON conversations (last_activity_at, id, line_id, unread, standing) WHERE standing <= 4;
CREATE INDEX list_open_waiting     ON conversations (waiting_key, id, line_id, unread, standing) WHERE standing <= 4;
CREATE INDEX list_open_closing     ON conversations (closing_key, id, line_id, unread, standing) WHERE standing <= 4;
CREATE INDEX list_human_needs      ON conversations (move_rank, needs_key, id, line_id, unread) WHERE move_reason = 'humanRequested';
CREATE INDEX list_human_newest     ON conversations (last_activity_at, id, line_id, unread) WHERE move_reason = 'humanRequested';
CREATE INDEX list_human_waiting    ON conversations (waiting_key, id, line_id, unread) WHERE move_reason = 'humanRequested';
CREATE INDEX list_human_closing    ON conversations (closing_key, id, line_id, unread) WHERE move_reason = 'humanRequested';
CREATE INDEX list_soon_needs       ON conversations (move_rank, needs_key, id, line_id, unread) WHERE move_rank = 2;
CREATE INDEX list_soon_newest      ON conversations (last_activity_at, id, line_id, unread) WHERE move_rank = 2;
CREATE INDEX list_soon_waiting     ON conversations (waiting_key, id, line_id, unread) WHERE move_rank = 2;
CREATE INDEX list_soon_closing     ON conversations (closing_key, id, line_id, unread) WHERE move_rank = 2;
CREATE INDEX conversations_counted ON conversations (standing, unread);

CREATE INDEX conversations_changing ON conversations (move_holds_until) WHERE move_holds_until IS NOT NULL;
CREATE INDEX conversations_contact  ON conversations (contact_id, last_activity_at);
CREATE INDEX conversations_assignee ON conversations (line_id, assignee, move_rank) WHERE standing <= 4;
CREATE INDEX conversations_stale    ON conversations (line_id, listed_at) WHERE stale = 1;
CREATE INDEX conversations_partial  ON conversations (line_id, listed_at) WHERE history_complete = 0;

CREATE TABLE conversation_tags (
    conversation_id INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    tag             TEXT    NOT NULL, -- id on the platform of the conversation's line
    line_id         INTEGER NOT NULL,
    PRIMARY KEY (conversation_id, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX conversation_tags_by_tag ON conversation_tags (line_id, tag, conversation_id);

CREATE TABLE items (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation_id INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    line_id         INTEGER NOT NULL,
    remote          TEXT,             -- id on the platform; NULL while only this desk knows the item
    outbox_id       TEXT,             -- the send of this desk it came from
    confirmed       INTEGER NOT NULL DEFAULT 1, -- 0 while an echo waits for the platform's word
    behind          TEXT,             -- outbox_id of the echo that most likely is this same message;
                                      --   hidden until the platform's receipt decides
    occurred_at     INTEGER NOT NULL,
    role            INTEGER NOT NULL, -- what it does to its conversation (role.rs)
    direction       TEXT    NOT NULL,
    author_kind     TEXT    NOT NULL,
    author_agent    TEXT,
    author_name     TEXT,
    content         TEXT    NOT NULL, -- JSON
    has_summary     INTEGER NOT NULL DEFAULT 0, -- a call with an AI summary
    delivery        TEXT,             -- JSON
    quote           TEXT,             -- JSON
    raw             TEXT              -- the platform's JSON where content could not hold everything
) STRICT;
CREATE UNIQUE INDEX items_remote ON items (line_id, remote) WHERE remote IS NOT NULL;
CREATE UNIQUE INDEX items_outbox ON items (outbox_id) WHERE outbox_id IS NOT NULL;
CREATE INDEX items_timeline ON items (conversation_id, occurred_at, id);
CREATE INDEX items_role ON items (conversation_id, role, occurred_at, id);
CREATE INDEX items_summary ON items (conversation_id, occurred_at, id) WHERE has_summary = 1;
CREATE INDEX items_behind ON items (behind) WHERE behind IS NOT NULL;
CREATE INDEX items_echoes ON items (conversation_id) WHERE remote IS NULL;

-- Where syncing goes on, in the engine's own words.
CREATE TABLE sync_cursors (
    line_id INTEGER NOT NULL,
    name    TEXT    NOT NULL,
    value   TEXT    NOT NULL,
    PRIMARY KEY (line_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE relay_iterators (
    line_id  INTEGER PRIMARY KEY,
    iterator TEXT    NOT NULL
) STRICT;

-- One row: whether the last run ended in an orderly way. If not, the file is checked at open.
CREATE TABLE shutdown (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    orderly INTEGER NOT NULL
) STRICT;
INSERT INTO shutdown (id, orderly) VALUES (1, 1);
