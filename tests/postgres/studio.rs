//! A register on a server with one customer in it, and checks of what a failed call left.

use std::sync::Arc;
use std::time::{Duration, Instant};

use kartotek::{
    Customer, CustomerDraft, CustomerFilter, ErrorKind, PostgresOptions, PostgresRepository, Register, Result,
};
use kartotek_tests::on_server::{Schema, client, server};

/// Far less than a statement may take by default: a loss is noticed, not waited for.
const SOON: Duration = Duration::from_secs(10);

pub(crate) struct Studio {
    pub(crate) register: Register,
    pub(crate) repository: Arc<PostgresRepository>,
    /// Dropped last.
    pub(crate) schema: Schema,
}

impl Studio {
    /// Opens it on the server of all tests, where the connections bear the schema's name; nothing where
    /// there is none.
    pub(crate) fn new() -> Option<Self> {
        Self::with(|options| options)
    }

    pub(crate) fn with(options: impl FnOnce(PostgresOptions) -> PostgresOptions) -> Option<Self> {
        let address = server()?;
        Some(Self::at(|schema| format!("{address} application_name={}", schema.name()), options))
    }

    pub(crate) fn at(
        address: impl FnOnce(&Schema) -> String,
        options: impl FnOnce(PostgresOptions) -> PostgresOptions,
    ) -> Self {
        let schema = Schema::default();
        let repository = PostgresRepository::connect(&address(&schema), options(schema.options()));
        let repository = Arc::new(repository.unwrap());
        let register = Register::builder().with_repository(repository.clone()).unwrap();
        register.customers().create(CustomerDraft::person("Anna", "García").with_tag("VIP")).unwrap();
        Self { register, repository, schema }
    }

    /// Ends all connections of the register and waits until they are gone; returns how many those were.
    pub(crate) fn end_connections(&self) -> usize {
        let end = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = $1";
        let ended = client().unwrap().query(end, &[&self.schema.name()]).unwrap();
        assert!(ended.iter().all(|row| row.get(0)));
        ended.len()
    }
}

/// Creates a second customer with an idempotency key.
pub(crate) fn create_bo(register: &Register) -> Result<Customer> {
    let bo = CustomerDraft::person("Bo", "Ek").with_email("bo@example.com").with_tag("new").with_tag("VIP");
    register.with_idempotency_key("form-17").customers().create(bo)
}

/// Lets a call fail and checks its kind, and that it does not take long.
pub(crate) fn fails<T>(kind: ErrorKind, is_retryable: bool, call: impl FnOnce() -> Result<T>) {
    let started = Instant::now();
    let Err(error) = call() else { panic!("no {kind}") };
    assert_eq!((error.kind(), error.is_retryable()), (kind, is_retryable), "{error:?}");
    assert!(started.elapsed() < SOON, "{kind} took {:?}", started.elapsed());
}

/// Checks that nobody but Anna is there, with nothing half stored.
pub(crate) fn has_only_anna(register: &Register) {
    assert_eq!(register.verify().unwrap(), Vec::<String>::new());
    assert_eq!(register.customers().count(&CustomerFilter::default()).unwrap(), 1);
    assert_eq!(register.tags().all().unwrap().len(), 1);
    assert_eq!(register.customers().search("bo ek", 10).unwrap(), []);
}

/// Makes the call of [`create_bo`] again, and checks that it was done once.
pub(crate) fn bo_is_made_once(register: &Register) {
    let started = Instant::now();
    let bo = create_bo(register).unwrap();
    assert_eq!(create_bo(register).unwrap(), bo);
    assert!(started.elapsed() < SOON, "it took {:?}", started.elapsed());
    assert_eq!(bo.number, 2);
    assert_eq!(register.customers().count(&CustomerFilter::default()).unwrap(), 2);
    assert_eq!(register.customers().search("bo ek", 10).unwrap(), [bo]);
    assert_eq!(register.verify().unwrap(), Vec::<String>::new());
}
