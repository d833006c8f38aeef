//! Looking up what a request names: everything that does not exist is named at once, and the
//! decision relies on everything that does.

use domain::catalog::{Catalog, Item, Listed};
use domain::customer::{Customer, CustomerError, Profile};
use domain::employee::{Employee, EmployeeStatus, Worker};
use domain::log::LogAggregate;
use domain::order::ServiceType;
use domain::settings::Settings;
use domain::values::{self, CatalogCode, CustomerId, Distance, EmployeeId, OutletId};
use infra::event_log::{Attempt, Draft, Loaded};

use crate::error::Fault;
use crate::outlet::outlet;
use crate::{CommandError, error::FaultKind};

/// Looks up what a request names.
pub(crate) struct Lookups<'a> {
    attempt: &'a Attempt,
    draft: &'a mut Draft,
    faults: Vec<Fault>,
}

/// What is named by a code or by an id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// By what the API calls it.
    Code(CatalogCode),
    /// By its id within the list.
    Id(i64),
}

impl std::fmt::Display for Named {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Code(code) => code.fmt(f),
            Self::Id(id) => id.fmt(f),
        }
    }
}

impl<'a> Lookups<'a> {
    pub(crate) const fn new(attempt: &'a Attempt, draft: &'a mut Draft) -> Self {
        Self { attempt, draft, faults: Vec::new() }
    }

    /// Nothing was named that does not exist.
    pub(crate) fn finish(self) -> Result<(), CommandError> {
        if self.faults.is_empty() { Ok(()) } else { Err(CommandError::Faults(self.faults)) }
    }

    pub(crate) fn fault(&mut self, kind: FaultKind, field: impl Into<String>, what: String) {
        self.faults.push(Fault { kind, field: field.into(), what });
    }

    async fn load<A: LogAggregate>(&mut self, id: i64) -> Result<Loaded<A>, CommandError> {
        let loaded = self.attempt.load(id).await?;
        self.draft.rely_on(&loaded);
        Ok(loaded)
    }

    /// What an owner has set.
    pub(crate) async fn settings(&mut self) -> Result<Settings, CommandError> {
        Ok(self.load::<Settings>(Settings::STREAM_ID).await?.state)
    }

    /// The price lists of a service.
    pub(crate) async fn catalog(&mut self, service: ServiceType) -> Result<Catalog, CommandError> {
        Ok(self.load::<Catalog>(Catalog::stream_id(service)).await?.state)
    }

    /// The calendar of an outlet.
    pub(crate) async fn outlet(&mut self, id: OutletId) -> Result<values::Outlet, CommandError> {
        let found = outlet(self.attempt, id, "outletId").await?;
        self.draft.rely_on(&found);
        Ok(values::Outlet { id, ..found.state.calendar() })
    }

    /// The calendar of an outlet that the request names.
    pub(super) async fn named_outlet(
        &mut self,
        id: OutletId,
    ) -> Result<values::Outlet, CommandError> {
        match self.outlet(id).await {
            Err(CommandError::Unknown { field, what }) => {
                self.fault(FaultKind::Unknown, field, what);
                Ok(values::Outlet::first()) // stands in until the end of the lookups refuses
            }
            found => found,
        }
    }

    /// Something of a price list.
    pub(crate) fn item<T: Listed>(
        &mut self,
        catalog: &Catalog,
        named: &Named,
        field: impl Into<String>,
        kind: &str,
    ) -> Option<Item<T>> {
        let found = match named {
            Named::Code(code) => catalog.by_code(code),
            Named::Id(id) => catalog.by_id(*id),
        };
        if found.is_none() {
            self.fault(FaultKind::Unknown, field, format!("{kind} {named}"));
        }
        found
    }

    /// The zone something is brought to. No zones, no fees (K-15); a distance beyond every zone is
    /// not delivered to.
    pub(crate) async fn zone(
        &mut self,
        distance: Option<Distance>,
        field: &'static str,
    ) -> Result<Option<Item<domain::catalog::Zone>>, CommandError> {
        let Some(distance) = distance else { return Ok(None) };
        let catalog = self.catalog(ServiceType::WaterDelivery).await?;
        let zone = catalog.zone_at(distance);
        if zone.is_none() && catalog.items::<domain::catalog::Zone>().next().is_some() {
            let what = format!("{distance} km is outside every delivery zone");
            self.fault(FaultKind::OutOfReach, field, what);
        }
        Ok(zone)
    }

    /// The customer of that id, or the one they went into; if new orders may be placed for them.
    pub(crate) async fn customer(
        &mut self,
        id: CustomerId,
    ) -> Result<Option<Profile>, CommandError> {
        let mut id = id;
        for _ in 0..10 {
            let customer: Loaded<Customer> = self.load(id.get()).await?;
            match customer.state.ordering() {
                Ok(_) => return Ok(customer.state.profile().cloned()),
                Err(CustomerError::Merged { into }) => id = into,
                Err(CustomerError::NotFound | CustomerError::Deleted) => break,
                Err(refusal) => {
                    self.fault(FaultKind::Refused, "customerId", refusal.to_string());
                    return Ok(None);
                }
            }
        }
        self.fault(FaultKind::Unknown, "customerId", format!("customer {id}"));
        Ok(None)
    }

    /// What is known of a customer who ordered before, whatever became of them; of the one they went
    /// into, if they did.
    pub(super) async fn known_customer(
        &mut self,
        id: CustomerId,
    ) -> Result<Option<Profile>, CommandError> {
        let mut customer: Loaded<Customer> = self.load(id.get()).await?;
        while let Some(into) = customer.state.merged_into() {
            customer = self.load(into.get()).await?;
        }
        Ok(customer.state.profile().cloned())
    }

    /// Somebody who works here now.
    pub(crate) async fn worker(
        &mut self,
        id: EmployeeId,
        field: impl Into<String>,
    ) -> Result<Option<Worker>, CommandError> {
        let employee: Loaded<Employee> = self.load(id.get()).await?;
        match employee.state.employment() {
            None => self.fault(FaultKind::Unknown, field, format!("employee {id}")),
            Some(employment) if employment.status == EmployeeStatus::Inactive => {
                self.fault(FaultKind::Refused, field, format!("employee {id} is inactive"));
            }
            Some(employment) => return Ok(Some(employment.worker.clone())),
        }
        Ok(None)
    }

    /// Everybody who works on something, in the order named; the same one twice is left for the
    /// order's rules to refuse.
    pub(crate) async fn workers(
        &mut self,
        ids: &[EmployeeId],
    ) -> Result<Vec<Worker>, CommandError> {
        let mut workers = Vec::with_capacity(ids.len());
        for id in ids {
            workers.extend(self.worker(*id, "employeeIds").await?);
        }
        Ok(workers)
    }
}
