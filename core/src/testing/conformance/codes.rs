use crate::base::{
    AccessCodeId, EntityKind, Error, ErrorKind, JobId, Keyed, ParticipantId, Result, Revision, Timestamp,
};
use crate::codes::{
    AccessCode, CardSecrets, CodeAttempt, CodeDigest, CodeState, RecoveryKey, ResolveOutcome, SealedSecrets,
    StoredCode, Successor,
};
use crate::history::EntityRef;
use crate::jobs::{Job, JobDetails};
use crate::participants::{Participant, ParticipantDetails};
use crate::repository::{ReadTx, Repository, RepositoryExt};
use crate::testing::{FixedRandomness, SequentialIds};

use super::Factory;
use super::expect::{Checked, fail, fails, holds, same};

const JOBS: u64 = 1_000;
const CHILDREN: u64 = 2_000;

fn job(n: u64) -> JobId {
    JobId::from_bytes(SequentialIds::nth(JOBS + n))
}

fn child(n: u64) -> ParticipantId {
    ParticipantId::from_bytes(SequentialIds::nth(CHILDREN + n))
}

fn id(n: u64) -> AccessCodeId {
    AccessCodeId::from_bytes(SequentialIds::nth(n))
}

fn at(micros: i64) -> Timestamp {
    Timestamp::from_micros(micros)
}

fn digest(kind: u8, n: u64) -> CodeDigest {
    let mut bytes = [kind; 32];
    bytes[24..].copy_from_slice(&n.to_be_bytes());
    CodeDigest::from_bytes(bytes)
}

/// The nth code, blank and of a job.
fn code(n: u64, of: JobId) -> StoredCode {
    StoredCode {
        code: AccessCode::blank(id(n), None),
        job: of,
        revision: Revision::FIRST,
        created_at: at(5),
        updated_at: at(6),
        token_digest: digest(1, n),
        typed_digest: digest(2, n),
        sealed: None,
    }
}

/// Two jobs and three participants.
fn school(repository: &dyn Repository) -> Result<()> {
    let (revision, created_at, updated_at) = (Revision::FIRST, at(1), at(1));
    let jobs: Vec<Keyed<Job>> = (1..=2)
        .map(|n| {
            let details = JobDetails::titled("School");
            Keyed { record: Job { id: job(n), revision, created_at, updated_at, details }, sort_key: vec![1] }
        })
        .collect();
    let children: Vec<Keyed<Participant>> = (1..=3)
        .map(|n| {
            let details = ParticipantDetails::named("Elsa", "Ek");
            Keyed {
                record: Participant { id: child(n), revision, created_at, updated_at, details },
                sort_key: vec![1],
            }
        })
        .collect();
    repository.write(|tx| {
        tx.insert_jobs(&jobs)?;
        tx.insert_participants(&children)
    })
}

fn sorted(mut codes: Vec<StoredCode>) -> Vec<StoredCode> {
    codes.sort_by_key(|stored| stored.code.id);
    codes
}

pub(super) fn codes_come_back_as_they_were_stored(factory: Factory<'_>) -> Checked {
    let repository = factory()?;
    school(&*repository)?;
    let randomness = FixedRandomness::new(3);
    let secrets = CardSecrets::random(&randomness)?;
    let key = RecoveryKey::random(&randomness)?;
    let blank = code(1, job(1));
    let active = StoredCode {
        code: AccessCode {
            state: CodeState::Active,
            expires_at: Some(Timestamp::LATEST),
            successor: Some(Successor { id: id(3), from: at(77) }),
            ..AccessCode::bound(id(2), child(1), None)
        },
        revision: Revision(7),
        sealed: Some(SealedSecrets::seal(&secrets, id(2), &key, &randomness)?),
        ..code(2, job(1))
    };
    let other = StoredCode { code: AccessCode::bound(id(3), child(1), Some(at(9))), ..code(3, job(2)) };
    let all = [blank.clone(), active.clone(), other.clone()];
    repository.write(|tx| {
        tx.insert_codes(&[])?;
        tx.insert_codes(&all[..2])?;
        tx.insert_codes(&all[2..])
    })?;
    let by_ids = |ids: &[AccessCodeId]| repository.read(|tx| tx.codes(ids)).map(sorted);
    same(by_ids(&[id(3), id(9), id(1), id(2)])?, all.to_vec(), "by ids")?;
    same(by_ids(&[])?, vec![], "by no ids")?;
    let tokens = [digest(1, 2), digest(2, 1), digest(1, 1)];
    let found = repository.read(|tx| tx.codes_by_tokens(&tokens))?;
    same(sorted(found), vec![blank, active.clone()], "by tokens")?;
    let typed = |digest| repository.read(|tx| tx.codes_by_typed(&[digest]));
    same(typed(digest(2, 3))?, vec![other.clone()], "by what is typed")?;
    same(typed(digest(1, 3))?, vec![], "by a token that is typed")?;
    let found = repository.read(|tx| tx.codes_of_participants(&[child(1), child(2)]))?;
    same(sorted(found), vec![active, other], "of participants")
}

