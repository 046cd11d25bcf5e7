use super::*;

const SECOND: i64 = 1_000_000;

fn at(micros: i64) -> Timestamp {
    Timestamp::from_micros(micros)
}

fn network(n: u32) -> Network {
    Network::of(IpAddr::V4((n << 8).into()))
}

fn policy(burst: u32, all: u32) -> ThrottlePolicy {
    ThrottlePolicy {
        network: FailureLimit { burst, forgive_micros: 60_000_000 },
        all: FailureLimit { burst: all, forgive_micros: 1_000_000 },
        second_factor_after: None,
        networks: 100,
    }
}

/// Counts how many attempts pass at an instant.
fn passing(throttle: &mut Throttle, network: Network, now: Timestamp) -> usize {
    (0..10_000).take_while(|_| !matches!(throttle.attempt(network, now), Verdict::Refused { .. })).count()
}

// SPEC: B6, C21
#[test]
fn a_network_makes_its_burst_of_failures_and_then_one_a_minute() {
    let mut throttle = Throttle::new(policy(5, 1_000));
    let guesser = network(1);
    for _ in 0..5 {
        assert_eq!(throttle.attempt(guesser, at(0)), Verdict::Allowed);
    }
    for tried in [0, 1, 59 * SECOND] {
        let until = at(60 * SECOND);
        assert_eq!(throttle.attempt(guesser, at(tried)), Verdict::Refused { until }, "{tried}");
    }
    assert_eq!(throttle.attempt(guesser, at(60 * SECOND)), Verdict::Allowed);
    assert!(matches!(throttle.attempt(guesser, at(60 * SECOND)), Verdict::Refused { .. }));
    assert_eq!(throttle.attempt(network(2), at(60 * SECOND)), Verdict::Allowed);
}

// SPEC: B6
#[test]
fn what_succeeds_costs_nothing() {
    let mut throttle = Throttle::new(policy(2, 3));
    for _ in 0..1_000 {
        assert_eq!(throttle.attempt(network(1), at(0)), Verdict::Allowed);
        throttle.succeeded(network(1), at(0));
    }
    assert!(throttle.networks.is_empty());
    // A success without an attempt gives no credit.
    for _ in 0..9 {
        throttle.succeeded(network(1), at(0));
    }
    assert_eq!(passing(&mut throttle, network(1), at(0)), 2);
}

// SPEC: B6
#[test]
fn attempts_are_counted_before_they_are_looked_up() {
    let mut throttle = Throttle::new(policy(5, 1_000));
    // Nobody has told yet how the first ones ended.
    let allowed = (0..100).filter(|_| throttle.attempt(network(1), at(0)) == Verdict::Allowed).count();
    assert_eq!(allowed, 5);
}

// SPEC: B6
#[test]
fn guessers_from_many_networks_meet_the_limit_of_all() {
    let mut throttle = Throttle::new(policy(5, 12));
    let allowed = (0..100).filter(|n| throttle.attempt(network(*n), at(0)) == Verdict::Allowed).count();
    assert_eq!(allowed, 12);
    assert_eq!(throttle.attempt(network(200), at(0)), Verdict::Refused { until: at(SECOND) });
    assert_eq!(throttle.attempt(network(200), at(SECOND)), Verdict::Allowed);
}

// SPEC: B6
#[test]
fn no_more_networks_are_remembered_than_the_policy_says() {
    let mut throttle = Throttle::new(policy(3, 1_000_000));
    assert_eq!(passing(&mut throttle, network(7), at(0)), 3);
    for n in 1_000..60_000 {
        throttle.attempt(network(n), at(0));
        assert!(throttle.networks.len() <= 100);
    }
    // The worst one is remembered, whoever came since.
    assert!(matches!(throttle.attempt(network(7), at(0)), Verdict::Refused { .. }));
}

// SPEC: B6
#[test]
fn many_failures_of_a_network_ask_for_a_second_factor() {
    let mut throttle = Throttle::new(ThrottlePolicy { second_factor_after: Some(2), ..policy(4, 1_000) });
    let verdicts: Vec<Verdict> = (0..4).map(|_| throttle.attempt(network(1), at(0))).collect();
    assert_eq!(
        verdicts,
        [Verdict::Allowed, Verdict::Allowed, Verdict::NeedsSecondFactor, Verdict::NeedsSecondFactor]
    );
    assert_eq!(throttle.attempt(network(1), at(180 * SECOND)), Verdict::Allowed);
    assert_eq!(throttle.attempt(network(2), at(0)), Verdict::Allowed);
}

// SPEC: B6, C23
#[test]
fn a_clock_that_is_set_back_locks_nobody_out_for_long() {
    let mut throttle = Throttle::new(policy(2, 1_000));
    let later = at(1_000_000 * SECOND);
    assert_eq!(passing(&mut throttle, network(1), later), 2);
    let Verdict::Refused { until } = throttle.attempt(network(1), at(0)) else { panic!("allowed") };
    assert!(until <= at(60 * SECOND), "{until}");
    for now in [at(i64::MIN), at(i64::MAX), at(-1)] {
        throttle.attempt(network(3), now);
        throttle.succeeded(network(3), now);
    }
}

// SPEC: B6
#[test]
fn addresses_of_a_network_are_one() {
    let of = |address: &str| Network::of(address.parse().unwrap()).to_string();
    assert_eq!(of("192.0.2.255"), "192.0.2.0/24");
    assert_eq!(of("::ffff:192.0.2.1"), "192.0.2.0/24");
    assert_eq!(of("2001:db8:1234:5678::1"), "2001:db8:1234::/48");
}

// SPEC: B6
#[test]
fn guessing_at_the_default_limits_is_hopeless() {
    // 10⁶ live codes, a year at the limit of all together: the chance of one hit (SPEC B6).
    let policy = ThrottlePolicy::default();
    let guesses = 365.0 * 86_400.0 * 1e6 / f64::from(policy.all.forgive_micros);
    assert!(guesses * 1e6 / 2f64.powi(60) < 0.003);
}
