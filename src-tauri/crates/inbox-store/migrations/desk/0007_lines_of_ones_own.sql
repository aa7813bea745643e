-- The person was told that nothing protects the way to this server, and went on.
ALTER TABLE lines ADD COLUMN unprotected INTEGER NOT NULL DEFAULT 0;

-- The webhook we registered on the platform, by its id there.
ALTER TABLE relay_subscriptions ADD COLUMN webhook TEXT;

-- People of platforms that list none, as named at this desk.
CREATE TABLE named_people (
    line_id INTEGER NOT NULL REFERENCES lines (id) ON DELETE CASCADE,
    remote  TEXT    NOT NULL,
    name    TEXT    NOT NULL,
    PRIMARY KEY (line_id, remote)
) STRICT, WITHOUT ROWID;
