package kartotek

import java.math.BigDecimal
import java.nio.file.Path
import java.time.Duration
import java.time.Instant
import java.time.MonthDay
import kartotek.model.Actor
import kartotek.model.BulkOutcome
import kartotek.model.Cursor
import kartotek.model.CustomerDraft
import kartotek.model.CustomerFilter
import kartotek.model.CustomerId
import kartotek.model.Enabled
import kartotek.model.KartotekException
import kartotek.model.Language
import kartotek.model.Money
import kartotek.model.Opening
import kartotek.model.PageRequest
import kartotek.model.PartialDate
import kartotek.model.Revision
import kartotek.model.Rule
import kartotek.model.Sort
import kartotek.model.SqliteOptions
import kartotek.model.TagChange
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.fail
import org.junit.jupiter.api.io.TempDir

class RegisterTest {
    @TempDir lateinit var folder: Path

    @Test
    fun a_customer_is_stored_changed_and_deleted() {
        lateinit var ids: List<CustomerId>
        inFile(folder) { register -> ids = listOf(register.customers().create(anna()).id) }
        inFile(folder) { register ->
            val customers = register.customers()
            val anna = customers.get(ids.single())
            assertEquals(listOf("anna@example.com"), anna.profile.emails.map { it.address })
            val changed = customers.update(anna.id, anna.revision, anna.profile.copy(familyName = "Ek"))
            assertEquals("Ek", customers.get(anna.id).profile.familyName)
            customers.delete(anna.id, changed.revision)
            assertNull(customers.find(anna.id))
            assertEquals(0uL, customers.count(CustomerFilter()))
        }
    }

    @Test
    fun a_wrong_field_is_named_with_its_rule() = inMemory { register ->
        val error = refused<KartotekException.Invalid> {
            register.customers().create(CustomerDraft.person("Anna", "García").withEmail("anna@"))
        }
        assertEquals(listOf("email" to Rule.EMAIL_SYNTAX), error.problems.map { it.field to it.rule })
        assertEquals(error.description, error.toString())
    }

    @Test
    fun a_stale_update_tells_the_fields_and_no_values_in_its_text() = inMemory { register ->
        val anna = register.customers().create(anna())
        register.customers().update(anna.id, anna.revision, anna.profile.copy(nickname = "Annie"))
        val error = refused<KartotekException.Conflict> {
            register.customers().update(anna.id, anna.revision, anna.profile.copy(nickname = "Ann"))
        }
        assertEquals(Revision(2u), error.found)
        assertEquals(listOf(Triple("nickname", "Annie", "Ann")), error.fields.map { Triple(it.field, it.stored, it.given) })
        assertFalse("Annie" in error.toString() + error.message)
    }

    @Test
    fun a_search_forgives_case_and_accents() = inMemory { register ->
        val anna = register.customers().create(anna())
        register.customers().create(CustomerDraft.company("Foto AB"))
        assertEquals(listOf(anna), register.customers().search("GARCIA an", 10u))
    }

    @Test
    fun a_list_flows_in_order_across_its_pages() = inMemory { register ->
        val names = (10..34).map { "Name$it" }
        register.customers().createMany(names.shuffled().map { CustomerDraft.person("Anna", it) })
        val flowed = register.customers().all(sort = Sort.familyName, pageSize = 10u).map { it.profile.familyName }
        assertEquals(names, flowed.toList())
        assertEquals(names.take(3), flowed.take(3).toList())
        val page = register.customers().page(CustomerFilter(), Sort.familyName.reversed(), PageRequest(2u))
        assertEquals(names.takeLast(2).reversed(), page.items.map { it.profile.familyName })
    }

    @Test
    fun tags_are_put_on_by_name_and_filter_lists() = inMemory { register ->
        val anna = register.customers().create(anna())
        val bo = register.customers().create(CustomerDraft.person("Bo", "Ek"))
        assertEquals(listOf(BulkOutcome.CHANGED), register.tags().apply(listOf(anna.id), TagChange.add("wedding")))
        val weddings = register.customers().all(CustomerFilter().withTag("Wedding")).toList()
        assertEquals(listOf(anna.id), weddings.map { it.id })
        assertEquals(listOf(1uL), register.tags().all().map { it.size })
        val parents = register.contactGroups().createWith("Parents", listOf(bo.id))
        assertEquals(listOf(bo.id), register.customers().all(CustomerFilter().inContactGroup("parents")).toList().map { it.id })
        register.contactGroups().delete(parents.id)
        assertEquals(2uL, register.customers().count(CustomerFilter()))
    }

