-- The log. One append-only table is the truth; everything else can be rebuilt from it.
-- Text that sqlx and mysql-es read as strings carries no _bin collation (they take it for bytes).

CREATE TABLE log_head (
    id       TINYINT     NOT NULL PRIMARY KEY CHECK (id = 1),
    -- Which log this is, and its how-manieth history: a promotion or a restore begins an epoch.
    log_id   CHAR(36)    NOT NULL,
    epoch    INT         NOT NULL,
    -- Position and chain of the last event. Whoever appends locks this row first, and holds it to
    -- the commit: so positions are dense and in commit order.
    position BIGINT      NOT NULL,
    chain    BINARY(32)  NOT NULL
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;

INSERT INTO log_head VALUES (1, UUID(), 1, 0, REPEAT(CHAR(0), 32));

-- Readable by mysql-es as its events table. docs/log-format.md says what `chain` is made of.
CREATE TABLE events (
    position       BIGINT      NOT NULL PRIMARY KEY,
    aggregate_type VARCHAR(32) NOT NULL,
    aggregate_id   VARCHAR(64) NOT NULL,
    sequence       BIGINT      NOT NULL,
    event_type     VARCHAR(64) NOT NULL,
    event_version  VARCHAR(8)  NOT NULL,
    payload        JSON        NOT NULL,
    metadata       JSON        NOT NULL,
    recorded_at    DATETIME(6) NOT NULL,
    -- The number printed on the ticket or receipt, drawn under the lock and so not in the payload,
    -- which is hashed before it.
    number         VARCHAR(40) NULL,
    chain          BINARY(32)  NOT NULL,
    UNIQUE KEY one_event_per_sequence (aggregate_type, aggregate_id, sequence)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;

CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events FOR EACH ROW
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'events are never changed';

CREATE TRIGGER events_are_never_deleted BEFORE DELETE ON events FOR EACH ROW
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'events are never deleted';

-- The last number drawn of each printed series. Written under the lock on log_head only.
CREATE TABLE number_heads (
    series VARCHAR(40) NOT NULL PRIMARY KEY,
    last   BIGINT      NOT NULL
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;

-- The next id of each kind. Processes take blocks, so that a create costs no round trip.
CREATE TABLE id_blocks (
    kind VARCHAR(32) NOT NULL PRIMARY KEY,
    next BIGINT      NOT NULL
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;

-- Ids up to 100 are kept for the people and things a shop is opened with.
INSERT INTO id_blocks VALUES ('user', 101), ('employee', 101), ('customer', 101);

-- Secrets never enter the log.
CREATE TABLE credentials (
    user_id       BIGINT       NOT NULL PRIMARY KEY,
    username      VARCHAR(50)  NOT NULL,
    password_hash VARCHAR(255) NOT NULL,
    UNIQUE KEY one_login_per_name (username)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;
