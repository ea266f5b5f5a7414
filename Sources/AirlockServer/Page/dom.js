// Building the page. Text only ever becomes a text node, so nothing that a model, a file or a web page says is markup.

// Characters that would hide or reorder what stands beside them.
const unseen =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb]|[\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]|\p{Cs}/gu;

/** `text` with each character that can't be seen written as `\u{…}`. Line breaks and tabs stay. */
export function visible(text) {
  return String(text ?? "").replace(unseen, (character) => `\\u{${character.codePointAt(0).toString(16)}}`);
}

/** An element. `attributes` with a function as value are listeners; `null` and `false` are left out. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name, value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value);
  }
  for (const child of children.flat()) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : document.createTextNode(visible(child)));
  }
  return node;
}

const held = new WeakMap();

/** Replaces what `node` holds, unless it holds the same already: what a person opened or typed stays. */
export function fill(node, ...children) {
  const next = el("div", {}, ...children);
  if (held.get(node) === next.innerHTML) return;
  held.set(node, next.innerHTML);
  const opened = new Set([...node.querySelectorAll("details[open][data-key]")].map((item) => item.dataset.key));
  node.replaceChildren(...next.childNodes);
  for (const item of node.querySelectorAll("details[data-key]")) if (opened.has(item.dataset.key)) item.open = true;
}

export function badge(kind, text) {
  return el("span", { class: `badge ${String(kind).replace(/[^a-z_]/g, "")}` }, text);
}

/** A link if a browser may follow it, else the address as text. */
export function link(url, text) {
  if (/^https?:\/\//i.test(url)) {
    return el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, text ?? url);
  }
  return el("span", { title: visible(url) }, text ?? url);
}

/** A unified diff, each line in its colour. */
export function diff(text) {
  return el("pre", {}, text.replace(/\n$/, "").split("\n").map((line) => {
    const kind = /^(\+\+\+|---|@@)/.test(line) ? "" : line.startsWith("+") ? "add" : line.startsWith("-") ? "cut" : "";
    return el("span", { class: kind }, line === "" ? " " : line);
  }));
}

export function facts(...pairs) {
  const shown = pairs.filter(([, value]) => value !== null && value !== undefined && value !== "");
  return el("dl", { class: "facts" }, shown.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]));
}
