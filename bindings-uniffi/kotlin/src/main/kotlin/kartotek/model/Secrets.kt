package kartotek.model

/** The secret of a link: who has it needs nothing else. Nothing shows it but [expose]. */
@JvmInline
public value class LinkToken internal constructor(private val text: String) {
    /** Its 26 symbols, fit for the link alone. */
    public fun expose(): String = text

    override fun toString(): String = "LinkToken(…)"

    public companion object
}

/** The code of a card for those who type it, `XXXX-XXXX-XXXX-C`. Nothing shows it but [expose]. */
@JvmInline
public value class TypedCode internal constructor(private val text: String) {
    /** The code as it is printed, fit for the card alone. */
    public fun expose(): String = text

    override fun toString(): String = "TypedCode(…)"

    public companion object
}

/** The address that the links of cards begin with, in capitals. */
@JvmInline
public value class LinkBase internal constructor(internal val text: String) {
    override fun toString(): String = text

    public companion object
}

/** Bytes that nothing shows but [asBytes]. */
public sealed class HiddenBytes(bytes: ByteArray) {
    private val bytes: ByteArray = bytes.copyOf()

    /** The bytes, to be kept where the register is not. */
    public fun asBytes(): ByteArray = bytes.copyOf()

    override fun equals(other: Any?): Boolean =
        other is HiddenBytes && other.javaClass == javaClass && other.bytes.contentEquals(bytes)

    override fun hashCode(): Int = bytes.contentHashCode()

    override fun toString(): String = "${javaClass.simpleName}(…)"
}

/** The key of 32 bytes under which the typed codes of a register are hashed: the same for ever, and kept elsewhere. */
public class Pepper(bytes: ByteArray) : HiddenBytes(bytes) {
    public companion object
}

/** The key of 32 bytes under which the secrets of cards are kept, so that they can be printed again. */
public class RecoveryKey(bytes: ByteArray) : HiddenBytes(bytes) {
    public companion object
}

/** What a register keeps of a secret in its place, and finds it by. */
public class CodeDigest(bytes: ByteArray) : HiddenBytes(bytes)

/** The secrets of a card, encrypted with the host's key. */
public class SealedSecrets(bytes: ByteArray) : HiddenBytes(bytes)
