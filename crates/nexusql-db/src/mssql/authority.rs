//! `sslmode=verify-ca`: the authority of a server's certificate is checked, and its name is not.
//!
//! The driver checks both at once. It looks at the authority first, though, and says for which names the certificate stands
//! when only the name is wrong: asked for one of those, it checks the authority again. All of it comes before the login.

use tiberius::error::Error as Said;

/// How rustls begins to tell the names of a certificate (`CertificateError::NotValidForNameContext`).
const NAMES_FOLLOW: &str = "certificate is only valid for ";

/// Returns a name that the certificate stands for, if its name was all that was wrong with it.
pub(super) fn certified_name(said: &Said) -> Option<String> {
    let Said::Tls(message) = said else { return None };
    let (_, names) = message.split_once(NAMES_FOLLOW)?;
    let dns = names.strip_prefix("DnsName(\"").and_then(|rest| rest.split('"').next());
    let address = || names.strip_prefix("IpAddress(").and_then(|rest| rest.split(')').next());
    // What stands for all hosts of a domain stands for this one.
    dns.or_else(address).map(|name| name.replacen('*', "any", 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_wrong_name_has_another() {
        let said = |text: &str| certified_name(&Said::Tls(format!("the server's certificate was rejected: {text}")));
        let wrong = "certificate not valid for name \"a\"; certificate is only valid for ";
        assert_eq!(said(&format!("{wrong}DnsName(\"db.b.org\"). To connect")).as_deref(), Some("db.b.org"));
        assert_eq!(said(&format!("{wrong}DnsName(\"*.b.org\") or DnsName(\"c\")")).as_deref(), Some("any.b.org"));
        assert_eq!(said(&format!("{wrong}IpAddress(10.0.0.1)")).as_deref(), Some("10.0.0.1"));
        assert_eq!(said("UnknownIssuer"), None);
        assert_eq!(certified_name(&Said::Utf8), None);
    }
}
