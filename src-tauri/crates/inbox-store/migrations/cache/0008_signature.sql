-- What the person has put under their e-mails on the platform.
ALTER TABLE line_extras ADD COLUMN signature TEXT;
