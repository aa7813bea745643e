-- What a platform keeps of the customer of a conversation, as it was read when somebody looked at it.
CREATE TABLE contact_cards (
    conversation_id INTEGER PRIMARY KEY REFERENCES conversations (id) ON DELETE CASCADE,
    card            TEXT    NOT NULL, -- JSON
    read_at         INTEGER NOT NULL
) STRICT;
