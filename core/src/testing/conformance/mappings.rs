use crate::mappings::SavedMapping;
use crate::repository::RepositoryExt;

use super::Factory;
use super::expect::{Checked, same};

fn mapping(name: &str, header: &str) -> SavedMapping {
    SavedMapping { name: name.into(), header: header.into(), columns: "[]".into() }
}

pub(super) fn a_mapping_is_replaced_under_its_name(factory: Factory<'_>) -> Checked {
    let repository = factory()?;
    let names = ["b", "a", "b", "å"];
    repository.write(|tx| {
        names.into_iter().zip(1..).try_for_each(|(name, nth)| {
            tx.put_saved_mapping(&mapping(name, &format!("efternamn\nförnamn\n{nth}")))
        })
    })?;
    let expected: Vec<SavedMapping> = [("a", 2), ("b", 3), ("å", 4)]
        .map(|(name, nth)| mapping(name, &format!("efternamn\nförnamn\n{nth}")))
        .to_vec();
    same(repository.read(|tx| tx.saved_mappings())?, expected, "all by name")
}

pub(super) fn a_deleted_mapping_is_gone(factory: Factory<'_>) -> Checked {
    let repository = factory()?;
    repository.write(|tx| tx.put_saved_mapping(&mapping("shop", "email")))?;
    same(repository.write(|tx| tx.delete_saved_mapping("Shop"))?, false, "another name")?;
    same(repository.write(|tx| tx.delete_saved_mapping("shop"))?, true, "the name")?;
    same(repository.read(|tx| tx.saved_mappings())?, vec![], "what is left")
}
