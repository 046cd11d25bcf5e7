import Foundation
import XCTest

@testable import Kartotek

final class LongCallTests: InFolder {
    private let chunks = ImportOptions(units: .chunks(200))

    private struct ScreenIsGone: Error {}

    private func fill(_ register: Register, _ count: Int) async throws {
        let drafts = (1...count).map { CustomerDraft.person("Anna", "Name\($0)") }
        _ = try await register.customers().createMany(drafts: drafts)
    }

    func test_an_export_tells_how_far_it_is_and_what_it_wrote() async throws {
        let register = try await Register.open(path: path("studio.db"))
        try await fill(register, 2_500)
        let file = folder.appendingPathComponent("customers.csv")
        var summary: ExportSummary?
        let export: @Sendable (@escaping @Sendable (UInt64) throws -> Next) async throws -> ExportSummary = { tell in
            try await register.customers().exportFile(file, onProgress: tell)
        }
        for try await told in telling(export) {
            switch told {
            case .progress(let rows): XCTAssertTrue([1_000, 2_000].contains(rows), "\(rows)")
            case .done(let written): summary = written
            }
        }
        let bytes = try Data(contentsOf: file).count
        XCTAssertEqual(summary, ExportSummary(rows: 2_500, bytes: UInt64(bytes)))
        let text = try lines("customers.csv")
        XCTAssertEqual(text.count, 2_501)
        let error = try await refused { try await register.customers().exportFile(file) }
        guard case KartotekError.Io(_, let place) = error else { return XCTFail("\(error)") }
        XCTAssertEqual(place, file.path)
        var over = ExportOptions()
        over.columns = ["number"]
        over.existing = .replace
        let again = try await register.customers().exportFile(file, options: over)
        XCTAssertEqual(again.rows, 2_500)
    }

    func test_a_cancelled_export_leaves_no_file() async throws {
        let register = try await Register.open(path: path("studio.db"))
        try await fill(register, 3_500)
        let file = folder.appendingPathComponent("customers.csv")
        try await cancelled { tell in
            _ = try await register.customers().exportFile(file) { _ in tell() }
        }
        try await register.shutDown()
        let left = try contents()
        XCTAssertFalse(left.contains { $0.contains("customers") || $0.contains("partial") }, "\(left)")
    }

    func test_an_export_that_its_listener_stops_leaves_no_file() async throws {
        let register = try await Register.open(path: path("studio.db"))
        try await fill(register, 1_000)
        let file = folder.appendingPathComponent("customers.csv")
        let error = try await refused { try await register.customers().exportFile(file) { _ in .stop } }
        guard case KartotekError.Cancelled = error else { return XCTFail("\(error)") }
        XCTAssertFalse(FileManager.default.fileExists(atPath: file.path))
    }

    // SPEC: P12
    func test_an_export_of_a_job_or_group_that_its_listener_stops_leaves_no_file() async throws {
        let register = try await Register.inMemory()
        var details = JobDetails()
        details.title = "Ekskolan 2026"
        let job = try await register.jobs().create(details: details).id
        let group = try await register.jobGroups().create(job: job, name: "4b").id
        try await fill(register, 1_000)
        for try await customer in register.customers().all() {
            _ = try await register.registrations().create(
                group: group, customer: customer.id, details: RegistrationDetails(), participants: [])
        }
        let file = folder.appendingPathComponent("registered.csv")
        let calls: [() async throws -> ExportSummary] = [
            { try await register.jobs().exportCustomers(job, to: file) { _ in .stop } },
            { try await register.jobGroups().exportCustomers(group, to: file) { _ in .stop } },
        ]
        for call in calls {
            let error = try await refused { try await call() }
            guard case KartotekError.Cancelled = error else { return XCTFail("\(error)") }
        }
        XCTAssertFalse(FileManager.default.fileExists(atPath: file.path))
        let rows = try await register.jobs().exportCustomers(job, to: file).rows
        XCTAssertEqual(rows, 1_000)
    }

    func test_a_cancelled_copy_goes_on_when_it_is_made_again() async throws {
        let register = try await Register.open(path: path("studio.db"))
        let moved = try await Register.open(path: path("moved.db"))
        try await fill(register, 6_000)
        try await cancelled { tell in _ = try await register.copyTo(moved) { _ in tell() } }
        let error = try await refused { try await moved.customers().count(filter: CustomerFilter()) }
        guard case KartotekError.RuleViolated(_, let rule) = error else { return XCTFail("\(error)") }
        XCTAssertEqual(rule, "copy_unfinished")
        let report = try await register.copyTo(moved)
        let count = try await moved.customers().count(filter: CustomerFilter())
        XCTAssertEqual(count, 6_000)
        XCTAssertGreaterThan(report.rows, 12_000)
        XCTAssertEqual(register.id(), moved.id())
    }

    func test_a_copy_tells_how_far_it_is() async throws {
        let register = try await Register.inMemory()
        let moved = try await Register.inMemory()
        try await fill(register, 3_000)
        let told = Log<CopyProgress>()
        _ = try await register.copyTo(moved) { progress in
            told.add(progress)
            return .continue
        }
        XCTAssertGreaterThan(told.all.count, 1)
        XCTAssertEqual(told.all.last?.doneRows, told.all.last?.totalRows)
    }

