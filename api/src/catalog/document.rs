//! The price lists in the OpenAPI document. Their handlers are generic, which `utoipa::path` cannot
//! describe; so each path is described here, with schemas made of the fields all lists have and
//! those of the one list.

use utoipa::openapi::path::{
    HttpMethod, OperationBuilder, Parameter, ParameterBuilder, ParameterIn, Paths,
};
use utoipa::openapi::request_body::{RequestBody, RequestBodyBuilder};
use utoipa::openapi::schema::{ArrayBuilder, Object, ObjectBuilder, Ref, Schema, Type};
use utoipa::openapi::security::SecurityRequirement;
use utoipa::openapi::{
    ContentBuilder, RefOr, Required, Response, ResponseBuilder, ResponsesBuilder,
};
use utoipa::{PartialSchema, ToSchema};

use super::add::NewItemRequest;
use super::change::ChangeItemRequest;
use super::history::{PricedBy, StepReply};
use super::price_list::PriceList;
use super::reply::ItemReply;
use crate::reply::{Meta, Refusals};

/// What the document says of a path.
pub(super) struct Documented {
    pub schemas: Vec<(String, RefOr<Schema>)>,
    pub paths: Paths,
}

impl Documented {
    fn at(
        path: &str,
        operations: impl IntoIterator<Item = (HttpMethod, OperationBuilder)>,
    ) -> Self {
        let mut paths = Paths::new();
        for (method, operation) in operations {
            paths.add_path_operation(path, vec![method], operation);
        }
        Self { schemas: Vec::new(), paths }
    }

    fn with(mut self, name: String, fields: Object) -> Self {
        self.schemas.push((name, fields.into()));
        self
    }
}

/// The list itself: to be read, and added to.
pub(super) fn whole<T: PriceList>() -> Documented {
    let active = query("filter[isActive]", "true, the default, or false", bool::schema());
    let retired = query("includeRetired", "true: what was retired, too", bool::schema());
    let list = paged(operation::<T>("list", &format!("The {}.", T::WHAT)))
        .parameter(active)
        .parameter(retired)
        .parameter(min_position())
        .responses(answers("200", page_of(named::<T>("", "Reply"))));
    let add = operation::<T>("add", &format!("Adds something to the {}.", T::WHAT))
        .request_body(Some(body(named::<T>("New", ""))))
        .responses(answers("201", envelope(named::<T>("", "Reply"))));
    Documented::at(T::PATH, [(HttpMethod::Get, list), (HttpMethod::Post, add)])
        .with(name_of::<T>("", "Reply"), beside::<ItemReply<T::Shown>, T>())
        .with(name_of::<T>("New", ""), beside::<NewItemRequest, T>())
}

/// One item: to be read, and changed.
pub(super) fn one<T: PriceList>() -> Documented {
    let get = operation::<T>("get", &format!("One of the {}, retired or not.", T::WHAT))
        .parameter(id())
        .parameter(min_position())
        .responses(answers("200", envelope(named::<T>("", "Reply"))));
    let summary = format!("Changes one of the {}; what is missing stays as it is.", T::WHAT);
    let change = operation::<T>("change", &summary)
        .description(Some("Orders keep what they were priced with."))
        .parameter(id())
        .request_body(Some(body(named::<T>("", "Changes"))))
        .responses(answers("200", envelope(named::<T>("", "Reply"))));
    let mut changes = beside::<ChangeItemRequest, T>();
    changes.required.clear();
    let path = format!("{}/{{id}}", T::PATH);
    Documented::at(&path, [(HttpMethod::Get, get), (HttpMethod::Patch, change)])
        .with(name_of::<T>("", "Changes"), changes)
}

/// Taking an item off the list.
pub(super) fn retire<T: PriceList>() -> Documented {
    verb::<T>("retire", &format!("Retires one of the {}: it cannot be ordered any more.", T::WHAT))
}

/// Putting it back.
pub(super) fn reinstate<T: PriceList>() -> Documented {
    verb::<T>("reinstate", &format!("Puts a retired one of the {} back on the list.", T::WHAT))
}

