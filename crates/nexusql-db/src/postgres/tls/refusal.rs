//! What is said when the two sides do not come to terms about their certificates.

use std::error::Error as StdError;

use nexusql_base::Diagnostic;
use rustls::{AlertDescription, CertificateError, Error};

use crate::postgres::Target;

/// Returns what to say of a connection with the server `at` that failed for TLS, if that is why it failed.
pub(in crate::postgres) fn refusal(target: &Target, at: &str, error: &(dyn StdError + 'static)) -> Option<Diagnostic> {
    let said = |message: String| Diagnostic::error("tls-failed", message);
    Some(match cause(error)? {
        Error::InvalidCertificate(why) => of_certificate(target, at, why),
        Error::AlertReceived(alert) if is_about_us(*alert) => {
            let shown = if target.ssl_cert.is_some() { "was shown" } else { "was not shown" };
            said(format!("server {at} refuses the client certificate"))
                .with_detail(format!("It says {alert:?}; a client certificate {shown}."))
                .with_hint("Name one that it trusts with sslcert and sslkey.")
        }
        other => said(format!("could not make a TLS connection with {at}"))
            .with_detail(format!("{other}."))
            .with_hint("Does the server speak TLS 1.2 or later?"),
    })
}

fn of_certificate(target: &Target, at: &str, why: &CertificateError) -> Diagnostic {
    let said = |message: String| Diagnostic::error("tls-failed", message);
    let roots = target.ssl_root_cert.as_ref().map_or("the system".to_owned(), |file| format!("\"{}\"", file.display()));
    match why {
        CertificateError::UnknownIssuer => said(format!("certificate of server {at} is not trusted"))
            .with_detail(format!("It was made by none of the authorities of {roots}."))
            .with_hint("Name the authority's certificate with sslrootcert."),
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            said(format!("certificate of server {at} is for another host"))
                .with_detail(names(why))
                .with_hint("Connect by a name that is in it, or let any name do with sslmode=verify-ca.")
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            said(format!("certificate of server {at} has expired")).with_hint("The server needs a new one.")
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            said(format!("certificate of server {at} is not valid yet"))
                .with_hint("Is the clock of this machine right?")
        }
        other => said(format!("certificate of server {at} cannot be used"))
            .with_detail(format!("{other:?}."))
            .with_hint("The server needs a certificate of X.509 version 3 with a current signature."),
    }
}

/// Returns for which hosts a certificate is.
fn names(why: &CertificateError) -> String {
    let presented = match why {
        CertificateError::NotValidForNameContext { presented, .. } => presented.as_slice(),
        _ => &[],
    };
    // rustls writes them as `DnsName("db.example.org")` and `IpAddress(10.0.0.1)`.
    let bare = |name: &String| {
        let inner = name.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')')).unwrap_or(name);
        format!("\"{}\"", inner.trim_matches('"'))
    };
    match presented.iter().map(bare).collect::<Vec<_>>().as_slice() {
        [] => "It names no host as a subjectAltName; a name as its subject does not count.".to_owned(),
        names => format!("It is for {}.", names.join(", ")),
    }
}

/// Returns whether the server complains of what the client showed or did not show.
fn is_about_us(alert: AlertDescription) -> bool {
    use AlertDescription as Alert;
    matches!(
        alert,
        Alert::BadCertificate
            | Alert::UnsupportedCertificate
            | Alert::CertificateRevoked
            | Alert::CertificateExpired
            | Alert::CertificateUnknown
            | Alert::UnknownCA
            | Alert::AccessDenied
            | Alert::CertificateRequired
    )
}

/// Returns what rustls said, wherever it is wrapped up.
fn cause<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a Error> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<Error>() {
            return Some(found);
        }
        // An IO error's source is that of the error in it, which is passed over.
        let inner = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        next = match inner {
            Some(inner) => Some(inner as &(dyn StdError + 'static)),
            None => error.source(),
        };
    }
    None
}
