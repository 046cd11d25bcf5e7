import XCTest

@testable import Kartotek

final class BatchTests: InFolder {
    // SPEC: C24
    func test_what_belongs_together_is_stored_together() async throws {
        let register = try await Register.inMemory()
        let (job, mother) = try await register.batch { batch in
            var details = JobDetails()
            details.title = "Ekskolan 2026"
            let job = try batch.createJob(details: details)
            let group = try batch.createJobGroup(job: job, name: "4b")
            var child = ParticipantDetails()
            child.givenName = "Elsa"
            child.familyName = "Ek"
            let elsa = try batch.createParticipant(details: child)
            let mother = try batch.createCustomer(draft: anna())
            batch.addToJobGroup(group: group, participants: [elsa])
            batch.linkParticipant(participant: elsa, customer: mother, relation: .guardian)
            batch.createRegistration(
                group: group, customer: mother, details: RegistrationDetails(), participants: [elsa])
            batch.applyTags(ids: [mother], change: TagChange(add: ["school"], remove: []))
            XCTAssertEqual(batch.count(), 8)
            return (job, mother)
        }
        let stored = try await register.jobs().get(id: job)
        XCTAssertEqual(stored.details.title, "Ekskolan 2026")
        let customer = try await register.customers().get(id: mother)
        XCTAssertEqual(customer.tags.map(\.name), ["school"])
        var ofMother = RegistrationFilter()
        ofMother.customer = mother
        let registered = try await register.registrations().count(filter: ofMother)
        XCTAssertEqual(registered, 1)
    }

    // SPEC: C24, C25
    func test_one_command_that_is_refused_undoes_all_and_is_named() async throws {
        let register = try await Register.inMemory()
        let stored = try await register.customers().create(draft: anna())
        let error = try await refused {
            try await register.batch { batch in
                batch.archiveCustomers(ids: [stored.id])
                _ = try batch.createCustomer(draft: .person("Bo", "Ek").withEmail("bo@"))
            }
        }
        guard case KartotekError.Invalid(let description, let problems) = error else {
            return XCTFail("\(error)")
        }
        XCTAssertEqual(problems.map(\.field), ["email"])
        XCTAssertTrue(description.contains("command 2 of the batch, create_customer"), description)
        let customers = register.customers()
        let count = try await customers.count(filter: CustomerFilter())
        XCTAssertEqual(count, 1)
        let after = try await customers.get(id: stored.id)
        XCTAssertEqual(after, stored)
    }

    // SPEC: C24
    func test_a_batch_that_is_done_is_empty() async throws {
        let register = try await Register.inMemory()
        let batch = register.batch()
        _ = try batch.createCustomer(draft: anna())
        try await batch.commit()
        XCTAssertEqual(batch.count(), 0)
        try await batch.commit()
        let count = try await register.customers().count(filter: CustomerFilter())
        XCTAssertEqual(count, 1)
    }
}
