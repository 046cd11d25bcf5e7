use std::collections::HashMap;
use std::net::IpAddr;

use crate::base::Timestamp;

/// A network that attempts come from: the first 24 bits of an IPv4 address, 48 of an IPv6 one.
///
/// It is coarse enough for a log, and one person's addresses are mostly in one.
///
/// ```
/// use kartotek::Network;
///
/// let phone = Network::of("2001:db8:7:1::5".parse().unwrap());
/// assert_eq!(phone, Network::of("2001:db8:7:2::9".parse().unwrap()));
/// assert_eq!(phone.to_string(), "2001:db8:7::/48");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Network(IpAddr);

impl Network {
    /// Returns the network of an address; an IPv4 address within IPv6 counts as what it is.
    #[must_use]
    pub fn of(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V4(v4) => IpAddr::V4((v4.to_bits() >> 8 << 8).into()),
            IpAddr::V6(v6) => IpAddr::V6((v6.to_bits() >> 80 << 80).into()),
        })
    }
}

impl std::fmt::Display for Network {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.0, if self.0.is_ipv4() { 24 } else { 48 })
    }
}

/// How many failures are borne.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FailureLimit {
    /// So many at once.
    pub burst: u32,
    /// One is forgiven every so many microseconds.
    pub forgive_micros: u32,
}

/// How much guessing a register bears (SPEC B6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ThrottlePolicy {
    /// Of one network; 20 at once, one forgiven every half minute.
    pub network: FailureLimit,
    /// Of all together; 1,000 at once, one forgiven every ten milliseconds.
    pub all: FailureLimit,
    /// After how many failures of a network that are not forgiven yet a second factor is asked for: the
    /// surname or the postcode of the customer. Never by default.
    pub second_factor_after: Option<u32>,
    /// How many networks are remembered; 10,000, which take about a megabyte.
    pub networks: usize,
}

impl Default for ThrottlePolicy {
    fn default() -> Self {
        Self {
            network: FailureLimit { burst: 20, forgive_micros: 30_000_000 },
            all: FailureLimit { burst: 1_000, forgive_micros: 10_000 },
            second_factor_after: None,
            networks: 10_000,
        }
    }
}

/// Says whether a code may be looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It may.
    Allowed,
    /// It may, and opens nothing without the second factor.
    NeedsSecondFactor,
    /// It may not before this instant.
    Refused {
        /// When the next failure is forgiven.
        until: Timestamp,
    },
}

/// Counts the failed attempts on one register, to make guessing hopeless (SPEC B6).
///
/// It is kept in memory by one process: hosts on several machines that share a register each bear as many
/// failures.
///
/// Every attempt is counted as a failure before anything is looked up, and taken back when it succeeds: so
/// many attempts at once are no way around it. It never asks for the time, needs a few bytes a network, and
/// remembers no more networks than its policy says. Of those it forgets first the one with the least to
/// forgive; the limit of all together holds whatever is forgotten.
///
/// ```
/// use kartotek::{FailureLimit, Network, Throttle, ThrottlePolicy, Timestamp, Verdict};
///
/// let network = FailureLimit { burst: 2, forgive_micros: 60_000_000 };
/// let mut throttle = Throttle::new(ThrottlePolicy { network, ..ThrottlePolicy::default() });
/// let (guesser, noon) = (Network::of("192.0.2.7".parse().unwrap()), Timestamp::from_micros(0));
/// assert_eq!(throttle.attempt(guesser, noon), Verdict::Allowed);
/// assert_eq!(throttle.attempt(guesser, noon), Verdict::Allowed);
/// let until = Timestamp::from_micros(60_000_000);
/// assert_eq!(throttle.attempt(guesser, noon), Verdict::Refused { until });
/// assert_eq!(throttle.attempt(guesser, until), Verdict::Allowed);
/// ```
#[derive(Debug)]
pub struct Throttle {
    policy: ThrottlePolicy,
    all: Debt,
    networks: HashMap<Network, Debt>,
}

impl Throttle {
    /// Begins with no failures.
    #[must_use]
    pub fn new(policy: ThrottlePolicy) -> Self {
        Self { policy, all: Debt::default(), networks: HashMap::new() }
    }

