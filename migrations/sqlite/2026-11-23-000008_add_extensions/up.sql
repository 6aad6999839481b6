ALTER TABLE plans ADD COLUMN closed_at TEXT;

-- 延期: a bureau asks for more time on one obligation, and the supervision office decides.
CREATE TABLE extensions (
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
CREATE INDEX extensions_jurisdiction_idx ON extensions (jurisdiction, id);
CREATE INDEX extensions_bureau_id_idx ON extensions (bureau_id, id);

-- 补报授权: a closed period that is open again for one bureau, for a while.
CREATE TABLE period_exceptions (
    id           TEXT NOT NULL CONSTRAINT period_exceptions_pkey PRIMARY KEY,
    jurisdiction TEXT NOT NULL CONSTRAINT period_exceptions_jurisdiction_fkey REFERENCES jurisdictions (code),
    plan_id      TEXT NOT NULL CONSTRAINT period_exceptions_plan_id_fkey REFERENCES plans (id),
    period_id    TEXT NOT NULL CONSTRAINT period_exceptions_period_id_fkey REFERENCES periods (id),
    bureau_id    TEXT NOT NULL CONSTRAINT period_exceptions_bureau_id_fkey REFERENCES bureaus (id),
    indicator_id TEXT CONSTRAINT period_exceptions_indicator_id_fkey REFERENCES indicators (id),
    project_id   TEXT CONSTRAINT period_exceptions_project_id_fkey REFERENCES projects (id),
    opens_at     TEXT NOT NULL,
    ends_at      TEXT NOT NULL,
    reason       TEXT NOT NULL,
    granted_by   TEXT NOT NULL,
    ended_at     TEXT,
    ended_by     TEXT,
    version      INTEGER NOT NULL,
    created_at   TEXT NOT NULL,
    updated_at   TEXT NOT NULL,
    CONSTRAINT period_exceptions_subject_check CHECK (indicator_id IS NULL OR project_id IS NULL)
) STRICT;
CREATE INDEX period_exceptions_period_id_idx ON period_exceptions (period_id, bureau_id);
CREATE INDEX period_exceptions_jurisdiction_idx ON period_exceptions (jurisdiction, id);

-- 退回记录: every return of a report, not only the last. The returns until now are told by the feed, those of the
-- demonstration by the reports themselves.
CREATE TABLE report_returns (
    report_id   TEXT NOT NULL CONSTRAINT report_returns_report_id_fkey REFERENCES reports (id),
    number      INTEGER NOT NULL,
    reason      TEXT NOT NULL CONSTRAINT report_returns_reason_check CHECK (reason IN ('figure_wrong', 'evidence_missing', 'unit_wrong', 'narrative_insufficient', 'other')),
    comment     TEXT NOT NULL,
    fields      TEXT NOT NULL,
    due_at      TEXT NOT NULL,
    returned_by TEXT,
    returned_at TEXT NOT NULL,
    CONSTRAINT report_returns_pkey PRIMARY KEY (report_id, number)
) STRICT;
INSERT INTO report_returns (report_id, number, reason, comment, fields, due_at, returned_by, returned_at)
SELECT c.resource_id, ROW_NUMBER() OVER (PARTITION BY c.resource_id ORDER BY c.sequence), json_extract(c.data, '$.reason'), json_extract(c.data, '$.comment'), '[]', json_extract(c.data, '$.due_at'), c.actor_id, c.business_at
FROM changes c WHERE c.kind = 'report.returned';
INSERT INTO report_returns (report_id, number, reason, comment, fields, due_at, returned_by, returned_at)
SELECT r.id, 1, r.return_reason, COALESCE(r.return_comment, ''), '[]', r.due_at, r.decided_by, COALESCE(r.decided_at, r.updated_at)
FROM reports r WHERE r.return_reason IS NOT NULL AND NOT EXISTS (SELECT 1 FROM report_returns b WHERE b.report_id = r.id);

-- When a report is due follows from its last return, the extension and the period: a copy of it would go stale.
ALTER TABLE reports DROP COLUMN due_at;
