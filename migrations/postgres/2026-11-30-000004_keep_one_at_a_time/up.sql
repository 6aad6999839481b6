-- "Only one at a time" is held here: a check that reads and then writes lets two through where transactions run side by side.
-- A report has one correction that was not given up.
CREATE UNIQUE INDEX reports_corrects_id_key ON reports (corrects_id) WHERE status <> 'discarded';
-- A bureau waits for one decision on more time for an obligation.
CREATE UNIQUE INDEX extensions_indicator_id_period_id_bureau_id_key ON extensions (indicator_id, period_id, bureau_id) WHERE status = 'requested';
CREATE UNIQUE INDEX extensions_project_id_period_id_bureau_id_key ON extensions (project_id, period_id, bureau_id) WHERE status = 'requested';
