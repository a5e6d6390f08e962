// Keys of the desk. Each presses what can also be clicked; nothing works only by key.
const typing = (target) => target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") !== null;
const help = document.querySelector("#keys");

for (const button of document.querySelectorAll("[data-focus]")) {
  button.hidden = false;
  button.addEventListener("click", () => document.getElementById(button.dataset.focus)?.focus());
}
for (const target of document.querySelectorAll("[data-key]")) {
  if (target.dataset.key) target.setAttribute("aria-keyshortcuts", target.dataset.key);
}

// Turned off on the page "About", with those of the site.
const keysOff = () => { try { return localStorage.getItem("keys") === "off"; } catch { return false; } };

document.addEventListener("keydown", (event) => {
  if (keysOff() || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.key === "Escape" && typing(event.target)) return event.target.blur();
  if (typing(event.target) || help?.open) return;
  if (event.key === "?") {
    help?.showModal();
    event.preventDefault();
  } else if (/^[acrsu]$/.test(event.key)) {
    const target = document.querySelector(`[data-key="${event.key}"]`);
    if (!target) return;
    event.preventDefault();
    target.click();
  }
});

// What a look ahead has found is read out and comes into view; "a" then saves.
document.querySelector("#ahead")?.focus();
// A reading is stored once, however often the button is pressed.
for (const form of document.querySelectorAll("form[method='post']")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
  });
}
window.addEventListener("pageshow", () => document.querySelectorAll("form").forEach((f) => delete f.dataset.sent));
