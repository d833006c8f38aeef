-- Sessions of drawers and the cash that moved in them.

CREATE TABLE drawer_sessions (
    id           BIGINT      NOT NULL PRIMARY KEY,
    -- The position of its first event.
    opened       BIGINT      NOT NULL,
    drawer_id    BIGINT      NOT NULL,
    -- The outlet's day on which it began.
    business_day DATE        NOT NULL,
    -- open, closed_counted, reconciled
    status       VARCHAR(16) NOT NULL,
    -- Counted less expected; NULL while it is open.
    variance     BIGINT      NULL,
    -- The drawer's version at the last event of it.
    version      BIGINT      NOT NULL,
    -- All that is known of it.
    session      JSON        NOT NULL,
    KEY by_age (opened),
    KEY by_drawer (drawer_id, opened),
    KEY by_day (business_day, opened),
    KEY by_status (status, opened),
    KEY by_variance (variance, opened)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;

-- Who ever had it: cashiers see their own.
CREATE TABLE drawer_session_people (
    session_id BIGINT NOT NULL,
    user_id    BIGINT NOT NULL,
    PRIMARY KEY (session_id, user_id),
    KEY by_user (user_id, session_id)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;

CREATE TABLE drawer_movements (
    position   BIGINT NOT NULL PRIMARY KEY,
    session_id BIGINT NOT NULL,
    movement   JSON   NOT NULL,
    KEY by_session (session_id, position)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_general_ci;
