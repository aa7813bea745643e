-- What rows tell of a conversation beside its last event.
ALTER TABLE conversations ADD COLUMN subject TEXT;
ALTER TABLE conversations ADD COLUMN told_snoozed_until INTEGER;
ALTER TABLE conversations ADD COLUMN snoozed_until INTEGER; -- derived: as told, or as a pending change will have it

-- Since when the AI is off, where this desk switched it off.
ALTER TABLE conversations ADD COLUMN ai_off_since INTEGER;

-- Open items that stay until they are dealt with, by what they ask; attention_at keeps those that ask
-- for a person or tell of an AI that cannot go on.
ALTER TABLE conversations ADD COLUMN approval_at INTEGER;
ALTER TABLE conversations ADD COLUMN other_asked_at INTEGER;

-- Most frustrated first, among equals newest first; those of unknown mood follow, newest first.
-- Derived like the other keys. No check: SQLite would hold it against the rows there are.
ALTER TABLE conversations ADD COLUMN frustration_key INTEGER NOT NULL DEFAULT 9000000000000000;

UPDATE conversations SET
    subject = facts ->> '$.subject',
    told_snoozed_until = facts ->> '$.snoozedUntil',
    snoozed_until = CASE WHEN status = 'snoozed' THEN facts ->> '$.snoozedUntil' END,
    frustration_key = CASE
        WHEN frustration IS NULL THEN 9000000000000000 - last_activity_at
        ELSE (100 - frustration) * 10000000000000 + 10000000000000 - last_activity_at END;

UPDATE conversations SET
    attention_at = (SELECT min(asked.value ->> '$.raisedAt') FROM json_each(facts, '$.attention') asked
                    WHERE asked.value ->> '$.open'
                      AND (asked.value ->> '$.kind' = 'aiStuck'
                           OR asked.value ->> '$.kind' = 'humanRequested' AND asked.value ->> '$.remote' IS NOT NULL)),
    approval_at = (SELECT min(asked.value ->> '$.raisedAt') FROM json_each(facts, '$.attention') asked
                   WHERE asked.value ->> '$.open' AND asked.value ->> '$.kind' = 'approval'),
    other_asked_at = (SELECT min(asked.value ->> '$.raisedAt') FROM json_each(facts, '$.attention') asked
                      WHERE asked.value ->> '$.open' AND asked.value ->> '$.kind' = 'other')
WHERE attention_at IS NOT NULL;

-- Whose move it is follows a wider rule from now on: every answer that was given before is asked anew.
UPDATE conversations SET move_holds_until = 0 WHERE standing <= 4;

CREATE INDEX list_standing_frustration ON conversations (standing, frustration_key, id, line_id, unread);
CREATE INDEX list_open_frustration     ON conversations (frustration_key, id, line_id, unread, standing) WHERE standing <= 4;
CREATE INDEX list_human_frustration    ON conversations (frustration_key, id, line_id, unread) WHERE move_reason = 'humanRequested';
CREATE INDEX list_soon_frustration     ON conversations (frustration_key, id, line_id, unread) WHERE move_rank = 2;

-- The attention queue: everything a person is asked for.
CREATE INDEX list_person_needs       ON conversations (move_rank, needs_key, id, line_id, unread) WHERE move_rank = 1;
CREATE INDEX list_person_newest      ON conversations (last_activity_at, id, line_id, unread) WHERE move_rank = 1;
CREATE INDEX list_person_waiting     ON conversations (waiting_key, id, line_id, unread) WHERE move_rank = 1;
CREATE INDEX list_person_closing     ON conversations (closing_key, id, line_id, unread) WHERE move_rank = 1;
CREATE INDEX list_person_frustration ON conversations (frustration_key, id, line_id, unread) WHERE move_rank = 1;

-- What lists are filtered by, so that filtered conversations are counted without reading any.
CREATE INDEX conversations_facets ON conversations
    (standing, move_rank, status, priority, channel_kind, assignee_kind, assignee, line_id, unread, move_reason);
