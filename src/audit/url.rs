//! The site that a page is of.

use std::net::Ipv4Addr;

/// The host of a URL of HTTP, in lower case; `None` for what is no such URL.
fn host(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let is_web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    let authority = rest.split(['/', '?', '#', '\\']).next().filter(|_| is_web)?;
    let host = authority.rsplit('@').next().unwrap_or(authority);
    let host = match host.strip_prefix('[') {
        Some(address) => address.split(']').next().unwrap_or(address),
        None => host.split(':').next().unwrap_or(host),
    };
    Some(host.trim_end_matches('.').to_lowercase()).filter(|host| !host.is_empty())
}

/// The site of a URL: the domain that was registered, by the public suffix list (publicsuffix.org, its private part too, so that each blog
/// of a host of blogs is a site), or the host where there is none: an address, a name within a network. `None` for what is no URL of HTTP.
#[must_use]
pub fn site(url: &str) -> Option<String> {
    let host = host(url)?;
    let is_address = host.contains(':') || host.parse::<Ipv4Addr>().is_ok();
    let registered = if is_address { None } else { psl::domain_str(&host).map(str::to_string) };
    Some(registered.unwrap_or(host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sites_are_registered_domains() {
        for (url, expected) in [
            ("https://www.Example.co.uk/a?b#c", Some("example.co.uk")),
            ("http://user:x@news.example.com:8080/", Some("example.com")),
            ("http://farm.blogspot.com", Some("farm.blogspot.com")),
            ("http://example.com./", Some("example.com")),
            ("https://192.168.0.1/a", Some("192.168.0.1")),
            ("http://[2001:db8::1]:80/", Some("2001:db8::1")),
            ("http://intranet/", Some("intranet")),
            ("https://bücher.example.de?x", Some("example.de")),
            ("ftp://example.com/", None),
            ("folder/page.html", None),
            ("http:///a", None),
        ] {
            assert_eq!(site(url).as_deref(), expected, "{url}");
        }
    }
}
