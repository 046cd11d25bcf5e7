//! Customers of a web shop, invented: the same seed gives the same bytes.
//!
//! Names, towns, phones and companies are those of nine countries, in Latin and Cyrillic letters, drawn
//! by Zipf-like frequencies; e-mail domains belong to nobody (RFC 2606). Rows do not depend on each
//! other, so a longer file begins with the shorter one of the same seed.

mod ascii;
mod calendar;
mod contact;
mod draft;
mod faults;
mod file;
mod locales;
mod person;
mod random;
mod row;
mod tags;
mod wording;

#[cfg(test)]
mod tests;

use person::{Country, People};
use random::{Random, Weighted};

pub use faults::{Fault, Untidiness};
pub use file::{FileEncoding, FileFormat, LineEnd, Summary};
pub use row::{Column, Gender, Repeat, Row, ShopCustomer};
pub use wording::Wording;

/// What to generate.
#[derive(Debug, Clone)]
pub struct Options {
    /// How many rows.
    pub rows: u32,
    /// Names the sequence.
    pub seed: u64,
    /// Language of headers, tags and notes.
    pub wording: Wording,
    /// Where names come from: a word of [`locale_words`] and its weight.
    pub locales: Vec<(String, u32)>,
    /// Where nine of ten live, whatever their names; nothing lets them live where their name is from.
    pub home: Option<String>,
    /// How many rows in a thousand repeat the e-mail of an earlier one.
    pub repeated_per_mille: u32,
    /// How many rows in a thousand are bad.
    pub bad_per_mille: u32,
    /// How many rows in a thousand are odd but good.
    pub untidy_per_mille: u32,
}

impl Default for Options {
    /// A million rows of all countries, 3 % repeated, 1 % bad, 0.5 % untidy.
    fn default() -> Self {
        let mix = [
            ("en", 16),
            ("en-US", 8),
            ("sv", 20),
            ("nb", 8),
            ("da", 8),
            ("de", 12),
            ("es", 8),
            ("fr", 8),
            ("bg", 12),
        ];
        Self {
            rows: 1_000_000,
            seed: 1,
            wording: Wording::English,
            locales: mix.iter().map(|(word, weight)| ((*word).to_owned(), *weight)).collect(),
            home: None,
            repeated_per_mille: 30,
            bad_per_mille: 10,
            untidy_per_mille: 5,
        }
    }
}

/// Lists the words that name a country in [`Options`].
pub fn locale_words() -> impl Iterator<Item = &'static str> {
    locales::LOCALES.iter().map(|locale| locale.0)
}

/// Makes rows.
///
/// ```
/// use kartotek_benches::generator::{Generator, Options};
///
/// let generator = Generator::new(Options { rows: 10, ..Options::default() })?;
/// assert_eq!(generator.rows().count(), 10);
/// assert_eq!(generator.row(7), generator.rows().nth(7).unwrap());
/// assert!(Generator::new(Options { home: Some("xx".into()), ..Options::default() }).is_err());
/// # Ok::<(), kartotek_benches::generator::UnknownLocale>(())
/// ```
pub struct Generator {
    options: Options,
    people: People,
    countries: Vec<Country>,
    weights: Weighted,
    home: Option<Country>,
}

impl std::fmt::Debug for Generator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Generator").field("options", &self.options).finish_non_exhaustive()
    }
}

/// No country has this word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownLocale(pub String);

impl std::fmt::Display for UnknownLocale {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "no country is called {:?}; there are", self.0)?;
        locale_words().try_for_each(|word| write!(f, " {word}"))
    }
}

impl std::error::Error for UnknownLocale {}

/// What becomes of a row, decided before anything of it is made.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Plain,
    Repeated,
    Bad,
    Untidy,
    WithoutEmail,
}

impl Generator {
    /// Prepares the lists.
    ///
    /// # Errors
    /// [`UnknownLocale`] for a word that names no country.
    pub fn new(options: Options) -> Result<Self, UnknownLocale> {
        let countries = options.locales.iter().map(|(word, _)| country(word)).collect::<Result<_, _>>()?;
        let weights = Weighted::new(options.locales.iter().map(|locale| locale.1));
        let home = options.home.as_deref().map(country).transpose()?;
        let people = People::new(options.wording);
        Ok(Self { options, people, countries, weights, home })
    }

