package kartotek

import java.nio.file.Files
import java.nio.file.Path
import kartotek.model.CustomerDraft
import kartotek.model.CustomerFilter
import kartotek.model.PageRequest
import kartotek.model.Sort
import kotlin.time.Duration.Companion.seconds
import kotlin.time.TimeSource
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.delay
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

class LoadTest {
    @TempDir lateinit var folder: Path

    private fun setting(name: String, usual: Int) = System.getenv(name)?.toInt() ?: usual

    @Test
    fun fifty_coroutines_read_and_write_one_register() = inFile(folder) { register ->
        val until = TimeSource.Monotonic.markNow() + setting("KARTOTEK_SECONDS", 10).seconds
        val written = withContext(Dispatchers.Default) {
            (1..50).map { worker ->
                async {
                    var count = 0
                    while (until.hasNotPassedNow() || count == 0) {
                        val made = register.customers().create(CustomerDraft.person("Anna", "Worker$worker"))
                        count += 1
                        val read = register.customers().get(made.id)
                        assertEquals(made, read)
                        register.customers().page(CustomerFilter(), Sort.number, PageRequest(10u))
                    }
                    count
                }
            }.awaitAll().sum()
        }
        assertEquals(written.toULong(), register.customers().count(CustomerFilter()))
        assertEquals(emptyList<String>(), register.verify())
        println("$written customers written by 50 coroutines")
    }

    @Test
    fun fetching_pages_does_not_grow_memory() = inMemory { register ->
        register.customers().createMany((1..50).map { CustomerDraft.person("Anna", "Name$it") })
        suspend fun fetch(pages: Int) = repeat(pages) {
            register.customers().page(CustomerFilter(), Sort.familyName, PageRequest(50u))
        }
        val pages = setting("KARTOTEK_PAGES", 10_000)
        fetch(1_000)
        val before = resident()
        fetch(pages)
        val grown = resident() - before
        println("$pages pages of 50 grew memory by ${grown / 1024} KiB")
        // A page is 20 KiB, so that a leak of one in fifty would be seen.
        assertTrue(grown < 4L shl 20, "$grown bytes")
    }

    @Test
    fun threads_of_calls_end_when_none_is_made() = inMemory { register ->
        withContext(Dispatchers.Default) {
            (1..50).map { async { register.customers().count(CustomerFilter()) } }.awaitAll()
        }
        withTimeout(10.seconds) {
            while (threadsOfCalls() > 0) delay(100)
        }
    }

    /** How many threads the library has for calls, where the system tells. */
    private fun threadsOfCalls(): Int {
        val all = Path.of("/proc/self/task")
        if (!Files.exists(all)) return 0
        // A thread may end while it is looked at.
        val names = Files.newDirectoryStream(all).use { it.map { thread -> runCatching { Files.readString(thread.resolve("comm")) } } }
        return names.count { it.getOrDefault("").startsWith("blocking-") }
    }

    /** Bytes of memory that this program has, where the system tells; the pom takes the whole heap of Java at once. */
    private fun resident(): Long {
        System.gc()
        val status = Path.of("/proc/self/status")
        if (!Files.exists(status)) return 0
        val line = Files.readAllLines(status).first { it.startsWith("VmRSS:") }
        return line.filter(Char::isDigit).toLong() * 1024
    }
}
