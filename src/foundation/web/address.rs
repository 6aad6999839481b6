//! Addresses that no operation has, and whence a request comes.
use crate::{
    State,
    error::{Code, Error, Result},
    network,
};
use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header, web::Data};
use std::{
    future::{Ready, ready},
    net::{IpAddr, Ipv4Addr},
    sync::Once,
};

/// The longest address of a request, in bytes.
pub(super) const LONGEST: usize = 8192;

/// What answers an address that no operation has: 405 with the methods that it takes where there are any, else 404 with
/// the nearest address.
pub fn not_found(methods: &[String], nearest: &str) -> Error {
    if methods.is_empty() {
        return Error::new(Code::AddressUnknown).with("nearest", nearest).extend("nearest", nearest);
    }
    Error::new(Code::MethodNotAllowed).header("Allow", methods.join(", "))
}

/// Of the known addresses the one that a given one is most like, with its `{…}` as they are.
pub fn nearest<'a>(given: &str, known: impl Iterator<Item = &'a str>) -> &'a str {
    // No address is longer: what follows is no typing error.
    let given: String = given.chars().take(160).collect();
    let parts: Vec<&str> = given.split('/').collect();
    let likeness = |template: &str| {
        let filled = template.split('/').enumerate().map(|(at, part)| match parts.get(at) {
            Some(given) if part.starts_with('{') => *given,
            _ => part,
        });
        strsim::normalized_damerau_levenshtein(&given, &filled.collect::<Vec<_>>().join("/"))
    };
    known.map(|template| (likeness(template), template)).max_by(|a, b| a.0.total_cmp(&b.0)).map_or("/", |best| best.1)
}

/// Whence a request comes, and with what: the source address behind trusted proxies, and the `User-Agent`.
#[derive(Debug, Clone)]
pub struct Source {
    address: IpAddr,
    user_agent: Option<String>,
}

impl Source {
    /// Of an address, without a `User-Agent`.
    pub const fn of(address: IpAddr) -> Self {
        Self { address, user_agent: None }
    }
    /// What attempts are counted by: an IPv4 address, of IPv6 the /64 that one subscriber has.
    pub fn subscriber(&self) -> String {
        network::subscriber(self.address)
    }
    /// What is kept of the address with a session: the /24 of IPv4, the /48 of IPv6.
    pub fn shortened(&self) -> String {
        network::shortened(self.address)
    }
    /// The first hundred characters of `User-Agent`, without what cannot be seen.
    pub fn user_agent(&self) -> Option<&str> {
        self.user_agent.as_deref()
    }
}

impl FromRequest for Source {
    type Error = Error;
    type Future = Ready<Result<Self>>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let trusted = request.app_data::<Data<State>>().map_or(&[][..], |state| &state.trusted_proxies);
        let peer = request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
        let forwarded: Vec<&str> =
            request.headers().get_all("X-Forwarded-For").filter_map(|value| value.to_str().ok()).collect();
        let entries = forwarded.iter().flat_map(|value| value.split(','));
        let entries: Vec<&str> = entries.collect();
        if !entries.is_empty() && !trusted.iter().any(|network| network.contains(peer)) {
            static SAID: Once = Once::new();
            SAID.call_once(|| warn_of(peer));
        }
        let address = network::origin(peer, entries.into_iter(), trusted);
        let seen = request.headers().get(header::USER_AGENT).map(|value| String::from_utf8_lossy(value.as_bytes()));
        let user_agent = seen.map(|seen| seen.chars().filter(|c| !c.is_control()).take(100).collect());
        ready(Ok(Self { address, user_agent }))
    }
}

/// Once, because anybody can send the header; it may be a proxy whose clients would all count as one source.
fn warn_of(peer: IpAddr) {
    tracing::warn!(%peer, "X-Forwarded-For from an address that DUBAN_TRUSTED_PROXIES does not name: it is not read");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_address_is_what_was_meant() {
        let known =
            ["/api/v1/plans", "/api/v1/plans/{id}", "/api/v1/plans/{id}/close", "/api/v1/areas", "/health/live"];
        for (given, meant) in [
            ("/api/v1/plan", "/api/v1/plans"),
            ("/api/v1/plans/code:2025/clos", "/api/v1/plans/{id}/close"),
            ("/api/v1/aeras", "/api/v1/areas"),
            ("/health/life", "/health/live"),
            ("/plans", "/api/v1/plans"),
        ] {
            assert_eq!(nearest(given, known.into_iter()), meant, "{given}");
        }
        assert_eq!(nearest(&"/x".repeat(5000), [].into_iter()), "/");
    }
}
