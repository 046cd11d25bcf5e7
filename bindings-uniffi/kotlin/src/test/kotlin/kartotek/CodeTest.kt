package kartotek

import java.net.InetAddress
import java.nio.file.Files
import java.nio.file.Path
import java.time.Instant
import kartotek.model.Actor
import kartotek.model.CardSecrets
import kartotek.model.CodeOptions
import kartotek.model.CodeState
import kartotek.model.CodeStorage
import kartotek.model.FailureLimit
import kartotek.model.JobDetails
import kartotek.model.JobId
import kartotek.model.KartotekException
import kartotek.model.Language
import kartotek.model.LinkBase
import kartotek.model.LinkToken
import kartotek.model.PageRequest
import kartotek.model.ParticipantDetails
import kartotek.model.Pepper
import kartotek.model.RecoveryKey
import kartotek.model.ResolveOutcome
import kartotek.model.Rule
import kartotek.model.ThrottlePolicy
import kartotek.model.TypedCode
import kotlinx.coroutines.flow.toList
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

class CodeTest {
    @TempDir lateinit var folder: Path

    private val pepper = Pepper.random()
    private val visitor = InetAddress.getByName("192.0.2.7")

    private fun withCodes(options: CodeOptions = CodeOptions(pepper), body: suspend (Register) -> Unit) =
        inMemory(OpenOptions(codes = options)) { body(it) }

    /** A job with one child in class 4b. */
    private suspend fun job(register: Register): JobId {
        val job = register.jobs().create(JobDetails().copy(title = "Ekskolan 2026"))
        val group = register.jobGroups().create(job.id, "4b")
        val elsa = register.participants().create(ParticipantDetails().copy(givenName = "Elsa", familyName = "Ek"))
        register.participants().addToGroup(group.id, listOf(elsa.id))
        return job.id
    }

    // SPEC: B6
    @Test
    fun a_code_is_issued_activated_and_lets_somebody_in() = withCodes { register ->
        val job = job(register)
        val card = register.codes().issueMissing(job).single()
        assertEquals(CodeState.BOUND, card.stored.code.state)
        assertEquals(1uL, register.codes().activateAll(job))
        val typed = card.secrets.typed.expose().lowercase().replace('-', ' ')
        val opened = register.codes().resolve(typed, visitor)
        assertEquals("Elsa Ek", opened.participant.details.displayName())
        assertEquals(opened, register.codes().resolve(card.secrets.token.expose(), visitor))
        val attempts = register.codes().attempts(null, null, 10u)
        assertEquals(listOf("192.0.2.0/24", "192.0.2.0/24"), attempts.map { it.origin })
        assertEquals(listOf(ResolveOutcome.Granted, ResolveOutcome.Granted), attempts.map { it.outcome })
    }

    @Test
    fun a_code_goes_through_its_states() = withCodes { register ->
        val codes = register.codes()
        val card = codes.issueMissing(job(register)).single().stored
        val ids = listOf(card.code.id)
        codes.activate(ids)
        assertEquals(CodeState.SUSPENDED, codes.suspend(ids).single().code.state)
        assertEquals(CodeState.ACTIVE, codes.resume(ids).single().code.state)
        val end = Instant.now().plusSeconds(3600)
        val code = codes.setExpiry(ids, end).single().code
        assertEquals(CodeState.ACTIVE to CodeState.EXPIRED, code.stateAt(end.minusSeconds(1)) to code.stateAt(end))
        val next = codes.rotate(card.code.id, 0u).stored
        assertEquals(CodeState.ROTATED, codes.get(card.code.id).code.stateAt(Instant.now().plusSeconds(1)))
        codes.revoke(listOf(next.code.id))
        val error = refused<KartotekException.RuleViolated> { codes.activate(listOf(next.code.id)) }
        assertEquals("code_revoked", error.rule)
        codes.delete(listOf(next.code.id))
        refused<KartotekException.NotFound> { codes.get(next.code.id) }
    }

