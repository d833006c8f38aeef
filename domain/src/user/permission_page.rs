//! The table of who may do what as a page for people, with what it does not say: rules about single
//! rows, which are checked where the row is known.

use std::fmt::Write as _;

use super::{Permission, Role};

impl Permission {
    /// What those who have it may not do with it all the same, or who may a part of it without.
    pub const fn row_rule(self) -> Option<&'static str> {
        Some(match self {
            Self::CustomersErase => "also of an order that is over, somebody without a record",
            Self::CustomersRead => {
                "without `customer_details.read`: name and masked phone only, found by a whole phone only"
            }
            Self::OrdersCreate => {
                "discounts as far as the ladder lets them; beyond, somebody approves"
            }
            Self::OrdersUpdate => "not price or workers of an order that pays themselves",
            Self::OrdersUpdateStatus => "service staff: orders that are their work only",
            Self::PaymentsRefund => {
                "as far as the refund ladder lets them; beyond, somebody approves"
            }
            Self::CashDrawerReconcile => "not what they counted themselves",
            Self::EmployeesRead => {
                "what somebody earns: with `reports.read`, and everybody what they earn themselves"
            }
            Self::UsersRead => "everybody their own login",
            Self::UsersUpdate => {
                "not their own role or password; an active admin's role by another active admin only"
            }
            Self::UsersErase => "not their own login; deactivated ones only",
            Self::EmployeesErase => "those who left, and have no order to do",
            Self::UsersDelete => {
                "not their own login; an active admin by another active admin only"
            }
            Self::AuditRead => "what they did themselves, without `audit.read_all`",
            Self::CustomerDetailsRead
            | Self::CustomersCreate
            | Self::CustomersUpdate
            | Self::CustomersDiscount
            | Self::CustomersMerge
            | Self::CustomersDelete
            | Self::OrdersRead
            | Self::OrdersCancel
            | Self::OrdersDelete
            | Self::OrdersClose
            | Self::OrdersBackdate
            | Self::SubscriptionsRun
            | Self::PaymentsCreate
            | Self::PaymentsView
            | Self::SettlementsRead
            | Self::SettlementsRecord
            | Self::InvoicesRead
            | Self::InvoicesRun
            | Self::InvoicesWriteOff
            | Self::CashDrawerOperate
            | Self::DayClose
            | Self::QueueRead
            | Self::QueueUpdate
            | Self::ReportsRead
            | Self::CatalogRead
            | Self::CatalogWrite
            | Self::EmployeesWrite
            | Self::UsersCreate
            | Self::ConfigRead
            | Self::ConfigWrite
            | Self::TillsWrite
            | Self::AuditReadAll => return None,
        })
    }

    /// The roles that have it.
    pub fn roles(self) -> impl Iterator<Item = Role> {
        Role::ALL.into_iter().filter(move |role| self.granted_to(*role))
    }
}

/// The page, in Markdown. `docs/permissions.md` is it, word for word.
#[must_use]
pub fn permissions_page() -> String {
    let mut page = String::from(HEAD);
    for permission in Permission::ALL {
        let mut row = format!("| `{}` |", permission.name());
        for role in Role::ALL {
            row.push_str(if permission.granted_to(role) { " ✔ |" } else { " – |" });
        }
        let _ = writeln!(page, "{row} {} |", permission.row_rule().unwrap_or_default()); // to a String
    }
    page
}

const HEAD: &str = "# Who may do what

This page is made from the table that commands and queries ask: `domain/src/user/permission.rs`. A
test compares the two, and `UPDATE_GOLDEN=1 cargo test -p domain permission` writes it anew;
`kharisma users permissions` prints it. What is not granted is refused. The role that counts is the
login's at that moment, not the one in its token; a login that is deactivated, or has to change its
password, may do none of it.

| permission | admin | manager | cashier | service_staff | viewer | but |
|---|---|---|---|---|---|---|
";

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    #[test]
    fn the_page_in_the_docs_is_that_of_the_table() {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/permissions.md");
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&path, permissions_page()).unwrap();
        }
        let page = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(page, permissions_page(), "run UPDATE_GOLDEN=1 cargo test -p domain permission");
    }

    #[test]
    fn every_permission_stands_in_the_page_and_every_role_in_its_head() {
        let page = permissions_page();
        for permission in Permission::ALL {
            assert!(page.contains(&format!("| `{}` |", permission.name())), "{permission:?}");
        }
        let head: Vec<&str> = Role::ALL.into_iter().map(Role::name).collect();
        assert!(page.contains(&format!("| permission | {} | but |", head.join(" | "))));
    }
}
