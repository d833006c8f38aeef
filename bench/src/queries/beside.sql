-- All there is besides orders and payments: what is shown of a thing is another's of its kind; lists are
-- found and sorted by columns only.

-- Every hundredth record went into the one before.
INSERT INTO customers (id, name, customer_type, created_at, email, standing, survivor_id, version, state)
SELECT seq, CONCAT(ELT(1 + CRC32(CONCAT('title', seq)) MOD 3, 'Pak', 'Bu', 'PT'), ' ',
        ELT(1 + CRC32(CONCAT('first', seq)) MOD 40, {names}), ' ',
        ELT(1 + CRC32(CONCAT('last', seq)) MOD 40, {names}), ' ', seq MOD 977),
    CASE WHEN seq = 7 OR seq MOD 50 = 0 THEN 'corporate' WHEN seq MOD 15 = 0 THEN 'vip'
        ELSE 'regular' END,
    DATE '{today}' - INTERVAL 730 DAY + INTERVAL (seq * 63000000 DIV {customers}) SECOND,
    IF(seq MOD 2 = 0, CONCAT('pelanggan', seq, '@example.com'), NULL),
    CASE WHEN seq MOD 100 = 99 THEN 'merged' WHEN seq MOD 100 = 50 THEN 'deleted'
        WHEN seq MOD 40 = 3 THEN 'inactive' ELSE 'active' END,
    IF(seq MOD 100 = 99, seq - 1, seq), 3, '{customer}'
FROM seq_1_to_{customers};

INSERT INTO customer_terms (customer_id, kind, term, record_id)
SELECT id, 'phone', CONCAT('628', 11 + id MOD 49, LPAD(id * 7919 MOD 10000000, 7, '0')), id FROM customers
UNION ALL SELECT id, 'plate', CONCAT('B', 1000 + id MOD 9000, 'XY'), id FROM customers WHERE id MOD 3 > 0
UNION ALL SELECT id, 'plate', CONCAT(1000 + id MOD 9000, 'XY'), id FROM customers WHERE id MOD 3 > 0
UNION ALL SELECT id, 'card', CONCAT('MBR', LPAD(id, 6, '0')), id FROM customers WHERE id MOD 5 = 0;

-- Who has a word twice has it once.
INSERT INTO customer_terms (customer_id, kind, term, record_id)
SELECT DISTINCT id, 'name', LOWER(SUBSTRING_INDEX(SUBSTRING_INDEX(name, ' ', n), ' ', -1)), id
FROM customers, (SELECT 1 AS n UNION SELECT 2 UNION SELECT 3 UNION SELECT 4) AS words;

INSERT INTO settlements (id, outlet_id, method, settled_on, created_at, version, state)
SELECT seq, 1 + seq MOD 3, IF(seq MOD 2 = 0, 'card', 'e_wallet'),
    DATE '{today}' - INTERVAL 729 DAY + INTERVAL seq DIV 20 DAY,
    DATE '{today}' - INTERVAL 729 DAY + INTERVAL seq DIV 20 DAY + INTERVAL seq MOD 20 HOUR, 1,
    '{settlement}'
FROM seq_1_to_14580;

-- Two thousand customers on terms, an invoice a month each.
INSERT INTO invoices (id, customer_id, month, issued_on, due_on, standing, created_at, version, state)
SELECT seq, 7 + seq DIV 24, DATE_FORMAT(at, '%Y-%m'), LAST_DAY(at) + INTERVAL 1 DAY,
    LAST_DAY(at) + INTERVAL 30 DAY,
    CASE WHEN seq MOD 300 = 0 THEN 'written_off' WHEN seq MOD 24 >= 22 OR seq MOD 50 = 0
        THEN IF(seq MOD 4 = 0, 'partial', 'open') ELSE 'paid' END,
    LAST_DAY(at) + INTERVAL 1 DAY + INTERVAL seq MOD 3600 SECOND, 2, '{invoice}'
FROM (SELECT seq, DATE '{today}' - INTERVAL 23 - seq MOD 24 MONTH AS at FROM seq_0_to_47999) AS one
WHERE seq > 0;

INSERT INTO receivable_debts (order_id, customer_id, owed, delivered_on, invoice_id, last_day)
SELECT id, customer_id, IF(standing IN ('paid', 'written_off'), 0, 20000), issued_on - INTERVAL 3 DAY, id,
    due_on FROM invoices;

INSERT INTO receivable_moves (order_id, day, amount)
SELECT order_id, delivered_on, 20000 FROM receivable_debts
UNION ALL SELECT order_id, last_day, -20000 FROM receivable_debts WHERE owed = 0;

INSERT INTO outlets (id, name, address, timezone, cut_off, version)
SELECT seq, CONCAT('Outlet ', seq), NULL, 'Asia/Jakarta', '00:00', 1 FROM seq_1_to_3;

