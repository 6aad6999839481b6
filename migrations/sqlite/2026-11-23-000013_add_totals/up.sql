-- A fact that is part of another one, and what a number is held against when it is computed from the projects themselves.
ALTER TABLE facts ADD COLUMN part_of_code TEXT;
ALTER TABLE facts ADD COLUMN computed_from TEXT CONSTRAINT facts_computed_from_check
    CHECK (computed_from IN ('project_count', 'project_total_investment', 'project_year_investment', 'project_completed_investment'));
ALTER TABLE indicators ADD COLUMN computed_from TEXT CONSTRAINT indicators_computed_from_check
    CHECK (computed_from IN ('project_count', 'project_total_investment', 'project_year_investment', 'project_completed_investment'));
