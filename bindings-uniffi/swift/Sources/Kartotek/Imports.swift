import Foundation

/// What is told how far an import is, and says whether it goes on. It is called on a thread of the library.
public typealias OnProgress = @Sendable (ImportProgress) throws -> Next

extension Register {
    /// Imports customers from a file. What `onProgress` throws stops the import between two chunks and is thrown on;
    /// what is stored by then stays, and can be taken back. So does cancelling the task.
    public func importFile(
        _ file: URL,
        options: ImportOptions = ImportOptions(),
        onProgress: OnProgress? = nil
    ) async throws -> ImportReport {
        try await imported(.path(path: file.path), options, onProgress)
    }

    /// Imports customers from the bytes of a file. As `importFile`.
    public func importBytes(
        _ bytes: Data,
        options: ImportOptions = ImportOptions(),
        onProgress: OnProgress? = nil
    ) async throws -> ImportReport {
        try await imported(.bytes(bytes: bytes), options, onProgress)
    }

    private func imported(
        _ source: ImportSource,
        _ options: ImportOptions,
        _ onProgress: OnProgress?
    ) async throws -> ImportReport {
        let listener = Listener(onProgress)
        return try await withTaskCancellationHandler {
            do {
                let report = try await importSource(source: source, options: options, listener: listener)
                if report.end != .finished { try Task.checkCancellation() }
                return report
            } catch let error as KartotekError {
                try Task.checkCancellation()
                throw listener.thrown ?? error
            }
        } onCancel: {
            listener.cancel()
        }
    }
}

/// Stops an import whose task was cancelled, and keeps what code of the app threw, which would lose its type.
private final class Listener: ImportListener, @unchecked Sendable {
    private let told: OnProgress?
    private let lock = NSLock()
    private var isCancelled = false
    private var first: (any Error)?

    init(_ told: OnProgress?) {
        self.told = told
    }

    var thrown: (any Error)? { lock.withLock { first } }

    func cancel() {
        lock.withLock { isCancelled = true }
    }

    func onProgress(progress: ImportProgress) throws -> Next {
        if lock.withLock({ isCancelled }) { return .stop }
        do {
            return try told?(progress) ?? .continue
        } catch {
            lock.withLock { first = first ?? error }
            throw ListenerError.Failed(description: String(describing: type(of: error)))
        }
    }
}
