-- Platforms tell once that words were changed, and their later answers do not tell it again.
ALTER TABLE items ADD COLUMN edited INTEGER NOT NULL DEFAULT 0;
