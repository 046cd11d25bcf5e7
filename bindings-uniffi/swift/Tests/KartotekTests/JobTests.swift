import Foundation
import XCTest

@testable import Kartotek

final class JobTests: InFolder {
    /// An open job with a group.
    private func openJob(_ register: Register) async throws -> (job: JobId, group: JobGroupId) {
        var details = JobDetails()
        details.title = "Ekskolan 2026"
        details.status = .open
        let job = try await register.jobs().create(details: details)
        let group = try await register.jobGroups().create(job: job.id, name: "4b")
        return (job.id, group.id)
    }

    private func child(_ givenName: String, _ familyName: String) -> ParticipantDetails {
        var details = ParticipantDetails()
        details.givenName = givenName
        details.familyName = familyName
        return details
    }

    func test_a_mother_registers_for_her_child_in_a_class() async throws {
        let register = try await Register.inMemory()
        let day = LocalDate(year: 2026, month: 5, day: 23)
        var solskolan = JobDetails()
        solskolan.title = "Solskolan"
        solskolan.status = .open
        solskolan.shootDates = [day]
        let job = try await register.jobs().create(details: solskolan).id
        let shot = try await register.jobs().get(id: job).details.shootDates
        XCTAssertEqual(shot, [day])
        let group = try await register.jobGroups().create(job: job, name: "4B")
        let bo = try await register.participants().create(details: child("Bo", "García"))
        try await register.participants().addToGroup(group: group.id, ids: [bo.id])
        let mother = try await register.customers().create(draft: anna())
        try await register.participants().link(participant: bo.id, customer: mother.id, relation: .guardian)
        var details = RegistrationDetails()
        details.kind = .onlineForm
        let entry = try await register.registrations().create(
            group: group.id, customer: mother.id, details: details, participants: [bo.id])
        var ofJob = RegistrationFilter()
        ofJob.job = job
        let found = try await register.registrations().all(ofJob).collected()
        XCTAssertEqual(found, [entry])
        let participants = try await register.registrations().participants(id: entry.id)
        XCTAssertEqual(participants, [bo.id])
        let groups = try await register.participants().groupsOf(id: bo.id)
        XCTAssertEqual(groups, [group])
        let customers = try await register.participants().customersOf(participant: bo.id)
        XCTAssertEqual(customers.map(\.relation), [.guardian])
    }

    func test_what_others_depend_on_is_not_deleted() async throws {
        let register = try await Register.inMemory()
        let (job, group) = try await openJob(register)
        let error = try await refused { try await register.jobs().delete(id: job) }
        guard case KartotekError.RuleViolated = error else { return XCTFail("\(error)") }
        try await register.jobGroups().delete(id: group)
        try await register.jobs().delete(id: job)
        let gone = try await refused { try await register.jobs().get(id: job) }
        guard case KartotekError.NotFound = gone else { return XCTFail("\(gone)") }
    }

    func test_tags_are_put_on_galleries() async throws {
        let register = try await Register.inMemory()
        let gallery = try await register.galleries().ofGroup(group: openJob(register).group)
        _ = try await register.tags().applyToGalleries(galleries: [gallery.id], change: .add("outdoors"))
        let tags = try await register.galleries().tags(ids: [gallery.id])
        XCTAssertEqual(tags.map { $0.map(\.name) }, [["outdoors"]])
    }

    // SPEC: B5
    func test_a_form_of_somebody_known_is_stored_with_proof_alone() async throws {
        let register = try await Register.inMemory()
        let group = try await openJob(register).group
        var form = RegistrationForm(group, anna(), .named(child("Elsa", "Ek")))
        form.photoConsent = ConsentGiven(decision: .granted, wording: "version 2")
        guard case .registered(let first) = try await register.registrations().submit(form) else {
            return XCTFail("nobody was known")
        }
        XCTAssertEqual(first.details.enteredName, "Anna García")
        guard case .claimed(let claim) = try await register.registrations().submit(form) else {
            return XCTFail("Anna is known by now")
        }
        XCTAssertEqual(claim.by, .email("anna@example.com"))
        XCTAssertFalse("\(claim) \(form)".contains("anna@"), "\(claim) \(form)")
        let proven = try await register.registrations().submit(form: form, known: .proven(claim))
        XCTAssertEqual(proven, .registered(first))
        let pictured = try await register.registrations().participants(id: first.id)
        XCTAssertEqual(pictured.count, 1)
        let decisions = try await register.participants().photoConsents(participant: XCTUnwrap(pictured.first))
        XCTAssertEqual(Set(decisions.map { $0.wording }), ["version 2"])
        form.customer = CustomerDraft.person("Bo", "Ek").withEmail("bo@")
        let wrong = form
        let error = try await refused { try await register.registrations().submit(wrong) }
        guard case KartotekError.Invalid(_, let problems) = error else { return XCTFail("\(error)") }
        XCTAssertEqual(problems.map(\.field), ["email"])
    }

