package kartotek

import java.io.OutputStream
import java.nio.file.Path
import kartotek.model.BatchId
import kartotek.model.CopyProgress
import kartotek.model.CopyReport
import kartotek.model.ExportOptions
import kartotek.model.ExportSummary
import kartotek.model.JobGroupId
import kartotek.model.JobId
import kartotek.model.KartotekException
import kartotek.model.RegisterExport
import kartotek.model.UndoProgress
import kartotek.model.UndoReport
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.channelFlow
import kotlinx.coroutines.flow.conflate

/** What a long call tells while it runs: how far it is, and at last what came of it. */
public sealed interface Told<out P, out R> {
    /** It is under way. */
    public data class Progress<P>(public val progress: P) : Told<P, Nothing>

    /** It has ended. */
    public data class Done<R>(public val result: R) : Told<Nothing, R>
}

/**
 * A long call as a flow, which begins when it is collected, and is cancelled with the coroutine that collects it. Who
 * collects slowly sees the latest progress, and always the result.
 *
 * ```
 * telling { onProgress -> register.importFile(path, onProgress = onProgress) }.collect { told -> … }
 * ```
 */
public fun <P, R> telling(call: suspend (onProgress: (P) -> Next) -> R): Flow<Told<P, R>> = channelFlow<Told<P, R>> {
    val result = call { progress ->
        trySend(Told.Progress(progress))
        Next.CONTINUE
    }
    send(Told.Done(result))
}.conflate()

/**
 * Writes customers into a file, which appears when it is complete. What [onProgress] throws, which hears every thousand
 * customers how many are written, stops it and is thrown on; so does cancelling the coroutine. No file appears then.
 */
public suspend fun Customers.exportFile(
    path: Path,
    options: ExportOptions = ExportOptions(),
    onProgress: ((ULong) -> Next)? = null,
): ExportSummary = exporting(onProgress) { exportFile(path.toString(), options, it) }

/** Writes the whole register of a job into a file, and stops, as `Customers.exportFile` does. */
public suspend fun Jobs.exportCustomers(
    job: JobId,
    path: Path,
    export: RegisterExport = RegisterExport(),
    onProgress: ((ULong) -> Next)? = null,
): ExportSummary = exporting(onProgress) { exportCustomers(job, path.toString(), export, it) }

/** Writes the whole register of a group into a file, and stops, as `Customers.exportFile` does. */
public suspend fun JobGroups.exportCustomers(
    group: JobGroupId,
    path: Path,
    export: RegisterExport = RegisterExport(),
    onProgress: ((ULong) -> Next)? = null,
): ExportSummary = exporting(onProgress) { exportCustomers(group, path.toString(), export, it) }

private suspend fun exporting(
    onProgress: ((ULong) -> Next)?,
    export: suspend (ExportListener?) -> ExportSummary,
): ExportSummary = throwingOn { thrown -> exporting(thrown, onProgress, export) }

private suspend fun exporting(
    thrown: Thrown,
    onProgress: ((ULong) -> Next)?,
    export: suspend (ExportListener?) -> ExportSummary,
): ExportSummary =
    export(
        onProgress?.let { told ->
            object : ExportListener {
                override fun onProgress(progress: ULong): Next = thrown.keeping { told(progress) }
            }
        },
    )

/**
 * Writes customers into a stream, such as Android's `openOutputStream` gives, and stops as `exportFile` does; what was
 * written stays, and the caller closes it.
 */
public suspend fun Customers.exportTo(
    stream: OutputStream,
    options: ExportOptions = ExportOptions(),
    onProgress: ((ULong) -> Next)? = null,
): ExportSummary = throwingOn { thrown ->
    val sink = object : ByteSink {
        override fun write(bytes: ByteArray) = thrown.keeping { stream.write(bytes) }
    }
    exporting(thrown, onProgress) { exportTo(sink, options, it) }.also { stream.flush() }
}

/** Takes an import back, and tells how far it is; what [onProgress] throws stops it and is thrown on. */
public suspend fun Register.undoImport(batch: BatchId, onProgress: (UndoProgress) -> Next): UndoReport =
    throwingOn { thrown ->
        undoImport(
            batch,
            object : UndoListener {
                override fun onProgress(progress: UndoProgress): Next = thrown.keeping { onProgress(progress) }
            },
        )
    }

/** Copies everything into another register, and tells how far it is; what [onProgress] throws stops it and is thrown on. */
public suspend fun Register.copyTo(other: Register, onProgress: (CopyProgress) -> Next): CopyReport =
    throwingOn { thrown ->
        copyTo(
            other,
            object : CopyListener {
                override fun onProgress(progress: CopyProgress): Next = thrown.keeping { onProgress(progress) }
            },
        )
    }

/** Keeps what code of the app threw in a call from the library, where it would lose its class. */
internal class Thrown {
    @Volatile var first: Throwable? = null

    inline fun <T> keeping(call: () -> T): T = try {
        call()
    } catch (thrown: Throwable) {
        first = first ?: thrown
        throw ListenerException.Failed(thrown.javaClass.name)
    }
}

/** Makes a call in which code of the app is called, and throws what that threw in place of what the library made of it. */
internal suspend fun <T> throwingOn(call: suspend (Thrown) -> T): T {
    val thrown = Thrown()
    return try {
        call(thrown)
    } catch (error: KartotekException) {
        throw thrown.first ?: error
    }
}
