ALTER TABLE indicators DROP COLUMN computed_from;
ALTER TABLE facts DROP COLUMN computed_from;
ALTER TABLE facts DROP COLUMN part_of_code;
