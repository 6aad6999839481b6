//! Query strings: an unknown, repeated, empty or unreadable parameter is a 400 that says what would be right.
//!
//! Which parameters there are, the document says: `api/parameters.rs` holds the query of every operation against it
//! before an extractor here reads the values.
use super::{
    paging::{PageParameters, Paging},
    shape::nearest,
};
use crate::error::{Code, Error, Result, Violation, Violations};
use actix_web::{FromRequest, HttpRequest, dev::Payload};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::{Deserialize, Deserializer, de::DeserializeOwned, de::Error as _};
use std::{
    collections::HashSet,
    future::{Ready, ready},
    str::FromStr,
};
use utoipa::IntoParams;

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
        let paging: Vec<String> =
            PageParameters::into_params(|| None).into_iter().map(|parameter| parameter.name).collect();
        ready(pairs(request.query_string()).and_then(|pairs| {
            let (page, filter): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|(name, _)| paging.contains(name));
            let page = Paging::new(&parse(&page)?, request.path(), &filter)?;
            Ok(Self { filter: parse(&filter)?, page })
        }))
    }
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

/// Holds a query string against the names of the parameters that its operation has: every parameter known, given once
/// and with a value.
pub fn check_query(query: &str, known: &[String]) -> Result<()> {
    let pairs = pairs(query)?;
    let (mut seen, mut faults) = (HashSet::new(), Violations::new());
    for (name, value) in &pairs {
        let about = |code| Violation::parameter(name, code).with("parameter", name.as_str());
        if !known.contains(name) {
            faults.note(|| unknown(about(Code::UnknownParameter), name, known));
        } else if !seen.insert(name) {
            faults.note(|| about(Code::DuplicateParameter));
        } else if value.trim().is_empty() {
            faults.note(|| about(Code::EmptyParameter));
        } else if !is_storable(value) {
            faults.note(|| invalid(name, "NUL, or a date outside the years 1900 to 2200"));
        }
    }
    match faults.first() {
        None => Ok(()),
        Some(first) => Err(Error::invalid(first.code, faults)),
    }
}

/// What would be right instead of an unknown parameter: those that there are, the one that is near, or how pages go
/// here.
fn unknown(fault: Violation, name: &str, known: &[String]) -> Violation {
    const PAGES: &[&str] =
        &["page", "pageno", "pagenum", "pagenumber", "pagesize", "perpage", "size", "offset", "skip", "start"];
    if known.is_empty() {
        return fault;
    }
    let fault = fault.with("known", known.join(", "));
    let plain = name.replace(['_', '-'], "").to_lowercase();
    if PAGES.contains(&plain.as_str()) && known.iter().any(|known| known == "cursor") {
        return fault.with("pages_by", "limit, cursor");
    }
    match nearest(name, known.iter().map(String::as_str)) {
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

/// Parameters are told apart by name, so that a fault names its own.
fn parse<T: DeserializeOwned>(pairs: &[(String, String)]) -> Result<T> {
    let text = serde_html_form::to_string(pairs).map_err(Error::internal)?;
    let parsed = serde_html_form::Deserializer::from_bytes(text.as_bytes());
    serde_path_to_error::deserialize(parsed).map_err(|error| {
        let fault = invalid(&error.path().to_string(), &error.inner().to_string());
        Error::invalid(Code::InvalidParameter, vec![fault])
    })
}

/// One or several values of an enumeration, separated by commas: `status=submitted,returned`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneOf<T>(pub Vec<T>);

impl<'de, T: FromStr<Err = String>> Deserialize<'de> for OneOf<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let values: Result<Vec<T>, String> = text.split(',').map(|item| item.trim().parse()).collect();
        values.map(Self).map_err(|allowed| D::Error::custom(format!("one of {allowed}")))
    }
}
