-- What orders of all services are found by: deletion, and the day something is to be brought. Can be
-- run again where it was cut off.

ALTER TABLE orders
    ADD COLUMN IF NOT EXISTS deleted         BOOLEAN     NOT NULL DEFAULT FALSE,
    ADD COLUMN IF NOT EXISTS delivery_date   DATE        NULL,
    ADD COLUMN IF NOT EXISTS delivery_status VARCHAR(20) NULL,
    ADD KEY IF NOT EXISTS by_delivery (delivery_date, id),
    ADD KEY IF NOT EXISTS by_age (created_at, id);
