import Foundation
import XCTest

@testable import Kartotek

/// The cases that every language replays: `tests/vectors/README.md` says how they are written.
final class VectorTests: XCTestCase {
    private let parts: Set = ["name", "settings", "create", "imports", "lists", "searches", "begins"]

    func test_every_case_of_the_vectors_holds() async throws {
        var count = 0
        for file in try files() {
            for one in try JSONDecoder().decode(JSON.self, from: Data(contentsOf: file))["cases"].items {
                count += 1
                let place = "\(file.lastPathComponent): \(one["name"].text)"
                for (expected, found) in try await replay(one) {
                    XCTAssertEqual(found, expected, place)
                }
            }
        }
        XCTAssertGreaterThan(count, 0)
    }

    /// The files of cases: `linux.sh` puts them beside the tests, else they are those of the project.
    private func files() throws -> [URL] {
        let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let folders = ["../../vectors", "../../../../tests/vectors"].map { here.appendingPathComponent($0).standardized }
        let folder = try XCTUnwrap(folders.first { FileManager.default.fileExists(atPath: $0.path) })
        let all = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        return all.filter { $0.pathExtension == "json" }.sorted { $0.path < $1.path }
    }

    /// Does what a case says, and returns of each part what is expected and what was found.
    private func replay(_ one: JSON) async throws -> [(JSON, JSON)] {
        XCTAssert(parts.isSuperset(of: one.members.keys), "\(one.members.keys)")
        let register = try await Register.inMemory()
        let customers = register.customers()
        var told: [(JSON, JSON)] = []
        if !one["settings"].members.isEmpty {
            let seen = try await register.settings()
            let changed = try settings(seen.settings, one["settings"].members)
            try await register.updateSettings(revision: seen.revision, settings: changed)
        }
        for item in one["create"].items {
            told.append((expected(item, without: ["draft"]), try await created(customers, item)))
        }
        for item in one["imports"].items {
            told.append((expected(item, without: ["file", "matching"]), try await imported(register, item)))
        }
        for item in one["lists"].items {
            let key = item["sort"].text
            let sort = key.hasPrefix("-") ? Sort.by(String(key.dropFirst())).reversed : Sort.by(key)
            let listed = try await customers.all(CustomerFilter(), sort: sort).collected()
            told.append((item["names"], .texts(listed.map { $0.profile.displayName() })))
        }
        for item in one["searches"].items {
            let found = try await customers.search(text: item["typed"].text, limit: 10)
            let names = found.map { JSON.string($0.profile.displayName()) }
            told.append((sorted(item["finds"].items), sorted(names)))
            if case .object(let first) = item["first"] {
                let best = try XCTUnwrap(found.first)
                told.append((item["first"], try members(first) { try shown(best, $0) }))
            }
        }
        for item in one["begins"].items {
            let profile = try await customers.draftFromSearch(text: item["typed"].text).profile
            told.append((item["draft"], try members(item["draft"].members) { try member($0).show(profile) }))
        }
        return told
    }
}

/// What is expected of an item: all that is not given. The order of problems says nothing.
private func expected(_ item: JSON, without given: Set<String>) -> JSON {
    var parts = item.members.filter { !given.contains($0.key) }
    for part in ["refused", "unreadable", "problems"] {
        if let problems = parts[part] { parts[part] = sorted(problems.items) }
    }
    return .object(parts)
}

private func created(_ customers: Customers, _ item: JSON) async throws -> JSON {
    do {
        let customer = try await customers.create(draft: try draft(item["draft"].members))
        guard case .object(let stored) = item["stored"] else { return .object([:]) }
        return .object(["stored": try members(stored) { try shown(customer, $0) }])
    } catch KartotekError.Invalid(_, let problems) {
        let refused = problems.map { problem in
            let place = problem.item.map { "[\($0)]" } ?? ""
            return JSON.texts([problem.field + place, snake("\(problem.rule)")])
        }
        return .object([item.members["unreadable"] == nil ? "refused" : "unreadable": sorted(refused)])
    }
}

/// An amount as cases write it: with all decimals of its currency, of which `Decimal` drops zeros at the end.
private func written(_ money: Money) -> String {
    let decimals = ["JPY": 0, "KWD": 3][money.currency] ?? 2
    let parts = "\(money.amount)".split(separator: ".")
    let given = parts.count > 1 ? String(parts[1]) : ""
    let fraction = given + String(repeating: "0", count: max(decimals - given.count, 0))
    let amount = fraction.isEmpty ? String(parts[0]) : "\(parts[0]).\(fraction)"
    return "\(amount) \(money.currency)"
}

private func imported(_ register: Register, _ item: JSON) async throws -> JSON {
    let file = item["file"].texts.joined(separator: "\r\n")
    let matching = Matching.named[item["matching"].text]
    let report = try await register.importBytes(Data(file.utf8), options: ImportOptions(matching: matching))
    let counts = [
        "created": report.counts.created, "updated": report.counts.updated,
        "unchanged": report.counts.unchanged, "skipped": report.counts.skipped,
        "ambiguous": report.counts.ambiguous, "invalid": report.counts.invalid,
    ]
    var found = ["counts": JSON.object(counts.filter { $0.value > 0 }.mapValues { .number(Int($0)) })]
    if !report.problems.isEmpty || item.members["problems"] != nil {
        found["problems"] = sorted(
            report.problems.map { problem in
                let place = (problem.column ?? problem.field).map(JSON.string) ?? .null
                return JSON.array([.number(Int(problem.line)), place, .string(problem.code)])
            })
    }
    return .object(found)
}

extension Matching {
    fileprivate static let named: [String: Matching] = [
        "create_only": .createOnly, "update_only": .updateOnly, "upsert": .upsert,
        "fill_blanks": .fillBlanks, "skip_existing": .skipExisting,
    ]
}

