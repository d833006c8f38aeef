//! `stock`: the `GenericQuery` of cqrs-es over the view repository of mysql-es, as published, told of
//! one event after the other. Its table has the columns and indexes of ours, made from its payload.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use cqrs_es::persist::{GenericQuery, ViewRepository};
use cqrs_es::{Aggregate, EventEnvelope, Query, View};
use domain::order::{Delivery, Order};
use infra::config::{Account, Config};
use infra::event_log::{Mark, ShopEvent};
use mysql_es::MysqlViewRepository;
use projections::runtime::Site;
use serde::{Deserialize, Serialize};
use sqlx::Executor;
use sqlx::mysql::MySqlPoolOptions;

use super::Row;
use crate::BenchError;

/// What mysql-es wants, with our columns beside.
const TABLE: &str = "
    CREATE TABLE stock_orders (
        view_id         VARCHAR(64) NOT NULL PRIMARY KEY,
        version         BIGINT      NOT NULL,
        payload         JSON        NOT NULL,
        number          VARCHAR(40) AS (JSON_VALUE(payload, '$.number')) PERSISTENT,
        service_type    VARCHAR(20) AS (JSON_VALUE(payload, '$.service')) PERSISTENT,
        status          VARCHAR(20) AS (JSON_VALUE(payload, '$.status')) PERSISTENT,
        customer_id     BIGINT      AS (JSON_VALUE(payload, '$.customer')) PERSISTENT,
        created_at      VARCHAR(40) AS (JSON_VALUE(payload, '$.created')) PERSISTENT,
        delivery_date   VARCHAR(10) AS (JSON_VALUE(payload, '$.delivery')) PERSISTENT,
        KEY by_number (number),
        KEY by_service (service_type, created_at, view_id),
        KEY by_status (service_type, status, created_at, view_id),
        KEY by_customer (customer_id, created_at, view_id),
        KEY by_delivery (delivery_date, view_id),
        KEY by_age (created_at, view_id)
    ) ENGINE = InnoDB CHARACTER SET ascii";

#[derive(Debug, Default, Serialize, Deserialize)]
struct OrderView {
    number: Option<String>,
    service: Option<String>,
    status: Option<String>,
    customer: Option<i64>,
    created: Option<String>,
    delivery: Option<String>,
    state: Order,
}

impl View<Order> for OrderView {
    fn update(&mut self, event: &EventEnvelope<Order>) {
        self.state.apply(event.payload.clone());
        let Some(ticket) = self.state.ticket() else { return };
        self.number = ticket.number.as_ref().map(|number| number.as_str().to_owned());
        self.service = Some(ticket.details.service().name().to_owned());
        self.status = Some(ticket.state().public().to_owned());
        self.customer = ticket.customer.as_ref().map(|customer| customer.id.get());
        self.created = Some(ticket.placed_at.to_rfc3339());
        let plan =
            ticket.delivery.as_ref().and_then(|delivery: &Delivery| delivery.schedule.as_ref());
        self.delivery = plan.map(|plan| plan.date.to_string());
    }
}

pub(super) async fn measure(
    site: &Site,
    config: &Config,
    admin: &Account,
    events: u64,
) -> Result<Row, BenchError> {
    let options = config.read.options().username(&admin.user).password(&admin.password);
    // Past the binlog, as ours.
    let pool = MySqlPoolOptions::new()
        .max_connections(10)
        .after_connect(|connection, _| {
            Box::pin(async move {
                connection.execute("SET sql_log_bin = 0").await?;
                Ok(())
            })
        })
        .connect_with(options)
        .await?;
    pool.execute(TABLE).await?;
    let repository: Arc<MysqlViewRepository<OrderView, Order>> =
        Arc::new(MysqlViewRepository::new("stock_orders", pool.clone()));
    let query = GenericQuery::new(Arc::clone(&repository));
    let mut told = 0;
    let mut mark = Mark::START;
    let begun = Instant::now();
    'all: loop {
        let records = site.tail().after(mark, 1000).await?;
        let Some(last) = records.last() else { break };
        mark = last.mark;
        for record in &records {
            let Ok(ShopEvent::Order(event)) = &record.event else { continue };
            let envelope: EventEnvelope<Order> = EventEnvelope {
                aggregate_id: record.aggregate_id.clone(),
                sequence: usize::try_from(record.sequence).unwrap_or(0),
                payload: (**event).clone(),
                metadata: HashMap::new(),
            };
            query.dispatch(&record.aggregate_id, &[envelope]).await;
            told += 1;
            if told >= events {
                break 'all;
            }
        }
    }
    let took = begun.elapsed();
    check(&repository, site).await?;
    pool.close().await;
    Ok(Row::of("stock", "orders", told, took))
}

/// It hides its errors: so whether it did anything is looked at.
async fn check(
    repository: &MysqlViewRepository<OrderView, Order>,
    site: &Site,
) -> Result<(), BenchError> {
    let sql =
        "SELECT aggregate_id FROM events WHERE aggregate_type = 'order' ORDER BY position LIMIT 1";
    let row = sqlx::query(sql).fetch_one(site.log()).await?;
    let id: String = sqlx::Row::try_get(&row, 0)?;
    let view = repository.load(&id).await.map_err(|error| BenchError::Stock(error.to_string()))?;
    match view {
        Some(view) if view.state.ticket().is_some() => Ok(()),
        Some(_) | None => {
            Err(BenchError::Wrong { path: "stock", what: format!("order {id} has no view") })
        }
    }
}
