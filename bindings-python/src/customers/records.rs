use kartotek::{CustomerId, CustomerKind, Gender, Money, PartialDate, Revision, RiskRating, Timestamp};
use pyo3::exceptions::PyValueError;
use pyo3::inspect::PyStaticExpr;
use pyo3::prelude::*;
use pyo3::type_hint_identifier;
use pyo3::types::PyString;

use crate::arguments::Taken;
use crate::cross::{Cross, Out, wrong_type};
use crate::record::{around, record};

record! {
    /// An e-mail address with what it is for.
    ///
    /// >>> from kartotek import Email
    /// >>> Email(address="anna@example.com", label="work")
    /// Email(address='anna@example.com', label='work')
    Email or text {
        /// The address.
        address: String,
        /// What it is for, for example ``work``.
        label: String = String::new(),
    }
}

record! {
    /// A phone number as it was entered, and what it was understood as.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory(settings=kartotek.RegisterSettings(country="SE"))
    /// >>> register.customers.create(given_name="Anna", phones=["070-174 06 05"]).phones[0].to_uri()
    /// 'tel:+46701740605'
    Phone or text {
        /// The number as it was entered.
        text: String,
        /// What it is for, for example ``mobile``.
        label: String = String::new(),
        /// The international form without its plus sign (ITU-T E.164), set by the register; ``None`` while the
        /// text could not be understood.
        e164: Option<u64> = None,
    }
    methods {
        /// Returns the address that a telephone dials (RFC 3966), or ``None``.
        fn to_uri(&self) -> Option<String> {
            self.0.to_uri()
        }
    }
}

record! {
    /// A postal address.
    ///
    /// >>> from kartotek import Address
    /// >>> Address(street="Storgatan 1", postal_code="211 20", city="Malmö", country="SE").city
    /// 'Malmö'
    Address {
        /// What it is for, for example ``home``.
        label: String = String::new(),
        /// Street and house number.
        street: String = String::new(),
        /// Second line, for example a flat or a floor.
        street_2: String = String::new(),
        /// Postcode.
        postal_code: String = String::new(),
        /// Town.
        city: String = String::new(),
        /// State, province or county.
        region: String = String::new(),
        /// Country (ISO 3166-1 alpha-2).
        country: String = String::new(),
        /// Whether goods are sent here.
        default_shipping: bool = false,
        /// Whether invoices are sent here.
        default_billing: bool = false,
    }
}

record! {
    /// What another system calls a customer.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> shop = kartotek.ExternalId(source="shopify", id="6412")
    /// >>> anna = register.customers.create(given_name="Anna", external_ids=[shop])
    /// >>> register.customers.find_by_external_id("shopify", "6412") == anna
    /// True
    ExternalId {
        /// The system, for example ``shopify``.
        source: String,
        /// The id there.
        id: String,
    }
}

record! {
    /// A tag or group that a record is in.
    ///
    /// >>> import kartotek
    /// >>> anna = kartotek.in_memory().customers.create(given_name="Anna", tags=["wedding"])
    /// >>> [tag.name for tag in anna.tags]
    /// ['wedding']
    CollectionRef {
        /// The id of the tag or group.
        id: kartotek::CollectionId,
        /// What it is called.
        name: String,
    }
}

