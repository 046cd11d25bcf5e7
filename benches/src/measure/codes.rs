use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use kartotek::testing::ManualClock;
use kartotek::{
    Actor, CardSheets, CodeOptions, FailureLimit, JobDetails, Language, Network, ParticipantDetails, Pepper,
    RecoveryKey, Register, ThrottlePolicy, TypedCode,
};

use super::figure::{Amount, Figure, clock, median, once};
use super::stage::Stage;
use crate::baseline::Result;

/// How many children a job has.
const CHILDREN: u32 = 500;
/// How often a code of each kind is shown.
const ROUNDS: usize = 1_000;

/// The cards of a job on paper, and how long a wrong code is thought about: where codes of several kinds are shown
/// in turn, their times must not tell which is which.
pub(super) fn measure(stage: &mut Stage, figures: &mut Vec<Figure>) -> Result<()> {
    let hands = Arc::new(ManualClock::default());
    let path = stage.folder.join("codes.db");
    super::stage::remove(&path);
    let limit = FailureLimit { burst: u32::MAX, forgive_micros: 1 };
    let throttle = ThrottlePolicy { network: limit, all: limit, ..ThrottlePolicy::default() };
    let options = CodeOptions {
        recovery_key: Some(RecoveryKey::from_bytes([8; 32])),
        throttle,
        ..CodeOptions::new(Pepper::from_bytes([7; 32]))
    };
    let register = Register::builder().clock(hands.clone()).codes(options).open(&path)?;
    let register = register.acting_as(Actor::staff("studio"));
    let job = register.jobs().create(JobDetails::titled("Cards"))?.id;
    for class in 0..CHILDREN / 25 {
        let group = register.job_groups().create(job, &format!("Class {class}"))?.id;
        for child in 0..25 {
            let details = ParticipantDetails::named(format!("Given{child}"), format!("Family{class}"));
            let child = register.participants().create(details)?.id;
            register.participants().add_to_group(group, &[child])?;
        }
    }
    let sheets = CardSheets::new("https://studio.example".parse()?, Language::Sv);
    let mut bytes = 0;
    let print = || {
        bytes = register.codes().print_job(job, &sheets, 0)?.len() as u64;
        Ok(())
    };
    let (time, _) = once(print, || Ok(()))?;
    figures.push(stage.time_alone("cards", format!("{CHILDREN} cards issued and printed"), time));
    figures.push(stage.amount(
        "cards size",
        format!("{CHILDREN} cards, the PDF"),
        Amount::Bytes(bytes),
        None,
    ));

    let codes: Vec<_> = register.codes().all(job).collect::<kartotek::Result<_>>()?;
    let typed = |place: usize| -> Result<String> {
        Ok(register.codes().reveal(&[codes[place].code.id])?.remove(0).typed.expose())
    };
    let expired = codes[1].code.id;
    register.codes().revoke(&[codes[0].code.id])?;
    let soon = kartotek::Timestamp::from_micros(1_767_225_600_000_000 + 3_600_000_000);
    register.codes().set_expiry(&[expired], Some(soon))?;
    hands.advance(Duration::from_secs(7_200));
    let blank = register.codes().issue_blank(job, 1)?.remove(0).secrets.typed.expose();
    let unknown = TypedCode::random(&kartotek::SystemRandomness)?.expose();
    let kinds = [
        ("unknown", unknown),
        ("revoked", typed(0)?),
        ("expired", typed(1)?),
        ("blank", blank),
        ("not active yet", typed(2)?),
    ];
    let network = Network::of(std::net::IpAddr::from([192, 0, 2, 7]));
    let mut times = vec![Vec::with_capacity(ROUNDS); kinds.len()];
    for _ in 0..ROUNDS {
        for ((_, shown), times) in kinds.iter().zip(&mut times) {
            let begun = clock();
            let answer = register.codes().resolve(shown, network, None);
            times.push(clock() - begun);
            if black_box(answer).is_ok() {
                return Err("a code that opens nothing opened something".into());
            }
        }
    }
    for ((kind, _), times) in kinds.iter().zip(times) {
        figures.push(stage.time_alone("resolve", format!("a code that is {kind} is refused"), median(times)));
    }
    Ok(())
}
