extension CommandRule {
    /// CMake, CTest, make and the compilers. Build files are the project's own code.
    static let native: [CommandRule] = cmake + make + compilers

    private static let cmake: [CommandRule] = [
        CommandRule(
            "allow.cmake", "cmake --build", switches: "-v --verbose --clean-first",
            options: [
                "--target": .name, "-t": .name, "--config": .name, "-j": .count, "--parallel": .count,
                "--preset": .name,
            ], leading: [.path], instead: ["--preset"], runsProjectCode: true,
            match: ["cmake --build build -j4", "cmake --build --preset debug"],
            not: ["cmake --build /x", "cmake --build build -- CC=x"]),
        CommandRule(
            "allow.cmake", "cmake --install", options: ["--prefix": .path, "--config": .name, "--component": .name],
            leading: [.path], runsProjectCode: true, match: ["cmake --install build --prefix out"],
            not: ["cmake --install build --prefix /usr"]),
        CommandRule(
            "allow.cmake", "cmake", switches: "--fresh --version --list-presets",
            options: ["-S": .path, "-B": .path, "-G": .text, "-D": .definition, "--preset": .name], rest: .path,
            clusters: false, runsProjectCode: true,
            match: ["cmake -S . -B build -DCMAKE_BUILD_TYPE=Debug", "cmake --preset debug"],
            not: ["cmake -P x.cmake", "cmake -E rm x", "cmake -DCMAKE_C_COMPILER=/x -B b", "cmake -C /x"]),
        CommandRule(
            "allow.cmake", "ctest", switches: "-V -VV -N --verbose --output-on-failure --no-tests=error --rerun-failed",
            options: [
                "--test-dir": .path, "-R": .text, "-E": .text, "-L": .text, "-j": .count, "--parallel": .count,
                "-C": .name, "--build-config": .name, "--preset": .name, "--output-junit": .path, "--timeout": .text,
            ], clusters: false, runsProjectCode: true, match: ["ctest --test-dir build --output-on-failure"],
            not: ["ctest -S x", "ctest --build-and-test a b", "ctest --test-dir /x"]),
    ]

    private static let make: [CommandRule] = [
        CommandRule(
            "allow.make", "make", switches: "-k -s -B -n --silent --keep-going --always-make --dry-run --version",
            options: ["-C": .folder, "-f": .file, "-j": .count], rest: .name, runsProjectCode: true,
            match: ["make -j4 test", "make -C src"],
            not: ["make CC=x", "make -C ..", "make -f /x", "make -f -", "make --eval=x", "make SHELL=x"]),
        CommandRule(
            "allow.make", "ninja", switches: "-v -n -k", options: ["-C": .folder, "-j": .count, "-t": .name],
            rest: .name,
            runsProjectCode: true, match: ["ninja -C build"], not: ["ninja -C /x", "ninja -f /x"]),
    ]

    private static let compilers: [CommandRule] = ["gcc", "g++", "clang", "clang++", "cc", "c++"].map { program in
        CommandRule(
            "allow.compile", program,
            switches: """
                -c -g -g3 -O0 -O1 -O2 -O3 -Os -Wall -Wextra -Werror -Wpedantic -pedantic -v --version -std=c11 -std=c17 -std=c23 -std=c++17 \
                -std=c++20 -std=c++23 -std=c99 -fPIC -shared -static -pthread -S -E -fsanitize=address -fsanitize=undefined -lm
                """,
            options: ["-o": .path, "-I": .path, "-L": .path, "-D": .name], rest: .path, clusters: false,
            runsProjectCode: true, match: ["\(program) -Wall -O2 -o app main.c"],
            not: [
                "\(program) -fplugin=x.so a.c", "\(program) -B. a.c", "\(program) -wrapper x a.c",
                "\(program) -o /x a.c",
                "\(program) @/etc/x",
            ])
    }
}