    func test_a_cancelled_undo_goes_on_when_it_is_made_again() async throws {
        let register = try await Register.open(path: path("studio.db"))
        let report = try await register.importBytes(file(rows: 15_500))
        // Of three units of work the first tells how far it is, and the second finds nobody to tell.
        try await cancelled { tell in _ = try await register.undoImport(report.batch) { _ in tell() } }
        let left = try await register.customers().count(filter: CustomerFilter())
        XCTAssert((1..<report.counts.created).contains(left), "\(left)")
        _ = try await register.undoImport(report.batch)
        let count = try await register.customers().count(filter: CustomerFilter())
        XCTAssertEqual(count, 0)
        let faults = try await register.verify()
        XCTAssertEqual(faults, [])
    }

    func test_a_cancelled_plan_stores_nothing_and_its_commit_stops_between_chunks() async throws {
        let register = try await Register.open(path: path("studio.db"))
        let source = ImportSource.bytes(bytes: file(rows: 20_000))
        let options = chunks
        try await cancelled { tell in
            _ = try await register.planImport(source, options: options) { _ in tell() }
        }
        let none = try await register.customers().count(filter: CustomerFilter())
        XCTAssertEqual(none, 0)
        let plan = try await register.planImport(source, options: options)
        try await cancelled { tell in
            _ = try await plan.commit { $0.step == .storing && $0.rows > 1_000 ? tell() : .continue }
        }
        let stored = try await register.customers().count(filter: CustomerFilter())
        XCTAssert((1..<19_800).contains(stored), "\(stored)")
        let error = try await refused { try await plan.commit() }
        guard case KartotekError.RuleViolated(_, let rule) = error else { return XCTFail("\(error)") }
        XCTAssertEqual(rule, "plan_committed")
        let faults = try await register.verify()
        XCTAssertEqual(faults, [])
    }

    func test_a_cancelled_names_list_stops_and_the_same_list_goes_on() async throws {
        let register = try await Register.open(path: path("studio.db"))
        let job = try await openJob(register)
        let list = "Elevnr;Elev;Klass\n" + (1...9_000).map { "\($0);Elsa Namn\($0);4b\n" }.joined()
        let source = ImportSource.bytes(bytes: Data(list.utf8))
        try await cancelled { tell in
            _ = try await register.jobs().importNames(source, job: job) {
                $0.step == .storing && $0.rows > 5_000 ? tell() : .continue
            }
        }
        let stored = try await register.participants().count(filter: ParticipantFilter())
        XCTAssert(stored < 9_000, "\(stored)")
        let report = try await register.jobs().importNames(source, job: job)
        XCTAssertEqual(report.participants + stored, 9_000)
        let all = try await register.participants().count(filter: ParticipantFilter())
        XCTAssertEqual(all, 9_000)
    }

    private func openJob(_ register: Register) async throws -> JobId {
        var details = JobDetails()
        details.title = "Ekskolan 2026"
        return try await register.jobs().create(details: details).id
    }

    func test_what_listeners_throw_arrives_and_harms_nothing() async throws {
        let register = try await Register.open(path: path("studio.db"))
        let moved = try await Register.inMemory()
        try await fill(register, 2_000)
        let batch = try await register.importBytes(file(rows: 400), options: chunks).batch
        let all = folder.appendingPathComponent("all.csv")
        let source = ImportSource.bytes(bytes: file(rows: 400))
        let job = try await openJob(register)
        let list = ImportSource.bytes(bytes: Data("Elev;Klass\nElsa;4b\n".utf8))
        let calls: [() async throws -> Void] = [
            { _ = try await register.jobs().importNames(list, job: job) { _ in throw ScreenIsGone() } },
            { _ = try await register.customers().exportFile(all) { _ in throw ScreenIsGone() } },
            { _ = try await register.copyTo(moved) { _ in throw ScreenIsGone() } },
            { _ = try await register.planImport(source) { _ in throw ScreenIsGone() } },
            { _ = try await register.undoImport(batch) { _ in throw ScreenIsGone() } },
        ]
        for call in calls {
            let error = try await refused(call)
            XCTAssert(error is ScreenIsGone, "\(error)")
        }
        let faults = try await register.verify()
        XCTAssertEqual(faults, [])
        let undone = try await register.undoImport(batch)
        XCTAssertEqual(undone.reversed, 396)
        let left = try await register.customers().count(filter: CustomerFilter())
        XCTAssertEqual(left, 2_000)
    }

    func test_long_calls_after_shutting_down_fail_with_a_class_of_their_own() async throws {
        let register = try await Register.open(path: path("studio.db"))
        let moved = try await Register.inMemory()
        let batch = try await register.importBytes(file(rows: 10)).batch
        let plan = try await register.planImport(.bytes(bytes: file(rows: 10)))
        try await register.shutDown()
        let all = folder.appendingPathComponent("all.csv")
        let copy = path("copy.db")
        let calls: [() async throws -> Void] = [
            { _ = try await register.importBytes(file(rows: 10)) },
            { _ = try await plan.commit() },
            { _ = try await register.undoImport(batch) },
            { _ = try await register.customers().exportFile(all) },
            { _ = try await register.copyTo(moved) },
            { try await register.backupTo(path: copy) },
            { _ = try await register.savedMappings() },
            { _ = try await register.history().latest() },
            { _ = try await register.codes().attempts(code: nil, before: nil, limit: 1) },
        ]
        for call in calls {
            let error = try await refused(call)
            guard case KartotekError.ShutDown = error else { return XCTFail("\(error)") }
        }
        XCTAssertEqual(plan.report().counts.rows(), 10)
    }
}
