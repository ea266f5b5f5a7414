// swift-tools-version: 6.2
import PackageDescription

// swift build -c release --package-path Fuzz/Sources/HarmonyFuzz --sanitize=address -Xswiftc -sanitize=fuzzer
// then run .build/release/HarmonyFuzz with SWIFT_BACKTRACE=enable=no and </dev/null: crashes are reported wrongly otherwise.
let package = Package(
    name: "harmony-fuzz",
    dependencies: [.package(name: "airlock", path: "../../..")],
    targets: [
        .executableTarget(
            name: "HarmonyFuzz", dependencies: [.product(name: "AirlockModels", package: "airlock")], path: ".",
            exclude: ["Package.swift"],
            swiftSettings: [.unsafeFlags(["-parse-as-library", "-sanitize=fuzzer"])],
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer"])])
    ]
)
