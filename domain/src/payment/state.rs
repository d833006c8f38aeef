//! What rules need to know of a payment.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{InDrawer, PaymentError, PaymentMethod, Refund, RefundStatus};
use crate::log::PrintedNumber;
use crate::user::Actor;
use crate::values::{
    BusinessDay, InvoiceId, Money, Notes, OrderId, OutletId, PaymentId, Personal, ReferenceNumber,
    RefundId, SettlementId,
};

/// A payment, or none yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment(pub(super) Option<Box<Receipt>>);

/// How a payment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Announced; the money is not there.
    Pending,
    /// The money is there.
    Successful,
    /// Announced; the money never came.
    Failed,
    /// Mis-keyed.
    Voided,
}

impl Standing {
    /// What can be done next, by the last part of its path.
    pub const fn allowed(self) -> &'static [&'static str] {
        match self {
            Self::Pending => &["confirm", "fail"],
            Self::Successful => &["void", "refund"],
            Self::Failed | Self::Voided => &[],
        }
    }
}

/// How a payment came to nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// When.
    pub at: DateTime<Utc>,
    /// Who said so.
    pub by: Actor,
    /// Why.
    pub reason: Option<Personal<Notes>>,
}

/// How the money of a payment arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InSettlement {
    /// With what else.
    pub settlement_id: SettlementId,
    /// What the bank or the wallet kept of it, in Rupiah.
    pub fee: Money,
    /// The day it arrived.
    pub settled_on: BusinessDay,
}

/// What stands on the receipt, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The payment.
    pub id: PaymentId,
    /// The receipt's number; absent while the money is not there, and between decision and log.
    pub number: Option<PrintedNumber>,
    /// What it is for.
    pub order_id: OrderId,
    /// That order's printed number.
    pub order_number: Option<PrintedNumber>,
    /// Where.
    pub outlet_id: OutletId,
    /// The invoice that order stood on when the money came in, if it stood on one.
    pub invoice_id: Option<InvoiceId>,
    /// How much came in, in Rupiah.
    pub amount: Money,
    /// What coins could not pay, in Rupiah.
    pub rounding: Money,
    /// By what means.
    pub method: PaymentMethod,
    /// What the customer handed over, for cash, in Rupiah.
    pub amount_tendered: Option<Money>,
    /// What went back, in Rupiah.
    pub change: Money,
    /// The bank's or the wallet's own number of it.
    pub reference_number: Option<ReferenceNumber>,
    /// What was written down about it.
    pub notes: Option<Personal<Notes>>,
    /// The drawer the cash went into.
    pub drawer: Option<InDrawer>,
    /// How it stands.
    pub standing: Standing,
    /// How it came to nothing, if it did.
    pub ended: Option<Ended>,
    /// Who took it.
    pub received_by: Actor,
    /// When it came in, or was announced.
    pub received_at: DateTime<Utc>,
    /// When it was written down that it came in.
    pub recorded_at: DateTime<Utc>,
    /// The outlet's day it counts on.
    pub business_day: BusinessDay,
    /// What went back of it, or is asked to, in order.
    pub refunds: Vec<Refund>,
    /// With what else its money was sent, once it was; of cards and wallets only.
    pub settlement: Option<InSettlement>,
    /// When it was taken or announced.
    pub created_at: DateTime<Utc>,
    /// When anything last happened to it.
    pub updated_at: DateTime<Utc>,
}

impl Receipt {
    /// The status as the API writes it: a payment that was voided failed, and one of which all went
    /// back was refunded.
    pub fn status(&self) -> &'static str {
        match self.standing {
            Standing::Pending => "pending",
            Standing::Failed | Standing::Voided => "failed",
            Standing::Successful if self.refunded() == self.amount => "refunded",
            Standing::Successful => "successful",
        }
    }

    /// What went back, in Rupiah.
    pub fn refunded(&self) -> Money {
        let paid_out = self.refunds.iter().filter(|r| r.status == RefundStatus::PaidOut);
        paid_out.map(|refund| refund.amount).sum()
    }

    /// What of it can still be asked back, in Rupiah: nothing is asked for twice.
    pub fn refundable(&self) -> Money {
        if self.standing != Standing::Successful {
            return Money::ZERO;
        }
        let reserved = self.refunds.iter().filter(|refund| refund.reserves());
        self.amount - reserved.map(|refund| refund.amount).sum()
    }

    /// What can be done next, by the last part of its path.
    pub fn allowed(&self) -> Vec<&'static str> {
        let mut allowed = self.standing.allowed().to_vec();
        allowed.retain(|next| *next != "void" || self.settlement.is_none());
        allowed
    }

    /// A refund of it.
    pub fn refund(&self, id: RefundId) -> Option<&Refund> {
        self.refunds.iter().find(|refund| refund.id == id)
    }

    /// Lets something be done from one standing only.
    pub(super) fn must_be(
        &self,
        standing: Standing,
        what: &'static str,
    ) -> Result<(), PaymentError> {
        if self.standing == standing {
            Ok(())
        } else {
            let status = self.status();
            let allowed = self.standing.allowed();
            Err(PaymentError::CannotNow { what, status, allowed })
        }
    }
}

impl Payment {
    /// What stands on the receipt, if money was ever taken or announced.
    pub fn receipt(&self) -> Option<&Receipt> {
        self.0.as_deref()
    }

    /// What stands on the receipt.
    ///
    /// # Errors
    /// [`PaymentError::NotFound`] if there is none.
    pub fn taken(&self) -> Result<&Receipt, PaymentError> {
        self.receipt().ok_or(PaymentError::NotFound)
    }

    /// A refund of it.
    ///
    /// # Errors
    /// [`PaymentError::NoSuchRefund`].
    pub fn refund(&self, id: RefundId) -> Result<(&Receipt, &Refund), PaymentError> {
        let found = self.receipt().and_then(|receipt| Some((receipt, receipt.refund(id)?)));
        found.ok_or(PaymentError::NoSuchRefund)
    }
}
