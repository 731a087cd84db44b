//! Which addresses files may come from.
//!
//! A vendor's answer names links, and whoever can influence that answer could name an address inside the
//! operator's network. Every link, every redirect and every resolved name is held against
//! [`is_public`]; names are checked after resolution, by the resolver the connection itself uses, so
//! that a name cannot point elsewhere between check and use.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

use reqwest::{
    Url,
    dns::{Addrs, Name, Resolve, Resolving},
    redirect,
};

use super::Settings;

/// Redirects followed for a file: a CDN needs one or two.
const REDIRECTS_MAX: usize = 4;
/// How long a name may take to resolve.
const RESOLVE_TIMEOUT: Duration = Duration::from_secs(10);

/// Whether an address belongs to the public internet: not private, loopback, link-local, shared,
/// documentation, multicast or reserved (IANA special-purpose registries), also not as an IPv6 address
/// that carries such an IPv4 one.
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || address.is_multicast()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (b == 18 || b == 19));
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    if let Some(mapped) = address.to_ipv4_mapped() {
        return is_public_v4(mapped);
    }
    let octets = address.octets();
    // 6to4 and NAT64 carry an IPv4 address.
    if first == 0x2002 {
        return is_public_v4(Ipv4Addr::new(octets[2], octets[3], octets[4], octets[5]));
    }
    if (first, second) == (0x64, 0xff9b) {
        return is_public_v4(Ipv4Addr::new(octets[12], octets[13], octets[14], octets[15]));
    }
    // Only 2000::/3 is handed out; in it, 2001:db8::/32 is documentation and 2001::/23 special.
    first & 0xe000 == 0x2000 && !(first == 0x2001 && (second == 0xdb8 || second < 0x200))
}

/// Whether a file may be asked for at this address at all. Names are checked when they are resolved.
pub(super) fn check(url: &Url, settings: Settings) -> Result<(), &'static str> {
    let allowed = settings.allow_private_addresses;
    match url.scheme() {
        "https" => {}
        "http" if allowed => {}
        _ => return Err("the link is not an https link"),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("the link carries a name or password");
    }
    let Some(host) = url.host_str() else { return Err("the link names no host") };
    match host.trim_matches(['[', ']']).parse::<IpAddr>() {
        Ok(address) if !allowed && !is_public(address) => Err("the link leads into a private network"),
        _ => Ok(()),
    }
}

/// Follows a few redirects, each held against [`check`].
pub(super) fn redirects(settings: Settings) -> redirect::Policy {
    redirect::Policy::custom(move |attempt| {
        if attempt.previous().len() > REDIRECTS_MAX {
            return attempt.error("the link redirects too often");
        }
        match check(attempt.url(), settings) {
            Ok(()) => attempt.follow(),
            Err(reason) => attempt.error(reason),
        }
    })
}

/// Resolves names as the system does and hides what is not public.
pub(super) struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let lookup = tokio::net::lookup_host((name.as_str().to_owned(), 0));
            let found = tokio::time::timeout(RESOLVE_TIMEOUT, lookup).await??;
            let public: Vec<SocketAddr> = found.filter(|address| is_public(address.ip())).collect();
            if public.is_empty() {
                return Err("the name leads into a private network".into());
            }
            let addresses: Addrs = Box::new(public.into_iter());
            Ok(addresses)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_addresses_in_every_disguise() {
        let private = [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "192.0.0.8",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "fe80::1",
            "fc00::1",
            "ff02::1",
            "2002:7f00:1::",
            "64:ff9b::a00:1",
            "2001:db8::1",
            "2001::1",
        ];
        for text in private {
            assert!(!is_public(text.parse().unwrap()), "{text}");
        }
        for text in ["1.1.1.1", "100.128.0.1", "2606:4700::1111", "64:ff9b::101:101", "::ffff:8.8.8.8"] {
            assert!(is_public(text.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn links_are_https_and_name_nobody() {
        let strict = Settings::default();
        let url = |text: &str| Url::parse(text).unwrap();
        assert!(check(&url("https://v3.fal.media/a.png"), strict).is_ok());
        for text in [
            "http://v3.fal.media/a.png",
            "file:///etc/passwd",
            "https://127.0.0.1/a",
            "https://[::1]/a",
            "https://2130706433/a",
            "https://user@v3.fal.media/a",
        ] {
            assert!(check(&url(text), strict).is_err(), "{text}");
        }
        let trusting = Settings { allow_private_addresses: true, ..strict };
        assert!(check(&url("http://127.0.0.1:9/a"), trusting).is_ok());
    }

    #[tokio::test]
    async fn a_name_that_resolves_to_loopback_is_not_reached() {
        let refused = PublicOnly.resolve("localhost".parse().unwrap()).await;
        assert!(refused.is_err());
    }
}
