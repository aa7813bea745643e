-- Views that the person at this desk has put together.
CREATE TABLE saved_views (
    id       INTEGER PRIMARY KEY AUTOINCREMENT, -- never reused: a deletion is undone under the same id
    position INTEGER NOT NULL,                  -- order in the rail
    name     TEXT    NOT NULL,
    view     TEXT    NOT NULL,                  -- what it is a part of
    sort     TEXT    NOT NULL,
    filter   TEXT    NOT NULL,                  -- JSON
    line_id  INTEGER REFERENCES lines (id) ON DELETE CASCADE -- where the filter asks for something of one line
) STRICT;

-- Notes to colleagues that were begun; apart from replies, so that none can go to a customer.
CREATE TABLE note_drafts (
    line_id      INTEGER NOT NULL REFERENCES lines (id) ON DELETE CASCADE,
    conversation TEXT    NOT NULL,
    text         TEXT    NOT NULL,
    updated_at   INTEGER NOT NULL,
    PRIMARY KEY (line_id, conversation)
) STRICT, WITHOUT ROWID;
