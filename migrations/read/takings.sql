-- What came in on a day, by service and by method. In Rupiah.

CREATE TABLE takings_by_service (
    business_day DATE        NOT NULL,
    outlet_id    BIGINT      NOT NULL,
    service_type VARCHAR(20) NOT NULL,
    orders       BIGINT      NOT NULL,
    revenue      BIGINT      NOT NULL,
    discount     BIGINT      NOT NULL,
    tax          BIGINT      NOT NULL,
    refunded     BIGINT      NOT NULL,
    PRIMARY KEY (business_day, outlet_id, service_type)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;

CREATE TABLE takings_by_method (
    business_day   DATE        NOT NULL,
    outlet_id      BIGINT      NOT NULL,
    payment_method VARCHAR(20) NOT NULL,
    payments       BIGINT      NOT NULL,
    amount         BIGINT      NOT NULL,
    rounding       BIGINT      NOT NULL,
    refunds        BIGINT      NOT NULL,
    refunded       BIGINT      NOT NULL,
    PRIMARY KEY (business_day, outlet_id, payment_method)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;
