-- One word for one thing: what was granted or accepted is approved, what was refused is rejected, why is a reason, what one may add a comment.

CREATE TABLE extensions_new (
    id           TEXT NOT NULL CONSTRAINT extensions_pkey PRIMARY KEY,
    jurisdiction TEXT NOT NULL CONSTRAINT extensions_jurisdiction_fkey REFERENCES jurisdictions (code),
    plan_id      TEXT NOT NULL CONSTRAINT extensions_plan_id_fkey REFERENCES plans (id),
    period_id    TEXT NOT NULL CONSTRAINT extensions_period_id_fkey REFERENCES periods (id),
    indicator_id TEXT CONSTRAINT extensions_indicator_id_fkey REFERENCES indicators (id),
    project_id   TEXT CONSTRAINT extensions_project_id_fkey REFERENCES projects (id),
    bureau_id    TEXT NOT NULL CONSTRAINT extensions_bureau_id_fkey REFERENCES bureaus (id),
    number       INTEGER NOT NULL,
    status       TEXT NOT NULL,
    due_on       TEXT NOT NULL,
    reason       TEXT NOT NULL,
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
    CONSTRAINT extensions_due_at_check CHECK ((status = 'approved') = (due_at IS NOT NULL))
) STRICT;
INSERT INTO extensions_new (id, jurisdiction, plan_id, period_id, indicator_id, project_id, bureau_id, number, status, due_on, reason, due_at, decision, requested_by, requested_at, decided_by, decided_at, version, created_at, updated_at)
SELECT id, jurisdiction, plan_id, period_id, indicator_id, project_id, bureau_id, number, CASE status WHEN 'granted' THEN 'approved' WHEN 'refused' THEN 'rejected' ELSE status END, due_on, cause, due_at, decision, requested_by, requested_at, decided_by, decided_at, version, created_at, updated_at FROM extensions;
DROP TABLE extensions;
ALTER TABLE extensions_new RENAME TO extensions;
CREATE INDEX extensions_jurisdiction_idx ON extensions (jurisdiction, id);
CREATE INDEX extensions_bureau_id_idx ON extensions (bureau_id, id);
CREATE UNIQUE INDEX extensions_indicator_id_period_id_bureau_id_key ON extensions (indicator_id, period_id, bureau_id) WHERE status = 'requested';
CREATE UNIQUE INDEX extensions_project_id_period_id_bureau_id_key ON extensions (project_id, period_id, bureau_id) WHERE status = 'requested';

CREATE TABLE supervision_order_extensions_new (
    id           TEXT NOT NULL CONSTRAINT supervision_order_extensions_pkey PRIMARY KEY,
    order_id     TEXT NOT NULL CONSTRAINT supervision_order_extensions_order_id_fkey REFERENCES supervision_orders (id),
    due_on       TEXT NOT NULL,
    reason       TEXT NOT NULL,
    requested_at TEXT NOT NULL,
    status       TEXT NOT NULL,
    approved_on  TEXT,
    comment      TEXT,
    decided_at   TEXT,
    CONSTRAINT supervision_order_extensions_approved_check CHECK ((status = 'approved') = (approved_on IS NOT NULL))
) STRICT;
INSERT INTO supervision_order_extensions_new (id, order_id, due_on, reason, requested_at, status, approved_on, comment, decided_at)
SELECT id, order_id, due_on, cause, requested_at, CASE status WHEN 'granted' THEN 'approved' WHEN 'refused' THEN 'rejected' ELSE status END, granted_on, comment, decided_at FROM supervision_order_extensions;
DROP TABLE supervision_order_extensions;
ALTER TABLE supervision_order_extensions_new RENAME TO supervision_order_extensions;
CREATE INDEX supervision_order_extensions_order_id_idx ON supervision_order_extensions (order_id, id);

CREATE TABLE list_items_new (
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
    status          TEXT        NOT NULL,
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
INSERT INTO list_items_new (id, jurisdiction, indicator_id, project_id, bureau_id, name, identifier, live_project_id, live_identity, counted_on, evidence, status, proposed_by, proposed_at, decided_by, decided_at, withdrawn_by, withdrawn_at, reason, version, created_at, updated_at)
SELECT id, jurisdiction, indicator_id, project_id, bureau_id, name, identifier, live_project_id, live_identity, counted_on, evidence, CASE status WHEN 'accepted' THEN 'approved' ELSE status END, proposed_by, proposed_at, decided_by, decided_at, withdrawn_by, withdrawn_at, reason, version, created_at, updated_at FROM list_items;
DROP TABLE list_items;
ALTER TABLE list_items_new RENAME TO list_items;
CREATE INDEX list_items_indicator_id_idx ON list_items (indicator_id, counted_on, id);

CREATE TABLE bulletin_objections_new (
    id           TEXT    NOT NULL CONSTRAINT bulletin_objections_pkey PRIMARY KEY,
    jurisdiction TEXT    NOT NULL CONSTRAINT bulletin_objections_jurisdiction_fkey REFERENCES jurisdictions (code),
    bulletin_id  TEXT    NOT NULL CONSTRAINT bulletin_objections_bulletin_id_fkey REFERENCES bulletins (id),
    bureau_id    TEXT    NOT NULL CONSTRAINT bulletin_objections_bureau_id_fkey REFERENCES bureaus (id),
    text         TEXT    NOT NULL,
    status       TEXT    NOT NULL,
    reply        TEXT,
    filed_by     TEXT    NOT NULL,
    filed_at     TEXT    NOT NULL,
    decided_by   TEXT,
    decided_at   TEXT,
    version      INTEGER NOT NULL,
    created_at   TEXT    NOT NULL,
    updated_at   TEXT    NOT NULL
) STRICT;
INSERT INTO bulletin_objections_new (id, jurisdiction, bulletin_id, bureau_id, text, status, reply, filed_by, filed_at, decided_by, decided_at, version, created_at, updated_at)
SELECT id, jurisdiction, bulletin_id, bureau_id, text, CASE status WHEN 'accepted' THEN 'approved' ELSE status END, reply, filed_by, filed_at, decided_by, decided_at, version, created_at, updated_at FROM bulletin_objections;
DROP TABLE bulletin_objections;
ALTER TABLE bulletin_objections_new RENAME TO bulletin_objections;
CREATE INDEX bulletin_objections_bulletin_id_idx ON bulletin_objections (bulletin_id, id);

ALTER TABLE confirmations RENAME COLUMN note TO comment;
ALTER TABLE milestone_dependencies RENAME COLUMN note TO comment;
ALTER TABLE project_investments RENAME COLUMN note TO comment;
ALTER TABLE project_evidence RENAME COLUMN note TO description;
ALTER TABLE attachments RENAME COLUMN note TO description;
ALTER TABLE period_exceptions RENAME COLUMN granted_by TO created_by;
