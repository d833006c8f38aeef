//! Every route, grouped by what it is about.

use std::sync::OnceLock;

use axum::body::Bytes;
use axum::extract::DefaultBodyLimit;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Router, middleware};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::ApiError;
use crate::state::Till;
use crate::wall;
use crate::{
    approval, audit, auth, catalog, customer, dashboard, day_close, delivery_schedule, drawer,
    employee, health, invoice, order, outlet, payment, queue, refund, reports, settings,
    settlement, stream, subscription, till, user,
};

/// The largest body, in bytes.
const BODY: usize = 1024 * 1024;

pub(crate) fn routes() -> OpenApiRouter<Till> {
    let router = OpenApiRouter::with_openapi(crate::openapi::frame());
    let router = order::routes(catalog::routes(user::routes(router)));
    settlement::routes(invoice::routes(subscription::routes(delivery_schedule::routes(router))))
        // signing in
        .routes(routes!(auth::login::login))
        .routes(routes!(auth::refresh::refresh))
        .routes(routes!(auth::logout::logout))
        .routes(routes!(auth::switch::switch))
        .routes(routes!(auth::forgot_password::forgot_password))
        .routes(routes!(auth::reset_password::reset_password))
        .routes(routes!(auth::me::me))
        .routes(routes!(approval::give::give))
        // price lists read together; each by itself: catalog::routes
        .routes(routes!(catalog::views::laundry_services))
        .routes(routes!(catalog::views::laundry_pricing))
        .routes(routes!(catalog::views::water_pricing))
        // money
        .routes(routes!(payment::list::list, payment::take::take))
        .routes(routes!(payment::get::get))
        .routes(routes!(payment::confirm::confirm))
        .routes(routes!(payment::fail::fail))
        .routes(routes!(payment::void::void))
        .routes(routes!(payment::methods::methods))
        .routes(routes!(refund::request::request))
        .routes(routes!(refund::list::list))
        .routes(routes!(refund::get::get))
        .routes(routes!(refund::judge::approve))
        .routes(routes!(refund::judge::reject))
        .routes(routes!(refund::pay_out::pay_out))
        .routes(routes!(drawer::session::open_now))
        .routes(routes!(drawer::open::open))
        .routes(routes!(drawer::move_cash::move_cash))
        .routes(routes!(drawer::hand_over::hand_over))
        .routes(routes!(drawer::close::close))
        .routes(routes!(drawer::reconcile::reconcile))
        .routes(routes!(drawer::transactions::transactions))
        .routes(routes!(drawer::sessions::sessions))
        .routes(routes!(drawer::session::session))
        .routes(routes!(day_close::list::list, day_close::close::close))
        .routes(routes!(day_close::get::get))
        // people
        .routes(routes!(employee::list::list, employee::register::register))
        .routes(routes!(employee::get::get, employee::edit::edit))
        .routes(routes!(employee::retire::retire))
        .routes(routes!(employee::rehire::rehire))
        .routes(routes!(employee::income::income))
        .routes(routes!(employee::erase::erase))
        .routes(routes!(employee::personal_data::personal_data))
        .routes(routes!(customer::list::list, customer::register::register))
        // what the shop is
        .routes(routes!(settings::general::get, settings::general::put))
        .routes(routes!(settings::taxes::get, settings::taxes::put))
        .routes(routes!(settings::discounts::get, settings::discounts::put))
        .routes(routes!(settings::splits::list, settings::splits::set))
        .routes(routes!(settings::history::list))
        .routes(routes!(outlet::list::list, outlet::open::open))
        .routes(routes!(outlet::get::get, outlet::edit::edit))
        .routes(routes!(drawer::list::list, drawer::install::install))
        .routes(routes!(till::list::list, till::enrol::enrol))
        .routes(routes!(till::retire::retire))
        .routes(routes!(customer::search::search))
        .routes(routes!(
            customer::get::get,
            customer::edit::edit,
            customer::edit::replace,
            customer::delete::delete
        ))
        .routes(routes!(customer::deactivate::deactivate))
        .routes(routes!(customer::reactivate::reactivate))
        .routes(routes!(customer::merge::merge))
        .routes(routes!(customer::orders::orders))
        .routes(routes!(customer::erase::erase))
        .routes(routes!(customer::personal_data::personal_data))
        .routes(routes!(customer::addresses::list, customer::addresses::add))
        .routes(routes!(customer::addresses::change, customer::addresses::remove))
        .routes(routes!(
            customer::vehicles::list,
            customer::vehicles::add,
            customer::vehicles::remove
        ))
        .routes(routes!(customer::containers::list, customer::containers::hand))
        // the shop at a glance
        .routes(routes!(queue::board::board))
        .routes(routes!(queue::next::next))
        .routes(routes!(queue::join::join, queue::leave::leave, queue::arrange::arrange))
        .routes(routes!(dashboard::overview::overview))
        .routes(routes!(dashboard::charts::charts))
        .routes(routes!(reports::daily_sales::daily_sales))
        .routes(routes!(reports::employees::employee_income))
        .routes(routes!(reports::employees::employee_performance))
        // who did what
        .routes(routes!(audit::list::list))
        .routes(routes!(audit::export::export))
        .routes(routes!(audit::access::list))
        .routes(routes!(audit::access_export::export))
        .routes(routes!(stream::listen::listen))
        // operators
        .routes(routes!(health::status::health))
        .routes(routes!(health::status::health_below_api))
        .routes(routes!(health::probe::live))
        .routes(routes!(health::probe::ready))
        .routes(routes!(health::metrics::metrics))
}

/// The routes, and the document that says what they are: every router of a process has the same, and
/// making them takes a while.
static KNOWN: OnceLock<(Router<Till>, Bytes)> = OnceLock::new();

fn known() -> Result<(Router<Till>, Bytes), serde_json::Error> {
    if let Some(known) = KNOWN.get() {
        return Ok(known.clone());
    }
    let (router, document) = routes().split_for_parts();
    let document = Bytes::from(crate::openapi::written(document)?);
    Ok(KNOWN.get_or_init(|| (router, document)).clone())
}

/// The API.
///
/// # Errors
/// If the OpenAPI document does not serialize: never.
pub fn router(till: Till) -> Result<Router, serde_json::Error> {
    let (router, document) = known()?;
    let openapi = move || async move { ([(header::CONTENT_TYPE, "application/json")], document) };
    Ok(router
        .route("/openapi.json", get(openapi))
        .fallback(nothing_there)
        .method_not_allowed_fallback(not_that_way)
        .layer(DefaultBodyLimit::max(BODY))
        .layer(middleware::from_fn_with_state(till.clone(), crate::gate::gate))
        .layer(middleware::from_fn_with_state(till.clone(), crate::request::unless_it_goes_away))
        .layer(middleware::from_fn(wall::no_panics))
        .layer(middleware::from_fn(wall::sane_paths))
        .layer(middleware::from_fn_with_state(till.clone(), wall::cors))
        .layer(middleware::from_fn_with_state(till.clone(), crate::request::observe))
        .layer(middleware::from_fn_with_state(till.clone(), wall::strict_headers))
        .with_state(till))
}

async fn nothing_there() -> impl IntoResponse {
    ApiError::not_found("such path")
}

async fn not_that_way() -> impl IntoResponse {
    ApiError::wrong_method()
}
