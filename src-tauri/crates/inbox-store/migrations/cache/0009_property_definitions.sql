-- Named facts of conversations that the platform was told of ahead. JSON.
ALTER TABLE line_extras ADD COLUMN properties TEXT NOT NULL DEFAULT '[]';
