DROP TABLE list_items;
ALTER TABLE indicators DROP COLUMN counting;
DROP TABLE attachment_links;
DROP TABLE attachments;
