-- What all projections have in common. Everything in the read database is disposable.

-- What the auditor of the log found, who walks it on this server all day.
CREATE TABLE log_audit (
    id             TINYINT      NOT NULL PRIMARY KEY CHECK (id = 1),
    log_id         CHAR(36)     NOT NULL,
    epoch          INT          NOT NULL,
    -- Which walk from the start of the log it is, and when it began.
    lap            BIGINT       NOT NULL,
    lap_began_at   DATETIME(6)  NOT NULL,
    -- The last event looked at.
    position       BIGINT       NOT NULL,
    chain          BINARY(32)   NOT NULL,
    -- A hash over every event up to there: projections keep theirs beside it.
    seen           BINARY(32)   NOT NULL,
    checked_at     DATETIME(6)  NOT NULL,
    -- The first thing that does not fit, and the lap that found it last: it stands until a later
    -- lap has passed it and found nothing.
    fault_position BIGINT       NULL,
    fault_reason   VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NULL,
    fault_lap      BIGINT       NULL
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;
-- Who does what just now: a row for each projection, and for each rebuild or comparison of one. Times
-- are by this server's clock.
CREATE TABLE owners (
    work           VARCHAR(64)   NOT NULL PRIMARY KEY,
    -- The process, by a name it gave itself, and as a person finds it.
    owner          CHAR(36)      NOT NULL,
    process        VARCHAR(128)  CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL,
    -- How often it changed hands: whoever works with an older one changes nothing any more.
    epoch          BIGINT        NOT NULL,
    until          DATETIME(6)   NOT NULL,
    -- Set when it stopped by itself, until somebody lets it go on.
    stopped_at     DATETIME(6)   NULL,
    stopped_reason VARCHAR(1000) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NULL
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;
