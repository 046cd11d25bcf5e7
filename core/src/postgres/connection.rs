use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use tokio::runtime::{Builder, Handle, Runtime};
use tokio_postgres::{Client, Config, SimpleQueryMessage, Statement};

use crate::base::{Error, ErrorKind, Result};
use crate::sql::{Engine, KnownSets, Sql};

use super::bulk;
use super::error::{Fate, message, storage};
use super::tls::Encryption;
use super::value::Parameter;

type ServerResult<T> = std::result::Result<T, tokio_postgres::Error>;
type Sent = Pin<Box<dyn Future<Output = ServerResult<()>> + Send>>;
type Link = Pin<Box<dyn Future<Output = ServerResult<()>> + Send>>;

/// How long taking leave may take.
const LEAVE: Duration = Duration::from_millis(100);

/// How much longer than the server may take for a statement an answer is waited for.
const GRACE: Duration = Duration::from_secs(5);

/// The row that every unit of work locks, and whoever changes tables or indexes: one waits for the other.
pub(super) const LOCK: &str = "SELECT version FROM schema_steps WHERE version = 0 FOR UPDATE";

/// Within a transaction: making tables and indexes takes as long as it takes.
pub(super) const UNLIMITED: &str = "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0";

/// One connection to the server, driven by the thread that waits on it.
///
/// What is sent need not be waited for: the server answers in order, and the next wait collects the
/// answers before its own. So a unit of work pays a round trip only where it needs to know something.
pub(super) struct Connection {
    runtime: Runtime,
    client: Arc<Client>,
    /// Nothing once the connection ended. It holds what waits for answers: while it is there, they wait.
    link: Option<Link>,
    sent: VecDeque<Sent>,
    /// By the address of their `Sql`.
    statements: HashMap<usize, Statement>,
    /// Zero where a statement may take as long as it needs.
    statement_timeout: Duration,
    /// Rows inserted, and how many they were when statements were prepared last.
    inserted: u64,
    planned_at: u64,
    last_used: Instant,
    trips: Arc<AtomicU64>,
    /// Tags and groups that this connection has read.
    pub(super) known: KnownSets,
    /// What the first failure since the transaction began meant.
    pub(super) fate: Option<Fate>,
}

