-- Each outlet's journal, from which days are closed; and the days that are.

-- A row for each figure that an event moves. Amounts in Rupiah.
CREATE TABLE day_book (
    position     BIGINT      NOT NULL,
    -- Which figure of that event, from 1.
    n            SMALLINT    NOT NULL,
    outlet_id    BIGINT      NOT NULL,
    business_day DATE        NOT NULL,
    -- What kind of figure, and of which service or method.
    kind         VARCHAR(16) NOT NULL,
    label        VARCHAR(20) NOT NULL,
    count        BIGINT      NOT NULL,
    amount       BIGINT      NOT NULL,
    discount     BIGINT      NOT NULL,
    tax          BIGINT      NOT NULL,
    cut          BIGINT      NOT NULL,
    net          BIGINT      NOT NULL,
    rounding     BIGINT      NOT NULL,
    -- A session of a drawer: what happened to it, instead of a sum.
    drawer       JSON        NULL,
    PRIMARY KEY (position, n),
    KEY by_day (outlet_id, business_day),
    KEY by_position (outlet_id, position)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;

-- Sessions of drawers that nobody approved yet. What moved in one is booked with its count.
CREATE TABLE day_book_sessions (
    session_id      BIGINT NOT NULL PRIMARY KEY,
    drawer_id       BIGINT NOT NULL,
    outlet_id       BIGINT NOT NULL,
    business_day    DATE   NOT NULL,
    opening_balance BIGINT NOT NULL,
    cash_in         BIGINT NOT NULL,
    cash_out        BIGINT NOT NULL
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;

-- Orders that are neither done nor called off.
CREATE TABLE day_book_open_orders (
    order_id  BIGINT NOT NULL PRIMARY KEY,
    outlet_id BIGINT NOT NULL,
    KEY by_outlet (outlet_id)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;

-- The days that are closed, as they were.
CREATE TABLE closed_days (
    outlet_id    BIGINT NOT NULL,
    business_day DATE   NOT NULL,
    -- How far the log was read for it.
    through      BIGINT NOT NULL,
    closed       JSON   NOT NULL,
    PRIMARY KEY (outlet_id, business_day)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;
