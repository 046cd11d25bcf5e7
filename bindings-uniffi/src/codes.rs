//! Access codes: what is on the cards of photo jobs.

use std::net::IpAddr;

use kartotek::{
    AccessCodeId, CardSecrets, CodeAttempt, Error, IssuedCode, JobId, LinkBase, LinkToken, Network,
    PageRequest, ParticipantId, QrSymbol as Symbol, Resolved, Rule, StoredCode, SystemRandomness, Timestamp,
    TypedCode,
};

use crate::handle::handle;
use crate::pages::CodePage;
use crate::worker::Answer;

handle! {
    /// What can be done with access codes.
    ///
    /// Issuing them and looking them up needs a register that was opened with `codes`; else calls fail with the rule
    /// `code_options`. What a code's state forbids names the state, for example `code_revoked`. Calls about several
    /// codes do all or nothing, and answer in the order given.
    Codes(codes) {
        /// Returns one. Fails with `NotFound`.
        fn get(id: AccessCodeId) -> StoredCode { codes.get(id) }

        /// Looks up what stands on a card, a link, its token or a typed code, for staff who hold it in their hands.
        /// Customers use `resolve`, which counts failures. Fails with the rule `staff_only` for any actor but staff.
        fn find(shown: String) -> Option<StoredCode> { codes.find(&shown) }

        /// Returns the codes of a participant in all jobs, the oldest first.
        fn of_participant(participant: ParticipantId) -> Vec<StoredCode> { codes.of_participant(participant) }

        /// Returns one page of the codes of a job, the oldest first.
        fn page(job: JobId, request: PageRequest) -> CodePage { codes.page(job, &request).map(Into::into) }

        /// Returns how many codes a job has.
        fn count(job: JobId) -> u64 { codes.count(job) }

        /// Returns the latest attempts to open something, before one that was seen: by a code, or by any and by none
        /// where none is named.
        fn attempts(code: Option<AccessCodeId>, before: Option<u64>, limit: u32) -> Vec<CodeAttempt> {
            codes.attempts(code, before, limit)
        }

        /// Returns the secrets of codes that were issued with a recovery key, in the order asked for. Fails with the
        /// rule `secrets_not_kept` for others.
        fn reveal(ids: Vec<AccessCodeId>) -> Vec<CardSecrets> { codes.reveal(&ids) }

        /// Makes codes for participants of a job; those who have a live code there get none. The secrets are shown
        /// this once. The codes are bound, and open nothing before they are activated.
        fn issue(job: JobId, participants: Vec<ParticipantId>) -> Vec<IssuedCode> { codes.issue(job, &participants) }

        /// Makes codes for all members of a job's groups who have no live code there, by name.
        fn issue_missing(job: JobId) -> Vec<IssuedCode> { codes.issue_missing(job) }

        /// Makes codes for so many spare cards of a job, 10,000 at most, which are bound later.
        fn issue_blank(job: JobId, count: u32) -> Vec<IssuedCode> { codes.issue_blank(job, count) }

        /// Puts a new code in the place of one; the old one stays good for so many days, 14 at most.
        fn rotate(id: AccessCodeId, grace_days: u8) -> IssuedCode { codes.rotate(id, grace_days) }

        /// Gives a blank card to a participant who is in a group of its job.
        fn bind(id: AccessCodeId, participant: ParticipantId) -> StoredCode { codes.bind(id, participant) }

        /// Takes a card back from its participant, so that it is blank again; staff alone may.
        fn unbind(id: AccessCodeId) -> StoredCode { codes.unbind(id) }

        /// Lets bound codes open something.
        fn activate(ids: Vec<AccessCodeId>) -> Vec<StoredCode> { codes.activate(&ids) }

        /// Lets all codes of a job that are bound open something, and returns how many these are.
        fn activate_all(job: JobId) -> u64 { codes.activate_all(job) }

        /// Stops active codes for a while.
        fn suspend(ids: Vec<AccessCodeId>) -> Vec<StoredCode> { codes.suspend(&ids) }

        /// Lets suspended codes go on.
        fn resume(ids: Vec<AccessCodeId>) -> Vec<StoredCode> { codes.resume(&ids) }

        /// Stops codes for ever.
        fn revoke(ids: Vec<AccessCodeId>) -> Vec<StoredCode> { codes.revoke(&ids) }

        /// Lets codes expire at another instant, or never.
        fn set_expiry(ids: Vec<AccessCodeId>, end: Option<Timestamp>) -> Vec<StoredCode> {
            codes.set_expiry(&ids, end)
        }

        /// Gives expired codes more time; they are what they were before. Staff alone may.
        fn reactivate(ids: Vec<AccessCodeId>, end: Option<Timestamp>) -> Vec<StoredCode> {
            codes.reactivate(&ids, end)
        }

        /// Deletes codes that open nothing any more, and blank ones.
        fn delete(ids: Vec<AccessCodeId>) -> () { codes.delete(&ids) }

        /// Lets somebody in who shows a code: a scanned link, its token, or what is typed, in any writing. The
        /// address, of IPv4 or IPv6, is whose failures are counted.
        ///
        /// Fails with the rule `code_throttled` after too many failures, `second_factor_required` where a family name
        /// or postcode is asked for too, and `code_refused` for whatever else: what is wrong cannot be told apart.
        fn resolve(shown: String, address: String, second_factor: Option<String>) -> Resolved {
            let address: IpAddr = address.parse().map_err(|_| Error::field("address", Rule::Character))?;
            codes.resolve(&shown, Network::of(address), second_factor.as_deref())
        }
    }
}

