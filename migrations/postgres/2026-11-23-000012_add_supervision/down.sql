DROP TABLE reminders;
DROP TABLE supervision_order_extensions;
DROP TABLE supervision_order_instructions;
DROP TABLE supervision_order_feedback;
DROP TABLE supervision_order_bureaus;
DROP TABLE supervision_orders;
DROP TABLE document_numbers;
DROP TABLE reminder_rules;
