package kartotek

import java.io.ByteArrayOutputStream
import java.io.IOException
import java.io.OutputStream
import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.CountDownLatch
import java.util.concurrent.atomic.AtomicInteger
import kartotek.model.CopyProgress
import kartotek.model.CustomerDraft
import kartotek.model.CustomerFilter
import kartotek.model.ExistingFile
import kartotek.model.ExportOptions
import kartotek.model.ImportStep
import kartotek.model.JobDetails
import kartotek.model.KartotekException
import kartotek.model.ParticipantFilter
import kartotek.model.RegistrationDetails
import kartotek.model.Units
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertSame
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

class LongCallTest {
    @TempDir lateinit var folder: Path

    private val chunks = ImportOptions(units = Units.Chunks(200uL))

    private suspend fun fill(register: Register, count: Int) {
        register.customers().createMany((1..count).map { CustomerDraft.person("Anna", "Name$it") })
    }

    /** Cancels a call when it first tells how far it is, lets it go on after that, and returns how often it told. */
    private suspend fun cancelled(call: suspend (tell: () -> Next) -> Unit): AtomicInteger = coroutineScope {
        val (told, begun, isCancelled) = Triple(AtomicInteger(), CompletableDeferred<Unit>(), CountDownLatch(1))
        val running = launch {
            call {
                told.incrementAndGet()
                begun.complete(Unit)
                isCancelled.await()
                Next.CONTINUE
            }
        }
        begun.await()
        running.cancelAndJoin()
        isCancelled.countDown()
        told
    }

    /** Waits until nothing changes any more, as nobody is told when a cancelled call has ended. */
    private suspend fun <T> settled(look: suspend () -> T): T {
        var seen = look()
        while (true) {
            delay(400.milliseconds)
            val now = look()
            if (now == seen) return now
            seen = now
        }
    }

    @Test
    fun an_export_tells_how_far_it_is_and_what_it_wrote() = inFile(folder) { register ->
        fill(register, 2_500)
        val path = folder.resolve("customers.csv")
        val told = telling { register.customers().exportFile(path, onProgress = it) }.toList()
        val summary = (told.last() as Told.Done).result
        assertEquals(2_500uL to Files.size(path).toULong(), summary.rows to summary.bytes)
        assertTrue(told.dropLast(1).all { it is Told.Progress && it.progress in setOf(1_000uL, 2_000uL) }, "$told")
        assertEquals(2_501, Files.readAllLines(path).size)
        assertEquals("$path", refused<KartotekException.Io> { register.customers().exportFile(path) }.path)
        val over = ExportOptions().copy(columns = listOf("number"), existing = ExistingFile.REPLACE)
        assertEquals(2_500uL, register.customers().exportFile(path, over).rows)
    }

    @Test
    fun a_cancelled_export_leaves_no_file() = inFile(folder) { register ->
        fill(register, 3_500)
        val path = folder.resolve("customers.csv")
        val told = cancelled { tell -> register.customers().exportFile(path) { tell() } }
        // Waits for the end of the call, which would have written the file.
        register.shutDown()
        assertEquals(1, told.get())
        assertFalse(Files.list(folder).use { files -> files.anyMatch { "customers" in "$it" || "partial" in "$it" } })
    }

    @Test
    fun an_export_that_its_listener_stops_leaves_no_file() = inFile(folder) { register ->
        fill(register, 1_000)
        val path = folder.resolve("customers.csv")
        refused<KartotekException.Cancelled> { register.customers().exportFile(path) { Next.STOP } }
        assertFalse(Files.exists(path))
    }

    // SPEC: P12
    @Test
    fun an_export_of_a_job_or_group_that_its_listener_stops_leaves_no_file() = inMemory { register ->
        val job = register.jobs().create(JobDetails().copy(title = "Ekskolan 2026")).id
        val group = register.jobGroups().create(job, "4b").id
        fill(register, 1_000)
        register.customers().all().collect { register.registrations().create(group, it.id, RegistrationDetails(), emptyList()) }
        val path = folder.resolve("registered.csv")
        refused<KartotekException.Cancelled> { register.jobs().exportCustomers(job, path) { Next.STOP } }
        refused<KartotekException.Cancelled> { register.jobGroups().exportCustomers(group, path) { Next.STOP } }
        assertFalse(Files.exists(path))
        assertEquals(1_000uL, register.jobs().exportCustomers(job, path).rows)
    }

    @Test
    fun a_stream_is_written_and_what_it_throws_arrives() = inMemory { register ->
        fill(register, 3)
        val options = ExportOptions().copy(columns = listOf("number"))
        val stream = ByteArrayOutputStream()
        assertEquals(3uL, register.customers().exportTo(stream, options).rows)
        assertEquals("number\r\n1\r\n2\r\n3\r\n", stream.toString())
        fill(register, 1_000)
        val heard = mutableListOf<ULong>()
        stream.reset()
        register.customers().exportTo(stream, options) { heard.add(it); Next.CONTINUE }
        assertEquals(listOf(1_000uL), heard)
        refused<KartotekException.Cancelled> { register.customers().exportTo(stream, options) { Next.STOP } }
        val gone = IOException("gone")
        val broken = object : OutputStream() {
            override fun write(byte: Int) = throw gone
        }
        assertSame(gone, refused<IOException> { register.customers().exportTo(broken, options) })
        assertEquals(1_003uL, register.customers().count(CustomerFilter()))
    }

