CREATE TABLE extensions_old (
    id           TEXT NOT NULL CONSTRAINT extensions_pkey PRIMARY KEY,
    jurisdiction TEXT NOT NULL CONSTRAINT extensions_jurisdiction_fkey REFERENCES jurisdictions (code),
    plan_id      TEXT NOT NULL CONSTRAINT extensions_plan_id_fkey REFERENCES plans (id),
    period_id    TEXT NOT NULL CONSTRAINT extensions_period_id_fkey REFERENCES periods (id),
    indicator_id TEXT CONSTRAINT extensions_indicator_id_fkey REFERENCES indicators (id),
    project_id   TEXT CONSTRAINT extensions_project_id_fkey REFERENCES projects (id),
    bureau_id    TEXT NOT NULL CONSTRAINT extensions_bureau_id_fkey REFERENCES bureaus (id),
    number       INTEGER NOT NULL,
    status       TEXT NOT NULL CONSTRAINT extensions_status_check CHECK (status IN ('requested', 'granted', 'refused', 'withdrawn')),
    due_on       TEXT NOT NULL,
    cause        TEXT NOT NULL,
    due_at       TEXT,
    decision     TEXT,
    requested_by TEXT NOT NULL,
    requested_at TEXT NOT NULL,
    decided_by   TEXT,
    decided_at   TEXT,
    version      INTEGER NOT NULL,
    created_at   TEXT NOT NULL,
    updated_at   TEXT NOT NULL,
    CONSTRAINT extensions_indicator_id_period_id_number_key UNIQUE (indicator_id, period_id, number),
    CONSTRAINT extensions_project_id_period_id_number_key UNIQUE (project_id, period_id, number),
    CONSTRAINT extensions_subject_check CHECK ((indicator_id IS NULL) <> (project_id IS NULL)),
    CONSTRAINT extensions_due_at_check CHECK ((status = 'granted') = (due_at IS NOT NULL))
) STRICT;
INSERT INTO extensions_old (id, jurisdiction, plan_id, period_id, indicator_id, project_id, bureau_id, number, status, due_on, cause, due_at, decision, requested_by, requested_at, decided_by, decided_at, version, created_at, updated_at)
SELECT id, jurisdiction, plan_id, period_id, indicator_id, project_id, bureau_id, number, CASE status WHEN 'approved' THEN 'granted' WHEN 'rejected' THEN 'refused' ELSE status END, due_on, reason, due_at, decision, requested_by, requested_at, decided_by, decided_at, version, created_at, updated_at FROM extensions;
DROP TABLE extensions;
ALTER TABLE extensions_old RENAME TO extensions;
CREATE INDEX extensions_jurisdiction_idx ON extensions (jurisdiction, id);
CREATE INDEX extensions_bureau_id_idx ON extensions (bureau_id, id);
CREATE UNIQUE INDEX extensions_indicator_id_period_id_bureau_id_key ON extensions (indicator_id, period_id, bureau_id) WHERE status = 'requested';
CREATE UNIQUE INDEX extensions_project_id_period_id_bureau_id_key ON extensions (project_id, period_id, bureau_id) WHERE status = 'requested';

CREATE TABLE supervision_order_extensions_old (
    id           TEXT NOT NULL CONSTRAINT supervision_order_extensions_pkey PRIMARY KEY,
    order_id     TEXT NOT NULL CONSTRAINT supervision_order_extensions_order_id_fkey REFERENCES supervision_orders (id),
    due_on       TEXT NOT NULL,
    cause        TEXT NOT NULL,
    requested_at TEXT NOT NULL,
    status       TEXT NOT NULL CONSTRAINT supervision_order_extensions_status_check CHECK (status IN ('requested', 'granted', 'refused', 'lapsed')),
    granted_on   TEXT,
    comment      TEXT,
    decided_at   TEXT,
    CONSTRAINT supervision_order_extensions_granted_check CHECK ((status = 'granted') = (granted_on IS NOT NULL))
) STRICT;
INSERT INTO supervision_order_extensions_old (id, order_id, due_on, cause, requested_at, status, granted_on, comment, decided_at)
SELECT id, order_id, due_on, reason, requested_at, CASE status WHEN 'approved' THEN 'granted' WHEN 'rejected' THEN 'refused' ELSE status END, approved_on, comment, decided_at FROM supervision_order_extensions;
DROP TABLE supervision_order_extensions;
ALTER TABLE supervision_order_extensions_old RENAME TO supervision_order_extensions;
CREATE INDEX supervision_order_extensions_order_id_idx ON supervision_order_extensions (order_id, id);

