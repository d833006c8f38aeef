-- Who works or worked here.

CREATE TABLE employees (
    id         BIGINT       NOT NULL PRIMARY KEY,
    outlet_id  BIGINT       NOT NULL,
    name       VARCHAR(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL,
    phone      VARCHAR(20)  NULL,
    hire_date  DATE         NOT NULL,
    -- Whether they work here now.
    status     VARCHAR(10)  NOT NULL,
    version    BIGINT       NOT NULL,
    KEY by_name (name, id)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;
