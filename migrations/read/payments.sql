-- Payments and what goes back of them, found by order, method, status and age.

CREATE TABLE payments (
    id         BIGINT      NOT NULL PRIMARY KEY,
    order_id   BIGINT      NOT NULL,
    outlet_id  BIGINT      NOT NULL,
    method     VARCHAR(20) NOT NULL,
    status     VARCHAR(20) NOT NULL,
    created_at DATETIME(6) NOT NULL,
    version    BIGINT      NOT NULL,
    -- The payment's state, with its refunds, from which every field of the reply is derived.
    state      JSON        NOT NULL,
    KEY by_age (created_at, id),
    KEY by_order (order_id, created_at, id),
    -- Those of a status, and those by a method, by age; both of them on the way.
    KEY by_status (status, created_at, id, method),
    KEY by_method (method, created_at, id, status)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;

CREATE TABLE refunds (
    id         BIGINT      NOT NULL PRIMARY KEY,
    payment_id BIGINT      NOT NULL,
    order_id   BIGINT      NOT NULL,
    status     VARCHAR(20) NOT NULL,
    created_at DATETIME(6) NOT NULL,
    KEY by_age (created_at, id),
    KEY by_status (status, created_at, id),
    KEY by_payment (payment_id, id),
    KEY by_order (order_id, id)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;
