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
DROP VIEW obligations;
ALTER TABLE reports DROP COLUMN due_at;

-- 应报事项: who owes a report for what. Derived, never stored, so that it is never out of date: each reported indicator and
-- each named project, for each period of its plan, by the bureau that leads it when the period ends. What another bureau
-- signed off before the lead passed on fulfils it; what it left unsubmitted does not. The revision that serves counts, else
-- the latest: an open correction takes nothing back, and a correction is not a late report.
-- The first submission is due by the granted extension where that is later than the period, a returned report by its return.
CREATE VIEW obligations AS
SELECT (CAST(p.id AS TEXT) || '.' || CAST(i.id AS TEXT)) AS id,
       p.jurisdiction, p.plan_id, p.id AS period_id, p.code AS period_code, p.ends_on, p.opens_at, p.closed_at,
       i.id AS indicator_id, NULL AS project_id, i.code AS subject_code, i.name AS subject_name,
       COALESCE(r.bureau_id, a.bureau_id) AS bureau_id, CASE WHEN x.due_at > p.due_at THEN x.due_at ELSE p.due_at END AS first_due_at,
       COALESCE(b.due_at, CASE WHEN x.due_at > p.due_at THEN x.due_at ELSE p.due_at END) AS due_at,
       x.id AS extension_id, x.due_at AS extended_due_at, y.closed_at AS year_closed_at,
       CASE WHEN p.closed_at IS NOT NULL THEN (SELECT MAX(e.ends_at) FROM period_exceptions e WHERE e.period_id = p.id
           AND e.bureau_id = COALESCE(r.bureau_id, a.bureau_id) AND e.ended_at IS NULL
           AND (COALESCE(e.indicator_id, e.project_id) IS NULL OR COALESCE(e.indicator_id, e.project_id) = i.id)) END AS exception_ends_at,
       r.id AS report_id, r.status AS report_status,
       (SELECT MIN(f.first_submitted_at) FROM reports f WHERE f.indicator_id = i.id AND f.period_id = p.id AND f.bureau_id = r.bureau_id) AS first_submitted_at,
       r.decided_at
FROM periods p
JOIN plans y ON y.id = p.plan_id
JOIN indicators i ON i.plan_id = p.plan_id AND i.reporting = 'monthly'
JOIN assignments a ON a.indicator_id = i.id AND a.role = 'lead' AND a.effective_from <= p.ends_on
     AND (a.effective_to IS NULL OR a.effective_to > p.ends_on)
LEFT JOIN reports r ON r.indicator_id = i.id AND r.period_id = p.id
     AND r.revision = (SELECT COALESCE(MAX(CASE WHEN x.status = 'approved' THEN x.revision END), MAX(x.revision))
                    FROM reports x WHERE x.indicator_id = i.id AND x.period_id = p.id)
     AND (r.bureau_id = a.bureau_id OR r.status IN ('submitted', 'approved'))
LEFT JOIN report_returns b ON b.report_id = r.id
     AND b.number = (SELECT MAX(m.number) FROM report_returns m WHERE m.report_id = r.id)
LEFT JOIN extensions x ON x.indicator_id = i.id AND x.period_id = p.id AND x.bureau_id = COALESCE(r.bureau_id, a.bureau_id) AND x.status = 'granted'
     AND x.number = (SELECT MAX(m.number) FROM extensions m WHERE m.indicator_id = x.indicator_id AND m.period_id = x.period_id
                         AND m.bureau_id = x.bureau_id AND m.status = 'granted')
UNION ALL
SELECT (CAST(p.id AS TEXT) || '.' || CAST(j.id AS TEXT)) AS id,
       p.jurisdiction, p.plan_id, p.id AS period_id, p.code AS period_code, p.ends_on, p.opens_at, p.closed_at,
       NULL AS indicator_id, j.id AS project_id, j.code AS subject_code, j.name AS subject_name,
       COALESCE(r.bureau_id, j.lead_bureau_id) AS bureau_id, CASE WHEN x.due_at > p.due_at THEN x.due_at ELSE p.due_at END AS first_due_at,
       COALESCE(b.due_at, CASE WHEN x.due_at > p.due_at THEN x.due_at ELSE p.due_at END) AS due_at,
       x.id AS extension_id, x.due_at AS extended_due_at, y.closed_at AS year_closed_at,
       CASE WHEN p.closed_at IS NOT NULL THEN (SELECT MAX(e.ends_at) FROM period_exceptions e WHERE e.period_id = p.id
           AND e.bureau_id = COALESCE(r.bureau_id, j.lead_bureau_id) AND e.ended_at IS NULL
           AND (COALESCE(e.indicator_id, e.project_id) IS NULL OR COALESCE(e.indicator_id, e.project_id) = j.id)) END AS exception_ends_at,
       r.id AS report_id, r.status AS report_status,
       (SELECT MIN(f.first_submitted_at) FROM reports f WHERE f.project_id = j.id AND f.period_id = p.id AND f.bureau_id = r.bureau_id) AS first_submitted_at,
       r.decided_at
FROM periods p
JOIN plans y ON y.id = p.plan_id
JOIN projects j ON j.plan_id = p.plan_id AND j.listing = 'named' AND j.lead_bureau_id IS NOT NULL AND j.stage <> 'exited'
LEFT JOIN reports r ON r.project_id = j.id AND r.period_id = p.id
     AND r.revision = (SELECT COALESCE(MAX(CASE WHEN x.status = 'approved' THEN x.revision END), MAX(x.revision))
                    FROM reports x WHERE x.project_id = j.id AND x.period_id = p.id)
     AND (r.bureau_id = j.lead_bureau_id OR r.status IN ('submitted', 'approved'))
LEFT JOIN report_returns b ON b.report_id = r.id
     AND b.number = (SELECT MAX(m.number) FROM report_returns m WHERE m.report_id = r.id)
LEFT JOIN extensions x ON x.project_id = j.id AND x.period_id = p.id AND x.bureau_id = COALESCE(r.bureau_id, j.lead_bureau_id) AND x.status = 'granted'
     AND x.number = (SELECT MAX(m.number) FROM extensions m WHERE m.project_id = x.project_id AND m.period_id = x.period_id
                         AND m.bureau_id = x.bureau_id AND m.status = 'granted');
