/// The words, English and Russian, by which a clause orders something. The gate trusts these over any model.
enum CapabilityWords {
    static let research = WordList(
        """
        find, search, look up, look for, looking for, research*, investigat*, explore, study, discover, gather, collect,
        browse, google, article*, source*, papers, literature, publications, references, dig up, learn about, find out,
        read up, read about,
        найди*, найти, поищи*, ищи, искать, исследу*, исследов*, изучи*, разузна*, узна*, выясни*, разберись, погугли*,
        ресерч*, ресечр*, статьи, статей, статью, статья, статьях, статье, источник*, материал*, подбери*, подыщи*, отыщи*,
        прочитай о, прочитай про, почитай*
        """)
    static let createVerbs = WordList(
        """
        create, make, set up, setup, start a, start an, start new, start, generate, scaffold, bootstrap, initiali*, init,
        prepare, write, develop, implement, build a, build an, build me, add a, add an, new, need a, want a, produce,
        создай*, создать, сделай*, сделать, заведи*, сгенериру*, подготовь*, начни*, построй*, напиши*, инициализиру*,
        разверни*, разработай*, реализуй*, новый, новое, нужен, нужна, нужно, собери мне
        """)
    static let projectNouns = WordList(
        """
        project*, app, apps, application*, library, libraries, package, skeleton, scaffold*, api, webapi, service, cli,
        tool, program, module, website, server, microservice, boilerplate, utility, game, bot,
        проект*, приложени*, библиотек*, пакет*, каркас*, заготовк*, скелет*, сервис*, утилит*, программ*, модул*, сервер*,
        бот, бота, игру
        """)
    /// Nouns that make something else of a creation verb: a file, a commit, a picture.
    static let projectNamers = WordList(
        "named, called, name, titled, под названием, с именем, названием, именем, по имени, под именем, с названием")
    static let editVerbs = WordList(
        """
        edit, replace, change, fix, correct, rename, add, append, insert, remove, delete, update, write, save, modify, put,
        store, record, copy, move, substitute, swap, set, create, make, document, overwrite, export, note, bump, list,
        измени*, замени*, исправ*, поправ*, переимену*, добав*, допиши*, вставь*, удали*, убери*, обнови*, запиши*, сохрани*,
        отредактиру*, перепиши*, скопируй*, перемести*, создай*, внеси*, впиши*, напиши*, сотри*, поменяй*, занеси*, дополни*,
        выпиши*, помести*, положи*, сделай*
        """)
    static let editNouns = WordList(
        """
        file*, readme*, line, lines, word*, typo*, text, string, link*, list, comment*, version, changelog, section,
        paragraph, heading, url*, dockerfile, makefile, license, gitignore, todo,
        файл*, ридми, строк*, слово, слова, опечатк*, текст*, ссылк*, список, списк*, комментар*, верси*, раздел*, абзац*,
        заголов*, лиценз*
        """)
    /// Verbs that order a run by themselves.
    static let run = WordList(
        """
        run, runs, rerun, execute, launch, compile, lint, invoke, build it, build them, build the, build everything,
        build both, test it, test them, test the, test both, test everything, tests pass, test pass, tests are green,
        testing it, running, builds, run-tests,
        запусти*, запустить, выполни*, прогон*, прогна*, собери, соберите, собрать, собери*, сборк*, скомпилиру*, протестиру*,
        тестируй*, протести*, отлинтуй*, тесты проход*
        """)
    /// Verbs only where a clause begins; elsewhere nouns.
    static let runAtStart = WordList(
        "build, test, check that it builds, check the tests, check tests, verify, start it, try it")
    static let commit = WordList(
        """
        commit, commits, committed, committing, commiting, check in, git repo, git repository, git init, under git, into git, in git, version control,
        закоммит*, коммит*, комит*, закомит*, зафиксиру*, гит-репозитор*, git-репозитор*, git репозитор*, репозиторий git,
        в git, под git, в гит
        """)
    static let push = WordList(
        "push, pushes, pushed, pushing, force-push, запуш*, пуш, пуша, пушить, пушь*, пушни*, пушем, пушим")
    /// Orders a push only together with one of `pushNouns`.
    static let send = WordList(
        "send, sending, publish*, upload*, submit, deliver, отправ*, залей*, залить, выложи*, выгрузи*, опублику*, публик*"
    )
    static let pushNouns = WordList(
        """
        branch*, origin, upstream, remote, remotes, repo, repository, commit, commits, changes, github*, gitlab*, main, master,
        ветк*, ветв*, репозитор*, удаленн*, изменени*, коммит*, гитхаб*, правки
        """)
    static let notPush = WordList(
        "push notification*, push-notification*, push message*, push-уведомлен*, пуш-уведомлен*, push уведомлен*, push button*"
    )
    static let screenshot = WordList(
        """
        screenshot*, screen shot, screen capture, capture, screengrab, picture of the screen, picture of the page,
        скриншот*, заскринь*, скрин, снимок экрана, снимок страниц*, снимок рабоч*, снимок сайта, снимок окна, снимок, сними
        """)
    static let report = WordList(
        """
        report, summary, overview, digest, summari*, write-up, conclusion*, bibliography,
        отчет*, сводк*, обзор*, резюме, выводы, вывод, доклад*, конспект*
        """)
    static let answer = WordList(
        """
        what, why, how, which, who, when, where, is, are, does, do i, explain, describe, tell me, summari*, define, compare,
        difference, meaning, translate, clarify, outline, list the, name the, give me,
        что, чем, почему, зачем, как, какой, какая, какие, какое, кто, когда, где, сколько, объясни*, опиши*, расскажи*,
        перескажи*, резюмиру*, суммиру*, сравни*, разница, отличи*, переведи*, поясни*, растолкуй*, скажи, обобщи*, кратко
        """)
    /// A sentence that begins so asks, to its end.
    static let interrogatives = WordList(
        """
        what, what's, why, how, which, who, is, are, does, did, что, чем, почему, зачем, как, какой, какая, какие, какое,
        кто, сколько
        """)
    /// A clause that begins so asks; it orders nothing.
    static let asks = WordList(
        """
        what, what's, why, how, which, who, is, are, does, did, explain, describe, define, clarify, outline,
        tell me, summari*, compare, translate,
        что, чем, почему, зачем, как, какой, какая, какие, какое, кто, сколько, объясни*, опиши*, расскажи*, перескажи*,
        резюмиру*, суммиру*, сравни*, переведи*, поясни*, растолкуй*, обобщи*
        """)
    /// How a polite order begins; what follows is the order.
    static let politeness = [
        "i want you to", "i need you to", "i'd like you to", "can you", "could you", "would you", "will you",
        "go ahead",
        "please", "kindly", "now", "first", "let's", "just", "also", "не мог бы ты", "мог бы ты", "пожалуйста",
        "можешь",
        "можете", "сначала", "теперь", "сперва", "давай", "прошу",
    ].map { $0.split(separator: " ").map(String.init) }
    /// Take these out before looking for a negation.
    static let notNegations = WordList("don't forget, do not forget, not only, не забудь*, не только, не забыть")
    static let negations = WordList(
        """
        not, don't, dont, no, never, without, doesn't, won't, can't, cannot, shouldn't, mustn't, avoid, skip, neither, nor,
        isn't, aren't, needn't, nothing, refrain, omit, forbidden, unnecessary,
        не, без, ни, никогда, нельзя, нет, незачем, запрещено, избегай*, пропусти, ничего
        """)
    /// What comes after one of these is what the work is about, not work.
    static let topicMarkers = WordList(
        "about, regarding, concerning, on how, how to, how, why, о, об, обо, про, как, почему, касательно, на тему, по теме"
    )

    /// A negation in a subordinate clause is not about the order.
    static let subordinate = WordList("that, which, котор*")
    /// Nouns of work that is asked for with `check`.
    static let checks = WordList(
        "check*, verify, ensure, make sure, confirm, проверь*, убедись, убедиться, удостоверь*")
    static let checked = WordList("test, tests, build, builds, compile*, тест*, сборк*, собира*, компилир*")
    /// Verbs that order a file only with a path or a word for one.
    static let makingVerbs = WordList(
        "create, make, set, list, note, copy, put, document, write, export, создай*, напиши*, сделай*, положи*, помести*"
    )
    static let fileNouns = WordList(
        "file, files, readme*, dockerfile, makefile, changelog, link, links, файл*, ридми, ссылк*")

    static func list(for label: ClauseLabel) -> WordList? {
        switch label {
        case .research: research
        case .createProject: projectNouns
        case .editFiles: editVerbs
        case .runCommand: run
        case .gitCommit: commit
        case .gitPush: push
        case .screenshot: screenshot
        case .answer: answer
        case .report: report
        case .detail, .no, .unsupported: nil
        }
    }
}
