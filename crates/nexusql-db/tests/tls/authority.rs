//! Certificates, made for one test.

use std::path::{Path, PathBuf};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd};

/// A certificate and its key, as PEM.
pub struct Identity {
    pub certificate: String,
    pub key: String,
}

/// Somebody who makes certificates.
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub fn new(name: &str) -> Self {
        let mut params = params(&[], name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, key()).expect("the parameters are right"))
    }

    pub fn pem(&self) -> String {
        self.0.pem()
    }

    /// Makes a certificate for `hosts`, and for the role `name`.
    pub fn identity(&self, hosts: &[&str], name: &str) -> Identity {
        self.sign(params(hosts, name))
    }

    /// Makes one that was good until 2020.
    pub fn expired(&self, hosts: &[&str]) -> Identity {
        let mut params = params(hosts, "expired");
        (params.not_before, params.not_after) = (date_time_ymd(2019, 1, 1), date_time_ymd(2020, 1, 1));
        self.sign(params)
    }

    fn sign(&self, params: CertificateParams) -> Identity {
        let key = key();
        let certificate = params.signed_by(&key, &self.0).expect("the parameters are right");
        Identity { certificate: certificate.pem(), key: key.serialize_pem() }
    }
}

/// Makes a certificate that vouches for itself, as `openssl req -x509` does: it is an authority's and a server's.
pub fn self_signed(hosts: &[&str]) -> Identity {
    let mut params = params(hosts, "self");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = key();
    let certificate = params.self_signed(&key).expect("the parameters are right");
    Identity { certificate: certificate.pem(), key: key.serialize_pem() }
}

fn key() -> KeyPair {
    KeyPair::generate().expect("the system has random numbers")
}

fn params(hosts: &[&str], name: &str) -> CertificateParams {
    let hosts: Vec<String> = hosts.iter().map(|host| (*host).to_owned()).collect();
    let mut params = CertificateParams::new(hosts).expect("the hosts are names");
    params.distinguished_name.push(DnType::CommonName, name);
    params
}

/// Writes `text` to a file that only its owner may read, and returns where it is.
pub fn write_private(dir: &Path, name: &str, text: &str) -> PathBuf {
    use std::os::unix::fs::PermissionsExt;
    let path = dir.join(name);
    std::fs::write(&path, text).expect("the folder is ours");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).expect("the file is ours");
    path
}
