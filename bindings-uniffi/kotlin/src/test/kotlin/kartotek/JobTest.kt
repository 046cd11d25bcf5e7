package kartotek

import java.nio.file.Files
import java.nio.file.Path
import java.time.Instant
import java.time.LocalDate
import kartotek.model.ClaimBy
import kartotek.model.ConsentDecision
import kartotek.model.ConsentGiven
import kartotek.model.CustomerDraft
import kartotek.model.FormParticipant
import kartotek.model.GalleryState
import kartotek.model.Headings
import kartotek.model.JobDetails
import kartotek.model.JobGroupId
import kartotek.model.JobId
import kartotek.model.JobStatus
import kartotek.model.KartotekException
import kartotek.model.KnownCustomer
import kartotek.model.Language
import kartotek.model.Moves
import kartotek.model.ParticipantDetails
import kartotek.model.ParticipantFilter
import kartotek.model.RegisterExport
import kartotek.model.RegisterQuery
import kartotek.model.RegistrationDetails
import kartotek.model.RegistrationFilter
import kartotek.model.RegistrationForm
import kartotek.model.RegistrationKind
import kartotek.model.Relation
import kartotek.model.RowOutcome
import kartotek.model.Sort
import kartotek.model.Submitted
import kartotek.model.TableOptions
import kartotek.model.TagChange
import kartotek.model.Value
import kotlinx.coroutines.flow.toList
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

class JobTest {
    @TempDir lateinit var folder: Path

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

    /** An open job with a group. */
    private suspend fun open(register: Register): Pair<JobId, JobGroupId> {
        val job = register.jobs().create(JobDetails().copy(title = "Ekskolan 2026", status = JobStatus.OPEN))
        return job.id to register.jobGroups().create(job.id, "4b").id
    }

    // SPEC: B5
    @Test
    fun a_form_of_somebody_known_is_stored_with_proof_alone() = inMemory { register ->
        val (_, group) = open(register)
        val elsa = FormParticipant.Named(ParticipantDetails().copy(givenName = "Elsa", familyName = "Ek"))
        val consent = ConsentGiven(ConsentDecision.GRANTED, "version 2")
        val form = RegistrationForm(group, anna(), elsa).copy(photoConsent = consent)
        val first = (register.registrations().submit(form) as Submitted.Registered).v1
        assertEquals("Anna García", first.details.enteredName)
        val claim = (register.registrations().submit(form) as Submitted.Claimed).v1
        assertEquals(ClaimBy.Email("anna@example.com"), claim.by)
        assertFalse("anna@" in "$claim $form", "$claim $form")
        val proven = register.registrations().submit(form, KnownCustomer.Proven(claim))
        assertEquals(Submitted.Registered(first), proven)
        val child = register.registrations().participants(first.id).single()
        val decisions = register.participants().photoConsents(child)
        assertEquals(setOf("version 2"), decisions.map { it.wording }.toSet())
        val wrong = form.copy(customer = CustomerDraft.person("Bo", "Ek").withEmail("bo@"))
        val error = refused<KartotekException.Invalid> { register.registrations().submit(wrong) }
        assertEquals(listOf("email"), error.problems.map { it.field })
    }

    // SPEC: P1, P12
    @Test
    fun the_registers_of_jobs_and_groups_are_paged_and_exported() = inMemory { register ->
        val (job, group) = open(register)
        val other = register.jobGroups().create(job, "4c").id
        val anna = register.customers().create(anna())
        for (where in listOf(group, other)) register.registrations().create(where, anna.id, RegistrationDetails(), emptyList())
        val bo = register.customers().create(CustomerDraft.person("Bo", "Ek"))
        register.registrations().create(other, bo.id, RegistrationDetails(), emptyList())

        val byName = RegisterQuery().copy(sort = Sort.by("entered_name"))
        val rows = register.jobs().allCustomers(job, byName, pageSize = 2u).toList()
        val shown = rows.map { row -> listOf("entered_name", "job_group").map { row.value(it) } }
        val expected = listOf("Anna García" to "4b", "Anna García" to "4c", "Bo Ek" to "4c")
        assertEquals(expected.map { (name, at) -> listOf(Value.Text(name), Value.Text(at)) }, shown)
        assertEquals(Value.Empty, rows.first().value("shoe_size"))
        assertEquals(rows.drop(1).toSet(), register.jobGroups().allCustomers(other).toList().toSet())
        assertEquals(3uL, register.jobs().countCustomers(job, RegisterQuery()))
        assertEquals(2uL, register.jobGroups().countCustomers(other, RegisterQuery()))

        val export = RegisterExport().copy(query = byName, headings = Headings.Labels(Language.EN))
        val path = folder.resolve("job.csv")
        assertEquals(3uL, register.jobs().exportCustomers(job, path.toString(), export).rows)
        val lines = Files.readAllLines(path)
        assertTrue(lines.first().startsWith("\"Date\",\"Full name\",\"Participant\""), lines.first())
        assertEquals(4, lines.size)
        val ofGroup = folder.resolve("group.csv")
        assertEquals(2uL, register.jobGroups().exportCustomers(other, ofGroup.toString(), export).rows)
    }

    // SPEC: B5, B17
    @Test
    fun a_names_list_is_planned_and_imported() = inMemory { register ->
        val (job, _) = open(register)
        val list = "Elev;Klass;Vårdnadshavare;E-post\nEk, Elsa;4b;Anna Ek;anna@example.com\nBo;;;\n"
        val plan = register.jobs().planNames(job, ImportSource.Bytes(list.toByteArray()), NamesOptions())
        assertEquals(listOf("Elev" to "name", "E-post" to "guardian_email"), listOf(0, 3).map { plan.columns[it].header to plan.columns[it].target })
        assertEquals(listOf("required"), plan.report.problems.map { it.code })
        assertEquals(0uL, register.participants().count(ParticipantFilter()))

        val report = register.jobs().importNames(job, list.byteInputStream())
        assertEquals(listOf(RowOutcome.CREATED, RowOutcome.INVALID), report.outcomes)
        assertEquals(1uL to 1uL, report.participants to report.customers)
        val moved = ImportSource.Bytes("Namn;Klass\nElsa Ek;5b\n".toByteArray())
        val options = NamesOptions(map = mapOf("Namn" to "name"), moves = Moves.APPLY, table = TableOptions())
        val second = register.jobs().importNames(job, moved, options)
        assertEquals(listOf("4b" to listOf("5b")), second.moves.map { it.from to it.to })
        assertFalse("\"4b\"" in "${second.moves}")
        val third = NamesOptions(defaultGroup = "new")
        assertEquals(1uL, register.jobs().importNames(job, ImportSource.Bytes("Elev\nIda Ek\n".toByteArray()), third).participants)
    }

    @Test
    fun galleries_have_links_and_windows() = inMemory { register ->
        val (settings, revision) = register.settings()
        register.updateSettings(revision, settings.copy(webAddress = "https://sol.example"))
        val (job, group) = open(register)
        val gallery = register.galleries().ofGroup(group)
        assertEquals("https://sol.example/galleries/${gallery.id}", register.galleries().link(gallery.id))
        assertEquals(register.galleries().link(gallery.id), register.galleries().linkOfGroup(group))
        val details = register.jobs().get(job).details
        assertFalse(gallery.isOpen(details, Instant.now()))
        val shown = register.galleries().update(gallery.id, gallery.revision, gallery.details.copy(state = GalleryState.PUBLISHED))
        assertTrue(shown.isOpen(details, Instant.now()))
    }
}
