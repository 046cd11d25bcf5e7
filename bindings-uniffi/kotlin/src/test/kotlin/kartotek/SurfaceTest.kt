package kartotek

import java.nio.file.Files
import java.nio.file.Path
import kotlin.io.path.extension
import kotlin.io.path.name
import kotlin.io.path.readLines
import kotlin.io.path.readText
import kotlin.streams.asSequence
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** What Kotlin and Swift offer, compared with what the core offers. */
class SurfaceTest {
    private val core = Path.of("../../core/src")
    private val swift = Path.of("../swift")

    private val handles: List<Class<*>> = listOf(
        Register::class.java, Customers::class.java, Tags::class.java, ContactGroups::class.java, CustomerGroups::class.java,
        History::class.java, Jobs::class.java, JobGroups::class.java, Galleries::class.java, Participants::class.java,
        Registrations::class.java, Codes::class.java, WriteBatch::class.java,
    )
    private val sets = listOf("Tags", "ContactGroups", "CustomerGroups")

    /** What is here under another name or in another form, and why. */
    private val elsewhere = mapOf(
        "Register.builder" to "OpenOptions, which open, openExisting, inMemory and connect take",
        "Register.importTable" to "table and columns of ImportOptions open the table",
        "Register.undoImportWith" to "undoImport with a listener",
        "Register.copyToWatched" to "copyTo with a listener",
        "Register.settingsWithRevision" to "settings answers both",
        "Register.updateSettingsAt" to "updateSettings compares the revision",
        "Customers.exportFileWith" to "exportFile with a listener",
        "Customers.exportToWith" to "exportTo with a listener",
        "Customers.rows" to "a Flow of whole customers: all",
        "WriteBatch.len" to "count",
        "WriteBatch.isEmpty" to "count is 0",
        "Jobs.exportCustomersWith" to "exportCustomers with a listener",
        "JobGroups.exportCustomersWith" to "exportCustomers with a listener",
        "Jobs.importNamesTable" to "table of NamesOptions opens the table",
    )

    /** Kotlin tests that Swift has not, and why. */
    private val kotlinAlone = mapOf(
        "a_stream_is_imported_and_what_it_throws_arrives" to "what iOS gives in place of a file has a path",
        "a_stream_is_written_and_what_it_throws_arrives" to "what iOS gives in place of a file has a path",
    )

    private fun files(root: Path, extension: String): List<Path> =
        Files.walk(root).use { paths -> paths.asSequence().filter { it.extension == extension }.sorted().toList() }

    private fun camel(name: String) = Regex("_(.)").replace(name) { it.groupValues[1].uppercase() }

    /** The public methods that the sources of the core give to handles, as `Handle.method`. */
    private fun coreMethods(): Set<String> {
        val names = handles.map { it.simpleName }
        val sources = listOf("register", "exchange").flatMap { files(core.resolve(it), "rs") }
        return sources.flatMapTo(sortedSetOf()) { source ->
            var of = emptyList<String>()
            source.readLines().flatMap { line ->
                Regex("""^\s*impl(?:<[^>]*>)? (\$?\w+)\b.*\{$""").find(line)?.let { begins ->
                    val name = begins.groupValues[1]
                    of = if (name == "\$handle") sets else listOf(name).filter { it in names }
                }
                val method = Regex("""^\s*pub fn (\w+)""").find(line)?.groupValues?.get(1)
                if (method == null) emptyList() else of.map { "$it.${camel(method)}" }
            }
        }
    }

    /** Value classes in a signature put a hash behind the name. */
    private fun plain(name: String) = name.substringBefore('-')

    private fun generated(): Set<String> = handles.flatMapTo(sortedSetOf()) { handle ->
        val companion = handle.declaredClasses.filter { it.simpleName == "Companion" }
        (listOf(handle) + companion).flatMap { it.methods.toList() }.map { "${handle.simpleName}.${plain(it.name)}" }
    }

    private fun byHand(): Set<String> {
        val classes = Path.of(Register::class.java.protectionDomain.codeSource.location.toURI()).resolve("kartotek")
        val own = files(classes, "class").filter { it.parent == classes }
        val functions = own.map { it.name.removeSuffix(".class") }.filter { it.endsWith("Kt") }
        val extensions = functions.flatMap { Class.forName("kartotek.$it").declaredMethods.toList() }
        return extensions.filter { it.parameterCount > 0 && it.parameterTypes[0] in handles }
            .mapTo(sortedSetOf()) { "${it.parameterTypes[0].simpleName}.${plain(it.name)}" }
    }

    @Test
    fun the_sources_of_the_core_are_read() {
        val found = coreMethods()
        assertTrue(found.containsAll(listOf("Register.importFile", "Customers.exportFile", "Tags.rename", "Jobs.create")), "$found")
        assertEquals(handles.map { it.simpleName }.toSet(), found.map { it.substringBefore('.') }.toSet())
    }

    @Test
    fun every_method_of_the_core_is_there() {
        assertEquals(emptySet<String>(), coreMethods() - generated() - byHand() - elsewhere.keys)
    }

    @Test
    fun what_is_elsewhere_is_in_the_core_and_not_here() {
        assertEquals(emptySet<String>(), elsewhere.keys - coreMethods())
        assertEquals(emptySet<String>(), elsewhere.keys intersect (generated() + byHand()))
    }

    @Test
    fun what_is_written_by_hand_for_kotlin_is_for_swift_too() {
        val sources = files(swift.resolve("Sources"), "swift").filterNot { "Generated" in "$it" }.joinToString("\n") { it.readText() }
        val wanted = (coreMethods() - generated()) intersect byHand()
        val missing = wanted.filterNot { Regex("""func ${it.substringAfter('.')}\(""").containsMatchIn(sources) }
        assertTrue("Customers.all" in wanted, "$wanted")
        assertEquals(emptyList<String>(), missing)
    }

    @Test
    fun swift_has_the_same_tests() {
        val tests = files(Path.of("src/test/kotlin"), "kt").filter { it.name !in listOf("LoadTest.kt", "SurfaceTest.kt") }
        val missing = tests.flatMap { test ->
            val other = swift.resolve("Tests/KartotekTests/${test.name.removeSuffix(".kt")}s.swift")
            val known = if (Files.exists(other)) other.readText() else return@flatMap emptyList()
            val names = Regex("""@Test\s+fun (\w+)""").findAll(test.readText()).map { it.groupValues[1] }
            names.filterNot { "func test_$it()" in known || it in kotlinAlone }.toList()
        }
        assertEquals(emptyList<String>(), missing)
    }
}
