//! Query strings: an unknown, repeated, empty or unreadable parameter is a 400 that says what would be right.
//!
//! Which parameters there are, the document says: `api/parameters.rs` holds the query of every operation against it
//! before an extractor here reads the values.
use super::{
    order::Listing,
    paging::{OrderParameters, PageParameters, Paging},
    shape::nearest,
};
use crate::error::{Code, Error, Result, Violation, Violations};
use actix_web::{FromRequest, HttpRequest, dev::Payload};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::{Deserialize, Deserializer, de::DeserializeOwned, de::Error as _};
use std::{
    collections::HashSet,
    fmt,
    future::{Ready, ready},
    str::FromStr,
};
use utoipa::{IntoParams, ToSchema};

/// How a reason begins that names the values which would be right.
const ONE_OF: &str = "one of ";

/// The parameters of an operation that is not a list.
#[derive(Debug)]
pub struct Query<T>(pub T);

/// No parameters at all: an operation that takes this refuses every one.
#[derive(Debug, Deserialize, IntoParams)]
pub struct NoParameters {}

/// The filter and the page of a list.
#[derive(Debug)]
pub struct List<F> {
    /// Which items.
    pub filter: F,
    /// Which of them now.
    pub page: Paging,
}

impl<T: DeserializeOwned + IntoParams> FromRequest for Query<T> {
    type Error = Error;
    type Future = Ready<Result<Self>>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(pairs(request.query_string()).and_then(|pairs| parse(&pairs)).map(Self))
    }
}

impl<F: DeserializeOwned + IntoParams> FromRequest for List<F> {
    type Error = Error;
    type Future = Ready<Result<Self>>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(asked(request, &[]).map(|(filter, page)| Self { filter, page }))
    }
}

impl<F: DeserializeOwned + IntoParams> FromRequest for Listing<F> {
    type Error = Error;
    type Future = Ready<Result<Self>>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(asked(request, OrderParameters::NAMES).map(|(filter, page)| Self { filter, page }))
    }
}

/// The filter and the page of a request; `order` names the parameters of its order.
fn asked<F: DeserializeOwned>(request: &HttpRequest, order: &[&str]) -> Result<(F, Paging)> {
    let paging: Vec<String> = PageParameters::into_params(|| None).into_iter().map(|own| own.name).collect();
    let (page, of_list): (Vec<_>, Vec<_>) =
        pairs(request.query_string())?.into_iter().partition(|(name, _)| paging.contains(name));
    let is_order = |(name, _): &(String, String)| order.contains(&name.as_str());
    let (order, filter): (Vec<_>, Vec<_>) = of_list.iter().cloned().partition(is_order);
    // What stands beside the items may differ from page to page.
    let bound: Vec<_> = of_list.iter().filter(|(name, _)| name != "include").cloned().collect();
    let page = Paging::new(&parse(&page)?, parse(&order)?, request.path(), &bound)?;
    Ok((parse(&filter)?, page))
}

/// The pairs of a query string.
fn pairs(query: &str) -> Result<Vec<(String, String)>> {
    let unreadable =
        |_| Error::invalid(Code::InvalidParameter, vec![invalid("", "not application/x-www-form-urlencoded")]);
    let pairs: Vec<(String, String)> = serde_html_form::from_str(query).map_err(unreadable)?;
    // What no UTF-8 is read for: a client that writes GBK would find nothing, and believe it.
    if pairs.iter().any(|(name, value)| name.contains('\u{fffd}') || value.contains('\u{fffd}')) {
        return Err(Code::NotUtf8.into());
    }
    Ok(pairs)
}

/// A query string of parameters and their values, in this order.
pub fn query_string(pairs: &[(&str, String)]) -> Result<String> {
    serde_html_form::to_string(pairs).map_err(Error::internal)
}

/// A parameter as the document has it.
#[derive(Debug)]
pub struct Asked {
    /// Its name.
    pub name: String,
    /// What its items may be, where they are named one by one.
    pub items: Vec<String>,
}

/// Holds a query string against the parameters that its operation has: every parameter known, given once and with a
/// value, and what is chosen from a list one of it.
pub fn check_query(query: &str, parameters: &[Asked]) -> Result<()> {
    let pairs = pairs(query)?;
    let known: Vec<&str> = parameters.iter().map(|parameter| parameter.name.as_str()).collect();
    let (mut seen, mut faults) = (HashSet::new(), Violations::new());
    for (name, value) in &pairs {
        let about = |code| Violation::parameter(name, code).with("parameter", name.as_str());
        if !known.contains(&name.as_str()) {
            faults.note(|| unknown(about(Code::UnknownParameter), name, &known));
        } else if !seen.insert(name) {
            faults.note(|| about(Code::DuplicateParameter));
        } else if value.trim().is_empty() {
            faults.note(|| about(Code::EmptyParameter));
        } else if !is_storable(value) {
            faults.note(|| invalid(name, "NUL, or a date outside the years 1900 to 2200"));
        } else if let Some(fault) = parameters.iter().find(|one| one.name == *name).and_then(|one| one.fault(value)) {
            faults.push(fault);
        }
    }
    match faults.first() {
        None => Ok(()),
        Some(first) => Err(Error::invalid(first.code, faults)),
    }
}

