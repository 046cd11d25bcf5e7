package kartotek

import java.util.UUID
import kartotek.model.Address
import kartotek.model.Archived
import kartotek.model.Condition
import kartotek.model.Cursor
import kartotek.model.CustomerDraft
import kartotek.model.CustomerFilter
import kartotek.model.CustomerProfile
import kartotek.model.Email
import kartotek.model.EntityId
import kartotek.model.ExportOptions
import kartotek.model.FormParticipant
import kartotek.model.GalleryDetails
import kartotek.model.JobDetails
import kartotek.model.JobFilter
import kartotek.model.JobGroupId
import kartotek.model.KnownCustomer
import kartotek.model.PageRequest
import kartotek.model.ParticipantDetails
import kartotek.model.ParticipantFilter
import kartotek.model.Phone
import kartotek.model.RecordSeen
import kartotek.model.RegisterExport
import kartotek.model.RegisterQuery
import kartotek.model.RegistrationDetails
import kartotek.model.RegistrationFilter
import kartotek.model.RegistrationForm
import kartotek.model.Revision
import kartotek.model.Sort
import kartotek.model.SqliteOptions
import kartotek.model.Submitted
import kartotek.model.TagChange
import kartotek.model.Test
import kartotek.model.TotalMode
import kartotek.model.Value

// What is not said is as in the core: the records are made there, and `copy` says the rest.

/** A profile in which nothing is entered yet: `CustomerProfile().copy(givenName = "Anna")`. */
public operator fun CustomerProfile.Companion.invoke(): CustomerProfile = blankProfile()

/** The filter that shows all who are not archived: `CustomerFilter().withTag("wedding")`. */
public operator fun CustomerFilter.Companion.invoke(): CustomerFilter = filterOfAll()

/** An export of all columns in the format for exchange. */
public operator fun ExportOptions.Companion.invoke(): ExportOptions = exportOfAll()

/** An address in which nothing is entered yet. */
public operator fun Address.Companion.invoke(): Address = blankAddress()

/** The details of a job in which nothing is entered yet. */
public operator fun JobDetails.Companion.invoke(): JobDetails = blankJob()

/** The details of a gallery in which nothing is entered yet. */
public operator fun GalleryDetails.Companion.invoke(): GalleryDetails = blankGallery()

/** The details of a participant in which nothing is entered yet. */
public operator fun ParticipantDetails.Companion.invoke(): ParticipantDetails = blankParticipant()

/** The details of a registration in which nothing is entered yet. */
public operator fun RegistrationDetails.Companion.invoke(): RegistrationDetails = blankRegistration()

/** The filter that shows all jobs. */
public operator fun JobFilter.Companion.invoke(): JobFilter = filterOfAllJobs()

/** The filter that shows all participants. */
public operator fun ParticipantFilter.Companion.invoke(): ParticipantFilter = filterOfAllParticipants()

/** The filter that shows all registrations. */
public operator fun RegistrationFilter.Companion.invoke(): RegistrationFilter = filterOfAllRegistrations()

/** What shows all of the register of a job or a group by date. */
public operator fun RegisterQuery.Companion.invoke(): RegisterQuery = queryOfAll()

/** An export of all of the register of a job or a group in the format for exchange. */
public operator fun RegisterExport.Companion.invoke(): RegisterExport = registerExportOfAll()

/** A form of a web page for one participant; `copy` says the rest. */
public operator fun RegistrationForm.Companion.invoke(
    group: JobGroupId,
    customer: CustomerDraft,
    participant: FormParticipant,
): RegistrationForm = formOf(group, customer, participant)

/** Stores a form; where the register knows the customer, it answers what has to be proven. */
public suspend fun Registrations.submit(form: RegistrationForm): Submitted = submit(form, KnownCustomer.Ask)

/** How a file is used where nothing is said. */
public operator fun SqliteOptions.Companion.invoke(): SqliteOptions = usualSqliteOptions()

/** The register as somebody uses it who saw records at these revisions: `expecting(anna.id.uuid to anna.revision)`. */
public fun Register.expecting(vararg seen: Pair<UUID, Revision>): Register =
    expecting(seen.map { (id, revision) -> RecordSeen(EntityId(id), revision) })

/** The draft of a person. */
public fun CustomerDraft.Companion.person(givenName: String, familyName: String): CustomerDraft =
    draftOfPerson(givenName, familyName)

/** The draft of a company. */
public fun CustomerDraft.Companion.company(name: String): CustomerDraft = draftOfCompany(name)

/** Adds an e-mail address. */
public fun CustomerDraft.withEmail(address: String): CustomerDraft =
    copy(profile = profile.copy(emails = profile.emails + Email(address, "")))

/** Adds a phone number. */
public fun CustomerDraft.withPhone(text: String): CustomerDraft =
    copy(profile = profile.copy(phones = profile.phones + Phone(text, "", null)))

/** Adds a tag. */
public fun CustomerDraft.withTag(name: String): CustomerDraft = copy(tags = tags + name)

/** Adds what people typed into a search box. */
public fun CustomerFilter.withText(text: String): CustomerFilter = copy(text = text)

/** Adds a tag that a customer must bear. */
public fun CustomerFilter.withTag(name: String): CustomerFilter = copy(tags = tags.copy(all = tags.all + name))

/** Adds a contact group that a customer must be in. */
public fun CustomerFilter.inContactGroup(name: String): CustomerFilter =
    copy(contactGroups = contactGroups.copy(all = contactGroups.all + name))

/** Adds a customer group that a customer must be in. */
public fun CustomerFilter.inCustomerGroup(name: String): CustomerFilter =
    copy(customerGroups = customerGroups.copy(all = customerGroups.all + name))

/** Adds a test on a field, named by its key in the catalogue. */
public fun CustomerFilter.with(field: String, test: Test): CustomerFilter =
    copy(conditions = conditions + Condition(field, test))

/** Shows archived customers too, or alone. */
public fun CustomerFilter.withArchived(archived: Archived): CustomerFilter = copy(archived = archived)

/** Tests for a text; an empty one for nothing. */
public fun Test.Companion.isText(text: String): Test =
    if (text.isEmpty()) Test.Empty else Test.Is(Value.Text(text))

/** By a field that sorts, the smallest first. */
public fun Sort.Companion.by(field: String): Sort = Sort(field, false)

/** By family name and given name, in the order of the register's language. */
public val Sort.Companion.familyName: Sort get() = by("family_name")

/** By number, which is the order of creation. */
public val Sort.Companion.number: Sort get() = by("number")

/** The other way round. */
public fun Sort.reversed(): Sort = copy(descending = !descending)

/** The first page, or the one after a cursor. */
public operator fun PageRequest.Companion.invoke(limit: UInt, after: Cursor? = null): PageRequest =
    PageRequest(limit, after, TotalMode.None)

/** Puts tags on customers. */
public fun TagChange.Companion.add(vararg names: String): TagChange = TagChange(names.toList(), emptyList())

/** Takes tags off customers. */
public fun TagChange.Companion.remove(vararg names: String): TagChange = TagChange(emptyList(), names.toList())
