import AirlockCore

/// A package below `src`, its command line, and pytest.
struct PythonTemplate: ProjectTemplate {
    let kinds: [ProjectOptions.Kind] = [.cli, .library, .api]

    let toolchain = Toolchain(
        name: "Python 3.10 or newer, with pytest 7 or newer for tests",
        hint: "install it on this machine: apt-get install python3 python3-pytest")

    func recipe(_ project: Project) -> BuildRecipe {
        let probe =
            project.hasTests
            ? "import pytest, sys; sys.exit(sys.version_info < (3, 10) or int(pytest.__version__.split('.')[0]) < 7)"
            : "import sys; sys.exit(sys.version_info < (3, 10))"
        let module = project.name.pythonModule
        return BuildRecipe(
            probes: [["python3", "-c", probe]],
            build: [["python3", "-B", "-c", "import sys; sys.path.insert(0, 'src'); import \(module)"]],
            test: project.hasTests
                ? [
                    "python3", "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider",
                    "--junitxml=.airlock-results.xml",
                ] : nil, results: .junit(files: [".airlock-results.xml"]), leftovers: [".airlock-results.xml"],
            needsNetwork: [],
            pipeline: BuildRecipe.Pipeline(
                image: "python:3.14",
                commands: ["python -m pip install --editable ." + groups(project).map { " --group \($0)" }.joined()]
                    + (project.hasTests ? ["python -m pytest"] : [])
                    + (project.hasLint ? ["ruff check .", "ruff format --check .", "mypy"] : [])))
    }

    /// Of what is needed to work on it (PEP 735).
    private func groups(_ project: Project) -> [String] {
        (project.hasTests ? ["test"] : []) + (project.hasLint ? ["lint"] : [])
    }

    func files(_ project: Project) -> [ProjectFile] {
        let module = project.name.pythonModule
        let source = [
            ProjectFile("README.md", readme(project, module)),
            ProjectFile(".gitignore", Self.ignored),
            ProjectFile("pyproject.toml", manifest(project, module)),
            ProjectFile("src/\(module)/__init__.py", package(project)),
            ProjectFile("src/\(module)/py.typed", ""),
            ProjectFile("src/\(module)/text_summary.py", Self.library),
        ]
        let main: [ProjectFile] =
            switch project.kind {
            case .cli: [ProjectFile("src/\(module)/__main__.py", self.main(project, module))]
            case .api: PythonAPI.source(project, module)
            case .library: []
            }
        guard project.hasTests else { return source + main }
        let mainTests: [ProjectFile] =
            switch project.kind {
            case .cli: [ProjectFile("tests/test_main.py", self.mainTests(module))]
            case .api: [ProjectFile("tests/test_api.py", PythonAPI.tests(module))]
            case .library: []
            }
        return source + main + [ProjectFile("tests/test_text_summary.py", libraryTests(module))] + mainTests
    }

    private func readme(_ project: Project, _ module: String) -> String {
        """
        # \(project.name)

        \(project.summary)

        `src/\(module)/text_summary.py` counts lines, words and characters and finds the most common words. Start from there
        and put your own in its place.

        ## Use

            python3 -m pip install --editable .
        \(use(project, module))
        """
            + (project.hasTests ? "## Test\n\n    python3 -m pip install --group test\n    python3 -m pytest\n\n" : "")
            + (project.hasLint
                ? "## Format, lint and check types\n\n    python3 -m pip install --group lint\n    ruff format . && ruff check . && mypy\n\n"
                : "")
            + "Needs Python 3.10 or newer\(project.hasTests ? "; the tests need pytest 7 or newer" : "").\n"
    }

    private func use(_ project: Project, _ module: String) -> String {
        switch project.kind {
        case .cli: "    \(project.name.package) README.md --top 3\n    echo \"one two two\" | python3 -m \(module)\n\n"
        case .library: "    python3 -c 'from \(module) import summarize; print(summarize(\"one two two\"))'\n\n"
        case .api:
            "    python3 -m \(module) --port 8000\n    curl -d '{\"text\": \"one two\"}' http://127.0.0.1:8000/summaries\n\n"
        }
    }

