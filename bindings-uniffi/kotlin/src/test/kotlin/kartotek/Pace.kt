package kartotek

import java.nio.file.Path
import kartotek.model.Cursor
import kartotek.model.CustomerFilter
import kartotek.model.CustomerId
import kartotek.model.PageRequest
import kartotek.model.Sort
import kotlin.time.Duration
import kotlin.time.DurationUnit
import kotlin.time.measureTime
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking

/**
 * Does in Kotlin what `pace` in `benches` does in Rust, and prints the same figures: `import FILE REGISTER` or
 * `read REGISTER`. `benches/compare/kotlin_package.py` runs both.
 */
fun main(arguments: Array<String>) = runBlocking {
    val figures = when (arguments[0]) {
        "import" -> importing(Path.of(arguments[1]), arguments[2])
        else -> reading(arguments[1])
    }
    println(figures.entries.joinToString(",", "{", "}") { (name, figure) -> "\"$name\":$figure" })
}

private suspend fun importing(file: Path, path: String): Map<String, Number> = Register.open(path).use { register ->
    val (settings, revision) = register.settings()
    val studio = settings.copy(locale = "sv-SE", country = "SE", zone = "Europe/Stockholm", currency = "SEK", businessMode = true)
    register.updateSettings(revision, studio)
    val rows: ULong
    val took = measureTime {
        val counts = register.importFile(file).counts
        rows = with(counts) { created + updated + unchanged + skipped + ambiguous + invalid }
    }
    val customers = register.customers().count(CustomerFilter())
    register.shutDown()
    mapOf("rows" to rows.toLong(), "customers" to customers.toLong(), "seconds" to took.toDouble(DurationUnit.SECONDS))
}

private suspend fun reading(path: String): Map<String, Number> = Register.openExisting(path).use { register ->
    val customers = register.customers()
    val ids: List<CustomerId>
    val scan = measureTime { ids = customers.all(sort = Sort.number).map { it.id }.toList() }
    val stride = (ids.size * 382 / 1_000) or 1
    val get = median(minOf(5_000, ids.size)) { turn -> customers.get(ids[(turn.toLong() * stride % ids.size).toInt()]) }
    suspend fun pages(limit: UInt): Double {
        var next: Cursor? = null
        return median(200) { next = customers.page(CustomerFilter(), Sort.familyName, PageRequest(limit, next)).next }
    }
    mapOf(
        "customers" to ids.size,
        "get" to get,
        "scan" to scan.micros / ids.size,
        "page_50" to pages(50u),
        "page_1000" to pages(1_000u),
        "walk" to median(5) { customers.all(sort = Sort.familyName).take(10_000).collect {} },
    )
}

/** The median of the microseconds that some turns take. */
private suspend fun median(turns: Int, turn: suspend (Int) -> Unit): Double =
    List(turns) { number -> measureTime { turn(number) }.micros }.sorted()[turns / 2]

private val Duration.micros get() = toDouble(DurationUnit.MICROSECONDS)
