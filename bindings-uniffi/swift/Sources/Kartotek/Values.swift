import Foundation

/// What names one thing for ever, also across copies of a register.
public protocol Identifier: Hashable, Codable, Sendable, CustomStringConvertible {
    /// The UUID.
    var uuid: UUID { get }

    /// Makes an id of a UUID.
    init(uuid: UUID)
}

extension Identifier {
    public var description: String { uuid.uuidString.lowercased() }

    init(crossing text: String) {
        guard let uuid = UUID(uuidString: text) else { preconditionFailure("the library writes UUIDs") }
        self.init(uuid: uuid)
    }
}

/// Names one customer.
public struct CustomerId: Identifier {
    public let uuid: UUID
    public init(uuid: UUID) { self.uuid = uuid }
}

/// Names one tag, contact group or customer group.
public struct CollectionId: Identifier {
    public let uuid: UUID
    public init(uuid: UUID) { self.uuid = uuid }
}

/// Names one run of an import.
public struct BatchId: Identifier {
    public let uuid: UUID
    public init(uuid: UUID) { self.uuid = uuid }
}

/// Names one access code.
public struct AccessCodeId: Identifier {
    public let uuid: UUID
    public init(uuid: UUID) { self.uuid = uuid }
}

/// Names one participant: somebody who is pictured.
public struct ParticipantId: Identifier {
    public let uuid: UUID
    public init(uuid: UUID) { self.uuid = uuid }
}

/// Names one photo job.
public struct JobId: Identifier {
    public let uuid: UUID
    public init(uuid: UUID) { self.uuid = uuid }
}

/// Names one group of a job: a class or a team.
public struct JobGroupId: Identifier {
    public let uuid: UUID
    public init(uuid: UUID) { self.uuid = uuid }
}

/// Names one gallery.
public struct GalleryId: Identifier {
    public let uuid: UUID
    public init(uuid: UUID) { self.uuid = uuid }
}

/// Names one registration: a customer's entry in a group of a job.
public struct RegistrationId: Identifier {
    public let uuid: UUID
    public init(uuid: UUID) { self.uuid = uuid }
}

/// Names one copy of a register; history carries it as the origin of a change.
public struct RegisterId: Identifier {
    public let uuid: UUID
    public init(uuid: UUID) { self.uuid = uuid }
}

/// Names something whose kind stands beside it.
public struct EntityId: Identifier {
    public let uuid: UUID
    public init(uuid: UUID) { self.uuid = uuid }
}

/// Where the next page of a list begins. It is made of a name: keep it out of logs.
public struct Cursor: Hashable, Codable, Sendable, CustomStringConvertible {
    /// What a host may keep, and make the cursor of again.
    public let text: String
    public init(text: String) { self.text = text }
    public var description: String { "Cursor" }
}

/// Counts the changes of a record; an update names the one that was read.
public struct Revision: Hashable, Codable, Sendable, Comparable, CustomStringConvertible {
    public let count: UInt32
    public init(count: UInt32) { self.count = count }
    public var description: String { String(count) }
    public static func < (one: Revision, other: Revision) -> Bool { one.count < other.count }
}

/// An amount in one currency (ISO 4217). What has more decimals than the currency is refused by the register.
public struct Money: Hashable, Codable, Sendable, CustomStringConvertible {
    public let amount: Decimal
    public let currency: String

    public init(_ amount: Decimal, _ currency: String) {
        self.amount = amount
        self.currency = currency
    }

    /// The amount as `Decimal` writes it, without zeros at its end: `12.5 EUR`. For people there is
    /// `amount.formatted(.currency(code: currency))`.
    public var description: String { "\(amount) \(currency)" }

    init(crossing text: String) {
        let parts = text.split(separator: " ")
        let posix = Locale(identifier: "en_US_POSIX")
        guard parts.count == 2, let amount = Decimal(string: String(parts[0]), locale: posix) else {
            preconditionFailure("the library writes an amount and a currency")
        }
        self.init(amount, String(parts[1]))
    }
}

/// A day of the Gregorian calendar, without time and zone.
public struct LocalDate: Hashable, Codable, Sendable, CustomStringConvertible {
    public let year: Int
    public let month: Int
    public let day: Int

    public init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    public var description: String { "\(digits(year, 4))-\(digits(month, 2))-\(digits(day, 2))" }

    init(crossing text: String) {
        let parts = text.split(separator: "-").compactMap { Int($0) }
        precondition(parts.count == 3, "the library writes year, month and day")
        self.init(year: parts[0], month: parts[1], day: parts[2])
    }
}

/// A birthday: month and day, and the year where it is known (RFC 6350 §4.3.1).
public struct PartialDate: Hashable, Codable, Sendable, CustomStringConvertible {
    public let year: Int?
    public let month: Int
    public let day: Int

    public init(year: Int? = nil, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// Writes `1990-09-21`, or `--09-21` without the year.
    public var description: String {
        (year.map { digits($0, 4) } ?? "-") + "-\(digits(month, 2))-\(digits(day, 2))"
    }

    init(crossing text: String) {
        let parts = text.split(separator: "-").compactMap { Int($0) }
        precondition(parts.count == 2 || parts.count == 3, "the library writes a month and a day")
        self.init(year: parts.count == 3 ? parts[0] : nil, month: parts[parts.count - 2], day: parts[parts.count - 1])
    }
}

func instant(ofMicros micros: Int64) -> Date {
    Date(timeIntervalSince1970: Double(micros) / 1_000_000)
}

func micros(of instant: Date) -> Int64 {
    Int64((instant.timeIntervalSince1970 * 1_000_000).rounded())
}

private func digits(_ number: Int, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(width - text.count, 0)) + text
}
