//! The paths of orders in the OpenAPI document: one per service where the router has one for all.

use utoipa::openapi::path::Operation;
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::{ContentBuilder, OpenApi, PathItem, Ref, RefOr, Required, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::ask::{CarpetRequest, LaundryRequest, WashRequest, WaterRequest};
use super::path::SERVICES;

const MARK: &str = "/{service}/";

/// What only water can do.
const OF_WATER: [&str; 4] = ["/dispatch", "/deliver", "/fail-delivery", "/reschedule"];

/// Spells out the paths of each service.
pub(crate) fn spell_out(document: &mut OpenApi) {
    let general: Vec<String> =
        document.paths.paths.keys().filter(|path| path.contains(MARK)).cloned().collect();
    for path in general {
        let Some(item) = document.paths.paths.remove(&path) else { continue };
        for (name, _) in SERVICES {
            let of_water = OF_WATER.iter().any(|end| path.ends_with(end));
            if of_water && name != "water-delivery" {
                continue;
            }
            let spelled = path.replace("{service}", name);
            document.paths.paths.insert(spelled, of_service(item.clone(), name));
        }
    }
    let components = document.components.get_or_insert_default();
    for (name, schema, more) in schemas() {
        components.schemas.insert(name, schema);
        components.schemas.extend(more);
    }
}

fn of_service(mut item: PathItem, service: &str) -> PathItem {
    let body = match service {
        "car-wash" => "WashRequest",
        "laundry" => "LaundryRequest",
        "carpet" => "CarpetRequest",
        _ => "WaterRequest",
    };
    let all = [&mut item.get, &mut item.post, &mut item.patch, &mut item.delete];
    for operation in all.into_iter().flatten() {
        own(operation, service);
    }
    // What is ordered is said by service, whether it is ordered or put right.
    for operation in [&mut item.post, &mut item.patch].into_iter().flatten() {
        let says_nothing_yet = operation.request_body.is_none();
        let named = operation.operation_id.as_deref().unwrap_or_default();
        if says_nothing_yet && (named.ends_with("_place") || named.ends_with("_correct")) {
            let schema = Ref::from_schema_name(body);
            let content = ContentBuilder::new().schema(Some(schema)).build();
            let body = RequestBodyBuilder::new()
                .content("application/json", content)
                .required(Some(Required::True))
                .build();
            operation.request_body = Some(RefOr::T(body));
        }
    }
    item
}

/// Makes an operation one service's own.
fn own(operation: &mut Operation, service: &str) {
    let tag = service.replace('-', " ");
    operation.tags = Some(vec![tag]);
    if let Some(id) = &mut operation.operation_id {
        *id = format!("{}_{id}", service.replace('-', "_"));
    }
    if let Some(parameters) = &mut operation.parameters {
        parameters.retain(
            |parameter| !matches!(parameter, RefOr::T(parameter) if parameter.name == "service"),
        );
    }
}

type Named = (String, RefOr<Schema>);

fn schemas() -> Vec<(String, RefOr<Schema>, Vec<Named>)> {
    fn of<T: ToSchema + PartialSchema>() -> (String, RefOr<Schema>, Vec<Named>) {
        let mut more = Vec::new();
        T::schemas(&mut more);
        (T::name().into_owned(), T::schema(), more)
    }
    vec![of::<WashRequest>(), of::<LaundryRequest>(), of::<CarpetRequest>(), of::<WaterRequest>()]
}
