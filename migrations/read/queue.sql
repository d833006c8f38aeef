-- The queue by order, whatever happens to it, and how long recent work took.

CREATE TABLE queue (
    order_id BIGINT NOT NULL PRIMARY KEY,
    -- One value: what it is found and sorted by is read from it.
    entry    JSON   NOT NULL
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;

CREATE TABLE queue_durations (
    outlet_id    BIGINT      NOT NULL,
    service_type VARCHAR(20) NOT NULL,
    -- From start to completion, of the orders completed last; the newest is the last.
    seconds      JSON        NOT NULL,
    PRIMARY KEY (outlet_id, service_type)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;
