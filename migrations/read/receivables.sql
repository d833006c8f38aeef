-- What is owed on monthly bills: the bills, each delivery's debt, and how it moved day by day, so that any
-- day of the past can be looked at.

CREATE TABLE invoices (
    id          BIGINT      NOT NULL PRIMARY KEY,
    customer_id BIGINT      NOT NULL,
    month       CHAR(7)     NOT NULL,
    issued_on   DATE        NOT NULL,
    due_on      DATE        NOT NULL,
    -- Whatever the day: open, partial, paid, written_off.
    standing    VARCHAR(20) NOT NULL,
    created_at  DATETIME(6) NOT NULL,
    version     BIGINT      NOT NULL,
    -- The invoice's state, from which every field of the reply is derived.
    state       JSON        NOT NULL,
    KEY by_age (created_at, id),
    KEY by_customer (customer_id, created_at, id),
    KEY by_month (month, created_at, id),
    -- Those that stand so, by age; whether they are overdue is seen on the way.
    KEY by_standing (standing, created_at, id, due_on)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;

CREATE TABLE receivable_debts (
    order_id     BIGINT NOT NULL PRIMARY KEY,
    -- Whose account it is on now.
    customer_id  BIGINT NOT NULL,
    owed         BIGINT NOT NULL,
    delivered_on DATE   NULL,
    invoice_id   BIGINT NULL,
    -- The last day on which it moved: on that day and later it is what is owed.
    last_day     DATE   NOT NULL,
    KEY by_customer (customer_id, order_id),
    KEY to_invoice (invoice_id, delivered_on),
    KEY by_day (last_day)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;

CREATE TABLE receivable_moves (
    order_id BIGINT NOT NULL,
    day      DATE   NOT NULL,
    -- By how much more is owed since that day.
    amount   BIGINT NOT NULL,
    PRIMARY KEY (order_id, day)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;
