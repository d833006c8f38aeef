-- Whose delivery is whose, and what is due of subscriptions. Can be run again where it was cut off.

ALTER TABLE orders
    -- Who drives, drove, or shall.
    ADD COLUMN IF NOT EXISTS driver_id       BIGINT      NULL,
    ADD COLUMN IF NOT EXISTS delivery_window VARCHAR(11) NULL;

CREATE TABLE IF NOT EXISTS subscriptions (
    id           BIGINT      NOT NULL PRIMARY KEY,
    outlet_id    BIGINT      NOT NULL,
    customer_id  BIGINT      NOT NULL,
    created_at   DATETIME(6) NOT NULL,
    ended        BOOLEAN     NOT NULL,
    -- The last pause that still matters.
    paused_from  DATE        NULL,
    paused_until DATE        NULL,
    -- The first due date nothing became of yet; it may have passed.
    next_due     DATE        NULL,
    -- The due date an order was made for last.
    ordered_for  DATE        NULL,
    version      BIGINT      NOT NULL,
    -- The subscription's state, from which every field of the reply is derived.
    state        JSON        NOT NULL,
    KEY by_due (next_due, id),
    KEY by_order (ordered_for, id),
    KEY by_customer (customer_id, id),
    KEY by_age (created_at, id)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;

CREATE TABLE IF NOT EXISTS subscriptions_checkpoint LIKE orders_checkpoint;
