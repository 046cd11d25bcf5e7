package kartotek

import kartotek.model.Cursor
import kartotek.model.Customer
import kartotek.model.CustomerFilter
import kartotek.model.HistoryEntry
import kartotek.model.Job
import kartotek.model.JobFilter
import kartotek.model.JobGroupId
import kartotek.model.JobId
import kartotek.model.PageRequest
import kartotek.model.Participant
import kartotek.model.ParticipantFilter
import kartotek.model.RegisterQuery
import kartotek.model.RegisteredCustomer
import kartotek.model.Registration
import kartotek.model.RegistrationFilter
import kartotek.model.Sort
import kartotek.model.StoredCode
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

/** The whole customers' register of a job, a row a registration. */
public fun Jobs.allCustomers(
    job: JobId,
    query: RegisterQuery = RegisterQuery(),
    pageSize: UInt = 200u,
): Flow<RegisteredCustomer> = pages(pageSize) { request -> customers(job, query, request).let { it.items to it.next } }

/** The whole customers' register of a group, a row a registration. */
public fun JobGroups.allCustomers(
    group: JobGroupId,
    query: RegisterQuery = RegisterQuery(),
    pageSize: UInt = 200u,
): Flow<RegisteredCustomer> = pages(pageSize) { request -> customers(group, query, request).let { it.items to it.next } }

/** All codes of a job, the oldest first. */
public fun Codes.all(job: JobId, pageSize: UInt = 200u): Flow<StoredCode> =
    pages(pageSize) { request -> page(job, request).let { it.items to it.next } }

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
 * to stop. [after] is the `seq` of the last change that was seen, 0 for the beginning; `latest()` gives that of now.
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
