use std::future::Future;
use std::pin::Pin;

use tokio_postgres::{Client, Config, Error, NoTls};

type Link = Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>;

#[cfg(not(feature = "postgres-tls"))]
pub(super) use without::Encryption;

#[cfg(feature = "postgres-tls")]
pub(super) use with_rustls::Encryption;

async fn plain(config: &Config) -> Result<(Client, Link), Error> {
    let (client, link) = config.connect(NoTls).await?;
    Ok((client, Box::pin(link)))
}

#[cfg(not(feature = "postgres-tls"))]
mod without {
    use tokio_postgres::config::SslMode;
    use tokio_postgres::{Client, Config, Error as ServerError};

    use super::Link;
    use crate::base::{Error, Result};
    use crate::postgres::PostgresOptions;

    /// Connections that are not encrypted.
    #[derive(Debug)]
    pub(in crate::postgres) struct Encryption;

    impl Encryption {
        /// # Errors
        /// `Unsupported` where the address demands encryption.
        pub(in crate::postgres) fn new(config: &mut Config, _options: &PostgresOptions) -> Result<Self> {
            match config.get_ssl_mode() {
                SslMode::Require => Err(Error::Unsupported("encrypted connections (feature `postgres-tls`)")),
                _ => Ok(Self),
            }
        }

        /// Connects to the first address that answers.
        pub(in crate::postgres) async fn connect(
            &self,
            config: &Config,
        ) -> std::result::Result<(Client, Link), ServerError> {
            super::plain(config).await
        }
    }
}

#[cfg(feature = "postgres-tls")]
mod with_rustls {
    use std::path::Path;
    use std::sync::Arc;

    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject;
    use rustls::{ClientConfig, RootCertStore, crypto};
    use tokio_postgres::config::{Host, SslMode};
    use tokio_postgres::{Client, Config, Error as ServerError};
    use tokio_postgres_rustls::MakeRustlsConnect;

    use super::Link;
    use crate::base::{Error, ErrorKind, Result};
    use crate::postgres::PostgresOptions;

    /// What goes over a network is encrypted and the server's certificate verified, unless the address
    /// says `sslmode=disable`; sockets of the machine are not.
    #[derive(Debug)]
    pub(in crate::postgres) struct Encryption(Option<ClientConfig>);

    impl Encryption {
        /// # Errors
        /// `Io` when the root certificates cannot be read, `Storage` when there are none.
        pub(in crate::postgres) fn new(config: &mut Config, options: &PostgresOptions) -> Result<Self> {
            let network = !config.get_hostaddrs().is_empty()
                || config.get_hosts().iter().any(|host| matches!(host, Host::Tcp(_)));
            if !network || config.get_ssl_mode() == SslMode::Disable {
                return Ok(Self(None));
            }
            config.ssl_mode(SslMode::Require);
            let roots = match &options.root_certificates {
                Some(file) => of_file(file)?,
                None => rustls_native_certs::load_native_certs().certs,
            };
            let mut store = RootCertStore::empty();
            if store.add_parsable_certificates(roots).0 == 0 {
                let message = "no root certificate vouches for servers; name a file of them";
                return Err(Error::storage(ErrorKind::Storage, message));
            }
            let builder = ClientConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
                .with_safe_default_protocol_versions()
                .map_err(|_| Error::storage(ErrorKind::Storage, "encryption cannot be set up"))?;
            Ok(Self(Some(builder.with_root_certificates(store).with_no_client_auth())))
        }

        /// Connects to the first address that answers.
        pub(in crate::postgres) async fn connect(
            &self,
            config: &Config,
        ) -> std::result::Result<(Client, Link), ServerError> {
            let Some(encryption) = &self.0 else { return super::plain(config).await };
            let (client, link) = config.connect(MakeRustlsConnect::new(encryption.clone())).await?;
            Ok((client, Box::pin(link)))
        }
    }

    fn of_file(file: &Path) -> Result<Vec<CertificateDer<'static>>> {
        let unreadable = |_| Error::storage(ErrorKind::Io, "the file of root certificates cannot be read");
        let certificates = CertificateDer::pem_file_iter(file).map_err(unreadable)?;
        certificates.collect::<std::result::Result<_, _>>().map_err(unreadable)
    }
}