/// Reads the token of a link, in any case. Fails with `Invalid`.
#[uniffi::export]
pub fn link_token_of(text: String) -> Answer<LinkToken> {
    Ok(text.parse()?)
}

/// Reads a code as people type it, in any case, with blanks and dashes anywhere. Fails with `Invalid`, with the rule
/// `check_symbol` where it is mistyped.
#[uniffi::export]
pub fn typed_code_of(text: String) -> Answer<TypedCode> {
    Ok(text.parse()?)
}

/// Makes both secrets of a card, which nobody can guess.
#[uniffi::export]
pub fn random_card_secrets() -> Answer<CardSecrets> {
    Ok(CardSecrets::random(&SystemRandomness)?)
}

/// Reads the address that the links of cards begin with, and writes it in capitals. Fails with `Invalid` for one that
/// a card cannot have.
#[uniffi::export]
pub fn link_base_of(text: String) -> Answer<LinkBase> {
    Ok(text.parse()?)
}

/// Returns the link of a token: a secret, as the token is.
#[uniffi::export]
pub fn link_of(base: LinkBase, token: LinkToken) -> Answer<String> {
    Ok(base.link(&token))
}

/// Returns the address that links begin with as people read and type it.
#[uniffi::export]
pub fn shown_link_base(base: LinkBase) -> Answer<String> {
    Ok(base.shown())
}

/// A QR symbol as cards have it: a quarter of it may be bent or dirty.
#[derive(Debug, uniffi::Object)]
pub struct QrSymbol(Symbol);

#[uniffi::export]
impl QrSymbol {
    /// Makes the smallest symbol of a text. Fails with `Invalid` for one that is empty or too long.
    #[uniffi::constructor]
    pub fn new(text: String) -> Answer<Self> {
        Ok(Self(Symbol::new(&text)?))
    }

    /// Returns how many modules a side has, without the quiet zone.
    pub fn modules(&self) -> u32 {
        u32::try_from(self.0.modules()).unwrap_or(u32::MAX)
    }

    /// Tells whether the module in a row and a column is dark; the quiet zone, at which both begin below zero, is
    /// light.
    pub fn is_dark(&self, row: i32, column: i32) -> bool {
        let place = |place: i32| isize::try_from(place).unwrap_or(isize::MAX);
        self.0.is_dark(place(row), place(column))
    }

    /// Returns the symbol as an SVG document, one unit a module, quiet zone included.
    pub fn svg(&self) -> String {
        self.0.svg()
    }

    /// Returns the symbol as a PNG file of one bit a pixel, quiet zone included; a module has 1 to 100 pixels a side.
    pub fn png(&self, pixels_per_module: u32) -> Answer<Vec<u8>> {
        Ok(self.0.png(pixels_per_module)?)
    }
}
