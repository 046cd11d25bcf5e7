//! PostgreSQL clusters of a test's own, which it may kill.

// A test that cannot go on may panic.
#![allow(clippy::unwrap_used)]

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use postgres::{Client, NoTls};
use tempfile::TempDir;

/// A cluster in a folder of its own that listens on a socket there. It ends with its owner.
#[derive(Debug)]
pub struct Cluster {
    folder: TempDir,
    programs: PathBuf,
    small_disk_bytes: Option<u64>,
}

impl Cluster {
    /// Makes a cluster and starts it; nothing where PostgreSQL is not installed.
    ///
    /// # Panics
    /// When it is missing and `KARTOTEK_REQUIRE` names `postgres`, or when it fails.
    #[must_use]
    pub fn start() -> Option<Self> {
        let cluster = Self::new()?;
        let mut make = cluster.program("initdb");
        make.args(["--auth=trust", "--username=kartotek", "--encoding=UTF8", "--locale=C.UTF-8"]);
        succeed(make.args(["--no-sync", "--pgdata"]).arg(cluster.data()));
        cluster.set("listen_addresses = ''");
        cluster.start_again();
        Some(cluster)
    }

    /// As [`Cluster::start`], with a disk of so many bytes under [`Cluster::small_disk`]; nothing also
    /// where this user may not mount one. Nobody else sees it, and it goes with the server.
    ///
    /// # Panics
    /// As [`Cluster::start`].
    #[must_use]
    pub fn start_with_small_disk(bytes: u64) -> Option<Self> {
        let may_mount = Command::new("unshare").args(["--mount", "true"]).stderr(Stdio::null()).status();
        if !is_root() || !may_mount.is_ok_and(|status| status.success()) {
            return None;
        }
        let mut cluster = Self::start()?;
        cluster.kill();
        cluster.small_disk_bytes = Some(bytes);
        succeed(as_server(Command::new("mkdir")).arg(cluster.small_disk()));
        cluster.start_again();
        Some(cluster)
    }

    /// Makes a standby of this cluster and starts it.
    #[must_use]
    pub fn standby(&self) -> Self {
        let standby = Self::new().unwrap();
        let copy = &mut self.program("pg_basebackup");
        copy.args(["--write-recovery-conf", "--checkpoint=fast", "--no-sync", "--dbname"]);
        succeed(copy.arg(self.address()).arg("--pgdata").arg(standby.data()));
        standby.start_again();
        standby
    }

    fn new() -> Option<Self> {
        let Some(programs) = programs() else {
            assert!(!crate::is_required("postgres"), "KARTOTEK_REQUIRE=postgres, but it is not installed");
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        if is_root() {
            succeed(Command::new("chown").arg("postgres").arg(folder.path()));
        }
        Some(Self { folder, programs, small_disk_bytes: None })
    }

    /// Returns the address of the database `postgres`.
    #[must_use]
    pub fn address(&self) -> String {
        format!("host={} port=5432 user=kartotek dbname=postgres", self.folder.path().display())
    }

    /// Connects beside Kartotek.
    ///
    /// # Panics
    /// When the server does not answer.
    #[must_use]
    pub fn client(&self) -> Client {
        Client::connect(&self.address(), NoTls).unwrap()
    }

    /// Returns the folder where the small disk stands while the server runs.
    #[must_use]
    pub fn small_disk(&self) -> PathBuf {
        self.folder.path().join("small")
    }

    /// Adds a line to the settings, for the next start.
    pub fn set(&self, line: &str) {
        let settings = self.data().join("postgresql.conf");
        writeln!(OpenOptions::new().append(true).open(settings).unwrap(), "{line}").unwrap();
    }

    /// Listens also on a port of the machine's own network, and shows a certificate there (both PEM) where
    /// one is given. From the next start on.
    pub fn listen(&self, port: u16, certificate: Option<(&str, &str)>) {
        self.set(&format!("port = {port}\nlisten_addresses = '127.0.0.1'"));
        let Some((certificate, key)) = certificate else { return };
        for (name, text) in [("server.crt", certificate), ("server.key", key)] {
            let path = self.data().join(name);
            fs::write(&path, text).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
            if is_root() {
                succeed(Command::new("chown").arg("postgres").arg(&path));
            }
        }
        self.set("ssl = on");
    }

    /// Lets a role in by its password alone, from the next start on.
    pub fn ask_for_password_of(&self, role: &str) {
        let path = self.data().join("pg_hba.conf");
        let others = fs::read_to_string(&path).unwrap();
        // The first line that fits counts.
        let lines = format!("local all {role} scram-sha-256\n{others}");
        fs::write(&path, lines).unwrap();
    }

    /// Ends the server as a crash would, without writing what it has in memory.
    pub fn kill(&self) {
        succeed(self.program("pg_ctl").args(["stop", "--mode=immediate", "--pgdata"]).arg(self.data()));
    }

    /// Starts the server again, and waits until it answers.
    pub fn start_again(&self) {
        let folder = self.folder.path();
        let mut start = self.program("pg_ctl");
        if let Some(bytes) = self.small_disk_bytes {
            // In a space of mounts of its own, which ends with the server.
            let mount = format!("mount -t tmpfs -o size={bytes} tmpfs \"$0\" && chown postgres \"$0\"");
            let mut within = Command::new("unshare");
            within.args(["--mount", "sh", "-c", &format!("{mount} && exec \"$@\"")]).arg(self.small_disk());
            within.arg(start.get_program()).args(start.get_args());
            start = within;
        }
        let options = format!("-k {}", folder.display());
        start.args(["start", "--wait", "--silent", "--options", &options, "--log"]).arg(folder.join("log"));
        succeed(start.arg("--pgdata").arg(self.data()));
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The server refuses to run as root, so that it then runs as another user.
    fn program(&self, name: &str) -> Command {
        as_server(Command::new(self.programs.join(name)))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if self.data().join("postmaster.pid").exists() {
            let mut stop = self.program("pg_ctl");
            stop.args(["stop", "--mode=immediate", "--silent", "--pgdata"]).arg(self.data());
            // What is left of a failed test does not matter.
            let _ = stop.stdout(Stdio::null()).stderr(Stdio::null()).status();
        }
    }
}

/// Finds the folder of the newest PostgreSQL that has all its programs.
fn programs() -> Option<PathBuf> {
    let installed = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<(u32, PathBuf)> = installed
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .collect();
    versions.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let newest_first = versions.into_iter().rev().map(|(_, folder)| folder);
    newest_first.chain(std::env::split_paths(&path)).find(|folder| folder.join("initdb").exists())
}

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

fn as_server(command: Command) -> Command {
    if !is_root() {
        return command;
    }
    let mut other = Command::new("setpriv");
    other.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]);
    other.arg(command.get_program()).args(command.get_args());
    other
}

/// A server keeps what its parent wrote to, so nothing is read from it.
fn succeed(command: &mut Command) {
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).status();
    assert!(status.as_ref().is_ok_and(std::process::ExitStatus::success), "{command:?}: {status:?}");
}
