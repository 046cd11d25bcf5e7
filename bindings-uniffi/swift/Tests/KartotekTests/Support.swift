import Foundation
import XCTest

@testable import Kartotek

/// Gives a test a folder of its own.
class InFolder: XCTestCase {
    var folder: URL!

    override func setUpWithError() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    override func tearDownWithError() throws {
        try FileManager.default.removeItem(at: folder)
    }

    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
}

func anna() -> CustomerDraft { .person("Anna", "García").withEmail("anna@example.com") }

/// A file of so many customers; every hundredth row has a wrong e-mail.
func file(rows: Int) -> Data {
    var text = "Given name,Family name,E-mail\n"
    for row in 0..<rows {
        text += "Given\(row),Family\(row),no\(row)@\(row % 100 == 99 ? "" : "example.com")\n"
    }
    return Data(text.utf8)
}

/// What threads of the library told.
final class Log<Item: Sendable>: @unchecked Sendable {
    private let lock = NSLock()
    private var items: [Item] = []

    func add(_ item: Item) { lock.withLock { items.append(item) } }

    var all: [Item] { lock.withLock { items } }
}

/// Runs what must fail, and returns its error.
func refused<T>(_ call: () async throws -> T) async throws -> any Error {
    do {
        _ = try await call()
    } catch {
        return error
    }
    throw NothingRefused()
}

struct NothingRefused: Error {}

extension AsyncSequence {
    func collected() async throws -> [Element] {
        var all: [Element] = []
        for try await element in self { all.append(element) }
        return all
    }
}
