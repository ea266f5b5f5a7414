/// What is run in a page, in a world of its own that the page's scripts can't reach.
enum PageScript {
    /// Gives `{url, title, html}` once the page has been laid out, without lone surrogates.
    /// - Parameters:
    ///   - expression: Gives a string in place of the page's HTML.
    ///   - limit: Characters of it.
    static func reading(_ expression: String?, limit: Int) -> String {
        let text = expression ?? "document.documentElement ? document.documentElement.outerHTML : ''"
        return """
            (async () => {
              await new Promise(done => { requestIdleCallback(done, {timeout: 100}); setTimeout(done, 150); });
              const text = String(\(text));
              return {
                url: location.href, title: String(document.title).slice(0, 1000).toWellFormed(),
                html: text.slice(0, \(limit)).toWellFormed(),
              };
            })()
            """
    }
}
