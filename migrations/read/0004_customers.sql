-- All that is known of a customer, and what they are found by. Can be run again where it was cut off.

-- Rows from before cannot be read any more: they are made anew from the log.
DELETE FROM customers;
DELETE FROM customers_checkpoint;

ALTER TABLE customers
    ADD COLUMN IF NOT EXISTS email         VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NULL,
    ADD COLUMN IF NOT EXISTS membership_number VARCHAR(20) NULL,
    -- active, inactive, deleted, merged
    ADD COLUMN IF NOT EXISTS standing      VARCHAR(10) NOT NULL DEFAULT 'active',
    -- The record of the same person that goes on; their own, but for records that were merged.
    ADD COLUMN IF NOT EXISTS survivor_id   BIGINT      NOT NULL DEFAULT 0,
    -- The customer's state, from which every field of the reply is derived.
    ADD COLUMN IF NOT EXISTS state         JSON        NOT NULL DEFAULT '{}',
    DROP COLUMN IF EXISTS phone,
    DROP COLUMN IF EXISTS consents_sms,
    DROP COLUMN IF EXISTS consents_whatsapp,
    DROP COLUMN IF EXISTS consents_email,
    ADD KEY IF NOT EXISTS by_survivor (survivor_id),
    ADD KEY IF NOT EXISTS by_membership (membership_number);

-- Their numbers as digits with the country code.
CREATE TABLE IF NOT EXISTS customer_phones (
    customer_id BIGINT      NOT NULL,
    digits      VARCHAR(24) NOT NULL,
    PRIMARY KEY (customer_id, digits),
    KEY by_digits (digits)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;

-- Their plates as letters and digits.
CREATE TABLE IF NOT EXISTS customer_plates (
    customer_id BIGINT      NOT NULL,
    plate       VARCHAR(12) NOT NULL,
    PRIMARY KEY (customer_id, plate),
    KEY by_plate (plate)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;
