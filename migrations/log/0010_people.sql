-- Who is signed in, and what is known of passwords. Secrets: beside the log, never in it, and here as
-- hashes only. Can be run again where it was cut off.

-- A password somebody else set is good until then, and has to be replaced by one of one's own.
ALTER TABLE credentials
    ADD COLUMN IF NOT EXISTS temporary_until DATETIME(6) NULL,
    ADD COLUMN IF NOT EXISTS changed_at      DATETIME(6) NULL;

-- The passwords a login had before, newest by the largest number: none of the last comes again.
CREATE TABLE IF NOT EXISTS password_history (
    number        BIGINT       NOT NULL AUTO_INCREMENT PRIMARY KEY,
    user_id       BIGINT       NOT NULL,
    password_hash VARCHAR(255) NOT NULL,
    replaced_at   DATETIME(6)  NOT NULL,
    KEY by_user (user_id, number)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;

-- Failed sign-ins, by a keyed hash of the name that was typed or of the address they came from; the
-- columns of approval_guards.
CREATE TABLE IF NOT EXISTS sign_in_guards (
    name_hash     BINARY(32)   NOT NULL PRIMARY KEY,
    failures      VARCHAR(600) NOT NULL,
    locked_until  BIGINT       NOT NULL,
    matters_until BIGINT       NOT NULL,
    KEY by_end (matters_until)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;

-- Somebody signed in on one device: a family of refresh tokens, of which one is good at a time.
CREATE TABLE IF NOT EXISTS sessions (
    -- Random; access tokens say it.
    session_id   CHAR(32)     NOT NULL PRIMARY KEY,
    user_id      BIGINT       NOT NULL,
    started_at   DATETIME(6)  NOT NULL,
    last_used_at DATETIME(6)  NOT NULL,
    -- Until then its refresh token is good, unless it is used before.
    expires_at   DATETIME(6)  NOT NULL,
    -- No refresh goes beyond this.
    ends_at      DATETIME(6)  NOT NULL,
    -- Set once: by logout, from another device, by a change of the password, by a stolen token.
    ended_at     DATETIME(6)  NULL,
    ended_by     VARCHAR(20)  NULL,
    -- Signed in with a temporary password: may do nothing but replace it.
    must_change  BOOLEAN      NOT NULL,
    client_ip    VARCHAR(45)  NULL,
    user_agent   VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NULL,
    KEY by_user (user_id, ended_at),
    KEY by_end (ends_at)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;

-- Refresh tokens, by a keyed hash. One that was replaced and comes again was stolen, or somebody else
-- used it: its session ends.
CREATE TABLE IF NOT EXISTS refresh_tokens (
    token_hash  BINARY(32)  NOT NULL PRIMARY KEY,
    session_id  CHAR(32)    NOT NULL,
    replaced_at DATETIME(6) NULL,
    KEY by_session (session_id)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;

-- Links to choose another password, by a keyed hash of what they carry; gone once used.
CREATE TABLE IF NOT EXISTS password_resets (
    token_hash BINARY(32)  NOT NULL PRIMARY KEY,
    user_id    BIGINT      NOT NULL,
    expires_at DATETIME(6) NOT NULL,
    KEY by_user (user_id),
    KEY by_end (expires_at)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;
