//! Who may be told what: whoever could look it up.

use domain::user::{Permission, Role};
use domain::values::{EmployeeId, OutletId};
use projections::live::{Change, Topic};

/// Somebody who listens.
#[derive(Debug, Clone, Copy)]
pub(super) struct Audience {
    pub role: Role,
    /// The paid worker behind the login.
    pub employee: Option<EmployeeId>,
    /// The outlet they want to hear of; none for all.
    pub outlet: Option<OutletId>,
}

impl Audience {
    /// Whether they are told of it. What has no outlet is of interest in all of them.
    pub(super) fn hears(&self, change: &Change) -> bool {
        let here = match (self.outlet, change.outlet) {
            (Some(wanted), Some(outlet)) => wanted == outlet,
            (None, _) | (_, None) => true,
        };
        let theirs = || self.employee.is_some_and(|employee| change.is_work_of(employee));
        let of_work = matches!(change.topic, Topic::Orders | Topic::Queue);
        here && needed(change.topic).granted_to(self.role)
            && (!of_work || self.role != Role::ServiceStaff || theirs())
    }
}

/// What it takes to look it up.
const fn needed(topic: Topic) -> Permission {
    match topic {
        Topic::Orders | Topic::Subscriptions => Permission::OrdersRead,
        Topic::Queue => Permission::QueueRead,
        Topic::Payments => Permission::PaymentsView,
        Topic::Takings => Permission::ReportsRead,
        Topic::Catalog => Permission::CatalogRead,
        Topic::Customers => Permission::CustomersRead,
        Topic::Employees => Permission::EmployeesRead,
        Topic::Users => Permission::UsersUpdate,
        Topic::Settings | Topic::Places => Permission::ConfigRead,
        Topic::Drawers => Permission::CashDrawerOperate,
        Topic::Receivables => Permission::InvoicesRead,
        Topic::Settlements => Permission::SettlementsRead,
        Topic::DayClose => Permission::DayClose,
    }
}