impl Connection {
    /// Connects and runs the statements that set the connection up.
    pub(super) fn open(
        config: &Config,
        encryption: &Encryption,
        set_up: &str,
        statement_timeout: Duration,
        trips: Arc<AtomicU64>,
    ) -> Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let (client, link) = runtime.block_on(in_time(config, encryption))?;
        let mut connection = Self {
            runtime,
            client,
            link: Some(link),
            sent: VecDeque::new(),
            statements: HashMap::new(),
            statement_timeout,
            inserted: 0,
            planned_at: 0,
            last_used: Instant::now(),
            trips,
            known: KnownSets::default(),
            fate: None,
        };
        let client = connection.client();
        connection.wait(async move { client.batch_execute(set_up).await })?;
        Ok(connection)
    }

    pub(super) fn client(&self) -> Arc<Client> {
        Arc::clone(&self.client)
    }

    /// How long one statement may take; zero for ever.
    pub(super) fn statement_timeout(&self) -> Duration {
        self.statement_timeout
    }

    pub(super) fn set_statement_timeout(&mut self, limit: Duration) {
        self.statement_timeout = limit;
    }

    /// Waits as long as it takes, for statements that make tables and indexes.
    ///
    /// # Errors
    /// As [`Connection::wait`].
    pub(super) fn wait_for_ever(&mut self) -> Result<()> {
        self.statement_timeout = Duration::ZERO;
        self.batch("SET statement_timeout = 0")
    }

    /// Runs `work` in a transaction that waits for the register as long as it takes, and then has it alone.
    ///
    /// # Errors
    /// Those of `work`, or that the lock was refused; that fate stays the connection's. As
    /// [`Connection::wait`].
    pub(super) fn alone<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        // Where the lock is refused, the server has begun a transaction that must end.
        let begun = self.batch(&format!("BEGIN ISOLATION LEVEL READ COMMITTED; {UNLIMITED}; {LOCK}"));
        let result = begun.and_then(|()| work(self));
        match &result {
            Ok(_) => self.batch("COMMIT")?,
            Err(_) => {
                let fate = self.fate;
                self.batch("ROLLBACK")?;
                self.fate = fate;
            }
        }
        result
    }

    /// Tries statements within a transaction, which goes on without them where the server refuses. Tells
    /// whether it did them.
    ///
    /// # Errors
    /// What failed before, or when the connection is lost.
    pub(super) fn attempt(&mut self, statements: &str) -> Result<bool> {
        self.batch("SAVEPOINT attempt")?;
        match self.batch(statements) {
            Ok(()) => self.batch("RELEASE SAVEPOINT attempt").map(|()| true),
            Err(_) if self.fate == Some(Fate::Failed) => {
                self.fate = None;
                self.batch("ROLLBACK TO SAVEPOINT attempt").map(|()| false)
            }
            Err(error) => Err(error),
        }
    }

    /// Notes that rows were inserted. The server keeps the plans of prepared statements: those for a small
    /// table read all of it, so they are made anew as tables grow.
    ///
    /// # Errors
    /// As [`Connection::wait`].
    pub(super) fn note_rows(&mut self, rows: usize) -> Result<()> {
        const FEW: u64 = 10_000;
        self.inserted += rows as u64;
        if self.inserted > self.planned_at * 2 + FEW {
            if self.planned_at == 0 {
                bulk::look_at_keys(self)?;
            }
            self.planned_at = self.inserted;
            self.forget_statements();
        }
        Ok(())
    }

    /// Sends a request without waiting for its answer. A failure is that of the next wait.
    pub(super) fn send(&mut self, request: impl Future<Output = ServerResult<()>> + Send + 'static) {
        let mut request: Sent = Box::pin(request);
        // The first poll writes the request, and no answer is there yet.
        match request.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Pending => self.sent.push_back(request),
            Poll::Ready(result) => self.sent.push_back(Box::pin(std::future::ready(result))),
        }
    }

    /// Sends a request and waits for all answers up to its own.
    ///
    /// # Errors
    /// The first failure since the last wait.
    pub(super) fn wait<T>(&mut self, request: impl Future<Output = ServerResult<T>>) -> Result<T> {
        self.ask(request)?.map_err(storage)
    }

    /// As [`Connection::wait`], with the server's own error inside.
    ///
    /// # Errors
    /// `Unreachable` when no answer came in time.
    pub(super) fn ask<T>(
        &mut self,
        request: impl Future<Output = ServerResult<T>>,
    ) -> Result<ServerResult<T>> {
        self.trips.fetch_add(1, Ordering::Relaxed);
        let Self { runtime, link, sent, statement_timeout, .. } = self;
        let mut request = pin!(request);
        let (mut answer, mut failure, mut ending) = (None, None, None);
        let all = poll_fn(|context| {
            if let Some(Err(ended)) = drive(link, context) {
                ending = Some(ended);
            }
            if answer.is_none()
                && let Poll::Ready(result) = request.as_mut().poll(context)
            {
                answer = Some(result);
            }
            while let Some(first) = sent.front_mut() {
                match first.as_mut().poll(context) {
                    Poll::Pending => return Poll::Pending,
                    Poll::Ready(result) => failure = failure.take().or(result.err()),
                }
                sent.pop_front();
            }
            let Some(answer) = answer.take() else { return Poll::Pending };
            let result = failure.take().map_or(answer, Err);
            // Why it was closed says more.
            Poll::Ready(result.map_err(|error| match ending.take() {
                Some(ending) if error.is_closed() => ending,
                _ => error,
            }))
        });
        let limit = (!statement_timeout.is_zero()).then(|| statement_timeout.saturating_add(GRACE));
        let result = runtime.block_on(async {
            match limit {
                Some(limit) => tokio::time::timeout(limit, all).await,
                None => Ok(all.await),
            }
        });
        self.last_used = Instant::now();
        let Ok(result) = result else {
            return Err(self.lost());
        };
        if let Err(error) = &result {
            let fate = Fate::of(error);
            if fate == Fate::Lost {
                self.link = None;
            }
            self.fate.get_or_insert(fate);
        }
        Ok(result)
    }

    /// Gives the connection up.
    pub(super) fn lost(&mut self) -> Error {
        self.link = None;
        self.fate.get_or_insert(Fate::Lost);
        let kind = ErrorKind::Unreachable;
        Error::storage(kind, message(kind))
    }

    /// Takes leave of the server, which otherwise notes that the connection was lost.
    pub(super) fn close(self) {
        if Handle::try_current().is_err() {
            return self.leave();
        }
        // The last handle of a register may be dropped by a thread that drives tasks: there neither may be
        // waited for an answer nor a runtime be dropped.
        let _ = std::thread::spawn(|| self.leave()).join();
    }

    fn leave(self) {
        let Self { runtime, client, link, .. } = self;
        drop(client);
        if let Some(link) = link {
            // Whatever happens now, nobody uses it any more.
            let _ = runtime.block_on(async { tokio::time::timeout(LEAVE, link).await });
        }
    }

    /// Runs statements without parameters.
    ///
    /// # Errors
    /// As [`Connection::wait`].
    pub(super) fn batch(&mut self, statements: &str) -> Result<()> {
        let client = self.client();
        self.wait(async move { client.batch_execute(statements).await })
    }

    /// Returns the first column of the rows of a query without parameters, as text.
    ///
    /// # Errors
    /// As [`Connection::wait`].
    pub(super) fn texts(&mut self, query: &str) -> Result<Vec<String>> {
        let client = self.client();
        let messages = self.wait(async move { client.simple_query(query).await })?;
        let texts = messages.into_iter().filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
            _ => None,
        });
        Ok(texts.collect())
    }

    /// Returns the first of [`Connection::texts`].
    ///
    /// # Errors
    /// As [`Connection::wait`].
    pub(super) fn text(&mut self, query: &str) -> Result<Option<String>> {
        Ok(self.texts(query)?.into_iter().next())
    }

    /// Lets the system send what was written, without waiting for an answer.
    pub(super) fn flush(&mut self) {
        self.poll_link();
    }

    /// Tells whether the connection ended, as far as the system knows.
    pub(super) fn is_closed(&mut self) -> bool {
        self.poll_link();
        self.link.is_none()
    }

    /// How long nobody waited on it.
    pub(super) fn idle_for(&self) -> Duration {
        self.last_used.elapsed()
    }

    fn poll_link(&mut self) {
        let Self { runtime, link, .. } = self;
        runtime.block_on(async {
            for _ in 0..2 {
                poll_fn(|context| {
                    drive(link, context);
                    Poll::Ready(())
                })
                .await;
                // Lets the runtime look at the socket.
                tokio::task::yield_now().await;
            }
        });
    }

    /// Returns the prepared statement, which is prepared once.
    pub(super) fn statement(&mut self, sql: &'static Sql, parameters: &[Parameter]) -> Result<Statement> {
        let key = std::ptr::from_ref(sql).addr();
        if let Some(statement) = self.statements.get(&key) {
            return Ok(statement.clone());
        }
        let types: Vec<_> = parameters.iter().map(|parameter| parameter.r#type.clone()).collect();
        let client = self.client();
        let text = sql.text(Engine::Postgres);
        let statement = self.wait(async move { client.prepare_typed(text, &types).await })?;
        self.statements.insert(key, statement.clone());
        Ok(statement)
    }

    /// Forgets all prepared statements, after the tables may have changed.
    pub(super) fn forget_statements(&mut self) {
        self.statements.clear();
    }
}

/// Connects, with a time limit also for a server that takes the connection and then says nothing.
async fn in_time(config: &Config, encryption: &Encryption) -> Result<(Arc<Client>, Link)> {
    let hosts = config.get_hosts().len().max(config.get_hostaddrs().len()).max(1);
    let limit = config.get_connect_timeout().map(|each| each.saturating_mul(hosts as u32));
    let connect = encryption.connect(config);
    let connected = match limit {
        Some(limit) => tokio::time::timeout(limit, connect).await.map_err(|_| {
            let kind = ErrorKind::Unreachable;
            Error::storage(kind, message(kind))
        })?,
        None => connect.await,
    };
    let (client, link) = connected.map_err(storage)?;
    Ok((Arc::new(client), link))
}

/// Reads and writes what it can; returns how the connection ended when it did.
fn drive(link: &mut Option<Link>, context: &mut Context<'_>) -> Option<ServerResult<()>> {
    let Poll::Ready(ended) = link.as_mut()?.as_mut().poll(context) else { return None };
    *link = None;
    Some(ended)
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Connection({})", if self.link.is_none() { "closed" } else { "open" })
    }
}
