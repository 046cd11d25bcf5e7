//! Stands between a register and its server, and cuts the connection at a commit.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::os::unix::net::{UnixListener, UnixStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use postgres::config::Host;

/// What happens at the next commit of a unit of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cut {
    /// The server never gets it; the connection ends.
    Before,
    /// The server has committed; instead of its answer, the connection ends.
    After,
    /// The server has committed; its answer is lost, and the connection stays.
    Silent,
}

/// A socket in a folder of its own, behind which the server of an address stands.
pub(crate) struct Proxy {
    folder: tempfile::TempDir,
    rest: String,
    next: Arc<Mutex<Option<Cut>>>,
}

impl Proxy {
    pub(crate) fn before(address: &str) -> Self {
        let server: postgres::Config = address.parse().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let listener = UnixListener::bind(folder.path().join(".s.PGSQL.5432")).unwrap();
        let rest = format!(
            "user={} dbname={}",
            server.get_user().unwrap(),
            server.get_dbname().unwrap_or("postgres")
        );
        let next = Arc::new(Mutex::new(None));
        let shared = Arc::clone(&next);
        // Both end with the test's process.
        thread::spawn(move || {
            for host in listener.incoming() {
                stand_between(host.unwrap(), &server, &shared);
            }
        });
        Self { folder, rest, next }
    }

    pub(crate) fn address(&self) -> String {
        format!("host={} port=5432 {}", self.folder.path().display(), self.rest)
    }

    /// Cuts the next commit, once.
    pub(crate) fn cut_next(&self, cut: Cut) {
        *self.next.lock().unwrap() = Some(cut);
    }

    /// Tells whether the cut took place.
    pub(crate) fn has_cut(&self) -> bool {
        self.next.lock().unwrap().is_none()
    }
}

fn stand_between(host: UnixStream, server: &postgres::Config, next: &Arc<Mutex<Option<Cut>>>) {
    let port = server.get_ports().first().copied().unwrap_or(5432);
    let writes = Arc::new(AtomicBool::new(false));
    let link = match &server.get_hosts()[0] {
        Host::Tcp(name) => Link::Tcp(TcpStream::connect((name.as_str(), port)).unwrap()),
        Host::Unix(folder) => {
            Link::Unix(UnixStream::connect(folder.join(format!(".s.PGSQL.{port}"))).unwrap())
        }
    };
    let (next, host) = (Arc::clone(next), Link::Unix(host));
    let [up, down] = [(host.again(), link.again()), (link, host)];
    let (begun, cut) = (Arc::clone(&writes), Arc::clone(&next));
    thread::spawn(move || {
        let (mut from, mut to) = up;
        let _ = to_server(&mut from, &mut to, &begun, &cut);
        (from.close(), to.close())
    });
    thread::spawn(move || {
        let (mut from, mut to) = down;
        let _ = to_host(&mut from, &mut to, &writes, &next);
        (from.close(), to.close())
    });
}

fn to_server(
    from: &mut Link,
    to: &mut Link,
    writes: &AtomicBool,
    next: &Mutex<Option<Cut>>,
) -> io::Result<()> {
    // The first message has no kind.
    let first = message(from, 0)?;
    to.write_all(&first)?;
    loop {
        let message = message(from, 1)?;
        if message[0] == b'Q' {
            let text = String::from_utf8_lossy(&message[5..]);
            if text.starts_with("BEGIN") {
                writes.store(text.contains("FOR UPDATE"), Ordering::SeqCst);
            }
            let commits = text.starts_with("COMMIT") && writes.load(Ordering::SeqCst);
            let mut next = next.lock().unwrap();
            if commits && *next == Some(Cut::Before) {
                *next = None;
                return Ok(());
            }
        }
        to.write_all(&message)?;
    }
}

fn to_host(from: &mut Link, to: &mut Link, writes: &AtomicBool, next: &Mutex<Option<Cut>>) -> io::Result<()> {
    loop {
        let message = message(from, 1)?;
        // CommandComplete
        if message[0] == b'C' && message[5..].starts_with(b"COMMIT") && writes.load(Ordering::SeqCst) {
            let cut = next.lock().unwrap().take();
            match cut {
                Some(Cut::After) => return Ok(()),
                Some(Cut::Silent) => {
                    io::copy(from, &mut io::sink())?;
                }
                _ => {}
            }
        }
        to.write_all(&message)?;
    }
}

/// Reads a message: its kind if it has one, its length, and the rest.
fn message(from: &mut Link, kind: usize) -> io::Result<Vec<u8>> {
    let mut message = vec![0; kind + 4];
    from.read_exact(&mut message)?;
    let length = u32::from_be_bytes(message[kind..].try_into().unwrap()) as usize;
    message.resize(kind + length, 0);
    from.read_exact(&mut message[kind + 4..])?;
    Ok(message)
}

enum Link {
    Unix(UnixStream),
    Tcp(TcpStream),
}

impl Link {
    fn again(&self) -> Self {
        match self {
            Self::Unix(stream) => Self::Unix(stream.try_clone().unwrap()),
            Self::Tcp(stream) => Self::Tcp(stream.try_clone().unwrap()),
        }
    }

    fn close(&self) {
        // The other direction may have closed it.
        let _ = match self {
            Self::Unix(stream) => stream.shutdown(Shutdown::Both),
            Self::Tcp(stream) => stream.shutdown(Shutdown::Both),
        };
    }
}

impl Read for Link {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Unix(stream) => stream.read(bytes),
            Self::Tcp(stream) => stream.read(bytes),
        }
    }
}

impl Write for Link {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Unix(stream) => stream.write(bytes),
            Self::Tcp(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
