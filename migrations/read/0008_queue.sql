-- The queue by order, whatever happens to it, and how long recent work took. Can be run again where
-- it was cut off.

-- An entry is one value: what it is found and sorted by is read from it.
ALTER TABLE queue
    DROP KEY IF EXISTS by_age,
    DROP COLUMN IF EXISTS created_at,
    DROP COLUMN IF EXISTS started_at;

CREATE TABLE IF NOT EXISTS queue_durations (
    outlet_id    BIGINT      NOT NULL,
    service_type VARCHAR(20) NOT NULL,
    -- From start to completion, of the orders completed last; the newest is the last.
    seconds      JSON        NOT NULL,
    PRIMARY KEY (outlet_id, service_type)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;
