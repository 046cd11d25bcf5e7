use kartotek::{CustomerFilter, FieldValue, PageRequest, Register, Sort, Test, Timestamp};

use super::figure::{Figure, compare};
use super::stage::Stage;
use crate::baseline::{Baseline, Filter, Result};

const DAY: i64 = 86_400_000_000;
/// 1 March 2020 in UTC, inside the years in which the generator's customers registered.
const MARCH: i64 = 1_583_020_800_000_000;

/// Both stores of a filled register, and what pages of it need.
struct Pages<'a> {
    stage: &'a Stage,
    register: Register,
    baseline: Baseline,
    figures: &'a mut Vec<Figure>,
}

impl<'a> Pages<'a> {
    fn new(stage: &'a Stage, figures: &'a mut Vec<Figure>) -> Result<Self> {
        let (register, baseline) = stage.shared()?;
        Ok(Self { stage, register, baseline, figures })
    }

    /// Measures the first page of a list, beside the baseline where it has the same list.
    fn measure(
        &mut self,
        target: &'static str,
        what: &str,
        filter: &CustomerFilter,
        sort: &Sort,
        same: Option<Filter<'_>>,
    ) -> Result<()> {
        let (register, baseline) = (&self.register, &self.baseline);
        let ours = |_| Ok(register.customers().page(filter, sort, &PageRequest::first(50))?);
        let figure = match same {
            Some(same) => {
                check(register, baseline, filter, sort, same)?;
                self.stage.time(target, what, compare(200, ours, |_| baseline.page(same, 50))?)
            }
            None => self.stage.time_alone(target, what, compare(200, ours, |_| Ok(()))?.0),
        };
        self.figures.push(figure);
        Ok(())
    }
}

/// Pages of 50 with their tags, along an index.
pub(super) fn pages(stage: &mut Stage, figures: &mut Vec<Figure>) -> Result<()> {
    let mut pages = Pages::new(stage, figures)?;
    let all = CustomerFilter::default();
    pages.measure("page", "page by name, first", &all, &Sort::FamilyName, Some(Filter::None))?;
    deep(&mut pages)?;
    for (what, sort) in [
        ("page by town, first", Sort::City),
        ("page by registration, latest first", Sort::RegisteredAt.reversed()),
        ("page by number, first", Sort::Number),
    ] {
        pages.measure("page", what, &all, &sort, None)?;
    }
    Ok(())
}

/// Pages of 50 with their tags, of a part of the customers.
pub(super) fn filters(stage: &mut Stage, figures: &mut Vec<Figure>) -> Result<()> {
    let mut pages = Pages::new(stage, figures)?;
    let mut page = |target, what: &str, filter: &CustomerFilter, sort: &Sort, same| {
        pages.measure(target, what, filter, sort, same)
    };
    let name = Sort::FamilyName;
    let tag = |name: &str| CustomerFilter::default().with_tag(name);
    let is = |field: &'static str, text: &str| CustomerFilter::default().with(field, Test::is_text(text));
    let time = |micros| Some(FieldValue::Time(Timestamp::from_micros(micros)));
    let between = |days: i64| {
        let test = Test::Between(time(MARCH), time(MARCH + days * DAY));
        CustomerFilter::default().with("registered_at", test)
    };
    let month = (MARCH, MARCH + 31 * DAY);
    let f = "filtered page";
    page(f, "common tag (38 %), by name", &tag("newsletter"), &name, Some(Filter::CommonTag("newsletter")))?;
    page(f, "rare tag (1.4 %), by name", &tag("call first"), &name, Some(Filter::RareTag("call first")))?;
    page(
        f,
        "middling tag (11 %), by name",
        &tag("online shop"),
        &name,
        Some(Filter::CommonTag("online shop")),
    )?;
    let latest = Sort::RegisteredAt.reversed();
    let by_date = Some(Filter::RegisteredLatestFirst(month.0, month.1));
    page(f, "registered in 1 month, latest first", &between(31), &latest, by_date)?;
    let by_name = Some(Filter::RegisteredByName(month.0, month.1));
    page(f, "registered in 1 month, by name", &between(31), &name, by_name)?;
    page(f, "registered in 5 years, by name", &between(1_826), &name, None)?;
    page(f, "country SE (20 %), by name", &is("country", "SE"), &name, Some(Filter::Country("SE")))?;
    page(f, "country BG (12 %, Cyrillic last), by name", &is("country", "BG"), &name, None)?;
    page(f, "country BG, by registration", &is("country", "BG"), &latest, None)?;
    page(f, "language bg, by name", &is("language", "bg"), &name, None)?;
    page(f, "gender female, by name", &is("gender", "female"), &name, None)?;
    page(f, "companies, by name", &is("kind", "company"), &name, None)?;
    page(f, "companies, by registration", &is("kind", "company"), &latest, None)?;
    page(f, "family name Nilsson, by name", &is("family_name", "Nilsson"), &name, None)?;
    page(f, "town Göteborg, by name", &is("city", "Göteborg"), &name, None)?;
    page(f, "postcode begins with 1, by name", &starts("postal_code", "1"), &name, None)?;
    page(f, "family name begins with A, by registration", &starts("family_name", "A"), &latest, None)?;
    let t = "two filters";
    let both = tag("newsletter").with("country", Test::is_text("BG"));
    let hand = Some(Filter::CountryAndTag("BG", "newsletter"));
    page(t, "country BG and common tag, by name", &both, &name, hand)?;
    let both = tag("newsletter").with_tag("online shop");
    page(t, "two tags (38 and 11 %), by name", &both, &name, None)?;
    let both = between(1_826).with("country", Test::is_text("BG"));
    page(t, "5 years and country BG, by name", &both, &name, None)?;
    let both = is("language", "bg").with("gender", Test::is_text("female"));
    page(t, "language bg and female, by name", &both, &name, None)?;
    let both = is("country", "BG").with("kind", Test::is_text("person"));
    page(t, "country BG and persons, by name", &both, &name, None)?;
    let none = is("country", "BG").with("language", Test::is_text("sv"));
    page(t, "country BG and language sv, by registration", &none, &latest, None)?;
    Ok(())
}

