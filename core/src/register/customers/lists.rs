use crate::base::{Page, PageRequest, Result, Sort};
use crate::customers::{
    Customer, CustomerDraft, CustomerFilter, SearchQuery, draft_from_search, drop_switched_off,
};
use crate::register::{Customers, Walk, listing};

impl<'r> Customers<'r> {
    /// Returns one page of a list.
    ///
    /// Every field that the catalogue lists as more than shown sorts and filters. Tags and groups sort as
    /// they are shown, name after name, and have a part of the filter to themselves; notes, external ids and
    /// further e-mails, phones and addresses neither sort nor filter.
    ///
    /// # Errors
    /// `Invalid` when the filter or the sort names a field that cannot be filtered or sorted, or the
    /// filter is too large (see [`CustomerFilter`]); `InvalidCursor` when the cursor belongs to another
    /// list, another register, or an order of texts in another language.
    ///
    /// ```
    /// use kartotek::{CustomerDraft, CustomerFilter, PageRequest, Register, Sort};
    ///
    /// let register = Register::in_memory()?;
    /// let drafts = ["Anna", "Bo", "Cecilia"].map(|name| CustomerDraft::person(name, "Ek"));
    /// register.customers().create_many(&drafts)?;
    /// let (filter, sort) = (CustomerFilter::default(), Sort::FamilyName);
    /// let first = register.customers().page(&filter, &sort, &PageRequest::first(2))?;
    /// let rest = PageRequest::after(2, first.next.expect("a third customer is left"));
    /// let second = register.customers().page(&filter, &sort, &rest)?;
    /// assert_eq!((first.items.len(), second.items.len(), second.next), (2, 1, None));
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn page(
        &self,
        filter: &CustomerFilter,
        sort: &Sort,
        request: &PageRequest,
    ) -> Result<Page<Customer>> {
        let register = self.register.id();
        self.register.read_with_state(|tx, state| listing::page(tx, state, register, filter, sort, request))
    }

    /// Returns the whole list, page after page behind the scenes; others may write meanwhile.
    ///
    /// An item is an error where a page could not be read, as [`Customers::page`] says, and the last one
    /// then: `Invalid` for a wrong filter or sort, at the first item. Another language of the register,
    /// set meanwhile, ends a list in the order of texts with `InvalidCursor`; lists by numbers, dates,
    /// e-mails, phones, countries and languages go on.
    ///
    /// ```
    /// use kartotek::{CustomerDraft, CustomerFilter, ErrorKind, Register, Sort};
    ///
    /// let register = Register::in_memory()?;
    /// register.customers().create_many(&["Bo", "Anna"].map(|name| CustomerDraft::person(name, "Ek")))?;
    /// let all = register.customers().all(&CustomerFilter::default(), &Sort::by("given_name"));
    /// let names: kartotek::Result<Vec<_>> = all.map(|customer| Ok(customer?.profile.given_name)).collect();
    /// assert_eq!(names?, ["Anna", "Bo"]);
    /// let mut wrong = register.customers().all(&CustomerFilter::default(), &Sort::by("note"));
    /// assert!(wrong.next().is_some_and(|item| item.is_err_and(|error| error.kind() == ErrorKind::Invalid)));
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    #[must_use]
    pub fn all(&self, filter: &CustomerFilter, sort: &Sort) -> Walk<'r, Customer> {
        let (customers, filter, sort) = (*self, filter.clone(), sort.clone());
        Walk::new(move |request| customers.page(&filter, &sort, request))
    }

    /// Counts a list.
    ///
    /// # Errors
    /// As [`Customers::page`].
    ///
    /// ```
    /// use kartotek::{CustomerDraft, CustomerFilter, Register};
    ///
    /// let register = Register::in_memory()?;
    /// register.customers().create(CustomerDraft::person("Anna", "García").with_tag("wedding"))?;
    /// register.customers().create(CustomerDraft::person("Bo", "Ek"))?;
    /// assert_eq!(register.customers().count(&CustomerFilter::default())?, 2);
    /// assert_eq!(register.customers().count(&CustomerFilter::default().with_tag("wedding"))?, 1);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn count(&self, filter: &CustomerFilter) -> Result<u64> {
        self.register.read_with_state(|tx, state| listing::count(tx, state, filter, None))
    }

    /// Finds customers by typed text: parts of names, e-mails, phones in any notation, company, number,
    /// tags. Customers with exactly this number, e-mail or phone come first (SPEC C4, N3).
    ///
    /// Case, accents and scripts are folded; a word of one or two letters finds the beginnings of
    /// words. Each word must stand somewhere, all of them in the same customer. At most 1,000 are
    /// returned, archived ones not among them.
    ///
    /// # Errors
    /// `Unsupported` where the backend has no search; `Invalid` with the rule `too_long` when the text has
    /// more than 50 words or 1,000 characters.
    ///
    /// ```
    /// use kartotek::{CustomerDraft, Register};
    ///
    /// let register = Register::in_memory()?;
    /// register.customers().create(CustomerDraft::person("Иван", "Петров").with_phone("+359 88 812 3456"))?;
    /// assert_eq!(register.customers().search("petrov iv", 10)?.len(), 1);
    /// assert_eq!(register.customers().search("088 812 34 56", 10)?.len(), 1);
    /// assert!(register.customers().search("petersen", 10)?.is_empty());
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn search(&self, text: &str, limit: u32) -> Result<Vec<Customer>> {
        let limit = limit.min(PageRequest::MAX_LIMIT) as usize;
        SearchQuery::check_length(text)?;
        self.register.read_with_state(|tx, state| {
            tx.search_customers(&SearchQuery::parse(text, &state.settings.country), limit)
        })
    }

    /// Makes a draft of a typed text that found nobody, with the names, e-mail or phone in it, but for
    /// what is switched off (SPEC C5, F4, F5).
    ///
    /// # Errors
    /// Of the storage.
    ///
    /// ```
    /// # use kartotek::Register;
    /// let register = Register::in_memory()?;
    /// let draft = register.customers().draft_from_search("Anna García anna@example.com")?;
    /// assert_eq!(draft.profile.family_name, "García");
    /// assert_eq!(draft.profile.emails[0].address, "anna@example.com");
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn draft_from_search(&self, text: &str) -> Result<CustomerDraft> {
        self.register.read_with_state(|_, state| {
            let mut draft = draft_from_search(text, &state.settings.country);
            let check = state.check(self.register.call().context, self.register.now(), None);
            drop_switched_off(&mut draft.profile, check);
            Ok(draft)
        })
    }
}
