-- What the buttons below a reply that was begun say; gone with the draft once it is sent. JSON.
CREATE TABLE draft_buttons (
    line_id      INTEGER NOT NULL REFERENCES lines (id) ON DELETE CASCADE,
    conversation TEXT    NOT NULL,
    titles       TEXT    NOT NULL,
    PRIMARY KEY (line_id, conversation)
) STRICT, WITHOUT ROWID;
