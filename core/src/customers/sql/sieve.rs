use std::collections::HashSet;

use crate::base::Result;
use crate::sql::{Composed, Owned, SqlTx};

use super::best::{Best, Place};
use super::conditions::Demands;
use super::list::{Order, collect, passes, push_from, push_residual_columns, stream};
use super::plan::STEPS_A_ROW;

/// Numbers of customers, a bit for each that was ever given: 125 kB for a million.
#[derive(Default)]
pub(super) struct Members {
    bits: Vec<u64>,
    count: u64,
}

impl Members {
    /// Adds the numbers that queries give.
    pub(super) fn add(&mut self, tx: &SqlTx<'_>, sources: &[Composed]) -> Result<()> {
        tx.driver.query_whole(sources, &mut |_, row| {
            self.push(row.int(0)?);
            Ok(())
        })
    }

    fn push(&mut self, number: i64) {
        let (word, bit) = place(number);
        if word >= self.bits.len() {
            self.bits.resize((word + 1).next_power_of_two(), 0);
        }
        self.count += u64::from(self.bits[word] & bit == 0);
        self.bits[word] |= bit;
    }

    /// Returns the customers that meet all of these demands, each of which has a source.
    pub(super) fn common_to(tx: &SqlTx<'_>, demands: &Demands, by: &[usize]) -> Result<Self> {
        let sources: Vec<Composed> = by.iter().filter_map(|at| demands.tests[*at].source.clone()).collect();
        let mut of_each: Vec<Self> = sources.iter().map(|_| Self::default()).collect();
        tx.driver.query_whole(&sources, &mut |place, row| {
            of_each[place].push(row.int(0)?);
            Ok(())
        })?;
        let mut common: Option<Self> = None;
        for mut members in of_each {
            if let Some(others) = common.take() {
                members.bits.iter_mut().zip(&others.bits).for_each(|(bits, others)| *bits &= others);
                members.bits.truncate(others.bits.len());
                members.count = members.bits.iter().map(|bits| u64::from(bits.count_ones())).sum();
            }
            common = Some(members);
        }
        Ok(common.unwrap_or_default())
    }

    fn contains(&self, number: i64) -> bool {
        let (word, bit) = place(number);
        self.bits.get(word).is_some_and(|bits| bits & bit != 0)
    }

    fn numbers(&self) -> Vec<i64> {
        let all =
            (0..).zip(&self.bits).flat_map(|(word, bits)| (0..64).map(move |bit| (word * 64 + bit, *bits)));
        all.filter(|(number, bits)| bits >> (number % 64) & 1 == 1).map(|(number, _)| number).collect()
    }
}

fn place(number: i64) -> (usize, u64) {
    // Numbers begin at 1.
    (usize::try_from(number / 64).unwrap_or(0), 1 << (number % 64))
}

/// Returns the first of these customers in the order that meet the other demands as well.
///
/// The index of a sort holds the numbers too. So a walk along it reads no row until it has found as
/// many members as a page needs. Where members are so few, or stand so late in the order, that reading
/// all of them is less work, that is done.
pub(super) fn first_of(
    tx: &SqlTx<'_>,
    order: &Order<'_>,
    demands: &Demands,
    members: &Members,
) -> Result<Vec<Place>> {
    if members.count == 0 {
        return Ok(Vec::new());
    }
    let total = tx.driver.customers_about()?;
    let bound = members.count.saturating_mul(STEPS_A_ROW);
    let steps = total.saturating_mul(order.list.limit as u64) / members.count;
    if order.indexed.is_some()
        && steps < bound
        && let Some(places) = walk(tx, order, demands, members, bound)?
    {
        return Ok(places);
    }
    let mut best = Best::new(order.list.limit, order.descending);
    collect(tx, order, demands, Some(&listed(members.numbers())), &mut best)?;
    Ok(best.into_places())
}

fn listed(numbers: Vec<i64>) -> Composed {
    let mut source = Composed::new("SELECT k.value AS number FROM {list k ");
    source.bind(Owned::Keys(numbers)).push("}");
    source
}

/// Goes along the sort's index. Nothing when the bound was reached before the page was full.
fn walk(
    tx: &SqlTx<'_>,
    order: &Order<'_>,
    demands: &Demands,
    members: &Members,
    bound: u64,
) -> Result<Option<Vec<Place>>> {
    let limit = order.list.limit;
    let mut sql =
        Composed::new(&format!("SELECT c.number, c.id, {} FROM customers c WHERE TRUE", order.qualified()));
    order.push_after(&mut sql);
    sql.push(&order.tail());
    let (mut places, mut waiting, mut steps): (Vec<Place>, Vec<Place>, u64) = (Vec::new(), Vec::new(), 0);
    stream(tx, &sql, &mut |row| {
        steps += 1;
        if members.contains(row.int(0)?) {
            waiting.push(Place { key: order.key(row, 2)?, id: row.uuid(1)?, number: row.int(0)? });
            if waiting.len() == limit {
                places.extend(passing(tx, order, demands, std::mem::take(&mut waiting))?);
            }
        }
        Ok(places.len() < limit && steps < bound)
    })?;
    places.extend(passing(tx, order, demands, waiting)?);
    let full = places.len() >= limit;
    places.truncate(limit);
    Ok((full || steps < bound).then_some(places))
}