    /// Counts an attempt as a failure, and says whether it may be made; a refused one does not count.
    pub fn attempt(&mut self, network: Network, now: Timestamp) -> Verdict {
        let ThrottlePolicy { network: limit, all: all_limit, second_factor_after, .. } = self.policy;
        let debt = self.networks.get(&network).copied().unwrap_or_default().at(now, limit);
        let all = self.all.at(now, all_limit);
        match (debt.with_one(now, limit), all.with_one(now, all_limit)) {
            (Ok(more), Ok(all_more)) => {
                self.remember(network, more, now);
                self.all = all_more;
                match second_factor_after {
                    Some(borne) if debt.failures(now, limit) >= borne => Verdict::NeedsSecondFactor,
                    _ => Verdict::Allowed,
                }
            }
            (of_network, of_all) => {
                Verdict::Refused { until: of_network.err().max(of_all.err()).unwrap_or(now) }
            }
        }
    }

    /// Takes back the failure that an attempt counted as, since it succeeded.
    pub fn succeeded(&mut self, network: Network, now: Timestamp) {
        self.all = self.all.without_one(self.policy.all);
        if let Some(debt) = self.networks.get_mut(&network) {
            *debt = debt.without_one(self.policy.network);
            if debt.is_paid(now) {
                self.networks.remove(&network);
            }
        }
    }

    /// Keeps what a network owes, and forgets others where there are too many: all of them are looked through
    /// then, but no more often than the limit of all together lets attempts be made.
    fn remember(&mut self, network: Network, debt: Debt, now: Timestamp) {
        if self.networks.len() >= self.policy.networks && !self.networks.contains_key(&network) {
            self.networks.retain(|_, debt| !debt.is_paid(now));
            if self.networks.len() >= self.policy.networks {
                // The network breaks ties, so that equal calls give equal answers.
                let least = self.networks.iter().map(|(network, debt)| (debt.0, *network)).min();
                least.map(|(_, network)| self.networks.remove(&network));
            }
        }
        self.networks.insert(network, debt);
    }
}

/// The instant when all failures are forgiven: the whole state of a bucket that leaks (the generic cell rate
/// algorithm, ITU-T I.371).
#[derive(Debug, Clone, Copy)]
struct Debt(i64);

impl Default for Debt {
    /// Owes nothing at any instant.
    fn default() -> Self {
        Self(i64::MIN)
    }
}

impl Debt {
    /// Brings it into the range that the limit allows: not in the past, and where the clock was set back no
    /// further ahead than a full burst.
    fn at(self, now: Timestamp, limit: FailureLimit) -> Self {
        let full = i64::from(limit.burst).saturating_mul(i64::from(limit.forgive_micros));
        Self(self.0.clamp(now.as_micros(), now.as_micros().saturating_add(full)))
    }

    /// Adds a failure, or says when there is room for one.
    fn with_one(self, now: Timestamp, limit: FailureLimit) -> Result<Self, Timestamp> {
        let more = self.0.saturating_add(i64::from(limit.forgive_micros));
        let full = i64::from(limit.burst).saturating_mul(i64::from(limit.forgive_micros));
        let beyond = more.saturating_sub(now.as_micros()).saturating_sub(full);
        if beyond <= 0 {
            Ok(Self(more))
        } else {
            Err(Timestamp::from_micros(now.as_micros().saturating_add(beyond)))
        }
    }

    fn without_one(self, limit: FailureLimit) -> Self {
        Self(self.0.saturating_sub(i64::from(limit.forgive_micros)))
    }

    fn is_paid(self, now: Timestamp) -> bool {
        self.0 <= now.as_micros()
    }

    /// How many failures are not wholly forgiven.
    fn failures(self, now: Timestamp, limit: FailureLimit) -> u32 {
        let owed = self.0.saturating_sub(now.as_micros()).max(0).unsigned_abs();
        let failures = owed.div_ceil(u64::from(limit.forgive_micros.max(1)));
        u32::try_from(failures).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
#[path = "throttle_tests.rs"]
mod tests;
