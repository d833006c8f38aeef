-- Every price list, what was retired too, and what became of each item.

CREATE TABLE catalog (
    list       VARCHAR(20)  NOT NULL,
    id         BIGINT       NOT NULL,
    code       VARCHAR(50)  NOT NULL,
    name       VARCHAR(64)  CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL,
    -- The terms as the domain writes them, from which every field of the reply is derived.
    terms      JSON         NOT NULL,
    retired    BOOLEAN      NOT NULL,
    -- The sequence of the event that changed it last: the version a client may insist on.
    version    BIGINT       NOT NULL,
    created_at DATETIME(6)  NOT NULL,
    updated_at DATETIME(6)  NOT NULL,
    PRIMARY KEY (list, id)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;

CREATE TABLE catalog_history (
    list        VARCHAR(20) NOT NULL,
    id          BIGINT      NOT NULL,
    -- Of the event, in the log.
    position    BIGINT      NOT NULL,
    version     BIGINT      NOT NULL,
    at          DATETIME(6) NOT NULL,
    what        VARCHAR(12) NOT NULL,
    -- Who did it, as events write it.
    actor       JSON        NOT NULL,
    -- As it was from then on.
    name        VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL,
    terms       JSON        NOT NULL,
    PRIMARY KEY (list, id, position)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;
