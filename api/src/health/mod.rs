//! Is everything well? For people, for balancers, for Prometheus.

pub(crate) mod metrics;
pub(crate) mod probe;
pub(crate) mod status;
