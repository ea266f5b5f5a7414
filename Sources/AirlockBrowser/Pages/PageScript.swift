/// What is run in a page, in a world of its own that the page's scripts can't reach.
enum PageScript {
    /// Gives `{url, title, html}` once the page has been laid out, without lone surrogates.
    /// - Parameters:
    ///   - expression: Gives a string in place of the page's HTML.
    ///   - limit: Bytes of it, about.
    static func reading(_ expression: String?, limit: Int) -> String {
        """
        (async () => {
          await new Promise(done => { requestIdleCallback(done, {timeout: 100}); setTimeout(done, 150); });
          const text = String(\(expression ?? written(limit: limit)));
          return {
            url: location.href, title: String(document.title).slice(0, 1000).toWellFormed(),
            html: text.slice(0, \(limit)).toWellFormed(),
          };
        })()
        """
    }

    /// Writes what is shown of a page as plain HTML: without what its styles hide, without scripts, with what lies in open
    /// shadow trees in its place, and a mark on what floats above the page. Getters of prototypes are used because a form's
    /// fields can stand in for its properties.
    private static func written(limit: Int) -> String {
        """
        (() => {
          const getter = (type, name) => {
            const get = Object.getOwnPropertyDescriptor(type.prototype, name).get;
            return node => get.call(node);
          };
          const kind = getter(Node, 'nodeType'), children = getter(Node, 'childNodes'), named = getter(Element, 'localName');
          const shadow = getter(Element, 'shadowRoot'), data = getter(CharacterData, 'data');
          const attribute = (node, name) => Element.prototype.getAttribute.call(node, name);
          const skipped = new Set(['head', 'script', 'style', 'template', 'noscript', 'iframe', 'object', 'embed', 'canvas',
            'audio', 'video', 'svg', 'img', 'picture', 'select', 'textarea', 'frameset']);
          const kept = ['id', 'class', 'role', 'href', 'colspan', 'start', 'type', 'alttext', 'aria-hidden', 'data-lang',
            'itemprop', 'name'];
          const empty = new Set(['br', 'hr', 'input', 'wbr', 'col', 'area', 'base', 'link', 'meta', 'param', 'source', 'track']);
          const escape = text => String(text).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
          const out = [];
          let size = 0;
          const put = text => { size += text.length + (text.match(/[^\\x00-\\x7f]/g) || []).length; out.push(text); };
          const stack = [document.documentElement];
          while (stack.length > 0 && size < \(limit)) {
            const node = stack.pop();
            if (typeof node === 'string') { put(node); continue; }
            if (!node) continue;
            if (kind(node) === 3) { put(escape(data(node))); continue; }
            if (kind(node) !== 1) continue;
            const name = named(node);
            if (skipped.has(name) || !/^[a-z][a-z0-9-]*$/.test(name)) continue;
            const style = getComputedStyle(node);
            if (style.display === 'none') continue;
            let tag = '<' + name;
            for (const key of kept) {
              const value = attribute(node, key);
              if (value !== null) tag += ' ' + key + '="' + escape(value.slice(0, 4096)) + '"';
            }
            if (style.position === 'fixed') tag += ' data-airlock="fixed"';
            put(tag + '>');
            if (empty.has(name)) continue;
            stack.push('</' + name + '>');
            let inner = children(shadow(node) || node);
            if (name === 'slot') {
              const given = HTMLSlotElement.prototype.assignedNodes.call(node);
              if (given.length > 0) inner = given;
            }
            for (let at = inner.length - 1; at >= 0; at--) stack.push(inner[at]);
          }
          return out.join('');
        })()
        """
    }
}