pub(super) fn the_codes_of_a_job_come_in_order(factory: Factory<'_>) -> Checked {
    let repository = factory()?;
    school(&*repository)?;
    let codes: Vec<StoredCode> = [5, 3, 8, 1].map(|n| code(n, job(1))).into();
    repository.write(|tx| tx.insert_codes(&codes))?;
    repository.write(|tx| tx.insert_codes(&[code(4, job(2))]))?;
    let of_job = |after: Option<u64>, limit| {
        let codes = repository.read(|tx| tx.codes_of_job(job(1), after.map(id), limit))?;
        Ok::<_, Error>(codes.into_iter().map(|stored| stored.code.id).collect::<Vec<_>>())
    };
    same(of_job(None, 9)?, [1, 3, 5, 8].map(id).to_vec(), "all")?;
    same(of_job(None, 2)?, [1, 3].map(id).to_vec(), "the first ones")?;
    same(of_job(Some(3), 9)?, [5, 8].map(id).to_vec(), "those after one")?;
    same(of_job(Some(4), 1)?, vec![id(5)], "those after one that is not there")?;
    same(of_job(Some(8), 9)?, vec![], "those after the last")?;
    let counts = repository.read(|tx| {
        let counts = [None, Some(3), Some(9)].map(|cap| tx.count_codes_of_job(job(1), cap));
        counts.into_iter().chain([tx.count_codes_of_job(job(9), None)]).collect::<Result<Vec<u64>>>()
    })?;
    same(counts, vec![4, 3, 4, 0], "counts")
}

pub(super) fn no_two_codes_have_one_digest(factory: Factory<'_>) -> Checked {
    let repository = factory()?;
    school(&*repository)?;
    repository.write(|tx| tx.insert_codes(&[code(1, job(1))]))?;
    let same_token = StoredCode { token_digest: digest(1, 1), ..code(2, job(2)) };
    let same_typed = StoredCode { typed_digest: digest(2, 1), ..code(2, job(2)) };
    for twin in [same_token, same_typed] {
        let result = repository.write(|tx| tx.insert_codes(&[code(3, job(1)), twin.clone()]));
        fails(result, ErrorKind::AlreadyExists, "a code with the digest of another one")?;
    }
    same(repository.read(|tx| tx.codes(&[id(2), id(3)]))?, vec![], "what is left of refused ones")
}

pub(super) fn a_code_is_changed_from_the_revision_before_alone(factory: Factory<'_>) -> Checked {
    let repository = factory()?;
    school(&*repository)?;
    repository.write(|tx| tx.insert_codes(&[code(1, job(1)), code(2, job(1))]))?;
    let bound = |n: u64, to: u64| StoredCode {
        code: AccessCode {
            successor: Some(Successor { id: id(9), from: at(3) }),
            ..AccessCode::bound(id(n), child(to), Some(at(50)))
        },
        revision: Revision(2),
        updated_at: at(60),
        ..code(n, job(1))
    };
    repository.write(|tx| tx.update_codes(&[bound(1, 1)]))?;
    same(repository.read(|tx| tx.codes(&[id(1)]))?, vec![bound(1, 1)], "the changed code")?;
    // Another process that read both before binds them to somebody else.
    match repository.write(|tx| tx.update_codes(&[bound(2, 2), bound(1, 2)])) {
        Err(Error::Conflict(conflict)) => {
            same(conflict.entity, EntityKind::AccessCode, "whose conflict")?;
            same(conflict.id, id(1).to_string(), "the code in conflict")?;
            same((conflict.expected, conflict.found), (Revision(1), Revision(2)), "its revisions")?;
        }
        other => return fail(format!("a late change: {other:?}")),
    }
    let now = sorted(repository.read(|tx| tx.codes(&[id(1), id(2)]))?);
    same(now, vec![bound(1, 1), code(2, job(1))], "after the conflict")?;
    let missing = repository.write(|tx| tx.update_codes(&[bound(3, 2)]));
    fails(missing, ErrorKind::Conflict, "a change of a code that does not exist")?;
    let blank = StoredCode { revision: Revision(3), ..code(1, job(1)) };
    repository.write(|tx| tx.update_codes(std::slice::from_ref(&blank)))?;
    same(repository.read(|tx| tx.codes(&[id(1)]))?, vec![blank], "the code that is blank again")?;
    same(repository.read(|tx| tx.codes_of_participants(&[child(1)]))?, vec![], "codes of nobody")
}

