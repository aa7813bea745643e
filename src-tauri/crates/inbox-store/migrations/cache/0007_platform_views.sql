-- Views that the person has saved on the platform. JSON.
ALTER TABLE line_extras ADD COLUMN views TEXT NOT NULL DEFAULT '[]';

-- What platforms answered when they were asked for a view that asks what is not kept here.
CREATE TABLE platform_view_answers (
    line_id     INTEGER NOT NULL,
    view        TEXT    NOT NULL,
    answered_at INTEGER NOT NULL,
    total       INTEGER, -- how many there are in all, where the platform says
    PRIMARY KEY (line_id, view)
) STRICT, WITHOUT ROWID;

CREATE TABLE platform_view_members (
    line_id      INTEGER NOT NULL,
    view         TEXT    NOT NULL,
    conversation TEXT    NOT NULL,
    PRIMARY KEY (line_id, view, conversation)
) STRICT, WITHOUT ROWID;
