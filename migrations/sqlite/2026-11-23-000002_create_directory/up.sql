CREATE TABLE jurisdictions (
    id          TEXT        NOT NULL CONSTRAINT jurisdictions_pkey PRIMARY KEY,
    code        TEXT        NOT NULL CONSTRAINT jurisdictions_code_key UNIQUE,
    name        TEXT        NOT NULL,
    name_en     TEXT,
    parent_code TEXT        CONSTRAINT jurisdictions_parent_code_fkey REFERENCES jurisdictions (code),
    version     INTEGER     NOT NULL,
    created_at  TEXT NOT NULL,
    updated_at  TEXT NOT NULL
) STRICT;

CREATE TABLE bureaus (
    id           TEXT        NOT NULL CONSTRAINT bureaus_pkey PRIMARY KEY,
    jurisdiction TEXT        NOT NULL CONSTRAINT bureaus_jurisdiction_fkey REFERENCES jurisdictions (code),
    code         TEXT        NOT NULL,
    name         TEXT        NOT NULL,
    name_en      TEXT,
    kind         TEXT        NOT NULL CONSTRAINT bureaus_kind_check CHECK (kind IN ('bureau', 'office', 'street', 'platform', 'committee')),
    unified_code TEXT,
    source       TEXT        NOT NULL CONSTRAINT bureaus_source_check CHECK (source IN ('assumed', 'confirmed')),
    source_note  TEXT,
    active       INTEGER     NOT NULL,
    version      INTEGER     NOT NULL,
    created_at   TEXT NOT NULL,
    updated_at   TEXT NOT NULL,
    CONSTRAINT bureaus_jurisdiction_code_key UNIQUE (jurisdiction, code),
    CONSTRAINT bureaus_unified_code_key UNIQUE (unified_code)
) STRICT;

CREATE TABLE users (
    id                   TEXT        NOT NULL CONSTRAINT users_pkey PRIMARY KEY,
    jurisdiction         TEXT        NOT NULL CONSTRAINT users_jurisdiction_fkey REFERENCES jurisdictions (code),
    username             TEXT        NOT NULL CONSTRAINT users_username_key UNIQUE,
    display_name         TEXT        NOT NULL,
    bureau_id            TEXT        CONSTRAINT users_bureau_id_fkey REFERENCES bureaus (id),
    active               INTEGER     NOT NULL,
    password_hash        TEXT        NOT NULL,
    must_change_password INTEGER     NOT NULL,
    stamp                INTEGER     NOT NULL,
    failed_attempts      INTEGER     NOT NULL,
    locked_until         TEXT,
    demonstration        INTEGER     NOT NULL,
    version              INTEGER     NOT NULL,
    created_at           TEXT NOT NULL,
    updated_at           TEXT NOT NULL
) STRICT;
CREATE INDEX users_jurisdiction_idx ON users (jurisdiction, id);

CREATE TABLE user_roles (
    user_id TEXT NOT NULL CONSTRAINT user_roles_user_id_fkey REFERENCES users (id),
    role    TEXT NOT NULL CONSTRAINT user_roles_role_check CHECK (role IN ('bureau_reporter', 'bureau_lead', 'supervisor', 'leader', 'system_admin', 'security_admin', 'audit_admin')),
    CONSTRAINT user_roles_pkey PRIMARY KEY (user_id, role)
) STRICT;

-- One row for a log-in: the family that its refresh tokens belong to.
CREATE TABLE sessions (
    id         TEXT        NOT NULL CONSTRAINT sessions_pkey PRIMARY KEY,
    user_id    TEXT        NOT NULL CONSTRAINT sessions_user_id_fkey REFERENCES users (id),
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    ended_at   TEXT,
    end_reason TEXT
) STRICT;
CREATE INDEX sessions_user_id_idx ON sessions (user_id);

CREATE TABLE refresh_tokens (
    token_hash TEXT        NOT NULL CONSTRAINT refresh_tokens_pkey PRIMARY KEY,
    session_id TEXT        NOT NULL CONSTRAINT refresh_tokens_session_id_fkey REFERENCES sessions (id),
    issued_at  TEXT NOT NULL,
    used_at    TEXT
) STRICT;
CREATE INDEX refresh_tokens_session_id_idx ON refresh_tokens (session_id);
