import Foundation

/// The secret of a link: who has it needs nothing else. Nothing shows it but `expose`.
public struct LinkToken: Hashable, Codable, Sendable, CustomStringConvertible, CustomReflectable {
    private let text: String
    init(exposed text: String) { self.text = text }

    /// Reads what somebody wrote, in any case. Fails with `Invalid` for what it cannot be.
    public init(parsing text: String) throws { self = try linkTokenOf(text: text) }

    /// Its 26 symbols, fit for the link alone.
    public func expose() -> String { text }
    public var description: String { "LinkToken(…)" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// The code of a card for those who type it, `XXXX-XXXX-XXXX-C`. Nothing shows it but `expose`.
public struct TypedCode: Hashable, Codable, Sendable, CustomStringConvertible, CustomReflectable {
    private let text: String
    init(exposed text: String) { self.text = text }

    /// Reads what somebody typed, in any case, with blanks and dashes anywhere. Fails with `Invalid` where it is mistyped.
    public init(parsing text: String) throws { self = try typedCodeOf(text: text) }

    /// The code as it is printed, fit for the card alone.
    public func expose() -> String { text }
    public var description: String { "TypedCode(…)" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// The address that the links of cards begin with, in capitals.
public struct LinkBase: Hashable, Codable, Sendable, CustomStringConvertible {
    let text: String
    init(text: String) { self.text = text }

    /// Reads a web address. Fails with `Invalid` for one that a card cannot have.
    public init(parsing text: String) throws { self = try linkBaseOf(text: text) }

    /// The link of a token: a secret, as the token is.
    public func link(_ token: LinkToken) throws -> String { try linkOf(base: self, token: token) }

    /// The address as people read and type it.
    public func shown() throws -> String { try shownLinkBase(base: self) }
    public var description: String { text }
}

/// Bytes that nothing shows but `bytes`.
public protocol HiddenBytes: Hashable, Codable, Sendable, CustomStringConvertible, CustomReflectable {
    /// The bytes, to be kept where the register is not.
    var bytes: Data { get }

    /// Takes bytes that were kept.
    init(bytes: Data)
}

extension HiddenBytes {
    public var description: String { "\(Self.self)(…)" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// The key of 32 bytes under which the typed codes of a register are hashed: the same for ever, and kept elsewhere.
public struct Pepper: HiddenBytes {
    public let bytes: Data
    public init(bytes: Data) { self.bytes = bytes }

    /// Makes one that nobody can guess.
    public static func random() throws -> Self { try randomPepper() }
}

/// The key of 32 bytes under which the secrets of cards are kept, so that they can be printed again.
public struct RecoveryKey: HiddenBytes {
    public let bytes: Data
    public init(bytes: Data) { self.bytes = bytes }

    /// Makes one that nobody can guess.
    public static func random() throws -> Self { try randomRecoveryKey() }
}

/// What a register keeps of a secret in its place, and finds it by.
public struct CodeDigest: HiddenBytes {
    public let bytes: Data
    public init(bytes: Data) { self.bytes = bytes }
}

/// The secrets of a card, encrypted with the host's key.
public struct SealedSecrets: HiddenBytes {
    public let bytes: Data
    public init(bytes: Data) { self.bytes = bytes }
}

extension CardSecrets {
    /// Makes both secrets of a card, independently of each other.
    public static func random() throws -> Self { try randomCardSecrets() }
}

extension ThrottlePolicy {
    /// The standard throttle.
    public init() { self = usualThrottlePolicy() }
}

extension CodeOptions {
    /// What issuing access codes needs, with the standard throttle.
    public init(_ pepper: Pepper, recoveryKey: RecoveryKey? = nil) {
        self.init(pepper: pepper, recoveryKey: recoveryKey, throttle: ThrottlePolicy())
    }
}
