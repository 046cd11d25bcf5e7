import Foundation
import XCTest

@testable import Kartotek

final class RegisterTests: InFolder {
    func test_a_customer_is_stored_changed_and_deleted() async throws {
        let first = try await Register.open(path: path("studio.db"))
        let id = try await first.customers().create(draft: anna()).id
        try await first.shutDown()
        let register = try await Register.open(path: path("studio.db"))
        let customers = register.customers()
        let stored = try await customers.get(id: id)
        XCTAssertEqual(stored.profile.emails.map(\.address), ["anna@example.com"])
        var profile = stored.profile
        profile.familyName = "Ek"
        let changed = try await customers.update(id: id, revision: stored.revision, profile: profile)
        let kept = try await customers.get(id: id)
        XCTAssertEqual(kept.profile.familyName, "Ek")
        try await customers.delete(id: id, revision: changed.revision)
        let gone = try await customers.find(id: id)
        XCTAssertNil(gone)
        let count = try await customers.count(filter: CustomerFilter())
        XCTAssertEqual(count, 0)
    }

    func test_a_wrong_field_is_named_with_its_rule() async throws {
        let register = try await Register.inMemory()
        let error = try await refused {
            try await register.customers().create(draft: .person("Anna", "García").withEmail("anna@"))
        }
        guard case KartotekError.Invalid(let description, let problems) = error else { return XCTFail("\(error)") }
        XCTAssertEqual(problems.map(\.field), ["email"])
        XCTAssertEqual(problems.map(\.rule), [.emailSyntax])
        XCTAssertEqual("\(error)", description)
        XCTAssertEqual(error.localizedDescription, description)
    }

    func test_a_stale_update_tells_the_fields_and_no_values_in_its_text() async throws {
        let customers = try await Register.inMemory().customers()
        let stored = try await customers.create(draft: anna())
        var profile = stored.profile
        profile.nickname = "Annie"
        _ = try await customers.update(id: stored.id, revision: stored.revision, profile: profile)
        profile.nickname = "Ann"
        let stale = profile
        let error = try await refused {
            try await customers.update(id: stored.id, revision: stored.revision, profile: stale)
        }
        guard case KartotekError.Conflict(_, _, _, _, let found, let fields) = error else { return XCTFail("\(error)") }
        XCTAssertEqual(found, Revision(count: 2))
        XCTAssertEqual(fields.map { [$0.field, $0.stored, $0.given] }, [["nickname", "Annie", "Ann"]])
        let shown = "\(error) \(String(reflecting: error)) \(error.localizedDescription)"
        XCTAssertFalse(shown.contains("Annie"), shown)
    }

    func test_a_search_forgives_case_and_accents() async throws {
        let customers = try await Register.inMemory().customers()
        let stored = try await customers.create(draft: anna())
        _ = try await customers.create(draft: .company("Foto AB"))
        let found = try await customers.search(text: "GARCIA an", limit: 10)
        XCTAssertEqual(found, [stored])
    }

    func test_a_list_flows_in_order_across_its_pages() async throws {
        let customers = try await Register.inMemory().customers()
        let names = (10...34).map { "Name\($0)" }
        _ = try await customers.createMany(drafts: names.shuffled().map { .person("Anna", $0) })
        let listed = try await customers.all(sort: .familyName, pageSize: 10).collected()
        XCTAssertEqual(listed.map(\.profile.familyName), names)
        let begun = try await customers.all(sort: .familyName, pageSize: 10).prefix(3).collected()
        XCTAssertEqual(begun.map(\.profile.familyName), Array(names.prefix(3)))
        let page = try await customers.page(
            filter: CustomerFilter(), sort: .familyName.reversed, request: PageRequest(2))
        XCTAssertEqual(page.items.map(\.profile.familyName), names.suffix(2).reversed())
    }

    func test_tags_are_put_on_by_name_and_filter_lists() async throws {
        let register = try await Register.inMemory()
        let stored = try await register.customers().create(draft: anna())
        let bo = try await register.customers().create(draft: .person("Bo", "Ek"))
        let outcomes = try await register.tags().apply(customers: [stored.id], change: .add("wedding"))
        XCTAssertEqual(outcomes, [.changed])
        let weddings = try await register.customers().all(CustomerFilter().withTag("Wedding")).collected()
        XCTAssertEqual(weddings.map(\.id), [stored.id])
        let tags = try await register.tags().all()
        XCTAssertEqual(tags.map(\.size), [1])
        let parents = try await register.contactGroups().createWith(name: "Parents", customers: [bo.id])
        let members = try await register.customers().all(CustomerFilter().inContactGroup("parents")).collected()
        XCTAssertEqual(members.map(\.id), [bo.id])
        try await register.contactGroups().delete(id: parents.id)
        let count = try await register.customers().count(filter: CustomerFilter())
        XCTAssertEqual(count, 2)
    }

