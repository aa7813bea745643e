-- Notes about customers of lines whose platform keeps none, by (line, key of the contact).
CREATE TABLE contact_notes (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    line_id    INTEGER NOT NULL REFERENCES lines (id) ON DELETE CASCADE,
    contact    TEXT    NOT NULL,
    text       TEXT    NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX contact_notes_of ON contact_notes (line_id, contact, id);
