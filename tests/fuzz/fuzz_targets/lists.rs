//! What is typed into a search box, and a cursor that comes back from a stranger.
#![no_main]

use kartotek::{
    Cursor, CustomerDraft, CustomerFilter, PageRequest, Register, SearchQuery, Sort, fold,
};
use libfuzzer_sys::fuzz_target;

thread_local! {
    static REGISTER: Register = {
        let register = Register::in_memory().unwrap();
        for (given, family) in [("Anna", "García"), ("Åsa", "Öberg"), ("Иван", "Петров")] {
            register.customers().create(CustomerDraft::person(given, family)).unwrap();
        }
        register
    };
}

fuzz_target!(|text: &str| {
    let folded = fold(text);
    assert_eq!(fold(&folded), folded, "folding twice is folding once");
    let query = SearchQuery::parse(text, "SE");
    for needle in query.needles() {
        assert_eq!(fold(&needle), needle.trim_start(), "needles are folded");
    }
    REGISTER.with(|register| {
        let customers = register.customers();
        customers.search(text, 50).unwrap();
        customers.page(&CustomerFilter::default().with_text(text), &Sort::FamilyName, &PageRequest::first(10)).unwrap();
        let Ok(cursor) = text.parse::<Cursor>() else { return };
        let request = PageRequest::after(10, cursor);
        let _ = customers.page(&CustomerFilter::default(), &Sort::FamilyName, &request);
    });
});
