import AirlockCore

/// An ECMAScript module, its command line or web API, and the test runner that Node brings along.
struct NodeTemplate: ProjectTemplate {
    let kinds: [ProjectOptions.Kind] = [.cli, .library, .api]

    let toolchain = Toolchain(
        name: "Node.js 18.19 or newer", hint: "install it on this machine: apt-get install nodejs")

    func recipe(_ project: Project) -> BuildRecipe {
        BuildRecipe(
            probes: [
                [
                    "node", "-e",
                    "const [a, b] = process.versions.node.split('.').map(Number); process.exit(a > 18 || (a === 18 && b >= 19) ? 0 : 1)",
                ]
            ],
            build: (["src/index.js"] + (program(project).map { [$0] } ?? [])).map { ["node", "--check", $0] },
            test: project.hasTests ? ["node", "--test", "--test-reporter=tap"] : nil, results: .tap, leftovers: [],
            needsNetwork: [],
            pipeline: BuildRecipe.Pipeline(
                image: "node:24",
                commands: (project.hasLint ? ["npm install", "npm run lint"] : [])
                    + (project.hasTests ? ["npm test"] : ["node --check src/index.js"])))
    }

    func files(_ project: Project) -> [ProjectFile] {
        var files = [
            ProjectFile("README.md", readme(project)),
            ProjectFile(".gitignore", "node_modules/\ncoverage/\n*.log\n"),
            ProjectFile("package.json", manifest(project)),
            ProjectFile("src/index.js", Self.library),
        ]
        if project.hasLint {
            files += [
                ProjectFile("eslint.config.js", Self.lint), ProjectFile(".prettierrc.json", Self.format),
                ProjectFile(".prettierignore", "package-lock.json\n*.md\n"),
            ]
        }
        if project.hasTests { files.append(ProjectFile("test/index.test.js", Self.libraryTests)) }
        switch project.kind {
        case .library: break
        case .cli:
            files.append(ProjectFile("src/cli.js", executable: true, Self.program))
            if project.hasTests { files.append(ProjectFile("test/cli.test.js", Self.programTests)) }
        case .api:
            files.append(ProjectFile("src/server.js", NodeAPI.server))
            if project.hasTests { files.append(ProjectFile("test/server.test.js", NodeAPI.tests)) }
        }
        return files
    }

    /// What is started; nil for a library.
    private func program(_ project: Project) -> String? {
        switch project.kind {
        case .cli: "src/cli.js"
        case .api: "src/server.js"
        case .library: nil
        }
    }

    private func readme(_ project: Project) -> String {
        """
        # \(project.name)

        \(project.summary)

        `src/index.js` counts lines, words and characters and finds the most common words. Start from there and put your own
        in its place.

        ## Use

        \(use(project))
        """
            + (project.hasTests ? "## Test\n\n    npm test\n\n" : "")
            + (project.hasLint ? "## Format and lint\n\n    npm install\n    npm run format\n    npm run lint\n\n" : "")
            + "Needs Node.js 18.19 or newer; no package but for formatter and linter.\n"
    }

    private func use(_ project: Project) -> String {
        switch project.kind {
        case .cli: "    node src/cli.js README.md --top 3\n    echo \"one two two\" | node src/cli.js\n\n"
        case .library: "    import { summarize } from '\(project.name.package)';\n\n"
        case .api:
            "    PORT=8000 npm start\n    curl -d '{\"text\": \"one two\"}' http://127.0.0.1:8000/summaries\n\n"
        }
    }

    private func manifest(_ project: Project) -> String {
        var scripts: [(String, String)] = []
        if let program = program(project) { scripts.append(("start", "node \(program)")) }
        if project.hasTests { scripts.append(("test", "node --test")) }
        if project.hasLint {
            scripts += [("format", "prettier --write ."), ("lint", "eslint .")]
        }
        let lines = scripts.map { "    \"\($0.0)\": \"\($0.1)\"" }.joined(separator: ",\n")
        return """
            {
              "name": "\(project.name.package)",
              "version": "0.1.0",
              "description": \(project.quotedSummary),
              "license": "\(project.license == .none ? "UNLICENSED" : project.license.rawValue)",
              "private": true,
              "type": "module",
              "exports": "./src/index.js",
            \(project.kind == .cli ? "  \"bin\": \"./src/cli.js\",\n" : "")  "scripts": {
            \(lines)
              },
            \(project.hasLint ? "  \"devDependencies\": {\n    \"@eslint/js\": \"^9.20.0\",\n    \"eslint\": \"^9.20.0\",\n    \"globals\": \"^16.0.0\",\n    \"prettier\": \"^3.5.0\"\n  },\n" : "")  "engines": {
                "node": ">=18.19"
              }
            }

            """
    }

    private static let lint = """
        import js from '@eslint/js';
        import globals from 'globals';

        export default [
          js.configs.recommended,
          {
            languageOptions: { globals: globals.node },
            rules: { eqeqeq: 'error', 'no-var': 'error', 'prefer-const': 'error' },
          },
        ];

        """