    func test_values_cross_as_the_types_of_the_platform() async throws {
        let register = try await Register.inMemory()
        let seen = try await register.settings()
        var settings = seen.settings
        settings.businessMode = true
        settings.policies = []
        try await register.updateSettings(revision: seen.revision, settings: settings)
        var draft = anna()
        draft.profile.creditLimit = Money(Decimal(string: "12.50")!, "EUR")
        draft.profile.birthday = PartialDate(month: 2, day: 29)
        // 2024-05-23T10:15:00.123456Z
        let visit = Date(timeIntervalSince1970: 1_716_459_300.123456)
        draft.profile.lastVisitAt = visit
        let stored = try await register.customers().create(draft: draft).profile
        XCTAssertEqual(stored.creditLimit, draft.profile.creditLimit)
        XCTAssertEqual(stored.birthday, draft.profile.birthday)
        let seconds = try XCTUnwrap(stored.lastVisitAt).timeIntervalSince1970
        XCTAssertEqual((seconds * 1_000_000).rounded(), 1_716_459_300_123_456)
        XCTAssertEqual(PartialDate(crossing: "0987-09-21").description, "0987-09-21")
        XCTAssertEqual(PartialDate(crossing: "--02-29").description, "--02-29")
        let first = try await register.customers().findByNumber(number: 1)
        let made = try await register.customers().get(id: XCTUnwrap(first).id)
        XCTAssertGreaterThan(made.createdAt, visit)
    }

    func test_a_value_that_nothing_can_be_made_of_has_the_class_of_its_error() async throws {
        let customers = try await Register.inMemory().customers()
        let error = try await refused {
            try await customers.page(
                filter: CustomerFilter(), sort: .number, request: PageRequest(10, after: Cursor(text: "yesterday")))
        }
        guard case KartotekError.InvalidCursor = error else { return XCTFail("\(error)") }
        var draft = anna()
        draft.profile.creditLimit = Money(Decimal(string: "1.234")!, "EUR")
        let wrong = draft
        let other = try await refused { try await customers.create(draft: wrong) }
        guard case KartotekError.Invalid(_, let problems) = other else { return XCTFail("\(other)") }
        XCTAssertEqual(problems.map(\.rule), [.money])
    }

    func test_history_tells_who_did_what_and_why() async throws {
        let register = try await Register.inMemory()
        let maria = register.actingAs(actor: .staff("maria")).withReason(reason: "moved")
        let stored = try await maria.customers().create(draft: anna())
        let changes = try await register.history().ofCustomer(id: stored.id, before: nil, limit: 10)
        XCTAssertEqual(changes.map(\.set.actor), [.staff("maria")])
        XCTAssertEqual(changes.map(\.set.reason), ["moved"])
    }

    func test_a_backup_is_a_sound_register() async throws {
        let register = try await Register.open(path: path("studio.db"))
        let stored = try await register.customers().create(draft: anna())
        try await register.backupTo(path: path("copy.db"))
        let copy = try await Register.openExisting(path: path("copy.db"))
        let copied = try await copy.customers().get(id: stored.id)
        let faults = try await copy.verify()
        XCTAssertEqual(copied, stored)
        XCTAssertEqual(faults, [])
        let none = path("none.db")
        let error = try await refused { try await Register.openExisting(path: none) }
        guard case KartotekError.Io = error else { return XCTFail("\(error)") }
    }

    func test_after_shutting_down_calls_fail_with_a_class_of_their_own() async throws {
        let register = try await Register.open(path: path("studio.db"))
        let customers = register.customers()
        try await register.shutDown()
        let error = try await refused { try await customers.count(filter: CustomerFilter()) }
        guard case KartotekError.ShutDown = error else { return XCTFail("\(error)") }
        let other = try await refused { try await register.settings() }
        guard case KartotekError.ShutDown = other else { return XCTFail("\(other)") }
        try await register.shutDown()
    }

    func test_a_draft_is_coded_and_decoded() throws {
        let draft = anna().withTag("wedding")
        XCTAssertEqual(try JSONDecoder().decode(CustomerDraft.self, from: JSONEncoder().encode(draft)), draft)
    }

    func test_one_refused_draft_of_many_leaves_the_others() async throws {
        let register = try await Register.inMemory()
        let drafts: [CustomerDraft] = [anna(), .person("", ""), .company("Foto AB")]
        let outcomes = try await register.customers().createMany(drafts: drafts)
        let done = outcomes.map { if case .done = $0 { true } else { false } }
        XCTAssertEqual(done, [true, false, true])
        guard case .refused(let error) = outcomes[1], case .Invalid = error else { return XCTFail("\(outcomes)") }
    }

    func test_a_call_that_is_repeated_under_its_key_is_done_once() async throws {
        let register = try await Register.inMemory().withIdempotencyKey(key: "form 17")
        let first = try await register.customers().create(draft: anna())
        let again = try await register.customers().create(draft: anna())
        XCTAssertEqual(first, again)
        let error = try await refused { try await register.customers().create(draft: .company("Foto AB")) }
        guard case KartotekError.IdempotencyConflict = error else { return XCTFail("\(error)") }
    }

