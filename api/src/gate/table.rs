//! The table: every route and what it takes to be let in. A route that is not in it is not served,
//! and a test says so before anybody notices.

use std::collections::HashMap;
use std::sync::OnceLock;

use axum::http::Method;
use domain::order::Step;
use domain::user::Permission as May;

use super::Access::{self, Needs, Own, OwnOr, Public, SignedIn};

/// The routes of every price list, below its path.
const PRICE_LIST: [(&str, &str, May); 7] = [
    ("GET", "", May::CatalogRead),
    ("POST", "", May::CatalogWrite),
    ("GET", "/{id}", May::CatalogRead),
    ("PATCH", "/{id}", May::CatalogWrite),
    ("PATCH", "/{id}/retire", May::CatalogWrite),
    ("PATCH", "/{id}/reinstate", May::CatalogWrite),
    ("GET", "/{id}/history", May::CatalogWrite),
];

/// All others: method and path, as the router has them.
const ROUTES: &[(&str, &str, Access)] = &[
    // signing in
    ("POST", "/api/v1/auth/login", Public),
    ("POST", "/api/v1/auth/refresh", Public),
    ("POST", "/api/v1/auth/logout", Public), // by whichever token is left
    ("POST", "/api/v1/auth/switch", Public),
    ("POST", "/api/v1/auth/forgot-password", Public),
    ("POST", "/api/v1/auth/reset-password", Public),
    ("GET", "/api/v1/auth/me", SignedIn),
    // whoever approves proves themselves
    ("POST", "/api/v1/approvals", SignedIn),
    // orders
    ("GET", "/api/v1/orders", Needs(May::OrdersRead)),
    ("GET", "/api/v1/orders/{id}", Needs(May::OrdersRead)),
    ("POST", "/api/v1/carpet/quote", Needs(May::CatalogRead)),
    ("GET", "/api/v1/{service}/orders", Needs(May::OrdersRead)),
    ("POST", "/api/v1/{service}/orders", Needs(May::OrdersCreate)),
    ("GET", "/api/v1/{service}/orders/{id}", Needs(May::OrdersRead)),
    ("POST", "/api/v1/{service}/orders/{id}/erase-person", Needs(May::CustomersErase)),
    // subscriptions and the drivers' plan
    ("GET", "/api/v1/water-delivery/schedule", Needs(May::OrdersRead)),
    ("POST", "/api/v1/water-delivery/schedule", Needs(May::OrdersUpdate)),
    ("GET", "/api/v1/water-delivery/schedule/{id}", Needs(May::OrdersRead)),
    ("GET", "/api/v1/water-delivery/subscriptions", Needs(May::OrdersRead)),
    ("POST", "/api/v1/water-delivery/subscriptions", Needs(May::OrdersCreate)),
    ("POST", "/api/v1/water-delivery/subscriptions/run", Needs(May::SubscriptionsRun)),
    ("GET", "/api/v1/water-delivery/subscriptions/{id}", Needs(May::OrdersRead)),
    ("PATCH", "/api/v1/water-delivery/subscriptions/{id}", Needs(May::OrdersUpdate)),
    ("PATCH", "/api/v1/water-delivery/subscriptions/{id}/end", Needs(May::OrdersUpdate)),
    ("PATCH", "/api/v1/water-delivery/subscriptions/{id}/pause", Needs(May::OrdersUpdate)),
    ("PATCH", "/api/v1/water-delivery/subscriptions/{id}/resume", Needs(May::OrdersUpdate)),
    // price lists read together
    ("GET", "/api/v1/laundry/services", Needs(May::CatalogRead)),
    ("GET", "/api/v1/laundry/pricing", Needs(May::CatalogRead)),
    ("GET", "/api/v1/water-delivery/pricing", Needs(May::CatalogRead)),
    // money
    ("GET", "/api/v1/payments", Needs(May::PaymentsView)),
    ("POST", "/api/v1/payments", Needs(May::PaymentsCreate)),
    ("GET", "/api/v1/payments/{id}", Needs(May::PaymentsView)),
    ("PATCH", "/api/v1/payments/{id}/confirm", Needs(May::PaymentsCreate)),
    ("PATCH", "/api/v1/payments/{id}/fail", Needs(May::PaymentsCreate)),
    ("PATCH", "/api/v1/payments/{id}/void", Needs(May::PaymentsCreate)),
    ("POST", "/api/v1/payments/{id}/refund", Needs(May::PaymentsCreate)),
    ("GET", "/api/v1/payment-methods", Needs(May::CatalogRead)),
    ("GET", "/api/v1/refunds", Needs(May::PaymentsView)),
    ("GET", "/api/v1/refunds/{id}", Needs(May::PaymentsView)),
    ("PATCH", "/api/v1/refunds/{id}/approve", Needs(May::PaymentsCreate)),
    ("PATCH", "/api/v1/refunds/{id}/reject", Needs(May::PaymentsCreate)),
    ("PATCH", "/api/v1/refunds/{id}/pay-out", Needs(May::PaymentsCreate)),
    ("GET", "/api/v1/settlements", Needs(May::SettlementsRead)),
    ("POST", "/api/v1/settlements", Needs(May::SettlementsRecord)),
    ("GET", "/api/v1/settlements/expected", Needs(May::SettlementsRead)),
    ("GET", "/api/v1/settlements/{id}", Needs(May::SettlementsRead)),
    ("GET", "/api/v1/invoices", Needs(May::InvoicesRead)),
    ("POST", "/api/v1/invoices/run", Needs(May::InvoicesRun)),
    ("GET", "/api/v1/invoices/{id}", Needs(May::InvoicesRead)),
    ("POST", "/api/v1/invoices/{id}/payments", Needs(May::PaymentsCreate)),
    ("PATCH", "/api/v1/invoices/{id}/write-off", Needs(May::InvoicesWriteOff)),
    ("GET", "/api/v1/receivables", Needs(May::InvoicesRead)),
    ("POST", "/api/v1/receivables/payments", Needs(May::PaymentsCreate)),
    ("GET", "/api/v1/cash-drawer", Needs(May::CashDrawerOperate)),
    ("POST", "/api/v1/cash-drawer/open", Needs(May::CashDrawerOperate)),
    ("POST", "/api/v1/cash-drawer/movements", Needs(May::CashDrawerOperate)),
    ("POST", "/api/v1/cash-drawer/hand-over", Needs(May::CashDrawerOperate)),
    ("POST", "/api/v1/cash-drawer/close", Needs(May::CashDrawerOperate)),
    ("POST", "/api/v1/cash-drawer/reconcile", Needs(May::CashDrawerReconcile)),
    ("GET", "/api/v1/cash-drawer/transactions", Needs(May::CashDrawerOperate)),
    ("GET", "/api/v1/cash-drawer/sessions", Needs(May::CashDrawerOperate)),
    ("GET", "/api/v1/cash-drawer/sessions/{id}", Needs(May::CashDrawerOperate)),
    ("GET", "/api/v1/day-close", Needs(May::DayClose)),
    ("POST", "/api/v1/day-close", Needs(May::DayClose)),
    ("GET", "/api/v1/day-close/{date}", Needs(May::DayClose)),
    // people
    ("GET", "/api/v1/employees", Needs(May::EmployeesRead)),
    ("POST", "/api/v1/employees", Needs(May::EmployeesWrite)),
    ("GET", "/api/v1/employees/{id}", Needs(May::EmployeesRead)),
    ("PATCH", "/api/v1/employees/{id}", Needs(May::EmployeesWrite)),
    ("PATCH", "/api/v1/employees/{id}/deactivate", Needs(May::EmployeesWrite)),
    ("PATCH", "/api/v1/employees/{id}/reactivate", Needs(May::EmployeesWrite)),
    ("GET", "/api/v1/employees/{id}/income", OwnOr(May::ReportsRead)),
    ("POST", "/api/v1/employees/{id}/erase", Needs(May::EmployeesErase)),
    ("GET", "/api/v1/employees/{id}/personal-data", Needs(May::EmployeesErase)),
    ("GET", "/api/v1/users", Needs(May::UsersRead)),
    ("POST", "/api/v1/users", Needs(May::UsersCreate)),
    ("GET", "/api/v1/users/{id}", OwnOr(May::UsersRead)),
    ("PATCH", "/api/v1/users/{id}", Needs(May::UsersUpdate)),
    ("PUT", "/api/v1/users/{id}", Needs(May::UsersUpdate)),
    ("DELETE", "/api/v1/users/{id}", Needs(May::UsersDelete)),
    ("PATCH", "/api/v1/users/{id}/deactivate", Needs(May::UsersDelete)),
    ("POST", "/api/v1/users/{id}/erase", Needs(May::UsersErase)),
    ("GET", "/api/v1/users/{id}/personal-data", Needs(May::UsersErase)),
    ("PATCH", "/api/v1/users/{id}/reactivate", Needs(May::UsersUpdate)),
    ("PATCH", "/api/v1/users/{id}/activate", Needs(May::UsersUpdate)),
    ("PATCH", "/api/v1/users/{id}/unlock", Needs(May::UsersUpdate)),
    ("POST", "/api/v1/users/{id}/password", Needs(May::UsersUpdate)),
    ("PATCH", "/api/v1/users/{id}/password", Own),
    ("GET", "/api/v1/users/me/sessions", SignedIn),
    ("DELETE", "/api/v1/users/me/sessions/{id}", SignedIn),
    ("PUT", "/api/v1/users/{id}/employee", Needs(May::UsersUpdate)),
    ("PUT", "/api/v1/users/me/pin", SignedIn),
    ("GET", "/api/v1/customers", Needs(May::CustomersRead)),
    ("POST", "/api/v1/customers", Needs(May::CustomersCreate)),
    ("GET", "/api/v1/customers/search", Needs(May::CustomersRead)),
    ("GET", "/api/v1/customers/{id}", Needs(May::CustomersRead)),
    ("PUT", "/api/v1/customers/{id}", Needs(May::CustomersUpdate)),
    ("PATCH", "/api/v1/customers/{id}", Needs(May::CustomersUpdate)),
    ("DELETE", "/api/v1/customers/{id}", Needs(May::CustomersDelete)),
    ("PATCH", "/api/v1/customers/{id}/deactivate", Needs(May::CustomersUpdate)),
    ("PATCH", "/api/v1/customers/{id}/reactivate", Needs(May::CustomersUpdate)),
    ("POST", "/api/v1/customers/{id}/merge", Needs(May::CustomersMerge)),
    ("GET", "/api/v1/customers/{id}/orders", Needs(May::OrdersRead)),
    ("POST", "/api/v1/customers/{id}/erase", Needs(May::CustomersErase)),
    ("GET", "/api/v1/customers/{id}/personal-data", Needs(May::CustomersErase)),
    ("GET", "/api/v1/customers/{id}/addresses", Needs(May::CustomerDetailsRead)),
    ("POST", "/api/v1/customers/{id}/addresses", Needs(May::CustomersUpdate)),
    ("PATCH", "/api/v1/customers/{id}/addresses/{addressId}", Needs(May::CustomersUpdate)),
    ("DELETE", "/api/v1/customers/{id}/addresses/{addressId}", Needs(May::CustomersUpdate)),
    ("GET", "/api/v1/customers/{id}/vehicles", Needs(May::CustomerDetailsRead)),
    ("POST", "/api/v1/customers/{id}/vehicles", Needs(May::CustomersUpdate)),
    ("DELETE", "/api/v1/customers/{id}/vehicles", Needs(May::CustomersUpdate)),
    ("GET", "/api/v1/customers/{id}/containers", Needs(May::CustomerDetailsRead)),
    ("POST", "/api/v1/customers/{id}/containers", Needs(May::CustomersUpdate)),
    // what the shop is
    ("GET", "/api/v1/settings", Needs(May::ConfigRead)),
    ("PUT", "/api/v1/settings", Needs(May::ConfigWrite)),
    ("GET", "/api/v1/settings/tax", Needs(May::ConfigRead)),
    ("PUT", "/api/v1/settings/tax", Needs(May::ConfigWrite)),
    ("GET", "/api/v1/settings/discounts", Needs(May::ConfigRead)),
    ("PUT", "/api/v1/settings/discounts", Needs(May::ConfigWrite)),
    ("GET", "/api/v1/settings/income-splits", Needs(May::ConfigRead)),
    ("POST", "/api/v1/settings/income-splits", Needs(May::ConfigWrite)),
    ("GET", "/api/v1/settings/history", Needs(May::ConfigRead)),
    ("GET", "/api/v1/outlets", Needs(May::ConfigRead)),
    ("POST", "/api/v1/outlets", Needs(May::ConfigWrite)),
    ("GET", "/api/v1/outlets/{id}", Needs(May::ConfigRead)),
    ("PATCH", "/api/v1/outlets/{id}", Needs(May::ConfigWrite)),
    ("GET", "/api/v1/drawers", Needs(May::ConfigRead)),
    ("POST", "/api/v1/drawers", Needs(May::ConfigWrite)),
    ("GET", "/api/v1/tills", Needs(May::TillsWrite)),
    ("POST", "/api/v1/tills", Needs(May::TillsWrite)),
    ("DELETE", "/api/v1/tills/{id}", Needs(May::TillsWrite)),
    // the shop at a glance
    ("GET", "/api/v1/queue", Needs(May::QueueRead)),
    ("GET", "/api/v1/queue/next", Needs(May::QueueRead)),
    ("POST", "/api/v1/queue/{orderId}", Needs(May::QueueUpdate)),
    ("PATCH", "/api/v1/queue/{orderId}", Needs(May::QueueUpdate)),
    ("DELETE", "/api/v1/queue/{orderId}", Needs(May::QueueUpdate)),
    ("GET", "/api/v1/dashboard", Needs(May::ReportsRead)),
    ("GET", "/api/v1/dashboard/charts", Needs(May::ReportsRead)),
    ("GET", "/api/v1/reports/daily-sales", Needs(May::ReportsRead)),
    ("GET", "/api/v1/reports/employee-income", Needs(May::ReportsRead)),
    ("GET", "/api/v1/reports/employee-performance", Needs(May::ReportsRead)),
    // who did what
    ("GET", "/api/v1/audit-log", Needs(May::AuditRead)),
    ("GET", "/api/v1/audit-log/export", Needs(May::AuditReadAll)),
    ("GET", "/api/v1/audit-log/access", Needs(May::AuditRead)),
    ("GET", "/api/v1/audit-log/access/export", Needs(May::AuditReadAll)),
    ("GET", "/api/v1/stream", Needs(May::OrdersRead)),
    // operators
    ("GET", "/api/v1/health", Public),
    ("GET", "/health", Public),
    ("GET", "/health/live", Public),
    ("GET", "/health/ready", Public),
    ("GET", "/metrics", Public),
    ("GET", "/openapi.json", Public),
];

