-- What employees earn: a row for each share that an event gives somebody or takes back. In Rupiah.

CREATE TABLE income (
    position     BIGINT      NOT NULL,
    -- Which share of that event, from 1.
    n            SMALLINT    NOT NULL,
    employee_id  BIGINT      NOT NULL,
    order_id     BIGINT      NOT NULL,
    outlet_id    BIGINT      NOT NULL,
    service_type VARCHAR(20) NOT NULL,
    business_day DATE        NOT NULL,
    -- completed, kept (of what was called off), reversed (with a refund: below 0)
    kind         VARCHAR(10) NOT NULL,
    amount       BIGINT      NOT NULL,
    PRIMARY KEY (position, n),
    KEY by_employee (employee_id, business_day, position, n)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;

-- The sums of those rows.
CREATE TABLE income_by_day (
    business_day DATE   NOT NULL,
    employee_id  BIGINT NOT NULL,
    outlet_id    BIGINT NOT NULL,
    jobs         BIGINT NOT NULL,
    earned       BIGINT NOT NULL,
    taken_back   BIGINT NOT NULL,
    PRIMARY KEY (business_day, employee_id, outlet_id),
    KEY by_employee (employee_id, business_day)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;
