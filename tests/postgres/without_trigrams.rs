//! A server that has no trigrams, and a user who may not make them.

use kartotek::{CustomerDraft, Register};
use kartotek_tests::on_server::{Schema, client, server};

use crate::refusals::Role;

/// A database that goes with all it holds.
struct Database(String);

impl Database {
    fn new() -> Self {
        let name = format!("base_of_{}", Schema::default().name());
        client().unwrap().batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
        Self(name)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Ok(mut client) = client() {
            // What is left of a failed test does not matter.
            let _ = client.batch_execute(&format!("DROP DATABASE {} WITH (FORCE)", self.0));
        }
    }
}

fn draft(number: usize) -> CustomerDraft {
    let families = ["Öberg", "Åkesson", "Иванов", "de la Cruz", "100%", "under_score", "O'Neill"];
    let given = ["Anna", "Bo", "Cäcilie"][number % 3];
    CustomerDraft::person(given, format!("{} {number}", families[number % families.len()]))
        .with_email(format!("{}{number}@example.com", given.to_lowercase()))
        .with_phone(format!("+46 70 1{number:06}"))
        .with_tag(["VIP", "wedding"][number % 2])
}

// SPEC: C2, C4
#[test]
fn search_finds_the_same_without_trigrams_and_has_them_once_they_are_there() {
    let Some(address) = server() else { return };
    let role = Role::new();
    let database = Database::new();
    let (base, name) = (&database.0, &role.0);
    let address = format!("{address} dbname={base}");
    let mut admin = postgres::Client::connect(&address, postgres::NoTls).unwrap();
    admin.batch_execute(&format!("CREATE SCHEMA studio AUTHORIZATION {name}")).unwrap();
    let options = || kartotek::PostgresOptions { schema: "studio".into(), ..Default::default() };
    let open = || Register::connect(&format!("{address} user={name}"), options()).unwrap();

    let in_memory = Register::in_memory().unwrap();
    let without = open();
    assert!(!without.backend().capabilities.indexed_search);
    let drafts: Vec<_> = (0..300).map(draft).collect();
    for register in [&in_memory, &without] {
        register.customers().create_many(&drafts).unwrap();
    }
    let hits = |register: &Register, text: &str| {
        let found = register.customers().search(text, 50).unwrap();
        found.into_iter().map(|customer| customer.number).collect::<Vec<_>>()
    };
    let texts =
        ["oberg", "anna ob", "иванов 3", "100%", "r_s", "neill", "cruz 7", "bo1", "070 10", "vip", "x"];
    for text in texts {
        assert_eq!(hits(&without, text), hits(&in_memory, text), "{text}");
    }
    assert!(!hits(&without, "oberg").is_empty() && !hits(&without, "r_s").is_empty());

    admin.batch_execute("CREATE EXTENSION pg_trgm").unwrap();
    let with = open();
    assert!(with.backend().capabilities.indexed_search);
    for text in texts {
        assert_eq!(hits(&with, text), hits(&in_memory, text), "{text}");
        assert_eq!(hits(&without, text), hits(&in_memory, text), "{text}");
    }
}