/// What is said to an order: a step's permission stands in the orders' own table.
const STEPS: [(&str, &str, Step); 20] = [
    ("PATCH", "/{service}/orders/{id}", Step::Correct),
    ("DELETE", "/{service}/orders/{id}", Step::Delete),
    ("PATCH", "/{service}/orders/{id}/employees", Step::Assign),
    ("PATCH", "/{service}/orders/{id}/price", Step::Reprice),
    ("PATCH", "/{service}/orders/{id}/start", Step::Start),
    ("PATCH", "/{service}/orders/{id}/submit-quality-check", Step::SubmitQualityCheck),
    ("PATCH", "/{service}/orders/{id}/quality-check", Step::PassQualityCheck),
    ("PATCH", "/{service}/orders/{id}/complete", Step::Complete),
    ("PATCH", "/{service}/orders/{id}/cancel", Step::Cancel),
    ("PATCH", "/{service}/orders/{id}/hand-over", Step::HandOver),
    ("PATCH", "/{service}/orders/{id}/rework", Step::Rework),
    ("PATCH", "/{service}/orders/{id}/close", Step::Close),
    ("PATCH", "/{service}/orders/{id}/dispatch", Step::Dispatch),
    ("PATCH", "/{service}/orders/{id}/deliver", Step::Deliver),
    ("PATCH", "/{service}/orders/{id}/fail-delivery", Step::FailDelivery),
    ("PATCH", "/{service}/orders/{id}/reschedule", Step::Reschedule),
    ("PATCH", "/water-delivery/schedule/{id}/dispatch", Step::Dispatch),
    ("PATCH", "/water-delivery/schedule/{id}/deliver", Step::Deliver),
    ("PATCH", "/water-delivery/schedule/{id}/fail-delivery", Step::FailDelivery),
    ("PATCH", "/water-delivery/schedule/{id}/reschedule", Step::Reschedule),
];