CREATE TABLE list_items_old (
    id              TEXT        NOT NULL CONSTRAINT list_items_pkey PRIMARY KEY,
    jurisdiction    TEXT        NOT NULL CONSTRAINT list_items_jurisdiction_fkey REFERENCES jurisdictions (code),
    indicator_id    TEXT        NOT NULL CONSTRAINT list_items_indicator_id_fkey REFERENCES indicators (id),
    project_id      TEXT        CONSTRAINT list_items_project_id_fkey REFERENCES projects (id),
    bureau_id       TEXT        NOT NULL CONSTRAINT list_items_bureau_id_fkey REFERENCES bureaus (id),
    name            TEXT        NOT NULL,
    identifier      TEXT,
    live_project_id TEXT,
    live_identity   TEXT,
    counted_on      TEXT        NOT NULL,
    evidence        TEXT        NOT NULL,
    status          TEXT        NOT NULL CONSTRAINT list_items_status_check CHECK (status IN ('proposed', 'accepted', 'rejected', 'withdrawn')),
    proposed_by     TEXT        NOT NULL,
    proposed_at     TEXT        NOT NULL,
    decided_by      TEXT,
    decided_at      TEXT,
    withdrawn_by    TEXT,
    withdrawn_at    TEXT,
    reason          TEXT,
    version         INTEGER     NOT NULL,
    created_at      TEXT        NOT NULL,
    updated_at      TEXT        NOT NULL,
    CONSTRAINT list_items_indicator_id_live_project_id_key UNIQUE (indicator_id, live_project_id),
    CONSTRAINT list_items_indicator_id_live_identity_key UNIQUE (indicator_id, live_identity),
    CONSTRAINT list_items_decided_at_check CHECK ((decided_at IS NULL) = (decided_by IS NULL)),
    CONSTRAINT list_items_withdrawn_at_check CHECK ((withdrawn_at IS NOT NULL) = (status = 'withdrawn'))
) STRICT;
INSERT INTO list_items_old (id, jurisdiction, indicator_id, project_id, bureau_id, name, identifier, live_project_id, live_identity, counted_on, evidence, status, proposed_by, proposed_at, decided_by, decided_at, withdrawn_by, withdrawn_at, reason, version, created_at, updated_at)
SELECT id, jurisdiction, indicator_id, project_id, bureau_id, name, identifier, live_project_id, live_identity, counted_on, evidence, CASE status WHEN 'approved' THEN 'accepted' ELSE status END, proposed_by, proposed_at, decided_by, decided_at, withdrawn_by, withdrawn_at, reason, version, created_at, updated_at FROM list_items;
DROP TABLE list_items;
ALTER TABLE list_items_old RENAME TO list_items;
CREATE INDEX list_items_indicator_id_idx ON list_items (indicator_id, counted_on, id);

CREATE TABLE bulletin_objections_old (
    id           TEXT    NOT NULL CONSTRAINT bulletin_objections_pkey PRIMARY KEY,
    jurisdiction TEXT    NOT NULL CONSTRAINT bulletin_objections_jurisdiction_fkey REFERENCES jurisdictions (code),
    bulletin_id  TEXT    NOT NULL CONSTRAINT bulletin_objections_bulletin_id_fkey REFERENCES bulletins (id),
    bureau_id    TEXT    NOT NULL CONSTRAINT bulletin_objections_bureau_id_fkey REFERENCES bureaus (id),
    text         TEXT    NOT NULL,
    status       TEXT    NOT NULL CONSTRAINT bulletin_objections_status_check CHECK (status IN ('open', 'accepted', 'rejected')),
    reply        TEXT,
    filed_by     TEXT    NOT NULL,
    filed_at     TEXT    NOT NULL,
    decided_by   TEXT,
    decided_at   TEXT,
    version      INTEGER NOT NULL,
    created_at   TEXT    NOT NULL,
    updated_at   TEXT    NOT NULL
) STRICT;
INSERT INTO bulletin_objections_old (id, jurisdiction, bulletin_id, bureau_id, text, status, reply, filed_by, filed_at, decided_by, decided_at, version, created_at, updated_at)
SELECT id, jurisdiction, bulletin_id, bureau_id, text, CASE status WHEN 'approved' THEN 'accepted' ELSE status END, reply, filed_by, filed_at, decided_by, decided_at, version, created_at, updated_at FROM bulletin_objections;
DROP TABLE bulletin_objections;
ALTER TABLE bulletin_objections_old RENAME TO bulletin_objections;
CREATE INDEX bulletin_objections_bulletin_id_idx ON bulletin_objections (bulletin_id, id);

ALTER TABLE confirmations RENAME COLUMN comment TO note;
ALTER TABLE milestone_dependencies RENAME COLUMN comment TO note;
ALTER TABLE project_investments RENAME COLUMN comment TO note;
ALTER TABLE project_evidence RENAME COLUMN description TO note;
ALTER TABLE attachments RENAME COLUMN description TO note;
ALTER TABLE period_exceptions RENAME COLUMN created_by TO granted_by;
