use crate::base::{RegisterId, Revision};
use crate::catalogue::{FieldPolicy, Level};
use crate::repository::RepositoryExt;
use crate::settings::RegisterSettings;

use super::Factory;
use super::expect::{Checked, same};

pub(super) fn a_new_store_has_neutral_settings(factory: Factory<'_>) -> Checked {
    let found = factory()?
        .read(|tx| Ok((tx.settings()?, tx.settings_revision()?, tx.register_id()?, tx.fact("anything")?)))?;
    let neutral = (RegisterSettings::default(), Revision(0));
    same(found, (neutral, Revision(0), None, None), "a new store")
}

pub(super) fn settings_come_back_with_their_revision(factory: Factory<'_>) -> Checked {
    let repository = factory()?;
    let mut settings = RegisterSettings {
        name: "Studio Sol".into(),
        locale: "sv-SE".into(),
        business_mode: true,
        ..RegisterSettings::default()
    };
    settings.policies.push(FieldPolicy::new("gender", Level::Required));
    repository.write(|tx| tx.put_settings(&settings, Revision(1)))?;
    settings.country = "SE".into();
    repository.write(|tx| tx.put_settings(&settings, Revision(2)))?;
    let found = repository.read(|tx| Ok((tx.settings()?, tx.settings_revision()?)))?;
    same(found, ((settings, Revision(2)), Revision(2)), "the settings")
}

pub(super) fn facts_and_the_register_id_come_back(factory: Factory<'_>) -> Checked {
    let repository = factory()?;
    let id = RegisterId::from_bytes([7; 16]);
    repository.write(|tx| {
        tx.put_register_id(id)?;
        tx.put_fact("order", "1 sv")?;
        tx.put_fact("order", "2 sv")?;
        tx.put_fact("empty", "")
    })?;
    let found = repository.read(|tx| Ok((tx.register_id()?, tx.fact("order")?, tx.fact("empty")?)))?;
    same(found, (Some(id), Some("2 sv".into()), Some(String::new())), "id and facts")
}