impl Asked {
    /// What is wrong with a choice of items: one that there is not, or one that is chosen twice.
    fn fault(&self, value: &str) -> Option<Violation> {
        if self.items.is_empty() {
            return None;
        }
        let chosen: Vec<&str> = value.split(',').map(str::trim).collect();
        if let Some(unknown) = chosen.iter().find(|item| !self.items.iter().any(|known| known == *item)) {
            return Some(none_of(&self.name, unknown, &self.items));
        }
        let plain = |item: &&str| item.trim_start_matches('-').to_owned();
        let once: HashSet<String> = chosen.iter().map(plain).collect();
        // Some and all but one are two questions.
        let mixed = self.name == "fields" && chosen.len() > 1 && chosen.iter().any(|item| item.starts_with('-'));
        (once.len() < chosen.len() || mixed).then(|| invalid(&self.name, TWICE))
    }
}

/// Why several items of one parameter do not go together.
const TWICE: &str = "每项只能出现一次，且正反不能并用 (each once, and not with its opposite)";

/// What clients of other services ask of lists, and the hint where it is not offered.
const ELSEWHERE: &[(&str, &[&str])] = &[
    (
        "pages_by",
        &["page", "pageno", "pagenum", "pagenumber", "pagesize", "perpage", "size", "offset", "skip", "start"],
    ),
    ("one_order", &["sort", "sortby", "order", "orderby", "ordering"]),
    ("no_include", &["include", "expand", "embed", "with"]),
    ("no_changes", &["updatedsince", "modifiedsince", "since", "updatedafter"]),
];

/// What would be right instead of an unknown parameter: those that there are, the one that is near, or how pages,
/// orders and changes go here.
fn unknown(fault: Violation, name: &str, known: &[&str]) -> Violation {
    if known.is_empty() {
        return fault;
    }
    let fault = fault.with("known", known.join(", "));
    let plain = name.replace(['_', '-'], "").to_lowercase();
    let hint = ELSEWHERE.iter().find(|(_, names)| names.contains(&plain.as_str()));
    if let Some((hint, _)) = hint.filter(|_| known.contains(&"cursor")) {
        let instead = match *hint {
            "pages_by" => "limit, cursor",
            "one_order" if known.contains(&"sort") => return fault.with("nearest", "sort"),
            "one_order" => "sort",
            "no_include" if known.contains(&"include") => return fault.with("nearest", "include"),
            "no_include" => "include",
            _ if known.contains(&"updated_since") => return fault.with("nearest", "updated_since"),
            _ => "If-None-Match",
        };
        return fault.with(hint, instead);
    }
    match nearest(name, known.iter().copied()) {
        Some(near) => fault.with("nearest", near),
        None => fault,
    }
}

/// Whether a value may go to a database: no NUL character, no date that only one of the two databases knows.
pub(super) fn is_storable(value: &str) -> bool {
    let date = value.parse::<NaiveDate>().or_else(|_| value.parse::<DateTime<Utc>>().map(|at| at.date_naive()));
    !value.contains('\0') && date.map_or(true, |date| (1900..=2200).contains(&date.year()))
}

fn invalid(name: &str, reason: &str) -> Violation {
    Violation::parameter(name, Code::InvalidParameter).with("parameter", name).with("reason", reason)
}

/// A value that is none of a closed set: which would be right, and which is near.
fn none_of(name: &str, value: &str, allowed: &[String]) -> Violation {
    let fault = invalid(name, &format!("{ONE_OF}{}", allowed.join(", "))).with("allowed", allowed);
    match nearest(value, allowed.iter().map(String::as_str)) {
        Some(near) => fault.with("nearest", near),
        None => fault,
    }
}

/// Parameters are told apart by name, so that a fault names its own.
fn parse<T: DeserializeOwned>(pairs: &[(String, String)]) -> Result<T> {
    let text = serde_html_form::to_string(pairs).map_err(Error::internal)?;
    let parsed = serde_html_form::Deserializer::from_bytes(text.as_bytes());
    serde_path_to_error::deserialize(parsed).map_err(|error| {
        let (name, reason) = (error.path().to_string(), error.inner().to_string());
        let Some(allowed) = allowed_by(&reason) else {
            return Error::invalid(Code::InvalidParameter, vec![invalid(&name, &reason)]);
        };
        let given = pairs.iter().find(|(given, _)| *given == name).map_or("", |(_, value)| value);
        let wrong = given.split(',').map(str::trim).find(|value| !allowed.iter().any(|allowed| allowed == value));
        Error::invalid(Code::InvalidParameter, vec![none_of(&name, wrong.unwrap_or(given), &allowed)])
    })
}

/// The values of a closed set, as its readers name them: ours, which [`OneOf`] hands on, and serde's of one value.
fn allowed_by(reason: &str) -> Option<Vec<String>> {
    let listed = match reason.strip_prefix("unknown variant") {
        Some(rest) => rest.split_once(", expected ")?.1.trim_start_matches(ONE_OF),
        None => reason.strip_prefix(ONE_OF)?,
    };
    Some(listed.replace('`', "").replace(" or ", ", ").split(", ").map(str::to_owned).collect())
}

/// One or several values of a closed set, or codes, separated by commas: `status=submitted,returned`. The document has
/// an array of them, of the same form.
#[derive(Debug, Clone, PartialEq, Eq, ToSchema)]
pub struct OneOf<T>(pub Vec<T>);

impl<'de, T: FromStr<Err: fmt::Display>> Deserialize<'de> for OneOf<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let values: Result<Vec<T>, T::Err> = text.split(',').map(|item| item.trim().parse()).collect();
        values.map(Self).map_err(|allowed| D::Error::custom(format!("{ONE_OF}{allowed}")))
    }
}
