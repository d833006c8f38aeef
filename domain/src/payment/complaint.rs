//! What is to be given back for work that was not good (section "refund share" of the papers).

use crate::values::{BasisPoints, Money};

/// How bad the work was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Complaint {
    /// It is done again, and nothing is given back.
    Minor,
    /// Half is given back.
    Major,
    /// All is given back.
    Critical,
}

impl Complaint {
    /// The share that is to be given back.
    pub const fn share(self) -> BasisPoints {
        match self {
            Self::Minor => BasisPoints::ZERO,
            Self::Major => BasisPoints::PERCENT_50,
            Self::Critical => BasisPoints::WHOLE,
        }
    }

    /// What is to be given back of `paid` Rupiah, of which `left` can be given back still. A
    /// proposal: money moves by a refund only.
    #[must_use]
    pub fn proposal(self, paid: Money, left: Money) -> Money {
        self.share().floor_of(paid).min(left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_work_is_done_again_or_given_back() {
        let cases = [
            ("RFP-06", Complaint::Minor, 100_000, 0),
            ("RFP-07", Complaint::Major, 100_000, 50_000),
            ("all of it", Complaint::Critical, 100_000, 100_000),
            ("what is left of it", Complaint::Critical, 30_000, 30_000),
        ];
        for (id, complaint, left, proposed) in cases {
            let proposal = complaint.proposal(Money::rupiah(100_000), Money::rupiah(left));
            assert_eq!(proposal, Money::rupiah(proposed), "{id}");
        }
    }
}
