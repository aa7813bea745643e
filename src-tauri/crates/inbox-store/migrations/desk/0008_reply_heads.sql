-- Whom an e-mail that was begun goes to beside the customer; gone with the draft once it is sent. JSON.
CREATE TABLE reply_heads (
    line_id      INTEGER NOT NULL REFERENCES lines (id) ON DELETE CASCADE,
    conversation TEXT    NOT NULL,
    head         TEXT    NOT NULL,
    PRIMARY KEY (line_id, conversation)
) STRICT, WITHOUT ROWID;
