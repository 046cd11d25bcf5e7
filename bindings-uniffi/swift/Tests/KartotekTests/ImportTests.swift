import Foundation
import XCTest

@testable import Kartotek

final class ImportTests: InFolder {
    private let chunks = ImportOptions(units: .chunks(200))

    func test_an_import_reports_every_row_and_how_far_it_is() async throws {
        let register = try await Register.open(path: path("studio.db"))
        let customers = folder.appendingPathComponent("customers.csv")
        try file(rows: 1_000).write(to: customers)
        let told = Log<ImportProgress>()
        let report = try await register.importFile(customers, options: chunks) { progress in
            told.add(progress)
            return .continue
        }
        XCTAssertEqual(told.all.last?.rows, 1_000)
        XCTAssertEqual(report.counts.created, 990)
        XCTAssertEqual(report.counts.invalid, 10)
        XCTAssertEqual(report.end, .finished)
    }

    func test_cancelling_an_import_half_way_leaves_the_register_consistent() async throws {
        let register = try await Register.open(path: path("studio.db"))
        let options = chunks
        let (halfWay, tell) = AsyncStream<Void>.makeStream()
        let running = Task {
            defer { tell.finish() }
            return try await register.importBytes(file(rows: 20_000), options: options) { progress in
                if progress.step == .storing && progress.rows >= 2_000 { tell.finish() }
                return .continue
            }
        }
        for await _ in halfWay {}
        running.cancel()
        let error = try await refused { try await running.value }
        XCTAssert(error is CancellationError, "\(error)")
        let stored = try await register.customers().count(filter: CustomerFilter())
        XCTAssert((1..<19_800).contains(stored), "\(stored)")
        let faults = try await register.verify()
        XCTAssertEqual(faults, [])
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
        let error = try await refused {
            try await register.importBytes(file(rows: 1_000)) { _ in throw ScreenIsGone() }
        }
        XCTAssert(error is ScreenIsGone, "\(error)")
        let faults = try await register.verify()
        XCTAssertEqual(faults, [])
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
        _ = try await register.importBytes(file(rows: 300))
        _ = try await register.withReason(reason: "done").customers().create(draft: anna())
        let count = try await told.value
        XCTAssertGreaterThanOrEqual(count, 297)
    }
}
