/// Whether this is an absolute http or https URI with a host, in ASCII without spaces.
pub(crate) fn is_web_address(uri: &str) -> bool {
    let rest = uri
        .strip_prefix("https://")
        .or_else(|| uri.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        let host = |first: char| first.is_ascii_alphanumeric() || first == '[';
        rest.starts_with(host) && rest.bytes().all(|byte| byte.is_ascii_graphic())
    })
}