    @Test
    fun spare_cards_are_found_and_bound_by_staff() = withCodes { register ->
        val job = job(register)
        val spare = register.codes().issueBlank(job, 2u).first()
        val elsa = register.codes().issueMissing(job).single().stored.code.participant!!
        val link = LinkBase.parse("https://studio.example").link(spare.secrets.token)
        assertEquals("staff_only", refused<KartotekException.RuleViolated> { register.codes().find(link) }.rule)
        val staff = register.actingAs(Actor.Staff("maria")).codes()
        assertEquals(spare.stored, staff.find(link))
        assertEquals(elsa, staff.bind(spare.stored.code.id, elsa).code.participant)
        assertEquals(2, staff.ofParticipant(elsa).size)
        assertNull(staff.unbind(spare.stored.code.id).code.participant)
        assertEquals(3, staff.all(job, pageSize = 2u).toList().size)
        assertEquals(staff.page(job, PageRequest(3u)).items, staff.all(job).toList())
        assertEquals(3uL, staff.count(job))
    }

    // SPEC: B6
    @Test
    fun guessing_is_slowed_down_and_tells_nothing() {
        val network = FailureLimit(2u, 3_600_000_000u)
        withCodes(CodeOptions(pepper).copy(throttle = ThrottlePolicy().copy(network = network))) { register ->
            val card = register.codes().issueBlank(job(register), 1u).single()
            val unknown = TypedCode.parse("7kx9 qm2t 4hwc y").expose()
            for ((shown, rule) in listOf(
                unknown to "code_refused",
                card.secrets.typed.expose() to "code_refused",
                card.secrets.typed.expose() to "code_throttled",
            )) {
                assertEquals(rule, refused<KartotekException.RuleViolated> { register.codes().resolve(shown, visitor) }.rule)
            }
            val elsewhere = refused<KartotekException.RuleViolated> { register.codes().resolve(unknown, "2001:db8::1", null) }
            assertEquals("code_refused", elsewhere.rule)
            val wrong = refused<KartotekException.Invalid> { register.codes().resolve(unknown, "nowhere", null) }
            assertEquals(listOf("address"), wrong.problems.map { it.field })
        }
    }

    @Test
    fun a_register_without_options_for_codes_says_so() = inMemory { register ->
        val job = job(register)
        val error = refused<KartotekException.RuleViolated> { register.codes().issueMissing(job) }
        assertEquals("code_options", error.rule)
    }

    @Test
    fun with_a_recovery_key_secrets_are_told_again() {
        withCodes { register ->
            val card = register.codes().issueBlank(job(register), 1u).single()
            assertEquals(CodeStorage.HASHED, card.stored.storage())
            val error = refused<KartotekException.RuleViolated> { register.codes().reveal(listOf(card.stored.code.id)) }
            assertEquals("secrets_not_kept", error.rule)
        }
        withCodes(CodeOptions(pepper, RecoveryKey.random())) { register ->
            val card = register.codes().issueMissing(job(register)).single()
            assertEquals(CodeStorage.RECOVERABLE, card.stored.storage())
            assertTrue(card.stored.isLive(Instant.now()))
            assertEquals(listOf(card.secrets), register.codes().reveal(listOf(card.stored.code.id)))
        }
    }

    @Test
    fun a_pepper_that_was_kept_finds_its_codes_and_another_does_not() {
        val path = folder.resolve("studio.db").toString()
        lateinit var secrets: CardSecrets
        suspend fun found(pepper: Pepper): Boolean =
            Register.open(path, OpenOptions(codes = CodeOptions(pepper))).use {
                it.actingAs(Actor.Staff("maria")).codes().find(secrets.typed.expose()) != null
            }
        running {
            Register.open(path, OpenOptions(codes = CodeOptions(pepper))).use {
                secrets = it.codes().issueBlank(job(it), 1u).single().secrets
            }
            assertTrue(found(Pepper(pepper.asBytes())))
            assertFalse(found(Pepper.random()))
        }
    }

