// What is not said is as in the core: the records are made there, and their variables say the rest.

/// What happened, for people; it holds no personal data.
extension KartotekError: CustomStringConvertible {}

extension CustomerProfile {
    /// A profile in which nothing is entered yet.
    public init() { self = blankProfile() }
}

extension CustomerFilter {
    /// The filter that shows all who are not archived.
    public init() { self = filterOfAll() }

    /// Adds what people typed into a search box.
    public func withText(_ text: String) -> Self { with { $0.text = text } }

    /// Adds a tag that a customer must bear.
    public func withTag(_ name: String) -> Self { with { $0.tags.all.append(name) } }

    /// Adds a contact group that a customer must be in.
    public func inContactGroup(_ name: String) -> Self { with { $0.contactGroups.all.append(name) } }

    /// Adds a customer group that a customer must be in.
    public func inCustomerGroup(_ name: String) -> Self { with { $0.customerGroups.all.append(name) } }

    /// Adds a test on a field, named by its key in the catalogue.
    public func with(_ field: String, _ test: Test) -> Self {
        with { $0.conditions.append(Condition(field: field, test: test)) }
    }

    /// Shows archived customers too, or alone.
    public func withArchived(_ archived: Archived) -> Self { with { $0.archived = archived } }

    private func with(_ change: (inout Self) -> Void) -> Self {
        var changed = self
        change(&changed)
        return changed
    }
}

extension ExportOptions {
    /// An export of all columns in the format for exchange.
    public init() { self = exportOfAll() }
}

extension Address {
    /// An address in which nothing is entered yet.
    public init() { self = blankAddress() }
}

extension JobDetails {
    /// The details of a job in which nothing is entered yet.
    public init() { self = blankJob() }
}

extension GalleryDetails {
    /// The details of a gallery in which nothing is entered yet.
    public init() { self = blankGallery() }
}

extension ParticipantDetails {
    /// The details of a participant in which nothing is entered yet.
    public init() { self = blankParticipant() }
}

extension RegistrationDetails {
    /// The details of a registration in which nothing is entered yet.
    public init() { self = blankRegistration() }
}

extension JobFilter {
    /// The filter that shows all jobs.
    public init() { self = filterOfAllJobs() }
}

extension ParticipantFilter {
    /// The filter that shows all participants.
    public init() { self = filterOfAllParticipants() }
}

extension RegistrationFilter {
    /// The filter that shows all registrations.
    public init() { self = filterOfAllRegistrations() }
}

extension RegisterQuery {
    /// What shows all of the register of a job or a group by date.
    public init() { self = queryOfAll() }
}

extension RegisterExport {
    /// An export of all of the register of a job or a group in the format for exchange.
    public init() { self = registerExportOfAll() }
}

extension RegistrationForm {
    /// A form of a web page for one participant.
    public init(_ group: JobGroupId, _ customer: CustomerDraft, _ participant: FormParticipant) {
        self = formOf(group: group, customer: customer, participant: participant)
    }
}

extension Registrations {
    /// Stores a form; where the register knows the customer, it answers what has to be proven.
    public func submit(_ form: RegistrationForm) async throws -> Submitted {
        try await submit(form: form, known: .ask)
    }
}

extension SqliteOptions {
    /// How a file is used where nothing is said.
    public init() { self = usualSqliteOptions() }
}

extension Register {
    /// The register as somebody uses it who saw records at these revisions: `expecting((anna.id, anna.revision))`.
    public func expecting(_ seen: (any Identifier, Revision)...) -> Register {
        expecting(seen: seen.map { RecordSeen(id: EntityId(uuid: $0.0.uuid), revision: $0.1) })
    }
}

extension CustomerDraft {
    /// The draft of a person.
    public static func person(_ givenName: String, _ familyName: String) -> Self {
        draftOfPerson(givenName: givenName, familyName: familyName)
    }

    /// The draft of a company.
    public static func company(_ name: String) -> Self { draftOfCompany(name: name) }

    /// Adds an e-mail address.
    public func withEmail(_ address: String) -> Self {
        var changed = self
        changed.profile.emails.append(Email(address: address, label: ""))
        return changed
    }

    /// Adds a phone number.
    public func withPhone(_ text: String) -> Self {
        var changed = self
        changed.profile.phones.append(Phone(text: text, label: "", e164: nil))
        return changed
    }

    /// Adds a tag.
    public func withTag(_ name: String) -> Self {
        var changed = self
        changed.tags.append(name)
        return changed
    }
}

extension Test {
    /// Tests for a text; an empty one for nothing.
    public static func isText(_ text: String) -> Self { text.isEmpty ? .empty : .is(.text(text)) }
}

extension Sort {
    /// By a field that sorts, the smallest first.
    public static func by(_ field: String) -> Self { Sort(field: field, descending: false) }

    /// By family name and given name, in the order of the register's language.
    public static var familyName: Self { by("family_name") }

    /// By number, which is the order of creation.
    public static var number: Self { by("number") }

    /// The other way round.
    public var reversed: Self { Sort(field: field, descending: !descending) }
}

extension PageRequest {
    /// The first page, or the one after a cursor.
    public init(_ limit: UInt32, after: Cursor? = nil) {
        self.init(limit: limit, after: after, total: .none)
    }
}

extension TagChange {
    /// Puts tags on customers.
    public static func add(_ names: String...) -> Self { TagChange(add: names, remove: []) }

    /// Takes tags off customers.
    public static func remove(_ names: String...) -> Self { TagChange(add: [], remove: names) }
}
