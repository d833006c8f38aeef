-- What is shown of the orders, what people earned by them, and what days came to.

INSERT INTO order_details (id, version, state) SELECT id, 4, ELT(service_type + 0,
    '{car_wash}', '{laundry}', '{carpet}', '{water_delivery}') FROM orders;

INSERT INTO income (position, n, employee_id, order_id, outlet_id, service_type, business_day, kind,
    amount)
SELECT id * 5, 1, 1 + CRC32(CONCAT('who', id)) MOD 60, id, 1 + id MOD 3, service_type, DATE(created_at),
    'completed', 12000 FROM orders WHERE status IN ('completed', 'paid', 'closed');

INSERT INTO income_by_day (business_day, employee_id, outlet_id, jobs, earned, taken_back)
SELECT business_day, employee_id, outlet_id, COUNT(*), SUM(amount), 0 FROM income
GROUP BY business_day, employee_id, outlet_id;

INSERT INTO dashboard_days (business_day, outlet_id, service_type, orders, gross, discount, tax, refunds,
    refunded, employee_cost, business_income)
SELECT business_day, outlet_id, service_type, COUNT(*), SUM(amount), 0, 0, 0, 0, 0, 0 FROM income
GROUP BY business_day, outlet_id, service_type;

INSERT INTO takings_by_service (business_day, outlet_id, service_type, orders, revenue, discount, tax,
    refunded)
SELECT business_day, outlet_id, service_type, orders, gross, 0, 0, 0 FROM dashboard_days;
