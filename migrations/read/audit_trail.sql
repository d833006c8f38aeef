-- Where in the log it stands who did what to what. What that was stands in the log itself.

CREATE TABLE audit_trail (
    position    BIGINT      NOT NULL PRIMARY KEY,
    recorded_at DATETIME(6) NOT NULL,
    -- The login that acted; NULL where the shop itself did.
    user_id     BIGINT      NULL,
    action      VARCHAR(64) NOT NULL,
    entity_type VARCHAR(32) NOT NULL,
    entity_id   BIGINT      NOT NULL,
    KEY by_age (recorded_at, position),
    KEY by_user (user_id, recorded_at, position),
    KEY by_action (action, recorded_at, position),
    KEY by_type (entity_type, recorded_at, position),
    KEY by_entity (entity_type, entity_id, recorded_at, position)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;
