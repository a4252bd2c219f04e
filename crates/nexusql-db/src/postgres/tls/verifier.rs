//! What a server's certificate is checked for.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{WebPkiServerVerifier, verify_server_name};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};

/// How much of a certificate counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Check {
    /// Nothing: it may be anybody's.
    Nothing,
    /// A trusted authority made it.
    Authority,
    /// A trusted authority made it for this host.
    Name,
}

/// Checks a server's certificate as far as the mode asks.
#[derive(Debug)]
pub(super) struct Verifier {
    check: Check,
    authorities: Option<Arc<WebPkiServerVerifier>>,
    /// Root certificates that a server may show as its own: PostgreSQL's manual has such a set-up.
    itself: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
}

impl Verifier {
    /// Makes one that trusts `roots`; the system's may be odd in part, and if there are none, Mozilla's do.
    ///
    /// Errors: why a root certificate cannot be used.
    pub(super) fn new(
        check: Check,
        roots: Vec<CertificateDer<'static>>,
        system: bool,
        provider: Arc<CryptoProvider>,
    ) -> Result<Self, String> {
        if check == Check::Nothing {
            return Ok(Self { check, authorities: None, itself: Vec::new(), provider });
        }
        let mut store = RootCertStore::empty();
        if system {
            store.add_parsable_certificates(roots);
            if store.is_empty() {
                store.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
            }
            return Self::with(check, store, Vec::new(), provider);
        }
        for root in &roots {
            store.add(root.clone()).map_err(|error| error.to_string())?;
        }
        Self::with(check, store, roots, provider)
    }

    fn with(
        check: Check,
        store: RootCertStore,
        itself: Vec<CertificateDer<'static>>,
        provider: Arc<CryptoProvider>,
    ) -> Result<Self, String> {
        let builder = WebPkiServerVerifier::builder_with_provider(Arc::new(store), Arc::clone(&provider));
        let authorities = Some(builder.build().map_err(|error| error.to_string())?);
        Ok(Self { check, authorities, itself, provider })
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Some(authorities) = &self.authorities else { return Ok(ServerCertVerified::assertion()) };
        match authorities.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now) {
            Err(Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) if self.check == Check::Authority => Ok(ServerCertVerified::assertion()),
            // A certificate that signed itself counts as an authority's, which rustls takes for no server's.
            Err(Error::InvalidCertificate(CertificateError::Other(_))) if self.itself.contains(end_entity) => {
                if self.check == Check::Name {
                    verify_server_name(&ParsedCertificate::try_from(end_entity)?, server_name)?;
                }
                Ok(ServerCertVerified::assertion())
            }
            answer => answer,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        rustls::crypto::verify_tls12_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        rustls::crypto::verify_tls13_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
