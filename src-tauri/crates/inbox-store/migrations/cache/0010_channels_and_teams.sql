-- Lists are filtered by single channels and by teams.

-- As the platform told it, and as a change that is on its way will have it (settle.rs).
ALTER TABLE conversations ADD COLUMN told_team TEXT;
ALTER TABLE conversations ADD COLUMN team TEXT;

UPDATE conversations SET told_team = facts ->> '$.team', team = facts ->> '$.team'
WHERE facts ->> '$.team' IS NOT NULL;

-- As before, with channel and team, so that what they leave is counted without reading a conversation.
DROP INDEX conversations_facets;
CREATE INDEX conversations_facets ON conversations
    (standing, move_rank, status, priority, channel_kind, channel, assignee_kind, assignee, team, line_id,
     unread, move_reason);
