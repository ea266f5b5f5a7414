// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

/// For programs in C alone: nothing of Swift's is needed where they run.
let withoutSwift: [LinkerSetting] = [.unsafeFlags(["-static-stdlib", "-nostartfiles"])]

func product(_ name: String, _ package: String) -> Target.Dependency { .product(name: name, package: package) }

let grdb = product("GRDB", "GRDB.swift")
let httpClient = product("AsyncHTTPClient", "async-http-client")
let hummingbird = product("Hummingbird", "hummingbird")
let argumentParser = product("ArgumentParser", "swift-argument-parser")
let yams = product("Yams", "Yams")
let subprocess = [product("Subprocess", "swift-subprocess"), product("SystemPackage", "swift-system")]
let crypto = product("Crypto", "swift-crypto")
let nio = [product("NIOCore", "swift-nio"), product("NIOPosix", "swift-nio")]

/// What the web page is made of; compiled into the binary, so that it can be moved.
let pageFiles = ["index.html", "app.css", "app.js", "job.js", "desktop.js", "cards.js", "dom.js", "words.js"]

/// A library target of ours; all but Core may import Core.
func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(
        name: name, dependencies: (name == "AirlockCore" ? [] : ["AirlockCore"]) + dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: ["AirlockTestKit", .byName(name: name)] + (name == "AirlockCore" ? [] : ["AirlockCore"])
            + dependencies, swiftSettings: strict)
}

let package = Package(
    name: "airlock",
    products: [
        .executable(name: "airlock", targets: ["airlock"]),
        .executable(name: "airlock-starter", targets: ["CStarter"]),
        .executable(name: "airlock-desktop", targets: ["CDesktop"]),
        .executable(name: "airlock-screen", targets: ["CScreen"]),
        // For `Benchmarks`, a package of its own.
        .library(name: "AirlockBrowser", targets: ["AirlockBrowser"]),
        .library(name: "AirlockCore", targets: ["AirlockCore"]),
        .library(name: "AirlockModels", targets: ["AirlockModels"]),
        .library(name: "AirlockNet", targets: ["AirlockNet"]),
        .library(name: "AirlockRuntime", targets: ["AirlockRuntime"]),
        .library(name: "AirlockSandbox", targets: ["AirlockSandbox"]),
        .library(name: "AirlockScreen", targets: ["AirlockScreen"]),
        .library(name: "AirlockSearch", targets: ["AirlockSearch"]),
        .library(name: "AirlockStore", targets: ["AirlockStore"]),
        .library(name: "AirlockTestKit", targets: ["AirlockTestKit"]),
        .library(name: "AirlockTools", targets: ["AirlockTools"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.6.4"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    ],
    targets: [
        library("AirlockCore"),
        library("AirlockTools"),
        library("AirlockRuntime"),
        library("AirlockModels", [httpClient] + subprocess),
        library("AirlockSearch", [grdb]),
        library("AirlockNet", nio + [httpClient, crypto]),
        library("AirlockBrowser"),
        library("AirlockScreen"),
        .target(name: "CSandbox"),
        // Runs in whatever root a container has, so nothing of Swift's or of this machine's libraries may be needed.
        .executableTarget(
            name: "CStarter", linkerSettings: [.unsafeFlags(["-static-executable", "-nostartfiles"])]),
        // Runs in containers that see this machine's `/usr`, where Swift's libraries need not be.
        .executableTarget(
            name: "CDesktop",
            linkerSettings: ["X11", "Xtst", "Xcomposite", "z"].map { .linkedLibrary($0) } + withoutSwift),
        .executableTarget(
            name: "CScreen",
            linkerSettings: ["tesseract", "lept"].map { .linkedLibrary($0) } + withoutSwift),
        library("AirlockSandbox", ["CSandbox"]),
        library("AirlockStore", [grdb, crypto]),
        library("AirlockAPI"),
        .target(
            name: "AirlockServer",
            dependencies: ["AirlockCore", "AirlockAPI", "AirlockRuntime", hummingbird],
            resources: pageFiles.map { .embedInCode("Page/\($0)") }, swiftSettings: strict),
        .executableTarget(
            name: "airlock",
            dependencies: [
                "AirlockAPI", "AirlockBrowser", "AirlockCore", "AirlockModels", "AirlockNet", "AirlockRuntime",
                "AirlockSandbox",
                "AirlockScreen", "AirlockSearch", "AirlockServer", "AirlockStore", "AirlockTools", argumentParser,
                httpClient, yams,
                grdb,
                crypto, hummingbird,
            ] + nio + subprocess, swiftSettings: strict),
        library("AirlockTestKit"),
        tests("AirlockCore"),
        tests("AirlockTools", subprocess),
        tests("AirlockRuntime"),
        tests("AirlockModels", [httpClient] + subprocess),
        tests("AirlockNet", nio + [httpClient, crypto]),
        tests("AirlockScreen", ["AirlockSandbox"]),
        tests("AirlockBrowser", ["AirlockNet", "AirlockSandbox", "AirlockScreen", "AirlockSearch"] + nio),
        tests("AirlockSearch", [grdb]),
        tests("AirlockSandbox"),
        tests("AirlockStore", [grdb]),
        tests("AirlockServer", [httpClient]),
        .testTarget(
            name: "airlockTests", dependencies: ["AirlockCore", "airlock"] + subprocess, swiftSettings: strict),
    ]
)
