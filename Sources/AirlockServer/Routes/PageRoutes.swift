import HTTPTypes
import Hummingbird

/// The web page: files that are compiled in and hold nothing private.
struct PageRoutes: Sendable {
    private static let files: [(path: String, type: String, bytes: [UInt8])] = [
        ("/", "text/html", PackageResources.index_html),
        ("/app.css", "text/css", PackageResources.app_css),
        ("/app.js", "text/javascript", PackageResources.app_js),
        ("/job.js", "text/javascript", PackageResources.job_js),
        ("/desktop.js", "text/javascript", PackageResources.desktop_js),
        ("/cards.js", "text/javascript", PackageResources.cards_js),
        ("/dom.js", "text/javascript", PackageResources.dom_js),
        ("/words.js", "text/javascript", PackageResources.words_js),
    ]

    func add(toOpen router: Router<Visit>) {
        for file in Self.files {
            router.get("\(file.path)") { _, _ in
                var response = Response.bytes(file.bytes, type: file.type, status: 200)
                response.headers[.cacheControl] = "no-cache"
                return response
            }
        }
    }
}
