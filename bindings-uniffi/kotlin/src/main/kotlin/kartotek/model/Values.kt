package kartotek.model

import java.math.BigDecimal
import java.time.Instant
import java.time.MonthDay
import java.time.temporal.ChronoUnit
import java.util.UUID

/** Names one customer for ever, also across copies of a register. */
@JvmInline
public value class CustomerId(public val uuid: UUID) {
    override fun toString(): String = uuid.toString()
}

/** Names one tag, contact group or customer group. */
@JvmInline
public value class CollectionId(public val uuid: UUID) {
    override fun toString(): String = uuid.toString()
}

/** Names one run of an import. */
@JvmInline
public value class BatchId(public val uuid: UUID) {
    override fun toString(): String = uuid.toString()
}

/** Names one access code. */
@JvmInline
public value class AccessCodeId(public val uuid: UUID) {
    override fun toString(): String = uuid.toString()
}

/** Names one participant: somebody who is pictured. */
@JvmInline
public value class ParticipantId(public val uuid: UUID) {
    override fun toString(): String = uuid.toString()
}

/** Names one photo job. */
@JvmInline
public value class JobId(public val uuid: UUID) {
    override fun toString(): String = uuid.toString()
}

/** Names one group of a job: a class or a team. */
@JvmInline
public value class JobGroupId(public val uuid: UUID) {
    override fun toString(): String = uuid.toString()
}

/** Names one gallery. */
@JvmInline
public value class GalleryId(public val uuid: UUID) {
    override fun toString(): String = uuid.toString()
}

/** Names one registration: a customer's entry in a group of a job. */
@JvmInline
public value class RegistrationId(public val uuid: UUID) {
    override fun toString(): String = uuid.toString()
}

/** Names one copy of a register; history carries it as the origin of a change. */
@JvmInline
public value class RegisterId(public val uuid: UUID) {
    override fun toString(): String = uuid.toString()
}

/** Names something whose kind stands beside it. */
@JvmInline
public value class EntityId(public val uuid: UUID) {
    override fun toString(): String = uuid.toString()
}

/** Where the next page of a list begins. It is made of a name: keep it out of logs. */
@JvmInline
public value class Cursor(public val text: String) {
    override fun toString(): String = "Cursor"
}

/** Counts the changes of a record; an update names the one that was read. */
@JvmInline
public value class Revision(public val count: UInt) : Comparable<Revision> {
    override fun compareTo(other: Revision): Int = count.compareTo(other.count)

    override fun toString(): String = count.toString()
}

/** An amount in one currency (ISO 4217). What has more decimals than the currency is refused by the register. */
public data class Money(public val amount: BigDecimal, public val currency: String) {
    override fun toString(): String = "${amount.toPlainString()} $currency"

    public companion object {
        /** Reads what `toString` writes. */
        public fun parse(text: String): Money {
            val (amount, currency) = text.split(' ', limit = 2)
            return Money(BigDecimal(amount), currency)
        }
    }
}

/** A birthday: month and day, and the year where it is known (RFC 6350 §4.3.1). */
public data class PartialDate(public val year: Int?, public val monthDay: MonthDay) {
    /** Writes `1990-09-21`, or `--09-21` without the year. */
    override fun toString(): String =
        if (year == null) monthDay.toString() else "$year".padStart(4, '0') + monthDay.toString().drop(1)

    public companion object {
        /** Reads what `toString` writes. */
        public fun parse(text: String): PartialDate =
            if (text.startsWith("--")) {
                PartialDate(null, MonthDay.parse(text))
            } else {
                PartialDate(text.take(4).toInt(), MonthDay.parse("--" + text.drop(5)))
            }
    }
}

internal fun instantOf(micros: Long): Instant = Instant.EPOCH.plus(micros, ChronoUnit.MICROS)

internal fun microsOf(instant: Instant): Long = ChronoUnit.MICROS.between(Instant.EPOCH, instant)
