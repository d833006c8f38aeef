//! What banks and wallets send for card and wallet payments.

mod expected;
mod get;
mod list;
mod record;
mod reply;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::Till;

/// Everything about settlements.
pub(crate) fn routes(router: OpenApiRouter<Till>) -> OpenApiRouter<Till> {
    router
        .routes(routes!(list::list, record::record))
        .routes(routes!(expected::expected))
        .routes(routes!(get::get))
}