    @Test
    fun one_refused_draft_of_many_leaves_the_others() = inMemory { register ->
        val outcomes = register.customers().createMany(listOf(anna(), CustomerDraft.person("", ""), CustomerDraft.company("Foto AB")))
        assertEquals(listOf(true, false, true), outcomes.map { it is CustomerOutcome.Done })
        assertTrue((outcomes[1] as CustomerOutcome.Refused).error is KartotekException.Invalid)
    }

    @Test
    fun values_cross_as_the_types_of_the_platform() = inMemory { register ->
        val (settings, revision) = register.settings()
        register.updateSettings(revision, settings.copy(businessMode = true, policies = emptyList()))
        val visit = Instant.parse("2024-05-23T10:15:00.123456Z")
        val birthday = PartialDate(null, MonthDay.of(2, 29))
        val draft = anna().let {
            it.copy(profile = it.profile.copy(creditLimit = Money(BigDecimal("12.50"), "EUR"), birthday = birthday, lastVisitAt = visit))
        }
        val stored = register.customers().create(draft).profile
        assertEquals(Money(BigDecimal("12.50"), "EUR"), stored.creditLimit)
        assertEquals(birthday to visit, stored.birthday to stored.lastVisitAt)
        assertEquals("0987-09-21", PartialDate.parse("0987-09-21").toString())
        assertTrue(register.customers().get(register.customers().findByNumber(1uL)!!.id).createdAt > visit)
    }

    @Test
    fun a_value_that_nothing_can_be_made_of_has_the_class_of_its_error() = inMemory { register ->
        refused<KartotekException.InvalidCursor> {
            register.customers().page(CustomerFilter(), Sort.number, PageRequest(10u, Cursor("yesterday")))
        }
        val draft = anna().let { it.copy(profile = it.profile.copy(creditLimit = Money(BigDecimal("1.234"), "EUR"))) }
        val error = refused<KartotekException.Invalid> { register.customers().create(draft) }
        assertEquals(listOf(Rule.MONEY), error.problems.map { it.rule })
    }

    @Test
    fun history_tells_who_did_what_and_why() = inMemory { register ->
        val maria = register.actingAs(Actor.Staff("maria")).withReason("moved")
        val anna = maria.customers().create(anna())
        val change = register.history().ofCustomer(anna.id, null, 10u).single()
        assertEquals(Actor.Staff("maria") to "moved", change.set.actor to change.set.reason)
    }

    @Test
    fun history_tells_the_latest_change() = inMemory { register ->
        assertEquals(0uL, register.history().latest())
        register.customers().create(anna())
        val seen = register.history().latest()
        assertEquals(seen, register.history().changes(0uL, 10u).last().seq)
        register.customers().create(CustomerDraft.company("Foto AB"))
        val change = register.history().feed(after = seen).first().change
        assertEquals(register.customers().findByNumber(2uL)?.id?.uuid, change.entity.id.uuid)
    }

    @Test
    fun what_was_changed_since_it_was_seen_is_left_alone() = inMemory { register ->
        val anna = register.customers().create(anna())
        register.customers().setEnabled(listOf(anna.id), Enabled.NO)
        val careful = register.expecting(anna.id.uuid to anna.revision)
        assertEquals(listOf(BulkOutcome.VERSION_CONFLICT), careful.customers().archive(listOf(anna.id)))
    }