INSERT INTO employees (id, outlet_id, name, phone, hire_date, status, version)
SELECT seq, 1 + seq MOD 3, CONCAT(ELT(1 + seq MOD 40, {names}), ' ', seq), NULL,
    DATE '{today}' - INTERVAL seq DAY, IF(seq MOD 4 = 0, 'inactive', 'active'), 1 FROM seq_1_to_200;

INSERT INTO users (id, username, full_name, email, role, active, must_change_password, employee_id,
    created_at, updated_at, version)
SELECT seq, CONCAT('staf', seq), ELT(1 + seq MOD 40, {names}), CONCAT('staf', seq, '@example.com'),
    ELT(1 + seq MOD 5, 'admin', 'manager', 'cashier', 'service_staff', 'viewer'), seq MOD 10 > 0, 0, seq,
    DATE '{today}' - INTERVAL seq DAY, DATE '{today}' - INTERVAL seq DAY, 1 FROM seq_1_to_200;

-- Eight drawers, two sessions a day.
INSERT INTO drawer_sessions (id, opened, drawer_id, business_day, status, variance, version, session)
SELECT seq, seq * 400, 1 + seq MOD 8, DATE '{today}' - INTERVAL 729 DAY + INTERVAL seq DIV 16 DAY,
    CASE WHEN seq > 11672 THEN 'open' WHEN seq MOD 700 = 0 THEN 'closed_counted' ELSE 'reconciled' END,
    CASE WHEN seq > 11672 THEN NULL WHEN seq MOD 30 = 0 THEN 1000 ELSE 0 END, 300, '{session}'
FROM seq_1_to_11680;

INSERT INTO drawer_session_people (session_id, user_id)
SELECT id, 1 + id MOD 40 FROM drawer_sessions UNION SELECT id, 1 + id MOD 41 FROM drawer_sessions;

INSERT INTO drawer_movements (position, session_id, movement)
SELECT position, session, '{movement}' FROM (
    SELECT session * 400 + n AS position, session
    FROM (SELECT seq AS session FROM seq_1_to_11680) AS sessions, (SELECT seq AS n FROM seq_1_to_10) AS ns
) AS one;

INSERT INTO subscriptions (id, outlet_id, customer_id, created_at, ended, paused_from, paused_until,
    next_due, ordered_for, version, state)
SELECT seq, 1 + seq MOD 3, 1 + seq MOD 9000, DATE '{today}' - INTERVAL 730 DAY + INTERVAL seq HOUR,
    seq MOD 5 = 0, IF(seq MOD 11 = 0, DATE '{today}' - INTERVAL 3 DAY, NULL),
    IF(seq MOD 11 = 0, DATE '{today}' + INTERVAL 3 DAY, NULL),
    IF(seq MOD 5 = 0, NULL, DATE '{today}' + INTERVAL 1 + seq MOD 30 DAY), NULL, 1, '{subscription}'
FROM seq_1_to_12000;

INSERT INTO catalog (list, id, code, name, terms, retired, version, created_at, updated_at)
SELECT 'service_packages', seq, CONCAT('cw-', seq), CONCAT('Cuci ', seq), '{terms}', seq MOD 3 = 0, 1,
    DATE '{today}', DATE '{today}' FROM seq_1_to_2000;

INSERT INTO catalog_history (list, id, position, version, at, what, actor, name, terms)
SELECT 'service_packages', 1 + seq MOD 50, seq, seq, DATE '{today}', 'changed', '{actor}', 'Cuci',
    '{terms}' FROM seq_1_to_20000;

INSERT INTO settings_history (position, setting, event) SELECT seq, 'tax.laundry', '{setting}'
FROM seq_1_to_2000;

INSERT INTO closed_days (outlet_id, business_day, through, closed)
SELECT 1 + seq MOD 3, DATE '{today}' - INTERVAL 1 + seq DIV 3 DAY, 5 * {orders} - seq, '{closed_day}'
FROM seq_0_to_2189;

-- One event for each order, though it has four or more.
INSERT INTO audit_trail (position, recorded_at, user_id, action, entity_type, entity_id)
SELECT seq * 5, DATE '{today}' + INTERVAL 1 DAY - INTERVAL ({orders} - seq + 1) * 63072 DIV ({orders} DIV 1000) SECOND,
    IF(seq MOD 50 = 0, NULL, 1 + seq * 7 MOD 200),
    ELT(1 + seq MOD 5, 'OrderPlaced', 'OrderPlaced', 'OrderCompleted', 'OrderCancelled', 'PaymentReceived'),
    IF(seq MOD 5 = 4, 'payment', 'order'), seq DIV 5
FROM seq_1_to_{orders};