pub(super) fn a_deleted_code_leaves_its_attempts(factory: Factory<'_>) -> Checked {
    let repository = factory()?;
    school(&*repository)?;
    let bound = StoredCode { code: AccessCode::bound(id(1), child(1), None), ..code(1, job(1)) };
    let attempt = |n: u64| attempt(Some(n), 7, ResolveOutcome::Granted);
    repository.write(|tx| {
        tx.insert_codes(&[bound.clone(), code(2, job(1))])?;
        tx.append_attempts(&[attempt(1), attempt(2)])
    })?;
    let dependents = |tx: &dyn ReadTx| {
        let of = EntityRef { kind: EntityKind::Participant, id: child(1).to_bytes() };
        Ok(tx.dependents(&[of])?.into_iter().map(|(_, kind, count)| (kind, count)).collect::<Vec<_>>())
    };
    same(repository.read(dependents)?, vec![(EntityKind::AccessCode, 1)], "what depends on the child")?;
    repository.write(|tx| tx.delete_codes(&[id(1)], at(9)))?;
    same(repository.read(|tx| tx.codes(&[id(1), id(2)]))?, vec![code(2, job(1))], "what is left")?;
    same(repository.read(|tx| tx.codes_by_tokens(&[digest(1, 1)]))?, vec![], "the deleted one by its token")?;
    same(repository.read(dependents)?, vec![], "what depends on the child afterwards")?;
    same(repository.read(|tx| tx.code_attempts(Some(id(1)), None, 9))?.len(), 1, "its attempts")
}

fn attempt(code: Option<u64>, micros: i64, outcome: ResolveOutcome) -> CodeAttempt {
    CodeAttempt { seq: 0, at: at(micros), code: code.map(id), outcome, origin: "192.0.2.0/24".into() }
}

pub(super) fn attempts_come_back_newest_first(factory: Factory<'_>) -> Checked {
    let repository = factory()?;
    let outcomes = CodeState::ALL.into_iter().map(ResolveOutcome::Refused).chain([
        ResolveOutcome::Granted,
        ResolveOutcome::SecondFactor,
        ResolveOutcome::Unknown,
        ResolveOutcome::Throttled,
    ]);
    // Those of three codes in turn, the clock set back each time.
    let of = |(outcome, n): (ResolveOutcome, u32)| attempt(Some(u64::from(n % 3)), -i64::from(n), outcome);
    let mut told: Vec<CodeAttempt> = outcomes.zip(1..).map(of).collect();
    told.push(attempt(None, 0, ResolveOutcome::Unknown));
    repository.write(|tx| {
        tx.append_attempts(&told[..5])?;
        tx.append_attempts(&[])
    })?;
    repository.write(|tx| tx.append_attempts(&told[5..]))?;
    let read = |code: Option<u64>, before, limit| {
        repository.read(|tx| tx.code_attempts(code.map(id), before, limit))
    };
    let all = read(None, None, 100)?;
    holds(all.is_sorted_by(|a, b| a.seq > b.seq), "places grow")?;
    let without_seq = |found: Vec<CodeAttempt>| {
        found.into_iter().map(|attempt| CodeAttempt { seq: 0, ..attempt }).collect::<Vec<_>>()
    };
    told.reverse();
    same(without_seq(all.clone()), told.clone(), "the whole log")?;
    let of_two: Vec<CodeAttempt> =
        all.iter().filter(|attempt| attempt.code == Some(id(2))).cloned().collect();
    same(read(Some(2), None, 100)?, of_two.clone(), "those of a code")?;
    same(read(Some(2), None, 2)?, of_two[..2].to_vec(), "the newest of a code")?;
    same(read(Some(2), Some(of_two[0].seq), 1)?, of_two[1..2].to_vec(), "those before one")?;
    same(read(None, Some(all[3].seq), 2)?, all[4..6].to_vec(), "those of all before one")?;
    same(read(Some(77), None, 9)?, vec![], "those of a code that nobody showed")
}
