-- What operators decided about projections. Not in the read database, which may be made anew on any
-- replica at any time: a decision is never forgotten. Can be run again where it was cut off.

-- An event that a projection leaves out, for good, in every filling of its tables.
CREATE TABLE IF NOT EXISTS projection_skips (
    projection VARCHAR(64)   NOT NULL,
    position   BIGINT        NOT NULL,
    reason     VARCHAR(1000) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL,
    skipped_by VARCHAR(128)  CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL,
    skipped_at DATETIME(6)   NOT NULL,
    PRIMARY KEY (projection, position)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;

-- A projection that does not go on until somebody says so.
CREATE TABLE IF NOT EXISTS projection_pauses (
    projection VARCHAR(64)  NOT NULL PRIMARY KEY,
    paused_by  VARCHAR(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL,
    paused_at  DATETIME(6)  NOT NULL
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;
