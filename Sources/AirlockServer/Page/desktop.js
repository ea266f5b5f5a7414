// The desktop of a task, live, and a person's hand on it.
import { el, fill } from "./dom.js";
import { t } from "./words.js";

const keys = {
  Enter: "enter", Tab: "tab", Escape: "escape", Backspace: "backspace", Delete: "delete", Insert: "insert", Home: "home",
  End: "end", PageUp: "page_up", PageDown: "page_down", ArrowUp: "up", ArrowDown: "down", ArrowLeft: "left",
  ArrowRight: "right", ContextMenu: "menu", " ": "space", "+": "plus", "-": "minus", "=": "equal", ",": "comma", ".": "period",
  "/": "slash", "\\": "backslash", ";": "semicolon", "'": "apostrophe", "`": "grave", "[": "bracket_left", "]": "bracket_right",
};

/** What pressing a key means there; null for keys that mean nothing by themselves, or that aren't passed on. */
function keyAction(event) {
  const held = event.ctrlKey || event.altKey || event.metaKey;
  if ([...event.key].length === 1 && !held) return /\p{C}/u.test(event.key) ? null : { type: "type", text: event.key };
  const name = keys[event.key] ?? (/^F([1-9]|1[0-2])$/.test(event.key) || /^[a-z0-9]$/i.test(event.key) ? event.key.toLowerCase() : null);
  if (!name) return null;
  const modifiers = [["ctrl", event.ctrlKey], ["alt", event.altKey], ["super", event.metaKey], ["shift", event.shiftKey]];
  return { type: "key", keys: [...modifiers.filter(([, down]) => down).map(([modifier]) => modifier), name].join("+") };
}

/** A panel that shows the task's desktop while there is one, until `stop()` is called. */
export function watchDesktop(id, { api, failed, mayTake }) {
  const path = `/jobs/${encodeURIComponent(id)}/desktop`;
  const canvas = el("canvas", { tabindex: "0", "aria-label": t("desktop") });
  const bar = el("div", { class: "row" });
  const node = el("section", { class: "desktop", hidden: true }, el("div", { class: "row apart" }, el("h2", {}, t("desktop")), bar), canvas);
  let state = { running: false };
  let stopped = false;
  let isLooking = false;
  let mark = null;
  let from = null;
  const waiting = [];
  let isSending = false;

  const act = async (verb, body) => {
    try {
      show(await api(`${path}/${verb}`, body));
      return true;
    } catch (error) {
      failed(error);
      refresh();
      return false;
    }
  };

  const show = (next) => {
    state = next;
    node.hidden = !state.running;
    canvas.classList.toggle("held", Boolean(state.yours));
    const text = state.yours ? t("deskYours") : state.holder ? `${t("deskHeld")}: ${state.holder}` : "";
    const button = state.yours
      ? el("button", { type: "button", class: "quiet", click: () => act("give-back", {}) }, t("giveBack"))
      : el("button", { type: "button", class: "quiet", click: takeOver }, t("takeOver"));
    bar.replaceChildren(el("span", { class: "soft" }, text), ...(mayTake ? [button] : []));
    if (state.running) look();
  };

  const takeOver = async () => { if (await act("take", {})) canvas.focus(); };

  const refresh = async () => {
    if (stopped || document.visibilityState !== "visible") return;
    try {
      // Taking it again says that the person is still there.
      const next = await (state.yours ? api(`${path}/take`, {}) : api(`${path}/state`));
      if (!stopped) show(next);
    } catch {
      if (!stopped) show({ running: false });
    }
  };

  // One request after the other, each answered when the screen has changed.
  const look = async () => {
    if (isLooking) return;
    isLooking = true;
    while (!stopped && state.running && document.visibilityState === "visible") {
      try {
        const headers = mark ? { "if-none-match": mark } : {};
        const response = await fetch(`${path}?wait=5`, { headers, cache: "no-store", credentials: "same-origin" });
        if (response.status === 304) continue;
        if (!response.ok) break;
        mark = response.headers.get("etag");
        const picture = await createImageBitmap(await response.blob());
        [canvas.width, canvas.height] = [picture.width, picture.height];
        canvas.getContext("2d").drawImage(picture, 0, 0);
      } catch {
        break;
      }
    }
    isLooking = false;
  };

  const send = async () => {
    if (isSending) return;
    isSending = true;
    while (waiting.length > 0 && state.yours) {
      if (!await act("input", { actions: waiting.splice(0, 50) })) waiting.length = 0;
    }
    isSending = false;
  };
  const add = (action) => {
    const last = waiting.at(-1);
    if (action.type === "type" && last?.type === "type") last.text += action.text;
    else waiting.push(action);
    send();
  };

  const point = (event) => {
    const box = canvas.getBoundingClientRect();
    const within = (value, size) => Math.max(0, Math.min(size - 1, Math.floor(value)));
    return {
      x: within((event.clientX - box.left) * state.width / box.width, state.width),
      y: within((event.clientY - box.top) * state.height / box.height, state.height),
    };
  };
  const button = (event) => ["left", "middle", "right"][event.button] ?? "left";

  canvas.addEventListener("contextmenu", (event) => event.preventDefault());
  canvas.addEventListener("pointerdown", (event) => {
    if (!state.yours) return;
    canvas.setPointerCapture(event.pointerId);
    from = point(event);
  });
  canvas.addEventListener("pointerup", (event) => {
    if (!state.yours || !from) return;
    const to = point(event);
    const isDrag = Math.hypot(to.x - from.x, to.y - from.y) > 4;
    add(isDrag ? { type: "drag", ...from, to_x: to.x, to_y: to.y, button: button(event) } : { type: "click", ...from, button: button(event) });
    from = null;
  });
  canvas.addEventListener("wheel", (event) => {
    if (!state.yours) return;
    event.preventDefault();
    const [down, right] = [Math.sign(event.deltaY), Math.sign(event.deltaX)];
    if (down || right) add({ type: "scroll", ...point(event), down, right });
  }, { passive: false });
  canvas.addEventListener("keydown", (event) => {
    if (!state.yours || event.isComposing) return;
    // The way out for who has no mouse.
    if (event.key === "Escape" && event.shiftKey) return canvas.blur();
    const action = keyAction(event);
    if (!action) return;
    event.preventDefault();
    add(action);
  });

  const timer = setInterval(refresh, 3000);
  refresh();
  return {
    node,
    stop() {
      stopped = true;
      clearInterval(timer);
      if (state.yours) api(`${path}/give-back`, {}).catch(() => {});
    },
  };
}
