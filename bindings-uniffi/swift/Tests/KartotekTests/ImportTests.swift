import Foundation
import XCTest

@testable import Kartotek

final class ImportTests: InFolder {
    private let chunks = ImportOptions(units: .chunks(200))

    func test_an_import_reports_every_row_and_how_far_it_is() async throws {
        let register = try await Register.open(path: path("studio.db"))
        let customers = folder.appendingPathComponent("customers.csv")
        try file(rows: 1_000).write(to: customers)
        var options = chunks
        options.errorFile = path("refused.csv")
        let told = Log<ImportProgress>()
        let report = try await register.importFile(customers, options: options) { progress in
            told.add(progress)
            return .continue
        }
        XCTAssertEqual(report.counts.created, 990)
        XCTAssertEqual(report.counts.invalid, 10)
        XCTAssertEqual(report.end, .finished)
        XCTAssertEqual(Set(report.problems.map { $0.code }), ["email_syntax"])
        XCTAssertEqual(told.all.last?.rows, 1_000)
        let bytes = try Data(contentsOf: customers).count
        XCTAssertEqual(told.all.last?.doneBytes, UInt64(bytes))
        let errors = try lines("refused.csv")
        XCTAssertEqual(errors.count, 11)
    }

    func test_cancelling_an_import_half_way_leaves_the_register_consistent() async throws {
        let register = try await Register.open(path: path("studio.db"))
        let options = chunks
        try await cancelled { tell in
            _ = try await register.importBytes(file(rows: 20_000), options: options) {
                $0.step == .storing && $0.rows >= 2_000 ? tell() : .continue
            }
        }
        try await register.shutDown()
        let again = try await Register.open(path: path("studio.db"))
        let stored = try await again.customers().count(filter: CustomerFilter())
        XCTAssert((1..<19_800).contains(stored), "\(stored)")
        let faults = try await again.verify()
        XCTAssertEqual(faults, [])
        let batches = try await again.history().imports(before: nil, limit: 1)
        var rest = chunks
        rest.resume = try XCTUnwrap(batches.first).id
        let finished = try await again.importBytes(file(rows: 20_000), options: rest)
        XCTAssertEqual(finished.counts.created, 19_800)
        let all = try await again.customers().count(filter: CustomerFilter())
        XCTAssertEqual(all, 19_800)
    }

    func test_a_listener_stops_an_import_and_the_report_says_so() async throws {
        let register = try await Register.inMemory()
        let report = try await register.importBytes(file(rows: 5_000), options: chunks) { progress in
            progress.step == .storing && progress.rows >= 1_000 ? .stop : .continue
        }
        XCTAssertEqual(report.end, .cancelled)
        let stored = try await register.customers().count(filter: CustomerFilter())
        XCTAssertEqual(report.counts.created, stored)
    }

    func test_what_a_listener_throws_arrives_and_harms_nothing() async throws {
        struct ScreenIsGone: Error {}
        let register = try await Register.inMemory()
        let options = chunks
        let error = try await refused {
            try await register.importBytes(file(rows: 1_000), options: options) { _ in throw ScreenIsGone() }
        }
        XCTAssert(error is ScreenIsGone, "\(error)")
        let faults = try await register.verify()
        XCTAssertEqual(faults, [])
        let made = try await register.customers().create(draft: anna())
        XCTAssertEqual(made.profile.givenName, "Anna")
    }

    func test_an_import_is_taken_back() async throws {
        let register = try await Register.inMemory()
        let report = try await register.importBytes(file(rows: 300))
        let undone = try await register.undoImport(batch: report.batch)
        XCTAssertEqual(undone.reversed, 297)
        let left = try await register.customers().count(filter: CustomerFilter())
        XCTAssertEqual(left, 0)
    }

    func test_the_feed_tells_of_an_import_in_the_background() async throws {
        let register = try await Register.inMemory()
        let told = Task {
            var count = 0
            for try await change in register.history().feed(after: 0, everyMilliseconds: 50) {
                if change.set.reason == "done" { break }
                if change.set.batch != nil { count += 1 }
            }
            return count
        }
        // A feed that tells nothing would be waited for without end.
        let guardian = Task {
            try await Task.sleep(nanoseconds: 60_000_000_000)
            told.cancel()
        }
        defer {
            guardian.cancel()
            told.cancel()
        }
        _ = try await register.importBytes(file(rows: 300))
        _ = try await register.withReason(reason: "done").customers().create(draft: anna())
        let count = try await told.value
        XCTAssertGreaterThanOrEqual(count, 297)
    }
}
