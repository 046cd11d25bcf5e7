//! Files that are protected, too large for their process, or too new.

use std::fs;
use std::path::Path;

use kartotek::{CustomerDraft, ErrorKind, Register};

/// Makes a register with one customer, closed.
fn register_at(path: &Path) {
    let register = Register::open(path).unwrap();
    register.customers().create(CustomerDraft::person("Anna", "Öberg")).unwrap();
    register.shut_down().unwrap();
}

// SPEC: B18
#[test]
fn a_register_of_a_newer_version_is_refused_and_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("studio.db");
    register_at(&path);
    let raw = rusqlite::Connection::open(&path).unwrap();
    raw.execute_batch("PRAGMA journal_mode = DELETE; PRAGMA user_version = 99").unwrap();
    drop(raw);
    let bytes = fs::read(&path).unwrap();
    assert_eq!(Register::open(&path).unwrap_err().kind(), ErrorKind::TooNew);
    assert_eq!(fs::read(&path).unwrap(), bytes);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing beside it");
}

#[cfg(unix)]
mod protected {
    use std::os::unix::fs::{PermissionsExt as _, chown};
    use std::os::unix::process::CommandExt as _;
    use std::process::Command;

    use super::*;
    use kartotek_tests::effort::short_or_long;

    use crate::kills::{Start, Undisturbed, Work, check_import};
    use crate::worker_process::{End, run, worker};

    /// Nobody's number on all systems that have one.
    const NOBODY: u32 = 65_534;

    fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    /// Lets the worker look at a register in a protected folder; nothing where that cannot be tried.
    ///
    /// Who may do everything is not stopped by protection, so the worker is then started as nobody.
    fn look(file_mode: u32, folder_mode: u32) -> Option<Vec<String>> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("studio.db");
        register_at(&path);
        let bytes = fs::read(&path).unwrap();
        set_mode(&path, file_mode);
        set_mode(folder.path(), folder_mode);
        let mut command = worker([Path::new("look"), &path]);
        if fs::write(folder.path().join("probe"), "").is_ok() && folder_mode & 0o200 == 0 {
            fs::remove_file(folder.path().join("probe")).unwrap();
            chown(&path, Some(NOBODY), None).unwrap();
            chown(folder.path(), Some(NOBODY), None).unwrap();
            command.uid(NOBODY).gid(NOBODY);
            let reaches = Command::new(command.get_program()).uid(NOBODY).gid(NOBODY).output();
            if reaches.is_err() {
                println!("nobody may start the worker here: protected files are not tried");
                return None;
            }
        }
        let ended = run(&mut command, End::Own);
        assert!(ended.is_done(), "{:?}", ended.lines);
        assert_eq!(fs::read(&path).unwrap(), bytes);
        set_mode(folder.path(), 0o755);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing beside it");
        Some(ended.lines)
    }

    /// What can be done where nothing may be written: reading, with the right word for all else.
    fn can_be_read_alone(file_mode: u32) {
        let Some(lines) = look(file_mode, 0o555) else { return };
        let said = ["open read_only", "new io", "1 customers", "0 faults", "create read_only", "backup io"];
        assert_eq!(lines, [said.as_slice(), &["done"]].concat());
    }

    // SPEC: C1
    #[test]
    fn a_protected_file_in_a_protected_folder_can_be_read_alone() {
        can_be_read_alone(0o444);
    }

    #[test]
    fn a_file_in_a_protected_folder_can_be_read_alone_for_lack_of_a_log() {
        can_be_read_alone(0o644);
    }

    /// A limit of a process stands in for a full disk: no privilege is needed for one. It says `Io`.
    #[test]
    fn a_file_that_may_not_grow_ends_an_import_after_whole_chunks() {
        let undisturbed = Undisturbed::new(Start::Nothing);
        let mut stopped = 0;
        let limits = [100, 600, 4, 300, 900, 1_200, 1_600, 2_400];
        let limits = &limits[..short_or_long(2, limits.len())];
        for kib in limits {
            let told = format!("at most {kib} KiB");
            let work = Work::new(undisturbed.folder.path(), undisturbed.rows);
            let import = work.import(50);
            let mut limited = Command::new("sh");
            limited.args(["-c", "trap '' XFSZ; ulimit -f $1; shift; exec \"$@\"", "sh"]);
            limited.arg((kib * 2).to_string()).arg(import.get_program()).args(import.get_args());
            let ended = run(&mut limited, End::Own);
            let last = ended.lines.last().unwrap();
            assert!(last == "done" || last.starts_with("failed io"), "{told}: {last}");
            stopped += usize::from(last != "done");
            check_import(&undisturbed, &work, &ended, 50, &told);
            let ended = run(&mut work.import(50), End::Own);
            check_import(&undisturbed, &work, &ended, 50, &told);
            assert!(ended.is_done(), "{told}: {:?}", ended.lines.last());
        }
        assert!(stopped > 1, "{stopped} imports were stopped");
        println!("{stopped} of {} limits stopped an import", limits.len());
    }
}
