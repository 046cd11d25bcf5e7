package kartotek

import java.time.LocalDate
import kartotek.model.JobDetails
import kartotek.model.JobStatus
import kartotek.model.KartotekException
import kartotek.model.ParticipantDetails
import kartotek.model.RegistrationDetails
import kartotek.model.RegistrationFilter
import kartotek.model.RegistrationKind
import kartotek.model.Relation
import kartotek.model.TagChange
import kotlinx.coroutines.flow.toList
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

class JobTest {
    @Test
    fun a_mother_registers_for_her_child_in_a_class() = inMemory { register ->
        val day = LocalDate.of(2026, 5, 23)
        val job = register.jobs().create(JobDetails().copy(title = "Solskolan", status = JobStatus.OPEN, shootDates = listOf(day)))
        assertEquals(listOf(day), register.jobs().get(job.id).details.shootDates)
        val group = register.jobGroups().create(job.id, "4B")
        val bo = register.participants().create(ParticipantDetails().copy(givenName = "Bo", familyName = "García"))
        register.participants().addToGroup(group.id, listOf(bo.id))
        val anna = register.customers().create(anna())
        register.participants().link(bo.id, anna.id, Relation.GUARDIAN)
        val details = RegistrationDetails().copy(kind = RegistrationKind.OnlineForm)
        val registration = register.registrations().create(group.id, anna.id, details, listOf(bo.id))

        val found = register.registrations().all(RegistrationFilter().copy(job = job.id)).toList()
        assertEquals(listOf(registration), found)
        assertEquals(listOf(bo.id), register.registrations().participants(registration.id))
        assertEquals(listOf(group), register.participants().groupsOf(bo.id))
        assertEquals(listOf(Relation.GUARDIAN), register.participants().customersOf(bo.id).map { it.relation })
    }

    @Test
    fun what_others_depend_on_is_not_deleted() = inMemory { register ->
        val job = register.jobs().create(JobDetails().copy(title = "Solskolan"))
        val group = register.jobGroups().create(job.id, "4B")
        refused<KartotekException.RuleViolated> { register.jobs().delete(job.id) }
        register.jobGroups().delete(group.id)
        register.jobs().delete(job.id)
        refused<KartotekException.NotFound> { register.jobs().get(job.id) }
    }

    @Test
    fun tags_are_put_on_galleries() = inMemory { register ->
        val job = register.jobs().create(JobDetails().copy(title = "Solskolan"))
        val gallery = register.galleries().ofGroup(register.jobGroups().create(job.id, "4B").id)
        register.tags().applyToGalleries(listOf(gallery.id), TagChange.add("outdoors"))
        assertEquals(listOf("outdoors"), register.galleries().tags(listOf(gallery.id)).single().map { it.name })
    }
}
