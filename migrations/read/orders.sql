-- Orders of all services: what they are found by, what is shown of them, the delivery schedule, and what
-- each customer ordered.
--
-- An index costs each rebuild, and each change of what it holds, so a list has one of its own only where
-- walking along another would not do; behind what an index is for stands what else is looked at on the
-- way, so that the row need not be. Names are those the queries insist on: projections/src/*/query.rs.

-- What orders are found and sorted by, and no more: lists walk here.
CREATE TABLE orders (
    id           BIGINT      NOT NULL PRIMARY KEY,
    number       VARCHAR(40) NOT NULL,
    service_type ENUM ('car_wash', 'laundry', 'carpet', 'water_delivery') NOT NULL,
    status       ENUM ('pending', 'in_progress', 'completed', 'paid', 'closed', 'cancelled') NOT NULL,
    -- How much of it is paid, whenever it is due.
    payment      ENUM ('unpaid', 'partial', 'paid', 'refunded') NOT NULL,
    -- While something is owed on an invoice: the last day on which it is paid in time. Behind it the
    -- order is overdue.
    due_on       DATE        NULL,
    deleted      BOOLEAN     NOT NULL,
    customer_id  BIGINT      NULL,
    -- In Rupiah.
    total        BIGINT      NOT NULL,
    created_at   DATETIME(6) NOT NULL,
    updated_at   DATETIME(6) NOT NULL,
    -- All orders by age; of a service, where it has many; those placed between two moments.
    KEY by_age (created_at, id, deleted, service_type, status, payment),
    -- Orders by what happened last, whatever else is asked for, where many match.
    KEY by_update (updated_at, id, deleted, service_type, status, payment, created_at),
    -- All orders by what they cost, and those of a service.
    KEY by_total (total, id, deleted, created_at),
    KEY by_service_total (service_type, total, id, deleted, created_at),
    -- All orders by number, and those of a service; one by its number, or some by its beginning.
    KEY by_number (number, id, deleted, created_at),
    KEY by_service_number (service_type, number, id, deleted, created_at),
    -- Those of a service and a status by age; those of a service, or of a status (then all four
    -- services are named), where they are few.
    KEY by_service_status (service_type, status, created_at, id, deleted, payment),
    -- Those that are paid so far, by age.
    KEY by_payment (payment, created_at, id, deleted, service_type, status, due_on),
    -- Those that are overdue.
    KEY by_due (due_on, id, deleted),
    -- A customer's by age.
    KEY by_customer (customer_id, created_at, id, deleted, service_type, status, payment, due_on)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;

-- What is shown of an order.
CREATE TABLE order_details (
    id      BIGINT NOT NULL PRIMARY KEY,
    -- How many events made it: the version a client may insist on.
    version BIGINT NOT NULL,
    -- The order's state, from which every field of the reply is derived.
    state   JSON   NOT NULL
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;

-- The orders that stand on the delivery schedule, while they do.
CREATE TABLE deliveries (
    order_id  BIGINT      NOT NULL PRIMARY KEY,
    -- The day and the hours, such as `2026-11-24 08:00-12:00`; without hours the day, without a day
    -- nothing. So they are sorted by one column.
    slot      VARCHAR(22) NOT NULL,
    status    ENUM ('scheduled', 'out', 'failed', 'delivered') NOT NULL,
    -- Who drives, drove, or shall.
    driver_id BIGINT      NULL,
    -- The schedule of some days.
    KEY by_slot (slot, order_id, status, driver_id),
    -- That of a driver; what is scheduled, out, failed, delivered.
    KEY by_driver (driver_id, slot, order_id, status),
    KEY by_status (status, slot, order_id, driver_id)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;

-- What each record of a customer ordered; of a customer it is the sum over the records that are theirs.
CREATE TABLE customer_totals (
    customer_id BIGINT NOT NULL PRIMARY KEY,
    -- Orders that were neither called off nor taken from view.
    orders      BIGINT NOT NULL,
    -- What was paid and did not go back, in Rupiah.
    spent       BIGINT NOT NULL
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;
