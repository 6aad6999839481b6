DROP TABLE attachment_grants;
