import Foundation
import XCTest

@testable import Kartotek

final class CodeTests: InFolder {
    private func withCodes(_ options: CodeOptions? = nil) async throws -> Register {
        let codes = try options ?? CodeOptions(Pepper.random())
        return try await Register.inMemory(options: OpenOptions(codes: codes))
    }

    /// A job with one child in class 4b.
    private func newJob(_ register: Register) async throws -> JobId {
        var details = JobDetails()
        details.title = "Ekskolan 2026"
        let job = try await register.jobs().create(details: details)
        let group = try await register.jobGroups().create(job: job.id, name: "4b")
        var child = ParticipantDetails()
        child.givenName = "Elsa"
        child.familyName = "Ek"
        let elsa = try await register.participants().create(details: child)
        try await register.participants().addToGroup(group: group.id, ids: [elsa.id])
        return job.id
    }

    private func ruleOf(_ call: () async throws -> Void) async throws -> String? {
        let error = try await refused(call)
        guard case KartotekError.RuleViolated(_, let rule) = error else { return nil }
        return rule
    }

    // SPEC: B6
    func test_a_code_is_issued_activated_and_lets_somebody_in() async throws {
        let register = try await withCodes()
        let job = try await newJob(register)
        let cards = try await register.codes().issueMissing(job: job)
        XCTAssertEqual(cards.map(\.stored.code.state), [.bound])
        let activated = try await register.codes().activateAll(job: job)
        XCTAssertEqual(activated, 1)
        let typed = cards[0].secrets.typed.expose().lowercased().replacingOccurrences(of: "-", with: " ")
        let opened = try await register.codes().resolve(shown: typed, address: "192.0.2.7", secondFactor: nil)
        XCTAssertEqual(opened.participant.details.displayName(), "Elsa Ek")
        let token = cards[0].secrets.token.expose()
        let again = try await register.codes().resolve(shown: token, address: "192.0.2.7", secondFactor: nil)
        XCTAssertEqual(again, opened)
        let attempts = try await register.codes().attempts(code: nil, before: nil, limit: 10)
        XCTAssertEqual(attempts.map(\.origin), ["192.0.2.0/24", "192.0.2.0/24"])
        XCTAssertEqual(attempts.map(\.outcome), [.granted, .granted])
    }

    func test_a_code_goes_through_its_states() async throws {
        let register = try await withCodes()
        let codes = register.codes()
        let id = try await codes.issueMissing(job: newJob(register))[0].stored.code.id
        _ = try await codes.activate(ids: [id])
        let suspended = try await codes.suspend(ids: [id])
        XCTAssertEqual(suspended.map(\.code.state), [.suspended])
        let resumed = try await codes.resume(ids: [id])
        XCTAssertEqual(resumed.map(\.code.state), [.active])
        let end = Date().addingTimeInterval(3600)
        let code = try await codes.setExpiry(ids: [id], end: end)[0].code
        XCTAssertEqual(code.stateAt(now: end.addingTimeInterval(-1)), .active)
        XCTAssertEqual(code.stateAt(now: end), .expired)
        let next = try await codes.rotate(id: id, graceDays: 0).stored.code.id
        let old = try await codes.get(id: id).code
        XCTAssertEqual(old.stateAt(now: Date().addingTimeInterval(1)), .rotated)
        _ = try await codes.revoke(ids: [next])
        let rule = try await ruleOf { _ = try await codes.activate(ids: [next]) }
        XCTAssertEqual(rule, "code_revoked")
        try await codes.delete(ids: [next])
        let error = try await refused { try await codes.get(id: next) }
        guard case KartotekError.NotFound = error else { return XCTFail("\(error)") }
    }

    func test_spare_cards_are_found_and_bound_by_staff() async throws {
        let register = try await withCodes()
        let job = try await newJob(register)
        let spare = try await register.codes().issueBlank(job: job, count: 2)[0]
        let issued = try await register.codes().issueMissing(job: job)
        let elsa = try XCTUnwrap(issued[0].stored.code.participant)
        let link = try LinkBase(parsing: "https://studio.example").link(spare.secrets.token)
        let forbidden = try await ruleOf { _ = try await register.codes().find(shown: link) }
        XCTAssertEqual(forbidden, "staff_only")
        let staff = register.actingAs(actor: .staff("maria")).codes()
        let found = try await staff.find(shown: link)
        XCTAssertEqual(found, spare.stored)
        let bound = try await staff.bind(id: spare.stored.code.id, participant: elsa)
        XCTAssertEqual(bound.code.participant, elsa)
        let ofElsa = try await staff.ofParticipant(participant: elsa)
        XCTAssertEqual(ofElsa.count, 2)
        let blank = try await staff.unbind(id: spare.stored.code.id)
        XCTAssertNil(blank.code.participant)
        let all = try await staff.all(job, pageSize: 2).collected()
        XCTAssertEqual(all.count, 3)
        let page = try await staff.page(job: job, request: PageRequest(3))
        XCTAssertEqual(page.items, all)
        let count = try await staff.count(job: job)
        XCTAssertEqual(count, 3)
    }

