import Foundation

/// What a long call tells while it runs: how far it is, and at last what came of it.
public enum Told<Progress: Sendable, Answer: Sendable>: Sendable {
    /// It is under way.
    case progress(Progress)
    /// It has ended.
    case done(Answer)
}

/// A long call as a sequence, which begins at once, and is cancelled when nobody reads it any more. Who reads slowly
/// sees the latest progress, and always the answer:
/// `for try await told in telling({ try await register.importFile(url, onProgress: $0) }) { … }`.
public func telling<Progress: Sendable, Answer: Sendable>(
    _ call: @escaping @Sendable (@escaping @Sendable (Progress) throws -> Next) async throws -> Answer
) -> AsyncThrowingStream<Told<Progress, Answer>, any Error> {
    AsyncThrowingStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
        let running = Task {
            do {
                let answer = try await call { progress in
                    continuation.yield(.progress(progress))
                    return .continue
                }
                continuation.yield(.done(answer))
                continuation.finish()
            } catch {
                continuation.finish(throwing: error)
            }
        }
        continuation.onTermination = { _ in running.cancel() }
    }
}

extension Customers {
    /// Writes customers into a file, which appears when it is complete. What `onProgress` throws, which hears every
    /// thousand customers how many are written, stops it and is thrown on; so does cancelling the task. No file appears
    /// then.
    public func exportFile(
        _ file: URL,
        options: ExportOptions = ExportOptions(),
        onProgress: (@Sendable (UInt64) throws -> Next)? = nil
    ) async throws -> ExportSummary {
        try await watched(onProgress) { watch in
            try await exportFile(path: file.path, options: options, listener: watch)
        }
    }
}

extension Jobs {
    /// Writes the whole register of a job into a file, and stops, as `Customers.exportFile` does.
    public func exportCustomers(
        _ job: JobId,
        to file: URL,
        export: RegisterExport = RegisterExport(),
        onProgress: (@Sendable (UInt64) throws -> Next)? = nil
    ) async throws -> ExportSummary {
        try await watched(onProgress) { watch in
            try await exportCustomers(job: job, path: file.path, export: export, listener: watch)
        }
    }
}

extension JobGroups {
    /// Writes the whole register of a group into a file, and stops, as `Customers.exportFile` does.
    public func exportCustomers(
        _ group: JobGroupId,
        to file: URL,
        export: RegisterExport = RegisterExport(),
        onProgress: (@Sendable (UInt64) throws -> Next)? = nil
    ) async throws -> ExportSummary {
        try await watched(onProgress) { watch in
            try await exportCustomers(group: group, path: file.path, export: export, listener: watch)
        }
    }
}

extension Register {
    /// Takes an import back, and tells how far it is; what `onProgress` throws stops it and is thrown on. So does
    /// cancelling the task.
    public func undoImport(
        _ batch: BatchId,
        onProgress: (@Sendable (UndoProgress) throws -> Next)? = nil
    ) async throws -> UndoReport {
        try await watched(onProgress) { watch in
            try await undoImport(batch: batch, listener: watch)
        }
    }

    /// Copies everything into another register, and tells how far it is; what `onProgress` throws stops it and is thrown
    /// on. So does cancelling the task.
    public func copyTo(
        _ other: Register,
        onProgress: (@Sendable (CopyProgress) throws -> Next)? = nil
    ) async throws -> CopyReport {
        try await watched(onProgress) { watch in
            try await copyTo(other: other, listener: watch)
        }
    }
}

/// Makes a long call that stops when its task is cancelled, and throws what code of the app threw in place of what the
/// library made of it.
func watched<Progress: Sendable, Answer: Sendable>(
    _ told: (@Sendable (Progress) throws -> Next)?,
    _ call: (Watch<Progress>) async throws -> Answer
) async throws -> Answer {
    let watch = Watch(told)
    return try await withTaskCancellationHandler {
        do {
            return try await call(watch)
        } catch let error as KartotekError {
            try Task.checkCancellation()
            throw watch.thrown ?? error
        }
    } onCancel: {
        watch.cancel()
    }
}

/// Stops a long call whose task was cancelled, and keeps what code of the app threw, which would lose its type.
final class Watch<Progress: Sendable>: @unchecked Sendable {
    private let told: (@Sendable (Progress) throws -> Next)?
    private let lock = NSLock()
    private var isCancelled = false
    private var first: (any Error)?

    init(_ told: (@Sendable (Progress) throws -> Next)?) {
        self.told = told
    }

    var thrown: (any Error)? { lock.withLock { first } }

    func cancel() {
        lock.withLock { isCancelled = true }
    }

    func onProgress(progress: Progress) throws -> Next {
        if lock.withLock({ isCancelled }) { return .stop }
        do {
            return try told?(progress) ?? .continue
        } catch {
            lock.withLock { first = first ?? error }
            throw ListenerError.Failed(description: String(describing: type(of: error)))
        }
    }
}

extension Watch: ImportListener where Progress == ImportProgress {}
extension Watch: ExportListener where Progress == UInt64 {}
extension Watch: UndoListener where Progress == UndoProgress {}
extension Watch: CopyListener where Progress == CopyProgress {}
