-- 应报事项: who owes a report for what. Derived, never stored, so that it is never out of date: each reported indicator and
-- each named project, for each period of its plan, by the bureau that leads it when the period ends. What another bureau
-- signed off before the lead passed on fulfils it; what it left unsubmitted does not. The revision that serves counts, else
-- the latest: an open correction takes nothing back, and a correction is not a late report.
-- A suspension (缓建/停建) that is not ended holds: it never begins in the future, and neither does its end.
-- The first submission is due by the approved extension where that is later than the period, a returned report by its return.
CREATE VIEW obligations AS
SELECT (CAST(p.id AS TEXT) || '.' || CAST(i.id AS TEXT)) COLLATE "C" AS id,
       p.jurisdiction, p.plan_id, p.id AS period_id, p.code AS period_code, p.ends_on, p.opens_at, p.closed_at,
       i.id AS indicator_id, CAST(NULL AS UUID) AS project_id, i.code AS subject_code, i.name AS subject_name,
       COALESCE(r.bureau_id, a.bureau_id) AS bureau_id, CASE WHEN x.due_at > p.due_at THEN x.due_at ELSE p.due_at END AS first_due_at,
       COALESCE(b.due_at, CASE WHEN x.due_at > p.due_at THEN x.due_at ELSE p.due_at END) AS due_at,
       x.id AS extension_id, x.due_at AS extended_due_at, y.closed_at AS year_closed_at,
       CASE WHEN p.closed_at IS NOT NULL THEN (SELECT MAX(e.ends_at) FROM period_exceptions e WHERE e.period_id = p.id
           AND e.bureau_id = COALESCE(r.bureau_id, a.bureau_id) AND e.ended_at IS NULL
           AND (COALESCE(e.indicator_id, e.project_id) IS NULL OR COALESCE(e.indicator_id, e.project_id) = i.id)) END AS exception_ends_at,
       r.id AS report_id, r.status AS report_status,
       (SELECT MIN(f.first_submitted_at) FROM reports f WHERE f.indicator_id = i.id AND f.period_id = p.id AND f.bureau_id = r.bureau_id) AS first_submitted_at,
       r.decided_at, CAST(NULL AS DATE) AS suspended_on
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
LEFT JOIN extensions x ON x.indicator_id = i.id AND x.period_id = p.id AND x.bureau_id = COALESCE(r.bureau_id, a.bureau_id) AND x.status = 'approved'
     AND x.number = (SELECT MAX(m.number) FROM extensions m WHERE m.indicator_id = x.indicator_id AND m.period_id = x.period_id
                         AND m.bureau_id = x.bureau_id AND m.status = 'approved')
UNION ALL
SELECT (CAST(p.id AS TEXT) || '.' || CAST(j.id AS TEXT)) COLLATE "C" AS id,
       p.jurisdiction, p.plan_id, p.id AS period_id, p.code AS period_code, p.ends_on, p.opens_at, p.closed_at,
       CAST(NULL AS UUID) AS indicator_id, j.id AS project_id, j.code AS subject_code, j.name AS subject_name,
       COALESCE(r.bureau_id, j.lead_bureau_id) AS bureau_id, CASE WHEN x.due_at > p.due_at THEN x.due_at ELSE p.due_at END AS first_due_at,
       COALESCE(b.due_at, CASE WHEN x.due_at > p.due_at THEN x.due_at ELSE p.due_at END) AS due_at,
       x.id AS extension_id, x.due_at AS extended_due_at, y.closed_at AS year_closed_at,
       CASE WHEN p.closed_at IS NOT NULL THEN (SELECT MAX(e.ends_at) FROM period_exceptions e WHERE e.period_id = p.id
           AND e.bureau_id = COALESCE(r.bureau_id, j.lead_bureau_id) AND e.ended_at IS NULL
           AND (COALESCE(e.indicator_id, e.project_id) IS NULL OR COALESCE(e.indicator_id, e.project_id) = j.id)) END AS exception_ends_at,
       r.id AS report_id, r.status AS report_status,
       (SELECT MIN(f.first_submitted_at) FROM reports f WHERE f.project_id = j.id AND f.period_id = p.id AND f.bureau_id = r.bureau_id) AS first_submitted_at,
       r.decided_at,
       (SELECT MIN(s.effective_on) FROM project_suspensions s WHERE s.project_id = j.id AND s.ended_on IS NULL) AS suspended_on
FROM periods p
JOIN plans y ON y.id = p.plan_id
JOIN projects j ON j.plan_id = p.plan_id AND j.listing = 'named' AND j.lead_bureau_id IS NOT NULL AND j.stage <> 'exited'
LEFT JOIN reports r ON r.project_id = j.id AND r.period_id = p.id
     AND r.revision = (SELECT COALESCE(MAX(CASE WHEN x.status = 'approved' THEN x.revision END), MAX(x.revision))
                    FROM reports x WHERE x.project_id = j.id AND x.period_id = p.id)
     AND (r.bureau_id = j.lead_bureau_id OR r.status IN ('submitted', 'approved'))
LEFT JOIN report_returns b ON b.report_id = r.id
     AND b.number = (SELECT MAX(m.number) FROM report_returns m WHERE m.report_id = r.id)
LEFT JOIN extensions x ON x.project_id = j.id AND x.period_id = p.id AND x.bureau_id = COALESCE(r.bureau_id, j.lead_bureau_id) AND x.status = 'approved'
     AND x.number = (SELECT MAX(m.number) FROM extensions m WHERE m.project_id = x.project_id AND m.period_id = x.period_id
                         AND m.bureau_id = x.bureau_id AND m.status = 'approved');
