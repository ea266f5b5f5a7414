import AirlockCore

/// A C++ library, its command line, and tests without a framework: one CTest test a case.
struct CMakeTemplate: ProjectTemplate {
    let kinds: [ProjectOptions.Kind] = [.cli, .library]

    let toolchain = Toolchain(
        name: "CMake 3.21 or newer with make and a C++ compiler",
        hint: "install them on this machine: apt-get install cmake g++ make")

    func recipe(_ project: Project) -> BuildRecipe {
        BuildRecipe(
            probes: [["cmake", "--version"], ["make", "--version"], ["c++", "--version"]],
            build: [["cmake", "-S", ".", "-B", "build"], ["cmake", "--build", "build", "-j2"]],
            test: project.hasTests
                ? ["ctest", "--test-dir", "build", "--output-on-failure", "--output-junit", "airlock-results.xml"]
                : nil,
            results: .junit(files: ["build/airlock-results.xml"]), leftovers: ["build"], needsNetwork: [],
            pipeline: BuildRecipe.Pipeline(
                image: "gcc:14",
                commands: [
                    "apt-get update && apt-get install -y cmake\(project.hasLint ? " clang-format" : "")",
                    "cmake --preset default", "cmake --build --preset default",
                ] + (project.hasTests ? ["ctest --preset default"] : [])
                    + (project.hasLint
                        ? [
                            "find include src \(project.hasTests ? "tests " : "")-name '*.?pp' -exec clang-format --dry-run --Werror {} +"
                        ]
                        : [])))
    }

    func files(_ project: Project) -> [ProjectFile] {
        let id = project.name.snake
        let space = project.name.camel
        var files = [
            ProjectFile("README.md", readme(project, id)),
            ProjectFile(".gitignore", "build/\nbuild-release/\ncompile_commands.json\nCMakeUserPresets.json\n"),
            ProjectFile("CMakeLists.txt", lists(project, id)),
            ProjectFile("CMakePresets.json", Self.presets),
            ProjectFile("include/\(id)/text_summary.hpp", CMakeSources.header(space)),
            ProjectFile("src/text_summary.cpp", CMakeSources.source(id, space)),
        ]
        if project.kind == .cli { files.append(ProjectFile("src/main.cpp", CMakeSources.main(id, space))) }
        if project.hasLint {
            files += [ProjectFile(".clang-format", Self.format), ProjectFile(".clang-tidy", Self.tidy)]
        }
        guard project.hasTests else { return files }
        return files + [
            ProjectFile("tests/CMakeLists.txt", CMakeSources.testLists(id)),
            ProjectFile("tests/check.hpp", CMakeSources.check),
            ProjectFile("tests/text_summary_tests.cpp", CMakeSources.tests(id, space)),
        ]
    }

    private static let format = "BasedOnStyle: Google\nIndentWidth: 4\nColumnLimit: 120\nIncludeBlocks: Preserve\n"
    private static let tidy =
        "Checks: 'bugprone-*,performance-*,readability-identifier-naming'\nWarningsAsErrors: '*'\n"

    private func readme(_ project: Project, _ id: String) -> String {
        """
        # \(project.name)

        \(project.summary)

        `src/text_summary.cpp` counts lines, words and bytes and finds the most common words. Start from there and put your
        own in its place.

        ## Build\(project.hasTests ? " and test" : "")

            cmake --preset default
            cmake --build --preset default

        """
            + (project.hasTests ? "    ctest --preset default\n" : "")
            + (project.kind == .cli
                ? "\n## Use\n\n    ./build/bin/\(id) README.md\n"
                : "\n## Install\n\n    cmake --preset release && cmake --build --preset release\n"
                    + "    cmake --install build-release --prefix ~/.local\n\nThen `find_package(\(id))` and"
                    + " `target_link_libraries(app PRIVATE \(id)::core)`.\n")
            + (project.hasLint
                ? "\n## Format\n\n    find include src \(project.hasTests ? "tests " : "")-name '*.?pp' -exec clang-format -i {} +\n"
                : "")
            + "\nNeeds CMake 3.21 or newer and a C++17 compiler, and no library.\n"
    }

    private func lists(_ project: Project, _ id: String) -> String {
        """
        cmake_minimum_required(VERSION 3.21)
        project(\(id) VERSION 0.1.0 LANGUAGES CXX)

        if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
          set(CMAKE_BUILD_TYPE Debug)
        endif()

        add_library(\(id)_core src/text_summary.cpp)
        add_library(\(id)::core ALIAS \(id)_core)
        target_include_directories(\(id)_core PUBLIC $<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}/include>)
        target_compile_features(\(id)_core PUBLIC cxx_std_17)
        set_target_properties(\(id)_core PROPERTIES CXX_EXTENSIONS OFF)
        if(MSVC)
          target_compile_options(\(id)_core PRIVATE /W4)
        else()
          target_compile_options(\(id)_core PRIVATE -Wall -Wextra -Wpedantic -Wconversion)
        endif()

        """ + (project.kind == .cli ? cli(id) : installation(id)) + (project.hasTests ? Self.testing : "")
    }

    /// So that others find it: `find_package(NAME)`, `target_link_libraries(… NAME::core)`.
    private func installation(_ id: String) -> String {
        """

        include(CMakePackageConfigHelpers)
        include(GNUInstallDirs)
        target_include_directories(\(id)_core PUBLIC $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
        set_target_properties(\(id)_core PROPERTIES EXPORT_NAME core OUTPUT_NAME \(id))
        install(TARGETS \(id)_core EXPORT \(id)-config)
        install(DIRECTORY include/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
        install(EXPORT \(id)-config NAMESPACE \(id):: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/\(id))
        write_basic_package_version_file(
          ${CMAKE_CURRENT_BINARY_DIR}/\(id)-config-version.cmake COMPATIBILITY SameMajorVersion)
        install(FILES ${CMAKE_CURRENT_BINARY_DIR}/\(id)-config-version.cmake
          DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/\(id))

        """
    }

    private func cli(_ id: String) -> String {
        """

        add_executable(\(id)_cli src/main.cpp)
        target_link_libraries(\(id)_cli PRIVATE \(id)_core)
        set_target_properties(\(id)_cli PROPERTIES
          OUTPUT_NAME \(id)
          RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")

        """
    }

    private static let testing = """

        option(BUILD_TESTING "Build the tests" ON)
        if(BUILD_TESTING)
          enable_testing()
          add_subdirectory(tests)
        endif()

        """

    private static let presets = """
        {
          "version": 3,
          "cmakeMinimumRequired": { "major": 3, "minor": 21, "patch": 0 },
          "configurePresets": [
            {
              "name": "default",
              "displayName": "Debug",
              "binaryDir": "${sourceDir}/build",
              "cacheVariables": { "CMAKE_BUILD_TYPE": "Debug" }
            },
            {
              "name": "release",
              "displayName": "Release",
              "binaryDir": "${sourceDir}/build-release",
              "cacheVariables": { "CMAKE_BUILD_TYPE": "Release" }
            }
          ],
          "buildPresets": [
            { "name": "default", "configurePreset": "default" },
            { "name": "release", "configurePreset": "release" }
          ],
          "testPresets": [
            {
              "name": "default",
              "configurePreset": "default",
              "output": { "outputOnFailure": true },
              "execution": { "noTestsAction": "error" }
            }
          ]
        }

        """
}
