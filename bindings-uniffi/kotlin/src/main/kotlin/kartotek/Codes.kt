package kartotek

import java.net.InetAddress
import kartotek.model.CardSecrets
import kartotek.model.CodeOptions
import kartotek.model.LinkBase
import kartotek.model.LinkToken
import kartotek.model.Pepper
import kartotek.model.RecoveryKey
import kartotek.model.Resolved
import kartotek.model.ThrottlePolicy
import kartotek.model.TypedCode

/** What issuing access codes needs, with no recovery key and the standard throttle: `copy` says otherwise. */
public operator fun CodeOptions.Companion.invoke(pepper: Pepper, recoveryKey: RecoveryKey? = null): CodeOptions =
    CodeOptions(pepper, recoveryKey, usualThrottlePolicy())

/** The standard throttle. */
public operator fun ThrottlePolicy.Companion.invoke(): ThrottlePolicy = usualThrottlePolicy()

/** Makes one that nobody can guess: once, to be kept where the register is not. */
public fun Pepper.Companion.random(): Pepper = randomPepper()

/** Makes one that nobody can guess. */
public fun RecoveryKey.Companion.random(): RecoveryKey = randomRecoveryKey()

/** Makes both, independently of each other. */
public fun CardSecrets.Companion.random(): CardSecrets = randomCardSecrets()

/** Reads what somebody wrote, in any case. Fails with `Invalid` for what it cannot be. */
public fun LinkToken.Companion.parse(text: String): LinkToken = linkTokenOf(text)

/** Reads what somebody typed, in any case, with blanks and dashes anywhere. Fails with `Invalid` where it is mistyped. */
public fun TypedCode.Companion.parse(text: String): TypedCode = typedCodeOf(text)

/** Reads a web address. Fails with `Invalid` for one that a card cannot have. */
public fun LinkBase.Companion.parse(text: String): LinkBase = linkBaseOf(text)

/** The link of a token: a secret, as the token is. */
public fun LinkBase.link(token: LinkToken): String = linkOf(this, token)

/** The address as people read and type it. */
public fun LinkBase.shown(): String = shownLinkBase(this)

/** Lets somebody in who shows a code; failures are counted by the network of the address. */
public suspend fun Codes.resolve(shown: String, address: InetAddress, secondFactor: String? = null): Resolved =
    resolve(shown, address.hostAddress.substringBefore('%'), secondFactor)
