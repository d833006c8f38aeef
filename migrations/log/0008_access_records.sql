-- Who came, who was sent away, and who took something out: logins, failed logins, refusals, exports.
-- A record of looking, not of the shop, so it is no event; as little to be changed as those. Can be run
-- again where it was cut off.

CREATE TABLE IF NOT EXISTS access_records (
    id          BIGINT       NOT NULL AUTO_INCREMENT PRIMARY KEY,
    recorded_at DATETIME(6)  NOT NULL,
    -- login, login_failed, logout, refused, export
    kind        VARCHAR(16)  NOT NULL,
    -- The login, where it is known whose it was. A name that nobody has is not kept: it may be a
    -- password that was typed into the wrong field.
    user_id     BIGINT       NULL,
    method      VARCHAR(8)   NOT NULL,
    path        VARCHAR(200) NOT NULL,
    -- What came of it: the code of the refusal, or ok.
    outcome     VARCHAR(64)  NOT NULL,
    client_ip   VARCHAR(45)  NULL,
    user_agent  VARCHAR(200) NULL,
    request_id  VARCHAR(64)  NULL,
    -- How many this row stands for: of a flood the first are kept one by one, the rest is counted.
    times       BIGINT       NOT NULL,
    KEY by_age (recorded_at, id),
    KEY by_user (user_id, recorded_at, id),
    KEY by_kind (kind, recorded_at, id)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;

CREATE TRIGGER IF NOT EXISTS access_records_are_never_changed BEFORE UPDATE ON access_records
    FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'access records are never changed';

CREATE TRIGGER IF NOT EXISTS access_records_are_never_deleted BEFORE DELETE ON access_records
    FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'access records are never deleted';
