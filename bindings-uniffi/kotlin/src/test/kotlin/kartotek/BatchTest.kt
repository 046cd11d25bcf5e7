package kartotek

import kartotek.model.CustomerDraft
import kartotek.model.CustomerFilter
import kartotek.model.JobDetails
import kartotek.model.KartotekException
import kartotek.model.ParticipantDetails
import kartotek.model.RegistrationDetails
import kartotek.model.RegistrationFilter
import kartotek.model.Relation
import kartotek.model.TagChange
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class BatchTest {
    // SPEC: C24
    @Test
    fun what_belongs_together_is_stored_together() = inMemory { register ->
        val (job, anna) = register.batch {
            val job = createJob(JobDetails().copy(title = "Ekskolan 2026"))
            val group = createJobGroup(job, "4b")
            val elsa = createParticipant(ParticipantDetails().copy(givenName = "Elsa", familyName = "Ek"))
            val anna = createCustomer(anna())
            addToJobGroup(group, listOf(elsa))
            linkParticipant(elsa, anna, Relation.GUARDIAN)
            createRegistration(group, anna, RegistrationDetails(), listOf(elsa))
            applyTags(listOf(anna), TagChange(add = listOf("school"), remove = listOf()))
            assertEquals(8uL, count())
            job to anna
        }
        assertEquals("Ekskolan 2026", register.jobs().get(job).details.title)
        assertEquals(listOf("school"), register.customers().get(anna).tags.map { it.name })
        assertEquals(1uL, register.registrations().count(RegistrationFilter().copy(customer = anna)))
    }

    // SPEC: C24, C25
    @Test
    fun one_command_that_is_refused_undoes_all_and_is_named() = inMemory { register ->
        val anna = register.customers().create(anna())
        val error = refused<KartotekException.Invalid> {
            register.batch {
                archiveCustomers(listOf(anna.id))
                createCustomer(CustomerDraft.person("Bo", "Ek").withEmail("bo@"))
            }
        }
        assertEquals(listOf("email"), error.problems.map { it.field })
        assertTrue("command 2 of the batch, create_customer" in error.description, error.description)
        assertEquals(1uL, register.customers().count(CustomerFilter()))
        assertEquals(anna, register.customers().get(anna.id))
    }

    // SPEC: C24
    @Test
    fun a_batch_that_is_done_is_empty() = inMemory { register ->
        register.batch().use { batch ->
            batch.createCustomer(anna())
            batch.commit()
            assertEquals(0uL, batch.count())
            batch.commit()
        }
        assertEquals(1uL, register.customers().count(CustomerFilter()))
    }
}
