-- Who may sign in, as what.

CREATE TABLE users (
    id          BIGINT       NOT NULL PRIMARY KEY,
    username    VARCHAR(50)  NOT NULL,
    full_name   VARCHAR(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL,
    email       VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL,
    role        VARCHAR(20)  NOT NULL,
    active      BOOLEAN      NOT NULL,
    must_change_password BOOLEAN NOT NULL,
    employee_id BIGINT       NULL,
    created_at  DATETIME(6)  NOT NULL,
    updated_at  DATETIME(6)  NOT NULL,
    -- How many events made it: the version a client may insist on.
    version     BIGINT       NOT NULL,
    KEY by_age (created_at, id),
    KEY by_username (username, id),
    KEY by_role (role, created_at, id)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;
