//! The paths of the price lists: the same seven for each.

use axum::routing::{MethodRouter, get, patch};
use domain::catalog::{
    AddOn, CleaningType, LaundryAddOn, LaundryItem, Material, Product, ServiceLevel,
    ServicePackage, Size, VehicleType, Zone,
};
use utoipa_axum::router::OpenApiRouter;

use super::document::{self, Documented};
use super::price_list::PriceList;
use super::{add, change, history, list, reinstate, retire};
use crate::state::Till;

/// Every price list.
pub(crate) fn routes(router: OpenApiRouter<Till>) -> OpenApiRouter<Till> {
    let router = of_list::<VehicleType>(router);
    let router = of_list::<ServicePackage>(router);
    let router = of_list::<AddOn>(router);
    let router = of_list::<LaundryItem>(router);
    let router = of_list::<ServiceLevel>(router);
    let router = of_list::<LaundryAddOn>(router);
    let router = of_list::<Material>(router);
    let router = of_list::<Size>(router);
    let router = of_list::<CleaningType>(router);
    let router = of_list::<Product>(router);
    of_list::<Zone>(router)
}

/// Where each is.
pub(crate) fn paths() -> [&'static str; 11] {
    [
        VehicleType::PATH,
        ServicePackage::PATH,
        AddOn::PATH,
        LaundryItem::PATH,
        ServiceLevel::PATH,
        LaundryAddOn::PATH,
        Material::PATH,
        Size::PATH,
        CleaningType::PATH,
        Product::PATH,
        Zone::PATH,
    ]
}

fn of_list<T: PriceList>(router: OpenApiRouter<Till>) -> OpenApiRouter<Till> {
    let route = |Documented { schemas, paths }: Documented, handlers: MethodRouter<Till>| {
        (schemas, paths, handlers)
    };
    let one = super::get::get::<T>;
    router
        .routes(route(document::whole::<T>(), get(list::list::<T>).post(add::add::<T>)))
        .routes(route(document::one::<T>(), get(one).patch(change::change::<T>)))
        .routes(route(document::retire::<T>(), patch(retire::retire::<T>)))
        .routes(route(document::reinstate::<T>(), patch(reinstate::reinstate::<T>)))
        .routes(route(document::history::<T>(), get(history::history::<T>)))
}