/// Every row: method, path as the router has it, and what it takes.
pub fn access_table() -> Vec<(&'static str, String, Access)> {
    let others = ROUTES.iter().map(|(method, path, access)| (*method, (*path).to_owned(), *access));
    let steps = STEPS
        .iter()
        .map(|(method, path, step)| (*method, format!("/api/v1{path}"), Needs(step.permission())));
    let lists = crate::catalog::paths().into_iter().flat_map(|list| {
        PRICE_LIST.map(|(method, below, may)| (method, format!("{list}{below}"), Needs(may)))
    });
    others.chain(steps).chain(lists).collect()
}

type Methods = Vec<(&'static str, Access)>;

fn by_path() -> &'static HashMap<String, Methods> {
    static TABLE: OnceLock<HashMap<String, Methods>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = HashMap::<String, Methods>::new();
        for (method, path, access) in access_table() {
            table.entry(path).or_default().push((method, access));
        }
        table
    })
}

/// What becomes of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// There is such a route.
    Route(Access),
    /// The path takes other methods.
    Takes(String),
    /// Nobody wrote down who may call it.
    Unlisted,
}

pub(super) fn find(method: &Method, path: &str) -> Found {
    let Some(methods) = by_path().get(path) else { return Found::Unlisted };
    // Whoever may read may ask what a reply would look like.
    let method = if method == Method::HEAD { "GET" } else { method.as_str() };
    if let Some((_, access)) = methods.iter().find(|(known, _)| *known == method) {
        return Found::Route(*access);
    }
    let takes: Vec<&str> = methods.iter().map(|(method, _)| *method).collect();
    Found::Takes(takes.join(", "))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Every route that the router has, from its document.
    fn routes() -> BTreeSet<(String, String)> {
        let (_, document) = crate::router::routes().split_for_parts();
        let document = serde_json::to_value(&document).unwrap();
        let mut routes = BTreeSet::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            for method in item.as_object().unwrap().keys() {
                if matches!(method.as_str(), "get" | "post" | "put" | "patch" | "delete") {
                    routes.insert((method.to_uppercase(), path.clone()));
                }
            }
        }
        routes.insert(("GET".to_owned(), "/openapi.json".to_owned()));
        routes
    }

    #[test]
    fn every_route_says_who_may_call_it_and_nothing_else_is_in_the_table() {
        let table: Vec<_> = access_table();
        let listed: BTreeSet<_> =
            table.iter().map(|(method, path, _)| ((*method).to_owned(), path.clone())).collect();
        assert_eq!(listed.len(), table.len(), "a route is listed once");
        let routes = routes();
        let unlisted: Vec<_> = routes.difference(&listed).collect();
        assert!(
            unlisted.is_empty(),
            "add who may call them to api/src/gate/table.rs: {unlisted:?}"
        );
        let gone: Vec<_> = listed.difference(&routes).collect();
        assert!(gone.is_empty(), "there are no such routes any more: {gone:?}");
    }

    #[test]
    fn the_document_asks_for_a_token_where_the_table_does() {
        let (_, document) = crate::router::routes().split_for_parts();
        let document = serde_json::to_value(&document).unwrap();
        for (method, path, access) in access_table() {
            let operation = &document["paths"][&path][method.to_lowercase()];
            let secured = operation["security"].is_array();
            // Who signs out may do so by either token.
            let wanted = access != Access::Public || path == "/api/v1/auth/logout";
            assert_eq!(secured, wanted, "{method} {path}");
        }
    }

    #[test]
    fn what_is_not_listed_is_not_served() {
        assert_eq!(find(&Method::GET, "/api/v1/secrets"), Found::Unlisted);
        let takes = Found::Takes("POST".to_owned());
        assert_eq!(find(&Method::DELETE, "/api/v1/auth/login"), takes);
        assert_eq!(find(&Method::HEAD, "/health"), Found::Route(Access::Public));
    }
}