    func test_texts_of_records_hold_no_personal_data() async throws {
        let stored = try await Register.inMemory().customers().create(draft: anna().withTag("wedding"))
        let filter = CustomerFilter().withText("García").withTag("wedding")
        let change = TagChange.add("wedding")
        var shown = "\(stored) \(stored.profile) \(stored.tags) \(anna()) \(filter) \(change)"
        shown += " \(String(reflecting: stored)) \(String(reflecting: filter))"
        for secret in ["García", "anna@", "wedding"] { XCTAssertFalse(shown.contains(secret), shown) }
    }

    func test_history_tells_the_latest_change() async throws {
        let register = try await Register.inMemory()
        let none = try await register.history().latest()
        XCTAssertEqual(none, 0)
        _ = try await register.customers().create(draft: anna())
        let seen = try await register.history().latest()
        let changes = try await register.history().changes(afterSeq: 0, limit: 10)
        XCTAssertEqual(changes.last?.seq, seen)
        let next = try await register.customers().create(draft: .company("Foto AB"))
        let second = try await register.customers().findByNumber(number: 2)
        XCTAssertEqual(second, next)
        for try await entry in register.history().feed(after: seen) {
            XCTAssertEqual(entry.change.entity.id.uuid, next.id.uuid)
            break
        }
    }

    func test_what_was_changed_since_it_was_seen_is_left_alone() async throws {
        let register = try await Register.inMemory()
        let stored = try await register.customers().create(draft: anna())
        _ = try await register.customers().setEnabled(ids: [stored.id], state: .no)
        let careful = register.expecting((stored.id, stored.revision))
        let outcomes = try await careful.customers().archive(ids: [stored.id])
        XCTAssertEqual(outcomes, [.versionConflict])
    }

    func test_a_new_register_gets_the_settings_and_keeps_them() async throws {
        let usual = try await Register.inMemory().settings().settings
        var sol = usual
        sol.name = "Studio Sol"
        sol.country = "SE"
        sol.currency = "SEK"
        sol.webAddress = "https://sol.example"
        let first = try await Register.open(path: path("studio.db"), options: OpenOptions(settings: sol))
        let given = try await first.settings().settings
        XCTAssertEqual(given.name, "Studio Sol")
        XCTAssertEqual(first.backend().name, "sqlite")
        XCTAssertTrue(first.backend().capabilities.search)
        let customer = try await first.customers().create(draft: anna()).id
        let link = try await first.customers().privateAreaLink(id: customer)
        XCTAssertEqual(link, "https://sol.example/customers/\(customer)")
        try await first.shutDown()
        var sqlite = SqliteOptions()
        sqlite.opening = .readOnly
        let options = OpenOptions(settings: usual, sqlite: sqlite)
        let register = try await Register.open(path: path("studio.db"), options: options)
        let kept = try await register.settings().settings
        XCTAssertEqual(kept.name, "Studio Sol")
        let error = try await refused { try await register.customers().create(draft: anna()) }
        guard case KartotekError.ReadOnly = error else { return XCTFail("\(error)") }
    }

    // The library that `apple.sh` makes reaches no servers.
    #if os(Linux)
    func test_a_server_that_does_not_answer_is_unreachable() async throws {
        let nobody = "postgresql://nobody:secret@127.0.0.1:1/none"
        var postgres = usualPostgresOptions()
        postgres.schema = "studio"
        postgres.connectTimeout = 1
        let options = postgres
        let error = try await refused { try await Register.connect(address: nobody, postgres: options) }
        guard case KartotekError.Unreachable = error else { return XCTFail("\(error)") }
        postgres.readAddress = nobody
        let shown = "\(postgres)"
        XCTAssertFalse(shown.contains("secret"), shown)
        guard let server = ProcessInfo.processInfo.environment["KARTOTEK_TEST_POSTGRES"] else { return }
        postgres = options
        postgres.schema = "swift_\(UInt64(Date().timeIntervalSince1970 * 1_000_000))"
        let register = try await Register.connect(address: server, postgres: postgres)
        XCTAssertEqual(register.backend().name, "postgres")
        let stored = try await register.customers().create(draft: anna())
        let found = try await register.customers().search(text: "garcia", limit: 10)
        XCTAssertEqual(found, [stored])
        try await register.shutDown()
    }
    #endif

    func test_fields_are_described_in_a_language() throws {
        let city = try XCTUnwrap(customerFields(language: .sv).first { $0.key == "city" })
        XCTAssertEqual([city.label, city.kind], ["Ort", "text"])
        XCTAssertTrue(city.sorts && city.imports && city.personal)
        let labels = groupColumns(language: .sv).prefix(3).map(\.label)
        XCTAssertEqual(labels, ["Datum", "Fullständigt namn", "Galleri"])
        let unsorted = jobColumns(language: .en).filter { !$0.sorts }
        XCTAssertEqual(unsorted.map(\.key), ["qr_galleries"])
    }
}
