use std::future::Future;
use std::pin::Pin;

use tokio_postgres::{Client, Config, Error, NoTls};

type Link = Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>;

/// Connects to the first address that answers.
pub(super) async fn connect(config: &Config) -> Result<(Client, Link), Error> {
    let (client, link) = config.connect(NoTls).await?;
    Ok((client, Box::pin(link)))
}
