-- Files that a person attached: of a draft, or of a row of the outbox, and gone with either. Their
-- bytes lie in the folder of files under the file's id, unless it is a link.
CREATE TABLE files (
    position     INTEGER PRIMARY KEY AUTOINCREMENT, -- the order in which they were attached
    id           TEXT    NOT NULL UNIQUE,
    line_id      INTEGER NOT NULL REFERENCES lines (id) ON DELETE CASCADE,
    conversation TEXT    NOT NULL,
    note         INTEGER NOT NULL,                  -- for colleagues, not for the customer
    outbox_id    TEXT    REFERENCES outbox (id) ON DELETE CASCADE, -- NULL while it is in the draft
    name         TEXT    NOT NULL,
    mime_type    TEXT    NOT NULL,
    bytes        INTEGER NOT NULL,                  -- 0 where the size of a link is not known
    url          TEXT,                              -- of a link
    added_at     INTEGER NOT NULL
) STRICT;
CREATE INDEX files_of_draft ON files (line_id, conversation, position) WHERE outbox_id IS NULL;
CREATE INDEX files_of_outbox ON files (outbox_id) WHERE outbox_id IS NOT NULL;
