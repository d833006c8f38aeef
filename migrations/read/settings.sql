-- What is set, and who set what before.

-- What is set other than at first: the last event of each setting, and its version.
CREATE TABLE settings (
    setting VARCHAR(64) NOT NULL PRIMARY KEY,
    event   LONGTEXT    CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL,
    version BIGINT      NOT NULL
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;

-- Everything that was ever set, a row per event.
CREATE TABLE settings_history (
    position    BIGINT       NOT NULL PRIMARY KEY,
    setting     VARCHAR(64)  NOT NULL,
    event       LONGTEXT     CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;
