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
        let (job, group) = try await openJob(register)
        let bo = try await register.participants().create(details: child("Bo", "García"))
        try await register.participants().addToGroup(group: group, ids: [bo.id])
        let mother = try await register.customers().create(draft: anna())
        try await register.participants().link(participant: bo.id, customer: mother.id, relation: .guardian)
        var details = RegistrationDetails()
        details.kind = .onlineForm
        let entry = try await register.registrations().create(
            group: group, customer: mother.id, details: details, participants: [bo.id])
        var ofJob = RegistrationFilter()
        ofJob.job = job
        let found = try await register.registrations().all(ofJob).collected()
        XCTAssertEqual(found, [entry])
        let participants = try await register.registrations().participants(id: entry.id)
        XCTAssertEqual(participants, [bo.id])
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
        let proven = try await register.registrations().submit(form: form, known: .proven(claim))
        XCTAssertEqual(proven, .registered(first))
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
        let customer = try await register.customers().create(draft: anna())
        for place in [group, other] {
            _ = try await register.registrations().create(
                group: place, customer: customer.id, details: RegistrationDetails(), participants: [])
        }
        var byGroup = RegisterQuery()
        byGroup.sort = .by("job_group")
        let rows = try await register.jobs().allCustomers(job, query: byGroup, pageSize: 1).collected()
        XCTAssertEqual(rows.map { $0.value(column: "job_group") }, [.text("4b"), .text("4c")])
        XCTAssertEqual(rows[0].value(column: "shoe_size"), .empty)
        let ofGroup = try await register.jobGroups().allCustomers(other).collected()
        XCTAssertEqual(ofGroup.map(\.registration), [rows[1].registration])
        let count = try await register.jobs().countCustomers(job: job, query: RegisterQuery())
        XCTAssertEqual(count, 2)
        var export = RegisterExport()
        export.headings = .labels(.en)
        let written = try await register.jobs().exportCustomers(job: job, path: path("job.csv"), export: export)
        XCTAssertEqual(written.rows, 2)
        let text = try String(contentsOfFile: path("job.csv"), encoding: .utf8)
        XCTAssertTrue(text.hasPrefix("\"Date\",\"Full name\",\"Participant\""), text)
    }

    // SPEC: B5, B17
    func test_a_names_list_is_planned_and_imported() async throws {
        let register = try await Register.inMemory()
        let job = try await openJob(register).job
        let list = Data("Elev;Klass;Vårdnadshavare;E-post\nEk, Elsa;4b;Anna Ek;anna@example.com\nBo;;;\n".utf8)
        let plan = try await register.jobs().planNames(job: job, source: .bytes(bytes: list), options: NamesOptions())
        XCTAssertEqual(plan.columns.map(\.target), ["name", "group", "guardian_name", "guardian_email"])
        XCTAssertEqual(plan.report.problems.map(\.code), ["required"])
        let report = try await register.jobs().importNames(
            job: job, source: .bytes(bytes: list), options: NamesOptions())
        XCTAssertEqual(report.outcomes, [.created, .invalid])
        XCTAssertEqual([report.participants, report.customers], [1, 1])
        let moved = Data("Namn;Klass\nElsa Ek;5b\n".utf8)
        let options = NamesOptions(map: ["Namn": "name"], moves: .apply, table: TableOptions())
        let second = try await register.jobs().importNames(job: job, source: .bytes(bytes: moved), options: options)
        XCTAssertEqual(second.moves.map(\.from), ["4b"])
        XCTAssertEqual(second.moves.map(\.to), [["5b"]])
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
        let details = try await register.jobs().get(id: job).details
        XCTAssertFalse(gallery.isOpen(job: details, at: Date()))
        var published = gallery.details
        published.state = .published
        let shown = try await register.galleries().update(
            id: gallery.id, revision: gallery.revision, details: published)
        XCTAssertTrue(shown.isOpen(job: details, at: Date()))
    }
}
