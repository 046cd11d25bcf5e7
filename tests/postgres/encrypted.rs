//! Encrypted connections: whom they trust, and that nothing goes out in the clear by mistake.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::PathBuf;
use std::thread;

use kartotek::{ErrorKind, PostgresOptions, PostgresRepository, RepositoryExt, Result};
use kartotek_tests::cluster::Cluster;
use postgres::{Client, NoTls};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tempfile::TempDir;

/// Who vouches for servers.
struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
}

impl Authority {
    fn new() -> Self {
        let mut own = CertificateParams::new(Vec::<String>::new()).unwrap();
        own.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self { issuer: CertifiedIssuer::self_signed(own, KeyPair::generate().unwrap()).unwrap() }
    }

    /// Returns a certificate for a host and its key.
    fn certify(&self, host: &str) -> (String, String) {
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new(vec![host.to_owned()]).unwrap();
        (certificate.signed_by(&key, &self.issuer).unwrap().pem(), key.serialize_pem())
    }

    fn file(&self, folder: &TempDir, name: &str) -> PathBuf {
        let path = folder.path().join(name);
        std::fs::write(&path, self.issuer.pem()).unwrap();
        path
    }
}

fn connect(address: &str, roots: Option<PathBuf>) -> Result<PostgresRepository> {
    PostgresRepository::connect(
        address,
        PostgresOptions { root_certificates: roots, ..PostgresOptions::default() },
    )
}

/// Reads something and tells of each connection of Kartotek whether it is encrypted.
fn encrypted(repository: &PostgresRepository, port: u16) -> Vec<bool> {
    repository.read(|tx| tx.register_id()).unwrap();
    let address = format!("host=127.0.0.1 port={port} user=kartotek dbname=postgres");
    let query = "SELECT s.ssl FROM pg_stat_ssl s JOIN pg_stat_activity a USING (pid)
                 WHERE a.application_name = 'kartotek'";
    let rows = Client::connect(&address, NoTls).unwrap().query(query, &[]).unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

// SPEC: C2
#[test]
fn a_server_that_goes_away_while_it_greets_is_unreachable() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let folder = tempfile::tempdir().unwrap();
    let trusted = Some(Authority::new().file(&folder, "trusted.pem"));
    let server = thread::spawn(move || {
        let (mut host, _) = listener.accept().unwrap();
        host.read_exact(&mut [0; 8]).unwrap();
        // "I encrypt", and it is gone.
        host.write_all(b"S").unwrap();
    });
    let error = connect(&format!("postgresql://kartotek@localhost:{port}/postgres"), trusted).unwrap_err();
    assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Unreachable, true), "{error:?}");
    server.join().unwrap();
}

// SPEC: C2
#[test]
fn a_connection_over_a_network_is_encrypted_with_a_server_that_somebody_vouches_for() {
    let Some(cluster) = Cluster::start() else { return };
    let folder = tempfile::tempdir().unwrap();
    let (authority, stranger) = (Authority::new(), Authority::new());
    let trusted = Some(authority.file(&folder, "trusted.pem"));
    let (certificate, key) = authority.certify("localhost");
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    cluster.kill();
    cluster.listen(port, None);
    cluster.start_again();
    let address = format!("postgresql://kartotek@localhost:{port}/postgres");

    // The server cannot encrypt, so nothing is said to it.
    assert_eq!(connect(&address, trusted.clone()).unwrap_err().kind(), ErrorKind::Storage);
    let plain = connect(&format!("{address}?sslmode=disable"), trusted.clone()).unwrap();
    assert_eq!(encrypted(&plain, port), [false]);
    drop(plain);

    cluster.kill();
    cluster.listen(port, Some((&certificate, &key)));
    cluster.start_again();
    let secret = connect(&address, trusted.clone()).unwrap();
    assert_eq!(encrypted(&secret, port), [true]);
    drop(secret);

    let by_number = format!("postgresql://kartotek@127.0.0.1:{port}/postgres");
    for (address, roots, what) in [
        (&by_number, trusted, "a certificate for another host"),
        (&address, Some(stranger.file(&folder, "stranger.pem")), "a certificate of a stranger"),
        (&address, None, "a certificate that the system does not trust"),
    ] {
        let error = connect(address, roots).unwrap_err();
        assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Storage, false), "{what}");
    }
    let missing = connect(&address, Some(folder.path().join("missing.pem")));
    assert_eq!(missing.unwrap_err().kind(), ErrorKind::Io);
}
