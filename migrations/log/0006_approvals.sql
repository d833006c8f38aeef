-- Who lets through what others may not. Can be run again where it was cut off.

-- The digits somebody proves themselves with at another's till, as an Argon2id hash.
ALTER TABLE credentials ADD COLUMN IF NOT EXISTS pin_hash VARCHAR(255) NULL;

-- Wrong PINs and passwords of those who were to approve something, by a keyed hash of the name that
-- was typed, whether anybody has it or not. A right one deletes the row.
CREATE TABLE IF NOT EXISTS approval_guards (
    name_hash     BINARY(32)   NOT NULL PRIMARY KEY,
    -- When: seconds since 1970, oldest first, such as `1795402800 1795402815`.
    failures      VARCHAR(100) NOT NULL,
    -- Until when nothing is tried for that name: seconds since 1970, 0 for never.
    locked_until  BIGINT       NOT NULL,
    -- From then on the row says nothing any more: seconds since 1970.
    matters_until BIGINT       NOT NULL
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;