    @Test
    fun secrets_are_read_checked_and_shown_by_nothing() {
        assertEquals("7KX9-QM2T-4HWC-Y", TypedCode.parse("7kx9 qm2t 4hwc y").expose())
        val error = assertThrows(KartotekException.Invalid::class.java) { TypedCode.parse("7XK9-QM2T-4HWC-Y") }
        assertEquals(listOf(Rule.CHECK_SYMBOL), error.problems.map { it.rule })
        assertEquals("00000000000000000000000001", LinkToken.parse("0000000000000000000000000l").expose())
        val secrets = CardSecrets.random()
        val shown = listOf(secrets, secrets.token, secrets.typed, pepper, CodeOptions(pepper)).toString()
        assertFalse(listOf(secrets.token.expose(), secrets.typed.expose()).any { it in shown }, shown)
        assertEquals(Pepper(ByteArray(32)), Pepper(ByteArray(32)))
        val base = LinkBase.parse("https://qr.studio.example/G")
        assertEquals("HTTPS://QR.STUDIO.EXAMPLE/G/" to "qr.studio.example/G", base.toString() to base.shown())
        assertThrows(KartotekException.Invalid::class.java) { LinkBase.parse("https://studio.example/gallery") }
    }

    @Test
    fun a_key_of_another_length_is_refused() = running {
        refused<KartotekException.Invalid> { Register.inMemory(OpenOptions(codes = CodeOptions(Pepper(ByteArray(31))))) }
    }

    // SPEC: B6
    @Test
    fun a_symbol_is_given_as_a_picture() {
        QrSymbol(LinkBase.parse("https://studio.example").link(LinkToken.parse("00000000000000000000000001"))).use { symbol ->
            assertEquals(33u, symbol.modules())
            // The corner of a finder pattern is dark, the quiet zone light.
            assertTrue(symbol.isDark(0, 0))
            assertFalse(symbol.isDark(-1, -1))
            assertTrue(symbol.svg().startsWith("<svg "))
            val picture = javax.imageio.ImageIO.read(symbol.png(2u).inputStream())
            assertEquals((33 + 8) * 2, picture.width)
            assertEquals(0x000000, picture.getRGB(8, 8) and 0xFFFFFF)
            assertEquals(0xFFFFFF, picture.getRGB(0, 0) and 0xFFFFFF)
            assertThrows(KartotekException.Invalid::class.java) { symbol.png(0u) }
        }
        assertThrows(KartotekException.Invalid::class.java) { QrSymbol("") }
    }

    // SPEC: C22
    @Test
    fun the_cards_of_a_job_are_printed_into_a_file() = withCodes(CodeOptions(pepper, RecoveryKey.random())) { register ->
        val job = job(register)
        val sheets = cardSheets(LinkBase.parse("https://studio.example"), Language.SV)
        val path = folder.resolve("cards.pdf")
        register.codes().printJobTo(path.toString(), job, sheets, 7u)
        assertArrayEquals("%PDF-".toByteArray(), Files.readAllBytes(path).copyOf(5))
        assertEquals(8uL, register.codes().count(job))
        refused<KartotekException.Io> { register.codes().printJobTo(path.toString(), job, sheets, 0u) }
        val again = register.codes().printJob(job, sheets, 0u)
        assertArrayEquals("%PDF-".toByteArray(), again.copyOf(5))

        val spare = register.codes().issueBlank(job, 1u)
        val cards = register.codes().cards(spare)
        assertEquals(listOf(spare.single().secrets), cards.map { it.secrets })
        assertArrayEquals("%PDF-".toByteArray(), printCards(sheets, cards).copyOf(5))
        val wrong = folder.resolve("wrong.pdf")
        refused<KartotekException.Invalid> { printCardsTo(wrong.toString(), sheets.copy(rows = 9u), cards) }
        assertFalse(Files.exists(wrong))
        printCardsTo(wrong.toString(), sheets, cards)
        assertTrue(Files.size(wrong) > 1_000)
    }
}
