-- What is set and who set what before; outlets, drawers and tills.
-- Can be run again where it was cut off.

-- What is set other than at first: the last event of each setting, and its version.
CREATE TABLE IF NOT EXISTS settings (
    setting VARCHAR(64) NOT NULL PRIMARY KEY,
    event   LONGTEXT    CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL,
    version BIGINT      NOT NULL
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;

-- Everything that was ever set, a row per event.
CREATE TABLE IF NOT EXISTS settings_history (
    position    BIGINT       NOT NULL PRIMARY KEY,
    setting     VARCHAR(64)  NOT NULL,
    event       LONGTEXT     CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;

CREATE TABLE IF NOT EXISTS outlets (
    id       BIGINT       NOT NULL PRIMARY KEY,
    name     VARCHAR(64)  CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL,
    address  VARCHAR(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NULL,
    timezone VARCHAR(32)  NOT NULL,
    cut_off  CHAR(5)      NOT NULL,
    version  BIGINT       NOT NULL
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;

CREATE TABLE IF NOT EXISTS drawers (
    id        BIGINT      NOT NULL PRIMARY KEY,
    outlet_id BIGINT      NOT NULL,
    name      VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL,
    version   BIGINT      NOT NULL
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;

CREATE TABLE IF NOT EXISTS tills (
    id        BIGINT      NOT NULL PRIMARY KEY,
    outlet_id BIGINT      NOT NULL,
    name      VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL,
    retired   BOOLEAN     NOT NULL,
    version   BIGINT      NOT NULL
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;

CREATE TABLE IF NOT EXISTS settings_checkpoint LIKE orders_checkpoint;
CREATE TABLE IF NOT EXISTS places_checkpoint LIKE orders_checkpoint;
