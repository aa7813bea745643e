-- What platforms tell the person at this desk by name and nobody has looked at there: mentions,
-- assignments, missed promises. A row goes when its platform no longer tells it.
CREATE TABLE personal_notices (
    line_id      INTEGER NOT NULL,
    remote       TEXT    NOT NULL,
    kind         TEXT    NOT NULL,
    conversation TEXT    NOT NULL, -- id on the platform; it may not be here yet
    raised_at    INTEGER NOT NULL,
    read_here    INTEGER NOT NULL DEFAULT 0, -- looked at, which the platform may not know yet
    PRIMARY KEY (line_id, remote)
) STRICT, WITHOUT ROWID;

CREATE INDEX personal_notices_unread ON personal_notices (line_id, conversation, kind, raised_at)
    WHERE read_here = 0;
