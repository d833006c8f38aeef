//! Identities: positive 64-bit integers that cannot be mixed up.

use serde::{Deserialize, Serialize};

use super::ValueError;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(i64);

        impl $name {
            /// An id: 1 or more.
            ///
            /// # Errors
            /// [`ValueError::AtLeast`] below 1.
            pub fn new(id: i64) -> Result<Self, ValueError> {
                if id >= 1 { Ok(Self(id)) } else { Err(ValueError::AtLeast { min: 1 }) }
            }

            /// The number.
            pub const fn get(self) -> i64 {
                self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id!(
    /// One job for one customer visit.
    OrderId
);
id!(
    /// A customer with a record.
    CustomerId
);
id!(
    /// A paid worker, who need not have a login.
    EmployeeId
);
id!(
    /// A login.
    UserId
);
id!(
    /// One payment, towards one order.
    PaymentId
);
id!(
    /// Money of one payment that goes back, or is asked to. It says which payment's: the third of
    /// payment 7 is 703, so whoever names a refund names its stream.
    RefundId
);

impl RefundId {
    /// Most refunds of one payment.
    pub const MOST: u8 = 99;
    const ROOM: i64 = 100;

    /// The payment's refund of that count, from 1.
    ///
    /// # Errors
    /// [`ValueError::Range`] outside 1 to [`Self::MOST`].
    pub fn of(payment: PaymentId, count: usize) -> Result<Self, ValueError> {
        let most = i64::from(Self::MOST);
        match i64::try_from(count) {
            Ok(count) if (1..=most).contains(&count) => {
                Ok(Self(payment.0.saturating_mul(Self::ROOM).saturating_add(count)))
            }
            _ => Err(ValueError::Range { min: 1, max: most }),
        }
    }

    /// The payment it is of, unless no refund has such an id.
    ///
    /// # Errors
    /// [`ValueError::AtLeast`] below the first refund of the first payment.
    pub fn payment(self) -> Result<PaymentId, ValueError> {
        PaymentId::new(self.0 / Self::ROOM)
    }
}

id!(
    /// A monthly bill of one customer.
    InvoiceId
);
id!(
    /// A shop: orders, employees and drawers belong to one.
    OutletId
);
id!(
    /// An agreement to bring water again and again.
    SubscriptionId
);
id!(
    /// A drawer of cash.
    DrawerId
);
id!(
    /// A drawer's time from its float to its count; counted over all drawers.
    DrawerSessionId
);
id!(
    /// Money that a bank or a wallet sent for payments of some days.
    SettlementId
);
id!(
    /// A shared till.
    TillId
);
id!(
    /// An address of one customer; it is counted within their record.
    AddressId
);
id!(
    /// Something on the price list of the water delivery, such as a gallon.
    ProductId
);

impl DrawerId {
    /// The first outlet's first drawer, which is meant where none is named.
    pub const FIRST: Self = Self(1);
}
