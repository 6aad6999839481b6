-- What the service knows about itself: profile, business clock, bootstrap code.
CREATE TABLE deployment (
    name  TEXT NOT NULL CONSTRAINT deployment_pkey PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE feed_counters (
    jurisdiction TEXT   NOT NULL CONSTRAINT feed_counters_pkey PRIMARY KEY,
    sequence     INTEGER NOT NULL,
    audit_hash   TEXT   NOT NULL
) STRICT;

CREATE TABLE changes (
    jurisdiction     TEXT        NOT NULL,
    sequence         INTEGER      NOT NULL,
    kind             TEXT        NOT NULL,
    occurred_at      TEXT NOT NULL,
    business_at      TEXT NOT NULL,
    actor_id         TEXT,
    actor_name       TEXT        NOT NULL,
    resource_type    TEXT        NOT NULL,
    resource_id      TEXT        NOT NULL,
    resource_version INTEGER     NOT NULL,
    bureau_id        TEXT,
    visibility       TEXT        NOT NULL CONSTRAINT changes_visibility_check CHECK (visibility IN ('jurisdiction', 'bureau', 'administration')),
    fields           TEXT        NOT NULL,
    data             TEXT        NOT NULL,
    CONSTRAINT changes_pkey PRIMARY KEY (jurisdiction, sequence)
) STRICT;
CREATE INDEX changes_resource_idx ON changes (resource_id, sequence);

CREATE TABLE audit_entries (
    jurisdiction  TEXT        NOT NULL,
    sequence      INTEGER      NOT NULL,
    occurred_at   TEXT NOT NULL,
    actor_id      TEXT,
    actor_name    TEXT        NOT NULL,
    action        TEXT        NOT NULL,
    resource_type TEXT        NOT NULL,
    resource_id   TEXT        NOT NULL,
    request_id    TEXT        NOT NULL,
    payload       TEXT        NOT NULL,
    previous_hash TEXT        NOT NULL,
    hash          TEXT        NOT NULL,
    CONSTRAINT audit_entries_pkey PRIMARY KEY (jurisdiction, sequence)
) STRICT;
CREATE INDEX audit_entries_resource_idx ON audit_entries (resource_id, sequence);

CREATE TABLE idempotency_keys (
    caller_id   TEXT        NOT NULL,
    operation   TEXT        NOT NULL,
    key         TEXT        NOT NULL,
    fingerprint TEXT        NOT NULL,
    status      INTEGER     NOT NULL,
    etag        TEXT,
    location    TEXT,
    body        TEXT        NOT NULL,
    created_at  TEXT NOT NULL,
    CONSTRAINT idempotency_keys_pkey PRIMARY KEY (caller_id, operation, key)
) STRICT;
CREATE INDEX idempotency_keys_created_at_idx ON idempotency_keys (created_at);