    @Test
    fun a_new_register_gets_the_settings_and_keeps_them() = running {
        val (usual, _) = Register.inMemory().use { it.settings() }
        val path = folder.resolve("studio.db").toString()
        val sol = usual.copy(name = "Studio Sol", country = "SE", currency = "SEK", webAddress = "https://sol.example")
        Register.open(path, OpenOptions(settings = sol)).use { register ->
            assertEquals("Studio Sol", register.settings().settings.name)
            assertEquals("sqlite", register.backend().name)
            assertTrue(register.backend().capabilities.search)
            val anna = register.customers().create(anna())
            assertEquals("https://sol.example/customers/${anna.id}", register.customers().privateAreaLink(anna.id))
        }
        val readOnly = OpenOptions(settings = usual, sqlite = SqliteOptions().copy(opening = Opening.READ_ONLY))
        Register.open(path, readOnly).use { register ->
            assertEquals("Studio Sol", register.settings().settings.name)
            refused<KartotekException.ReadOnly> { register.customers().create(anna()) }
        }
    }

    @Test
    fun a_server_that_does_not_answer_is_unreachable() = running {
        val options = usualPostgresOptions().copy(schema = "studio", connectTimeout = Duration.ofSeconds(1))
        refused<KartotekException.Unreachable> { Register.connect("postgresql://nobody:secret@127.0.0.1:1/none", options) }
        val shown = options.copy(readAddress = "postgresql://nobody:secret@127.0.0.1:1/none").toString()
        assertFalse("secret" in shown, shown)
        val server = System.getenv("KARTOTEK_TEST_POSTGRES") ?: return@running
        val schema = "kotlin_${System.nanoTime()}"
        Register.connect(server, options.copy(schema = schema)).use { register ->
            assertEquals("postgres", register.backend().name)
            val anna = register.customers().create(anna())
            assertEquals(listOf(anna), register.customers().search("garcia", 10u))
            register.shutDown()
        }
    }

    @Test
    fun fields_are_described_in_a_language() {
        val city = customerFields(Language.SV).single { it.key == "city" }
        assertEquals(listOf("Ort", "text"), listOf(city.label, city.kind))
        assertTrue(city.sorts && city.imports && city.personal)
        assertEquals(listOf("Datum", "Fullständigt namn", "Galleri"), groupColumns(Language.SV).map { it.label }.take(3))
        assertEquals(listOf("qr_galleries"), jobColumns(Language.EN).filterNot { it.sorts }.map { it.key })
    }

    @Test
    fun a_call_that_is_repeated_under_its_key_is_done_once() = inMemory { register ->
        val first = register.withIdempotencyKey("form 17").customers().create(anna())
        val again = register.withIdempotencyKey("form 17").customers().create(anna())
        assertEquals(first, again)
        refused<KartotekException.IdempotencyConflict> {
            register.withIdempotencyKey("form 17").customers().create(CustomerDraft.company("Foto AB"))
        }
    }

    @Test
    fun a_backup_is_a_sound_register() = inFile(folder) { register ->
        val anna = register.customers().create(anna())
        val copy = folder.resolve("copy.db").toString()
        register.backupTo(copy)
        Register.openExisting(copy).use {
            assertEquals(anna, it.customers().get(anna.id))
            assertEquals(emptyList<String>(), it.verify())
        }
        refused<KartotekException.Io> { Register.openExisting(folder.resolve("none.db").toString()) }
    }

    @Test
    fun after_shutting_down_calls_fail_with_a_class_of_their_own() = inFile(folder) { register ->
        val customers = register.customers()
        register.shutDown()
        refused<KartotekException.ShutDown> { customers.count(CustomerFilter()) }
        refused<KartotekException.ShutDown> { register.settings() }
        register.shutDown()
    }

    @Test
    fun texts_of_records_hold_no_personal_data() = inMemory { register ->
        val customer = register.customers().create(anna().withTag("wedding"))
        val filter = CustomerFilter().withText("García").withTag("wedding")
        val shown = listOf(customer, customer.profile, customer.tags, anna(), filter, TagChange.add("wedding")).toString()
        assertFalse(listOf("García", "anna@", "wedding").any { it in shown }, shown)
    }
}

/** Runs what must fail with an error of a class, and returns it. */
suspend inline fun <reified E : Throwable> refused(call: suspend () -> Any?): E {
    try {
        call()
    } catch (error: Throwable) {
        return error as? E ?: throw error
    }
    fail("nothing was refused")
}
