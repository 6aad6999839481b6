-- Failed log-ins are counted by username and source, not by account: a row for the pair, one for the name from anywhere
-- (source '') and one for the source under any name (account ''). Names are kept as digests, whether there is such an account or not.
CREATE TABLE sign_in_failures (
    account        TEXT        NOT NULL,
    source         TEXT        NOT NULL,
    failures       INTEGER     NOT NULL,
    last_failed_at TEXT NOT NULL,
    CONSTRAINT sign_in_failures_pkey PRIMARY KEY (account, source)
) STRICT;
CREATE INDEX sign_in_failures_last_failed_at_idx ON sign_in_failures (last_failed_at);
ALTER TABLE users DROP COLUMN failed_attempts;
ALTER TABLE users DROP COLUMN locked_until;

-- What the owner of a session is told of it.
ALTER TABLE sessions ADD COLUMN source TEXT;
ALTER TABLE sessions ADD COLUMN user_agent TEXT;
ALTER TABLE sessions ADD COLUMN last_used_at TEXT;
