import Foundation
import XCTest

@testable import Kartotek

final class MappingTests: InFolder {
    private func bytes(_ text: String) -> ImportSource { .bytes(bytes: Data(text.utf8)) }

    private func first(_ register: Register) async throws -> Customer {
        let all = try await register.customers().all().collected()
        return try XCTUnwrap(all.first)
    }

    func test_a_plan_tells_what_is_understood_and_stores_nothing_before_its_commit() async throws {
        let register = try await Register.inMemory()
        let text = "Förnamn;E-post;Skonummer\nÅsa;asa@example.com;38\nBo;bo@;\n"
        // Below U+0100 windows-1252 has a byte for each of these scalars, with its number; Foundation has not the
        // tables everywhere.
        let source = ImportSource.bytes(bytes: Data(text.unicodeScalars.map { UInt8($0.value) }))
        let plan = try await register.planImport(source)
        let planned = plan.report()
        XCTAssertEqual(planned.end, .planned)
        XCTAssertEqual(plan.outcomes(), [.created, .invalid])
        XCTAssertEqual([planned.counts.created, planned.counts.invalid], [1, 1])
        let file = plan.file()
        XCTAssertEqual(file.encoding, "windows-1252")
        XCTAssertEqual(file.delimiter, ";")
        XCTAssertEqual(file.language, .sv)
        XCTAssertEqual(file.columns.map(\.target), ["given_name", "email", "ignore"])
        XCTAssertEqual(file.columns.map(\.evidence), [Evidence.heading, Evidence.heading, Evidence.none])
        XCTAssertEqual(file.columns.first?.samples, ["Åsa", "Bo"])
        XCTAssertFalse("\(file)".contains("Åsa"), "\(file)")
        let count = try await register.customers().count(filter: CustomerFilter())
        XCTAssertEqual(count, 0)
        let report = try await plan.commit()
        XCTAssertEqual(report.counts.created, 1)
        let stored = try await first(register)
        XCTAssertEqual(stored.profile.givenName, "Åsa")
    }

    func test_a_commit_lists_the_rows_whose_outcome_is_another_one_by_now() async throws {
        let register = try await Register.inMemory()
        let file = bytes("Given name,E-mail\nAnna,anna@example.com\n")
        let plan = try await register.planImport(file)
        _ = try await register.importSource(source: file, options: ImportOptions())
        let report = try await plan.commit()
        XCTAssertEqual(report.counts.unchanged, 1)
        XCTAssertEqual(report.changedSincePlan, [2])
        let late: [() async throws -> Void] = [
            { _ = try await plan.commit() },
            { try await plan.saveMapping(name: "late") },
        ]
        for call in late {
            let error = try await refused(call)
            guard case KartotekError.RuleViolated(_, let rule) = error else { return XCTFail("\(error)") }
            XCTAssertEqual(rule, "plan_committed")
        }
    }

    func test_columns_are_given_their_fields_by_hand() async throws {
        let register = try await Register.inMemory()
        let options = ImportOptions()
            .map("Kund", "family_name").ignore("Intern").map(place: 2, "city").fix("tags", "fair")
        _ = try await register.importBytes(Data("Kund,Intern,Var\nEk,7,Lund\n".utf8), options: options)
        let stored = try await first(register)
        XCTAssertEqual(stored.profile.familyName, "Ek")
        XCTAssertEqual(stored.profile.addresses.map(\.city), ["Lund"])
        XCTAssertEqual(stored.tags.map(\.name), ["fair"])
        let wrong = ImportOptions().map("Kund", "shoe size")
        let error = try await refused { try await register.importBytes(Data("Kund\nEk\n".utf8), options: wrong) }
        guard case KartotekError.Invalid = error else { return XCTFail("\(error)") }
        let missing = ImportOptions().map("Namn", "family_name")
        let other = try await refused { try await register.importBytes(Data("Kund\nEk\n".utf8), options: missing) }
        guard case KartotekError.Import = other else { return XCTFail("\(other)") }
    }

    func test_columns_are_joined_and_cut() async throws {
        let register = try await Register.inMemory()
        let options = ImportOptions()
            .split("Who", at: " ", .first, "given_name").split("Who", at: " ", .rest, "family_name")
            .join(["Likes", "Allergies"], between: "; ", "note")
        _ = try await register.importBytes(Data("Who,Likes,Allergies\nAnna Berg,tea,nuts\n".utf8), options: options)
        let profile = try await first(register).profile
        XCTAssertEqual([profile.givenName, profile.familyName, profile.note], ["Anna", "Berg", "tea; nuts"])
    }

