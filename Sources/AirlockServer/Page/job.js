// One task, followed live.
import { badge, el, facts, fill, link } from "./dom.js";
import { watchDesktop } from "./desktop.js";
import { duration, t, time } from "./words.js";

const final = new Set(["succeeded", "failed", "rejected", "cancelled"]);
const types = [
  "created", "retried", "planned", "model_chosen", "model_answered", "step_started", "proposed", "judged", "trying",
  "sealed", "waiting", "answered",
  "promoted", "dropped", "responded", "stored", "found", "step_finished", "exported", "applied", "rolled_back",
  "logged", "ended",
];

/** Follows a task in `place` until `stop()` is called. */
export function followJob(id, place, { api, changed, failed, mayDecide }) {
  const head = el("section");
  const body = el("div", { class: "column" });
  const progress = el("p", { class: "progress", "aria-live": "polite", hidden: true });
  const desktop = watchDesktop(id, { api, failed, mayTake: mayDecide });
  place.replaceChildren(head, desktop.node, body);
  let stopped = false;
  let waiting = null;
  let source = null;

  const refresh = async () => {
    waiting = null;
    try {
      const [job, report, { snapshots }] = await Promise.all(
        [api(`/jobs/${id}`), api(`/jobs/${id}/report`), api(`/jobs/${id}/snapshots`)]);
      if (stopped) return;
      if (final.has(job.status)) progress.hidden = true;
      fill(head, ...headline(job));
      head.append(progress, controls(job, { api, changed, failed, listen }));
      fill(body, ...sections(job, report), history(job, snapshots, { api, changed, failed, refresh }));
    } catch (error) {
      if (stopped) return;
      if (error.code === "not_found") place.replaceChildren(el("section", {}, t("notFound")));
      else failed(error);
    }
  };
  // Events come in bursts; what is shown is read anew once a burst.
  const soon = () => { waiting ??= setTimeout(() => { refresh(); changed(); }, 150); };

  const listen = () => {
    source?.close();
    source = new EventSource(`/jobs/${encodeURIComponent(id)}/events`);
    for (const type of types) source.addEventListener(type, soon);
    source.addEventListener("progress", (event) => {
      progress.hidden = false;
      fill(progress, JSON.parse(event.data).text);
    });
    source.addEventListener("end", (event) => {
      event.target.close();
      soon();
    });
  };
  listen();
  refresh();

  return {
    refresh,
    stop() {
      stopped = true;
      desktop.stop();
      clearTimeout(waiting);
      source.close();
    },
  };
}

function headline(job) {
  return [
    el("div", { class: "row apart" }, badge(job.status, t(job.status)), el("code", { class: "soft" }, job.job_id)),
    el("h1", {}, job.task ?? job.job_id),
    job.summary && el("p", {}, job.summary),
    facts(
      [t("created"), time(job.created_at)], [t("ended"), time(job.ended_at)], [t("model"), job.model_id],
      [t("usage"), tokens(job.usage)], [t("exported"), job.export && el("code", {}, job.export)]),
  ];
}

function tokens(usage) {
  if (!usage || usage.prompt_tokens + usage.completion_tokens === 0) return "";
  return `${usage.prompt_tokens} + ${usage.completion_tokens}, ${duration(usage.duration_ms)}`;
}

function controls(job, { api, changed, failed, listen }) {
  const act = (verb) => async (event) => {
    event.target.disabled = true;
    try {
      await api(`/jobs/${job.job_id}/${verb}`, {});
    } catch (error) {
      failed(error);
    }
    listen();
    changed();
  };
  const canRetry = final.has(job.status) && job.status !== "succeeded";
  const old = document.getElementById("controls");
  old?.remove();
  return el("p", { class: "row", id: "controls" },
    !final.has(job.status) && el("button", { type: "button", class: "no", click: act("cancel") }, t("cancel")),
    canRetry && el("button", { type: "button", class: "quiet", click: act("retry") }, t("retry")));
}

