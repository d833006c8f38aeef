//! Containers of ours that a customer has: gallons that are lent with the water and come back.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Customer, CustomerError, CustomerEvent};
use crate::values::{ContainerCount, OrderId, ProductId};

/// How many containers of a product a customer has of us: more than none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HeldContainers {
    /// Of what.
    pub product_id: ProductId,
    /// How many.
    pub quantity: i64,
}

/// Lends containers. The product was looked up before.
#[derive(Debug, Clone, Copy)]
pub struct LendContainers {
    /// Of what.
    pub product_id: ProductId,
    /// How many.
    pub quantity: ContainerCount,
    /// With which order, if with one.
    pub order_id: Option<OrderId>,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Takes containers back.
#[derive(Debug, Clone, Copy)]
pub struct ReturnContainers {
    /// Of what.
    pub product_id: ProductId,
    /// How many.
    pub quantity: ContainerCount,
    /// With which order, if with one.
    pub order_id: Option<OrderId>,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether containers are lent. Who gets no new orders may still be delivered an old one.
///
/// # Errors
/// [`CustomerError::Merged`], [`CustomerError::Deleted`], [`CustomerError::NotFound`].
pub fn containers_lent(
    customer: &Customer,
    cmd: LendContainers,
) -> Result<Vec<CustomerEvent>, CustomerError> {
    let LendContainers { product_id, quantity, order_id, at: occurred_at } = cmd;
    let customer_id = customer.in_use()?.record.id;
    let lent =
        CustomerEvent::ContainersLent { customer_id, product_id, quantity, order_id, occurred_at };
    Ok(vec![lent])
}

/// Decides whether containers come back: not more than are out.
///
/// # Errors
/// [`CustomerError::MoreThanLent`] with how many are out;
/// [`CustomerError::Merged`], [`CustomerError::Deleted`], [`CustomerError::NotFound`].
pub fn containers_returned(
    customer: &Customer,
    cmd: ReturnContainers,
) -> Result<Vec<CustomerEvent>, CustomerError> {
    let ReturnContainers { product_id, quantity, order_id, at: occurred_at } = cmd;
    let known = customer.in_use()?;
    let balance = known.containers_of(product_id);
    if quantity.get() > balance {
        return Err(CustomerError::MoreThanLent { balance });
    }
    let customer_id = known.record.id;
    Ok(vec![CustomerEvent::ContainersReturned {
        customer_id,
        product_id,
        quantity,
        order_id,
        occurred_at,
    }])
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{after, customer, now, ratna};
    use super::*;

    fn product(id: i64) -> ProductId {
        ProductId::new(id).unwrap()
    }

    fn lend(id: i64, count: i64) -> LendContainers {
        let quantity = ContainerCount::new(count).unwrap();
        LendContainers { product_id: product(id), quantity, order_id: None, at: now() }
    }

    fn bring_back(id: i64, count: i64) -> ReturnContainers {
        let quantity = ContainerCount::new(count).unwrap();
        ReturnContainers { product_id: product(id), quantity, order_id: None, at: now() }
    }

    #[test]
    fn what_was_lent_comes_back_and_no_more() {
        let known = customer(ratna());
        let known = after(&known, containers_lent(&known, lend(1, 5)).unwrap());
        let known = after(&known, containers_returned(&known, bring_back(1, 3)).unwrap());
        assert_eq!(known.profile().unwrap().containers_of(product(1)), 2);
        let refused = containers_returned(&known, bring_back(1, 3));
        assert_eq!(refused, Err(CustomerError::MoreThanLent { balance: 2 }));
        let refused = containers_returned(&known, bring_back(2, 1));
        assert_eq!(refused, Err(CustomerError::MoreThanLent { balance: 0 }));
        let known = after(&known, containers_returned(&known, bring_back(1, 2)).unwrap());
        assert_eq!(known.profile().unwrap().containers, []);
    }
}