    func test_a_saved_mapping_is_used_where_it_fits() async throws {
        let register = try await Register.inMemory()
        let saving = ImportOptions(saveMapping: "the fair").map("Who", "given_name")
        _ = try await register.importBytes(Data("Who\nAnna\n".utf8), options: saving)
        let saved = try await register.savedMappings()
        XCTAssertEqual(saved.map { [$0.name, $0.header] }, [["the fair", "who"]])
        var given = MappingOptions()
        given.saved = try XCTUnwrap(saved.first)
        let who = bytes("Who\nBo\n")
        let ways = [ImportOptions(), ImportOptions().useMapping("the fair"), ImportOptions(columns: given)]
        for options in ways {
            let plan = try await register.planImport(who, options: options)
            XCTAssertEqual(plan.file().mapping, "the fair")
        }
        let without = try await register.planImport(who, options: ImportOptions().withoutSavedMapping())
        XCTAssertNil(without.file().mapping)
        let market = ImportOptions().useMapping("the market")
        let error = try await refused { try await register.planImport(who, options: market) }
        guard case KartotekError.Import = error else { return XCTFail("\(error)") }
        let notes = try await register.planImport(bytes("What\nx\n"), options: ImportOptions().map("What", "note"))
        try await notes.saveMapping(name: "notes")
        let deleted = try await register.deleteSavedMapping(name: "notes")
        let again = try await register.deleteSavedMapping(name: "notes")
        XCTAssertEqual([deleted, again], [true, false])
    }

    func test_a_file_is_read_as_is_said() async throws {
        let register = try await Register.inMemory()
        let seen = try await register.settings()
        var settings = seen.settings
        settings.policies = []
        try await register.updateSettings(revision: seen.revision, settings: settings)
        var table = TableOptions()
        table.encoding = "cp850"
        table.delimiter = .pipe
        table.quote = "'"
        table.header = .line(2)
        table.language = .sv
        var columns = MappingOptions()
        columns.dateOrder = .monthFirst
        columns.externalSource = "visma"
        let options = ImportOptions(table: table, columns: columns).map("Född", "birthday")
        let text = "customers of 2024\nFörnamn|Efternamn|Född\n'Åsa|B'|Ek|03/04/1990\n"
        // The letters of this text that code page 850 has elsewhere.
        let cp850: [UInt32: UInt8] = [0xC5: 0x8F, 0xF6: 0x94]
        let source = ImportSource.bytes(bytes: Data(text.unicodeScalars.map { cp850[$0.value] ?? UInt8($0.value) }))
        _ = try await register.importSource(source: source, options: options)
        let profile = try await first(register).profile
        XCTAssertEqual([profile.givenName, profile.familyName], ["Åsa|B", "Ek"])
        XCTAssertEqual(profile.birthday, PartialDate(year: 1990, month: 3, day: 4))
        var bare = TableOptions()
        bare.header = HeaderRow.none
        _ = try await register.importSource(
            source: bytes("Berg\n"), options: ImportOptions(table: bare).map("1", "family_name"))
        let count = try await register.customers().count(filter: CustomerFilter())
        XCTAssertEqual(count, 2)
        var klingon = TableOptions()
        klingon.encoding = "klingon"
        let unknown = ImportOptions(table: klingon)
        let berg = bytes("Berg\n")
        let error = try await refused { try await register.importSource(source: berg, options: unknown) }
        guard case KartotekError.Invalid(_, let problems) = error else { return XCTFail("\(error)") }
        XCTAssertEqual(problems.map(\.field), ["encoding"])
    }

    func test_empty_cells_and_tokens_take_values_away() async throws {
        let register = try await Register.inMemory()
        let before = "Given name,E-mail,Phone,Note\nAnna,anna@example.com,+46 70 123 45 67,tea\n"
        _ = try await register.importBytes(Data(before.utf8))
        let options = ImportOptions(clearToken: "-").clearOnEmpty("Phone")
        let after = "Given name,E-mail,Phone,Note\nAnna,anna@example.com,,-\n"
        _ = try await register.importBytes(Data(after.utf8), options: options)
        let stored = try await register.customers().all().collected()
        XCTAssertEqual(stored.map(\.profile.phones), [[]])
        XCTAssertEqual(stored.map(\.profile.note), [""])
    }
}
