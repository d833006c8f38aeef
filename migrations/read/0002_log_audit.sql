-- What the auditor of the log found, who walks it on this server all day. Disposable like the rest.
-- Can be run again where it was cut off.

CREATE TABLE IF NOT EXISTS log_audit (
    id             TINYINT      NOT NULL PRIMARY KEY CHECK (id = 1),
    log_id         CHAR(36)     NOT NULL,
    epoch          INT          NOT NULL,
    -- Which walk from the start of the log it is, and when it began.
    lap            BIGINT       NOT NULL,
    lap_began_at   DATETIME(6)  NOT NULL,
    -- The last event looked at.
    position       BIGINT       NOT NULL,
    chain          BINARY(32)   NOT NULL,
    checked_at     DATETIME(6)  NOT NULL,
    -- The first thing that does not fit, and the lap that found it last: it stands until a later
    -- lap has passed it and found nothing.
    fault_position BIGINT       NULL,
    fault_reason   VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NULL,
    fault_lap      BIGINT       NULL
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;
