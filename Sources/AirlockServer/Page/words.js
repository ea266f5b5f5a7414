// The page's words in English and Russian.

const english = {
  tasks: "Tasks", newTask: "New task", taskHint: "What should be done?", planOnly: "Only make the plan, run nothing",
  start: "Start", noTasks: "No tasks yet.", approvals: "Waiting for you", steps: "Steps", sources: "Sources",
  findings: "Findings", projects: "Projects", report: "Report", markdown: "Report as Markdown", cancel: "Cancel",
  retry: "Retry", approve: "Approve", reject: "Reject", comment: "Comment (optional)", files: "Affected files",
  impact: "Estimated impact", effects: "Effects", rule: "Rule", reason: "Reason", hash: "Hash", exitCode: "Exit code", asText: "The same card as the terminal shows it", expires: "Expires",
  request: "Request", diff: "Changes", output: "Output", params: "Parameters", duration: "Duration", snapshot: "Snapshot",
  signOut: "Sign out", signIn: "Sign in", token: "Token",
  signInHint: "Open the login link that `airlock serve` printed, or paste a token. The first one is in the file `token` of Airlock's state folder.",
  pick: "Pick a task on the list, or start a new one.", notFound: "There is no such task.", model: "Model",
  tests: "tests", passed: "passed", failedTests: "failed", exported: "Exported to", dropped: "Left out of the plan",
  explain: "Why this plan", error: "Error", usage: "Tokens", created: "Started", ended: "Ended", snapshots: "Snapshots",
  offline: "Airlock does not answer. Trying again…", cantDecide: "Your token may not decide.", more: "Details",
  planning: "planning", running: "running", waiting: "waiting", succeeded: "succeeded", failed: "failed",
  rejected: "rejected", cancelled: "cancelled", pending: "pending", skipped: "skipped", previewing: "being tried out",
  allow: "allowed", ask: "asked", deny: "denied", approved: "approved", expired: "expired", withdrawn: "withdrawn",
  desktop: "Desktop", takeOver: "Take over", giveBack: "Give back", deskHeld: "Taken over by",
  deskYours: "You have it; the task waits. Shift+Esc frees the keyboard.",
  inForce: "in force", rollBack: "Go back to this", success: "built", unavailable: "not built: toolchain is missing",
};

const russian = {
  tasks: "Задачи", newTask: "Новая задача", taskHint: "Что нужно сделать?", planOnly: "Только составить план, ничего не запускать",
  start: "Начать", noTasks: "Задач пока нет.", approvals: "Ждут вашего решения", steps: "Шаги", sources: "Источники",
  findings: "Находки", projects: "Проекты", report: "Отчёт", markdown: "Отчёт в Markdown", cancel: "Отменить",
  retry: "Повторить", approve: "Разрешить", reject: "Отклонить", comment: "Комментарий (необязательно)",
  files: "Затронутые файлы", impact: "Оценка влияния", effects: "Последствия", rule: "Правило", reason: "Причина",
  hash: "Хэш", exitCode: "Код выхода", asText: "Та же карточка, как в терминале", expires: "Действует до", request: "Запрос", diff: "Изменения", output: "Вывод", params: "Параметры",
  duration: "Длительность", snapshot: "Снимок", signOut: "Выйти", signIn: "Войти", token: "Токен",
  signInHint: "Откройте ссылку для входа, которую напечатал `airlock serve`, или вставьте токен. Первый лежит в файле `token` в папке состояния Airlock.",
  pick: "Выберите задачу в списке или начните новую.", notFound: "Такой задачи нет.", model: "Модель",
  tests: "тестов", passed: "прошло", failedTests: "не прошло", exported: "Выгружено в", dropped: "Не вошло в план",
  explain: "Почему такой план", error: "Ошибка", usage: "Токены", created: "Начато", ended: "Закончено", snapshots: "Снимки",
  offline: "Airlock не отвечает. Пробуем снова…", cantDecide: "С этим токеном решать нельзя.", more: "Подробности",
  planning: "составляется план", running: "выполняется", waiting: "ждёт решения", succeeded: "готово", failed: "не удалось",
  rejected: "отклонено", cancelled: "отменено", pending: "в очереди", skipped: "пропущено", previewing: "пробный запуск",
  allow: "разрешено", ask: "спрошено", deny: "запрещено", approved: "разрешено", expired: "время вышло", withdrawn: "отозвано",
  desktop: "Рабочий стол", takeOver: "Взять управление", giveBack: "Вернуть", deskHeld: "Управляет",
  deskYours: "Управляете вы, задача ждёт. Shift+Esc отпускает клавиатуру.",
  inForce: "сейчас", rollBack: "Вернуться сюда", success: "собран", unavailable: "не собран: нет инструментов",
};

let chosen = localStorage.getItem("language") ?? (navigator.language.startsWith("ru") ? "ru" : "en");

export const language = () => chosen;
export function switchLanguage() {
  chosen = chosen === "ru" ? "en" : "ru";
  localStorage.setItem("language", chosen);
}

/** The word for `key`; an unknown key is shown as it is. */
export function t(key) { return (chosen === "ru" ? russian : english)[key] ?? String(key); }

export function time(text) {
  return text ? new Date(text).toLocaleString(chosen, { dateStyle: "short", timeStyle: "medium" }) : "";
}

export function duration(milliseconds) {
  if (milliseconds === null || milliseconds === undefined) return "";
  const unit = (name, value, digits) =>
    value.toLocaleString(chosen, { style: "unit", unit: name, maximumFractionDigits: digits });
  return milliseconds < 1000 ? unit("millisecond", milliseconds, 0) : unit("second", milliseconds / 1000, 1);
}
