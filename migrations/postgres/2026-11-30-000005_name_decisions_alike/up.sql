-- One word for one thing: what was granted or accepted is approved, what was refused is rejected, why is a reason, what one may add a comment.

ALTER TABLE extensions DROP CONSTRAINT extensions_status_check;
ALTER TABLE extensions DROP CONSTRAINT extensions_due_at_check;
ALTER TABLE extensions RENAME COLUMN cause TO reason;
UPDATE extensions SET status = CASE status WHEN 'granted' THEN 'approved' WHEN 'refused' THEN 'rejected' ELSE status END WHERE status IN ('granted', 'refused');
ALTER TABLE extensions ADD CONSTRAINT extensions_due_at_check CHECK ((status = 'approved') = (due_at IS NOT NULL));

ALTER TABLE supervision_order_extensions DROP CONSTRAINT supervision_order_extensions_status_check;
ALTER TABLE supervision_order_extensions DROP CONSTRAINT supervision_order_extensions_granted_check;
ALTER TABLE supervision_order_extensions RENAME COLUMN cause TO reason;
ALTER TABLE supervision_order_extensions RENAME COLUMN granted_on TO approved_on;
UPDATE supervision_order_extensions SET status = CASE status WHEN 'granted' THEN 'approved' WHEN 'refused' THEN 'rejected' ELSE status END WHERE status IN ('granted', 'refused');
ALTER TABLE supervision_order_extensions ADD CONSTRAINT supervision_order_extensions_approved_check CHECK ((status = 'approved') = (approved_on IS NOT NULL));

ALTER TABLE list_items DROP CONSTRAINT list_items_status_check;
UPDATE list_items SET status = CASE status WHEN 'accepted' THEN 'approved' ELSE status END WHERE status IN ('accepted');

ALTER TABLE bulletin_objections DROP CONSTRAINT bulletin_objections_status_check;
UPDATE bulletin_objections SET status = CASE status WHEN 'accepted' THEN 'approved' ELSE status END WHERE status IN ('accepted');

ALTER TABLE confirmations RENAME COLUMN note TO comment;
ALTER TABLE milestone_dependencies RENAME COLUMN note TO comment;
ALTER TABLE project_investments RENAME COLUMN note TO comment;
ALTER TABLE project_evidence RENAME COLUMN note TO description;
ALTER TABLE attachments RENAME COLUMN note TO description;
ALTER TABLE period_exceptions RENAME COLUMN granted_by TO created_by;
