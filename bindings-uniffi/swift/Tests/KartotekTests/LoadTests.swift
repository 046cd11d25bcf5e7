import XCTest

@testable import Kartotek

final class LoadTests: InFolder {
    func test_fifty_tasks_read_and_write_one_register() async throws {
        let register = try await Register.open(path: path("studio.db"))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 1...50 {
                group.addTask {
                    for _ in 0..<20 {
                        let made = try await register.customers().create(draft: .person("Anna", "Worker\(worker)"))
                        let read = try await register.customers().get(id: made.id)
                        XCTAssertEqual(made, read)
                        _ = try await register.customers().page(
                            filter: CustomerFilter(), sort: .number, request: PageRequest(10))
                    }
                }
            }
            try await group.waitForAll()
        }
        let count = try await register.customers().count(filter: CustomerFilter())
        XCTAssertEqual(count, 1_000)
        let faults = try await register.verify()
        XCTAssertEqual(faults, [])
    }
}