    private static let format = "{\n  \"printWidth\": 100,\n  \"singleQuote\": true\n}\n"

    private static let library = #"""
        const WORD = /[\p{L}\p{N}_]+(?:['’-][\p{L}\p{N}_]+)*/gu;

        /**
         * Counts lines, words and characters (code points); a last line without a line end counts.
         *
         * @param {string} text
         * @returns {{lines: number, words: number, characters: number}}
         */
        export function summarize(text) {
          const ends = text.split('\n').length - 1;
          return {
            lines: ends + (text !== '' && !text.endsWith('\n') ? 1 : 0),
            words: words(text).length,
            characters: [...text].length,
          };
        }

        /**
         * The most common words in lower case with their counts; equals in alphabetical order.
         *
         * @param {string} text
         * @param {number} [limit] at least 1
         * @returns {[string, number][]}
         */
        export function commonWords(text, limit = 10) {
          if (!Number.isInteger(limit) || limit < 1) {
            throw new RangeError('limit must be at least 1');
          }
          const counts = new Map();
          for (const word of words(text)) {
            counts.set(word, (counts.get(word) ?? 0) + 1);
          }
          return [...counts]
            .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
            .slice(0, limit);
        }

        function words(text) {
          return (text.match(WORD) ?? []).map((word) => word.toLowerCase());
        }

        """#

    private static let program = #"""
        #!/usr/bin/env node
        import { readFileSync } from 'node:fs';
        import { parseArgs } from 'node:util';
        import { commonWords, summarize } from './index.js';

        const USAGE = 'usage: cli.js [--top N] [FILE...]   (no file: standard input)';

        function options() {
          try {
            const { values, positionals } = parseArgs({
              allowPositionals: true,
              options: { top: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
            });
            const top = values.top === undefined ? undefined : Number(values.top);
            if (top !== undefined && (!Number.isInteger(top) || top < 1)) {
              throw new RangeError('--top must be at least 1');
            }
            return { top, help: values.help ?? false, files: positionals };
          } catch (error) {
            console.error(`${error.message}\n${USAGE}`);
            process.exit(2);
          }
        }

        function show(name, text, top) {
          const { lines, words, characters } = summarize(text);
          console.log(`${name}: ${lines} lines, ${words} words, ${characters} characters`);
          if (top !== undefined) {
            for (const [word, count] of commonWords(text, top)) {
              console.log(`  ${count} ${word}`);
            }
          }
        }

        const { top, help, files } = options();
        if (help) {
          console.log(USAGE);
        } else if (files.length === 0) {
          show('-', readFileSync(0, 'utf8'), top);
        }
        for (const file of help ? [] : files) {
          try {
            show(file, readFileSync(file, 'utf8'), top);
          } catch (error) {
            console.error(`${file}: ${error.message}`);
            process.exitCode = 1;
          }
        }

        """#

    private static let libraryTests = #"""
        import assert from 'node:assert/strict';
        import { test } from 'node:test';
        import { commonWords, summarize } from '../src/index.js';

        test('an empty text has nothing', () => {
          assert.deepEqual(summarize(''), { lines: 0, words: 0, characters: 0 });
        });

        test('a last line without an end counts', () => {
          assert.deepEqual(summarize('one two\nthree'), { lines: 2, words: 3, characters: 13 });
        });

        test('words hold apostrophes and hyphens', () => {
          assert.equal(summarize("don't re-read it").words, 3);
        });

        test('words of any alphabet count', () => {
          assert.deepEqual(commonWords('Мир и мир', 1), [['мир', 2]]);
        });

        test('words as common as each other are in alphabetical order', () => {
          assert.deepEqual(commonWords('b a c', 2), [['a', 1], ['b', 1]]);
        });

        test('a limit below one is refused', () => {
          assert.throws(() => commonWords('a', 0), RangeError);
        });

        """#

    private static let programTests = #"""
        import assert from 'node:assert/strict';
        import { spawnSync } from 'node:child_process';
        import { test } from 'node:test';
        import { fileURLToPath } from 'node:url';

        const program = fileURLToPath(new URL('../src/cli.js', import.meta.url));

        function run(args, input = '') {
          return spawnSync(process.execPath, [program, ...args], { input, encoding: 'utf8' });
        }

        test('standard input is the default', () => {
          const { status, stdout } = run(['--top', '1'], 'one two two\n');
          assert.equal(status, 0);
          assert.equal(stdout, '-: 1 lines, 3 words, 12 characters\n  2 two\n');
        });

        test('a file that is not there fails', () => {
          const { status, stderr } = run(['no-such-file']);
          assert.equal(status, 1);
          assert.match(stderr, /no-such-file/);
        });

        test('a wrong count is a usage error', () => {
          assert.equal(run(['--top', '0']).status, 2);
        });

        """#
}
