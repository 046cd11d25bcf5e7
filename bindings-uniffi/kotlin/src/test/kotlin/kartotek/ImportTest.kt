package kartotek

import java.io.IOException
import java.io.InputStream
import java.nio.file.Files
import java.nio.file.Path
import kartotek.model.CustomerFilter
import kartotek.model.ImportEnd
import kartotek.model.ImportProgress
import kartotek.model.ImportStep
import kartotek.model.Units
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.async
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.takeWhile
import kotlinx.coroutines.flow.count
import kotlinx.coroutines.launch
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertSame
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

class ImportTest {
    @TempDir lateinit var folder: Path

    private val chunks = ImportOptions(units = Units.Chunks(200uL))

    private val ImportProgress.stored get() = if (step == ImportStep.STORING) rows else 0uL

    @Test
    fun an_import_reports_every_row_and_how_far_it_is() = inFile(folder) { register ->
        val path = Files.writeString(folder.resolve("customers.csv"), file(1_000))
        val told = mutableListOf<ImportProgress>()
        val errors = folder.resolve("refused.csv")
        val report = register.importFile(path, chunks.copy(errorFile = errors.toString())) {
            told += it
            Next.CONTINUE
        }
        assertEquals(990uL to 10uL, report.counts.created to report.counts.invalid)
        assertEquals(ImportEnd.FINISHED, report.end)
        assertEquals(setOf("email_syntax"), report.problems.map { it.code }.toSet())
        assertEquals(1_000uL, told.last().rows)
        assertEquals(Files.size(path).toULong(), told.last().doneBytes)
        assertEquals(11, Files.readAllLines(errors).size)
    }

    @Test
    fun cancelling_an_import_half_way_leaves_the_register_consistent() = inFile(folder) { register ->
        val halfWay = CompletableDeferred<Unit>()
        val running = launch {
            register.importBytes(file(20_000).toByteArray(), chunks) {
                if (it.stored >= 2_000uL) halfWay.complete(Unit)
                Next.CONTINUE
            }
        }
        halfWay.await()
        running.cancelAndJoin()
        // Nobody is told when the last chunk is stored.
        var seen = 0uL
        while (register.customers().count(CustomerFilter()) != seen) {
            seen = register.customers().count(CustomerFilter())
            delay(500)
        }
        assertTrue(seen < 19_800uL, "$seen")
        register.shutDown()
        inFile(folder) { again ->
            val stored = again.customers().count(CustomerFilter())
            assertTrue(stored in 1uL..<19_800uL, "$stored")
            assertEquals(emptyList<String>(), again.verify())
            val batch = again.history().imports(null, 1u).single()
            val finished = again.importBytes(file(20_000).toByteArray(), chunks.copy(resume = batch.id))
            assertEquals(19_800uL, finished.counts.created)
            assertEquals(19_800uL, again.customers().count(CustomerFilter()))
        }
    }

    @Test
    fun a_listener_stops_an_import_and_the_report_says_so() = inMemory { register ->
        val report = register.importBytes(file(5_000).toByteArray(), chunks) {
            if (it.stored >= 1_000uL) Next.STOP else Next.CONTINUE
        }
        assertEquals(ImportEnd.CANCELLED, report.end)
        assertEquals(report.counts.created, register.customers().count(CustomerFilter()))
    }

    @Test
    fun what_a_listener_throws_arrives_and_harms_nothing() = inMemory { register ->
        val thrown = IllegalStateException("the screen is gone")
        val caught = refused<IllegalStateException> {
            register.importBytes(file(1_000).toByteArray(), chunks) { throw thrown }
        }
        assertSame(thrown, caught)
        assertEquals(emptyList<String>(), register.verify())
        assertNotNull(register.customers().create(anna()))
    }

    @Test
    fun a_stream_is_imported_and_what_it_throws_arrives() = inMemory { register ->
        val report = register.importStream(file(300).byteInputStream())
        assertEquals(297uL, report.counts.created)
        val broken = object : InputStream() {
            override fun read(): Int = throw IOException("gone")
        }
        refused<IOException> { register.importStream(broken) }
    }

    @Test
    fun an_import_is_taken_back() = inMemory { register ->
        val report = register.importBytes(file(300).toByteArray())
        assertEquals(297uL, register.undoImport(report.batch).reversed)
        assertEquals(0uL, register.customers().count(CustomerFilter()))
    }

    @Test
    fun the_feed_tells_of_an_import_in_the_background() = inMemory { register ->
        val told = async {
            register.history().feed(after = 0uL, every = 50.milliseconds).takeWhile { it.set.reason != "done" }.count { it.set.batch != null }
        }
        register.importBytes(file(300).toByteArray())
        register.withReason("done").customers().create(anna())
        assertTrue(told.await() >= 297)
    }
}
