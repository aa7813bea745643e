-- Contacts that share a number or an address and are not the same person, by (line, key of the
-- contact). Each pair stands here in both directions.
CREATE TABLE kept_apart (
    line_id    INTEGER NOT NULL REFERENCES lines (id) ON DELETE CASCADE,
    contact    TEXT    NOT NULL,
    other_line INTEGER NOT NULL REFERENCES lines (id) ON DELETE CASCADE,
    other      TEXT    NOT NULL,
    PRIMARY KEY (line_id, contact, other_line, other)
) STRICT, WITHOUT ROWID;
