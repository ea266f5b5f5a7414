/// The web API of ``PythonTemplate``: WSGI (PEP 3333), by the standard library alone.
enum PythonAPI {
    static func source(_ project: Project, _ module: String) -> [ProjectFile] {
        [
            ProjectFile("src/\(module)/api.py", application),
            ProjectFile("src/\(module)/__main__.py", main(project)),
        ]
    }

    private static let application = #"""
        """The web API as a WSGI application: `app` runs under any WSGI server."""

        import json
        from collections.abc import Callable, Iterable
        from dataclasses import asdict
        from typing import Any

        from .text_summary import summarize

        LARGEST_BODY = 1 << 20


        class RequestError(Exception):
            """A request that can't be answered, with its HTTP status."""

            def __init__(self, status: str, message: str) -> None:
                super().__init__(message)
                self.status = status


        def _healthz(_: dict[str, Any]) -> dict[str, Any]:
            return {"status": "ok"}


        def _create_summary(environ: dict[str, Any]) -> dict[str, Any]:
            body = _body(environ)
            text = body.get("text") if isinstance(body, dict) else None
            if not isinstance(text, str):
                raise RequestError("400 Bad Request", "text must be a string")
            return asdict(summarize(text))


        ROUTES: dict[tuple[str, str], Callable[[dict[str, Any]], dict[str, Any]]] = {
            ("GET", "/healthz"): _healthz,
            ("POST", "/summaries"): _create_summary,
        }


        def _body(environ: dict[str, Any]) -> Any:
            try:
                length = int(environ.get("CONTENT_LENGTH") or 0)
            except ValueError:
                raise RequestError("400 Bad Request", "the length is no number") from None
            if length > LARGEST_BODY:
                raise RequestError("413 Content Too Large", f"the body is over {LARGEST_BODY} bytes")
            try:
                return json.loads(environ["wsgi.input"].read(length))
            except ValueError:
                raise RequestError("400 Bad Request", "the body is no JSON") from None


        def _answer(environ: dict[str, Any]) -> tuple[str, dict[str, Any]]:
            method, path = environ["REQUEST_METHOD"], environ.get("PATH_INFO", "/")
            route = ROUTES.get((method, path))
            if route is None:
                known = any(path == other for _, other in ROUTES)
                raise RequestError("405 Method Not Allowed" if known else "404 Not Found", f"no {method} {path}")
            return "200 OK", route(environ)


        def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            """Answer one request (PEP 3333)."""
            try:
                status, value = _answer(environ)
            except RequestError as error:
                status, value = error.status, {"error": str(error)}
            content = json.dumps(value).encode()
            start_response(status, [("Content-Type", "application/json"), ("Content-Length", str(len(content)))])
            return [content]

        """#

    private static func main(_ project: Project) -> String {
        """
        \"\"\"Serves the API for development; behind a real server use `api:app`.\"\"\"

        import argparse
        import contextlib
        import sys
        from collections.abc import Sequence
        from wsgiref.simple_server import make_server

        from .api import app


        def main(arguments: Sequence[str] | None = None) -> int:
            \"\"\"Serve until interrupted.\"\"\"
            parser = argparse.ArgumentParser(prog="\(project.name.package)", description="Serve the API.")
            parser.add_argument("--port", type=int, default=8000)
            options = parser.parse_args(arguments)
            with make_server("127.0.0.1", options.port, app) as server:
                print(f"http://127.0.0.1:{server.server_port}")
                with contextlib.suppress(KeyboardInterrupt):
                    server.serve_forever()
            return 0


        if __name__ == "__main__":
            sys.exit(main())

        """
    }

    static func tests(_ module: String) -> String {
        """
        import io
        import json
        import threading
        import urllib.request
        from wsgiref.simple_server import make_server
        from wsgiref.util import setup_testing_defaults

        from \(module).api import LARGEST_BODY, app


        def call(method, path, body=b"", length=None):
            environ = {}
            setup_testing_defaults(environ)
            environ.update(REQUEST_METHOD=method, PATH_INFO=path, CONTENT_LENGTH=str(length or len(body)))
            environ["wsgi.input"] = io.BytesIO(body)
            seen = []
            content = b"".join(app(environ, lambda status, headers: seen.append(status)))
            return int(seen[0].split()[0]), json.loads(content)


        def test_the_server_says_that_it_is_up():
            assert call("GET", "/healthz") == (200, {"status": "ok"})


        def test_a_text_is_summarised():
            status, value = call("POST", "/summaries", b'{"text": "one two"}')
            assert (status, value) == (200, {"lines": 1, "words": 2, "characters": 7})


        def test_a_wrong_body_is_refused():
            for body in (b"", b"{", b"[]", b'{"text": 1}'):
                assert call("POST", "/summaries", body)[0] == 400


        def test_a_body_that_is_too_long_is_not_read():
            assert call("POST", "/summaries", b"{}", LARGEST_BODY + 1)[0] == 413


        def test_other_paths_and_methods_are_not_there():
            assert call("GET", "/none")[0] == 404
            assert call("GET", "/summaries")[0] == 405


        def test_it_answers_over_http():
            with make_server("127.0.0.1", 0, app) as server:
                threading.Thread(target=server.handle_request).start()
                with urllib.request.urlopen(f"http://127.0.0.1:{server.server_port}/healthz", timeout=10) as answer:
                    assert json.load(answer) == {"status": "ok"}

        """
    }
}
