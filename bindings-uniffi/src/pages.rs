//! Pages of lists: what is generic in the core has a name for each record here.

use kartotek::{
    Cursor, Customer, Job, Page, Participant, RegisteredCustomer, Registration, StoredCode, Total,
};

macro_rules! pages {
    ($($(#[$doc:meta])* $name:ident of $record:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, uniffi::Record)]
        pub struct $name {
            /// What is on the page, in order.
            pub items: Vec<$record>,
            /// Where the next page begins; nothing on the last one.
            pub next: Option<Cursor>,
            /// How many there are on all pages, where it was asked.
            pub total: Option<Total>,
        }

        impl From<Page<$record>> for $name {
            fn from(page: Page<$record>) -> Self {
                Self { items: page.items, next: page.next, total: page.total }
            }
        }
    )+};
}

pages! {
    /// A page of customers.
    CustomerPage of Customer;
    /// A page of photo jobs.
    JobPage of Job;
    /// A page of participants.
    ParticipantPage of Participant;
    /// A page of registrations.
    RegistrationPage of Registration;
    /// A page of the register of a job or a group.
    RegisteredPage of RegisteredCustomer;
    /// A page of access codes.
    CodePage of StoredCode;
}
