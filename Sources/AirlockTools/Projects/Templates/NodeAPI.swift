/// The web API of ``NodeTemplate``, by `node:http` alone.
enum NodeAPI {
    static let server = #"""
        import { createServer as createHttpServer } from 'node:http';
        import { pathToFileURL } from 'node:url';
        import { summarize } from './index.js';

        const LARGEST_BODY = 1 << 20;

        class RequestError extends Error {
          constructor(status, message) {
            super(message);
            this.status = status;
          }
        }

        const routes = {
          'GET /healthz': () => ({ status: 'ok' }),
          'POST /summaries': async (request) => {
            const { text } = await body(request);
            if (typeof text !== 'string') {
              throw new RequestError(400, 'text must be a string');
            }
            return summarize(text);
          },
        };

        async function body(request) {
          const parts = [];
          let size = 0;
          for await (const part of request) {
            size += part.length;
            if (size > LARGEST_BODY) {
              throw new RequestError(413, `the body is over ${LARGEST_BODY} bytes`);
            }
            parts.push(part);
          }
          try {
            return JSON.parse(Buffer.concat(parts).toString('utf8')) ?? {};
          } catch {
            throw new RequestError(400, 'the body is no JSON');
          }
        }

        async function answer(request) {
          const path = new URL(request.url, 'http://localhost').pathname;
          const route = routes[`${request.method} ${path}`];
          if (route === undefined) {
            const known = Object.keys(routes).some((name) => name.endsWith(` ${path}`));
            throw new RequestError(known ? 405 : 404, `no ${request.method} ${path}`);
          }
          return route(request);
        }

        /** Makes the server; `listen` starts it. */
        export function createServer() {
          return createHttpServer(async (request, response) => {
            let status = 200;
            let value;
            try {
              value = await answer(request);
            } catch (error) {
              status = error instanceof RequestError ? error.status : 500;
              value = { error: status === 500 ? 'something went wrong' : error.message };
            }
            response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
            response.end(JSON.stringify(value));
          });
        }

        if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
          const server = createServer();
          server.listen(Number(process.env.PORT ?? 8000), '127.0.0.1', () => {
            console.log(`http://127.0.0.1:${server.address().port}`);
          });
        }

        """#

    static let tests = #"""
        import assert from 'node:assert/strict';
        import { once } from 'node:events';
        import { after, before, test } from 'node:test';
        import { createServer } from '../src/server.js';

        const server = createServer();
        let base;

        before(async () => {
          server.listen(0, '127.0.0.1');
          await once(server, 'listening');
          base = `http://127.0.0.1:${server.address().port}`;
        });

        after(() => server.close());

        function post(text) {
          return fetch(`${base}/summaries`, { method: 'POST', body: text });
        }

        test('the server says that it is up', async () => {
          assert.deepEqual(await (await fetch(`${base}/healthz`)).json(), { status: 'ok' });
        });

        test('a text is summarised', async () => {
          const answer = await post(JSON.stringify({ text: 'one two' }));
          assert.equal(answer.status, 200);
          assert.deepEqual(await answer.json(), { lines: 1, words: 2, characters: 7 });
        });

        test('a wrong body is refused', async () => {
          for (const text of ['', '{', 'null', '[]', '{"text": 1}']) {
            assert.equal((await post(text)).status, 400);
          }
        });

        test('a body that is too long is refused', async () => {
          assert.equal((await post('x'.repeat((1 << 20) + 1))).status, 413);
        });

        test('other paths and methods are not there', async () => {
          assert.equal((await fetch(`${base}/none`)).status, 404);
          assert.equal((await fetch(`${base}/summaries`)).status, 405);
        });

        """#
}
