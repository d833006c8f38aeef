//! From where a request came. What proxies of ours say of it counts; what anybody else says does not.

use std::net::IpAddr;

use axum::http::HeaderMap;
use infra::wall_config::Network;

/// The caller's address: the last one in `X-Forwarded-For` that no proxy of ours has, as far as
/// proxies of ours said so.
pub(crate) fn client_address(peer: IpAddr, headers: &HeaderMap, trusted: &[Network]) -> IpAddr {
    let is_ours = |address: IpAddr| trusted.iter().any(|network| network.holds(address));
    let mut client = peer.to_canonical();
    let values = headers.get_all("x-forwarded-for").iter();
    let said: Vec<&str> =
        values.map(|value| value.to_str().unwrap_or_default()).collect::<Vec<_>>();
    for hop in said.iter().rev().flat_map(|value| value.rsplit(',')) {
        if !is_ours(client) {
            break;
        }
        match hop.trim().parse::<IpAddr>() {
            Ok(address) => client = address.to_canonical(),
            Err(_) => break, // a proxy of ours would not have written that
        }
    }
    client
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn client(peer: &str, said: &[&str]) -> String {
        let trusted: Vec<_> =
            ["10.0.0.0/8", "127.0.0.1"].map(Network::parse).into_iter().flatten().collect();
        let mut headers = HeaderMap::new();
        for value in said {
            headers.append("x-forwarded-for", HeaderValue::from_str(value).unwrap());
        }
        client_address(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn nobody_but_a_proxy_of_ours_says_where_a_request_came_from() {
        assert_eq!(client("203.0.113.5", &["1.2.3.4"]), "203.0.113.5");
        assert_eq!(client("10.0.0.2", &["1.2.3.4"]), "1.2.3.4");
        assert_eq!(client("::ffff:10.0.0.2", &["1.2.3.4"]), "1.2.3.4");
        assert_eq!(client("10.0.0.2", &[]), "10.0.0.2");
    }

    #[test]
    fn what_the_caller_put_in_front_is_not_believed() {
        assert_eq!(client("10.0.0.2", &["6.6.6.6, 1.2.3.4"]), "1.2.3.4");
        assert_eq!(client("10.0.0.2", &["6.6.6.6", "1.2.3.4, 10.0.0.9"]), "1.2.3.4");
        assert_eq!(client("10.0.0.2", &["1.2.3.4, nonsense"]), "10.0.0.2");
        assert_eq!(client("10.0.0.2", &["10.0.0.7, 127.0.0.1"]), "10.0.0.7", "all are ours");
    }
}
