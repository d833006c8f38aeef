//! Who may do what: one table, deny by default.

use super::Role;

/// Something a role may or may not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Permission {
    /// Look up customers.
    CustomersRead,
    /// See more of a customer than name and masked phone (K-24).
    CustomerDetailsRead,
    /// Register customers.
    CustomersCreate,
    /// Change what is known of a customer.
    CustomersUpdate,
    /// Decide what a customer gets: type, discount, monthly bills.
    CustomersDiscount,
    /// Make two records of one customer into one.
    CustomersMerge,
    /// Delete customers (K-23).
    CustomersDelete,
    /// Have what is known about a customer erased, everywhere.
    CustomersErase,
    /// Look at orders.
    OrdersRead,
    /// Place orders.
    OrdersCreate,
    /// Change an order's fields, such as who works on it.
    OrdersUpdate,
    /// Start and complete; service staff only what is assigned to them.
    OrdersUpdateStatus,
    /// Call orders off.
    OrdersCancel,
    /// Take orders from view.
    OrdersDelete,
    /// Put orders away.
    OrdersClose,
    /// Write down what happened earlier.
    OrdersBackdate,
    /// Have the orders made now that subscriptions have due.
    SubscriptionsRun,
    /// Take payments; ask for money back, as far as the refund ladder lets them.
    PaymentsCreate,
    /// Look at payments and refunds.
    PaymentsView,
    /// Give money back (K-34). A cashier only as far as the refund ladder lets them.
    PaymentsRefund,
    /// Look at what banks and wallets sent, and at what they are going to.
    SettlementsRead,
    /// Write down what banks and wallets sent.
    SettlementsRecord,
    /// Look at invoices and at what is owed.
    InvoicesRead,
    /// Have a month's invoices written.
    InvoicesRun,
    /// Give up what is owed on an invoice.
    InvoicesWriteOff,
    /// Open, count and close drawers, move their cash, look at them (PER-26).
    CashDrawerOperate,
    /// Approve what a drawer was counted with (PER-25).
    CashDrawerReconcile,
    /// Close days, and look at what they came to.
    DayClose,
    /// Look at the queue board.
    QueueRead,
    /// Arrange the queue.
    QueueUpdate,
    /// Look at reports.
    ReportsRead,
    /// Look at prices.
    CatalogRead,
    /// Set prices.
    CatalogWrite,
    /// Look up employees; cashiers assign them.
    EmployeesRead,
    /// Register employees.
    EmployeesWrite,
    /// Have what is known about an employee erased, everywhere.
    EmployeesErase,
    /// Look at everybody's login; one's own needs no permission (K-22).
    UsersRead,
    /// Register logins.
    UsersCreate,
    /// Change logins: whose they are, their roles, who is behind one; reset, unlock, reactivate them.
    UsersUpdate,
    /// Deactivate logins.
    UsersDelete,
    /// Have what is known about whose a login is erased, everywhere.
    UsersErase,
    /// Look at settings, outlets and drawers.
    ConfigRead,
    /// Change settings, open outlets, install drawers (PER-29).
    ConfigWrite,
    /// Enrol and retire shared tills.
    TillsWrite,
    /// Look at what one did oneself (K-29).
    AuditRead,
    /// Look at what anybody did, and take it away as a file.
    AuditReadAll,
}

impl Permission {
    /// Every permission.
    pub const ALL: [Self; 46] = [
        Self::CustomersRead,
        Self::CustomerDetailsRead,
        Self::CustomersCreate,
        Self::CustomersUpdate,
        Self::CustomersDiscount,
        Self::CustomersMerge,
        Self::CustomersDelete,
        Self::CustomersErase,
        Self::OrdersRead,
        Self::OrdersCreate,
        Self::OrdersUpdate,
        Self::OrdersUpdateStatus,
        Self::OrdersCancel,
        Self::OrdersDelete,
        Self::OrdersClose,
        Self::OrdersBackdate,
        Self::SubscriptionsRun,
        Self::PaymentsCreate,
        Self::PaymentsView,
        Self::PaymentsRefund,
        Self::SettlementsRead,
        Self::SettlementsRecord,
        Self::InvoicesRead,
        Self::InvoicesRun,
        Self::InvoicesWriteOff,
        Self::CashDrawerOperate,
        Self::CashDrawerReconcile,
        Self::DayClose,
        Self::QueueRead,
        Self::QueueUpdate,
        Self::ReportsRead,
        Self::CatalogRead,
        Self::CatalogWrite,
        Self::EmployeesRead,
        Self::EmployeesWrite,
        Self::EmployeesErase,
        Self::UsersRead,
        Self::UsersCreate,
        Self::UsersUpdate,
        Self::UsersDelete,
        Self::UsersErase,
        Self::ConfigRead,
        Self::ConfigWrite,
        Self::TillsWrite,
        Self::AuditRead,
        Self::AuditReadAll,
    ];

