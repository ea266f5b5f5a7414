/// What of a page is not its text: navigation, tables of contents, forms, marks beside headings.
enum Boilerplate {
    /// Without content: never on the stack.
    static let void: Set<String> = [
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    ]

    private static let elements: Set<String> = [
        "script", "style", "noscript", "template", "nav", "footer", "aside", "form", "button", "select", "textarea",
        "iframe", "object", "svg", "canvas", "audio", "video", "dialog", "map", "noframes", "noembed",
    ]

    private static let roles: Set<String> = [
        "navigation", "search", "banner", "contentinfo", "menu", "dialog", "toolbar",
    ]

    /// Of Sphinx, AsciiDoc, Texinfo, Javadoc, MkDocs, DocBook, Node's pages and common web sites.
    private static let classes: Set<String> = [
        "sidebar", "sphinxsidebar", "related", "toc", "contents", "shortcontents", "contents_element", "section-toc",
        "mini-toc", "menu", "navbar", "nav", "navigation", "breadcrumb", "breadcrumbs", "footer", "header",
        "headerlink",
        "copiable-anchor", "copiable-link", "mark", "anchor", "skip-to-content", "navheader", "navfooter",
        "topic-title",
        "printindex", "cookie", "advert", "ads", "share", "social", "pagination", "edit-link", "site-header",
        "site-footer", "api_stability_link",
    ]

    private static let ids: Set<String> = [
        "footer", "toc", "sidebar", "nav", "navigation", "menu", "searchbox", "breadcrumbs",
    ]

    static func covers(_ tag: HTMLTag, inMain: Bool) -> Bool {
        if elements.contains(tag.name) || tag.isHidden || roles.contains(tag.role) { return true }
        // A page's head is not its text, but the head of an article holds its title.
        if tag.name == "header", !inMain { return true }
        if tag.name == "body" || tag.name == "html" || tag.name == "main" { return false }
        if ids.contains(tag.id) { return true }
        return tag.classes.contains { classes.contains(String($0)) || $0.hasPrefix("index-") }
    }

    static func isMain(_ tag: HTMLTag) -> Bool {
        tag.name == "main" || tag.name == "article" || tag.role == "main" || tag.role == "document"
            || tag.id == "apicontent"
    }
}
