package kartotek

import java.nio.file.Files
import java.nio.file.Path
import kartotek.model.Address
import kartotek.model.Customer
import kartotek.model.CustomerDraft
import kartotek.model.CustomerFilter
import kartotek.model.CustomerKind
import kartotek.model.CustomerProfile
import kartotek.model.Email
import kartotek.model.FieldPolicy
import kartotek.model.KartotekException
import kartotek.model.Level
import kartotek.model.Matching
import kartotek.model.Money
import kartotek.model.PartialDate
import kartotek.model.Phone
import kartotek.model.RegisterSettings
import kartotek.model.Sort
import kartotek.model.When
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.toList
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.boolean
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.fail

/** The cases that every language replays: `tests/vectors/README.md` says how they are written. */
class VectorTest {
    private val parts = setOf("name", "settings", "create", "imports", "lists", "searches", "begins")

    @Test
    fun every_case_of_the_vectors_holds() {
        val failed = mutableListOf<String>()
        var count = 0
        for (path in files()) {
            for (case in Json.parseToJsonElement(Files.readString(path)).jsonObject.items("cases")) {
                count += 1
                replay(case) { expected, found ->
                    if (expected != found) {
                        failed += "${path.fileName}: ${case.text("name")}\n  expected $expected\n     found $found"
                    }
                }
            }
        }
        assertEquals(emptyList<String>(), failed, failed.joinToString("\n"))
        assertTrue(count > 0)
    }

    private fun files(): List<Path> =
        Files.newDirectoryStream(Path.of("../../tests/vectors"), "*.json").use { it.sorted() }

    /** Does what a case says, and tells of each part what is expected and what was found. */
    private fun replay(case: JsonObject, told: (JsonElement, JsonElement) -> Unit) = inMemory { register ->
        assertTrue(parts.containsAll(case.keys), "${case.keys}")
        val customers = register.customers()
        case["settings"]?.let { said ->
            val (settings, revision) = register.settings()
            register.updateSettings(revision, settingsOf(settings, said.jsonObject))
        }
        for (item in case.items("create")) told(expected(item, "draft"), created(customers, item))
        for (item in case.items("imports")) told(expected(item, "file", "matching"), imported(register, item))
        for (item in case.items("lists")) {
            val sort = item.text("sort").let { if (it.startsWith("-")) Sort.by(it.drop(1)).reversed() else Sort.by(it) }
            val names = customers.all(CustomerFilter(), sort).map { it.profile.displayName() }.toList()
            told(item.getValue("names"), texts(names))
        }
        for (item in case.items("searches")) {
            val found = customers.search(item.text("typed"), 10u)
            told(sorted(item.getValue("finds").jsonArray), sorted(texts(found.map { it.profile.displayName() })))
            item["first"]?.jsonObject?.let { first -> told(first, members(first) { shown(found[0], it) }) }
        }
        for (item in case.items("begins")) {
            val profile = customers.draftFromSearch(item.text("typed")).profile
            val draft = item.getValue("draft").jsonObject
            told(draft, members(draft) { member(it).show(profile) })
        }
    }
}

private val PROBLEMS = setOf("refused", "unreadable", "problems")

/** What is expected of an item: all that is not given. The order of problems says nothing. */
private fun expected(item: JsonObject, vararg given: String): JsonObject =
    JsonObject(
        item.filterKeys { it !in given }
            .mapValues { (part, value) -> if (part in PROBLEMS) sorted(value.jsonArray) else value },
    )

private suspend fun created(customers: Customers, item: JsonObject): JsonObject {
    val customer = try {
        customers.create(draftOf(item.getValue("draft").jsonObject))
    } catch (error: KartotekException.Invalid) {
        val problems = error.problems.map { problem ->
            texts(listOf(problem.field + (problem.item?.let { "[$it]" } ?: ""), problem.rule.name.lowercase()))
        }
        return JsonObject(mapOf((if ("unreadable" in item) "unreadable" else "refused") to sorted(problems)))
    }
    val stored = item["stored"]?.jsonObject ?: return JsonObject(emptyMap())
    return JsonObject(mapOf("stored" to members(stored) { shown(customer, it) }))
}

private suspend fun imported(register: Register, item: JsonObject): JsonObject {
    val file = item.getValue("file").texts().joinToString("\r\n")
    val matching = item["matching"]?.let { Matching.valueOf(it.text().uppercase()) }
    val report = register.importBytes(file.toByteArray(), ImportOptions(matching = matching))
    val counts = with(report.counts) {
        listOf(
            "created" to created,
            "updated" to updated,
            "unchanged" to unchanged,
            "skipped" to skipped,
            "ambiguous" to ambiguous,
            "invalid" to invalid,
        )
    }
    val found = mutableMapOf<String, JsonElement>(
        "counts" to JsonObject(counts.filter { it.second > 0uL }.associate { (name, rows) -> name to JsonPrimitive(rows.toLong()) }),
    )
    if (report.problems.isNotEmpty() || "problems" in item) {
        found["problems"] = sorted(
            report.problems.map { problem ->
                val place = JsonPrimitive(problem.column ?: problem.field)
                JsonArray(listOf(JsonPrimitive(problem.line.toLong()), place, JsonPrimitive(problem.code)))
            },
        )
    }
    return JsonObject(found)
}

