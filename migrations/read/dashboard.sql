-- What each service of each outlet came to, day by day. In Rupiah.

CREATE TABLE dashboard_days (
    business_day    DATE        NOT NULL,
    outlet_id       BIGINT      NOT NULL,
    service_type    VARCHAR(20) NOT NULL,
    -- Orders completed, and their totals with tax.
    orders          BIGINT      NOT NULL,
    gross           BIGINT      NOT NULL,
    discount        BIGINT      NOT NULL,
    tax             BIGINT      NOT NULL,
    -- What went back to customers.
    refunds         BIGINT      NOT NULL,
    refunded        BIGINT      NOT NULL,
    -- Where the income went, less what refunds took back of it.
    employee_cost   BIGINT      NOT NULL,
    business_income BIGINT      NOT NULL,
    PRIMARY KEY (business_day, outlet_id, service_type)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;
