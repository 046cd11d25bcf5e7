package kartotek

/**
 * Records commands and does them together: all of them, or none. What [record] returns comes back once they are done.
 *
 * ```
 * val anna = register.batch {
 *     val anna = createCustomer(CustomerDraft.person("Anna", "García"))
 *     applyTags(listOf(anna), TagChange(add = listOf("school"), remove = listOf()))
 *     anna
 * }
 * ```
 */
suspend fun <T> Register.batch(record: WriteBatch.() -> T): T = batch().use { batch ->
    val recorded = batch.record()
    batch.commit()
    recorded
}
