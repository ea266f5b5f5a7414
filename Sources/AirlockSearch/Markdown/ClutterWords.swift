/// Words by which pages name what isn't their text, in the languages that we read.
enum ClutterWords {
    /// Elements without text to read.
    static let elements: Set<String> = [
        "head", "title", "script", "style", "noscript", "template", "nav", "footer", "button", "select", "textarea",
        "input",
        "label", "iframe", "object", "svg", "canvas", "audio", "video", "dialog", "map", "noframes", "noembed", "menu",
        "datalist", "progress", "meter",
    ]

    static let roles: Set<String> = [
        "navigation", "search", "banner", "contentinfo", "menu", "menubar", "dialog", "alertdialog", "toolbar",
        "tablist", "button", "complementary",
    ]

    /// Whole words of a class or an id.
    private static let words: Set<String> = [
        "ad", "ads", "adslot", "adbox", "banner", "breadcrumb", "breadcrumbs", "byline2", "disqus", "feedback",
        "follow",
        "footer", "gdpr", "jump", "login", "masthead", "menu", "modal", "nav", "navbar", "navbox", "navigation",
        "overlay", "pager", "pagination", "paywall", "popular", "popup", "postnav", "print", "rating", "ratings",
        "respond",
        "rss", "search", "share", "sharing", "sidebar", "signin", "signup", "skip", "skiplink", "sponsored",
        "subscribe",
        "subscription", "tags", "taglist", "toc", "toolbar", "trending", "upsell", "vote", "votes", "widget",
        "hatnote", "catlinks", "printfooter", "editsection", "reactions",
    ]
    /// Beginnings of such words.
    private static let beginnings = [
        "cookie", "consent", "advert", "newsletter", "promo", "recommend", "related", "comment", "social", "sharebar",
        "sharebutton", "outbrain", "taboola", "teaser", "onetrust",
    ]
    /// Endings of such words.
    private static let endings = ["sidebar", "navbar", "breadcrumbs", "pagination", "sitefooter", "sitenav"]

    /// Small marks inside text: of these also an inline element is left out.
    static let marks: Set<String> = [
        "headerlink", "copiable-anchor", "copiable-link", "hash-link", "heading-anchor", "anchor-link", "sr-only",
        "visually-hidden", "screen-reader-text", "mw-editsection", "editsection", "linenos", "lineno", "linenumber",
        "linenumbers", "line-number", "line-numbers", "gutter", "sphinx-copybutton", "copy-button", "permalink",
    ]

    /// Of an aside that belongs to the text.
    static let notes: Set<String> = [
        "note", "tip", "warning", "caution", "important", "danger", "admonition", "callout", "info", "hint", "alert",
        "infobox", "pullquote",
    ]

    static func isClutter(_ name: Substring) -> Bool {
        name.split { $0 == "-" || $0 == "_" || $0 == ":" }.contains { word in
            words.contains(String(word)) || beginnings.contains { word.hasPrefix($0) }
                || endings.contains { word.hasSuffix($0) }
        }
    }

    static func isNote(_ name: Substring) -> Bool {
        name.split { $0 == "-" || $0 == "_" }.contains { notes.contains(String($0)) }
    }

    /// Beginnings of headings over what isn't the page's own text.
    private static let headings = [
        "related", "read more", "read next", "read also", "you may also", "you might also", "more from", "more in ",
        "more on ", "more stories", "comments", "leave a", "add a comment", "share", "subscribe", "newsletter",
        "sign up", "sponsored", "advertisement", "popular", "most read", "most popular", "recommended", "trending",
        "latest ", "recent posts", "follow us", "post a comment", "what to read next",
        "читайте также", "похожие", "комментарии", "оставить комментарий", "поделиться", "подпи", "реклама",
        "рекомендуем", "популярное", "другие новости", "новости партн", "материалы по теме", "обсуждение",
        "ещё по теме",
    ]

    static func isOverClutter(_ heading: String) -> Bool {
        let text = heading.lowercased()
        return text.count <= 60 && (headings.contains { text.hasPrefix($0) } || countOfComments(text))
    }

    /// `12 comments`, `3 комментария`.
    private static func countOfComments(_ text: String) -> Bool {
        guard let first = text.first, first.isNumber else { return false }
        let word = text.drop { $0.isNumber || $0.isWhitespace }
        return word.hasPrefix("comment") || word.hasPrefix("комментари")
    }

    /// Headings over a list of the page's own headings.
    static func isOverContents(_ heading: String) -> Bool {
        ["contents", "table of contents", "on this page", "in this article", "содержание", "оглавление"].contains(
            heading.lowercased())
    }

    /// Lines that stand alone and say nothing.
    private static let lines = [
        "advertisement", "sponsored", "share this", "share on", "skip to ", "jump to ", "read more", "read also",
        "continue reading", "loading", "sign up", "subscribe", "follow us", "print this", "back to top",
        "all rights reserved",
        "реклама", "читайте также", "поделиться", "подпишитесь", "подписывайтесь", "наверх", "copyright ©", "© ",
    ]

    /// - Parameter text: All of a paragraph.
    static func isLine(_ text: String) -> Bool {
        guard text.count <= 120 else { return false }
        let text = text.lowercased()
        return lines.contains { text.hasPrefix($0) }
    }

    /// What a page says of itself and not of its subject.
    static func asksForConsent(_ text: String) -> Bool {
        let text = text.lowercased()
        return text.count <= 1200
            && ["cookie", "куки", "your privacy", "персональных данных"].contains { text.contains($0) }
            && [
                "accept", "agree", "consent", "privacy policy", "preferences", "принять", "принима", "соглас",
                "политик",
            ]
            .contains { text.contains($0) }
    }
}
