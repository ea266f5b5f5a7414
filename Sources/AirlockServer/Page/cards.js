// Questions that wait for a person.
import { badge, diff, el, facts, fill } from "./dom.js";
import { t, time } from "./words.js";

const shown = new Map();

/** Brings the cards in `place` up to date with the questions that are open. */
export async function showCards(place, open, { api, mayDecide, changed }) {
  const ids = new Set(open.map((card) => card.id));
  for (const [id, entry] of shown) {
    if (ids.has(id)) continue;
    entry.node.remove();
    shown.delete(id);
  }
  for (const summary of open) {
    const known = shown.get(summary.id);
    const mark = JSON.stringify([summary.state, summary.hash, t("approve"), mayDecide]);
    const isHere = known?.node.parentNode === place;
    if (isHere && known.mark === mark) continue;
    const card = await api(`/approvals/${summary.id}`);
    const node = cardNode(card, { api, mayDecide, changed });
    if (isHere) known.node.replaceWith(node);
    else place.append(node);
    shown.set(summary.id, { mark, node });
  }
  place.hidden = shown.size === 0;
}

function cardNode(card, { api, mayDecide, changed }) {
  const comment = el("input", { type: "text", maxlength: 2000, placeholder: t("comment"), "aria-label": t("comment") });
  const problem = el("p", { role: "alert" });
  const buttons = [];
  const decide = async (decision) => {
    for (const button of buttons) button.disabled = true;
    try {
      const body = comment.value ? { decision, comment: comment.value } : { decision };
      await api(`/approvals/${card.id}/decision`, body);
    } catch (error) {
      fill(problem, error.message);
      for (const button of buttons) button.disabled = false;
    }
    changed();
  };
  const isOpen = card.state === "waiting";
  buttons.push(el("button", { type: "button", class: "yes", click: () => decide("approve") }, t("approve")));
  buttons.push(el("button", { type: "button", class: "no", click: () => decide("reject") }, t("reject")));
  return el("section", { class: "card", id: `card-${card.id}` },
    el("div", { class: "row apart" }, el("h2", {}, t("approvals")), badge(card.state, t(card.state))),
    el("pre", { class: "wrap" }, card.description),
    facts(
      [t("files"), list(card.affected_files)], [t("impact"), card.estimated_impact], [t("effects"), list(card.effects)],
      [t("exitCode"), card.exit_code === null || card.exit_code === undefined ? "" : String(card.exit_code)],
      [t("rule"), card.rule], [t("reason"), card.reason], [t("hash"), card.hash && el("code", {}, card.hash.slice(0, 12))],
      [t("request"), el("code", {}, card.request_id)], [t("expires"), time(card.expires_at)]),
    card.diff && el("details", { open: true }, el("summary", {}, t("diff")), diff(card.diff)),
    card.output && el("details", {}, el("summary", {}, t("output")),
      el("pre", { class: "wrap" }, JSON.stringify(card.output, null, 2).replaceAll("\\n", "\n"))),
    card.text && el("details", {}, el("summary", {}, t("asText")), el("pre", { class: "wrap" }, card.text)),
    isOpen && mayDecide && comment,
    isOpen && mayDecide && el("p", { class: "row" }, buttons),
    !mayDecide && el("p", { class: "soft" }, t("cantDecide")), problem);
}

function list(items) {
  if (!items?.length) return "";
  const few = items.slice(0, 12).map((item) => el("li", { class: "mono" }, item));
  if (items.length <= 12) return el("ul", {}, few);
  const rest = items.slice(12).map((item) => el("li", { class: "mono" }, item));
  return el("div", {}, el("ul", {}, few), el("details", {}, el("summary", {}, `+${rest.length}`), el("ul", {}, rest)));
}