    @Test
    fun a_cancelled_copy_goes_on_when_it_is_made_again() = inFile(folder) { register ->
        fill(register, 6_000)
        Register.open(folder.resolve("moved.db").toString()).use { moved ->
            val told = cancelled { tell -> register.copyTo(moved) { tell() } }
            delay(400.milliseconds)
            assertEquals(1, told.get())
            val error = refused<KartotekException.RuleViolated> { moved.customers().count(CustomerFilter()) }
            assertEquals("copy_unfinished", error.rule)
            val report = register.copyTo(moved)
            assertEquals(6_000uL, moved.customers().count(CustomerFilter()))
            assertTrue(report.rows > 12_000uL, "${report.rows}")
            assertEquals(register.id(), moved.id())
        }
    }

    @Test
    fun a_copy_tells_how_far_it_is() = inMemory { register ->
        fill(register, 3_000)
        Register.inMemory().use { moved ->
            val told = mutableListOf<CopyProgress>()
            register.copyTo(moved) {
                told += it
                Next.CONTINUE
            }
            assertTrue(told.size > 1)
            assertEquals(told.last().totalRows, told.last().doneRows)
        }
    }

    @Test
    fun a_cancelled_undo_goes_on_when_it_is_made_again() = inFile(folder) { register ->
        val report = register.importBytes(file(15_500).toByteArray())
        val before = register.customers().count(CustomerFilter())
        val told = cancelled { tell -> register.undoImport(report.batch) { tell() } }
        val left = settled { register.customers().count(CustomerFilter()) }
        // Of three units of work the first told how far it is, and the second found nobody to tell.
        assertEquals(1, told.get())
        assertTrue(left in 1uL..<before, "$left of $before")
        register.undoImport(report.batch)
        assertEquals(0uL, register.customers().count(CustomerFilter()))
        assertEquals(emptyList<String>(), register.verify())
    }

    @Test
    fun a_cancelled_plan_stores_nothing_and_its_commit_stops_between_chunks() = inFile(folder) { register ->
        val source = ImportSource.Bytes(file(20_000).toByteArray())
        cancelled { tell -> register.planImport(source, chunks) { tell() } }
        assertEquals(0uL, settled { register.customers().count(CustomerFilter()) })
        register.planImport(source, chunks).use { plan ->
            cancelled { tell ->
                plan.commit { if (it.step == ImportStep.STORING && it.rows > 1_000uL) tell() else Next.CONTINUE }
            }
            val stored = settled { register.customers().count(CustomerFilter()) }
            assertTrue(stored in 1uL..<19_800uL, "$stored")
            assertEquals("plan_committed", refused<KartotekException.RuleViolated> { plan.commit() }.rule)
        }
        assertEquals(emptyList<String>(), register.verify())
    }

    @Test
    fun a_cancelled_names_list_stops_and_the_same_list_goes_on() = inFile(folder) { register ->
        val job = register.jobs().create(JobDetails().copy(title = "Ekskolan 2026")).id
        val list = "Elevnr;Elev;Klass\n" + (1..9_000).joinToString("") { "$it;Elsa Namn$it;4b\n" }
        val source = ImportSource.Bytes(list.toByteArray())
        val participants = suspend { register.participants().count(ParticipantFilter()) }
        val told = cancelled { tell ->
            register.jobs().importNames(job, source) {
                if (it.step == ImportStep.STORING && it.rows > 5_000uL) tell() else Next.CONTINUE
            }
        }
        val stored = settled { participants() }
        assertEquals(1, told.get())
        assertTrue(stored < 9_000uL, "$stored")
        assertEquals(9_000uL - stored, register.jobs().importNames(job, source, NamesOptions()).participants)
        assertEquals(9_000uL, participants())
    }

    @Test
    fun what_listeners_throw_arrives_and_harms_nothing() = inFile(folder) { register ->
        fill(register, 2_000)
        val batch = register.importBytes(file(400).toByteArray(), chunks).batch
        val gone = IllegalStateException("the screen is gone")
        Register.inMemory().use { moved ->
            val calls: List<suspend () -> Any> = listOf(
                { register.customers().exportFile(folder.resolve("all.csv")) { throw gone } },
                { register.copyTo(moved) { throw gone } },
                { register.planImport(ImportSource.Bytes(file(400).toByteArray())) { throw gone } },
                { register.undoImport(batch) { throw gone } },
                {
                    val job = register.jobs().create(JobDetails().copy(title = "Ekskolan 2026")).id
                    register.jobs().importNames(job, ImportSource.Bytes("Elev;Klass\nElsa;4b\n".toByteArray())) { throw gone }
                },
            )
            for (call in calls) assertSame(gone, refused<IllegalStateException> { call() })
        }
        assertEquals(emptyList<String>(), register.verify())
        assertEquals(396uL, register.undoImport(batch).reversed)
        assertEquals(2_000uL, register.customers().count(CustomerFilter()))
    }

    @Test
    fun long_calls_after_shutting_down_fail_with_a_class_of_their_own() = inFile(folder) { register ->
        val batch = register.importBytes(file(10).toByteArray()).batch
        val plan = register.planImport(ImportSource.Bytes(file(10).toByteArray()), ImportOptions())
        register.shutDown()
        Register.inMemory().use { moved ->
            val calls: List<suspend () -> Any> = listOf(
                { register.importBytes(file(10).toByteArray()) },
                { plan.commit() },
                { register.undoImport(batch) },
                { register.customers().exportFile(folder.resolve("all.csv")) },
                { register.copyTo(moved) },
                { register.backupTo(folder.resolve("copy.db").toString()) },
                { register.savedMappings() },
                { register.history().latest() },
                { register.codes().attempts(null, null, 1u) },
            )
            for (call in calls) refused<KartotekException.ShutDown> { call() }
        }
        assertEquals(10uL, plan.report().counts.rows())
    }
}
