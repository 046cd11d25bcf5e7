extension Register {
    /// Records commands and does them together: all of them, or none. What `record` returns comes back once they are
    /// done.
    ///
    /// ```swift
    /// let anna = try await register.batch { batch in
    ///     let anna = try batch.createCustomer(draft: .person("Anna", "García"))
    ///     batch.applyTags(ids: [anna], change: TagChange(add: ["school"], remove: []))
    ///     return anna
    /// }
    /// ```
    public func batch<T: Sendable>(_ record: @Sendable (WriteBatch) throws -> T) async throws -> T {
        let batch = self.batch()
        let recorded = try record(batch)
        try await batch.commit()
        return recorded
    }
}
