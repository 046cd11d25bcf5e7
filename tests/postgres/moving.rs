use std::ops::ControlFlow;
use std::sync::Arc;

use kartotek::{
    Actor, Customer, CustomerDraft, CustomerFilter, ErrorKind, HistoryEntry, Register, RegisterSettings,
    Result, Sort, Source, TagChange,
};
use kartotek_tests::on_server::{Schema, server};

/// A register in memory with an import, tags, edits and a deletion.
fn studio(rows: usize) -> Register {
    let settings = RegisterSettings { locale: "sv".into(), country: "SE".into(), ..Default::default() };
    let register = Register::builder().settings(settings).in_memory().unwrap();
    let mut file = String::from("given_name;family_name;email;phone;tags;note\n");
    for row in 0..rows {
        let name = ["Öberg", "Åkesson", "Иванов", "de la Cruz"][row % 4];
        file += &format!("Åsa {row};{name};asa{row}@example.com;070-{:07};VIP|bröllop;\"'=1\"\n", row + 1);
    }
    register.import_source(Source::bytes(file)).unwrap().run().unwrap();
    let maria = register.acting_as(Actor::staff("maria")).with_reason("ringde");
    let anna = maria.with_idempotency_key("form-1").customers().create(anna()).unwrap();
    maria.tags().apply(&[anna.id], &TagChange::add(["2024"])).unwrap();
    let gone = maria.customers().create(CustomerDraft::person("Bo", "Ek")).unwrap();
    maria.customers().delete(gone.id, gone.revision).unwrap();
    register
}

fn anna() -> CustomerDraft {
    CustomerDraft::person("Anna", "García").with_email("anna@example.com")
}

fn seen(register: &Register) -> (Vec<Customer>, Vec<HistoryEntry>) {
    let all = register.customers().all(&CustomerFilter::default(), &Sort::FamilyName);
    let changes = register.history().changes(0, 1_000).unwrap();
    (all.collect::<Result<_>>().unwrap(), changes)
}

// SPEC: C2
#[test]
fn a_register_moves_to_a_server_and_back_and_stays_the_same() {
    if server().is_none() {
        return;
    }
    let original = studio(900);
    let schema = Schema::default();
    let on_server = Register::builder().with_repository(Arc::new(schema.open().unwrap())).unwrap();
    // Stopped on the way, it goes on.
    let mut units = 0;
    let stopped = original.copy_to_watched(&on_server, |_| {
        units += 1;
        if units == 4 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!(stopped.unwrap_err().kind(), ErrorKind::Cancelled);
    let there = original.copy_to(&on_server).unwrap();
    let back = Register::in_memory().unwrap();
    assert_eq!(on_server.copy_to(&back).unwrap(), there);
    for register in [&on_server, &back] {
        assert_eq!(seen(register), seen(&original));
        assert_eq!(register.id(), original.id());
        assert_eq!(register.verify().unwrap(), Vec::<String>::new());
        let found = register.customers().search("иванов 3", 100).unwrap();
        assert_eq!(found, original.customers().search("иванов 3", 100).unwrap());
        assert!(!found.is_empty());
        // An answered call is known there too, and numbers go on.
        let maria = register.acting_as(Actor::staff("maria")).with_reason("ringde");
        assert_eq!(maria.with_idempotency_key("form-1").customers().create(anna()).unwrap().number, 901);
        assert_eq!(register.customers().create(CustomerDraft::person("Nils", "Ny")).unwrap().number, 903);
    }
}
