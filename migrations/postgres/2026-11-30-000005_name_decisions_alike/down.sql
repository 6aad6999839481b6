ALTER TABLE extensions DROP CONSTRAINT extensions_due_at_check;
ALTER TABLE extensions RENAME COLUMN reason TO cause;
UPDATE extensions SET status = CASE status WHEN 'approved' THEN 'granted' WHEN 'rejected' THEN 'refused' ELSE status END WHERE status IN ('approved', 'rejected');
ALTER TABLE extensions ADD CONSTRAINT extensions_due_at_check CHECK ((status = 'granted') = (due_at IS NOT NULL));
ALTER TABLE extensions ADD CONSTRAINT extensions_status_check CHECK (status IN ('requested', 'granted', 'refused', 'withdrawn'));

ALTER TABLE supervision_order_extensions DROP CONSTRAINT supervision_order_extensions_approved_check;
ALTER TABLE supervision_order_extensions RENAME COLUMN reason TO cause;
ALTER TABLE supervision_order_extensions RENAME COLUMN approved_on TO granted_on;
UPDATE supervision_order_extensions SET status = CASE status WHEN 'approved' THEN 'granted' WHEN 'rejected' THEN 'refused' ELSE status END WHERE status IN ('approved', 'rejected');
ALTER TABLE supervision_order_extensions ADD CONSTRAINT supervision_order_extensions_granted_check CHECK ((status = 'granted') = (granted_on IS NOT NULL));
ALTER TABLE supervision_order_extensions ADD CONSTRAINT supervision_order_extensions_status_check CHECK (status IN ('requested', 'granted', 'refused', 'lapsed'));

UPDATE list_items SET status = CASE status WHEN 'approved' THEN 'accepted' ELSE status END WHERE status IN ('approved');
ALTER TABLE list_items ADD CONSTRAINT list_items_status_check CHECK (status IN ('proposed', 'accepted', 'rejected', 'withdrawn'));

UPDATE bulletin_objections SET status = CASE status WHEN 'approved' THEN 'accepted' ELSE status END WHERE status IN ('approved');
ALTER TABLE bulletin_objections ADD CONSTRAINT bulletin_objections_status_check CHECK (status IN ('open', 'accepted', 'rejected'));

ALTER TABLE confirmations RENAME COLUMN comment TO note;
ALTER TABLE milestone_dependencies RENAME COLUMN comment TO note;
ALTER TABLE project_investments RENAME COLUMN comment TO note;
ALTER TABLE project_evidence RENAME COLUMN description TO note;
ALTER TABLE attachments RENAME COLUMN description TO note;
ALTER TABLE period_exceptions RENAME COLUMN created_by TO granted_by;