function sections(job, report) {
  return [
    job.plan && el("section", {}, el("h2", {}, t("steps")),
      job.plan.explain && el("p", { class: "soft" }, job.plan.explain),
      el("ol", {}, job.steps.map(step)),
      job.dropped.length > 0 && el("details", { "data-key": "dropped" }, el("summary", {}, `${t("dropped")}: ${job.dropped.length}`),
        el("ul", {}, job.dropped.map((item) => el("li", {}, `${item.what}: ${item.reason}`))))),
    section(t("projects"), (report.projects ?? []).map(project)),
    section(t("findings"), (report.findings ?? []).map((finding) => findingItem(finding, report.sources ?? []))),
    section(t("sources"), (report.sources ?? []).map(sourceItem)),
    final.has(job.status) && el("section", {}, el("h2", {}, t("report")),
      el("p", {}, el("a", { href: `/jobs/${encodeURIComponent(job.job_id)}/report?format=markdown` }, t("markdown")))),
  ];
}

function section(title, items) {
  return items.length > 0 && el("section", {}, el("h2", {}, `${title} (${items.length})`), el("ul", {}, items));
}

function history(job, snapshots, { api, changed, failed, refresh }) {
  const canRollBack = final.has(job.status) || job.status === "waiting";
  const rollBack = (snapshot) => async (event) => {
    event.target.disabled = true;
    try {
      await api(`/jobs/${job.job_id}/rollback`, { snapshot_id: snapshot.snapshot_id });
    } catch (error) {
      event.target.disabled = false;
      failed(error);
    }
    refresh();
    changed();
  };
  return snapshots.length > 1 && el("section", {}, el("h2", {}, t("snapshots")),
    el("ol", {}, snapshots.map((snapshot) => el("li", {},
      el("div", { class: "row apart" },
        el("span", {}, el("code", {}, snapshot.snapshot_id), " ", el("small", {}, time(snapshot.created_at)), " ",
          el("span", { class: "soft" }, snapshot.tool ?? "")),
        snapshot.current
          ? el("span", { class: "soft" }, t("inForce"))
          : canRollBack && el("button", { type: "button", class: "quiet", click: rollBack(snapshot) }, t("rollBack")))))));
}

function step(state) {
  const moved = state.snapshot_after && state.snapshot_after !== state.snapshot_before;
  return el("li", { class: "step" },
    el("div", { class: "row apart" },
      el("span", {}, el("span", { class: "soft" }, `${state.step}. `), el("span", { class: "name" }, state.action)),
      el("span", { class: "row" },
        state.decision && badge(state.decision, t(state.decision)), badge(state.status, t(state.status)),
        el("small", {}, duration(state.duration_ms)))),
    state.error && el("p", {}, `${t("error")}: ${state.error.message}`, state.error.hint ? ` (${state.error.hint})` : ""),
    el("details", { "data-key": `step-${state.step}` }, el("summary", {}, t("more")),
      facts(
        [t("rule"), state.rule], [t("reason"), state.reason], [t("request"), state.request_id],
        [t("snapshot"), state.snapshot_before && el("code", {},
          moved ? `${state.snapshot_before} → ${state.snapshot_after}` : state.snapshot_before)]),
      el("pre", { class: "wrap" }, JSON.stringify(state.params, null, 2))));
}

function project(item) {
  const tests = item.test_summary;
  return el("li", {},
    el("div", { class: "row" }, el("strong", {}, item.name), el("span", { class: "soft" }, item.template),
      badge(item.build_status, t(item.build_status))),
    tests && el("p", {}, `${tests.total} ${t("tests")}: ${tests.passed} ${t("passed")}, ${tests.failed} ${t("failedTests")}`),
    item.commit_hash && el("p", {}, el("code", {}, item.commit_hash), item.branch ? ` (${item.branch})` : ""));
}

function findingItem(finding, sources) {
  const source = sources.find((item) => item.source_id === finding.source_id);
  return el("li", {}, el("p", {}, finding.claim), el("blockquote", {}, finding.quote),
    el("small", {}, source ? link(source.url, source.title) : finding.source_id));
}

function sourceItem(source) {
  return el("li", {}, link(source.url, source.title), el("p", { class: "soft" }, source.snippet),
    el("small", { class: "mono" }, source.url));
}
