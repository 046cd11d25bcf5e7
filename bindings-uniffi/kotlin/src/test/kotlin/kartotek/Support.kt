package kartotek

import java.nio.file.Path
import kartotek.model.CustomerDraft
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.runBlocking

/** Runs a test that answers nothing, as JUnit wants it. */
fun running(body: suspend CoroutineScope.() -> Unit) = runBlocking { body() }

/** Runs a test with a register in a file of its own. */
fun inFile(folder: Path, body: suspend CoroutineScope.(Register) -> Unit) = running {
    Register.open(folder.resolve("studio.db").toString()).use { body(it) }
}

/** Runs a test with a register in memory. */
fun inMemory(options: OpenOptions? = null, body: suspend CoroutineScope.(Register) -> Unit) = running {
    Register.inMemory(options).use { body(it) }
}

fun anna(): CustomerDraft = CustomerDraft.person("Anna", "García").withEmail("anna@example.com")

/** A file of so many customers; every hundredth row has a wrong e-mail. */
fun file(rows: Int): String = buildString {
    append("Given name,Family name,E-mail\n")
    repeat(rows) { row ->
        val host = if (row % 100 == 99) "" else "example.com"
        append("Given$row,Family$row,no$row@$host\n")
    }
}