private fun members(wanted: JsonObject, show: (String) -> JsonElement) = JsonObject(wanted.mapValues { show(it.key) })

private fun shown(customer: Customer, key: String): JsonElement = when (key) {
    "number" -> JsonPrimitive(customer.number.toString())
    "tags" -> texts(customer.tags.map { it.name })
    else -> member(key).show(customer.profile)
}

private fun draftOf(draft: JsonObject): CustomerDraft {
    val given = draft.filterKeys { it != "tags" }.entries
    val profile = given.fold(CustomerProfile()) { profile, (key, value) -> member(key).give(profile, value) }
    return CustomerDraft(null, profile, draft["tags"]?.texts() ?: emptyList(), emptyList(), emptyList(), null)
}

private fun member(key: String): Member = MEMBERS[key] ?: fail("no vector has a member $key")

/** How a member of a profile is read from a case, and shown as cases write it. */
private class Member(
    val give: CustomerProfile.(JsonElement) -> CustomerProfile,
    val show: CustomerProfile.() -> JsonElement,
)

private fun text(give: CustomerProfile.(String) -> CustomerProfile, show: CustomerProfile.() -> String?) =
    Member({ give(it.text()) }, { JsonPrimitive(show()) })

private fun list(give: CustomerProfile.(List<String>) -> CustomerProfile, show: CustomerProfile.() -> List<String?>) =
    Member({ give(it.texts()) }, { texts(show()) })

/** A member of the one address. */
private fun part(give: Address.(String) -> Address, show: Address.() -> String) = text(
    { copy(addresses = listOf((addresses.firstOrNull() ?: Address()).give(it))) },
    { addresses.first().show() },
)

private val MEMBERS = mapOf(
    "kind" to text({ copy(kind = CustomerKind.valueOf(it.uppercase())) }, { kind.name.lowercase() }),
    "name_prefix" to text({ copy(namePrefix = it) }, { namePrefix }),
    "given_name" to text({ copy(givenName = it) }, { givenName }),
    "additional_names" to text({ copy(additionalNames = it) }, { additionalNames }),
    "family_name" to text({ copy(familyName = it) }, { familyName }),
    "name_suffix" to text({ copy(nameSuffix = it) }, { nameSuffix }),
    "nickname" to text({ copy(nickname = it) }, { nickname }),
    "entered_name" to text({ copy(enteredName = it) }, { enteredName }),
    "display_name" to text({ fail("nobody gives a display name") }, { displayName() }),
    "company" to text({ copy(company = it) }, { company }),
    "language" to text({ copy(language = it) }, { language }),
    "note" to text({ copy(note = it) }, { note }),
    "birthday" to text({ copy(birthday = PartialDate.parse(it)) }, { birthday?.toString() }),
    "credit_limit" to text({ copy(creditLimit = Money.parse(it)) }, { creditLimit?.toString() }),
    "emails" to list({ copy(emails = it.map { address -> Email(address, "") }) }, { emails.map { it.address } }),
    "phones" to list({ copy(phones = it.map { text -> Phone(text, "", null) }) }, { phones.map { it.text } }),
    "e164" to list({ fail("the register alone understands phones") }, { phones.map { phone -> phone.e164?.let { "+$it" } } }),
    "city" to part({ copy(city = it) }, { city }),
    "postal_code" to part({ copy(postalCode = it) }, { postalCode }),
    "country" to part({ copy(country = it) }, { country }),
)

private fun settingsOf(neutral: RegisterSettings, said: JsonObject): RegisterSettings =
    said.entries.fold(neutral) { settings, (key, value) ->
        when (key) {
            "locale" -> settings.copy(locale = value.text())
            "country" -> settings.copy(country = value.text())
            "business_mode" -> settings.copy(businessMode = value.jsonPrimitive.boolean)
            "policies" -> settings.copy(
                policies = value.jsonArray.map { it.jsonObject }.map { policy ->
                    FieldPolicy(policy.text("field"), emptyList(), Level.valueOf(policy.text("level").uppercase()), When.Always)
                },
            )
            else -> fail("no vector has a setting $key")
        }
    }

private fun JsonObject.items(part: String): List<JsonObject> = this[part]?.jsonArray?.map { it.jsonObject } ?: emptyList()

private fun JsonObject.text(part: String): String = getValue(part).text()

private fun JsonElement.text(): String = jsonPrimitive.content

private fun JsonElement.texts(): List<String> = jsonArray.map { it.text() }

private fun texts(texts: List<String?>) = JsonArray(texts.map { JsonPrimitive(it) })

private fun sorted(items: List<JsonElement>) = JsonArray(items.sortedBy { it.toString() })
