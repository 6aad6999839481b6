DROP VIEW obligations;
ALTER TABLE reports ADD COLUMN due_at TEXT NOT NULL DEFAULT '';
UPDATE reports SET due_at = COALESCE(
    (SELECT b.due_at FROM report_returns b WHERE b.report_id = reports.id ORDER BY b.number DESC LIMIT 1),
    (SELECT p.due_at FROM periods p WHERE p.id = reports.period_id));
DROP TABLE report_returns;
DROP TABLE period_exceptions;
DROP TABLE extensions;
ALTER TABLE plans DROP COLUMN closed_at;

-- 应报事项: who owes a report for what. Derived, never stored, so that it is never out of date: each reported indicator and
-- each named project, for each period of its plan, by the bureau that leads it when the period ends. What another bureau
-- signed off before the lead passed on fulfils it; what it left unsubmitted does not.
CREATE VIEW obligations AS
SELECT (CAST(p.id AS TEXT) || '.' || CAST(i.id AS TEXT)) AS id,
       p.jurisdiction, p.plan_id, p.id AS period_id, p.code AS period_code, p.ends_on, p.opens_at, p.closed_at,
       i.id AS indicator_id, NULL AS project_id, i.code AS subject_code, i.name AS subject_name,
       COALESCE(r.bureau_id, a.bureau_id) AS bureau_id, COALESCE(r.due_at, p.due_at) AS due_at,
       r.id AS report_id, r.status AS report_status,
       (SELECT MIN(x.first_submitted_at) FROM reports x WHERE x.indicator_id = i.id AND x.period_id = p.id AND x.bureau_id = r.bureau_id) AS first_submitted_at
FROM periods p
JOIN indicators i ON i.plan_id = p.plan_id AND i.reporting = 'monthly'
JOIN assignments a ON a.indicator_id = i.id AND a.role = 'lead' AND a.effective_from <= p.ends_on
     AND (a.effective_to IS NULL OR a.effective_to > p.ends_on)
LEFT JOIN reports r ON r.indicator_id = i.id AND r.period_id = p.id
     AND r.revision = (SELECT COALESCE(MAX(CASE WHEN x.status = 'approved' THEN x.revision END), MAX(x.revision))
                    FROM reports x WHERE x.indicator_id = i.id AND x.period_id = p.id)
     AND (r.bureau_id = a.bureau_id OR r.status IN ('submitted', 'approved'))
UNION ALL
SELECT (CAST(p.id AS TEXT) || '.' || CAST(j.id AS TEXT)) AS id,
       p.jurisdiction, p.plan_id, p.id AS period_id, p.code AS period_code, p.ends_on, p.opens_at, p.closed_at,
       NULL AS indicator_id, j.id AS project_id, j.code AS subject_code, j.name AS subject_name,
       COALESCE(r.bureau_id, j.lead_bureau_id) AS bureau_id, COALESCE(r.due_at, p.due_at) AS due_at,
       r.id AS report_id, r.status AS report_status,
       (SELECT MIN(x.first_submitted_at) FROM reports x WHERE x.project_id = j.id AND x.period_id = p.id AND x.bureau_id = r.bureau_id) AS first_submitted_at
FROM periods p
JOIN projects j ON j.plan_id = p.plan_id AND j.listing = 'named' AND j.lead_bureau_id IS NOT NULL AND j.stage <> 'exited'
LEFT JOIN reports r ON r.project_id = j.id AND r.period_id = p.id
     AND r.revision = (SELECT COALESCE(MAX(CASE WHEN x.status = 'approved' THEN x.revision END), MAX(x.revision))
                    FROM reports x WHERE x.project_id = j.id AND x.period_id = p.id)
     AND (r.bureau_id = j.lead_bureau_id OR r.status IN ('submitted', 'approved'));
