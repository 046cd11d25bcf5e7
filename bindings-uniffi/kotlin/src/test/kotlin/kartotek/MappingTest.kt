package kartotek

import java.nio.file.Path
import kartotek.model.CustomerFilter
import kartotek.model.DateOrder
import kartotek.model.Delimiter
import kartotek.model.Evidence
import kartotek.model.HeaderRow
import kartotek.model.ImportEnd
import kartotek.model.KartotekException
import kartotek.model.Language
import kartotek.model.MappingOptions
import kartotek.model.PartialDate
import kartotek.model.Piece
import kartotek.model.RowOutcome
import kartotek.model.TableOptions
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.toList
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

class MappingTest {
    @TempDir lateinit var folder: Path

    private fun bytes(text: String, encoding: String = "UTF-8") = ImportSource.Bytes(text.toByteArray(charset(encoding)))

    @Test
    fun a_plan_tells_what_is_understood_and_stores_nothing_before_its_commit() = inMemory { register ->
        register.planImport(bytes("Förnamn;E-post;Skonummer\nÅsa;asa@example.com;38\nBo;bo@;\n", "windows-1252"), ImportOptions()).use { plan ->
            assertEquals(ImportEnd.PLANNED, plan.report().end)
            assertEquals(listOf(RowOutcome.CREATED, RowOutcome.INVALID), plan.outcomes())
            assertEquals(1uL to 1uL, plan.report().counts.created to plan.report().counts.invalid)
            val file = plan.file()
            assertEquals(listOf("windows-1252", ";"), listOf(file.encoding, file.delimiter))
            assertEquals(Language.SV, file.language)
            assertEquals(listOf("given_name", "email", "ignore"), file.columns.map { it.target })
            assertEquals(listOf(Evidence.HEADING, Evidence.HEADING, Evidence.NONE), file.columns.map { it.evidence })
            assertEquals(listOf("Åsa", "Bo"), file.columns.first().samples)
            assertFalse("Åsa" in "$file", "$file")
            assertEquals(0uL, register.customers().count(CustomerFilter()))
            assertEquals(1uL, plan.commit().counts.created)
        }
        assertEquals("Åsa", register.customers().all().first().profile.givenName)
    }

    @Test
    fun a_commit_lists_the_rows_whose_outcome_is_another_one_by_now() = inMemory { register ->
        val file = bytes("Given name,E-mail\nAnna,anna@example.com\n")
        val plan = register.planImport(file, ImportOptions())
        register.importSource(file, ImportOptions())
        val report = plan.commit()
        assertEquals(1uL to listOf(2uL), report.counts.unchanged to report.changedSincePlan)
        assertEquals("plan_committed", refused<KartotekException.RuleViolated> { plan.commit() }.rule)
        assertEquals("plan_committed", refused<KartotekException.RuleViolated> { plan.saveMapping("late") }.rule)
    }

    @Test
    fun columns_are_given_their_fields_by_hand() = inMemory { register ->
        val options = ImportOptions().map("Kund", "family_name").ignore("Intern").map(2, "city").fix("tags", "fair")
        register.importBytes("Kund,Intern,Var\nEk,7,Lund\n".toByteArray(), options)
        val stored = register.customers().all().first()
        assertEquals("Ek" to "Lund", stored.profile.familyName to stored.profile.addresses.single().city)
        assertEquals(listOf("fair"), stored.tags.map { it.name })
        val wrong = ImportOptions().map("Kund", "shoe size")
        refused<KartotekException.Invalid> { register.importBytes("Kund\nEk\n".toByteArray(), wrong) }
        val missing = ImportOptions().map("Namn", "family_name")
        refused<KartotekException.Import> { register.importBytes("Kund\nEk\n".toByteArray(), missing) }
    }

    @Test
    fun columns_are_joined_and_cut() = inMemory { register ->
        val options = ImportOptions()
            .split("Who", " ", Piece.FIRST, "given_name").split("Who", " ", Piece.REST, "family_name")
            .join(listOf("Likes", "Allergies"), "; ", "note")
        register.importBytes("Who,Likes,Allergies\nAnna Berg,tea,nuts\n".toByteArray(), options)
        val profile = register.customers().all().first().profile
        assertEquals(listOf("Anna", "Berg", "tea; nuts"), listOf(profile.givenName, profile.familyName, profile.note))
    }

    @Test
    fun a_saved_mapping_is_used_where_it_fits() = inMemory { register ->
        register.importBytes("Who\nAnna\n".toByteArray(), ImportOptions(saveMapping = "the fair").map("Who", "given_name"))
        assertEquals(listOf("the fair" to "who"), register.savedMappings().map { it.name to it.header })
        suspend fun used(options: ImportOptions) = register.planImport(bytes("Who\nBo\n"), options).use { it.file().mapping }
        assertEquals("the fair", used(ImportOptions()))
        assertEquals("the fair", used(ImportOptions().useMapping("the fair")))
        val given = MappingOptions().copy(saved = register.savedMappings().single())
        assertEquals("the fair", used(ImportOptions(columns = given)))
        assertNull(used(ImportOptions().withoutSavedMapping()))
        refused<KartotekException.Import> { used(ImportOptions().useMapping("the market")) }
        register.planImport(bytes("What\nx\n"), ImportOptions().map("What", "note")).use { it.saveMapping("notes") }
        assertEquals(true to false, register.deleteSavedMapping("notes") to register.deleteSavedMapping("notes"))
    }

    @Test
    fun a_file_is_read_as_is_said() = inMemory { register ->
        val (settings, revision) = register.settings()
        register.updateSettings(revision, settings.copy(policies = emptyList()))
        val table = TableOptions().copy(
            encoding = "cp850", delimiter = Delimiter.PIPE, quote = "'", header = HeaderRow.Line(2uL), language = Language.SV,
        )
        val text = "customers of 2024\nFörnamn|Efternamn|Född\n'Åsa|B'|Ek|03/04/1990\n"
        val columns = MappingOptions().copy(dateOrder = DateOrder.MONTH_FIRST, externalSource = "visma")
        register.importSource(bytes(text, "IBM850"), ImportOptions(table = table, columns = columns).map("Född", "birthday"))
        val profile = register.customers().all().first().profile
        assertEquals(listOf("Åsa|B", "Ek"), listOf(profile.givenName, profile.familyName))
        assertEquals(PartialDate.parse("1990-03-04"), profile.birthday)
        val none = ImportOptions(table = TableOptions().copy(header = HeaderRow.None)).map("1", "family_name")
        register.importSource(bytes("Berg\n"), none)
        assertEquals(2uL, register.customers().count(CustomerFilter()))
        val unknown = ImportOptions(table = TableOptions().copy(encoding = "klingon"))
        val error = refused<KartotekException.Invalid> { register.importSource(bytes("Berg\n"), unknown) }
        assertEquals(listOf("encoding"), error.problems.map { it.field })
    }

    @Test
    fun empty_cells_and_tokens_take_values_away() = inMemory { register ->
        suspend fun run(text: String, options: ImportOptions = ImportOptions()) = register.importBytes(text.toByteArray(), options)
        run("Given name,E-mail,Phone,Note\nAnna,anna@example.com,+46 70 123 45 67,tea\n")
        run("Given name,E-mail,Phone,Note\nAnna,anna@example.com,,-\n", ImportOptions(clearToken = "-").clearOnEmpty("Phone"))
        val profile = register.customers().all().toList().single().profile
        assertEquals(emptyList<Any>() to "", profile.phones to profile.note)
    }
}
