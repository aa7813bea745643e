-- By what contacts of several lines are one person.

DROP INDEX contacts_phone;
ALTER TABLE contacts DROP COLUMN phone_digits;
ALTER TABLE contacts ADD COLUMN country TEXT;      -- ISO code, where the platform tells one
ALTER TABLE contacts ADD COLUMN person_phone TEXT; -- with calling code, digits only
ALTER TABLE contacts ADD COLUMN person_email TEXT;
-- The two above do not fit the rest of the row yet; made anew when the store is opened.
ALTER TABLE contacts ADD COLUMN unkeyed INTEGER NOT NULL DEFAULT 1;
CREATE INDEX contacts_person_phone ON contacts (person_phone) WHERE person_phone IS NOT NULL;
CREATE INDEX contacts_person_email ON contacts (person_email) WHERE person_email IS NOT NULL;
CREATE INDEX contacts_unkeyed ON contacts (id) WHERE unkeyed = 1;

-- Where the numbers of a line's own channels are: it completes customers' local numbers.
CREATE TABLE line_countries (
    line_id INTEGER PRIMARY KEY,
    country TEXT NOT NULL
) STRICT;
