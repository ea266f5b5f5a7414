// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

let parts: [Target.Dependency] = ["AirlockCore", "AirlockSandbox", "AirlockTestKit"].map {
    .product(name: $0, package: "airlock")
}

/// Every container begins with it; it is looked for beside the program.
let starter = Target.Dependency.product(name: "airlock-starter", package: "airlock")

// A package of its own, so that neither the product nor its tests build what only measures and breaks.
let package = Package(
    name: "airlock-benchmarks",
    dependencies: [
        .package(name: "airlock", path: ".."),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    ],
    targets: [
        .executableTarget(
            name: "ApprovalBench",
            dependencies: ["AirlockCore", "AirlockStore"].map { .product(name: $0, package: "airlock") },
            swiftSettings: strict),
        .executableTarget(name: "SandboxBench", dependencies: parts + [starter], swiftSettings: strict),
        .executableTarget(
            name: "PolicyBench", dependencies: [.product(name: "AirlockCore", package: "airlock")],
            swiftSettings: strict),
        .executableTarget(
            name: "WebBench",
            dependencies: [
                "AirlockBrowser", "AirlockCore", "AirlockNet", "AirlockSandbox", "AirlockScreen", "AirlockSearch",
                "AirlockStore", "AirlockTestKit", "AirlockTools", "airlock-starter", "airlock-desktop", "airlock-screen",
            ].map { .product(name: $0, package: "airlock") } + [
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
            ], swiftSettings: strict),
        .executableTarget(
            name: "ModelBench",
            dependencies: ["AirlockCore", "AirlockModels", "AirlockRuntime"].map {
                .product(name: $0, package: "airlock")
            }
                + [
                    .product(name: "AsyncHTTPClient", package: "async-http-client"),
                    .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
                ],
            swiftSettings: strict),
        .executableTarget(name: "SandboxFaults", dependencies: parts + [starter], swiftSettings: strict),
    ]
)
