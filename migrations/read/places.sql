-- Outlets, drawers and tills.

CREATE TABLE outlets (
    id       BIGINT       NOT NULL PRIMARY KEY,
    name     VARCHAR(64)  CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL,
    address  VARCHAR(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NULL,
    timezone VARCHAR(32)  NOT NULL,
    cut_off  CHAR(5)      NOT NULL,
    version  BIGINT       NOT NULL
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;

CREATE TABLE drawers (
    id        BIGINT      NOT NULL PRIMARY KEY,
    outlet_id BIGINT      NOT NULL,
    name      VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL,
    version   BIGINT      NOT NULL
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;

CREATE TABLE tills (
    id        BIGINT      NOT NULL PRIMARY KEY,
    outlet_id BIGINT      NOT NULL,
    name      VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL,
    retired   BOOLEAN     NOT NULL,
    version   BIGINT      NOT NULL
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;
