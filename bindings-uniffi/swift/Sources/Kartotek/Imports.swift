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
        try await imported(onProgress) { watch in
            try await importSource(source: .path(path: file.path), options: options, listener: watch)
        }
    }

    /// Imports customers from the bytes of a file. As `importFile`.
    public func importBytes(
        _ bytes: Data,
        options: ImportOptions = ImportOptions(),
        onProgress: OnProgress? = nil
    ) async throws -> ImportReport {
        try await imported(onProgress) { watch in
            try await importSource(source: .bytes(bytes: bytes), options: options, listener: watch)
        }
    }

    /// Finds out what an import would do, and stores nothing until it is committed. As `importFile`.
    public func planImport(
        _ source: ImportSource,
        options: ImportOptions = ImportOptions(),
        onProgress: OnProgress? = nil
    ) async throws -> ImportPlan {
        try await watched(onProgress) { watch in
            try await planImport(source: source, options: options, listener: watch)
        }
    }
}

extension ImportPlan {
    /// Does what was planned, once, and tells how far it is. As `importFile`.
    public func commit(onProgress: OnProgress?) async throws -> ImportReport {
        try await imported(onProgress) { watch in try await commit(listener: watch) }
    }
}

extension Jobs {
    /// Imports a names list, and tells how far it is. What `onProgress` throws stops it between two units of work and is
    /// thrown on; what is stored by then stays. So does cancelling the task.
    public func importNames(
        _ source: ImportSource,
        job: JobId,
        options: NamesOptions = NamesOptions(),
        onProgress: OnProgress? = nil
    ) async throws -> NamesReport {
        let report = try await watched(onProgress) { watch in
            try await importNames(job: job, source: source, options: options, listener: watch)
        }
        if report.end != .finished { try Task.checkCancellation() }
        return report
    }
}

/// An import that was cut off since its task was cancelled throws, whatever it has stored.
private func imported(
    _ onProgress: OnProgress?,
    _ call: (Watch<ImportProgress>) async throws -> ImportReport
) async throws -> ImportReport {
    let report = try await watched(onProgress, call)
    if report.end != .finished { try Task.checkCancellation() }
    return report
}

extension TableOptions {
    /// What leaves to be found out how a file is read.
    public init() { self = tableFoundOut() }
}

extension MappingOptions {
    /// What leaves to be found out what the columns of a file are for.
    public init() { self = columnsFoundOut() }
}

extension ImportOptions {
    /// Gives the column with a heading its target: the key of a field, `email[2]`, `ignore`.
    public func map(_ header: String, _ target: String) -> Self { with(.header(header, target)) }

    /// Gives the column at a place, counted from 0, its target.
    public func map(place: Int, _ target: String) -> Self { with(.column(UInt64(place), target)) }

    /// Gives a field the same text in every row.
    public func fix(_ target: String, _ text: String) -> Self { with(.fixed(target, text)) }

    /// Joins the texts of several columns into one.
    public func join(_ headers: [String], between: String, _ target: String) -> Self {
        with(.join(columns: headers, between: between, target: target))
    }

    /// Takes a part of the texts of a column, which are cut at a text; further parts can be taken too.
    public func split(_ header: String, at: String, _ piece: Piece, _ target: String) -> Self {
        with(.piece(column: header, at: at, piece: piece, target: target))
    }

    /// Leaves a column out.
    public func ignore(_ header: String) -> Self { map(header, "ignore") }

    /// Makes empty cells of the column with a heading take the value away.
    public func clearOnEmpty(_ header: String) -> Self {
        var changed = self
        changed.clearOnEmpty.append(header)
        return changed
    }

    /// Maps the columns as a saved mapping says; what is mapped by hand stays.
    public func useMapping(_ name: String) -> Self {
        var changed = self
        changed.mapping = .named(name: name)
        return changed
    }

    /// Maps the columns as they are understood, even if a saved mapping fits.
    public func withoutSavedMapping() -> Self {
        var changed = self
        changed.mapping = .without
        return changed
    }

    private func with(_ given: Override) -> Self {
        var known = columns ?? MappingOptions()
        known.overrides.append(given)
        var changed = self
        changed.columns = known
        return changed
    }
}
