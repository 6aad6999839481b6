//! Gives every operation of the document the parameters, headers and problems that it shares with its kind.
//!
//! A handler's attribute says what is its own: tag, body, filter, what it answers. What its extractors read besides is
//! told by its method and its answer, and documented by the extractor itself:
//!
//! | operation | extractor | gets |
//! |---|---|---|
//! | GET | `List<F>`, `Query<T>` or none | `If-None-Match`; 304, 400, 401, 403, 404, 500, 503 |
//! | POST that answers 201 | `Create<T>` | `Idempotency-Key`, `dry_run`; no 304, but 409, 413, 415, 422 |
//! | other POST, or one that states `IfMatch` | `Act<T>` | the same and `If-Match`; 412, 428 |
//! | PATCH, PUT, DELETE | `Edit<T>` | the same, `Idempotency-Key` optional |
//!
//! Besides, `{id}` in the path is a `Reference`, and what answers a page has the parameters of pages. An operation that
//! is public, or that says itself what its 401 is, is of no kind and states everything but the 400 of its query.
//! `tests/api/signatures.rs` holds the result against the signatures of the handlers.
use crate::foundation::web::{Act, ById, Create, Edit, IfMatch, PageParameters, ReadHeaders, ReadProblems};
use std::collections::BTreeMap;
use utoipa::{
    IntoParams, IntoResponses,
    openapi::{
        Content, OpenApi, RefOr, Response,
        path::{Operation, Parameter, PathItem},
    },
};

/// What utoipa calls the pages of lists.
const PAGES: &str = "#/components/schemas/Page_";

/// What operations of a kind have in common.
struct Kind {
    parameters: Vec<Parameter>,
    problems: BTreeMap<String, RefOr<Response>>,
}

impl Kind {
    fn of<P: IntoParams, R: IntoResponses>() -> Self {
        Self { parameters: parameters::<P>(), problems: R::responses() }
    }
}

/// Completes every operation.
pub fn complete(document: &mut OpenApi) {
    for (path, item) in &mut document.paths.paths {
        let PathItem { get, post, put, patch, delete, .. } = item;
        if let Some(read) = get {
            fill(path, read, Kind::of::<ReadHeaders, ReadProblems>());
        }
        if let Some(post) = post {
            let creates = answers(post, "201") && !parameters::<IfMatch>().iter().any(|header| states(post, header));
            let kind = if creates { Kind::of::<Create<()>, Create<()>>() } else { Kind::of::<Act<()>, Act<()>>() };
            fill(path, post, kind);
        }
        for edit in [put, patch, delete].into_iter().flatten() {
            fill(path, edit, Kind::of::<Edit<()>, Edit<()>>());
        }
    }
}

/// Adds what the operation does not state itself: the object first, then what is its own, then the kind's.
fn fill(path: &str, operation: &mut Operation, kind: Kind) {
    if operation.security.is_some() || answers(operation, "401") {
        // What every operation answers to a query that it cannot read.
        if let Some(misasked) = kind.problems.get("400") {
            operation.responses.responses.entry("400".to_owned()).or_insert_with(|| misasked.clone());
        }
        return;
    }
    let object = if path.contains("{id}") { parameters::<ById>() } else { Vec::new() };
    let page = if answers_page(operation) { parameters::<PageParameters>() } else { Vec::new() };
    let after = page.into_iter().chain(kind.parameters).filter(|parameter| !states(operation, parameter));
    let after: Vec<_> = after.map(RefOr::T).collect();
    let own = operation.parameters.take().unwrap_or_default();
    operation.parameters = Some(object.into_iter().map(RefOr::T).chain(own).chain(after).collect());
    for (status, problem) in kind.problems {
        operation.responses.responses.entry(status).or_insert(problem);
    }
}

fn parameters<P: IntoParams>() -> Vec<Parameter> {
    P::into_params(|| None)
}

fn answers(operation: &Operation, status: &str) -> bool {
    operation.responses.responses.contains_key(status)
}

fn states(operation: &Operation, parameter: &Parameter) -> bool {
    let own = operation.parameters.iter().flatten();
    own.into_iter().any(|own| matches!(own, RefOr::T(own) if own.name == parameter.name))
}

fn answers_page(operation: &Operation) -> bool {
    let Some(RefOr::T(answer)) = operation.responses.responses.get("200") else { return false };
    answer.content.values().any(|content| {
        let RefOr::T(Content { schema: Some(RefOr::Ref(schema)), .. }) = content else { return false };
        schema.ref_location.starts_with(PAGES)
    })
}
