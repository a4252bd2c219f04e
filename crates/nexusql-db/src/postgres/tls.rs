//! TLS as libpq's modes have it, by rustls. What a certificate is checked for is in `tls/verifier.rs`, what is said of one
//! that fails in `tls/refusal.rs`.

mod refusal;
mod verifier;

use std::fmt::Display;
use std::path::Path;
use std::sync::Arc;

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use rustls::ClientConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::{SslMode, Target};
pub(super) use refusal::refusal;
use verifier::{Check, Verifier};

/// The root certificate that stands for the authorities that the system trusts.
const SYSTEM: &str = "system";

/// Returns how much TLS `target` asks for.
///
/// Errors: [`ErrorKind::Usage`] if the system's authorities are named and no name is checked: anybody has a certificate of
/// some authority.
/// Source: PostgreSQL manual, `sslrootcert` in "Parameter Key Words".
pub(super) fn mode(target: &Target) -> Result<SslMode> {
    let system = target.ssl_root_cert.as_deref() == Some(Path::new(SYSTEM));
    match target.ssl_mode {
        None if system => Ok(SslMode::VerifyFull),
        Some(mode) if system && mode != SslMode::VerifyFull => {
            let diagnostic = Diagnostic::error("bad-connection-string", "sslrootcert=system needs sslmode=verify-full")
                .with_detail("Anybody can get a certificate of an authority that the system trusts.");
            Err(Error::new(ErrorKind::Usage, diagnostic.with_hint("Leave sslmode out, or name a file.")))
        }
        mode => Ok(mode.unwrap_or_default()),
    }
}

/// Returns what makes TLS connections for `target`.
///
/// Errors: [`ErrorKind::Usage`] if a certificate or a key cannot be read.
pub(super) fn connector(target: &Target) -> Result<MakeRustlsConnect> {
    let provider = Arc::new(ring::default_provider());
    let check = match mode(target)? {
        SslMode::VerifyFull => Check::Name,
        SslMode::VerifyCa => Check::Authority,
        // libpq: with a root certificate, "require" is "verify-ca".
        SslMode::Require if target.ssl_root_cert.is_some() => Check::Authority,
        _ => Check::Nothing,
    };
    let file = target.ssl_root_cert.as_deref().filter(|path| *path != Path::new(SYSTEM));
    let roots = match (check, file) {
        (Check::Nothing, _) => Vec::new(),
        (_, Some(path)) => certificates(path, "bad-root-certificate", "root certificates")?,
        (_, None) => rustls_native_certs::load_native_certs().certs,
    };
    let verifier = Verifier::new(check, roots, file.is_none(), Arc::clone(&provider))
        .map_err(|why| unusable("bad-root-certificate", "root certificates", &why))?;
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::internal(format!("TLS has no usable version: {error}")))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier));
    let Some(own) = &target.ssl_cert else { return Ok(MakeRustlsConnect::new(config.with_no_client_auth())) };
    let chain = certificates(own, "bad-certificate", "client certificate")?;
    let Some(key) = &target.ssl_key else {
        let why = format!("\"{}\" has no key: name it with sslkey", own.display());
        return Err(unusable("bad-certificate", "client certificate", &why));
    };
    let config = config
        .with_client_auth_cert(chain, private_key(key)?)
        .map_err(|error| unusable("bad-certificate", "client certificate", &error))?;
    Ok(MakeRustlsConnect::new(config))
}

fn certificates(path: &Path, code: &'static str, what: &str) -> Result<Vec<CertificateDer<'static>>> {
    let unreadable = |error: &dyn Display| unusable(code, what, &format!("\"{}\": {error}", path.display()));
    let found = CertificateDer::pem_file_iter(path).map_err(|error| unreadable(&error))?;
    let found: Vec<_> = found.collect::<std::result::Result<_, _>>().map_err(|error| unreadable(&error))?;
    if found.is_empty() { Err(unreadable(&"it holds no certificate")) } else { Ok(found) }
}

/// Reads the key in `path`, which only its owner may read.
///
/// Source: `initialize_SSL` in libpq's fe-secure-openssl.c.
fn private_key(path: &Path) -> Result<PrivateKeyDer<'static>> {
    let refuse = |why: &dyn Display| unusable("bad-key", "client key", &format!("\"{}\": {why}", path.display()));
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let entry = std::fs::metadata(path).map_err(|error| refuse(&error))?;
        // A group that root gave it to may read it.
        let closed = if entry.uid() == 0 { 0o037 } else { 0o077 };
        if entry.mode() & closed != 0 {
            return Err(refuse(&"others may read it").map(|d| d.with_hint("Close it: chmod 600")));
        }
    }
    PrivateKeyDer::from_pem_file(path).map_err(|error| refuse(&error))
}

fn unusable(code: &'static str, what: &str, why: &dyn Display) -> Error {
    let diagnostic = Diagnostic::error(code, format!("could not use the {what}"));
    Error::new(ErrorKind::Usage, diagnostic.with_detail(format!("{why}.")))
}
