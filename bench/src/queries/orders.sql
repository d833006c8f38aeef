-- Orders of two years, up to the night of {today}: set-based, so that a million takes half a minute. What
-- chance decides is decided by a checksum, the same in every run.

-- A quarter of the orders are of nobody who is known; one customer, number 7, has a hundredth of all.
-- Of every five hundred orders one, the newest first of all, is still to be done.
INSERT INTO orders (id, number, service_type, status, payment, due_on, deleted, customer_id, total,
    created_at, updated_at)
SELECT id, CONCAT(ELT(s, 'CW', 'LD', 'CP', 'WD'), '-', YEAR(at), '-', LPAD(id, 6, '0')),
    ELT(s, 'car_wash', 'laundry', 'carpet', 'water_delivery'),
    CASE WHEN open THEN ELT(1 + id MOD 3, 'pending', 'in_progress', 'completed')
        WHEN d < 30 THEN 'cancelled' WHEN d < 60 THEN 'completed' WHEN d < 700 THEN 'closed'
        ELSE 'paid' END,
    CASE WHEN open OR d < 20 THEN 'unpaid' WHEN d < 30 THEN 'refunded' WHEN d < 50 THEN 'unpaid'
        WHEN d < 60 THEN 'partial' ELSE 'paid' END,
    IF(d BETWEEN 30 AND 59 AND s = 4, DATE(at) + INTERVAL 30 DAY, NULL),
    CRC32(CONCAT('gone', id)) MOD 300 = 0,
    CASE WHEN id MOD 100 = 1 THEN 7 WHEN id MOD 4 = 0 THEN NULL
        ELSE 1 + CRC32(CONCAT('whose', id)) MOD {customers} END,
    15000 + 500 * (CRC32(CONCAT('price', id)) MOD 600), at,
    at + INTERVAL CRC32(CONCAT('later', id)) MOD 172800 SECOND
FROM (SELECT seq AS id, ELT(1 + CRC32(CONCAT('what', seq)) MOD 20,
        1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 4, 4, 4) AS s,
    CRC32(CONCAT('how', seq)) MOD 1000 AS d, seq > {orders} - {orders} DIV 500 AS open,
    DATE '{today}' + INTERVAL 1 DAY
        - INTERVAL (({orders} - seq + 1) * 63072000000 DIV {orders}) * 1000 MICROSECOND AS at
    FROM seq_1_to_{orders}) AS one;

INSERT INTO deliveries (order_id, slot, status, driver_id)
SELECT id, CONCAT(DATE(created_at) + INTERVAL 1 DAY, ELT(1 + id MOD 3, '', ' 08:00-12:00', ' 13:00-17:00')),
    CASE WHEN status = 'pending' THEN 'scheduled' WHEN status = 'in_progress' THEN 'out'
        WHEN id MOD 97 = 0 THEN 'failed' ELSE 'delivered' END,
    IF(status = 'pending' AND id MOD 2 = 0, NULL, 1 + CRC32(CONCAT('driver', id)) MOD 20)
FROM orders WHERE service_type = 'water_delivery' AND status <> 'cancelled' AND deleted = FALSE;

INSERT INTO customer_totals (customer_id, orders, spent)
SELECT customer_id, COUNT(*), SUM(IF(payment = 'paid', total, 0)) FROM orders
WHERE customer_id IS NOT NULL AND status <> 'cancelled' AND deleted = FALSE GROUP BY customer_id;
