//! Values that only one thing in the shop may have.

/// Within what a value is unique.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClaimScope {
    /// What names the scope in the log's table of claims.
    pub name: &'static str,
    /// The field of a request that holds the value.
    pub field: &'static str,
    /// Whether the value is about a person: then only a keyed hash of it is kept.
    pub personal: bool,
}

impl ClaimScope {
    /// What is typed to sign in.
    pub const USERNAME: Self = Self::personal("username", "username");
    /// Where letters about a login go.
    pub const USER_EMAIL: Self = Self::personal("user_email", "email");
    /// The paid worker behind a login: behind one at most.
    pub const USER_EMPLOYEE: Self = Self::plain("user_employee", "employeeId");
    /// What a paid worker is called (EM-VAL-001a).
    pub const EMPLOYEE_NAME: Self = Self::personal("employee_name", "name");
    /// A customer's phone, however it is typed (K-80).
    pub const CUSTOMER_PHONE: Self = Self::personal("customer_phone", "phone");

    /// The number on a customer's membership card.
    pub const MEMBERSHIP_NUMBER: Self = Self::plain("membership_number", "membershipNumber");

    /// What a bank calls the money it sent for payments of a method: it is written down once. The
    /// bank chooses the letters, so a hash of them is kept, as of what is about a person.
    pub const SETTLEMENT_REFERENCE: Self =
        Self::personal("settlement_reference", "referenceNumber");

    /// A due date of a subscription: something becomes of it once.
    pub const SUBSCRIPTION_DUE: Self = Self::plain("subscription_due", "due");

    /// A month's invoice of a customer: there is one.
    pub const INVOICE_MONTH: Self = Self::plain("invoice_month", "month");

    /// An approval that was used up by the events it let through: for good.
    pub const APPROVAL: Self = Self::plain("approval", "approval");

    /// A scope of values about people.
    pub const fn personal(name: &'static str, field: &'static str) -> Self {
        Self { name, field, personal: true }
    }

    /// A scope of values about no person, such as the month of an invoice run.
    pub const fn plain(name: &'static str, field: &'static str) -> Self {
        Self { name, field, personal: false }
    }
}

/// A value that only one thing in the shop may have.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Claim {
    /// Within what it is unique.
    pub scope: ClaimScope,
    /// The value, in the one form in which it is compared.
    pub value: String,
}

impl Claim {
    /// A claim on `value`, which differs from another in more than upper and lower case.
    pub fn any_case(scope: ClaimScope, value: &str) -> Self {
        Self { scope, value: value.trim().to_lowercase() }
    }
}
