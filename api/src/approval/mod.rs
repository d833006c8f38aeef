//! Approvals of what a caller may not do alone, as the till sees them.

pub(crate) mod give;
