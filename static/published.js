// What the server does elsewhere: other days and the filters of the board, among published files.
const asked = new URLSearchParams(location.search);
const onMap = /\/map\/$/.test(location.pathname);

async function turn(day, rest) {
  const { days, today } = await (await fetch("/on/days.json")).json();
  const last = days.filter((d) => d <= day).at(-1);
  const query = rest.size ? `?${rest}` : "";
  if (day >= today) location.assign((onMap ? "/map/" : "/") + query);
  else location.assign(last ? `/on/${last}/${onMap ? "map/" : ""}${query}` : "/on/");
}

for (const form of document.querySelectorAll("form[action='/on/']")) {
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
    const day = given.get("as_of") ?? "9999";
    given.delete("as_of");
    turn(day, given);
  });
}
if (location.pathname === "/on/" && asked.get("as_of")) {
  const rest = new URLSearchParams(asked);
  rest.delete("as_of");
  turn(asked.get("as_of"), rest);
}

const wanted = ["status", "agency", "data"].filter((name) => asked.get(name));
if (wanted.length) {
  for (const row of document.querySelectorAll("tr[data-status]")) {
    row.hidden = !wanted.every((name) => row.dataset[name].split("|").includes(asked.get(name)));
  }
  for (const group of document.querySelectorAll(".board-group")) {
    group.hidden = !group.querySelector("tr[data-status]:not([hidden])");
  }
  const flows = [...document.querySelectorAll("tr[data-status]")];
  const fitting = flows.filter((row) => !row.hidden).length;
  const said = document.createElement("p");
  said.className = "note";
  said.textContent = `${fitting} of ${flows.length} data flows ${fitting === 1 ? "fits" : "fit"} these filters.`;
  document.querySelector("[data-part='rows']")?.prepend(said);
  for (const name of wanted) {
    const field = document.getElementById(name);
    if (field) field.value = asked.get(name);
  }
}

const missing = document.querySelector("[data-missing] input[name='q']");
if (missing) missing.value = decodeURIComponent(location.pathname).split(/[^\p{L}\p{N}]+/u).slice(-6).join(" ").trim();
