// swift-tools-version: 6.2
import PackageDescription

// A package of its own, since all of it is built with libFuzzer's instrumentation: see scripts/fuzz.
let package = Package(
    name: "airlock-fuzz",
    dependencies: [.package(name: "airlock", path: "..")],
    targets: [
        .target(name: "FuzzLoop", swiftSettings: [.swiftLanguageMode(.v6)]),
        .executableTarget(
            name: "PolicyFuzz", dependencies: ["FuzzLoop", .product(name: "AirlockCore", package: "airlock")],
            swiftSettings: [.swiftLanguageMode(.v6)]),
        .executableTarget(
            name: "HarmonyFuzz",
            dependencies: ["FuzzLoop"]
                + ["AirlockCore", "AirlockModels"].map { .product(name: $0, package: "airlock") },
            swiftSettings: [.swiftLanguageMode(.v6)]),
    ]
)
