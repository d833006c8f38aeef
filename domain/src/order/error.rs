//! Why the shop says no to an order.

use super::{State, Step};
use crate::user::Role;
use crate::values::{EmployeeId, Money, Unit};

/// Why the shop says no to an order.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OrderError {
    /// No such order.
    #[error("there is no such order")]
    NotFound,
    /// It was taken from view.
    #[error("this order was deleted")]
    Deleted,
    /// That id is an order already.
    #[error("this order was placed already")]
    AlreadyPlaced,
    /// Not from where it stands.
    #[error("{} does not fit an order that is {}", .step.name(), .state.name())]
    CannotNow {
        /// What was asked.
        step: Step,
        /// Where it stands.
        state: State,
        /// What can be done instead.
        allowed: Vec<Step>,
    },
    /// Another service's order cannot become this one's.
    #[error("an order keeps its service")]
    OtherService,
    /// Somebody stands twice in the list (CW-VAL-001b).
    #[error("employee {0} is already assigned to this order")]
    SameEmployeeTwice(EmployeeId),
    /// Nobody to do the work (K-41).
    #[error("no staff assigned: assign at least one employee before the work starts")]
    NobodyAssigned,
    /// They would earn by what they change (FEX 7).
    #[error("nobody changes what they are paid by: let somebody else do it")]
    PaysTheEditor,
    /// Nothing to do.
    #[error("an order has at least one line")]
    NoLines,
    /// More than one order holds.
    #[error("an order has {most} lines at most")]
    TooManyLines {
        /// How many it holds.
        most: usize,
    },
    /// Half a shirt.
    #[error("must be a whole number of {}", .unit.name())]
    NotWhole {
        /// Which field's list.
        list: &'static str,
        /// Which of it, from 0.
        line: usize,
        /// What it is counted in.
        unit: Unit,
    },
    /// Measured in another way than it is priced.
    #[error("{}", measure_wanted(*.unit))]
    MeasureMissing {
        /// Which line, from 0.
        line: usize,
        /// What it is priced by.
        unit: Unit,
    },
    /// More water than one order brings (VAL-07).
    #[error("must be from 1 to {most}")]
    TooMuchWater {
        /// How many one order brings.
        most: i64,
    },
    /// Nobody knows whom to bring it to (WA-VAL-001).
    #[error("water needs a customer, or a name and a phone")]
    WhoOrders,
    /// A bill must be sent to somebody.
    #[error("only a registered customer can pay by invoice")]
    InvoiceNeedsCustomer,
    /// Nowhere to bring it.
    #[error("an address is required for what is brought")]
    AddressMissing,
    /// Dearer than the shop takes.
    #[error("the total would be more than {}", Money::LIMIT)]
    TotalTooLarge,
    /// More off than it costs.
    #[error("must not be more than the price of {price}")]
    MoreOffThanPrice {
        /// What it costs, in Rupiah.
        price: Money,
    },
    /// A discount without a reason.
    #[error("a discount needs a reason")]
    ReasonMissing,
    /// More off than the caller may give alone (FDT 7).
    #[error("taking {amount} off needs the approval of somebody else: a {} or above", .role.name())]
    ApprovalRequired {
        /// How much off, in Rupiah.
        amount: Money,
        /// The least role that may approve it.
        role: Role,
    },
    /// Prices changed since the customer was told.
    #[error("the price is {total} now")]
    PriceChanged {
        /// What it costs now, in Rupiah.
        total: Money,
    },
    /// Longer ago or further ahead than the shop takes (K-82).
    #[error("must lie from {back} days ago to {ahead} day(s) ahead")]
    DateOutOfRange {
        /// Which field.
        field: &'static str,
        /// How many days back.
        back: u16,
        /// How many days ahead.
        ahead: u16,
    },
    /// Back-dated by somebody who may not.
    #[error("only a manager may write down what happened earlier")]
    BackdatingForbidden,
    /// Back-dated without a reason.
    #[error("what happened earlier needs a reason")]
    BackdatingReasonMissing,
    /// Done before it began.
    #[error("must not lie before the work began")]
    BeforeStart,
    /// The shop wants its money first (K-31).
    #[error("{outstanding} must be paid before this order is completed")]
    PaymentFirst {
        /// What is owed, in Rupiah.
        outstanding: Money,
    },
    /// The shop wants it looked over first.
    #[error("this work must be looked over first: submit it to the quality check")]
    CheckFirst,
    /// It waits already.
    #[error("this order is in the queue already")]
    AlreadyQueued,
    /// It does not wait.
    #[error("this order is not in the queue")]
    NotQueued,
    /// Nothing left to wait for.
    #[error("an order that is {} has no place in the queue", .0.name())]
    NothingToWaitFor(State),
    /// Before others without a reason.
    #[error("going before others needs a reason")]
    PriorityReasonMissing,
    /// No money at all, or less.
    #[error("the amount must be more than nothing")]
    NothingPaid,
    /// More would go back than the shop has.
    #[error("no more than the {kept} that the shop has of this order can go back")]
    MoreThanKept {
        /// What it has, in Rupiah.
        kept: Money,
    },
    /// It was put away.
    #[error("this order is closed: what is wrong with its money is put right by a refund")]
    PutAway,
    /// Money went back already.
    #[error("money of this order was given back: what is wrong is put right by a refund")]
    RefundedAlready,
    /// It is not delivered, not owed for, or stands on an invoice already.
    #[error("only what was delivered, is owed for and stands on no invoice yet can be invoiced")]
    NothingToInvoice,
    /// Nothing is owed for it, or it stands on no invoice.
    #[error("only what is owed for and stands on an invoice can be written off")]
    NothingToWriteOff,
    /// Nobody without a record: who ordered is forgotten by their record.
    #[error("this order is of a customer with a record: erase the customer")]
    NoWalkIn,
    /// Somebody waits for it, or owes for it: who they are is still needed.
    #[error("who ordered is still needed: the order is not done, or something is owed for it")]
    PersonNeeded,
    /// Who ordered was forgotten.
    #[error("what was known about who ordered was erased")]
    PersonErased,
    /// More money than is owed.
    #[error("the amount is more than the {outstanding} that are outstanding")]
    MoreThanDue {
        /// What is owed, in Rupiah.
        outstanding: Money,
    },
}

fn measure_wanted(unit: Unit) -> &'static str {
    match unit {
        Unit::M => "must give the length only, for what is priced by the metre",
        Unit::M2 | Unit::Pcs | Unit::Lusin | Unit::Kg => {
            "must give length and width, or the area, of at least 0.001 m2"
        }
    }
}
