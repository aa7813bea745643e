-- Summaries that were asked for from this desk: the platform makes them and keeps none.
CREATE TABLE made_summaries (
    conversation_id INTEGER PRIMARY KEY REFERENCES conversations (id) ON DELETE CASCADE,
    text            TEXT    NOT NULL,
    made_at         INTEGER NOT NULL
) STRICT;
