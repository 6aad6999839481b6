-- 附件授权: a bureau that may know of an attachment of the supervision office, because it was given with an order to it.
CREATE TABLE attachment_grants (
    attachment_id TEXT        NOT NULL CONSTRAINT attachment_grants_attachment_id_fkey REFERENCES attachments (id),
    bureau_id     TEXT        NOT NULL CONSTRAINT attachment_grants_bureau_id_fkey REFERENCES bureaus (id),
    granted_at    TEXT        NOT NULL,
    CONSTRAINT attachment_grants_pkey PRIMARY KEY (attachment_id, bureau_id)
) STRICT;
CREATE INDEX attachment_grants_bureau_id_idx ON attachment_grants (bureau_id, attachment_id);