/// Pages of 50 with their tags, in an order that no index has.
pub(super) fn sorts(stage: &mut Stage, figures: &mut Vec<Figure>) -> Result<()> {
    let mut pages = Pages::new(stage, figures)?;
    let (all, street) = (CustomerFilter::default(), Sort::by("street"));
    let tag = CustomerFilter::default().with_tag("newsletter");
    let u = "unindexed sort";
    pages.measure(u, "everybody by street", &all, &street, Some(Filter::ByStreet))?;
    pages.measure(u, "everybody by birthday", &all, &Sort::by("birthday"), None)?;
    pages.measure(u, "everybody by given name", &all, &Sort::by("given_name"), None)?;
    pages.measure(u, "common tag by street", &tag, &street, None)
}

fn starts(field: &'static str, start: &str) -> CustomerFilter {
    CustomerFilter::default().with(field, Test::StartsWith(start.to_owned()))
}

/// Both must show the same customers.
fn check(
    register: &Register,
    baseline: &Baseline,
    filter: &CustomerFilter,
    sort: &Sort,
    same: Filter<'_>,
) -> Result<()> {
    let ours = register.customers().page(filter, sort, &PageRequest::first(50))?.items;
    let theirs = baseline.page(same, 50)?;
    if ours == theirs {
        return Ok(());
    }
    let first = ours.iter().zip(&theirs).position(|(a, b)| a != b);
    let numbers = |customers: &[kartotek::Customer]| customers.iter().map(|c| c.number).collect::<Vec<_>>();
    Err(format!(
        "{filter:?} {sort:?} {same:?}: pages differ from {first:?} on: {:?} {:?}",
        numbers(&ours),
        numbers(&theirs)
    )
    .into())
}

/// A page far down the list by name.
fn deep(pages: &mut Pages<'_>) -> Result<()> {
    let (register, baseline) = (&pages.register, &pages.baseline);
    let (filter, sort) = (CustomerFilter::default(), Sort::FamilyName);
    let mut request = PageRequest::first(1_000);
    let mut last = None;
    for _ in 0..50 {
        let page = register.customers().page(&filter, &sort, &request)?;
        let Some(cursor) = page.next else { break };
        last = page.items.last().map(|customer| customer.number.cast_signed());
        request = PageRequest::after(1_000, cursor);
    }
    let (Some(cursor), Some(number)) = (request.after, last) else { return Err("too few customers".into()) };
    let place = baseline.place_of(number)?;
    let request = PageRequest::after(50, cursor);
    let times = compare(
        200,
        |_| Ok(register.customers().page(&filter, &sort, &request)?),
        |_| baseline.page_after(&place, 50),
    )?;
    pages.figures.push(pages.stage.time("page", "page by name, deep (keyset)", times));
    Ok(())
}
