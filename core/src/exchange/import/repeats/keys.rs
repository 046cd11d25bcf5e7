//! What a row is known by while a file is read for repetitions.

use crate::base::CustomerId;
use crate::customers::{Customer, CustomerProfile, EmailKey, normalise_phone, phone_digits};
use crate::exchange::by_hand::CellSource;
use crate::exchange::cells::values;
use crate::exchange::convert::RowConverter;
use crate::exchange::import::known_keys::hash_of;
use crate::exchange::mapping::Mapping;
use crate::exchange::reader::Row;
use crate::exchange::row::ApplyMode;
use crate::exchange::target::{ItemList, ItemPart, Target};

/// The keys of one row.
#[derive(Debug, Default)]
pub(super) struct Keys {
    /// The folded name.
    pub(super) name: String,
    /// A hash of the ids; 0 where there is none.
    pub(super) identity: u64,
    /// Hashes of each id and e-mail together with the name.
    pub(super) whole: Vec<u64>,
    /// The same of the ends of phones, with their columns.
    pub(super) phones: Vec<(u64, usize)>,
    /// Hashes of ids, e-mails and ends of phones without the name.
    pub(super) bare: Vec<u64>,
}

/// The keys of a customer as [`Keys::bare`] has them.
pub(super) fn bare_keys(customer: &Customer) -> impl Iterator<Item = u64> {
    let profile = &customer.profile;
    let ids = profile.external_ids.iter().map(|own| bare_id(&own.id));
    let emails = profile.emails.iter().filter_map(|email| EmailKey::of(&email.address));
    let phones = profile.phones.iter().filter_map(|phone| phone_end(&phone.text));
    ids.chain([bare_id(&customer.id.to_string())])
        .chain(emails.map(|key| bare_email(&key)))
        .chain(phones.map(bare_phone))
}

fn bare_id(id: &str) -> u64 {
    hash_of((5, id))
}

fn bare_email(key: &EmailKey) -> u64 {
    hash_of((6, key.as_str()))
}

fn bare_phone(end: u32) -> u64 {
    hash_of((7, end))
}

/// Reads keys of rows.
#[derive(Debug)]
pub(super) struct KeyReading {
    converter: RowConverter,
    home_country: String,
    ids: Vec<usize>,
    emails: Vec<usize>,
    phones: Vec<usize>,
    /// The columns of a name, by how they name somebody: in parts, as a whole, by a company, by a nickname.
    names: [Vec<usize>; 4],
    /// All that are imported.
    imported: Vec<usize>,
}

impl KeyReading {
    /// Finds the columns that tell who a row is about.
    pub(super) fn new(mapping: &Mapping, converter: RowConverter, home_country: &str) -> Self {
        let find = |wanted: &dyn Fn(&Target) -> bool| {
            let columns = mapping.columns.iter().enumerate();
            columns.filter(|(_, column)| wanted(&column.target)).map(|(place, _)| place).collect::<Vec<_>>()
        };
        let items = |own: ItemList, field: &str| {
            find(&|target| match target {
                Target::Field(key) => *key == field,
                Target::Item { list, part: ItemPart::Value, .. } => *list == own,
                _ => false,
            })
        };
        let names = [
            find(&|t| matches!(t, Target::Field("given_name" | "family_name") | Target::LastFirst)),
            find(&|t| matches!(t, Target::Field("entered_name"))),
            find(&|t| matches!(t, Target::Field("company"))),
            find(&|t| matches!(t, Target::Field("nickname"))),
        ];
        Self {
            ids: find(&|t| matches!(t, Target::Field("id") | Target::ExternalId(_))),
            emails: items(ItemList::Emails, "email"),
            phones: items(ItemList::Phones, "phone"),
            names,
            imported: find(&Target::is_imported),
            converter,
            home_country: home_country.to_owned(),
        }
    }

    /// Hashes a phone as it will be stored, together with the name: the number that it is understood
    /// as, or all its digits.
    pub(super) fn phone(&self, row: &Row, column: usize, name: &str) -> u64 {
        let mut profile = CustomerProfile::default();
        // Of a row with problems, what could be read tells enough.
        let _ = self.converter.convert(row).apply_to(&mut profile, ApplyMode::Overwrite);
        let country = Some(profile.country()).filter(|country| !country.is_empty());
        let text = self.cell(row, column);
        match normalise_phone(text, country.unwrap_or(&self.home_country)).e164 {
            Some(number) => hash_of((3, number, name)),
            None => hash_of((4, phone_digits(text), name)),
        }
    }

    /// Reads the keys of a row.
    pub(super) fn read(&self, row: &Row, keys: &mut Keys) {
        let Keys { name, identity, whole, phones, bare } = keys;
        *identity = 0;
        whole.clear();
        phones.clear();
        bare.clear();
        self.name(row, name);
        for column in &self.ids {
            let id = self.cell(row, *column).trim_start_matches('\'');
            if !id.is_empty() {
                let key = hash_of((1, column, id));
                *identity ^= key;
                whole.push(hash_of((key, &*name)));
                bare.push(id.parse().map_or_else(|_| bare_id(id), |id: CustomerId| bare_id(&id.to_string())));
            }
        }
        for column in &self.emails {
            let separator = self.converter.columns[*column].separator.as_deref();
            let addresses = values(self.cell(row, *column), ItemList::Emails, separator);
            for email in addresses.filter_map(EmailKey::of) {
                whole.push(hash_of((2, email.as_str(), &*name)));
                bare.push(bare_email(&email));
            }
        }
        for column in &self.phones {
            if let Some(end) = phone_end(self.cell(row, *column)) {
                phones.push((hash_of((3, end, &*name)), *column));
                bare.push(bare_phone(end));
            }
        }
    }

    /// Puts the folded name of a row: the first kind of name of which a cell is filled. Rows without any
    /// are the same only if all that is imported of them is.
    fn name(&self, row: &Row, name: &mut String) {
        for columns in &self.names {
            name.clear();
            for column in columns {
                let joined = match &self.converter.columns[*column].source {
                    CellSource::Joined { columns, .. } => columns.as_slice(),
                    _ => std::slice::from_ref(column),
                };
                for column in joined {
                    crate::base::fold_into(self.cell(row, *column), name);
                    name.push(' ');
                }
            }
            if !name.trim_ascii().is_empty() {
                return;
            }
        }
        name.clear();
        for column in &self.imported {
            name.push_str(self.cell(row, *column));
            name.push('\n');
        }
    }

    /// Returns a cell as its value is made of it; empty where it says none.
    fn cell<'r>(&'r self, row: &'r Row, column: usize) -> &'r str {
        self.converter.cell(row, column).unwrap_or("")
    }
}

/// The last six digits of a phone, which notations of one number share: with a code of a country or
/// an area in front or without. Some countries have no more than six.
fn phone_end(text: &str) -> Option<u32> {
    let (mut end, mut digits) = (0_u32, 0);
    for digit in text.chars().filter_map(|c| c.to_digit(10)) {
        end = end % 100_000 * 10 + digit;
        digits += 1;
    }
    (digits >= 6).then_some(end)
}
