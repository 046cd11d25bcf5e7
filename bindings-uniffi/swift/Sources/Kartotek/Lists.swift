import Foundation

/// All customers that a filter shows, in order. A page is fetched when those before it are consumed.
public struct CustomerSequence: AsyncSequence, Sendable {
    public typealias Element = Customer

    let customers: Customers
    let filter: CustomerFilter
    let sort: Sort
    let pageSize: UInt32

    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(list: self, request: PageRequest(pageSize))
    }

    public struct AsyncIterator: AsyncIteratorProtocol {
        let list: CustomerSequence
        var request: PageRequest?
        var ready: ArraySlice<Customer> = []

        public mutating func next() async throws -> Customer? {
            while ready.isEmpty, let wanted = request {
                try Task.checkCancellation()
                let page = try await list.customers.page(filter: list.filter, sort: list.sort, request: wanted)
                ready = page.items[...]
                request = page.next.map { PageRequest(list.pageSize, after: $0) }
            }
            return ready.popFirst()
        }
    }
}

extension Customers {
    /// All customers that a filter shows, in order.
    public func all(
        _ filter: CustomerFilter = CustomerFilter(),
        sort: Sort = .familyName,
        pageSize: UInt32 = 200
    ) -> CustomerSequence {
        CustomerSequence(customers: self, filter: filter, sort: sort, pageSize: pageSize)
    }
}

/// The changes of everything after one that was seen, for ever, also those of other programs.
public struct ChangeFeed: AsyncSequence, Sendable {
    public typealias Element = HistoryEntry

    let history: History
    let after: UInt64
    let nanoseconds: UInt64

    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(feed: self, seen: after)
    }

    public struct AsyncIterator: AsyncIteratorProtocol {
        let feed: ChangeFeed
        var seen: UInt64
        var ready: ArraySlice<HistoryEntry> = []

        public mutating func next() async throws -> HistoryEntry? {
            while ready.isEmpty {
                try Task.checkCancellation()
                ready = try await feed.history.changes(afterSeq: seen, limit: 500)[...]
                seen = ready.last?.seq ?? seen
                if ready.isEmpty { try await Task.sleep(nanoseconds: feed.nanoseconds) }
            }
            return ready.popFirst()
        }
    }
}

extension History {
    /// The changes of everything after one that was seen, 0 for the beginning. The feed is asked again after a while
    /// when there is nothing new; cancel the task that reads it to stop.
    public func feed(after seq: UInt64, everyMilliseconds: UInt64 = 500) -> ChangeFeed {
        ChangeFeed(history: self, after: seq, nanoseconds: everyMilliseconds * 1_000_000)
    }
}
