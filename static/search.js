// Search among the published files: no program answers behind them, so the browser reads the index itself.
const PAGE = 50;
const LISTS = ["kind", "court", "case", "flow", "relief", "disposition", "agency"];
const form = document.querySelector("#tf");
const results = document.querySelector("#results");
const found = document.querySelector("#found");
const more = document.querySelector("#more");
const kept = new Map();

function read(file) {
  if (!kept.has(file)) {
    kept.set(file, fetch(`/search/${file}`).then((answer) => {
      if (!answer.ok) throw new Error(`${file}: ${answer.status}`);
      return answer.json();
    }));
  }
  return kept.get(file);
}

const flat = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");

// Words of the question: plain, begin*, -without; a phrase counts as its words.
function parse(text) {
  const wanted = [];
  for (const part of flat(text).replace(/["“”]/g, " ").split(/\s+/)) {
    const not = /^[-−]./.test(part);
    const pieces = part.match(/[\p{L}\p{N}]+/gu) ?? [];
    pieces.forEach((word, place) => {
      wanted.push({ word: word.slice(0, 40), not, begins: part.endsWith("*") && place === pieces.length - 1 });
    });
  }
  return wanted;
}

const shard = (word) => (/[a-z0-9]/.test(word[0]) ? word[0] : "other");

async function places(segment, columns, { word, begins }) {
  if (!columns.letters.includes(shard(word))) return new Set();
  const own = await read(`${segment}/words-${shard(word)}.json`);
  const hits = begins ? Object.keys(own).filter((w) => w.startsWith(word)) : Object.hasOwn(own, word) ? [word] : [];
  const all = new Set();
  for (const hit of hits) {
    let at = 0;
    for (const step of own[hit]) all.add((at += step));
  }
  return all;
}

function fits(columns, n, asked, agencies) {
  const chosen = (name) => asked.getAll(name).filter(Boolean);
  for (const name of ["kind", "court", "case"]) {
    if (chosen(name).length && !chosen(name).includes(columns[name][n])) return false;
  }
  const flows = columns.flow[n];
  if (chosen("flow").length && !flows.some((f) => chosen("flow").includes(f))) return false;
  if (chosen("agency").length && !flows.some((f) => (agencies[f] ?? []).some((a) => chosen("agency").includes(a)))) return false;
  const reliefs = chosen("relief"), outcomes = chosen("disposition");
  if ((reliefs.length || outcomes.length) && !columns.acts[n].some(([r, d]) =>
    (!reliefs.length || reliefs.includes(r)) && (!outcomes.length || outcomes.includes(d)))) return false;
  if (asked.get("confirmed") && !(columns.flags[n] & 1)) return false;
  if (asked.get("orders") && !(columns.flags[n] & 2)) return false;
  const day = columns.day[n], from = asked.get("from"), to = asked.get("to");
  return !((from || to) && !day) && !(from && day < from) && !(to && day > to);
}

async function search(asked) {
  const { segments, agencies } = await read("index.json");
  const words = parse(asked.get("q") ?? "");
  const all = await Promise.all(segments.map(async (segment) => {
    const columns = await read(`${segment}/columns.json`);
    const sets = await Promise.all(words.map((word) => places(segment, columns, word)));
    const rows = [];
    for (let n = 0; n < columns.id.length; n += 1) {
      if (words.every((word, i) => sets[i].has(n) !== word.not) && fits(columns, n, asked, agencies)) {
        rows.push({ segment, n, day: columns.day[n], id: columns.id[n], columns });
      }
    }
    return rows;
  }));
  return all.flat().sort((a, b) => (a.day < b.day ? 1 : a.day > b.day ? -1 : a.id < b.id ? 1 : -1));
}

function part(name, text, className) {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

const showDay = (day) => (day ? new Date(`${day}T12:00:00Z`).toLocaleDateString("en-US",
  { year: "numeric", month: "short", day: "numeric", timeZone: "UTC" }) : "no date");

async function line(row) {
  const { names } = await read("index.json");
  const told = await read(`${row.segment}/told-${Math.floor(row.n / 100)}.json`);
  const [title, text] = told[row.n % 100];
  const item = document.createElement("li");
  item.className = "event";
  item.dataset.row = "";
  item.append(part("p", `${showDay(row.day)} · ${names.kind[row.columns.kind[row.n]] ?? ""}`, "small-dim"));
  const link = part("a", title);
  link.href = `/events/${row.id}/`;
  const head = part("p", "", "event-title");
  head.append(link);
  item.append(head);
  const where = [names.case[row.columns.case[row.n]], names.court[row.columns.court[row.n]]].filter(Boolean).join(", ");
  if (where) item.append(part("p", where, "event-where"));
  if (text) item.append(part("p", text, "event-text"));
  return item;
}

async function show(rows, from) {
  const next = await Promise.all(rows.slice(from, from + PAGE).map(line));
  results.append(...next);
  more.hidden = from + PAGE >= rows.length;
  more.onclick = async () => {
    await show(rows, from + PAGE);
    next.length && results.children[from + PAGE]?.querySelector("a")?.focus();
  };
}

async function run() {
  const asked = new URLSearchParams(location.search);
  for (const field of form.elements) {
    if (!field.name) continue;
    if (field.type === "checkbox") field.checked = Boolean(asked.get(field.name));
    else field.value = asked.get(field.name) ?? "";
  }
  const narrowed = [...asked].some(([name, value]) => value && (LISTS.includes(name) || ["from", "to", "confirmed", "orders"].includes(name)));
  if (narrowed) form.querySelector("details").open = true;
  if (!narrowed && !(asked.get("q") ?? "").trim()) return;
  found.textContent = "Searching…";
  try {
    const rows = await search(asked);
    found.textContent = rows.length ? `${rows.length.toLocaleString("en-US")} ${rows.length === 1 ? "event" : "events"}, newest first` : "Nothing fits. Take a filter back, or search for fewer words.";
    await show(rows, 0);
  } catch (problem) {
    found.textContent = `The index could not be read (${problem.message}). Load the page again.`;
  }
}

run();
