-- What was paid for the orders, by what means, and what banks and wallets sent of it.

INSERT INTO payments (id, order_id, outlet_id, method, status, created_at, version, state)
SELECT id, id, 1 + id MOD 3,
    CASE WHEN m < 60 THEN 'cash' WHEN m < 80 THEN 'e_wallet' WHEN m < 95 THEN 'card'
        ELSE 'bank_transfer' END,
    CASE WHEN payment = 'refunded' THEN 'refunded' WHEN id > {orders} - 200 THEN 'pending'
        WHEN m = 99 THEN 'failed' ELSE 'successful' END,
    updated_at, 1, '{payment}'
FROM (SELECT id, payment, updated_at, CRC32(CONCAT('means', id)) MOD 100 AS m FROM orders
    WHERE payment <> 'unpaid') AS paid;

INSERT INTO refunds (id, payment_id, order_id, status, created_at)
SELECT id, id, order_id, IF(id > {orders} - {orders} DIV 50, ELT(1 + id MOD 3, 'requested', 'approved',
    'rejected'), 'paid_out'), created_at + INTERVAL 1 DAY FROM payments WHERE id MOD 20 = 0;

-- What banks and wallets sent arrived two days later.
INSERT INTO settlement_lines (kind, id, payment_id, order_id, order_number, receipt_number, outlet_id,
    method, amount, happened_at, business_day, settled_on, settlement_id)
SELECT 'payment', id, id, order_id, NULL, NULL, outlet_id, method, 50000, created_at, DATE(created_at),
    IF(DATE(created_at) < DATE '{today}' - INTERVAL 2 DAY, DATE(created_at) + INTERVAL 2 DAY, NULL), NULL
FROM payments WHERE method IN ('card', 'e_wallet') AND status <> 'failed';

INSERT INTO takings_by_method (business_day, outlet_id, payment_method, payments, amount, rounding,
    refunds, refunded)
SELECT DATE(created_at), outlet_id, method, COUNT(*), 0, 0, 0, 0 FROM payments
GROUP BY DATE(created_at), outlet_id, method;