    /// Returns what is generated.
    #[must_use]
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Walks over all rows.
    pub fn rows(&self) -> impl Iterator<Item = Row> + '_ {
        (0..self.options.rows).map(|index| self.row(index))
    }

    /// Makes one row, counted from 0.
    #[must_use]
    pub fn row(&self, index: u32) -> Row {
        let mut random = self.random(index);
        let role = self.role(&mut random);
        let earlier = if role == Role::Repeated { self.earlier(index, &mut random) } else { None };
        if let Some(earlier) = earlier {
            return self.repeated_row(index, earlier, &mut random);
        }
        let (name, home) = self.countries(&mut random);
        let mut row =
            Row { customer: self.people.customer(index + 1, name, home, &mut random), ..Row::default() };
        match role {
            Role::Plain | Role::Repeated => {}
            Role::WithoutEmail => row.customer.email.clear(),
            Role::Untidy => {
                let untidiness = random.pick(&Untidiness::ALL);
                untidiness.muss(&mut row.customer, &mut random);
                row.untidiness = Some(untidiness);
            }
            Role::Bad => spoil(&mut row, &mut random),
        }
        row
    }

    /// Makes another row of the customer of an earlier one: one in three is of a relative.
    fn repeated_row(&self, index: u32, earlier: u32, random: &mut Random) -> Row {
        let mut first = self.random(earlier);
        self.role(&mut first);
        let (name, home) = self.countries(&mut first);
        let mut customer = self.people.customer(earlier + 1, name, home, &mut first);
        let same = random.below(3) > 0;
        if same {
            self.people.later(&mut customer, home, random);
        } else {
            self.people.relative(&mut customer, index + 1, name, random);
        }
        let repeats =
            if same { Repeat::SamePerson { row: earlier } } else { Repeat::Family { row: earlier } };
        Row { customer, repeats: Some(repeats), ..Row::default() }
    }

    fn random(&self, index: u32) -> Random {
        Random::for_row(self.options.seed, u64::from(index))
    }

    fn role(&self, random: &mut Random) -> Role {
        let Options { repeated_per_mille, bad_per_mille, untidy_per_mille, .. } = self.options;
        let shares = [
            (Role::Repeated, repeated_per_mille),
            (Role::Bad, bad_per_mille),
            (Role::Untidy, untidy_per_mille),
            (Role::WithoutEmail, 20),
        ];
        let mut point = random.below(1000);
        for (role, share) in shares {
            if point < share {
                return role;
            }
            point -= share;
        }
        Role::Plain
    }

    /// Finds a plain row before this one.
    fn earlier(&self, index: u32, random: &mut Random) -> Option<u32> {
        let start = if index == 0 { return None } else { random.below(index) };
        (0..=start).rev().find(|candidate| self.role(&mut self.random(*candidate)) == Role::Plain)
    }

    fn countries(&self, random: &mut Random) -> (&Country, &Country) {
        let name = &self.countries[self.weights.draw(random)];
        let home = match &self.home {
            Some(home) if random.per_mille(900) => home,
            None if random.per_mille(20) => &self.countries[self.weights.draw(random)],
            _ => name,
        };
        (name, home)
    }
}

fn country(word: &str) -> Result<Country, UnknownLocale> {
    let found = locales::LOCALES.iter().find(|locale| locale.0 == word);
    found.map(|locale| Country::new(locale.1)).ok_or_else(|| UnknownLocale(word.to_owned()))
}

/// One fault, and in one of seven rows a second one in another cell.
fn spoil(row: &mut Row, random: &mut Random) {
    row.faults.push(random.pick(&Fault::ALL));
    let second = random.pick(&[Fault::InvalidEmail, Fault::UnknownCountry, Fault::ImpossibleDate]);
    let whole_row = [Fault::NothingToGoBy, Fault::TooFewCells];
    if random.below(7) == 0 && second != row.faults[0] && !whole_row.contains(&row.faults[0]) {
        row.faults.push(second);
    }
    for fault in &row.faults {
        fault.spoil(&mut row.customer, random);
    }
}