    // SPEC: P1, P12
    func test_the_registers_of_jobs_and_groups_are_paged_and_exported() async throws {
        let register = try await Register.inMemory()
        let (job, group) = try await openJob(register)
        let other = try await register.jobGroups().create(job: job, name: "4c").id
        let mother = try await register.customers().create(draft: anna()).id
        let bo = try await register.customers().create(draft: .person("Bo", "Ek")).id
        for (place, customer) in [(group, mother), (other, mother), (other, bo)] {
            _ = try await register.registrations().create(
                group: place, customer: customer, details: RegistrationDetails(), participants: [])
        }
        var byName = RegisterQuery()
        byName.sort = .by("entered_name")
        let rows = try await register.jobs().allCustomers(job, query: byName, pageSize: 2).collected()
        let names = rows.map { $0.value(column: "entered_name") }
        XCTAssertEqual(names, [Value.text("Anna García"), Value.text("Anna García"), Value.text("Bo Ek")])
        let groups = rows.map { $0.value(column: "job_group") }
        XCTAssertEqual(groups, [Value.text("4b"), Value.text("4c"), Value.text("4c")])
        let first = try XCTUnwrap(rows.first)
        XCTAssertEqual(first.value(column: "shoe_size"), Value.empty)
        let ofGroup = try await register.jobGroups().allCustomers(other).collected()
        XCTAssertEqual(Set(ofGroup), Set(rows.dropFirst()))
        let count = try await register.jobs().countCustomers(job: job, query: RegisterQuery())
        XCTAssertEqual(count, 3)
        let countOfGroup = try await register.jobGroups().countCustomers(group: other, query: RegisterQuery())
        XCTAssertEqual(countOfGroup, 2)

        var export = RegisterExport()
        export.query = byName
        export.headings = .labels(.en)
        let written = try await register.jobs().exportCustomers(job: job, path: path("job.csv"), export: export)
        XCTAssertEqual(written.rows, 3)
        let text = try lines("job.csv")
        XCTAssertEqual(text.count, 4)
        XCTAssertEqual(text.first?.hasPrefix("\"Date\",\"Full name\",\"Participant\""), true, "\(text)")
        let part = try await register.jobGroups().exportCustomers(
            group: other, path: path("group.csv"), export: export)
        XCTAssertEqual(part.rows, 2)
    }

    // SPEC: B5, B17
    func test_a_names_list_is_planned_and_imported() async throws {
        let register = try await Register.inMemory()
        let job = try await openJob(register).job
        let list = Data("Elev;Klass;Vårdnadshavare;E-post\nEk, Elsa;4b;Anna Ek;anna@example.com\nBo;;;\n".utf8)
        let plan = try await register.jobs().planNames(job: job, source: .bytes(bytes: list), options: NamesOptions())
        let columns = [
            ["Elev", "name"], ["Klass", "group"], ["Vårdnadshavare", "guardian_name"], ["E-post", "guardian_email"],
        ]
        XCTAssertEqual(plan.columns.map { [$0.header, $0.target] }, columns)
        XCTAssertEqual(plan.report.problems.map(\.code), ["required"])
        let none = try await register.participants().count(filter: ParticipantFilter())
        XCTAssertEqual(none, 0)
        let report = try await register.jobs().importNames(
            job: job, source: .bytes(bytes: list), options: NamesOptions())
        XCTAssertEqual(report.outcomes, [.created, .invalid])
        XCTAssertEqual([report.participants, report.customers], [1, 1])
        let moved = Data("Namn;Klass\nElsa Ek;5b\n".utf8)
        let options = NamesOptions(map: ["Namn": "name"], moves: .apply, table: TableOptions())
        let second = try await register.jobs().importNames(job: job, source: .bytes(bytes: moved), options: options)
        XCTAssertEqual(second.moves.map(\.from), ["4b"])
        XCTAssertEqual(second.moves.map(\.to), [["5b"]])
        XCTAssertFalse("\(second.moves)".contains("\"4b\""), "\(second.moves)")
        let ida = Data("Elev\nIda Ek\n".utf8)
        let third = try await register.jobs().importNames(
            job: job, source: .bytes(bytes: ida), options: NamesOptions(defaultGroup: "new"))
        XCTAssertEqual(third.participants, 1)
    }

    func test_galleries_have_links_and_windows() async throws {
        let register = try await Register.inMemory()
        let seen = try await register.settings()
        var settings = seen.settings
        settings.webAddress = "https://sol.example"
        try await register.updateSettings(revision: seen.revision, settings: settings)
        let (job, group) = try await openJob(register)
        let gallery = try await register.galleries().ofGroup(group: group)
        let link = try await register.galleries().link(id: gallery.id)
        XCTAssertEqual(link, "https://sol.example/galleries/\(gallery.id)")
        let linkOfGroup = try await register.galleries().linkOfGroup(group: group)
        XCTAssertEqual(linkOfGroup, link)
        let details = try await register.jobs().get(id: job).details
        XCTAssertFalse(gallery.isOpen(job: details, at: Date()))
        var published = gallery.details
        published.state = .published
        let shown = try await register.galleries().update(
            id: gallery.id, revision: gallery.revision, details: published)
        XCTAssertTrue(shown.isOpen(job: details, at: Date()))
    }
}
