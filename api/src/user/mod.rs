//! Logins, as the till sees them.

mod bare;
pub(crate) mod deactivate;
mod details;
pub(crate) mod edit;
pub(crate) mod erase;
mod fields;
pub(crate) mod get;
pub(crate) mod link;
pub(crate) mod list;
pub(crate) mod password;
pub(crate) mod personal_data;
pub(crate) mod pin;
pub(crate) mod reactivate;
pub(crate) mod register;
pub(crate) mod reset_password;
pub(crate) mod sessions;
mod temporary;
pub(crate) mod unlock;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::Till;

/// Everything about logins.
pub(crate) fn routes(router: OpenApiRouter<Till>) -> OpenApiRouter<Till> {
    router
        .routes(routes!(list::list, register::register))
        .routes(routes!(get::get, edit::edit, edit::replace, deactivate::delete))
        .routes(routes!(deactivate::deactivate))
        .routes(routes!(erase::erase))
        .routes(routes!(personal_data::personal_data))
        .routes(routes!(reactivate::reactivate))
        .routes(routes!(reactivate::activate))
        .routes(routes!(unlock::unlock))
        .routes(routes!(reset_password::reset))
        .routes(routes!(link::link))
        .routes(routes!(pin::set))
        .routes(routes!(password::replace))
        .routes(routes!(sessions::list))
        .routes(routes!(sessions::end))
}
