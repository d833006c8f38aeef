//! Containers that are lent to a customer, or come back, without an order.

use domain::catalog::{Catalog, Product};
use domain::customer::{self, Customer, LendContainers, ReturnContainers};
use domain::order::ServiceType;
use domain::user::Permission;
use domain::values::{ContainerCount, ProductId};
use infra::event_log::Loaded;

use super::Target;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// Which way containers go.
#[derive(Debug, Clone, Copy)]
pub enum Handed {
    /// To the customer.
    Lent(ContainerCount),
    /// Back to the shop.
    Returned(ContainerCount),
}

/// Lends a customer containers, or takes them back.
///
/// # Errors
/// [`CommandError`].
pub async fn containers(
    desk: &Desk,
    call: &Call,
    target: Target,
    product_id: ProductId,
    handed: Handed,
) -> Result<Done<Loaded<Customer>>, CommandError> {
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let mut opened = target.open(&attempt, call, Permission::CustomersUpdate).await?;
            let catalog = Catalog::stream_id(ServiceType::WaterDelivery);
            let catalog: Loaded<Catalog> = attempt.load(catalog).await?;
            opened.draft.rely_on(&catalog);
            let id = product_id.get();
            if matches!(handed, Handed::Lent(_)) && !lends(&catalog.state, id) {
                let what = format!("water product {id} that comes in a container to lend");
                return Err(CommandError::Unknown { field: "productId", what });
            }
            let (known, order_id, at) = (&opened.record.state, None, call.at);
            let events = match handed {
                Handed::Lent(quantity) => {
                    let cmd = LendContainers { product_id, quantity, order_id, at };
                    customer::containers_lent(known, cmd)?
                }
                Handed::Returned(quantity) => {
                    let cmd = ReturnContainers { product_id, quantity, order_id, at };
                    customer::containers_returned(known, cmd)?
                }
            };
            opened.save(&attempt, events).await
        })
    })
    .await
}

/// Whether the product comes in a container that is lent.
fn lends(catalog: &Catalog, id: i64) -> bool {
    catalog.by_id::<Product>(id).is_some_and(|product| product.terms.returnable)
}
