-- Every price list with its own terms, what was retired too, and what became of each item. The rows
-- are made anew from the log. Can be run again where it was cut off.

DELETE FROM catalog;

ALTER TABLE catalog
    DROP COLUMN IF EXISTS multiplier,
    DROP COLUMN IF EXISTS price,
    DROP COLUMN IF EXISTS cut_type,
    DROP COLUMN IF EXISTS cut_amount,
    -- The terms as the domain writes them, from which every field of the reply is derived.
    ADD COLUMN IF NOT EXISTS terms      JSON        NOT NULL,
    ADD COLUMN IF NOT EXISTS retired    BOOLEAN     NOT NULL,
    -- The sequence of the event that changed it last: the version a client may insist on.
    ADD COLUMN IF NOT EXISTS version    BIGINT      NOT NULL,
    ADD COLUMN IF NOT EXISTS created_at DATETIME(6) NOT NULL,
    ADD COLUMN IF NOT EXISTS updated_at DATETIME(6) NOT NULL;

CREATE TABLE IF NOT EXISTS catalog_history (
    list        VARCHAR(20) NOT NULL,
    id          BIGINT      NOT NULL,
    -- Of the event, in the log.
    position    BIGINT      NOT NULL,
    version     BIGINT      NOT NULL,
    at          DATETIME(6) NOT NULL,
    what        VARCHAR(12) NOT NULL,
    by_id       BIGINT      NOT NULL,
    by_username VARCHAR(50) NOT NULL,
    by_name     VARCHAR(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL,
    -- As it was from then on.
    name        VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL,
    terms       JSON        NOT NULL,
    PRIMARY KEY (list, id, position)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;
