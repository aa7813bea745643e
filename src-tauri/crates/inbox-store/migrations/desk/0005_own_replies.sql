-- Prepared texts of the person at this desk, for all lines.
CREATE TABLE own_replies (
    id         INTEGER PRIMARY KEY AUTOINCREMENT, -- never reused: what was deleted may be put back
    short_code TEXT    NOT NULL,
    code_key   TEXT    NOT NULL UNIQUE,           -- the code without case and marks
    text       TEXT    NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;
