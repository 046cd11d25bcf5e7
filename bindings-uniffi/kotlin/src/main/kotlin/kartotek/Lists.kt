package kartotek

import kartotek.model.Cursor
import kartotek.model.Customer
import kartotek.model.CustomerFilter
import kartotek.model.HistoryEntry
import kartotek.model.Job
import kartotek.model.JobFilter
import kartotek.model.PageRequest
import kartotek.model.Participant
import kartotek.model.ParticipantFilter
import kartotek.model.Registration
import kartotek.model.RegistrationFilter
import kartotek.model.Sort
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow

/**
 * All customers that a filter shows, in order. A page is fetched when those before it are consumed, so that
 * `take(10)` costs one page.
 */
public fun Customers.all(
    filter: CustomerFilter = CustomerFilter(),
    sort: Sort = Sort.familyName,
    pageSize: UInt = 200u,
): Flow<Customer> = pages(pageSize) { request -> page(filter, sort, request).let { it.items to it.next } }

/** All jobs that a filter shows, in order. */
public fun Jobs.all(
    filter: JobFilter = JobFilter(),
    sort: Sort = Sort.by("title"),
    pageSize: UInt = 200u,
): Flow<Job> = pages(pageSize) { request -> page(filter, sort, request).let { it.items to it.next } }

/** All participants that a filter shows, in order. */
public fun Participants.all(
    filter: ParticipantFilter = ParticipantFilter(),
    sort: Sort = Sort.familyName,
    pageSize: UInt = 200u,
): Flow<Participant> = pages(pageSize) { request -> page(filter, sort, request).let { it.items to it.next } }

/** All registrations that a filter shows, in order. */
public fun Registrations.all(
    filter: RegistrationFilter = RegistrationFilter(),
    sort: Sort = Sort.by("registered_at"),
    pageSize: UInt = 200u,
): Flow<Registration> = pages(pageSize) { request -> page(filter, sort, request).let { it.items to it.next } }

private fun <T> pages(size: UInt, page: suspend (PageRequest) -> Pair<List<T>, Cursor?>): Flow<T> = flow {
    var request: PageRequest? = PageRequest(size)
    while (request != null) {
        val (items, next) = page(request)
        items.forEach { emit(it) }
        request = next?.let { PageRequest(size, it) }
    }
}

/**
 * The changes of everything after one that was seen, for ever: also those that an import in the background or another
 * program makes. The feed is asked again after [every] when there is nothing new; cancel the coroutine that collects
 * to stop. [after] is the `seq` of the last change that was seen, 0 for the beginning.
 */
public fun History.feed(after: ULong, every: Duration = 500.milliseconds): Flow<HistoryEntry> = flow {
    var seen = after
    while (true) {
        val changes = changes(seen, 500u)
        changes.forEach { emit(it) }
        seen = changes.lastOrNull()?.seq ?: seen
        if (changes.isEmpty()) delay(every)
    }
}
