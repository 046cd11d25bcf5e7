import Foundation

/// What all pages have: each kind of record has its own.
protocol ListPage: Sendable {
    associatedtype Item: Sendable
    var items: [Item] { get }
    var next: Cursor? { get }
}

extension CustomerPage: ListPage {}
extension JobPage: ListPage {}
extension ParticipantPage: ListPage {}
extension RegistrationPage: ListPage {}
extension RegisteredPage: ListPage {}
extension CodePage: ListPage {}

/// All of a list, in order. A page is fetched when those before it are consumed.
public struct Walk<Element: Sendable>: AsyncSequence, Sendable {
    let pageSize: UInt32
    let page: @Sendable (PageRequest) async throws -> (items: [Element], next: Cursor?)

    init<Page: ListPage>(
        _ pageSize: UInt32,
        _ page: @escaping @Sendable (PageRequest) async throws -> Page
    ) where Page.Item == Element {
        self.pageSize = pageSize
        self.page = { request in
            let fetched = try await page(request)
            return (fetched.items, fetched.next)
        }
    }

    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(list: self, request: PageRequest(pageSize))
    }

    public struct AsyncIterator: AsyncIteratorProtocol, Sendable {
        let list: Walk<Element>
        var request: PageRequest?
        var ready: ArraySlice<Element> = []

        public mutating func next() async throws -> Element? {
            while ready.isEmpty, let wanted = request {
                try Task.checkCancellation()
                let page = try await list.page(wanted)
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
    ) -> Walk<Customer> {
        Walk(pageSize) { try await self.page(filter: filter, sort: sort, request: $0) }
    }
}

extension Jobs {
    /// All jobs that a filter shows, in order.
    public func all(
        _ filter: JobFilter = JobFilter(),
        sort: Sort = .by("title"),
        pageSize: UInt32 = 200
    ) -> Walk<Job> {
        Walk(pageSize) { try await self.page(filter: filter, sort: sort, request: $0) }
    }

    /// The whole customers' register of a job, a row a registration.
    public func allCustomers(
        _ job: JobId,
        query: RegisterQuery = RegisterQuery(),
        pageSize: UInt32 = 200
    ) -> Walk<RegisteredCustomer> {
        Walk(pageSize) { try await self.customers(job: job, query: query, request: $0) }
    }
}

extension JobGroups {
    /// The whole customers' register of a group, a row a registration.
    public func allCustomers(
        _ group: JobGroupId,
        query: RegisterQuery = RegisterQuery(),
        pageSize: UInt32 = 200
    ) -> Walk<RegisteredCustomer> {
        Walk(pageSize) { try await self.customers(group: group, query: query, request: $0) }
    }
}

extension Participants {
    /// All participants that a filter shows, in order.
    public func all(
        _ filter: ParticipantFilter = ParticipantFilter(),
        sort: Sort = .familyName,
        pageSize: UInt32 = 200
    ) -> Walk<Participant> {
        Walk(pageSize) { try await self.page(filter: filter, sort: sort, request: $0) }
    }
}

extension Registrations {
    /// All registrations that a filter shows, in order.
    public func all(
        _ filter: RegistrationFilter = RegistrationFilter(),
        sort: Sort = .by("registered_at"),
        pageSize: UInt32 = 200
    ) -> Walk<Registration> {
        Walk(pageSize) { try await self.page(filter: filter, sort: sort, request: $0) }
    }
}

extension Codes {
    /// All codes of a job, the oldest first.
    public func all(_ job: JobId, pageSize: UInt32 = 200) -> Walk<StoredCode> {
        Walk(pageSize) { try await self.page(job: job, request: $0) }
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

    public struct AsyncIterator: AsyncIteratorProtocol, Sendable {
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
    /// The changes of everything after one that was seen, 0 for the beginning; `latest()` gives that of now. The feed is
    /// asked again after a while when there is nothing new; cancel the task that reads it to stop.
    public func feed(after seq: UInt64, everyMilliseconds: UInt64 = 500) -> ChangeFeed {
        ChangeFeed(history: self, after: seq, nanoseconds: everyMilliseconds * 1_000_000)
    }
}
