//! Placing an order for a car wash.

use domain::catalog::CarWashCatalog;
use domain::order::{self, Order, PlaceCarWash};
use domain::user::Permission;
use domain::values::{
    BasisPoints, CatalogCode, CustomerId, EmployeeId, Notes, OrderId, Outlet, PersonName, Phone,
    Plate,
};
use infra::event_log::{Kind, Loaded, LogError};
use tokio::sync::OnceCell;

use super::workers;
use crate::authority::authorise;
use crate::customer;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// What a cashier asks for.
#[derive(Debug, Clone)]
pub struct CarWashOrder {
    /// The kind of vehicle, by its code.
    pub vehicle_type: CatalogCode,
    /// The package, by its code.
    pub package: CatalogCode,
    /// Extras, by their codes.
    pub add_ons: Vec<CatalogCode>,
    /// The car's plate.
    pub license_plate: Option<Plate>,
    /// Who orders, if they have a record.
    pub customer: Option<CustomerId>,
    /// The name typed.
    pub walk_in_name: Option<PersonName>,
    /// The phone typed.
    pub walk_in_phone: Option<Phone>,
    /// Who will work on it.
    pub employees: Vec<EmployeeId>,
    /// What was written down.
    pub notes: Option<Notes>,
}

/// Places an order. It relies on the prices, the customer's record and the employees it was
/// decided with: if one changes before it is saved, it is priced again.
///
/// # Errors
/// [`CommandError`].
pub async fn place_car_wash(
    desk: &Desk,
    call: &Call,
    wanted: &CarWashOrder,
) -> Result<Done<Loaded<Order>>, CommandError> {
    // Drawn once, and only for an order that names nothing unknown.
    let drawn = &OnceCell::new();
    deciding(desk, call.key, &[], move |attempt| {
        Box::pin(async move {
            let authority = authorise(&attempt, call, Permission::OrdersCreate).await?;
            let mut draft = authority.draft()?;
            let catalog: Loaded<CarWashCatalog> = attempt.load(CarWashCatalog::STREAM_ID).await?;
            draft.rely_on(&catalog);
            let (employees, relied_on) = workers(&attempt, &wanted.employees).await?;
            for employee in &relied_on {
                draft.rely_on(employee);
            }
            let customer = match wanted.customer {
                Some(id) => Some(customer::ordering(&attempt, &mut draft, id).await?),
                None => None,
            };
            let prices = &catalog.state;
            let (vehicle, package) = (&wanted.vehicle_type, &wanted.package);
            let vehicle_type =
                known(prices.vehicle_type(vehicle), "vehicleType", "vehicle type", vehicle)?;
            let package =
                known(prices.package(package), "servicePackage", "service package", package)?;
            let add_on = |code| known(prices.add_on(code), "addOns", "add-on", code);
            let add_ons = wanted.add_ons.iter().map(add_on).collect::<Result<_, _>>()?;
            let id = *drawn.get_or_try_init(|| desk.ids.next(Kind::Order)).await?;
            let cmd = PlaceCarWash {
                order_id: OrderId::new(id).map_err(|e| LogError::Database(e.to_string()))?,
                outlet: Outlet::first(),
                vehicle_type,
                package,
                add_ons,
                license_plate: wanted.license_plate.clone(),
                customer,
                walk_in_name: wanted.walk_in_name.clone(),
                walk_in_phone: wanted.walk_in_phone.clone(),
                employees,
                tax: BasisPoints::ZERO, // K-10: no tax until an owner sets one
                notes: wanted.notes.clone(),
                by: authority.actor(),
                at: call.at,
            };
            let mut order = Loaded::<Order>::fresh(id);
            let events = order::place_car_wash(&order.state, cmd)?;
            draft.append(&order, &events)?;
            let appended = attempt.append(draft).await?;
            order.absorb(events, &appended);
            Ok(order)
        })
    })
    .await
}

fn known<T: Clone>(
    found: Option<&T>,
    field: &'static str,
    kind: &str,
    name: &dyn std::fmt::Display,
) -> Result<T, CommandError> {
    found.cloned().ok_or_else(|| CommandError::Unknown { field, what: format!("{kind} {name}") })
}
