-- What banks and wallets sent, and what they are going to.

CREATE TABLE settlements (
    id         BIGINT      NOT NULL PRIMARY KEY,
    outlet_id  BIGINT      NOT NULL,
    method     VARCHAR(20) NOT NULL,
    settled_on DATE        NOT NULL,
    created_at DATETIME(6) NOT NULL,
    version    BIGINT      NOT NULL,
    -- The settlement's state, from which every field of the reply is derived.
    state      JSON        NOT NULL,
    KEY by_age (created_at, id),
    KEY by_day (settled_on, id),
    KEY by_method (method, created_at, id),
    KEY by_outlet (outlet_id, created_at, id)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;

-- Every card and wallet payment, and every refund of one: each waits for its settlement.
CREATE TABLE settlement_lines (
    -- payment or refund.
    kind           VARCHAR(8)  NOT NULL,
    id             BIGINT      NOT NULL,
    payment_id     BIGINT      NOT NULL,
    order_id       BIGINT      NOT NULL,
    order_number   VARCHAR(64) NULL,
    receipt_number VARCHAR(64) NULL,
    outlet_id      BIGINT      NOT NULL,
    method         VARCHAR(20) NOT NULL,
    -- In Rupiah; of a refund below nothing.
    amount         BIGINT      NOT NULL,
    -- Of a payment: what went back of it, in Rupiah. It is in lines of its own.
    refunded       BIGINT      NOT NULL DEFAULT 0,
    -- When the customer paid or got it back, and the outlet's day of it: NULL while it is announced.
    happened_at    DATETIME(6) NULL,
    business_day   DATE        NULL,
    -- Once it is settled.
    settled_on     DATE        NULL,
    settlement_id  BIGINT      NULL,
    -- One number for each line.
    line           BIGINT      AS (id * 2 + IF(kind = 'refund', 1, 0)) STORED,
    PRIMARY KEY (kind, id),
    KEY waiting (method, settled_on, business_day, id),
    KEY by_payment (payment_id),
    -- What waits, oldest first; what waited on a day of the past.
    KEY by_wait (settled_on, happened_at, line, business_day, method, outlet_id)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;
