-- What a note that was begun is beside its words: private, or with a reminder; gone with its draft. JSON.
CREATE TABLE note_terms (
    line_id      INTEGER NOT NULL REFERENCES lines (id) ON DELETE CASCADE,
    conversation TEXT    NOT NULL,
    terms        TEXT    NOT NULL,
    PRIMARY KEY (line_id, conversation)
) STRICT, WITHOUT ROWID;
