-- The keys of what events say about people: docs/personal-data.md. Can be run again where it was cut off.

-- One key per person. Whoever is forgotten keeps a row without key, so that nothing gives them one again.
CREATE TABLE IF NOT EXISTS subject_keys (
    -- Such as `customer/5`.
    subject    VARCHAR(32)    NOT NULL PRIMARY KEY,
    -- The key, sealed by the shop's master key.
    wrapped    VARBINARY(128) NULL,
    created_at DATETIME(6)    NOT NULL,
    erased_at  DATETIME(6)    NULL,
    CONSTRAINT a_key_or_an_erasure CHECK ((wrapped IS NULL) = (erased_at IS NOT NULL))
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;

-- Every erasure, in the order in which they happened. Whoever reads the log is told with it how many there
-- are, and asks for keys anew.
CREATE TABLE IF NOT EXISTS erasures (
    no        BIGINT      NOT NULL AUTO_INCREMENT PRIMARY KEY,
    subject   VARCHAR(32) NOT NULL,
    erased_at DATETIME(6) NOT NULL
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;

CREATE OR REPLACE TRIGGER what_was_erased_stays_erased BEFORE UPDATE ON subject_keys FOR EACH ROW
    SET NEW.subject = OLD.subject,
        NEW.wrapped = IF(OLD.erased_at IS NULL, NEW.wrapped, NULL),
        NEW.erased_at = IF(OLD.erased_at IS NULL, NEW.erased_at, OLD.erased_at);

CREATE OR REPLACE TRIGGER keys_are_never_deleted BEFORE DELETE ON subject_keys FOR EACH ROW
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'keys are erased, never deleted';

CREATE OR REPLACE TRIGGER erasures_are_never_deleted BEFORE DELETE ON erasures FOR EACH ROW
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'erasures are never deleted';