fn verb<T: PriceList>(verb: &str, summary: &str) -> Documented {
    let operation = operation::<T>(verb, summary)
        .parameter(id())
        .responses(answers("200", envelope(named::<T>("", "Reply"))));
    Documented::at(&format!("{}/{{id}}/{verb}", T::PATH), [(HttpMethod::Patch, operation)])
}

/// What became of an item.
pub(super) fn history<T: PriceList>() -> Documented {
    let summary = format!("What became of one of the {}, the newest first.", T::WHAT);
    let operation = paged(operation::<T>("history", &summary).parameter(id()))
        .parameter(min_position())
        .responses(answers("200", page_of(named::<T>("", "Step"))));
    let path = format!("{}/{{id}}/history", T::PATH);
    let mut documented = Documented::at(&path, [(HttpMethod::Get, operation)])
        .with(name_of::<T>("", "Step"), beside::<StepReply<T::Shown>, T>());
    documented.schemas.push((PricedBy::name().into_owned(), PricedBy::schema()));
    documented
}

fn operation<T: PriceList>(verb: &str, summary: &str) -> OperationBuilder {
    let bearer = SecurityRequirement::new("bearer", [] as [&str; 0]);
    OperationBuilder::new()
        .tag(T::TAG)
        .operation_id(Some(format!("{verb}{}", T::NAME)))
        .summary(Some(summary))
        .security(bearer)
}

fn name_of<T: PriceList>(before: &str, after: &str) -> String {
    format!("{before}{}{after}", T::NAME)
}

fn named<T: PriceList>(before: &str, after: &str) -> Ref {
    Ref::from_schema_name(name_of::<T>(before, after))
}

/// The fields of `A` with those of the list's terms beside them.
fn beside<A: PartialSchema, T: PriceList>() -> Object {
    let (mut fields, terms) = (object(A::schema()), object(T::Shown::schema()));
    fields.properties.extend(terms.properties);
    fields.required.extend(terms.required);
    fields
}

fn object(schema: RefOr<Schema>) -> Object {
    match schema {
        RefOr::T(Schema::Object(object)) => object,
        RefOr::T(_) | RefOr::Ref(_) => Object::new(),
    }
}

fn envelope(data: impl Into<RefOr<Schema>>) -> ObjectBuilder {
    let success = ObjectBuilder::new().schema_type(Type::Boolean).description(Some("Always true."));
    ObjectBuilder::new()
        .schema_type(Type::Object)
        .property("success", success)
        .required("success")
        .property("data", data)
        .required("data")
}

fn page_of(item: Ref) -> ObjectBuilder {
    let meta = Ref::from_schema_name(Meta::name());
    envelope(ArrayBuilder::new().items(item)).property("meta", meta).required("meta")
}

fn answers(status: &str, body: ObjectBuilder) -> ResponsesBuilder {
    let content = ContentBuilder::new().schema(Some(body)).build();
    let response: Response = ResponseBuilder::new().content("application/json", content).build();
    ResponsesBuilder::new().responses_from_into_responses::<Refusals>().response(status, response)
}

fn body(of: Ref) -> RequestBody {
    let content = ContentBuilder::new().schema(Some(of)).build();
    RequestBodyBuilder::new()
        .content("application/json", content)
        .required(Some(Required::True))
        .build()
}

fn id() -> Parameter {
    ParameterBuilder::new()
        .name("id")
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .schema(Some(i64::schema()))
        .build()
}

fn paged(operation: OperationBuilder) -> OperationBuilder {
    operation
        .parameter(query("page", "from 1", i64::schema()))
        .parameter(query("limit", "20, the default, at most 100", i64::schema()))
        .parameter(query("after", "meta.next of the page before", String::schema()))
}

fn query(name: &str, what: &str, of: RefOr<Schema>) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Query)
        .description(Some(what))
        .schema(Some(of))
        .build()
}

fn min_position() -> Parameter {
    ParameterBuilder::new()
        .name("X-Min-Log-Position")
        .parameter_in(ParameterIn::Header)
        .schema(Some(i64::schema()))
        .build()
}
