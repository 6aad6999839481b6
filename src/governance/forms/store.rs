//! Putting a form together: the operation from the document, the object from its own store.
use super::{
    admission::{self, Admission},
    fields,
    model::{FormField, FormFilter, FormTarget, OperationForm},
    reporting, targets,
};
use crate::foundation::{
    auth::View,
    db::Conn,
    error::{Code, Error, Result, Violation},
    web::Reference,
};
use serde_json::Value;

/// An operation with a body, as the document has it.
pub(super) struct Operation<'a> {
    id: &'a str,
    method: &'a str,
    path: &'a str,
    told: &'a Value,
}

impl<'a> Operation<'a> {
    fn find(document: &'a Value, id: &str) -> Option<Self> {
        let paths = document["paths"].as_object().into_iter().flatten();
        let mut all = paths.flat_map(|(path, item)| {
            item.as_object().into_iter().flatten().map(move |(method, told)| (path.as_str(), method.as_str(), told))
        });
        let (path, method, told) =
            all.find(|(_, _, told)| told["operationId"] == id && told["requestBody"].is_object())?;
        Some(Self { id: told["operationId"].as_str()?, method, path, told })
    }
    /// The media type of its body, and the schema.
    fn body(&self) -> Option<(&'a str, &'a Value)> {
        let (media, content) = self.told.pointer("/requestBody/content")?.as_object()?.iter().next()?;
        Some((media, &content["schema"]))
    }
    /// Whether it demands a header.
    fn demands(&self, header: &str) -> bool {
        let parameters = self.told["parameters"].as_array().into_iter().flatten();
        parameters.into_iter().any(|one| one["in"] == "header" && one["name"] == header && one["required"] == true)
    }
    /// Whether it changes what an object is: then the fields have a value now.
    fn edits(&self) -> bool {
        ["patch", "put"].contains(&self.method)
    }
    /// The form as such, for nobody and on nothing.
    fn blank(&self, document: &Value) -> Result<OperationForm> {
        let (content_type, schema) = self.body().ok_or(Code::NotFound)?;
        Ok(OperationForm {
            operation: self.id.to_owned(),
            title: self.told["summary"].as_str().unwrap_or_default().to_owned(),
            method: self.method.to_uppercase(),
            address: self.path.to_owned(),
            content_type: content_type.to_owned(),
            allowed: true,
            reason: None,
            options: Vec::new(),
            idempotency_key: self.demands("Idempotency-Key"),
            conditional: self.demands("If-Match"),
            if_match: None,
            target: None,
            fields: fields::of(document, schema),
            reporting: None,
        })
    }
}

/// The form of an operation for the caller.
pub(super) fn get(
    conn: &mut Conn,
    view: &View,
    document: &Value,
    id: &str,
    filter: &FormFilter,
) -> Result<OperationForm> {
    let operation = Operation::find(document, id).ok_or(Code::NotFound)?;
    let read = targets::of(operation.path);
    fits(&operation, read.is_some(), filter)?;
    let mut form = operation.blank(document)?;
    let permitted = admission::by_permission(view, operation.id);
    if permitted.is_err() {
        // The operation would say so before it looks at anything: nothing of the object is told.
        admit(&mut form, Admission::plain(permitted));
        return Ok(form);
    }
    if let Some((reference, read)) = filter.resource.as_ref().zip(read) {
        let answer = read(conn, view, reference)?;
        let mut object = answer.representation()?;
        admit(&mut form, admission::by_object(view, operation.id, &object));
        form.if_match = answer.etag().filter(|_| form.conditional).map(str::to_owned);
        aim(&mut form, (document, operation.path), reference, &object);
        if operation.path.starts_with(reporting::ADDRESS) {
            reporting::rename(&mut object);
            reporting::of_report(conn, view, reference, &object, &mut form)?;
        }
        if operation.edits() {
            fields::fill(&mut form.fields, &object);
        }
    }
    if operation.id == reporting::DRAFTS
        && let Some(admission) = reporting::of_obligation(conn, view, filter, &mut form)?
    {
        admit(&mut form, admission);
    }
    Ok(form)
}

/// What may be chosen now is what a field offers that has these values, and no other.
fn admit(form: &mut OperationForm, admission: Admission) {
    let options = &admission.options;
    let offers = |field: &&mut FormField| options.iter().all(|one| field.values.iter().any(|held| held.value == *one));
    if let Some(field) = form.fields.iter_mut().find(offers).filter(|_| !options.is_empty()) {
        field.values.retain(|held| options.contains(&held.value));
    }
    (form.allowed, form.reason, form.options) = (admission.may.is_ok(), admission.may.err(), admission.options);
}

/// Parameters that the operation has no use for are refused: nobody takes the form of one thing for that of another.
fn fits(operation: &Operation<'_>, has_object: bool, filter: &FormFilter) -> Result<()> {
    let drafts = operation.id == reporting::DRAFTS;
    let given = [
        ("resource", filter.resource.is_some(), has_object),
        ("obligation", filter.obligation.is_some(), drafts),
        ("period", filter.period.is_some(), drafts),
        ("indicator", filter.indicator.is_some(), drafts),
        ("project", filter.project.is_some(), drafts),
    ];
    let misplaced = given.into_iter().find(|(_, given, takes)| *given && !takes);
    let Some((name, ..)) = misplaced else { return Ok(()) };
    Err(misasked(name, format!("操作 {id} 不用此参数 ({id} takes no {name})", id = operation.id)))
}

/// A parameter that is not as it should be.
pub(super) fn misasked(name: &str, reason: impl Into<String>) -> Error {
    let fault = Violation::parameter(name, Code::InvalidParameter).with("parameter", name);
    Error::invalid(Code::InvalidParameter, vec![fault.with("reason", reason.into())])
}

/// Writes the object into the address to call, and says which it is.
fn aim(form: &mut OperationForm, (document, path): (&Value, &str), reference: &Reference, object: &Value) {
    let id = object["id"].as_str().map_or_else(|| reference.to_string(), str::to_owned);
    form.address = path.replace("{id}", &id);
    let collection = path.split_once("{id}").map_or(path, |(before, _)| before);
    let read_at = format!("{collection}{{id}}");
    let is_read = document["paths"].get(&read_at).is_some_and(|item| item["get"].is_object());
    form.target = Some(FormTarget {
        code: object["code"].as_str().map(str::to_owned),
        href: is_read.then(|| format!("{collection}{id}")),
        id,
    });
}
