//! The committed example is what its README says.

use std::path::Path;
use std::process::Command;

#[test]
fn customers_csv_is_what_the_command_in_its_readme_gives() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/data");
    let readme = std::fs::read_to_string(data.join("README.md")).unwrap();
    let command = readme.lines().find_map(|line| line.trim().strip_prefix("cargo run ")).unwrap();
    let arguments = command.split_once(" -- ").unwrap().1.split(' ').map(|word| word.trim_matches('\''));
    let arguments = arguments.collect::<Vec<_>>();
    let [arguments @ .., "--out", "examples/data/customers.csv"] = arguments.as_slice() else {
        panic!("the command does not write customers.csv");
    };
    let output = Command::new(env!("CARGO_BIN_EXE_generate")).args(arguments).output().unwrap();
    let committed = std::fs::read(data.join("customers.csv")).unwrap();
    assert!(output.status.success());
    assert!(output.stdout == committed, "customers.csv and the command differ");
}
