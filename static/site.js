// Enhancements only: every page works without this file.
const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;
const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.offsetParent !== null);

function move(step) {
  const found = rows();
  if (!found.length) return;
  const place = found.findIndex((row) => row.classList.contains("here"));
  found[place]?.classList.remove("here");
  const row = found[Math.min(Math.max(place + step, 0), found.length - 1)];
  row.classList.add("here");
  row.scrollIntoView({ block: "nearest" });
  row.querySelector("a[href]")?.focus({ preventScroll: true });
}

// Who speaks to the computer, or strikes keys unawares, can do without keys that act alone (WCAG 2.1.4); kept here only.
const keysOff = () => { try { return localStorage.getItem("keys") === "off"; } catch { return false; } };

document.addEventListener("keydown", (event) => {
  if (keysOff() || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.key === "j") move(1);
  else if (event.key === "k") move(-1);
  else if (event.key === "/") {
    (document.querySelector("#q") ?? document.querySelector("#nav-q"))?.focus();
    event.preventDefault();
  }
});

for (const told of document.querySelectorAll("[data-keys]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet";
  const say = () => { button.textContent = keysOff() ? "Turn these keys on" : "Turn these keys off"; };
  button.addEventListener("click", () => {
    try { localStorage.setItem("keys", keysOff() ? "on" : "off"); } catch { /* a browser that keeps nothing */ }
    say();
  });
  say();
  told.after(button);
}

// A copy button beside each citation; without it the citation selects whole at a click.
for (const cited of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy quiet";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(cited.textContent.trim());
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  });
  cited.after(button);
}

// Empty fields stay out of addresses that people send on.
for (const form of document.querySelectorAll("form[method='get']")) {
  const fields = () => [...form.elements].filter((field) => field.name && !field.value);
  form.addEventListener("submit", () => fields().forEach((field) => { field.disabled = true; }));
  window.addEventListener("pageshow", () => fields().forEach((field) => { field.disabled = false; }));
}

// Who ticks a case means the case, also where "everything" was chosen before.
document.addEventListener("change", ({ target }) => {
  if (target.type !== "checkbox" || !target.checked || !target.closest("details")) return;
  const some = target.form?.querySelector("input[name='what'][value='some']");
  if (some) some.checked = true;
});

// Filters apply at once and load no page: the parts that depend on them are taken from the page of the new address.
// Where that fails, the browser goes there.
const live = document.querySelector("form[data-live]");
let asked = 0;
let timer;

function address() {
  const before = new URLSearchParams(location.search);
  const { as_of: day } = live.elements;
  const given = new URLSearchParams([...new FormData(live)].filter(([, value]) => value.trim()));
  // Today, unless somebody chose it, would tie the view that people send on to this date.
  if (day?.value === day?.defaultValue && !before.has("as_of")) given.delete("as_of");
  if (before.has("known_at")) given.set("known_at", before.get("known_at"));
  return live.getAttribute("action") + (given.size ? `?${given}` : "");
}

function take(page, fields) {
  for (const part of document.querySelectorAll("[data-part]")) {
    part.replaceChildren(...(page.querySelector(`[data-part="${part.dataset.part}"]`)?.childNodes ?? []));
  }
  for (const made of page.querySelectorAll("form[data-live] [name], [form][name]")) {
    const shown = live.elements[made.name];
    if (made.matches("select")) {
      const { value } = made;
      shown.replaceChildren(...made.childNodes);
      shown.value = value;
    } else if (fields) {
      shown.value = made.value;
      shown.checked = made.checked;
    }
  }
  const about = "link[rel='alternate'], link[rel='canonical'], meta[name='description'], meta[property^='og:']";
  document.head.querySelectorAll(about).forEach((old) => old.remove());
  document.head.append(...page.head.querySelectorAll(about));
  document.title = page.title;
}

async function turn(to, { fields = false, keep = true } = {}) {
  const own = ++asked;
  try {
    const answer = await fetch(to, { headers: { "X-Live-Filter": "1" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (own !== asked) return;
    const problem = page.querySelector("[data-problem]");
    said.className = problem ? "note" : "vh";
    if (problem) said.textContent = problem.textContent;
    else if (!page.querySelector("form[data-live]")) location.assign(to);
    else {
      take(page, fields);
      if (keep) history.pushState(null, "", to);
      said.textContent = document.querySelector("[data-told]").innerText;
    }
  } catch {
    location.assign(to);
  }
}

const said = document.createElement("p");
if (live) {
  said.className = "vh";
  said.setAttribute("aria-live", "polite");
  live.after(said);
  const soon = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(() => { if (live.checkValidity()) turn(address()); }, wait);
  };
  // Some fields stand outside the form. A date is typed in several strokes, and the keyboard passes choices.
  document.addEventListener("change", ({ target }) => {
    if (target.form === live && target.type !== "search") soon(target.type === "date" ? 900 : 150);
  });
  live.addEventListener("submit", (event) => {
    event.preventDefault();
    // Out of the field of words, so that the keys walk through what was found.
    if (document.activeElement.type === "search") document.activeElement.blur();
    soon(0);
  });
  // The links that take a filter away.
  document.addEventListener("click", (event) => {
    const link = event.target.closest(":is([data-part='found'], [data-part='clear'], [data-part='notice']) a");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (link.pathname !== new URL(live.action).pathname) return;
    event.preventDefault();
    turn(link.href, { fields: true });
  });
  window.addEventListener("popstate", () => turn(location.href, { fields: true, keep: false }));
}
