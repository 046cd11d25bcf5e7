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

    /// The names of the files that are in the folder.
    func contents() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder.path) }

    /// The lines of a text in the folder.
    func lines(_ name: String) throws -> [Substring] {
        try String(contentsOfFile: path(name), encoding: .utf8).split(whereSeparator: { $0.isNewline })
    }
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

/// Cancels a call when it first tells how far it is, lets it go on after that, and sees that it tells nothing more.
func cancelled(
    _ call: @escaping @Sendable (_ tell: @escaping @Sendable () -> Next) async throws -> Void
) async throws {
    let (begun, begin) = AsyncStream<Void>.makeStream()
    let isCancelled = Gate()
    let told = Log<Bool>()
    let running = Task {
        defer { begin.finish() }
        try await call {
            told.add(true)
            begin.finish()
            isCancelled.wait()
            return .continue
        }
    }
    for await _ in begun {}
    running.cancel()
    isCancelled.open()
    let error = try await refused { try await running.value }
    XCTAssert(error is CancellationError, "\(error)")
    XCTAssertEqual(told.all.count, 1)
}

/// Holds a thread of the library until it is opened.
private final class Gate: @unchecked Sendable {
    private let condition = NSCondition()
    private var isOpen = false

    func open() {
        condition.lock()
        isOpen = true
        condition.broadcast()
        condition.unlock()
    }

    func wait() {
        condition.lock()
        while !isOpen { condition.wait() }
        condition.unlock()
    }
}

extension AsyncSequence {
    func collected() async throws -> [Element] {
        var all: [Element] = []
        for try await element in self { all.append(element) }
        return all
    }
}
