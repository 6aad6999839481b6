-- 排名规则: what a ranking weighs, versioned; a version is never changed.
CREATE TABLE ranking_rules (
    id             UUID    NOT NULL CONSTRAINT ranking_rules_pkey PRIMARY KEY,
    jurisdiction   TEXT    NOT NULL CONSTRAINT ranking_rules_jurisdiction_fkey REFERENCES jurisdictions (code),
    number         INTEGER NOT NULL,
    effective_from DATE    NOT NULL,
    description    TEXT    NOT NULL,
    content        TEXT    NOT NULL,
    created_by     UUID,
    created_at     TIMESTAMPTZ    NOT NULL,
    CONSTRAINT ranking_rules_jurisdiction_number_key UNIQUE (jurisdiction, number),
    CONSTRAINT ranking_rules_jurisdiction_effective_from_key UNIQUE (jurisdiction, effective_from)
);

-- 通报: inputs and content are the very bytes that the hashes are of.
CREATE TABLE bulletins (
    id               UUID    NOT NULL CONSTRAINT bulletins_pkey PRIMARY KEY,
    jurisdiction     TEXT    NOT NULL CONSTRAINT bulletins_jurisdiction_fkey REFERENCES jurisdictions (code),
    plan_id          UUID    NOT NULL CONSTRAINT bulletins_plan_id_fkey REFERENCES plans (id),
    year             INTEGER NOT NULL,
    number           INTEGER CONSTRAINT bulletins_number_check CHECK (number > 0),
    title            TEXT    NOT NULL,
    status           TEXT    NOT NULL CONSTRAINT bulletins_status_check CHECK (status IN ('draft', 'circulated', 'final', 'abandoned')),
    cut_off_at       TIMESTAMPTZ    NOT NULL,
    objections_until TIMESTAMPTZ,
    template         INTEGER NOT NULL,
    inputs           TEXT    NOT NULL,
    inputs_hash      TEXT    NOT NULL,
    content          TEXT    NOT NULL,
    content_hash     TEXT    NOT NULL,
    drafted_by       UUID,
    circulated_at    TIMESTAMPTZ,
    published_by     UUID,
    published_at     TIMESTAMPTZ,
    version          INTEGER NOT NULL,
    created_at       TIMESTAMPTZ    NOT NULL,
    updated_at       TIMESTAMPTZ    NOT NULL,
    CONSTRAINT bulletins_jurisdiction_year_number_key UNIQUE (jurisdiction, year, number),
    CONSTRAINT bulletins_final_check CHECK ((status = 'final') = (number IS NOT NULL))
);
CREATE INDEX bulletins_jurisdiction_idx ON bulletins (jurisdiction, id);

-- 异议: what a bureau says against a circulated bulletin.
CREATE TABLE bulletin_objections (
    id           UUID    NOT NULL CONSTRAINT bulletin_objections_pkey PRIMARY KEY,
    jurisdiction TEXT    NOT NULL CONSTRAINT bulletin_objections_jurisdiction_fkey REFERENCES jurisdictions (code),
    bulletin_id  UUID    NOT NULL CONSTRAINT bulletin_objections_bulletin_id_fkey REFERENCES bulletins (id),
    bureau_id    UUID    NOT NULL CONSTRAINT bulletin_objections_bureau_id_fkey REFERENCES bureaus (id),
    text         TEXT    NOT NULL,
    status       TEXT    NOT NULL CONSTRAINT bulletin_objections_status_check CHECK (status IN ('open', 'accepted', 'rejected')),
    reply        TEXT,
    filed_by     UUID    NOT NULL,
    filed_at     TIMESTAMPTZ    NOT NULL,
    decided_by   UUID,
    decided_at   TIMESTAMPTZ,
    version      INTEGER NOT NULL,
    created_at   TIMESTAMPTZ    NOT NULL,
    updated_at   TIMESTAMPTZ    NOT NULL
);
CREATE INDEX bulletin_objections_bulletin_id_idx ON bulletin_objections (bulletin_id, id);

-- 勘误: a published bulletin is never changed; what was wrong with it is said beside it.
CREATE TABLE bulletin_errata (
    id           UUID    NOT NULL CONSTRAINT bulletin_errata_pkey PRIMARY KEY,
    jurisdiction TEXT    NOT NULL CONSTRAINT bulletin_errata_jurisdiction_fkey REFERENCES jurisdictions (code),
    bulletin_id  UUID    NOT NULL CONSTRAINT bulletin_errata_bulletin_id_fkey REFERENCES bulletins (id),
    number       INTEGER NOT NULL,
    text         TEXT    NOT NULL,
    issued_by    UUID    NOT NULL,
    issued_at    TIMESTAMPTZ    NOT NULL,
    created_at   TIMESTAMPTZ    NOT NULL,
    CONSTRAINT bulletin_errata_bulletin_id_number_key UNIQUE (bulletin_id, number)
);
