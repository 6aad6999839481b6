//! Query strings: an unknown, repeated or unreadable parameter is a 400 that says what would be right.
use super::paging::{PageParameters, Paging};
use crate::error::{Code, Error, Result, Violation};
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
        let known = names::<T>();
        ready(pairs(request, &known).and_then(|pairs| parse(&pairs)).map(Self))
    }
}

impl<F: DeserializeOwned + IntoParams> FromRequest for List<F> {
    type Error = Error;
    type Future = Ready<Result<Self>>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let (filter, paging) = (names::<F>(), names::<PageParameters>());
        let both: Vec<String> = filter.iter().chain(&paging).cloned().collect();
        ready(pairs(request, &both).and_then(|pairs| {
            let (page, filter): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|(name, _)| paging.contains(name));
            let page = Paging::new(&parse(&page)?, request.path(), &filter)?;
            Ok(Self { filter: parse(&filter)?, page })
        }))
    }
}

/// The parameter names that a type documents are the ones that it accepts.
fn names<T: IntoParams>() -> Vec<String> {
    T::into_params(|| None).into_iter().map(|parameter| parameter.name).collect()
}

/// The pairs of the query string, once each, all known.
fn pairs(request: &HttpRequest, known: &[String]) -> Result<Vec<(String, String)>> {
    let unreadable = |_| Error::from(Violation::parameter("", Code::InvalidParameter));
    let pairs: Vec<(String, String)> = serde_html_form::from_str(request.query_string()).map_err(unreadable)?;
    let (mut seen, mut faults) = (HashSet::new(), Vec::new());
    for (name, value) in &pairs {
        if !known.contains(name) {
            let nearest =
                known.iter().max_by(|a, b| strsim::jaro_winkler(name, a).total_cmp(&strsim::jaro_winkler(name, b)));
            faults.push(
                Violation::parameter(name.clone(), Code::UnknownParameter)
                    .with("parameter", name.clone())
                    .with("nearest", nearest.cloned().unwrap_or_default())
                    .with("known", known.join(", ")),
            );
        } else if !seen.insert(name) {
            faults.push(Violation::parameter(name.clone(), Code::DuplicateParameter).with("parameter", name.clone()));
        } else if !is_storable(value) {
            faults.push(invalid(name, "NUL, or a date outside the years 1900 to 2200"));
        }
    }
    match faults.first() {
        None => Ok(pairs),
        Some(first) => Err(Error::invalid(first.code, faults)),
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
