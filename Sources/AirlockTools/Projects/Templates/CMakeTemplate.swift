import AirlockCore

/// A C++ library, its command line, and tests without a framework: one CTest test a case.
struct CMakeTemplate: ProjectTemplate {
    let summary = "A small command line program that summarises texts."

    let toolchain = Toolchain(
        name: "CMake 3.21 or newer with make and a C++ compiler",
        hint: "install them on this machine: apt-get install cmake g++ make")

    let probes = [["cmake", "--version"], ["make", "--version"], ["c++", "--version"]]

    func recipe(_ project: Project) -> BuildRecipe {
        BuildRecipe(
            build: [["cmake", "-S", ".", "-B", "build"], ["cmake", "--build", "build", "-j2"]],
            test: ["ctest", "--test-dir", "build", "--output-on-failure", "--output-junit", "airlock-results.xml"],
            results: .junit(file: "build/airlock-results.xml"), leftovers: ["build"], needsNetwork: [])
    }

    func files(_ project: Project) -> [ProjectFile] {
        let id = project.name.snake
        let space = project.name.camel
        return [
            ProjectFile("README.md", readme(project, id)),
            ProjectFile(".gitignore", "build/\ncompile_commands.json\nCMakeUserPresets.json\n"),
            ProjectFile("CMakeLists.txt", lists(project, id)),
            ProjectFile("CMakePresets.json", Self.presets),
            ProjectFile("include/\(id)/text_summary.hpp", CMakeSources.header(space)),
            ProjectFile("src/text_summary.cpp", CMakeSources.source(id, space)),
            ProjectFile("src/main.cpp", CMakeSources.main(id, space)),
            ProjectFile("tests/CMakeLists.txt", CMakeSources.testLists(id)),
            ProjectFile("tests/check.hpp", CMakeSources.check),
            ProjectFile("tests/text_summary_tests.cpp", CMakeSources.tests(id, space)),
        ]
    }

    private func readme(_ project: Project, _ id: String) -> String {
        """
        # \(project.name)

        \(project.summary)

        `src/text_summary.cpp` counts lines, words and bytes and finds the most common words; `src/main.cpp` is its command
        line. Start from there and put your own in their place.

        ## Build and test

            cmake --preset default
            cmake --build --preset default
            ctest --preset default

        ## Use

            ./build/bin/\(id) README.md

        Needs CMake 3.21 or newer and a C++17 compiler, and no library.

        """
    }

    private func lists(_ project: Project, _ id: String) -> String {
        """
        cmake_minimum_required(VERSION 3.21)
        project(\(id) VERSION 0.1.0 LANGUAGES CXX)

        option(BUILD_TESTING "Build the tests" ON)

        if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
          set(CMAKE_BUILD_TYPE Debug)
        endif()

        add_library(\(id)_core src/text_summary.cpp)
        target_include_directories(\(id)_core PUBLIC include)
        target_compile_features(\(id)_core PUBLIC cxx_std_17)
        set_target_properties(\(id)_core PROPERTIES CXX_EXTENSIONS OFF)
        if(MSVC)
          target_compile_options(\(id)_core PRIVATE /W4)
        else()
          target_compile_options(\(id)_core PRIVATE -Wall -Wextra -Wpedantic -Wconversion)
        endif()

        add_executable(\(id)_cli src/main.cpp)
        target_link_libraries(\(id)_cli PRIVATE \(id)_core)
        set_target_properties(\(id)_cli PROPERTIES
          OUTPUT_NAME \(id)
          RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")

        if(BUILD_TESTING)
          enable_testing()
          add_subdirectory(tests)
        endif()

        """
    }

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
              "binaryDir": "${sourceDir}/build/release",
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
