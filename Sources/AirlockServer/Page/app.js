// The page: sign in, list tasks, follow one, answer what waits.
import { badge, el, fill } from "./dom.js";
import { language, switchLanguage, t, time } from "./words.js";
import { showCards } from "./cards.js";
import { followJob } from "./job.js";

const main = document.getElementById("main");
const notice = document.getElementById("notice");
let me = null;
let view = null;
let followed = null;
let isOffline = false;

/** Asks the server; with a body it is a POST. Throws an error with `message`, `code` and `status`. */
async function api(path, body) {
  const options = body === undefined ? {} : { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } };
  const response = await fetch(path, { ...options, cache: "no-store", credentials: "same-origin" });
  const answer = await response.json();
  if (response.ok) return answer;
  const { message = response.statusText, hint, code } = answer.error ?? {};
  throw Object.assign(new Error(hint ? `${message} (${hint})` : message), { code, status: response.status });
}

function failed(error) {
  if (error?.status === 401 && me) return signedOut();
  isOffline = error instanceof TypeError;
  notice.hidden = !error;
  fill(notice, error ? (isOffline ? t("offline") : error.message) : "");
}

const currentJob = () => decodeURIComponent(location.hash.match(/^#\/jobs\/([\w.-]+)$/)?.[1] ?? "");

function signInView() {
  const input = el("input", { type: "password", autocomplete: "off", "aria-label": t("token"), required: true });
  const submit = async (event) => {
    event.preventDefault();
    try {
      await api("/login", { token: input.value.trim() });
      await begin();
    } catch (error) {
      failed(error);
    }
  };
  main.className = "";
  main.replaceChildren(el("section", {}, el("h1", {}, t("signIn")), el("p", { class: "soft" }, t("signInHint")),
    el("form", { submit }, el("label", {}, t("token"), input), el("button", {}, t("signIn")))));
}

function taskForm() {
  const task = el("textarea", { placeholder: t("taskHint"), "aria-label": t("taskHint"), required: true, maxlength: 16000 });
  const planOnly = el("input", { type: "checkbox" });
  const submit = async (event) => {
    event.preventDefault();
    try {
      const job = await api("/jobs", { task: task.value, output_format: planOnly.checked ? "PLAN_CALLS" : "REPORT" });
      task.value = "";
      failed(null);
      location.hash = `#/jobs/${job.job_id}`;
      poll();
    } catch (error) {
      failed(error);
    }
  };
  return el("section", {}, el("h2", {}, t("newTask")),
    el("form", { submit }, task, el("label", { class: "inline" }, planOnly, t("planOnly")), el("button", {}, t("start"))));
}

function workView() {
  view = { list: el("div"), cards: el("div", { class: "column cards", hidden: true }), job: el("div", { class: "column job" }) };
  main.className = "wide";
  main.replaceChildren(
    view.cards, el("div", { class: "column side" }, taskForm(), el("section", {}, el("h2", {}, t("tasks")), view.list)), view.job);
}

function jobLine(job) {
  const current = job.job_id === currentJob();
  const steps = job.steps_total > 0 ? `${job.steps_finished}/${job.steps_total}` : "";
  return el("li", {}, el("a", { href: `#/jobs/${job.job_id}`, "aria-current": current && "true" },
    el("span", { class: "task" }, job.task || job.job_id),
    el("span", { class: "row" }, badge(job.status, t(job.status)), el("small", {}, steps), el("small", {}, time(job.created_at)))));
}

let isPolling = false;
async function poll() {
  if (!me || isPolling) return;
  isPolling = true;
  try {
    const [jobs, waiting, previewing] = await Promise.all([
      api("/jobs?limit=50"), api("/approvals?state=waiting&limit=50"), api("/approvals?state=previewing&limit=20"),
    ]);
    fill(view.list, jobs.jobs.length ? el("ul", { class: "jobs" }, jobs.jobs.map(jobLine)) : el("p", { class: "empty" }, t("noTasks")));
    const mayDecide = me.scope !== "run";
    await showCards(view.cards, [...waiting.approvals, ...previewing.approvals], { api, mayDecide, changed: poll });
    document.title = waiting.approvals.length ? `(${waiting.approvals.length}) Airlock` : "Airlock";
    if (isOffline) failed(null);
  } catch (error) {
    failed(error);
  }
  isPolling = false;
}

function route() {
  if (!me) return;
  followed?.stop();
  followed = null;
  const id = currentJob();
  if (id) followed = followJob(id, view.job, { api, changed: poll, failed, mayDecide: me.scope !== "run" });
  else view.job.replaceChildren(el("section", { class: "empty" }, t("pick")));
  poll();
}

function labels() {
  document.documentElement.lang = language();
  const other = document.getElementById("language");
  other.textContent = language() === "ru" ? "English" : "Русский";
  const out = document.getElementById("sign-out");
  out.textContent = t("signOut");
  out.hidden = !me;
  fill(document.getElementById("who"), me ? `${me.name} · ${me.version}` : "");
}

function signedOut() {
  me = null;
  followed?.stop();
  followed = null;
  labels();
  signInView();
}

async function begin() {
  try {
    me = await api("/me");
  } catch (error) {
    if (error.status === 401) return signedOut();
    return failed(error);
  }
  failed(null);
  labels();
  workView();
  route();
}

document.getElementById("language").addEventListener("click", () => {
  switchLanguage();
  labels();
  if (!me) return signInView();
  workView();
  route();
});
document.getElementById("sign-out").addEventListener("click", async () => {
  try {
    await api("/logout", {});
  } catch (error) {
    failed(error);
  }
  signedOut();
});
window.addEventListener("hashchange", route);
setInterval(() => { if (document.visibilityState === "visible") poll(); }, 3000);
labels();
begin();
