-- All that is known of a customer, and what they are found by.

CREATE TABLE customers (
    id            BIGINT       NOT NULL PRIMARY KEY,
    name          VARCHAR(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL,
    customer_type ENUM ('regular', 'vip', 'corporate') NOT NULL,
    created_at    DATETIME(6)  NOT NULL,
    email         VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NULL,
    standing      ENUM ('active', 'inactive', 'deleted', 'merged') NOT NULL,
    -- The record of the same person that goes on; their own, but for records that were merged.
    survivor_id   BIGINT       NOT NULL,
    version       BIGINT       NOT NULL,
    -- The customer's state, from which every field of the reply is derived.
    state         JSON         NOT NULL,
    KEY by_survivor (survivor_id),
    -- All customers by age, and by name.
    KEY by_age (created_at, id, standing, customer_type),
    KEY by_name (name, id, standing, customer_type),
    -- Those of a type by age.
    KEY by_type (customer_type, created_at, id, standing),
    -- Those who get no new orders.
    KEY by_standing (standing, created_at, id),
    -- The one with an address.
    KEY by_email (email, id)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;

-- What a customer is found by, with what records that went into theirs were found by.
CREATE TABLE customer_terms (
    customer_id BIGINT NOT NULL,
    -- A word of the name; a phone as digits with the country code; a plate as letters and digits, also
    -- from its first digit on; the number on the card as letters and digits.
    kind        ENUM ('name', 'phone', 'plate', 'card') NOT NULL,
    term        VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL,
    -- The record it stands in.
    record_id   BIGINT NOT NULL,
    PRIMARY KEY (customer_id, kind, term, record_id),
    KEY by_term (kind, term, customer_id)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;