    // SPEC: B6
    func test_guessing_is_slowed_down_and_tells_nothing() async throws {
        var options = try CodeOptions(Pepper.random())
        options.throttle.network = FailureLimit(burst: 2, forgiveMicros: 3_600_000_000)
        let register = try await withCodes(options)
        let card = try await register.codes().issueBlank(job: newJob(register), count: 1)[0]
        let unknown = try TypedCode(parsing: "7kx9 qm2t 4hwc y").expose()
        let blank = card.secrets.typed.expose()
        for (shown, expected) in [(unknown, "code_refused"), (blank, "code_refused"), (blank, "code_throttled")] {
            let rule = try await ruleOf {
                _ = try await register.codes().resolve(shown: shown, address: "192.0.2.7", secondFactor: nil)
            }
            XCTAssertEqual(rule, expected)
        }
        let elsewhere = try await ruleOf {
            _ = try await register.codes().resolve(shown: unknown, address: "2001:db8::1", secondFactor: nil)
        }
        XCTAssertEqual(elsewhere, "code_refused")
        let error = try await refused {
            try await register.codes().resolve(shown: unknown, address: "nowhere", secondFactor: nil)
        }
        guard case KartotekError.Invalid(_, let problems) = error else { return XCTFail("\(error)") }
        XCTAssertEqual(problems.map(\.field), ["address"])
    }

    func test_a_register_without_options_for_codes_says_so() async throws {
        let register = try await Register.inMemory()
        let job = try await newJob(register)
        let rule = try await ruleOf { _ = try await register.codes().issueMissing(job: job) }
        XCTAssertEqual(rule, "code_options")
    }

    func test_with_a_recovery_key_secrets_are_told_again() async throws {
        let hashed = try await withCodes()
        let card = try await hashed.codes().issueBlank(job: newJob(hashed), count: 1)[0]
        XCTAssertEqual(card.stored.storage(), .hashed)
        let rule = try await ruleOf { _ = try await hashed.codes().reveal(ids: [card.stored.code.id]) }
        XCTAssertEqual(rule, "secrets_not_kept")
        let register = try await withCodes(CodeOptions(Pepper.random(), recoveryKey: RecoveryKey.random()))
        let kept = try await register.codes().issueMissing(job: newJob(register))[0]
        XCTAssertEqual(kept.stored.storage(), .recoverable)
        XCTAssertTrue(kept.stored.isLive(now: Date()))
        let revealed = try await register.codes().reveal(ids: [kept.stored.code.id])
        XCTAssertEqual(revealed, [kept.secrets])
    }

    func test_a_pepper_that_was_kept_finds_its_codes_and_another_does_not() async throws {
        let pepper = try Pepper.random()
        let first = try await Register.open(
            path: path("studio.db"), options: OpenOptions(codes: CodeOptions(pepper)))
        let typed = try await first.codes().issueBlank(job: newJob(first), count: 1)[0].secrets.typed.expose()
        try await first.shutDown()
        for (key, expected) in [(Pepper(bytes: pepper.bytes), true), (try Pepper.random(), false)] {
            let register = try await Register.open(
                path: path("studio.db"), options: OpenOptions(codes: CodeOptions(key)))
            let found = try await register.actingAs(actor: .staff("maria")).codes().find(shown: typed)
            XCTAssertEqual(found != nil, expected)
            try await register.shutDown()
        }
    }

    func test_secrets_are_read_checked_and_shown_by_nothing() throws {
        XCTAssertEqual(try TypedCode(parsing: "7kx9 qm2t 4hwc y").expose(), "7KX9-QM2T-4HWC-Y")
        XCTAssertThrowsError(try TypedCode(parsing: "7XK9-QM2T-4HWC-Y")) { error in
            guard case KartotekError.Invalid(_, let problems) = error else { return XCTFail("\(error)") }
            XCTAssertEqual(problems.map(\.rule), [.checkSymbol])
        }
        XCTAssertEqual(try LinkToken(parsing: "0000000000000000000000000l").expose(), "00000000000000000000000001")
        let secrets = try CardSecrets.random()
        let pepper = try Pepper.random()
        let options = CodeOptions(pepper)
        var shown = "\(secrets) \(secrets.token) \(secrets.typed) \(pepper) \(options)"
        dump(secrets, to: &shown)
        dump(options, to: &shown)
        // What shows the key's bytes says that there are `32 bytes`.
        let hidden = [secrets.token.expose(), secrets.typed.expose(), pepper.bytes.base64EncodedString(), "bytes"]
        for secret in hidden { XCTAssertFalse(shown.contains(secret), shown) }
        XCTAssertTrue(shown.contains("Pepper(…)"), shown)
        XCTAssertEqual(Pepper(bytes: Data(count: 32)), Pepper(bytes: Data(count: 32)))
        let base = try LinkBase(parsing: "https://qr.studio.example/G")
        XCTAssertEqual(base.description, "HTTPS://QR.STUDIO.EXAMPLE/G/")
        XCTAssertEqual(try base.shown(), "qr.studio.example/G")
        XCTAssertThrowsError(try LinkBase(parsing: "https://studio.example/gallery"))
    }