    private func manifest(_ project: Project, _ module: String) -> String {
        """
        [build-system]
        requires = ["setuptools>=77"]
        build-backend = "setuptools.build_meta"

        [project]
        name = "\(project.name.package)"
        version = "0.1.0"
        description = \(project.quotedSummary)
        readme = "README.md"
        requires-python = ">=3.10"

        """
            + (project.license == .none
                ? "" : "license = \"\(project.license.rawValue)\"\nlicense-files = [\"LICENSE\"]\n")
            + "authors = [{ name = \(project.quotedAuthor) }]\n"
            + (groups(project).isEmpty ? "" : "\n[dependency-groups]\n")
            + (project.hasTests ? "test = [\"pytest>=7\"]\n" : "")
            + (project.hasLint
                ? "lint = [\"mypy>=1.11\", \"ruff>=0.9\"\(project.hasTests ? ", { include-group = \"test\" }" : "")]\n"
                : "")
            + (project.kind == .library
                ? "" : "\n[project.scripts]\n\"\(project.name.package)\" = \"\(module).__main__:main\"\n")
            + "\n[tool.setuptools.packages.find]\nwhere = [\"src\"]\n" + (project.hasTests ? Self.pytest : "")
            + (project.hasLint ? Self.ruff : "")
    }

    private static let pytest = """

        [tool.pytest.ini_options]
        minversion = "7.0"
        pythonpath = ["src"]
        testpaths = ["tests"]

        """

    private static let ruff = """

        [tool.ruff]
        line-length = 110
        src = ["src", "tests"]

        [tool.ruff.lint]
        select = ["B", "E", "F", "I", "PT", "SIM", "UP", "W"]

        [tool.mypy]
        files = ["src"]
        strict = true

        """

    private func package(_ project: Project) -> String {
        """
        \"\"\"The package \(project.name).\"\"\"

        from .text_summary import Summary, common_words, summarize

        __all__ = ["Summary", "common_words", "summarize"]
        __version__ = "0.1.0"

        """
    }

    private func main(_ project: Project, _ module: String) -> String {
        """
        \"\"\"The command line: summarises files, or standard input.\"\"\"

        import argparse
        import sys
        from collections.abc import Sequence
        from pathlib import Path

        from .text_summary import common_words, summarize


        def _count(text: str) -> int:
            value = int(text)
            if value < 1:
                raise argparse.ArgumentTypeError("must be at least 1")
            return value


        def _parser() -> argparse.ArgumentParser:
            parser = argparse.ArgumentParser(prog="\(project.name.package)", description="Summarise texts.")
            parser.add_argument("files", nargs="*", type=Path, help="UTF-8 text files; none: standard input")
            parser.add_argument("--top", type=_count, metavar="N", help="also show the N most common words")
            return parser



        """ + Self.mainBody
    }

    private static let mainBody = #"""
        def _show(name: str, text: str, top: int | None) -> None:
            summary = summarize(text)
            print(f"{name}: {summary.lines} lines, {summary.words} words, {summary.characters} characters")
            if top is not None:
                for word, count in common_words(text, top):
                    print(f"  {count} {word}")


        def main(arguments: Sequence[str] | None = None) -> int:
            """Run the program; the result is its exit status."""
            options = _parser().parse_args(arguments)
            if not options.files:
                _show("-", sys.stdin.read(), options.top)
                return 0
            status = 0
            for path in options.files:
                try:
                    text = path.read_text(encoding="utf-8")
                except (OSError, UnicodeDecodeError) as error:
                    print(f"{path}: {error}", file=sys.stderr)
                    status = 1
                    continue
                _show(str(path), text, options.top)
            return status


        if __name__ == "__main__":
            sys.exit(main())

        """#

    private func libraryTests(_ module: String) -> String {
        """
        import pytest

        from \(module) import Summary, common_words, summarize


        def test_an_empty_text_has_nothing():
            assert summarize("") == Summary(lines=0, words=0, characters=0)


        def test_a_last_line_without_an_end_counts():
            assert summarize("one two\\nthree") == Summary(lines=2, words=3, characters=13)


        def test_words_hold_apostrophes_and_hyphens():
            assert summarize("don't re-read it").words == 3


        def test_words_of_any_alphabet_count():
            assert common_words("Мир и мир", 1) == [("мир", 2)]


        def test_common_words_ignore_case():
            assert common_words("Git git GIT hook", 1) == [("git", 3)]


        def test_words_as_common_as_each_other_are_in_alphabetical_order():
            assert common_words("b a c", 2) == [("a", 1), ("b", 1)]


        def test_a_limit_below_one_is_refused():
            with pytest.raises(ValueError, match="at least 1"):
                common_words("a", 0)

        """
    }

    private func mainTests(_ module: String) -> String {
        """
        import io

        import pytest

        from \(module).__main__ import main


        def test_a_file_is_summarised(tmp_path, capsys):
            path = tmp_path / "note.txt"
            path.write_text("one two two\\n", encoding="utf-8")
            assert main([str(path), "--top", "1"]) == 0
            assert capsys.readouterr().out == f"{path}: 1 lines, 3 words, 12 characters\\n  2 two\\n"


        def test_standard_input_is_the_default(monkeypatch, capsys):
            monkeypatch.setattr("sys.stdin", io.StringIO("one"))
            assert main([]) == 0
            assert capsys.readouterr().out == "-: 1 lines, 1 words, 3 characters\\n"


        def test_a_file_that_is_not_there_fails(tmp_path, capsys):
            assert main([str(tmp_path / "none")]) == 1
            assert "none" in capsys.readouterr().err


        def test_a_wrong_count_is_a_usage_error():
            with pytest.raises(SystemExit) as stopped:
                main(["--top", "0"])
            assert stopped.value.code == 2

        """
    }

    private static let library = #"""
        """Counts what is in a text."""

        import re
        from collections import Counter
        from dataclasses import dataclass

        _WORD = re.compile(r"\w+(?:['’-]\w+)*")


        @dataclass(frozen=True)
        class Summary:
            """How much a text holds."""

            lines: int
            words: int
            characters: int


        def summarize(text: str) -> Summary:
            """Count lines, words and characters; a last line without a line end counts."""
            return Summary(
                lines=text.count("\n") + (1 if text and not text.endswith("\n") else 0),
                words=len(_WORD.findall(text)),
                characters=len(text),
            )


        def common_words(text: str, limit: int = 10) -> list[tuple[str, int]]:
            """Give the most common words in lower case with their counts; equals in alphabetical order."""
            if limit < 1:
                raise ValueError("limit must be at least 1")
            counts = Counter(word.lower() for word in _WORD.findall(text))
            return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:limit]

        """#

    private static let ignored = """
        __pycache__/
        *.py[cod]
        *.egg-info/
        .mypy_cache/
        .pytest_cache/
        .ruff_cache/
        .venv/
        build/
        dist/
        .airlock-results.xml

        """
}
