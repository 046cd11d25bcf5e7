package kartotek

import java.io.InputStream
import java.nio.file.Path
import kartotek.model.ImportProgress
import kartotek.model.ImportReport

/** What is told how far an import is, and says whether it goes on. It is called on a thread of the library. */
public typealias OnProgress = (ImportProgress) -> Next

/**
 * Imports customers from a file. What [onProgress] throws stops the import between two chunks and is thrown on; what
 * is stored by then stays, and can be taken back. So does cancelling the coroutine.
 */
public suspend fun Register.importFile(
    path: Path,
    options: ImportOptions = ImportOptions(),
    onProgress: OnProgress? = null,
): ImportReport = imported(options, onProgress) { ImportSource.Path(path.toString()) }

/** Imports customers from a stream, such as Android's `openInputStream` gives; the caller closes it. As [importFile]. */
public suspend fun Register.importStream(
    stream: InputStream,
    options: ImportOptions = ImportOptions(),
    onProgress: OnProgress? = null,
): ImportReport = imported(options, onProgress) { thrown -> ImportSource.Stream(Reading(stream, thrown)) }

/** Imports customers from the bytes of a file. As [importFile]. */
public suspend fun Register.importBytes(
    bytes: ByteArray,
    options: ImportOptions = ImportOptions(),
    onProgress: OnProgress? = null,
): ImportReport = imported(options, onProgress) { ImportSource.Bytes(bytes) }

/** Keeps what code of the app threw in a call from the library, where it would lose its class. */
private class Thrown {
    @Volatile var first: Throwable? = null

    inline fun <T> keeping(call: () -> T): T = try {
        call()
    } catch (thrown: Throwable) {
        first = first ?: thrown
        throw ListenerException.Failed(thrown.javaClass.name)
    }
}

private class Reading(private val stream: InputStream, private val thrown: Thrown) : ByteStream {
    override fun read(atMost: UInt): ByteArray = thrown.keeping {
        // A stream may give less than it is asked for, but nothing at its end alone.
        val bytes = ByteArray(minOf(atMost, 1u shl 16).toInt())
        bytes.copyOf(maxOf(stream.read(bytes), 0))
    }
}

private suspend fun Register.imported(
    options: ImportOptions,
    onProgress: OnProgress?,
    source: (Thrown) -> ImportSource,
): ImportReport {
    val thrown = Thrown()
    val listener = onProgress?.let { told ->
        object : ImportListener {
            override fun onProgress(progress: ImportProgress): Next = thrown.keeping { told(progress) }
        }
    }
    return try {
        importSource(source(thrown), options, listener)
    } catch (error: kartotek.model.KartotekException) {
        throw thrown.first ?: error
    }
}
