-- The read tables. Disposable: everything here can be rebuilt from the log.
-- Each projection's checkpoint is one of its tables, so that one RENAME can swap rows and checkpoint.

CREATE TABLE orders (
    id             BIGINT       NOT NULL PRIMARY KEY,
    number         VARCHAR(40)  NOT NULL,
    outlet_id      BIGINT       NOT NULL,
    service_type   VARCHAR(20)  NOT NULL,
    status         VARCHAR(20)  NOT NULL,
    customer_id    BIGINT       NULL,
    created_at     DATETIME(6)  NOT NULL,
    -- How many events made it: the version a client may insist on.
    version        BIGINT       NOT NULL,
    -- The order's state, from which every field of the reply is derived.
    state          JSON         NOT NULL,
    KEY by_number (number),
    KEY by_service (service_type, created_at, id),
    KEY by_status (service_type, status, created_at, id),
    KEY by_customer (customer_id, created_at, id)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;

CREATE TABLE queue (
    order_id    BIGINT      NOT NULL PRIMARY KEY,
    created_at  DATETIME(6) NOT NULL,
    entry       JSON        NOT NULL,
    started_at  DATETIME(6) NULL,
    KEY by_age (created_at, order_id)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;

CREATE TABLE takings_by_service (
    business_day DATE        NOT NULL,
    outlet_id    BIGINT      NOT NULL,
    service_type VARCHAR(20) NOT NULL,
    orders       BIGINT      NOT NULL,
    revenue      BIGINT      NOT NULL,
    discount     BIGINT      NOT NULL,
    tax          BIGINT      NOT NULL,
    PRIMARY KEY (business_day, outlet_id, service_type)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;

CREATE TABLE takings_by_method (
    business_day   DATE        NOT NULL,
    outlet_id      BIGINT      NOT NULL,
    payment_method VARCHAR(20) NOT NULL,
    payments       BIGINT      NOT NULL,
    amount         BIGINT      NOT NULL,
    PRIMARY KEY (business_day, outlet_id, payment_method)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;

CREATE TABLE employees (
    id         BIGINT       NOT NULL PRIMARY KEY,
    outlet_id  BIGINT       NOT NULL,
    name       VARCHAR(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL,
    phone      VARCHAR(20)  NULL,
    hire_date  DATE         NOT NULL,
    KEY by_name (name, id)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;

CREATE TABLE customers (
    id            BIGINT       NOT NULL PRIMARY KEY,
    name          VARCHAR(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL,
    phone         VARCHAR(20)  NOT NULL,
    customer_type VARCHAR(20)  NOT NULL,
    created_at    DATETIME(6)  NOT NULL,
    KEY by_name (name, id),
    KEY by_age (created_at, id)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;

CREATE TABLE catalog (
    list       VARCHAR(20)  NOT NULL,
    id         BIGINT       NOT NULL,
    code       VARCHAR(50)  NOT NULL,
    name       VARCHAR(64)  CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL,
    multiplier INT          NULL,
    price      BIGINT       NULL,
    cut_type   VARCHAR(10)  NULL,
    cut_amount BIGINT       NULL,
    PRIMARY KEY (list, id)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;

-- One of these per projection: the last event its rows hold, of which log and history, made by
-- which version of its code.
CREATE TABLE orders_checkpoint (
    id       TINYINT    NOT NULL PRIMARY KEY CHECK (id = 1),
    log_id   CHAR(36)   NOT NULL,
    version  INT        NOT NULL,
    position BIGINT     NOT NULL,
    chain    BINARY(32) NOT NULL
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;
CREATE TABLE queue_checkpoint LIKE orders_checkpoint;
CREATE TABLE takings_checkpoint LIKE orders_checkpoint;
CREATE TABLE employees_checkpoint LIKE orders_checkpoint;
CREATE TABLE customers_checkpoint LIKE orders_checkpoint;
CREATE TABLE catalog_checkpoint LIKE orders_checkpoint;
