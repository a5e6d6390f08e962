// Enhancements only: every page works without this file.
const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;
const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.offsetParent !== null);
let place = -1;

function move(step) {
  const found = rows();
  if (!found.length) return;
  found[place]?.classList.remove("here");
  place = Math.min(Math.max(place + step, 0), found.length - 1);
  const row = found[place];
  row.classList.add("here");
  row.scrollIntoView({ block: "nearest" });
  row.querySelector("a[href]")?.focus({ preventScroll: true });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.key === "j") move(1);
  else if (event.key === "k") move(-1);
  else if (event.key === "/") {
    (document.querySelector("#q") ?? document.querySelector("#nav-q"))?.focus();
    event.preventDefault();
  }
});

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
