-- The sort key is the code folded: lower case, numbers without leading zeros and six digits wide. `P001` and `p1` are one code.
ALTER TABLE bureaus ADD COLUMN sort_key TEXT COLLATE "C" NOT NULL DEFAULT '';
WITH RECURSIVE fold (id, code, place, digits, folded) AS (
    SELECT id, lower(code) || ' ', 1, ''::text, ''::text FROM bureaus
    UNION ALL
    SELECT id, code, place + 1,
           CASE WHEN strpos('0123456789', substr(code, place, 1)) > 0 THEN digits || substr(code, place, 1) ELSE '' END,
           CASE WHEN strpos('0123456789', substr(code, place, 1)) > 0 THEN folded
                WHEN digits = '' THEN folded || substr(code, place, 1)
                ELSE folded || substr('000000', 1, greatest(0, 6 - length(ltrim(digits, '0')))) || ltrim(digits, '0') || substr(code, place, 1)
           END
    FROM fold WHERE place <= length(code)
)
UPDATE bureaus SET sort_key = (SELECT trim(folded) FROM fold WHERE fold.id = bureaus.id AND place = length(code) + 1);
UPDATE areas SET sort_key = lower(sort_key);
UPDATE facts SET sort_key = lower(sort_key);
UPDATE indicators SET sort_key = lower(sort_key);
UPDATE projects SET sort_key = lower(sort_key);
UPDATE milestones SET sort_key = lower(sort_key);
UPDATE leader_posts SET sort_key = lower(sort_key);
UPDATE renewal_districts SET sort_key = lower(sort_key);
UPDATE renewal_units SET sort_key = lower(sort_key);

-- Of codes that stand beside each other already the first keeps the key: the others stay, and no third comes to them.
UPDATE areas SET sort_key = sort_key || '~' || id
WHERE EXISTS (SELECT 1 FROM areas AS first WHERE first.plan_id = areas.plan_id AND first.sort_key = areas.sort_key AND first.id < areas.id);
UPDATE facts SET sort_key = sort_key || '~' || id
WHERE EXISTS (SELECT 1 FROM facts AS first WHERE first.plan_id = facts.plan_id AND first.sort_key = facts.sort_key AND first.id < facts.id);
UPDATE indicators SET sort_key = sort_key || '~' || id
WHERE EXISTS (SELECT 1 FROM indicators AS first WHERE first.plan_id = indicators.plan_id AND first.sort_key = indicators.sort_key AND first.id < indicators.id);
UPDATE projects SET sort_key = sort_key || '~' || id
WHERE EXISTS (SELECT 1 FROM projects AS first WHERE first.plan_id = projects.plan_id AND first.sort_key = projects.sort_key AND first.id < projects.id);
UPDATE milestones SET sort_key = sort_key || '~' || id
WHERE EXISTS (SELECT 1 FROM milestones AS first WHERE first.plan_id = milestones.plan_id AND first.sort_key = milestones.sort_key AND first.id < milestones.id);
UPDATE leader_posts SET sort_key = sort_key || '~' || id
WHERE EXISTS (SELECT 1 FROM leader_posts AS first WHERE first.jurisdiction = leader_posts.jurisdiction AND first.sort_key = leader_posts.sort_key AND first.id < leader_posts.id);
UPDATE renewal_districts SET sort_key = sort_key || '~' || id
WHERE EXISTS (SELECT 1 FROM renewal_districts AS first WHERE first.plan_id = renewal_districts.plan_id AND first.sort_key = renewal_districts.sort_key AND first.id < renewal_districts.id);
UPDATE renewal_units SET sort_key = sort_key || '~' || id
WHERE EXISTS (SELECT 1 FROM renewal_units AS first WHERE first.plan_id = renewal_units.plan_id AND first.sort_key = renewal_units.sort_key AND first.id < renewal_units.id);
UPDATE bureaus SET sort_key = sort_key || '~' || id
WHERE EXISTS (SELECT 1 FROM bureaus AS first WHERE first.jurisdiction = bureaus.jurisdiction AND first.sort_key = bureaus.sort_key AND first.id < bureaus.id);

CREATE UNIQUE INDEX areas_plan_id_sort_key_key ON areas (plan_id, sort_key);
CREATE UNIQUE INDEX facts_plan_id_sort_key_key ON facts (plan_id, sort_key);
CREATE UNIQUE INDEX indicators_plan_id_sort_key_key ON indicators (plan_id, sort_key);
CREATE UNIQUE INDEX projects_plan_id_sort_key_key ON projects (plan_id, sort_key);
CREATE UNIQUE INDEX milestones_plan_id_sort_key_key ON milestones (plan_id, sort_key);
CREATE UNIQUE INDEX leader_posts_jurisdiction_sort_key_key ON leader_posts (jurisdiction, sort_key);
CREATE UNIQUE INDEX renewal_districts_plan_id_sort_key_key ON renewal_districts (plan_id, sort_key);
CREATE UNIQUE INDEX renewal_units_plan_id_sort_key_key ON renewal_units (plan_id, sort_key);
CREATE UNIQUE INDEX bureaus_jurisdiction_sort_key_key ON bureaus (jurisdiction, sort_key);