    func test_a_key_of_another_length_is_refused() async throws {
        let options = OpenOptions(codes: CodeOptions(Pepper(bytes: Data(count: 31))))
        let error = try await refused { try await Register.inMemory(options: options) }
        guard case KartotekError.Invalid = error else { return XCTFail("\(error)") }
    }

    // SPEC: B6
    func test_a_symbol_is_given_as_a_picture() throws {
        let token = try LinkToken(parsing: "00000000000000000000000001")
        let symbol = try QrSymbol(text: LinkBase(parsing: "https://studio.example").link(token))
        XCTAssertEqual(symbol.modules(), 33)
        // The corner of a finder pattern is dark, the quiet zone light.
        XCTAssertTrue(symbol.isDark(row: 0, column: 0))
        XCTAssertFalse(symbol.isDark(row: -1, column: -1))
        XCTAssertTrue(symbol.svg().hasPrefix("<svg "))
        // Linux has nothing that reads the pixels of a PNG; its width stands in its header (ISO/IEC 15948 §11.2.2).
        let picture = try [UInt8](symbol.png(pixelsPerModule: 2))
        XCTAssertEqual(picture.prefix(4), [0x89, 0x50, 0x4E, 0x47])
        XCTAssertEqual(Array(picture.dropFirst(16).prefix(4)), [0, 0, 0, 82])
        XCTAssertThrowsError(try symbol.png(pixelsPerModule: 0)) { error in
            guard case KartotekError.Invalid = error else { return XCTFail("\(error)") }
        }
        XCTAssertThrowsError(try QrSymbol(text: "")) { error in
            guard case KartotekError.Invalid = error else { return XCTFail("\(error)") }
        }
    }

    // The library that `apple.sh` makes prints no cards.
    #if os(Linux)
    // SPEC: C22
    func test_the_cards_of_a_job_are_printed_into_a_file() async throws {
        let register = try await withCodes(CodeOptions(Pepper.random(), recoveryKey: RecoveryKey.random()))
        let job = try await newJob(register)
        let sheets = try cardSheets(linkBase: LinkBase(parsing: "https://studio.example"), language: .sv)
        let file = path("cards.pdf")
        try await register.codes().printJobTo(path: file, job: job, sheets: sheets, spare: 7)
        let written = try Data(contentsOf: URL(fileURLWithPath: file))
        XCTAssertEqual(written.prefix(5), Data("%PDF-".utf8))
        let count = try await register.codes().count(job: job)
        XCTAssertEqual(count, 8)
        let error = try await refused {
            try await register.codes().printJobTo(path: file, job: job, sheets: sheets, spare: 0)
        }
        guard case KartotekError.Io = error else { return XCTFail("\(error)") }
        let again = try await register.codes().printJob(job: job, sheets: sheets, spare: 0)
        XCTAssertEqual(again.prefix(5), Data("%PDF-".utf8))

        let spare = try await register.codes().issueBlank(job: job, count: 1)
        let cards = try await register.codes().cards(issued: spare)
        XCTAssertEqual(cards.map(\.secrets), spare.map(\.secrets))
        XCTAssertEqual(cards.count, 1)
        let printed = try await printCards(sheets: sheets, cards: cards)
        XCTAssertEqual(printed.prefix(5), Data("%PDF-".utf8))
        let place = path("wrong.pdf")
        var wrong = sheets
        wrong.rows = 9
        let tooMany = wrong
        let refusal = try await refused { try await printCardsTo(path: place, sheets: tooMany, cards: cards) }
        guard case KartotekError.Invalid = refusal else { return XCTFail("\(refusal)") }
        XCTAssertFalse(FileManager.default.fileExists(atPath: place))
        try await printCardsTo(path: place, sheets: sheets, cards: cards)
        let size = try Data(contentsOf: URL(fileURLWithPath: place)).count
        XCTAssertGreaterThan(size, 1_000)
    }
    #endif
}