/// Makes the class of profiles, of drafts and of customers, which all have the fields of a profile.
macro_rules! profiles {
    ($($(#[$doc:meta])* $field:ident : $type:ty = $default:expr),* $(,)?) => {
        record! {
            /// All that people enter about a customer.
            ///
            /// >>> import kartotek
            /// >>> register = kartotek.in_memory()
            /// >>> anna = register.customers.create(given_name="Anna")
            /// >>> profile = anna.profile.replace(family_name="García")
            /// >>> register.customers.update(anna, profile).display_name
            /// 'Anna García'
            CustomerProfile { $($(#[$doc])* $field: $type = $default),* }
            methods {
                /// The name to show: the entered one, else its parts, else the company.
                #[getter]
                fn display_name(&self) -> String {
                    self.0.display_name()
                }
            }
        }

        around! {
            /// A customer to be created: what people enter, and the groups to put it in.
            ///
            /// >>> import kartotek
            /// >>> draft = kartotek.CustomerDraft(given_name="Anna", family_name="García", tags=["wedding"])
            /// >>> draft.display_name
            /// 'Anna García'
            CustomerDraft(kartotek::CustomerDraft) {
                /// An id that the caller made; otherwise the register makes one.
                id: Option<CustomerId>,
                $($(#[$doc])* $field: $type = |draft| &draft.profile.$field,)*
                /// Names of tags; those that do not exist are made.
                tags: Vec<String>,
                /// Names of contact groups; those that do not exist are made.
                contact_groups: Vec<String>,
                /// Names of customer groups; those that do not exist are made.
                customer_groups: Vec<String>,
                /// Name of the default customer group; otherwise the register's own default.
                default_group: Option<String>,
            }
            methods {
                #[new]
                #[pyo3(signature = (
                    *, id = Taken(None), $($field = Taken($default),)* tags = Taken(Vec::new()),
                    contact_groups = Taken(Vec::new()), customer_groups = Taken(Vec::new()),
                    default_group = Taken(None)
                ))]
                #[allow(clippy::too_many_arguments)]
                fn new(
                    id: Taken<Option<CustomerId>>,
                    $($field: Taken<$type>,)*
                    tags: Taken<Vec<String>>,
                    contact_groups: Taken<Vec<String>>,
                    customer_groups: Taken<Vec<String>>,
                    default_group: Taken<Option<String>>,
                ) -> Self {
                    Self(kartotek::CustomerDraft {
                        id: id.0,
                        profile: kartotek::CustomerProfile { $($field: $field.0),* },
                        tags: tags.0,
                        contact_groups: contact_groups.0,
                        customer_groups: customer_groups.0,
                        default_group: default_group.0,
                    })
                }

                /// The name to show: the entered one, else its parts, else the company.
                #[getter]
                fn display_name(&self) -> String {
                    self.0.profile.display_name()
                }
            }
        }

        crate::record::remade!(CustomerDraft);

        record! {
            /// One customer as it is stored: identity, revision and dates, its groups and tags, and what people
            /// edit, each field of the profile directly as well.
            ///
            /// >>> import kartotek
            /// >>> anna = kartotek.in_memory().customers.create(given_name="Anna", emails=["anna@example.com"])
            /// >>> anna.number, anna.revision, anna.emails[0].address
            /// (1, 1, 'anna@example.com')
            Customer {
                /// Names the customer for ever, also across copies of a register.
                id: CustomerId,
                /// The number that people use; grows with every customer, gaps are normal.
                number: u64,
                /// Counts the changes of this record; an update names the one it saw.
                revision: Revision,
                /// When the record was made.
                created_at: Timestamp,
                /// When the record was changed last; tagging does not count.
                updated_at: Timestamp,
                /// Since when it is hidden from lists, if it is.
                archived_at: Option<Timestamp>,
                /// What people edit.
                profile: kartotek::CustomerProfile,
                /// The group that decides prices and access.
                default_group: kartotek::CollectionRef,
                /// The other customer groups it is a member of, by name.
                customer_groups: Vec<kartotek::CollectionRef>,
                /// The mailing lists it is in, by name.
                contact_groups: Vec<kartotek::CollectionRef>,
                /// Its tags, by name.
                tags: Vec<kartotek::CollectionRef>,
            }
            methods {
                $(
                    $(#[$doc])*
                    #[getter]
                    fn $field(&self) -> Out<'_, $type> {
                        Out(&self.0.profile.$field)
                    }
                )*

                /// The name to show: the entered one, else its parts, else the company.
                #[getter]
                fn display_name(&self) -> String {
                    self.0.profile.display_name()
                }
            }
        }
    };
}

profiles! {
    /// Person, company, or a login of several.
    kind: CustomerKind = CustomerKind::Person,
    /// Code of a social title from the register's settings.
    title: String = String::new(),
    /// First name.
    given_name: String = String::new(),
    /// Middle names.
    additional_names: String = String::new(),
    /// Last name.
    family_name: String = String::new(),
    /// What stands before the name, for example ``Dr.``.
    name_prefix: String = String::new(),
    /// What stands after the name, for example ``Jr.``.
    name_suffix: String = String::new(),
    /// The name that friends use.
    nickname: String = String::new(),
    /// How the name is pronounced or sorted.
    phonetic_name: String = String::new(),
    /// The name exactly as the customer typed it.
    entered_name: String = String::new(),
    /// E-mail addresses; the first is the primary one.
    emails: Vec<kartotek::Email> = Vec::new(),
    /// Phone numbers; the first is the primary one.
    phones: Vec<kartotek::Phone> = Vec::new(),
    /// Postal addresses; the first is the primary one.
    addresses: Vec<kartotek::Address> = Vec::new(),
    /// Gender (RFC 6350 §6.2.7): ``female``, ``male``, ``other``, or ``other:`` and the person's
    /// own words; empty where not told.
    gender: Gender = Gender::Unspecified,
    /// Language to write in, as a BCP 47 tag.
    language: String = String::new(),
    /// Birthday, with or without a year: ``1992-02-29`` or ``--02-29``.
    birthday: Option<PartialDate> = None,
    /// Name of the company.
    company: String = String::new(),
    /// The company's number in its country's register.
    organisation_number: String = String::new(),
    /// Code of the line of business, in France.
    activity_code: String = String::new(),
    /// Web site.
    website: String = String::new(),
    /// How much may be outstanding.
    credit_limit: Option<Money> = None,
    /// Days until an invoice is due.
    payment_term_days: Option<u32> = None,
    /// How risky it is to sell on credit.
    risk_rating: Option<RiskRating> = None,
    /// Whether the customer may sign in and order.
    enabled: bool = true,
    /// When the customer registered.
    registered_at: Option<Timestamp> = None,
    /// When the customer was here last.
    last_visit_at: Option<Timestamp> = None,
    /// Where the record came from, for example ``web``.
    origin: String = String::new(),
    /// For staff only.
    note: String = String::new(),
    /// What other systems call this customer.
    external_ids: Vec<kartotek::ExternalId> = Vec::new(),
    /// The shared login that this person signs in with.
    shared_login: Option<CustomerId> = None,
}

/// As the catalogue writes it.
impl Cross for Gender {
    const GIVES: PyStaticExpr = type_hint_identifier!("builtins", "str");

    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let text = match self {
            Self::Unspecified => "",
            Self::Female => "female",
            Self::Male => "male",
            Self::Other(words) if words.is_empty() => "other",
            Self::Other(words) => &format!("other: {words}"),
        };
        Ok(PyString::new(py, text).into_any())
    }

    fn from_python(value: &Bound<'_, PyAny>) -> PyResult<Self> {
        let text = value.cast::<PyString>().map_err(|_| wrong_type("a text", value))?.to_string();
        Ok(match text.as_str() {
            "" => Self::Unspecified,
            "female" => Self::Female,
            "male" => Self::Male,
            "other" => Self::Other(String::new()),
            text => match text.strip_prefix("other: ") {
                Some(words) => Self::Other(words.to_owned()),
                None => {
                    let message =
                        "expected a gender: female, male, other, other: and the person's words, or nothing";
                    return Err(PyValueError::new_err(message));
                }
            },
        })
    }
}