/// Keeps the places of customers that meet the demands.
fn passing(
    tx: &SqlTx<'_>,
    order: &Order<'_>,
    demands: &Demands,
    mut places: Vec<Place>,
) -> Result<Vec<Place>> {
    if places.is_empty() || (demands.tests.is_empty() && demands.residual.is_empty()) {
        return Ok(places);
    }
    let numbers = places.iter().map(|place| place.number).collect();
    let mut sql = Composed::new("SELECT c.number");
    push_residual_columns(&mut sql, &demands.residual);
    push_from(&mut sql, demands, Some(&listed(numbers)));
    let mut found = HashSet::with_capacity(places.len());
    stream(tx, &sql, &mut |row| {
        if passes(row, 1, &demands.residual, order.list.query.collation)? {
            found.insert(row.int(0)?);
        }
        Ok(true)
    })?;
    places.retain(|place| found.contains(&place.number));
    Ok(places)
}

#[cfg(test)]
mod tests {
    use crate::{Customer, CustomerDraft, CustomerFilter, PageRequest, Register, SetFilter, Sort, Test};

    /// Customers of whom neither few nor most bear a tag.
    fn register() -> Register {
        let register = Register::in_memory().unwrap();
        let drafts: Vec<CustomerDraft> = (0..600)
            .map(|number| {
                let draft = CustomerDraft::person(format!("Given {number}"), format!("Name {}", number % 89));
                let tag = |draft: CustomerDraft, every, name: &str| match number % every {
                    0 => draft.with_tag(name),
                    _ => draft,
                };
                tag(tag(tag(draft, 2, "half"), 3, "third"), 50, "few")
            })
            .collect();
        let made = register.customers().create_many(&drafts).unwrap();
        let archived: Vec<_> = made.iter().skip(30).step_by(60).map(|c| c.as_ref().unwrap().id).collect();
        register.customers().archive(&archived).unwrap();
        register
    }

    fn all(register: &Register, sort: &Sort) -> Vec<Customer> {
        let all = register.customers().all(&CustomerFilter::default(), sort);
        all.map(Result::unwrap).collect()
    }

    // SPEC: B18, N2
    #[test]
    fn a_filtered_list_is_the_whole_one_without_the_others_page_by_page() {
        let register = register();
        let tags = |all: &[&str], none: &[&str]| {
            let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
            let tags = SetFilter { all: names(all), none: names(none), ..SetFilter::default() };
            CustomerFilter { tags, ..CustomerFilter::default() }
        };
        let name = Sort::FamilyName;
        for sort in [&name, &name.clone().reversed(), &Sort::Number, &Sort::by("given_name")] {
            let whole = all(&register, sort);
            for (with, without) in [
                (&["half"][..], &[][..]),
                (&["third"], &["half"]),
                (&["half", "third"], &[]),
                (&["half", "few"], &["third"]),
            ] {
                let bears = |customer: &Customer, tag: &str| customer.tags.iter().any(|t| t.name == tag);
                let expected: Vec<u64> = whole
                    .iter()
                    .filter(|c| with.iter().all(|t| bears(c, t)) && !without.iter().any(|t| bears(c, t)))
                    .map(|customer| customer.number)
                    .collect();
                let (mut found, mut request) = (Vec::new(), PageRequest::first(37));
                loop {
                    let page = register.customers().page(&tags(with, without), sort, &request).unwrap();
                    found.extend(page.items.iter().map(|customer| customer.number));
                    let Some(next) = page.next else { break };
                    request = PageRequest::after(37, next);
                }
                assert_eq!(found, expected, "{sort:?} {with:?} {without:?}");
            }
        }
    }

    // SPEC: N2
    #[test]
    fn a_family_name_is_found_whatever_the_given_name() {
        let register = register();
        let filter = CustomerFilter::default().with("family_name", Test::is_text("NAME 8"));
        let request = PageRequest::first(50);
        let page = register.customers().page(&filter, &Sort::FamilyName, &request).unwrap();
        assert!(page.items.len() > 1);
        assert!(page.items.iter().all(|customer| customer.profile.family_name == "Name 8"));
    }
}
