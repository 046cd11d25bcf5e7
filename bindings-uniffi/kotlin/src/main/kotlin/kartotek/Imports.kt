package kartotek

import java.io.InputStream
import java.nio.file.Path
import kartotek.model.ImportProgress
import kartotek.model.ImportReport
import kartotek.model.JobId
import kartotek.model.MappingOptions
import kartotek.model.NamesReport
import kartotek.model.Override
import kartotek.model.Piece
import kartotek.model.TableOptions

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
): ImportReport = throwingOn { thrown ->
    importSource(ImportSource.Path(path.toString()), options, listener(thrown, onProgress))
}

/** Imports customers from a stream, such as Android's `openInputStream` gives; the caller closes it. As [importFile]. */
public suspend fun Register.importStream(
    stream: InputStream,
    options: ImportOptions = ImportOptions(),
    onProgress: OnProgress? = null,
): ImportReport = throwingOn { thrown ->
    importSource(ImportSource.Stream(Reading(stream, thrown)), options, listener(thrown, onProgress))
}

/** Imports customers from the bytes of a file. As [importFile]. */
public suspend fun Register.importBytes(
    bytes: ByteArray,
    options: ImportOptions = ImportOptions(),
    onProgress: OnProgress? = null,
): ImportReport = throwingOn { thrown ->
    importSource(ImportSource.Bytes(bytes), options, listener(thrown, onProgress))
}

/** Finds out what an import would do, and stores nothing until it is committed. As [importFile]. */
public suspend fun Register.planImport(
    source: ImportSource,
    options: ImportOptions = ImportOptions(),
    onProgress: OnProgress,
): ImportPlan = throwingOn { thrown -> planImport(source, options, listener(thrown, onProgress)) }

/** Does what was planned, once, and tells how far it is. As [importFile]. */
public suspend fun ImportPlan.commit(onProgress: OnProgress): ImportReport =
    throwingOn { thrown -> commit(listener(thrown, onProgress)) }

/** Imports a names list from a stream; the caller closes it. As [importFile]. */
public suspend fun Jobs.importNames(
    job: JobId,
    stream: InputStream,
    options: NamesOptions = NamesOptions(),
    onProgress: OnProgress? = null,
): NamesReport = throwingOn { thrown ->
    importNames(job, ImportSource.Stream(Reading(stream, thrown)), options, listener(thrown, onProgress))
}

/** Imports a names list, and tells how far it is. As [importFile]. */
public suspend fun Jobs.importNames(
    job: JobId,
    source: ImportSource,
    options: NamesOptions = NamesOptions(),
    onProgress: OnProgress,
): NamesReport = throwingOn { thrown -> importNames(job, source, options, listener(thrown, onProgress)) }

/** What leaves to be found out how a file is read: `copy` says the rest. */
public operator fun TableOptions.Companion.invoke(): TableOptions = tableFoundOut()

/** What leaves to be found out what the columns of a file are for: `copy` says the rest. */
public operator fun MappingOptions.Companion.invoke(): MappingOptions = columnsFoundOut()

/** Gives the column with a heading its target: the key of a field, `email[2]`, `ignore`. */
public fun ImportOptions.map(header: String, target: String): ImportOptions = with(Override.Header(header, target))

/** Gives the column at a place, counted from 0, its target. */
public fun ImportOptions.map(place: Int, target: String): ImportOptions = with(Override.Column(place.toULong(), target))

/** Gives a field the same text in every row. */
public fun ImportOptions.fix(target: String, text: String): ImportOptions = with(Override.Fixed(target, text))

/** Joins the texts of several columns into one. */
public fun ImportOptions.join(headers: List<String>, between: String, target: String): ImportOptions =
    with(Override.Join(headers, between, target))

/** Takes a part of the texts of a column, which are cut at a text; further parts can be taken too. */
public fun ImportOptions.split(header: String, at: String, piece: Piece, target: String): ImportOptions =
    with(Override.Piece(header, at, piece, target))

/** Leaves a column out. */
public fun ImportOptions.ignore(header: String): ImportOptions = map(header, "ignore")

/** Makes empty cells of the column with a heading take the value away. */
public fun ImportOptions.clearOnEmpty(header: String): ImportOptions = copy(clearOnEmpty = clearOnEmpty + header)

/** Maps the columns as a saved mapping says; what is mapped by hand stays. */
public fun ImportOptions.useMapping(name: String): ImportOptions = copy(mapping = MappingChoice.Named(name))

/** Maps the columns as they are understood, even if a saved mapping fits. */
public fun ImportOptions.withoutSavedMapping(): ImportOptions = copy(mapping = MappingChoice.Without)

private fun ImportOptions.with(override: Override): ImportOptions {
    val known = columns ?: MappingOptions()
    return copy(columns = known.copy(overrides = known.overrides + override))
}

private fun listener(thrown: Thrown, onProgress: OnProgress?): ImportListener? = onProgress?.let { told ->
    object : ImportListener {
        override fun onProgress(progress: ImportProgress): Next = thrown.keeping { told(progress) }
    }
}

private class Reading(private val stream: InputStream, private val thrown: Thrown) : ByteStream {
    override fun read(atMost: UInt): ByteArray = thrown.keeping {
        // A stream may give less than it is asked for, but nothing at its end alone.
        val bytes = ByteArray(minOf(atMost, 1u shl 16).toInt())
        bytes.copyOf(maxOf(stream.read(bytes), 0))
    }
}
