//! The outer wall: what every request passes before anything of ours looks at it, and every reply on
//! its way out.

mod address;
mod cors;
mod headers;
mod panics;
mod paths;
mod patience;
mod rate;
mod serve;

use std::sync::Arc;

use infra::rate_limit::RateLimiter;
use infra::redis::Redis;
use infra::wall_config::WallConfig;

pub(crate) use address::client_address;
pub(crate) use cors::cors;
pub(crate) use headers::strict_headers;
pub(crate) use panics::no_panics;
pub(crate) use paths::sane_paths;
pub(crate) use rate::{Counted, class_of};
pub use serve::serve;

/// What the wall knows. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Wall {
    pub config: Arc<WallConfig>,
    /// None where requests are not counted.
    pub limiter: Option<RateLimiter>,
}

impl Wall {
    pub(crate) fn new(config: &WallConfig, redis: &Redis, log_id: &str) -> Self {
        let limiter =
            |limits| RateLimiter::new(limits, config.redis_patience, redis.clone(), log_id);
        Self { config: Arc::new(config.clone()), limiter: config.rate_limits.map(limiter) }
    }
}
