//! Addresses of the network, and what of them is kept.
use std::{net::IpAddr, str::FromStr};

/// An address, or a network in CIDR notation: `10.0.0.7`, `10.0.0.0/8`, `fd00::/8`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

impl Network {
    /// Whether an address lies in it. IPv4 that is mapped into IPv6 is IPv4.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                let apart = own.to_bits() ^ other.to_bits();
                apart.checked_shr(32 - u32::from(self.bits)).unwrap_or(0) == 0
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                let apart = own.to_bits() ^ other.to_bits();
                apart.checked_shr(128 - u32::from(self.bits)).unwrap_or(0) == 0
            }
            _ => false,
        }
    }
}

impl FromStr for Network {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text} is neither an address nor a network such as 10.0.0.0/8");
        let (address, bits) = text.trim().split_once('/').map_or((text.trim(), None), |(a, b)| (a, Some(b)));
        let address = address.parse::<IpAddr>().map_err(|_| wrong())?.to_canonical();
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), |bits| bits.parse::<u8>().map_err(|_| wrong()))?;
        if bits > most { Err(wrong()) } else { Ok(Self { address, bits }) }
    }
}

/// Whence a request comes: the peer, or behind proxies that are trusted the last address that they forward which is
/// not one of them. `forwarded` are the entries of `X-Forwarded-For`, the nearest last; what stands beyond the first
/// that is not trusted, anybody may have written.
pub fn origin<'a>(peer: IpAddr, forwarded: impl DoubleEndedIterator<Item = &'a str>, trusted: &[Network]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    let mut found = peer.to_canonical();
    for entry in forwarded.rev() {
        if !is_trusted(found) {
            break;
        }
        // Some proxies write the port too.
        let socket = || entry.trim().parse::<std::net::SocketAddr>().map(|socket| socket.ip());
        match entry.trim().parse::<IpAddr>().or_else(|_| socket()) {
            Ok(address) => found = address.to_canonical(),
            Err(_) => break,
        }
    }
    found
}

/// The network of an address that is one subscriber's: an IPv4 address itself, of IPv6 the /64.
pub fn subscriber(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => masked(address, 64),
    }
}

/// An address as it is shown and kept for long: the /24 of IPv4, the /48 of IPv6.
pub fn shortened(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => format!("{}/24", std::net::Ipv4Addr::from_bits(address.to_bits() & !0xff)),
        IpAddr::V6(address) => masked(address, 48),
    }
}

fn masked(address: std::net::Ipv6Addr, bits: u32) -> String {
    let mask = u128::MAX << (128 - bits);
    format!("{}/{bits}", std::net::Ipv6Addr::from_bits(address.to_bits() & mask))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }
    fn networks(texts: &[&str]) -> Vec<Network> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn a_network_contains_its_addresses_and_no_others() {
        for (network, inside, outside) in [
            ("10.0.0.0/8", "10.255.1.2", "11.0.0.1"),
            ("10.1.2.3", "10.1.2.3", "10.1.2.4"),
            ("fd00::/8", "fd12::1", "fe80::1"),
            ("10.0.0.0/8", "::ffff:10.1.1.1", "::1"),
        ] {
            let network: Network = network.parse().unwrap();
            assert!(network.contains(ip(inside)) && !network.contains(ip(outside)), "{network:?}");
        }
        assert!("0.0.0.0/0".parse::<Network>().unwrap().contains(ip("203.0.113.9")));
        for wrong in ["", "10.0.0.0/33", "::/129", "proxy", "10.0.0/8", "10.0.0.0/-1"] {
            assert!(wrong.parse::<Network>().is_err(), "{wrong}");
        }
    }
    #[test]
    fn only_what_trusted_proxies_say_counts() {
        let proxies = networks(&["10.0.0.0/8"]);
        let from = |peer: &str, header: &str, trusted: &[Network]| origin(ip(peer), header.split(','), trusted);
        assert_eq!(from("203.0.113.9", "198.51.100.1", &[]), ip("203.0.113.9"), "nobody is trusted");
        assert_eq!(from("203.0.113.9", "198.51.100.1", &proxies), ip("203.0.113.9"), "not a proxy of ours");
        assert_eq!(from("10.0.0.1", "198.51.100.1", &proxies), ip("198.51.100.1"));
        assert_eq!(
            from("10.0.0.1", "1.1.1.1, 198.51.100.1, 10.0.0.2", &proxies),
            ip("198.51.100.1"),
            "1.1.1.1 is claimed"
        );
        assert_eq!(from("10.0.0.1", "198.51.100.1:4711", &proxies), ip("198.51.100.1"));
        assert_eq!(from("10.0.0.1", "nonsense", &proxies), ip("10.0.0.1"));
        assert_eq!(from("10.0.0.1", "", &proxies), ip("10.0.0.1"));
    }
    #[test]
    fn what_is_kept_of_an_address_is_its_network() {
        assert_eq!(
            (subscriber(ip("203.0.113.9")), shortened(ip("203.0.113.9"))),
            ("203.0.113.9".into(), "203.0.113.0/24".into())
        );
        let v6 = ip("2001:db8:1:2:3::4");
        assert_eq!((subscriber(v6), shortened(v6)), ("2001:db8:1:2::/64".into(), "2001:db8:1::/48".into()));
    }
}
