//! Where a request comes from, for counting.
//!
//! The peer of the connection, unless the operator says that a proxy stands in front: then the last
//! entry of `X-Forwarded-For`, the only one that proxy itself wrote. Earlier entries are whatever the
//! client claims and are never believed.

use std::{
    convert::Infallible,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, request::Parts},
};

use crate::app::App;

/// A client's address. It never reaches a log or a row in the clear, so it has no `Display`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClientAddress(IpAddr);

impl ClientAddress {
    /// Who counts as one client: an IPv4 address, or an IPv6 /64, the least that one subscriber gets
    /// (RFC 6177 §2), since it can use any of the addresses in it.
    #[must_use]
    pub fn network(self) -> IpAddr {
        match self.0.to_canonical() {
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
            address @ IpAddr::V4(_) => address,
        }
    }

    /// The address of a request from `peer`.
    fn of(peer: IpAddr, headers: &HeaderMap, trust_proxy: bool) -> ClientAddress {
        let forwarded = if trust_proxy { forwarded_for(headers) } else { None };
        ClientAddress(forwarded.unwrap_or(peer))
    }
}

fn forwarded_for(headers: &HeaderMap) -> Option<IpAddr> {
    let last_line = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
    let last = last_line.rsplit(',').next()?.trim();
    // Some proxies add the port.
    last.parse().ok().or_else(|| last.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

impl FromRequestParts<App> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<ClientAddress, Infallible> {
        // A router that is called without a connection, as tests do, has no peer.
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
        Ok(ClientAddress::of(peer, &parts.headers, app.config.server.trust_proxy))
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn network(peer: &str, lines: &[&'static str], trust_proxy: bool) -> String {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append("x-forwarded-for", HeaderValue::from_static(line));
        }
        ClientAddress::of(peer.parse().unwrap(), &headers, trust_proxy).network().to_string()
    }

    #[test]
    fn only_the_proxy_is_believed_and_only_when_there_is_one() {
        assert_eq!(network("10.0.0.1", &["1.2.3.4"], false), "10.0.0.1");
        assert_eq!(network("10.0.0.1", &["1.2.3.4"], true), "1.2.3.4");
        assert_eq!(network("10.0.0.1", &["9.9.9.9, 1.2.3.4"], true), "1.2.3.4");
        assert_eq!(network("10.0.0.1", &["9.9.9.9", "8.8.8.8, 1.2.3.4:5555"], true), "1.2.3.4");
        assert_eq!(network("10.0.0.1", &["nonsense"], true), "10.0.0.1");
        assert_eq!(network("10.0.0.1", &[], true), "10.0.0.1");
    }

    #[test]
    fn addresses_of_one_subscriber_are_one_client() {
        assert_eq!(network("2001:db8:1:2:aaaa::1", &[], false), "2001:db8:1:2::");
        assert_eq!(network("2001:db8:1:2:bbbb::9", &[], false), "2001:db8:1:2::");
        assert_eq!(network("::ffff:1.2.3.4", &[], false), "1.2.3.4");
    }
}
