-- What is due of subscriptions.

CREATE TABLE subscriptions (
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
    KEY by_age (created_at, id),
    -- Those that ended, are paused or are active.
    KEY by_status (ended, created_at, id, paused_from, paused_until)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;
