/// The files that a project of any ecosystem has.
enum ProjectCommons {
    static func files(_ project: Project, _ pipeline: BuildRecipe.Pipeline) -> [ProjectFile] {
        license(project) + ci(project, pipeline) + (project.hasLint ? [ProjectFile(".editorconfig", editor)] : [])
    }

    private static let editor = """
        root = true

        [*]
        charset = utf-8
        end_of_line = lf
        indent_style = space
        indent_size = 4
        insert_final_newline = true
        trim_trailing_whitespace = true

        [*.{js,json,yml,yaml,md,csproj,props}]
        indent_size = 2

        """

    private static func license(_ project: Project) -> [ProjectFile] {
        let holder = "Copyright (c) \(project.author)\n"
        switch project.license {
        case .none: return []
        case .zeroBSD: return [ProjectFile("LICENSE", "BSD Zero Clause License\n\n\(holder)\n" + zeroClause)]
        case .mit: return [ProjectFile("LICENSE", "MIT License\n\n\(holder)\n" + mit)]
        }
    }

    /// The text that spdx.org has under `MIT`.
    private static let mit = """
        Permission is hereby granted, free of charge, to any person obtaining a copy
        of this software and associated documentation files (the "Software"), to deal
        in the Software without restriction, including without limitation the rights
        to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
        copies of the Software, and to permit persons to whom the Software is
        furnished to do so, subject to the following conditions:

        The above copyright notice and this permission notice shall be included in all
        copies or substantial portions of the Software.

        THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
        IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
        FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
        AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
        LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
        OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
        SOFTWARE.

        """

    /// The text that spdx.org has under `0BSD`.
    private static let zeroClause = """
        Permission to use, copy, modify, and/or distribute this software for any
        purpose with or without fee is hereby granted.

        THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH
        REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY
        AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT,
        INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM
        LOSS OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR
        OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR
        PERFORMANCE OF THIS SOFTWARE.

        """

    private static func ci(_ project: Project, _ pipeline: BuildRecipe.Pipeline) -> [ProjectFile] {
        switch project.ci {
        case .none: []
        case .github:
            [
                ProjectFile(
                    ".github/workflows/ci.yml",
                    """
                    name: ci
                    on:
                      push:
                        branches: [main]
                      pull_request:

                    permissions:
                      contents: read

                    jobs:
                      test:
                        runs-on: ubuntu-latest
                        container: \(pipeline.image)
                        steps:
                          - uses: actions/checkout@v4

                    """ + pipeline.commands.map { "      - run: \($0)\n" }.joined())
            ]
        case .gitlab:
            [
                ProjectFile(
                    ".gitlab-ci.yml",
                    """
                    test:
                      image: \(pipeline.image)
                      script:

                    """ + pipeline.commands.map { "    - \($0)\n" }.joined())
            ]
        }
    }
}
