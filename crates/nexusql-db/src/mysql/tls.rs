//! How connections are secured: the modes of libpq and of MySQL's own programs, by the driver's rustls.

use std::path::{Path, PathBuf};

use mysql_async::{ClientIdentity, Error as Said, SslOpts};
use nexusql_base::Diagnostic;
use rustls::crypto::{CryptoProvider, ring};
use rustls::{CertificateError, RootCertStore};

use crate::error::{Error, Kind, Result};
use crate::postgres::SslMode;

/// How much TLS is asked for, and with which certificates.
#[derive(Clone, Debug, Default)]
pub(super) struct Tls {
    pub mode: Option<SslMode>,
    pub root_cert: Option<PathBuf>,
    pub cert: Option<PathBuf>,
    pub key: Option<PathBuf>,
}

/// Returns the mode with this name: libpq's, or MySQL's own.
///
/// Source: MySQL manual, "Command Options for Encrypted Connections".
pub(super) fn mode(name: &str) -> Option<SslMode> {
    Some(match name.to_ascii_lowercase().replace('_', "-").as_str() {
        "disable" | "disabled" => SslMode::Disable,
        "allow" => SslMode::Allow,
        "prefer" | "preferred" => SslMode::Prefer,
        "require" | "required" => SslMode::Require,
        "verify-ca" => SslMode::VerifyCa,
        "verify-full" | "verify-identity" => SslMode::VerifyFull,
        _ => return None,
    })
}

impl Tls {
    /// Returns what to try, one after the other; `None` is without TLS.
    ///
    /// Errors: [`Kind::Usage`] if a certificate or key cannot be read.
    pub fn attempts(&self) -> Result<Vec<Option<SslOpts>>> {
        Ok(match self.mode.unwrap_or_default() {
            SslMode::Disable => vec![None],
            SslMode::Allow => vec![None, Some(self.opts(SslMode::Allow)?)],
            SslMode::Prefer => vec![Some(self.opts(SslMode::Prefer)?), None],
            // As in libpq: with a root certificate, "require" looks at who made the server's.
            SslMode::Require if self.root_cert.is_some() => vec![Some(self.opts(SslMode::VerifyCa)?)],
            mode => vec![Some(self.opts(mode)?)],
        })
    }

    /// Returns how to go on where a trusted authority has made the server's certificate, for another host: by a name that is
    /// in it, if the mode lets any do. The driver's own way to pass over names takes no notice of what rustls says today.
    pub fn by_its_own_name(&self, tls: &SslOpts, said: &Said) -> Option<SslOpts> {
        let any = match self.mode.unwrap_or_default() {
            SslMode::VerifyCa => true,
            SslMode::Require => self.root_cert.is_some(),
            _ => false,
        };
        let Some(CertificateError::NotValidForNameContext { presented, .. }) = certificate(said).filter(|_| any) else {
            return None;
        };
        // rustls writes them as `DnsName("*.example.org")` and `IpAddress(10.0.0.1)`.
        let (_, name) = presented.first()?.strip_suffix(')')?.split_once('(')?;
        Some(tls.clone().with_danger_tls_hostname_override(Some(name.trim_matches('"').replace('*', "any"))))
    }

    fn opts(&self, mode: SslMode) -> Result<SslOpts> {
        if CryptoProvider::get_default().is_none() {
            // The driver takes the process's; who comes first decides, and any will do.
            let _ = ring::default_provider().install_default();
        }
        let opts = match mode {
            SslMode::VerifyFull | SslMode::VerifyCa => SslOpts::default(),
            _ => SslOpts::default().with_danger_accept_invalid_certs(true),
        };
        let opts = match &self.root_cert {
            Some(path) => {
                let own = vec![file(path, "root certificates")?.into()];
                opts.with_root_certs(own).with_disable_built_in_roots(true)
            }
            None => opts.with_root_certs(system_roots().into_iter().map(Into::into).collect()),
        };
        match (&self.cert, &self.key) {
            (Some(cert), Some(key)) => {
                let identity =
                    ClientIdentity::new(file(cert, "client certificate")?.into(), file(key, "client key")?.into());
                Ok(opts.with_client_identity(Some(identity)))
            }
            (None, None) => Ok(opts),
            _ => Err(unusable("client certificate", "A certificate needs its key, and a key its certificate.")),
        }
    }
}

/// Returns what rustls said of a connection that failed, if it is why.
pub(super) fn cause(said: &Said) -> Option<&rustls::Error> {
    let mut next: Option<&(dyn std::error::Error + 'static)> = Some(said);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<rustls::Error>() {
            return Some(found);
        }
        // An IO error's source is that of the error in it, which is passed over.
        next = match error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref) {
            Some(inner) => Some(inner as &(dyn std::error::Error + 'static)),
            None => error.source(),
        };
    }
    None
}

fn certificate(said: &Said) -> Option<&CertificateError> {
    match cause(said)? {
        rustls::Error::InvalidCertificate(why) => Some(why),
        _ => None,
    }
}

/// Returns what to do about a connection that failed for TLS.
pub(super) fn advice(said: &Said) -> &'static str {
    match certificate(said) {
        Some(CertificateError::UnknownIssuer) => "Name the authority's certificate with sslrootcert.",
        Some(CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. }) => {
            "Connect by a name that is in it, or let any name do with sslmode=verify-ca."
        }
        Some(CertificateError::Expired | CertificateError::ExpiredContext { .. }) => "The server needs a new one.",
        _ => "Ask for less with sslmode.",
    }
}

fn file(path: &Path, what: &str) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|error| unusable(what, &format!("\"{}\": {error}.", path.display())))
}

/// Returns the authorities that the system trusts, but for odd ones; the driver adds Mozilla's.
fn system_roots() -> Vec<Vec<u8>> {
    let usable = |cert: &_| RootCertStore::empty().add(Clone::clone(cert)).is_ok();
    let found = rustls_native_certs::load_native_certs().certs.into_iter().filter(usable);
    found.map(|cert| cert.to_vec()).collect()
}

fn unusable(what: &str, why: &str) -> Error {
    Error::new(Kind::Usage, Diagnostic::error("bad-certificate", format!("could not use the {what}")).with_detail(why))
}
