import AirlockCore

/// The fixed part of the labelling prompt: the same bytes each time, so that the server keeps it in its cache. A change
/// raises the version in ``ClauseLabeller/purpose``.
enum LabelPrompt {
    static let messages: [ModelMessage] =
        [ModelMessage(.system, system)]
        + examples.flatMap { example in
            [
                ModelMessage(.user, lines(example.map(\.0))),
                ModelMessage(.assistant, lines(example.map(\.1.rawValue))),
            ]
        }

    static func lines(_ texts: [String]) -> String {
        texts.enumerated().map { "\($0 + 1). \($1)" }.joined(separator: "\n")
    }

    private static let system = """
        You sort the lines of a task. Each line gets exactly one label: the work that the line itself orders.
        research = look for information, articles or sources
        create_project = start a new software project
        edit_files = write, change, save or delete a file
        run_command = run, build or test something
        git_commit = commit, or set up a git repository
        git_push = push or send commits to a remote
        screenshot = take a picture of a page or the screen
        answer = answer a question or explain, from knowledge or from text that is given
        report = write a summary, a report or a list of links about what was found
        detail = only describes another line, orders nothing new
        no = says NOT to do something
        unsupported = an order that none of these can do
        """

    private static let examples: [[(String, ClauseLabel)]] = [
        [("Look for 2 papers on hash tables", .research), ("store the links", .editFiles)],
        [
            ("Start a Rust project named sorter with a parser", .createProject), ("unit tests", .detail),
            ("build it", .runCommand), ("test it", .runCommand), ("commit", .gitCommit),
        ],
        [
            ("Заведи проект на Go под названием timer", .createProject), ("собери его", .runCommand),
            ("проверь тестами", .runCommand), ("сохрани в git", .gitCommit), ("пушить не нужно", .no),
        ],
        [("Почему небо голубое?", .answer)],
        [
            ("In config.yaml set the port to 80", .editFiles), ("do not run anything", .no),
            ("send the branch to upstream", .gitPush),
        ],
        [("Call my mother", .unsupported), ("order flowers", .unsupported)],
        [
            ("Узнай, как устроен планировщик Linux", .research), ("напиши краткую сводку со ссылками", .report),
            ("сними экран", .screenshot),
        ],
        [("Explain what this text says about cats", .answer), ("[quoted text]", .detail)],
    ]
}