private func members(_ wanted: [String: JSON], _ show: (String) throws -> JSON) rethrows -> JSON {
    .object(Dictionary(uniqueKeysWithValues: try wanted.keys.map { ($0, try show($0)) }))
}

private func shown(_ customer: Customer, _ key: String) throws -> JSON {
    switch key {
    case "number": .string("\(customer.number)")
    case "tags": .texts(customer.tags.map(\.name))
    default: try member(key).show(customer.profile)
    }
}

private func draft(_ given: [String: JSON]) throws -> CustomerDraft {
    var draft = CustomerDraft.person("", "")
    for (key, value) in given {
        if key == "tags" {
            draft.tags = value.texts
        } else {
            try member(key).give(&draft.profile, value)
        }
    }
    return draft
}

private func settings(_ neutral: RegisterSettings, _ said: [String: JSON]) throws -> RegisterSettings {
    var settings = neutral
    for (key, value) in said {
        switch key {
        case "locale": settings.locale = value.text
        case "country": settings.country = value.text
        case "business_mode": settings.businessMode = value == .bool(true)
        case "policies":
            settings.policies = try value.items.map { policy in
                guard policy["level"].text == "required" else { throw NoSuchMember(key: policy["level"].text) }
                return FieldPolicy(field: policy["field"].text, contexts: [], level: .required, when: .always)
            }
        default: throw NoSuchMember(key: key)
        }
    }
    return settings
}

private struct NoSuchMember: Error { let key: String }

private func member(_ key: String) throws -> Member {
    switch key {
    case "kind": .text({ $0.kind = $1 == "company" ? .company : .person }, { "\($0.kind)" })
    case "name_prefix": .text(\.namePrefix)
    case "given_name": .text(\.givenName)
    case "additional_names": .text(\.additionalNames)
    case "family_name": .text(\.familyName)
    case "name_suffix": .text(\.nameSuffix)
    case "nickname": .text(\.nickname)
    case "entered_name": .text(\.enteredName)
    case "display_name": .text({ _, _ in }, { $0.displayName() })
    case "company": .text(\.company)
    case "language": .text(\.language)
    case "note": .text(\.note)
    case "birthday": .text({ $0.birthday = PartialDate(crossing: $1) }, { $0.birthday?.description })
    case "credit_limit": .text({ $0.creditLimit = Money(crossing: $1) }, { $0.creditLimit.map(written) })
    case "emails": .list({ $0.emails = $1.map { Email(address: $0, label: "") } }, { $0.emails.map { $0.address } })
    case "phones": .list({ $0.phones = $1.map { Phone(text: $0, label: "", e164: nil) } }, { $0.phones.map { $0.text } })
    case "e164": .list({ _, _ in }, { $0.phones.map { phone in phone.e164.map { "+\($0)" } } })
    case "city": .part(\.city)
    case "postal_code": .part(\.postalCode)
    case "country": .part(\.country)
    default: throw NoSuchMember(key: key)
    }
}

/// How a member of a profile is read from a case, and shown as cases write it.
private struct Member {
    let give: (inout CustomerProfile, JSON) -> Void
    let show: (CustomerProfile) -> JSON

    static func text(
        _ give: @escaping (inout CustomerProfile, String) -> Void, _ show: @escaping (CustomerProfile) -> String?
    ) -> Member {
        Member(give: { give(&$0, $1.text) }, show: { show($0).map(JSON.string) ?? .null })
    }

    static func text(_ path: WritableKeyPath<CustomerProfile, String>) -> Member {
        text({ $0[keyPath: path] = $1 }, { $0[keyPath: path] })
    }

    static func list(
        _ give: @escaping (inout CustomerProfile, [String]) -> Void, _ show: @escaping (CustomerProfile) -> [String?]
    ) -> Member {
        Member(give: { give(&$0, $1.texts) }, show: { .array(show($0).map { $0.map(JSON.string) ?? .null }) })
    }

    /// A member of the one address.
    static func part(_ path: WritableKeyPath<Address, String>) -> Member {
        text(
            { profile, text in
                if profile.addresses.isEmpty { profile.addresses = [Address()] }
                profile.addresses[0][keyPath: path] = text
            }, { $0.addresses.first?[keyPath: path] })
    }
}

/// The name of a case of an enumeration as other languages write it: `emailSyntax` is `email_syntax`.
private func snake(_ name: String) -> String {
    name.reduce(into: "") { $0 += $1.isUppercase ? "_\($1.lowercased())" : "\($1)" }
}

private func sorted(_ items: [JSON]) -> JSON {
    .array(items.sorted { "\($0)" < "\($1)" })
}

private enum JSON: Hashable, Sendable, Decodable {
    case null
    case bool(Bool)
    case number(Int)
    case string(String)
    case array([JSON])
    case object([String: JSON])

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let bool = try? value.decode(Bool.self) {
            self = .bool(bool)
        } else if let number = try? value.decode(Int.self) {
            self = .number(number)
        } else if let string = try? value.decode(String.self) {
            self = .string(string)
        } else if let items = try? value.decode([JSON].self) {
            self = .array(items)
        } else {
            self = .object(try value.decode([String: JSON].self))
        }
    }

    static func texts(_ texts: [String]) -> JSON { .array(texts.map(JSON.string)) }

    /// A part; nothing where it is left out.
    subscript(_ part: String) -> JSON { members[part] ?? .null }

    var members: [String: JSON] { if case .object(let members) = self { members } else { [:] } }

    var items: [JSON] { if case .array(let items) = self { items } else { [] } }

    var text: String { if case .string(let text) = self { text } else { "" } }

    var texts: [String] { items.map(\.text) }
}
