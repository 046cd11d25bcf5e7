// swift-tools-version: 6.0
import PackageDescription

// On Linux the library lies in Libraries, where linux.sh puts it; on Apple's systems it is a framework, which
// apple.sh makes.
#if os(Linux)
let native: Target = .systemLibrary(name: "KartotekFFI")
let libraries = "\(Context.packageDirectory)/Libraries"
let linking: [LinkerSetting] = [.unsafeFlags(["-L", libraries, "-Xlinker", "-rpath", "-Xlinker", libraries])]
#else
let native: Target = .binaryTarget(name: "KartotekFFI", path: "KartotekFFI.xcframework")
let linking: [LinkerSetting] = []
#endif

let package = Package(
    name: "Kartotek",
    platforms: [.iOS(.v15), .macOS(.v12)],
    products: [.library(name: "Kartotek", targets: ["Kartotek"])],
    targets: [
        native,
        .target(name: "Kartotek", dependencies: ["KartotekFFI"], linkerSettings: linking),
        .testTarget(name: "KartotekTests", dependencies: ["Kartotek"]),
    ],
    swiftLanguageModes: [.v6]
)
