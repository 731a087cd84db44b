//! Which compressed form a client takes: `Accept-Encoding`, RFC 9110 §12.5.3.

use axum::http::{HeaderMap, header};

/// A form that a file may be kept in beside its plain one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Brotli,
    Gzip,
}

impl Encoding {
    /// Every form, the smallest first.
    pub(super) const ALL: [Encoding; 2] = [Encoding::Brotli, Encoding::Gzip];

    /// The name used in headers.
    pub(super) fn id(self) -> &'static str {
        match self {
            Encoding::Brotli => "br",
            Encoding::Gzip => "gzip",
        }
    }

    /// What follows the name of the plain file.
    pub(super) fn extension(self) -> &'static str {
        match self {
            Encoding::Brotli => ".br",
            Encoding::Gzip => ".gz",
        }
    }
}

/// The form among `available` that the client likes best, the earlier of equals; `None`: send it plain.
pub(super) fn choose(headers: &HeaderMap, available: &[Encoding]) -> Option<Encoding> {
    let values = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let offers: Vec<(&str, u16)> = values.flat_map(|value| value.split(',')).filter_map(offer).collect();
    let weight = |encoding: &Encoding| {
        let named = |name: &str| offers.iter().find(|(offered, _)| offered.eq_ignore_ascii_case(name));
        named(encoding.id()).or_else(|| named("*")).map_or(0, |(_, weight)| *weight)
    };
    let mut best: Option<Encoding> = None;
    for encoding in available {
        if weight(encoding) > best.as_ref().map_or(0, weight) {
            best = Some(*encoding);
        }
    }
    best
}

/// A name and its weight in thousandths.
fn offer(text: &str) -> Option<(&str, u16)> {
    let mut parts = text.split(';').map(str::trim);
    let name = parts.next().filter(|name| !name.is_empty())?;
    let weight = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
    let weight = weight.map_or(1.0, |text| text.parse::<f32>().unwrap_or(0.0));
    Some((name, (weight.clamp(0.0, 1.0) * 1000.0) as u16))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn preferences() {
        use Encoding::{Brotli, Gzip};
        let both = [Brotli, Gzip].as_slice();
        let cases = [
            ("gzip, deflate, br, zstd", both, Some(Brotli)),
            ("gzip, deflate, br", [Gzip].as_slice(), Some(Gzip)),
            ("gzip, br", [].as_slice(), None),
            ("gzip", both, Some(Gzip)),
            ("BR", both, Some(Brotli)),
            ("br;q=0, gzip", both, Some(Gzip)),
            ("br;q=0.000, gzip;q=0", both, None),
            ("br;q=0.5, gzip;q=0.8", both, Some(Gzip)),
            ("br ; q=0.5 , gzip ; q=0.5", both, Some(Brotli)),
            ("*", both, Some(Brotli)),
            ("br;q=0, *", both, Some(Gzip)),
            ("*;q=0", both, None),
            ("identity", both, None),
            ("br;q=many", both, None),
            ("br;q=NaN", both, None),
            ("brotli", both, None),
            ("", both, None),
        ];
        for (value, available, chosen) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(value));
            assert_eq!(choose(&headers, available), chosen, "for {value:?}");
        }
        assert_eq!(choose(&HeaderMap::new(), both), None);
    }
}
