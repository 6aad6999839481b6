//! The language of an answer's texts for people.
use crate::error::Language;
use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header};
use std::{
    convert::Infallible,
    future::{Ready, ready},
};

/// By `Accept-Language`; whoever answers by it says so with `Answer::in_language`.
impl FromRequest for Language {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let preferred = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        ready(Ok(Self::from_header(preferred)))
    }
}
