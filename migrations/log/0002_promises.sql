-- What stands beside the events so that the log keeps its promises.
-- Can be run again where it was cut off, as every migration from this one on.

-- Values that only one thing may have: a login's name, a customer's phone. Written, moved and
-- released in the transaction of the event that needs it. What is about a person stands here as a
-- keyed hash. Can be rebuilt from the log.
CREATE TABLE IF NOT EXISTS claims (
    scope          VARCHAR(32) NOT NULL,
    value          VARCHAR(64) NOT NULL,
    -- Who holds it.
    aggregate_type VARCHAR(32) NOT NULL,
    aggregate_id   VARCHAR(64) NOT NULL,
    PRIMARY KEY (scope, value)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;

-- What became of commands that came with an Idempotency-Key, so that a repetition has no second
-- effect and gets the same reply. Kept for a time.
CREATE TABLE IF NOT EXISTS idempotency_keys (
    -- A keyed hash of caller and key.
    key_hash    BINARY(32)   NOT NULL PRIMARY KEY,
    -- A hash of what was asked.
    fingerprint BINARY(32)   NOT NULL,
    -- What the reply is made from again: streams and how far, such as `payment/9@1 order/17@4`.
    reply       VARCHAR(1000) NOT NULL,
    recorded_at DATETIME(6)  NOT NULL,
    KEY by_age (recorded_at)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;

-- Shortcuts for loading long histories; mysql-es's table, and which code folded the state. May be
-- emptied at any time.
CREATE TABLE IF NOT EXISTS snapshots (
    aggregate_type   VARCHAR(32) NOT NULL,
    aggregate_id     VARCHAR(64) NOT NULL,
    last_sequence    BIGINT      NOT NULL,
    current_snapshot BIGINT      NOT NULL DEFAULT 1,
    payload          JSON        NOT NULL,
    shape            CHAR(16)    NOT NULL,
    -- The chain at that sequence: a state of another history does not fit.
    chain            BINARY(32)  NOT NULL,
    PRIMARY KEY (aggregate_type, aggregate_id)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;

-- The histories of this log: where each began. A promotion or a restore begins one; what the one
-- before it holds after that position was lost, and is no part of this log.
CREATE TABLE IF NOT EXISTS log_epochs (
    epoch          INT         NOT NULL PRIMARY KEY,
    after_position BIGINT      NOT NULL,
    -- The chain's value there.
    chain          BINARY(32)  NOT NULL,
    began_at       DATETIME(6) NOT NULL
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;

INSERT IGNORE INTO log_epochs VALUES (1, 0, REPEAT(CHAR(0), 32), UTC_TIMESTAMP(6));
