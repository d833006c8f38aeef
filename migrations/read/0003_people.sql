-- Whether a worker works here now, how a customer may be contacted, and the version of either that a
-- client may insist on. Can be run again where it was cut off.

ALTER TABLE employees
    ADD COLUMN IF NOT EXISTS status  VARCHAR(10) NOT NULL DEFAULT 'active',
    ADD COLUMN IF NOT EXISTS version BIGINT      NOT NULL DEFAULT 0;

ALTER TABLE customers
    ADD COLUMN IF NOT EXISTS consents_sms      BOOLEAN NOT NULL DEFAULT FALSE,
    ADD COLUMN IF NOT EXISTS consents_whatsapp BOOLEAN NOT NULL DEFAULT FALSE,
    ADD COLUMN IF NOT EXISTS consents_email    BOOLEAN NOT NULL DEFAULT FALSE,
    ADD COLUMN IF NOT EXISTS version           BIGINT  NOT NULL DEFAULT 0;
