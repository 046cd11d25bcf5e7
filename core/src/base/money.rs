use std::fmt;
use std::str::FromStr;

use super::{Currency, Error, Result, Rule};

/// An amount in one currency, counted in its smallest unit (SPEC part B).
///
/// ```
/// use kartotek::{ErrorKind, Money};
///
/// let a: Money = "12.50 EUR".parse()?;
/// assert_eq!(a.minor(), 1250);
/// assert_eq!(a.checked_add(a)?.to_string(), "25.00 EUR");
/// let yen: Money = "300 JPY".parse()?;
/// assert_eq!(a.checked_add(yen).unwrap_err().kind(), ErrorKind::RuleViolated);
/// # Ok::<(), kartotek::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    minor: i64,
    currency: Currency,
}

impl Money {
    /// Makes an amount of smallest units (cents for EUR, yen for JPY).
    #[must_use]
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Returns the amount in smallest units.
    #[must_use]
    pub const fn minor(self) -> i64 {
        self.minor
    }

    /// Returns the currency.
    #[must_use]
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// Adds an amount of the same currency.
    ///
    /// # Errors
    /// `RuleViolated` with the rule `currency_mismatch` or `amount_overflow`.
    pub fn checked_add(self, other: Self) -> Result<Self> {
        self.combine(other, i64::checked_add)
    }

    /// Subtracts an amount of the same currency.
    ///
    /// # Errors
    /// As [`Money::checked_add`].
    pub fn checked_sub(self, other: Self) -> Result<Self> {
        self.combine(other, i64::checked_sub)
    }

    /// Reads a decimal number, such as `-12.5`, as an amount of a currency.
    ///
    /// # Errors
    /// `Invalid` with the rule `money` when it is no number or has more decimals than the currency.
    pub fn from_decimal(text: &str, currency: Currency) -> Result<Self> {
        let wrong = || Error::field("money", Rule::Money);
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let exponent = currency.exponent() as usize;
        let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        let significant = fraction.trim_end_matches('0');
        if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) || significant.len() > exponent {
            return Err(wrong());
        }
        let sign = if negative { "-" } else { "" };
        let minor = format!("{sign}{whole}{significant:0<exponent$}");
        minor.parse().map(|minor| Self { minor, currency }).map_err(|_| wrong())
    }

    /// Returns the amount as a decimal number with all decimals of the currency, without its code.
    #[must_use]
    pub fn to_decimal(self) -> String {
        let exponent = self.currency.exponent() as usize;
        let sign = if self.minor < 0 { "-" } else { "" };
        let digits = format!("{:0>width$}", self.minor.unsigned_abs(), width = exponent + 1);
        let (whole, fraction) = digits.split_at(digits.len() - exponent);
        if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
    }

    fn combine(self, other: Self, operation: fn(i64, i64) -> Option<i64>) -> Result<Self> {
        if self.currency != other.currency {
            let detail = format!("{} and {} do not add up", self.currency, other.currency);
            return Err(Error::rule("currency_mismatch", detail));
        }
        match operation(self.minor, other.minor) {
            Some(minor) => Ok(Self { minor, ..self }),
            None => Err(Error::rule("amount_overflow", "the sum is too large")),
        }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.to_decimal(), self.currency)
    }
}

impl FromStr for Money {
    type Err = Error;

    /// Reads what `Display` writes: a decimal number, a blank and the currency.
    fn from_str(text: &str) -> Result<Self> {
        match text.trim().split_once(' ') {
            Some((amount, currency)) => Self::from_decimal(amount, currency.parse()?),
            None => Err(Error::field("money", Rule::Money)),
        }
    }
}
