package kartotek

import kartotek.model.Customer
import kartotek.model.CustomerFilter
import kartotek.model.HistoryEntry
import kartotek.model.PageRequest
import kartotek.model.Sort
import kartotek.model.TotalMode
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
): Flow<Customer> = flow {
    var request: PageRequest? = PageRequest(pageSize)
    while (request != null) {
        val page = page(filter, sort, request)
        page.items.forEach { emit(it) }
        request = page.next?.let { PageRequest(pageSize, it, TotalMode.None) }
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