    /// The permission as tokens and refusals write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CustomersRead => "customers.read",
            Self::CustomerDetailsRead => "customer_details.read",
            Self::CustomersCreate => "customers.create",
            Self::CustomersUpdate => "customers.update",
            Self::CustomersDiscount => "customers.discount",
            Self::CustomersMerge => "customers.merge",
            Self::CustomersDelete => "customers.delete",
            Self::CustomersErase => "customers.erase",
            Self::OrdersRead => "orders.read",
            Self::OrdersCreate => "orders.create",
            Self::OrdersUpdate => "orders.update",
            Self::OrdersUpdateStatus => "orders.update_status",
            Self::OrdersCancel => "orders.cancel",
            Self::OrdersDelete => "orders.delete",
            Self::OrdersClose => "orders.close",
            Self::OrdersBackdate => "orders.backdate",
            Self::SubscriptionsRun => "subscriptions.run",
            Self::PaymentsCreate => "payments.create",
            Self::PaymentsView => "payments.view",
            Self::PaymentsRefund => "payments.refund",
            Self::SettlementsRead => "settlements.read",
            Self::SettlementsRecord => "settlements.record",
            Self::InvoicesRead => "invoices.read",
            Self::InvoicesRun => "invoices.run",
            Self::InvoicesWriteOff => "invoices.write_off",
            Self::CashDrawerOperate => "cash_drawer.operate",
            Self::CashDrawerReconcile => "cash_drawer.reconcile",
            Self::DayClose => "day.close",
            Self::QueueRead => "queue.read",
            Self::QueueUpdate => "queue.update",
            Self::ReportsRead => "reports.read",
            Self::CatalogRead => "catalog.read",
            Self::CatalogWrite => "catalog.write",
            Self::EmployeesRead => "employees.read",
            Self::EmployeesWrite => "employees.write",
            Self::EmployeesErase => "employees.erase",
            Self::UsersRead => "users.read",
            Self::UsersCreate => "users.create",
            Self::UsersUpdate => "users.update",
            Self::UsersDelete => "users.delete",
            Self::UsersErase => "users.erase",
            Self::ConfigRead => "config.read",
            Self::ConfigWrite => "config.write",
            Self::TillsWrite => "tills.write",
            Self::AuditRead => "audit.read",
            Self::AuditReadAll => "audit.read_all",
        }
    }

    /// Whether the role has it.
    pub const fn granted_to(self, role: Role) -> bool {
        use Role::{Admin, Cashier, Manager, ServiceStaff, Viewer};
        match self {
            Self::CustomersRead
            | Self::OrdersRead
            | Self::CatalogRead
            | Self::EmployeesRead
            | Self::ConfigRead => true,
            Self::CustomerDetailsRead => matches!(role, Admin | Manager | Cashier | Viewer),
            Self::OrdersUpdateStatus | Self::QueueRead | Self::QueueUpdate => {
                matches!(role, Admin | Manager | Cashier | ServiceStaff)
            }
            Self::CustomersCreate
            | Self::CustomersUpdate
            | Self::OrdersCreate
            | Self::OrdersUpdate
            | Self::PaymentsCreate
            | Self::PaymentsView
            | Self::CashDrawerOperate => matches!(role, Admin | Manager | Cashier),
            Self::OrdersCancel
            | Self::OrdersDelete
            | Self::OrdersClose
            | Self::OrdersBackdate
            | Self::PaymentsRefund
            | Self::SettlementsRead
            | Self::SettlementsRecord
            | Self::InvoicesRead
            | Self::InvoicesRun
            | Self::InvoicesWriteOff
            | Self::CashDrawerReconcile
            | Self::DayClose
            | Self::SubscriptionsRun
            | Self::ReportsRead
            | Self::CatalogWrite
            | Self::EmployeesWrite
            | Self::TillsWrite
            | Self::UsersRead
            | Self::AuditRead
            | Self::CustomersDiscount
            | Self::CustomersMerge => matches!(role, Admin | Manager),
            Self::UsersCreate
            | Self::UsersUpdate
            | Self::UsersDelete
            | Self::ConfigWrite
            | Self::CustomersDelete
            | Self::UsersErase
            | Self::EmployeesErase
            | Self::CustomersErase
            | Self::AuditReadAll => matches!(role, Admin),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Permission as P, Role as R};

    #[test]
    fn the_table_says_what_the_matrix_says() {
        let cases = [
            ("PER-01", R::Admin, P::UsersCreate, true),
            ("PER-03", R::Manager, P::UsersUpdate, false),
            ("PER-05", R::Cashier, P::OrdersCreate, true),
            ("PER-06", R::ServiceStaff, P::OrdersCreate, false),
            ("PER-07", R::ServiceStaff, P::OrdersUpdateStatus, true),
            ("PER-09", R::Viewer, P::OrdersUpdateStatus, false),
            ("PER-10", R::Cashier, P::OrdersDelete, false),
            ("PER-23", R::Cashier, P::QueueUpdate, true),
            ("TRN-12", R::Cashier, P::OrdersCancel, false),
            ("PER-12", R::Cashier, P::PaymentsCreate, true),
            ("PER-14", R::ServiceStaff, P::PaymentsView, false),
            ("K-25", R::Viewer, P::PaymentsView, false),
            ("PER-15", R::Cashier, P::PaymentsRefund, false),
            ("PER-20", R::Admin, P::CustomersDelete, true),
            ("K-23", R::Manager, P::CustomersDelete, false),
            ("K-23", R::Cashier, P::CustomersDelete, false),
            ("PER-22", R::ServiceStaff, P::CustomersUpdate, false),
            ("K-24", R::ServiceStaff, P::CustomersRead, true),
            ("K-24", R::ServiceStaff, P::CustomerDetailsRead, false),
            ("PER-24", R::Viewer, P::QueueRead, false),
            ("receivables", R::Cashier, P::InvoicesRead, false),
            ("receivables", R::Manager, P::InvoicesRun, true),
            ("PER-25", R::Cashier, P::CashDrawerReconcile, false),
            ("PER-25", R::Manager, P::CashDrawerReconcile, true),
            ("PER-26", R::Cashier, P::CashDrawerOperate, true),
            ("PER-26", R::ServiceStaff, P::CashDrawerOperate, false),
            ("PER-27", R::Cashier, P::CatalogWrite, false),
            ("PER-29", R::Manager, P::ConfigWrite, false),
            ("K-26", R::Cashier, P::ReportsRead, false),
            ("K-26", R::Cashier, P::DayClose, false),
            ("K-26", R::Manager, P::DayClose, true),
            ("K-21", R::Manager, P::UsersCreate, false),
            ("K-21", R::Manager, P::UsersDelete, false),
            ("K-21", R::Manager, P::UsersRead, true),
            ("K-22", R::Cashier, P::UsersRead, false),
            ("K-21", R::Manager, P::UsersErase, false),
            ("K-23", R::Manager, P::EmployeesErase, false),
            ("K-29", R::Manager, P::AuditRead, true),
            ("K-29", R::Manager, P::AuditReadAll, false),
            ("K-29", R::Cashier, P::AuditRead, false),
        ];
        for (id, role, permission, granted) in cases {
            assert_eq!(permission.granted_to(role), granted, "{id}: {role:?} {permission:?}");
        }
    }

    #[test]
    fn an_admin_may_do_everything_and_a_viewer_only_look() {
        for permission in P::ALL {
            assert!(permission.granted_to(R::Admin), "{permission:?}");
            let looks = permission.name().split_once('.').is_some_and(|(_, verb)| verb == "read");
            assert!(looks || !permission.granted_to(R::Viewer), "{permission:?}");
        }
    }
}
