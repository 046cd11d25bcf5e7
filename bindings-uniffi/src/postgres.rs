//! Registers on PostgreSQL servers.

use kartotek::PostgresOptions;

use crate::customers::defaults;
use crate::opening::{OpenOptions, builder};
use crate::register::Register;
use crate::worker::{Answer, on_worker};

#[uniffi::export]
impl Register {
    /// Opens the register in a schema of a PostgreSQL database, or makes a new one there: all apps and machines that
    /// open it see the same data. The address is a URL, as `postgresql://studio@db.example.com/registers`.
    #[uniffi::constructor(default(postgres = None, options = None))]
    pub async fn connect(
        address: String,
        postgres: Option<PostgresOptions>,
        options: Option<OpenOptions>,
    ) -> Answer<Self> {
        on_worker(move || builder(options).connect(&address, postgres.unwrap_or_default())).await.map(Self)
    }
}

defaults! {
    /// How a register on a server is opened where nothing is said.
    usual_postgres_options: PostgresOptions;
}
